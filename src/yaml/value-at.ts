import type { DataPath } from '../model.js';

/** The part of plain data at a path; undefined where there is nothing. Reads own keys only. */
export function valueAt(value: unknown, path: DataPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}
