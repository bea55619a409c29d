/**
 * Paths of Crossplane's patches: `spec.forProvider.set[0].value`, `metadata.labels[app.example.org/tier]`, `spec.rules[*].host`.
 * Source: https://github.com/crossplane/crossplane-runtime/blob/v1.20.0/pkg/fieldpath/parse.go
 */
import { type EvaluatedEntry, type EvaluatedValue, mapOf } from '../../evaluated/value.js';

/** Stands for every item of a list, and for every entry of a mapping. */
const ALL = Symbol('every one');

export type FieldPath = readonly (string | number | typeof ALL)[];

/** More than any path of people. */
const MAX_LENGTH = 1000;
const MAX_SEGMENTS = 50;

/** Undefined where it is none. */
export function parseFieldPath(text: string): FieldPath | undefined {
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  const path: (string | number | typeof ALL)[] = [];
  let rest = text;
  while (rest !== '') {
    if (path.length >= MAX_SEGMENTS) return undefined;
    const end = rest.startsWith('[') ? rest.indexOf(']') : rest.search(/[.[]/);
    if (rest.startsWith('[')) {
      if (end < 0) return undefined;
      path.push(bracketed(rest.slice(1, end)));
      rest = rest.slice(end + 1);
    } else {
      const name = end < 0 ? rest : rest.slice(0, end);
      if (name === '') return undefined;
      path.push(name);
      rest = end < 0 ? '' : rest.slice(end);
    }
    if (rest.startsWith('.')) {
      rest = rest.slice(1);
      if (rest === '') return undefined;
    }
  }
  return path;
}

function bracketed(text: string): string | number | typeof ALL {
  if (text === '*') return ALL;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  return text.replace(/^(["'])(.*)\1$/, '$2');
}

/** What stands at a path; undefined where nothing does. */
export function valueIn(value: EvaluatedValue, path: FieldPath): EvaluatedValue | undefined {
  let current = value;
  for (const key of path) {
    if (current.kind === 'unknown') return current;
    // Many at once are nobody's source.
    if (key === ALL)
      return { kind: 'unknown', gap: { what: 'several fields', at: current.at }, at: current.at };
    const next = partOf(current, key);
    if (!next && current.kind === 'map' && current.open)
      return { kind: 'unknown', gap: current.open, at: current.at };
    if (!next) return undefined;
    current = next;
  }
  return current.kind === 'scalar' && current.value === null ? undefined : current;
}

function partOf(value: EvaluatedValue, key: string | number): EvaluatedValue | undefined {
  if (value.kind === 'map') return value.entries.get(String(key))?.value;
  return value.kind === 'list' && typeof key === 'number' ? value.items[key] : undefined;
}

/** The value with another one at a path, which stands where that one is written; what is missing on the way is made. */
export function withValue(
  value: EvaluatedValue | undefined,
  path: FieldPath,
  set: (old: EvaluatedValue | undefined) => EvaluatedValue,
): EvaluatedValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return set(value);
  if (key === ALL) return forAll(value, rest, set);
  if (value?.kind === 'list' && typeof key === 'number') {
    const inner = withValue(value.items[key], rest, set);
    if (!inner || key > value.items.length) return value;
    return { ...value, items: [...value.items.slice(0, key), inner, ...value.items.slice(key + 1)] };
  }
  const map = value?.kind === 'map' ? value : undefined;
  const old = map?.entries.get(String(key));
  const inner = withValue(old?.value, rest, set);
  if (!inner) return value;
  if (!map) {
    const isItem = typeof key === 'number';
    return isItem ? { kind: 'list', items: [inner], at: inner.at } : mapOf({ [key]: inner }, inner.at);
  }
  const at = rest.length === 0 ? inner.at : (old?.at ?? inner.at);
  return { ...map, entries: new Map([...map.entries, [String(key), { at, value: inner }]]) };
}

function forAll(
  value: EvaluatedValue | undefined,
  rest: FieldPath,
  set: (old: EvaluatedValue | undefined) => EvaluatedValue,
): EvaluatedValue | undefined {
  if (value?.kind === 'list')
    return { ...value, items: value.items.map(item => withValue(item, rest, set) ?? item) };
  if (value?.kind !== 'map') return value;
  const entries = [...value.entries].map(([key, entry]): [string, EvaluatedEntry] => {
    const inner = withValue(entry.value, rest, set) ?? entry.value;
    return [key, { at: rest.length === 0 ? inner.at : entry.at, value: inner }];
  });
  return { ...value, entries: new Map(entries) };
}
