/** Safe reads of data of unknown shape: a wrong type reads as absent, own keys only. */
import type { DataPath } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

export function stringAt(value: unknown, path: DataPath): string | undefined {
  const found = valueAt(value, path);
  if (typeof found === 'string') return found;
  // YAML reads an unquoted 1.20 or 12 as a number: a version or a name may be written so.
  return typeof found === 'number' ? String(found) : undefined;
}

export function listAt(value: unknown, path: DataPath): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

export function recordAt(value: unknown, path: DataPath): Readonly<Record<string, unknown>> | undefined {
  const found = valueAt(value, path);
  return isRecord(found) ? found : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
