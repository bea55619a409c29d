/**
 * Adds the items of one list to another. `into.push(...items)` would hand them over on the stack, which some hundred
 * thousand overflow: as many as a pull request likes to write.
 */
export function append<T>(into: T[], items: Iterable<T>): void {
  for (const item of items) into.push(item);
}

/** The same for sets, beside it. */
export function addAll<T>(into: Set<T>, items: Iterable<T>): void {
  for (const item of items) into.add(item);
}
