/**
 * The documents of a text, as the data source `kubectl_file_documents` cuts it.
 * Source: https://registry.terraform.io/providers/gavinbunney/kubectl/latest/docs/data-sources/kubectl_file_documents
 */
import { type EvaluatedScalar, type EvaluatedValue, linesOf, mapOf, scalar } from '../../evaluated/value.js';
import { parseYaml } from '../../yaml/positioned.js';
import { type Chunk, splitDocuments } from '../../yaml/split.js';
import { stringAt } from '../data.js';
import { attributeOf, type LocatedBlock } from './files.js';
import type { ModuleInstance } from './scope.js';

export const FILE_DOCUMENTS = 'kubectl_file_documents';

/** More documents than people keep in one text: beyond, the whole is not decided. */
const MAX_DOCUMENTS = 500;

/** `documents` is a list of texts, `manifests` a map of them; undefined where the tree does not decide the text. */
export function fileDocuments(
  { block, file }: LocatedBlock,
  attribute: 'documents' | 'manifests',
  instance: ModuleInstance,
): EvaluatedValue | undefined {
  const content = attributeOf(block, 'content');
  const text = content && instance.valueOf(content.value, file);
  if (text?.kind !== 'scalar' || typeof text.value !== 'string' || text.encoded) return undefined;
  const documents = documentsIn(text, text.value);
  if (!documents) return undefined;
  const at = { file, line: block.line };
  if (attribute === 'documents') return { kind: 'list', items: documents.map(({ value }) => value), at };
  return mapOf(Object.fromEntries(documents.map(({ key, value }) => [key, value])), at);
}

interface KeyedDocument {
  readonly key: string;
  readonly value: EvaluatedScalar;
}

function documentsIn(text: EvaluatedScalar, written: string): readonly KeyedDocument[] | undefined {
  const chunks = splitDocuments(written);
  if (chunks.length > MAX_DOCUMENTS) return undefined;
  const lines = linesOf(text, written);
  const found: KeyedDocument[] = [];
  for (const chunk of chunks) {
    const { documents, errors } = parseYaml(text.at.file, chunk.text);
    if (errors.length > 0) return undefined;
    const value = documents[0]?.data.value;
    if (typeof value !== 'object' || value === null) continue;
    found.push({ key: linkTo(value) ?? String(found.length), value: partOf(text, chunk, lines) });
  }
  // What is there twice Terraform refuses; all of it is kept.
  const isUnique = new Set(found.map(({ key }) => key)).size === found.length;
  return isUnique ? found : found.map(({ value }, index) => ({ key: String(index), value }));
}

/** A part of the text, with the places of its lines. */
function partOf(
  { at, gaps, filled, overridable }: EvaluatedScalar,
  { text, line }: Chunk,
  lines: readonly number[] | undefined,
): EvaluatedScalar {
  const count = text.split('\n').length;
  const own = lines?.slice(line, line + count);
  const parts = filled
    ?.filter(part => part.line >= line && part.line < line + count)
    .map(part => ({ ...part, line: part.line - line }));
  return {
    ...scalar(text, { ...at, line: own?.[0] ?? at.line }),
    ...(own ? { lines: own } : {}),
    ...(parts && parts.length > 0 ? { filled: parts } : {}),
    ...(gaps ? { gaps } : {}),
    ...(overridable ? { overridable } : {}),
  };
}

/** `/apis/apps/v1/namespaces/shop/deployments/web`, by which the provider calls a manifest. */
function linkTo(manifest: object): string | undefined {
  const [apiVersion, kind] = [stringAt(manifest, ['apiVersion']), stringAt(manifest, ['kind'])];
  const [name, namespace] = ['name', 'namespace'].map(key => stringAt(manifest, ['metadata', key]));
  if (!apiVersion || !kind || !name) return undefined;
  const within = namespace ? `namespaces/${namespace}/` : '';
  const group = apiVersion.includes('/') ? 'apis' : 'api';
  return `/${group}/${apiVersion}/${within}${kind.toLowerCase()}s/${name}`;
}
