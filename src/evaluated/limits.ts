import type { EvaluatedValue } from './value.js';

/** Longer texts and lists are no values of people: what makes them is not followed any further. */
const MAX_TEXT = 1 << 20;
export const MAX_ITEMS = 100_000;

/** The result of a function, unless it grew beyond all bounds. */
export function limited(call: () => EvaluatedValue | undefined): EvaluatedValue | undefined {
  let value: EvaluatedValue | undefined;
  try {
    value = call();
  } catch (cause) {
    // A text that no engine can hold.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
  const isHuge = value?.kind === 'scalar' && typeof value.value === 'string' && value.value.length > MAX_TEXT;
  return isHuge ? undefined : value;
}

/** True for lists that are short enough to be put together. */
export function isShortEnough(lists: readonly EvaluatedValue[]): boolean {
  let items = 0;
  for (const list of lists) items += list.kind === 'list' ? list.items.length : 1;
  return items <= MAX_ITEMS;
}
