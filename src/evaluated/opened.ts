import type { EvaluatedEntry, EvaluatedValue, Gap } from './value.js';

/** Deeper than any honest values. */
const MAX_DEPTH = 100;

/**
 * The same values where others may come from somewhere else: no map is known to be all that there is, and nothing in it to be
 * the last word.
 */
export function opened<T extends EvaluatedValue>(value: T, gap: Gap, depth = 0): T {
  if (value.kind === 'scalar' || value.kind === 'list') {
    // What may well say otherwise is told before what hardly does.
    return { ...value, overridable: gap.isSealed ? (value.overridable ?? gap) : gap };
  }
  if (value.kind !== 'map' || depth > MAX_DEPTH) return value;
  const entries = [...value.entries].map(([key, entry]): [string, EvaluatedEntry] => [
    key,
    { ...entry, value: opened(entry.value, gap, depth + 1) },
  ]);
  return { ...value, entries: new Map(entries), open: value.open ?? gap };
}
