/** What can be done to one place of a YAML document, as plain data: no text, no files. */
import { isDeepStrictEqual } from 'node:util';
import type { DataPath, MoveOperation, YamlOperation } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

/** What the operation is to amount to; undefined where the data does not allow it. */
export function operated(data: unknown, operation: YamlOperation): unknown {
  switch (operation.op) {
    case 'set':
      return withValue(data, operation.path, operation.value);
    case 'remove':
      return without(data, removedPath(data, operation.path, operation.emptied));
    case 'move': {
      const { path, to } = operation;
      return without(withValue(data, to, valueAt(data, path)), vacatedPath(data, operation));
    }
  }
}

/** True where the data is already what the operation would make of it. */
export function isDone(data: unknown, operation: YamlOperation): boolean {
  const found = valueAt(data, operation.path);
  if (operation.op === 'set') return found !== undefined && isDeepStrictEqual(found, operation.value);
  if (found !== undefined) return false;
  return operation.op === 'remove' || valueAt(data, operation.to) !== undefined;
}

/** The path of what has to go: with `prune` the outermost mapping that would be left empty. */
export function removedPath(data: unknown, path: DataPath, emptied: 'prune' | 'keep'): DataPath {
  if (emptied === 'keep') return path;
  let removed = path;
  while (removed.length > 1) {
    const holder = valueAt(data, removed.slice(0, -1));
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) break;
    if (Object.keys(holder).length > 1) break;
    removed = removed.slice(0, -1);
  }
  return removed;
}

/** The path of what a move leaves empty: what it fills is not. */
export function vacatedPath(data: unknown, { path, to }: MoveOperation): DataPath {
  return removedPath(withValue(data, to, null), path, 'prune');
}

function withValue(data: unknown, path: DataPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(data))
    return data.map((item, index) => (index === key ? withValue(item, rest, value) : item));
  // Built from entries, so that a key named `__proto__` is a key.
  const entries = new Map(Object.entries((data ?? {}) as object));
  entries.set(String(key), withValue(entries.get(String(key)), rest, value));
  return Object.fromEntries(entries);
}

function without(data: unknown, path: DataPath): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    if (rest.length === 0) return data.filter((_, index) => index !== key);
    return data.map((item, index) => (index === key ? without(item, rest) : item));
  }
  const entries = new Map(Object.entries(data));
  if (rest.length === 0) entries.delete(String(key));
  else if (entries.has(String(key))) entries.set(String(key), without(entries.get(String(key)), rest));
  return Object.fromEntries(entries);
}
