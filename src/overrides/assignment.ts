/** A `--set` style assignment that a YAML file writes as `{name: …, value: …}`, as Argo CD's `parameters` do. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { DataPath, ValuesAssignment } from '../model.js';
import { lineAt } from './splice.js';
import { ownPair, readDocuments } from './yaml-documents.js';

/** Where the value of an assignment stands in a file; undefined where it is not there in this form, or twice. */
export function parameterAt(
  text: string,
  { key, line }: Pick<ValuesAssignment, 'key' | 'line'>,
): { readonly document: number; readonly path: DataPath } | undefined {
  const read = readDocuments(text);
  if (!read.ok) return undefined;
  const found: { document: number; path: DataPath }[] = [];
  for (const [document, { contents }] of read.documents.entries()) {
    for (const path of parametersNamed(key, contents, [], text, line)) found.push({ document, path });
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Deeper than any honest file. */
const MAX_DEPTH = 100;

function* parametersNamed(
  key: string,
  node: Node | null,
  path: DataPath,
  text: string,
  line: number,
): Generator<DataPath> {
  if (path.length > MAX_DEPTH) return;
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries())
      yield* parametersNamed(key, item as Node, [...path, index], text, line);
  }
  if (!isMap(node)) return;
  const name = ownPair(node, 'name')?.value;
  const value = ownPair(node, 'value');
  if (isScalar(name) && name.value === key && value) {
    const lines = [node.range?.[0], value.key.range?.[0]].map(offset => lineAt(text, offset ?? 0));
    if (lines.includes(line)) yield [...path, 'value'];
    return;
  }
  for (const pair of node.items) {
    if (isScalar(pair.key))
      yield* parametersNamed(key, pair.value as Node | null, [...path, String(pair.key.value)], text, line);
  }
}
