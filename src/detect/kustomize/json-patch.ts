/** Lists of operations (RFC 6902) over an object, as Kustomize applies them. */
import type { DataPath, Positioned } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { type Layered, read, without } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { wrapped } from '../reshaped.js';
import { itemsOf, ofItems, withKeys } from './composed.js';

export interface Operated {
  readonly object: Layered;
  /** The operation that Kustomize would stop at, and why; what stands before it is applied. */
  readonly stopped?: { readonly index: number; readonly why: string };
}

/** More operations than any honest patch has. */
const MAX_OPERATIONS = 1000;

export function operated(object: Layered, operations: Positioned): Operated {
  let result = object;
  for (const index of listAt(operations.value, []).keys()) {
    if (index >= MAX_OPERATIONS)
      return { object: result, stopped: { index, why: `it has more than ${MAX_OPERATIONS} operations` } };
    const next = applied(result, operations.at([index]));
    if (typeof next === 'string') return { object: result, stopped: { index, why: next } };
    result = next;
  }
  return { object: result };
}

/** The object after one operation, or why there is none. */
function applied(object: Layered, operation: Positioned): Layered | string {
  const kind = stringAt(operation.value, ['op']);
  const path = pointerOf(operation, 'path');
  if (!path || path.length === 0) return 'it has no path below the object';
  switch (kind) {
    case 'add':
      return written(object, path, operation.at(['value']), 'add');
    case 'replace':
      return written(object, path, operation.at(['value']), 'replace');
    case 'remove':
      return written(object, path, undefined, 'remove');
    case 'test': {
      const actual = read(object, resolved(object, path))?.value;
      const isSame = JSON.stringify(actual) === JSON.stringify(valueAt(operation.value, ['value']));
      return isSame ? object : `\`${pointerText(operation, 'path')}\` is not what it tests for`;
    }
    case 'copy':
    case 'move': {
      const from = pointerOf(operation, 'from');
      const source = from && resolved(object, from);
      if (!source || read(object, source) === undefined)
        return `there is no \`${pointerText(operation, 'from')}\``;
      const value = mergedData(object).at(source);
      const lower = kind === 'move' ? written(object, source, undefined, 'remove') : object;
      return typeof lower === 'string' ? lower : written(lower, path, value, 'add');
    }
    default:
      return `its operation \`${kind ?? ''}\` is not known`;
  }
}

/** The object with another value at a path that exists; as it is where none does. */
export function replacedAt(object: Layered, path: DataPath, value: Positioned): Layered {
  const result = written(object, path, value, 'replace');
  return typeof result === 'string' ? object : result;
}

type Mode = 'add' | 'replace' | 'remove';

function written(
  object: Layered,
  given: DataPath,
  value: Positioned | undefined,
  mode: Mode,
): Layered | string {
  const path = resolved(object, given, mode === 'add');
  const holder = read(object, path.slice(0, -1))?.value;
  const isHeld = valueAt(holder, [path.at(-1) ?? '']) !== undefined;
  // Kustomize keeps notes of its own in the annotations of everything, so that they are always there.
  const isAnnotation = path.length === 3 && path[0] === 'metadata' && path[1] === 'annotations';
  const isHolder = Array.isArray(holder) || isRecord(holder) || isAnnotation;
  const text = `/${given.join('/')}`;
  if (!isHolder) return `there is nothing at \`/${given.slice(0, -1).join('/')}\``;
  if (mode !== 'add' && !isHeld) return `there is no \`${text}\``;
  if (mode !== 'remove' && value?.value === undefined) return `it has no value for \`${text}\``;
  const depth = path.findIndex((_, length) => Array.isArray(read(object, path.slice(0, length))?.value));
  if (depth < 0) {
    return value ? rewritten(object, path, value) : without(object, path);
  }
  const list = path.slice(0, depth);
  const changed = changedAt(mergedData(object).at(list), path.slice(depth), value, mode);
  if (!changed) return `there is no \`${text}\``;
  return rewritten(object, list, changed);
}

/** What only led to the earlier value goes with it: else, every operation on the same place would leave one writing more. */
function rewritten(object: Layered, path: DataPath, value: Positioned): Layered {
  const [first, ...others] = without(object, path);
  const kept = others.filter(({ data }) => !isHollow(data.value, path.slice(0, -1)));
  return [...(first ? [first] : []), ...kept, { data: wrapped(value, path) }];
}

/** Maps along a path with nothing else in them, and nothing at its end. */
function isHollow(value: unknown, [key, ...rest]: DataPath): boolean {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  if (key === undefined) return keys.length === 0;
  return keys.length === 1 && keys[0] === key && isHollow(value[key], rest);
}

function changedAt(
  data: Positioned,
  [key, ...rest]: DataPath,
  value: Positioned | undefined,
  mode: Mode,
): Positioned | undefined {
  if (key === undefined) return undefined;
  const child = rest.length === 0 ? value : changedAt(data.at([key]), rest, value, mode);
  if (rest.length > 0 && !child) return undefined;
  if (isRecord(data.value)) return withKeys(data, new Map([[String(key), child]]));
  const index = Number(key);
  const items = itemsOf(data);
  if (!Number.isInteger(index) || index < 0 || index > items.length) return undefined;
  const isNew = mode === 'add' && rest.length === 0;
  return ofItems(data, [
    ...items.slice(0, index),
    ...(child ? [child] : []),
    ...items.slice(isNew ? index : index + 1),
  ]);
}

/** `-` and indexes from the end as plain indexes; indexes of lists as numbers. */
function resolved(object: Layered, path: DataPath, isAdd = false): DataPath {
  const result: (string | number)[] = [];
  for (const [depth, key] of path.entries()) {
    const list = read(object, result)?.value;
    if (!Array.isArray(list)) result.push(key);
    else if (key === '-') result.push(list.length);
    else {
      const index = /^-?\d{1,6}$/.test(String(key)) ? Number(key) : -1;
      const isLast = isAdd && depth === path.length - 1;
      result.push(index < 0 && index >= -list.length ? index + list.length + (isLast ? 1 : 0) : index);
    }
  }
  return result;
}

function pointerText(operation: Positioned, key: string): string {
  return stringAt(operation.value, [key]) ?? '';
}

function pointerOf(operation: Positioned, key: string): DataPath | undefined {
  const text = stringAt(operation.value, [key]);
  if (text === undefined || !text.startsWith('/')) return undefined;
  return text
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
