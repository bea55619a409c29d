/** Operations on the resource of an item, made in the file that it is written in. */
import type { ViewItem } from '../mesh/view.js';
import type { DataPath, YamlChange, YamlOperation } from '../model.js';
import { applyChange, type ReadText } from './changes.js';
import { locateResource } from './locate-resource.js';

export type ResourceEdit =
  | {
      readonly ok: true;
      readonly file: string;
      readonly changes: readonly YamlChange[];
      readonly before: string;
      readonly after: string;
      readonly line: number;
    }
  | { readonly ok: false; readonly why: string };

/** All operations in the file of the item's resource, or none of them. */
export async function editOf(
  operations: readonly YamlOperation[],
  item: ViewItem,
  read: ReadText,
): Promise<ResourceEdit> {
  const { resource } = item;
  if (!resource) return { ok: false, why: 'it stands in no resource' };
  if (resource.origin === 'manifests') return { ok: false, why: 'the resource is not in this tree' };
  if (resource.origin === 'embedded')
    return { ok: false, why: 'the resource stands inside a declaration of another form' };
  if (resource.origin === 'template')
    return { ok: false, why: 'the resource comes out of a chart’s template' };
  const { file } = resource.data;
  const written = item.places.at?.file;
  if (written !== undefined && written !== file) return { ok: false, why: 'a patch of Kustomize writes it' };
  const before = await read(file);
  if (before === undefined) return { ok: false, why: `${file} can’t be read` };
  const located = locateResource(before, resource);
  if (!located.ok) return located;
  const changes = operations.map(
    (operation): YamlChange => ({
      ...below(operation, located.path),
      file,
      document: located.document,
      home: { style: 'mapping' },
    }),
  );
  let after = before;
  let line: number | undefined;
  for (const change of changes) {
    const edited = applyChange(after, change);
    if (!edited.ok) return edited;
    line ??= edited.line;
    after = edited.text;
  }
  return { ok: true, file, changes, before, after, line: line ?? 1 };
}

function below(operation: YamlOperation, outer: DataPath): YamlOperation {
  const path = [...outer, ...operation.path];
  return operation.op === 'move'
    ? { ...operation, path, to: [...outer, ...operation.to] }
    : { ...operation, path };
}
