/** Functions over lists and maps. */
import { append } from '../append.js';
import { isShortEnough, MAX_ITEMS } from '../evaluated/limits.js';
import { type EvaluatedEntry, type EvaluatedValue, isNull, scalar, textOf } from '../evaluated/value.js';
import type { HclFunction } from './functions.js';

/** More combinations than releases of anybody. */
const MAX_ROWS = 2000;

export const collectionFunctions: Readonly<Record<string, HclFunction>> = {
  coalesce: args => firstOf(args, value => !isNull(value) && textOf(value) !== ''),
  coalescelist: args => firstOf(args, value => value.kind === 'list' && value.items.length > 0),
  one: ([list], at) => {
    if (list?.kind !== 'list') return undefined;
    return list.items.length > 1 ? undefined : (list.items[0] ?? scalar(null, at));
  },
  lookup: ([map, key, fallback]) => {
    const name = textOf(key);
    if (map?.kind !== 'map' || name === undefined) return undefined;
    const entry = map.entries.get(name);
    if (entry) return entry.value;
    return map.open ? { kind: 'unknown', gap: map.open, at: map.at } : fallback;
  },
  merge: (args, at) => {
    const entries = new Map<string, EvaluatedEntry>();
    let open: EvaluatedValue | undefined;
    for (const argument of args) {
      if (isNull(argument)) continue;
      if (argument.kind === 'map') {
        for (const [key, entry] of argument.entries) entries.set(key, entry);
        if (argument.open) open = { kind: 'unknown', gap: argument.open, at };
      } else if (argument.kind === 'unknown') {
        open = argument;
        // What comes later may replace what is known so far; the known stays the best answer, and is no certain one.
      } else {
        return undefined;
      }
    }
    const place = args.find(({ kind }) => kind === 'map')?.at ?? at;
    return { kind: 'map', entries, at: place, ...(open?.kind === 'unknown' ? { open: open.gap } : {}) };
  },
  concat: (args, at) => {
    if (args.some(({ kind }) => kind !== 'list') || !isShortEnough(args)) return undefined;
    return { kind: 'list', items: args.flatMap(list => (list.kind === 'list' ? list.items : [])), at };
  },
  compact: ([list], at) =>
    list?.kind === 'list'
      ? { kind: 'list', items: list.items.filter(item => !isNull(item) && textOf(item) !== ''), at }
      : undefined,
  flatten: ([list], at) => {
    const items = list?.kind === 'list' ? flat(list.items) : undefined;
    return items && { kind: 'list', items, at };
  },
  distinct: ([list], at) => unique(list, at),
  toset: ([list], at) => unique(list, at),
  tolist: ([list]) => (list?.kind === 'list' ? list : undefined),
  tomap: ([map]) => (map?.kind === 'map' ? map : undefined),
  sort: ([list], at) =>
    list?.kind === 'list' && list.items.every(item => textOf(item) !== undefined)
      ? { kind: 'list', items: list.items.toSorted((one, other) => compare(textOf(one), textOf(other))), at }
      : undefined,
  reverse: ([list], at) =>
    list?.kind === 'list' ? { kind: 'list', items: list.items.toReversed(), at } : undefined,
  keys: ([map], at) =>
    map?.kind === 'map' && !map.open
      ? { kind: 'list', items: [...map.entries].sort(byKey).map(([key, entry]) => scalar(key, entry.at)), at }
      : undefined,
  values: ([map], at) =>
    map?.kind === 'map' && !map.open
      ? { kind: 'list', items: [...map.entries].sort(byKey).map(([, entry]) => entry.value), at }
      : undefined,
  length: ([value], at) => {
    if (value?.kind === 'list') return scalar(value.items.length, at);
    if (value?.kind === 'map' && !value.open) return scalar(value.entries.size, at);
    const text = textOf(value);
    return text === undefined ? undefined : scalar([...text].length, at);
  },
  element: ([list, index]) => {
    const number = Number(textOf(index));
    if (list?.kind !== 'list' || !Number.isInteger(number) || list.items.length === 0) return undefined;
    return list.items.at(number % list.items.length);
  },
  /** The first place; of what is not known, any could be it. */
  index: ([list, item], at) => {
    const text = textOf(item);
    if (list?.kind !== 'list' || text === undefined) return undefined;
    const place = list.items.findIndex(one => one.kind === 'unknown' || textOf(one) === text);
    return place < 0 || list.items[place]?.kind === 'unknown' ? undefined : scalar(place, at);
  },
  contains: ([list, item], at) => {
    const text = textOf(item);
    if (list?.kind !== 'list' || text === undefined) return undefined;
    if (list.items.some(one => textOf(one) === text)) return scalar(true, at);
    return list.items.some(one => one.kind === 'unknown') ? undefined : scalar(false, at);
  },
  zipmap: ([keys, values], at) => {
    if (keys?.kind !== 'list' || values?.kind !== 'list') return undefined;
    const entries = new Map<string, EvaluatedEntry>();
    for (const [index, key] of keys.items.entries()) {
      const [name, value] = [textOf(key), values.items[index]];
      if (name === undefined || !value) return undefined;
      entries.set(name, { at: key.at, value });
    }
    return { kind: 'map', entries, at };
  },
  setproduct: (lists, at) => {
    let rows: readonly (readonly EvaluatedValue[])[] = [[]];
    for (const list of lists) {
      if (list.kind !== 'list' || rows.length * list.items.length > MAX_ROWS) return undefined;
      rows = rows.flatMap(row => list.items.map(item => [...row, item]));
    }
    return { kind: 'list', items: rows.map(items => ({ kind: 'list', items, at })), at };
  },
  alltrue: ([list], at) => every(list, at, 'true'),
  anytrue: ([list], at) => {
    const none = every(list, at, 'false');
    return none?.kind === 'scalar' ? scalar(!none.value, at) : none;
  },
};

/** The first that counts; a gap on the way leaves it open. */
function firstOf(
  args: readonly EvaluatedValue[],
  counts: (value: EvaluatedValue) => boolean,
): EvaluatedValue | undefined {
  for (const argument of args) if (argument.kind === 'unknown' || counts(argument)) return argument;
  return undefined;
}

function flat(items: readonly EvaluatedValue[]): EvaluatedValue[] | undefined {
  const result: EvaluatedValue[] = [];
  const pending = items.toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (result.length + pending.length > MAX_ITEMS) return undefined;
    if (next.kind === 'list') append(pending, next.items.toReversed());
    else result.push(next);
  }
  return result;
}

function unique(list: EvaluatedValue | undefined, at: EvaluatedValue['at']): EvaluatedValue | undefined {
  if (list?.kind !== 'list') return undefined;
  const seen = new Set<string>();
  const items = list.items.filter(item => {
    const text = textOf(item);
    if (text === undefined) return true;
    const known = seen.has(text);
    seen.add(text);
    return !known;
  });
  return { kind: 'list', items, at };
}

function every(
  list: EvaluatedValue | undefined,
  at: EvaluatedValue['at'],
  wanted: string,
): EvaluatedValue | undefined {
  if (list?.kind !== 'list') return undefined;
  const texts = list.items.map(textOf);
  if (texts.some(text => text !== undefined && text !== wanted)) return scalar(false, at);
  return texts.includes(undefined) ? undefined : scalar(true, at);
}

function byKey(
  [left]: readonly [string, EvaluatedEntry],
  [right]: readonly [string, EvaluatedEntry],
): number {
  return compare(left, right);
}

function compare(left = '', right = ''): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
