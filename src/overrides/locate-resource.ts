/** Finds the YAML of a resource that was read earlier: for edits, which need the document, not its data alone. */
import { isMap, isSeq, type Node } from 'yaml';
import type { DataPath, MeshResource } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { lineAt } from './splice.js';
import { type Refusal, readDocuments } from './yaml-documents.js';

export type LocatedResource =
  | {
      readonly ok: true;
      readonly document: number;
      /** Path of the resource in its document: empty, or `items` and an index in a List. */
      readonly path: DataPath;
    }
  | Refusal;

/** Finds a resource by kind, name and the line it was read from. */
export function locateResource(
  text: string,
  resource: Pick<MeshResource, 'kind' | 'name' | 'data'>,
): LocatedResource {
  const read = readDocuments(text);
  if (!read.ok) return read;
  const line = resource.data.lineOf([]);
  for (const [document, { contents }] of read.documents.entries()) {
    for (const { path, node } of resourcesIn(contents)) {
      const data = valueAt(read.values[document], path);
      const isSame =
        valueAt(data, ['kind']) === resource.kind && valueAt(data, ['metadata', 'name']) === resource.name;
      if (isSame && lineAt(text, node?.range?.[0] ?? 0) === line) return { ok: true, document, path };
    }
  }
  return { ok: false, why: 'the resource is not written there as it is applied' };
}

function resourcesIn(contents: Node | null): { path: DataPath; node: Node | null }[] {
  const items = isMap(contents) ? contents.get('items') : undefined;
  const listed = isSeq(items) ? items.items : [];
  return [
    { path: [], node: contents },
    ...listed.map((node, index) => ({ path: ['items', index], node: node as Node })),
  ];
}
