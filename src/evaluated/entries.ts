import { type EvaluatedValue, scalar } from './value.js';

/** The entries of a collection, as loops of HCL and of Go templates see them: maps in the order of their keys. Undefined where they are not known. */
export function entriesOf(
  value: EvaluatedValue,
): readonly (readonly [EvaluatedValue, EvaluatedValue])[] | undefined {
  if (value.kind === 'list') return value.items.map((item, index) => [scalar(index, item.at), item] as const);
  if (value.kind !== 'map' || value.open) return undefined;
  return [...value.entries]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, entry]) => [scalar(key, entry.at), entry.value] as const);
}
