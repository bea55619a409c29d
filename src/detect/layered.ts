/** An object written in several places: what stands first, and the patches over it. */
import { oncePer } from '../memo.js';
import type { DataPath, Position, Positioned, ValuesDocument } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { isRecord } from './data.js';
import { reshaped, withoutPath } from './reshaped.js';
import { lookup } from './values/values.js';

/** One writing of an object, or of a part of it. */
export interface Writing {
  readonly data: Positioned;
  /** Where it can be edited: its YAML document, and the path there. Absent: nowhere. */
  readonly document?: number;
  readonly path?: DataPath;
}

/** Where a part of a YAML document can be edited. */
export interface Home {
  readonly document: number;
  readonly path: DataPath;
}

/** Later writings win; maps merge, anything else replaces. */
export type Layered = readonly Writing[];

/** A value of an object, and where it is written. */
export interface Written extends Position {
  readonly value: unknown;
}

export function read(object: Layered, path: DataPath): Written | undefined {
  const found = lookup(documentsOf(object), path);
  if (!found) return undefined;
  const { layer, value, line, file } = found;
  // What was filled in from another file says so itself.
  const own = layer.kind === 'document' ? layer.data.at(found.path) : undefined;
  return own && own.file !== file ? { value, file: own.file, line: own.lineOf([]) } : { value, file, line };
}

export function readText(object: Layered, path: DataPath): string | undefined {
  const value = read(object, path)?.value;
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

export function readList(object: Layered, path: DataPath): readonly unknown[] {
  const value = read(object, path)?.value;
  return Array.isArray(value) ? value : [];
}

/** Where an object, or the nearest part of it around a path, is written. */
export function placeOf(object: Layered, path: DataPath): Position {
  for (let length = path.length; length > 0; length--) {
    const found = read(object, path.slice(0, length));
    if (found) return { file: found.file, line: found.line };
  }
  const [first] = object;
  return { file: first?.data.file ?? '', line: first?.data.lineOf([]) ?? 1 };
}

/** Where a part can be edited: in the one writing that has it. Undefined where several do, or none of a file. */
export function homeIn(object: Layered, path: DataPath): Home | undefined {
  const [own, ...others] = object.filter(({ data }) => valueAt(data.value, path) !== undefined);
  if (!own || others.length > 0 || own.document === undefined || own.path === undefined) return undefined;
  return { document: own.document, path: [...own.path, ...path] };
}

/** The object with a patch merged over it: `null` and `$patch: delete` remove, `$patch: replace` takes the place of all below. */
export function patched(object: Layered, patch: Writing): Layered {
  const removals: DataPath[] = [];
  const value = withoutDirectives(patch.data.value, [], removals);
  const lower = removals.reduce(
    (layers, path) => layers.map(layer => ({ ...layer, data: withoutPath(layer.data, path) })),
    object,
  );
  return [...lower, { ...patch, data: reshaped(patch.data, value) }];
}

/** The object without what stands at a path. */
export function without(object: Layered, path: DataPath): Layered {
  return object.map(layer => ({ ...layer, data: withoutPath(layer.data, path) }));
}

/** One object for all reads, so that merging is done once. */
const documentsOf = oncePer((object: Layered): readonly ValuesDocument[] =>
  object.map(
    ({ data }): ValuesDocument => ({
      kind: 'document',
      source: 'inline',
      file: data.file,
      line: data.lineOf([]),
      text: '',
      data,
    }),
  ),
);

function withoutDirectives(value: unknown, path: DataPath, removals: DataPath[]): unknown {
  if (!isRecord(value) || path.length > 100) return value;
  if (valueAt(value, ['$patch']) === 'replace') removals.push(path);
  const entries: [string, unknown][] = [];
  let changed = false;
  for (const [key, child] of Object.entries(value)) {
    const isRemoval = child === null || valueAt(child, ['$patch']) === 'delete';
    if (isRemoval) removals.push([...path, key]);
    const kept =
      key === '$patch' || isRemoval ? undefined : withoutDirectives(child, [...path, key], removals);
    if (kept !== child) changed = true;
    if (kept !== undefined) entries.push([key, kept]);
  }
  return changed ? Object.fromEntries(entries) : value;
}
