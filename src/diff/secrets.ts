/** The report is read by many: that a Secret changed is told, never what is in it. */
import { isRecord } from './values.js';

const HIDDEN = '(not shown)';
const SECRET_FIELDS: ReadonlySet<string> = new Set(['data', 'stringData']);

/**
 * What may be shown of a value.
 * @param keys where it stands within the resource; empty: it is the resource
 */
export function hideSecret(kind: string, keys: readonly string[], value: unknown): unknown {
  if (kind !== 'Secret' || value === undefined) return value;
  const [field] = keys;
  if (field !== undefined) return SECRET_FIELDS.has(field) ? HIDDEN : value;
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, SECRET_FIELDS.has(key) ? HIDDEN : part]),
  );
}
