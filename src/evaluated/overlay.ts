import type { EvaluatedEntry, EvaluatedValue } from './value.js';

/** Deeper than any honest values. */
const MAX_DEPTH = 100;
/** More maps than any honest values are made of. */
const MAX_PARTS = 100_000;

/** The upper value over the lower one: maps merge, anything else replaces. */
export function overlaid(
  lower: EvaluatedValue,
  upper: EvaluatedValue,
  depth = 0,
  budget = { left: MAX_PARTS },
): EvaluatedValue {
  if (lower.kind !== 'map' || depth > MAX_DEPTH || budget.left-- <= 0) return upper;
  // A map of which nothing is known may still replace anything.
  if (upper.kind === 'unknown') return { ...lower, open: upper.gap };
  if (upper.kind !== 'map') return upper;
  const entries = new Map<string, EvaluatedEntry>(lower.entries);
  for (const [key, entry] of upper.entries) {
    const below = entries.get(key);
    entries.set(
      key,
      below ? { at: entry.at, value: overlaid(below.value, entry.value, depth + 1, budget) } : entry,
    );
  }
  const open = upper.open ?? lower.open;
  return {
    kind: 'map',
    entries,
    at: lower.entries.size > 0 ? lower.at : upper.at,
    ...(open ? { open } : {}),
  };
}
