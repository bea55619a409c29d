/**
 * What a unit says laid into what it includes: maps by their keys, lists one after the other, anything else in its place.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include
 */
import type { EvaluatedValue } from '../../../evaluated/value.js';

/** Deeper than anybody nests inputs. */
const MAX_DEPTH = 50;

export function deeplyMerged(lower: EvaluatedValue, upper: EvaluatedValue, depth = 0): EvaluatedValue {
  if (depth >= MAX_DEPTH) return upper;
  if (lower.kind === 'list' && upper.kind === 'list')
    return { ...upper, items: [...lower.items, ...upper.items] };
  if (lower.kind !== 'map' || upper.kind !== 'map') return upper;
  const entries = new Map(lower.entries);
  for (const [key, entry] of upper.entries) {
    const known = entries.get(key);
    entries.set(key, known ? { ...entry, value: deeplyMerged(known.value, entry.value, depth + 1) } : entry);
  }
  const open = upper.open ?? lower.open;
  return { ...upper, entries, ...(open ? { open } : {}) };
}
