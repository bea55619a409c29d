/**
 * A strategic merge patch over an object of a kind that Kubernetes itself defines: maps merge, lists with a merge key
 * merge item by item, `null` and `$patch: delete` take out, `$patch: replace` puts in the place of all. What a patch
 * speaks of comes before the rest of a list, as Kustomize has it.
 * Source: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.5.0/kyaml/yaml/merge2/merge2.go
 */
import type { DataPath, Positioned } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import { itemsOf, ofItems, withKeys } from './composed.js';
import { mergeKeysOf } from './merge-keys.js';

/** The object with the patch applied; undefined where the patch deletes it. */
export function strategicMerge(
  object: Positioned,
  patch: Positioned,
  group: string,
  kind: string,
): Positioned | undefined {
  const keysOf: KeysOf = path => mergeKeysOf(group, kind, path);
  return merged(object, patch, [], keysOf);
}

type KeysOf = (path: DataPath) => readonly string[] | undefined;

/** Deeper than any honest object. */
const MAX_DEPTH = 100;

function merged(
  below: Positioned | undefined,
  patch: Positioned,
  path: DataPath,
  keysOf: KeysOf,
): Positioned | undefined {
  if (patch.value === null || path.length > MAX_DEPTH) return undefined;
  if (Array.isArray(patch.value)) return mergedList(below, patch, path, keysOf);
  if (!isRecord(patch.value)) return patch;
  const directive = directiveOf(patch.value);
  if (directive === 'delete') return undefined;
  const isOver = directive !== 'replace' && below !== undefined && isRecord(below.value);
  const map = isOver ? below : patch;
  const changes = new Map<string, Positioned | undefined>();
  for (const key of Object.keys(patch.value)) {
    const under = isOver && Object.hasOwn(below.value as object, key) ? below.at([key]) : undefined;
    const part = key === '$patch' ? undefined : merged(under, patch.at([key]), [...path, key], keysOf);
    changes.set(key, part);
  }
  return withKeys(map, changes);
}

function mergedList(
  below: Positioned | undefined,
  patch: Positioned,
  path: DataPath,
  keysOf: KeysOf,
): Positioned {
  const items = itemsOf(patch);
  const isDirective = ({ value }: Positioned): boolean =>
    isRecord(value) && value.$patch !== undefined && Object.keys(value).length === 1;
  const own = items.filter(item => !isDirective(item));
  const replaces = items.some(item => isDirective(item) && directiveOf(item.value) === 'replace');
  const keys = keysOf(path);
  // Without a merge key, items are taken as they stand.
  if (!keys) return own.length === items.length ? patch : ofItems(patch, own);
  const under = replaces || !below ? [] : itemsOf(below);
  const named = own.map((item, index) => ({ item, match: matchOf(item.value, under, keys), index }));
  const first = named.flatMap(({ item, match, index }) => {
    if (match === 'ambiguous') return [];
    const part = merged(match, item, [...path, index], keysOf);
    return part ? [part] : [];
  });
  const taken = new Set(named.map(({ match }) => match));
  const rest = under.filter(item => !taken.has(item));
  return ofItems(below ?? patch, [...first, ...rest]);
}

/** The item that a patch's item is for; `ambiguous` where only the first of several fields agrees: that one is lost. */
function matchOf(
  value: unknown,
  items: readonly Positioned[],
  keys: readonly string[],
): Positioned | 'ambiguous' | undefined {
  const same = (item: Positioned, wanted: readonly string[]): boolean =>
    wanted.every(key => valueAt(item.value, [key]) === valueAt(value, [key]));
  const found = items.find(item => same(item, keys));
  if (found || keys.length < 2) return found;
  return items.some(item => same(item, keys.slice(0, 1))) ? 'ambiguous' : undefined;
}

function directiveOf(value: unknown): unknown {
  return isRecord(value) && Object.hasOwn(value, '$patch') ? value.$patch : undefined;
}
