/** Parts of values. */
import type { EvaluatedValue } from './value.js';

/** What stands under the keys of a path; undefined where there is nothing. */
export function partAt(
  value: EvaluatedValue | undefined,
  ...path: readonly string[]
): EvaluatedValue | undefined {
  let found = value;
  for (const key of path) found = found?.kind === 'map' ? found.entries.get(key)?.value : undefined;
  return found;
}
