/**
 * Typed reading of resources that nobody validated: what is absent or of the wrong type is the empty value of the
 * expected type. Never throws.
 */
import type { DataPath } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

/** A string at the path; numbers and booleans as YAML writes them (`name: 8080`); '' for anything else. */
export function textAt(value: unknown, path: DataPath): string {
  const found = valueAt(value, path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

/** True only for a YAML `true`, or the word in quotes. */
export function flagAt(value: unknown, path: DataPath): boolean {
  const found = valueAt(value, path);
  return found === true || found === 'true';
}

/** An integer at the path, also in quotes; 0 for anything else: no port, weight or count that we read is 0. */
export function integerAt(value: unknown, path: DataPath): number {
  const found = valueAt(value, path);
  const number = typeof found === 'string' && /^\d{1,9}$/.test(found) ? Number(found) : found;
  return typeof number === 'number' && Number.isInteger(number) ? number : 0;
}

/** A list at the path; [] for anything else. */
export function listAt(value: unknown, path: DataPath): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

/** The strings of a list at the path; other items are left out. */
export function textsAt(value: unknown, path: DataPath): readonly string[] {
  return listAt(value, path)
    .map(item => textAt(item, []))
    .filter(item => item !== '');
}

/** A mapping at the path, undefined where there is none. An empty mapping is one. */
export function mappingAt(value: unknown, path: DataPath): Readonly<Record<string, unknown>> | undefined {
  const found = valueAt(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as Record<string, unknown>)
    : undefined;
}

/** A mapping of strings at the path (labels, annotations). Values that are no scalars are left out. */
export function textMapAt(value: unknown, path: DataPath): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [key, item] of Object.entries(mappingAt(value, path) ?? {})) {
    if (typeof item === 'object') continue;
    map.set(key, String(item));
  }
  return map;
}
