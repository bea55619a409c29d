/** All that a value says. */
import { type EvaluatedValue, textOf } from './value.js';

/** Deeper than any honest arguments. */
const MAX_DEPTH = 12;

/** Its keys and texts, one by one. */
export function textsIn(value: EvaluatedValue, depth = 0): readonly string[] {
  if (depth > MAX_DEPTH) return [];
  if (value.kind === 'map')
    return [...value.entries].flatMap(([key, entry]) => [key, ...textsIn(entry.value, depth + 1)]);
  if (value.kind === 'list') return value.items.flatMap(item => textsIn(item, depth + 1));
  return [textOf(value) ?? ''];
}
