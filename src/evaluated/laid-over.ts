/** Values over which something may stand that is not known. */
import { overlaid } from './overlay.js';
import { type EvaluatedMap, type EvaluatedValue, isNull, mapOf, unknown } from './value.js';

/** What counts more over what counts less. What is no mapping that can be told may say anything. */
export function laidOver(lower: EvaluatedValue | undefined, upper: EvaluatedValue | undefined): EvaluatedMap {
  const base = lower?.kind === 'map' ? lower : mapOf({}, lower?.at ?? upper?.at ?? { file: '', line: 1 });
  const known = lower?.kind === 'unknown' ? versionsUnknown(base, lower.gap.what) : base;
  if (!upper || isNull(upper)) return known;
  if (upper.kind !== 'map')
    return versionsUnknown(known, upper.kind === 'unknown' ? upper.gap.what : 'what is laid over it');
  const whole = overlaid(known, upper);
  if (whole.kind !== 'map') return upper;
  // Which of it was said before what is unknown does not show any more.
  return upper.open ? versionsUnknown(whole, upper.open.what) : whole;
}

/** What holds none is no version. */
const DIGIT = /\d/;

/**
 * A mapping over which something unknown may stand: it may hold more, and other versions. Names, that of a chart among them, are
 * taken to stay: with others, it would be another thing.
 * @param under only what stands below this key is
 */
export function versionsUnknown(map: EvaluatedMap, what: string, under?: string): EvaluatedMap {
  const result = withLeaves(
    map,
    leaf => (leaf.kind === 'scalar' && !DIGIT.test(String(leaf.value)) ? leaf : unknown(what, leaf.at)),
    under,
  );
  if (result.kind !== 'map') return map;
  return under !== undefined ? result : { ...result, open: { what, at: map.at } };
}

/** Deeper than any honest data. */
const MAX_DEPTH = 100;

/**
 * Each text, number and gap of a value changed.
 * @param under only what stands below this key
 */
export function withLeaves(
  value: EvaluatedValue,
  change: (leaf: EvaluatedValue) => EvaluatedValue,
  under?: string,
  depth = 0,
): EvaluatedValue {
  if (depth > MAX_DEPTH) return unknown('what is this deep', value.at);
  const inner = (part: EvaluatedValue, key?: string): EvaluatedValue =>
    withLeaves(part, change, key === under ? undefined : under, depth + 1);
  if (value.kind === 'list') return { ...value, items: value.items.map(item => inner(item)) };
  if (value.kind !== 'map') return under !== undefined ? value : change(value);
  const entries = [...value.entries].map(
    ([key, entry]) => [key, { ...entry, value: inner(entry.value, key) }] as const,
  );
  return { ...value, entries: new Map(entries) };
}
