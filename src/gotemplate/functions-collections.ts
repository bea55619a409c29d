/** Functions over lists and maps. */
import { isShortEnough } from '../evaluated/limits.js';
import { overlaid } from '../evaluated/overlay.js';
import {
  type EvaluatedEntry,
  type EvaluatedValue,
  failure,
  isNull,
  scalar,
  textOf,
} from '../evaluated/value.js';
import type { TemplateFunction } from './functions.js';

export const collectionFunctions: Readonly<Record<string, TemplateFunction>> = {
  list: (args, at) => ({ kind: 'list', items: args, at }),
  tuple: (args, at) => ({ kind: 'list', items: args, at }),
  dict: (args, at) => {
    const entries = new Map<string, EvaluatedEntry>();
    for (let index = 0; index + 1 < args.length; index += 2) {
      const [key, value] = [textOf(args[index]), args[index + 1]];
      if (key === undefined || !value) return undefined;
      entries.set(key, { at: value.at, value });
    }
    return { kind: 'map', entries, at };
  },
  index: ([value, ...keys], at) => {
    let current = value;
    for (const key of keys) {
      const name = textOf(key);
      if (!current || name === undefined) return undefined;
      if (current.kind === 'unknown') return current;
      const next =
        current.kind === 'map'
          ? current.entries.get(name)?.value
          : current.kind === 'list'
            ? current.items[Number(name)]
            : undefined;
      if (!next)
        return current.kind === 'map' && current.open
          ? { kind: 'unknown', gap: current.open, at }
          : failure(`the key ${name}`, at);
      current = next;
    }
    return current;
  },
  /** Sprig: empty where there is no such key. */
  get: ([map, key], at) => {
    const name = textOf(key);
    if (map?.kind !== 'map' || name === undefined) return undefined;
    const found = map.entries.get(name)?.value;
    return found ?? (map.open ? { kind: 'unknown', gap: map.open, at } : scalar('', at));
  },
  hasKey: ([map, key], at) => {
    const name = textOf(key);
    if (map?.kind !== 'map' || name === undefined) return undefined;
    if (map.entries.has(name)) return scalar(true, at);
    return map.open ? { kind: 'unknown', gap: map.open, at } : scalar(false, at);
  },
  dig: args => {
    const map = args.at(-1);
    const fallback = args.at(-2);
    let current = map;
    for (const key of args.slice(0, -2)) {
      const name = textOf(key);
      if (name === undefined || current?.kind === 'unknown') return undefined;
      if (current?.kind !== 'map') return fallback;
      const next: EvaluatedValue | undefined = current.entries.get(name)?.value;
      if (!next) return current.open ? { kind: 'unknown', gap: current.open, at: current.at } : fallback;
      current = next;
    }
    return current;
  },
  /** Sprig: the first map wins. */
  merge: (args, at) => args.reduceRight((lower, upper) => overlaid(lower, upper), emptyMap(at)),
  mergeOverwrite: (args, at) => args.reduce((lower, upper) => overlaid(lower, upper), emptyMap(at)),
  set: ([map, key, value]) => {
    const name = textOf(key);
    if (map?.kind !== 'map' || name === undefined || !value) return undefined;
    return { ...map, entries: new Map([...map.entries, [name, { at: value.at, value }]]) };
  },
  keys: ([map], at) =>
    map?.kind === 'map' && !map.open
      ? { kind: 'list', items: [...map.entries].map(([key, entry]) => scalar(key, entry.at)), at }
      : undefined,
  values: ([map], at) =>
    map?.kind === 'map' && !map.open
      ? { kind: 'list', items: [...map.entries.values()].map(({ value }) => value), at }
      : undefined,
  len: ([value], at) => {
    if (value?.kind === 'list') return scalar(value.items.length, at);
    if (value?.kind === 'map' && !value.open) return scalar(value.entries.size, at);
    const text = textOf(value);
    return text === undefined ? undefined : scalar(text.length, at);
  },
  first: ([list]) => (list?.kind === 'list' ? list.items[0] : undefined),
  last: ([list]) => (list?.kind === 'list' ? list.items.at(-1) : undefined),
  has: ([item, list], at) => {
    const text = textOf(item);
    if (text === undefined || list?.kind !== 'list') return undefined;
    return scalar(
      list.items.some(one => textOf(one) === text),
      at,
    );
  },
  append: ([list, item], at) =>
    list?.kind === 'list' && item ? { kind: 'list', items: [...list.items, item], at } : undefined,
  concat: (lists, at) =>
    lists.every(({ kind }) => kind === 'list') && isShortEnough(lists)
      ? { kind: 'list', items: lists.flatMap(list => (list.kind === 'list' ? list.items : [])), at }
      : undefined,
  compact: ([list], at) =>
    list?.kind === 'list'
      ? { kind: 'list', items: list.items.filter(item => !isNull(item) && textOf(item) !== ''), at }
      : undefined,
  uniq: ([list]) => {
    if (list?.kind !== 'list') return undefined;
    const first = new Map(list.items.map(item => [textOf(item) ?? item, item] as const).reverse());
    return { ...list, items: list.items.filter(item => first.get(textOf(item) ?? item) === item) };
  },
  sortAlpha: ([list]) => {
    if (list?.kind !== 'list') return undefined;
    const texts = list.items.map(item => [textOf(item), item] as const);
    if (texts.some(([text]) => text === undefined)) return undefined;
    const sorted = texts.toSorted(([left = ''], [right = '']) => (left < right ? -1 : left > right ? 1 : 0));
    return { ...list, items: sorted.map(([, item]) => item) };
  },
  reverse: ([list]) => (list?.kind === 'list' ? { ...list, items: list.items.toReversed() } : undefined),
  rest: ([list]) => (list?.kind === 'list' ? { ...list, items: list.items.slice(1) } : undefined),
  initial: ([list]) => (list?.kind === 'list' ? { ...list, items: list.items.slice(0, -1) } : undefined),
  pick: ([map, ...names]) => entriesWhere(map, names, isNamed => isNamed),
  omit: ([map, ...names]) => entriesWhere(map, names, isNamed => !isNamed),
  kindIs: ([kind, value], at) => {
    const wanted = textOf(kind);
    const found = value && kindOf(value);
    return wanted === undefined || found === undefined ? undefined : scalar(found === wanted, at);
  },
  deepCopy: ([value]) => value,
};

function emptyMap(at: EvaluatedValue['at']): EvaluatedValue {
  return { kind: 'map', entries: new Map(), at };
}

function entriesWhere(
  map: EvaluatedValue | undefined,
  names: readonly EvaluatedValue[],
  isWanted: (isNamed: boolean) => boolean,
): EvaluatedValue | undefined {
  const named = names.map(textOf);
  if (map?.kind !== 'map' || named.includes(undefined)) return undefined;
  return { ...map, entries: new Map([...map.entries].filter(([key]) => isWanted(named.includes(key)))) };
}

/** As Go's reflection calls it; numbers of YAML are floats to Helm, integers to others. */
function kindOf(value: EvaluatedValue): string | undefined {
  if (value.kind === 'list') return 'slice';
  if (value.kind === 'map') return 'map';
  if (value.kind === 'unknown' || typeof value.value === 'number') return undefined;
  return value.value === null
    ? 'invalid'
    : { string: 'string', boolean: 'bool' }[typeof value.value as 'string'];
}
