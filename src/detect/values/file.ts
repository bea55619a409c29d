import type { Problem, ValuesDocument } from '../../model.js';
import { parseYaml, positionedAt, type YamlFile } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';

/** A layer, or why there is none. */
export type LayerResult =
  | { readonly ok: true; readonly layer: ValuesDocument }
  | { readonly ok: false; readonly problem: Problem };

/** A values file of the tree as a layer: of a link, the file that it leads to. */
export async function valuesFileLayer(
  context: DetectContext,
  name: string,
  source: 'file' | 'default' = 'file',
): Promise<LayerResult> {
  const path = context.tree.realPath?.(name) ?? name;
  const content = await context.tree.read(path);
  if (!content.ok) return { ok: false, problem: unreadable(path, 1, content.why) };
  return valuesLayer(path, content.text, source, await context.yaml(path));
}

/** A values file as a layer, from its text: for files that the user names. */
export function valuesLayer(
  file: string,
  text: string,
  source: 'file' | 'default' = 'file',
  parsed: YamlFile = parseYaml(file, text),
): LayerResult {
  const [error] = parsed.errors;
  if (error) return { ok: false, problem: unreadable(file, error.line, error.message) };
  // Helm reads the first document only.
  const [document] = parsed.documents;
  if (document && !isRecord(document.data.value)) {
    return {
      ok: false,
      problem: unreadable(file, document.line, 'Helm expects a mapping at the top of a values file'),
    };
  }
  const data = document?.data ?? positionedAt(file, 1, {});
  const home = { document: document?.index ?? 0, path: [], style: 'mapping' } as const;
  return { ok: true, layer: { kind: 'document', source, file, line: document?.line ?? 1, text, data, home } };
}

function unreadable(file: string, line: number, why: string): Problem {
  return {
    what: `values file ${file}`,
    why: `it can't be read as values: ${why}`,
    file,
    line,
    blocking: true,
  };
}
