/** Values of stacks of Atmos, of which some show only when it runs. */
import { overlaid } from '../../evaluated/overlay.js';
import { type EvaluatedMap, type EvaluatedValue, isNull, mapOf, unknown } from '../../evaluated/value.js';

/** What counts more over what counts less. What is no mapping that can be told may say anything. */
export function laidOver(lower: EvaluatedValue | undefined, upper: EvaluatedValue | undefined): EvaluatedMap {
  const base = lower?.kind === 'map' ? lower : mapOf({}, lower?.at ?? upper?.at ?? { file: '', line: 1 });
  const known = lower?.kind === 'unknown' ? opened(base, lower.gap.what) : base;
  if (!upper || isNull(upper)) return known;
  if (upper.kind !== 'map')
    return opened(known, upper.kind === 'unknown' ? upper.gap.what : 'what is laid over it');
  const whole = overlaid(known, upper);
  if (whole.kind !== 'map') return upper;
  // Which of it was said before what is unknown does not show any more.
  return upper.open ? opened(whole, upper.open.what) : whole;
}

/**
 * A mapping in which something unknown may stand for each of its texts, and for others.
 * @param isStack only variables of a stack are: what it deploys stays
 */
export function opened(map: EvaluatedMap, what: string, isStack = false): EvaluatedMap {
  const result = withLeaves(map, ({ at }) => unknown(what, at), isStack);
  if (result.kind !== 'map') return map;
  return isStack ? result : { ...result, open: { what, at: map.at } };
}

/** `!env ISTIO`, `"!template {{ .a }}"`: https://atmos.tools/functions/yaml */
const FUNCTION = /(?:^|[\s'"])![a-z][\w.:-]{0,50}(?=[\s'"]|$)/;

/** Atmos fills in templates of Go before it reads the data, and calls functions after it: what one stands for is not told here. */
export function withoutFunctions(value: EvaluatedValue, text: string): EvaluatedValue {
  const lines = text.split('\n');
  return withLeaves(value, leaf => {
    const { at } = leaf;
    const written = leaf.kind === 'scalar' ? String(leaf.value) : '';
    const isOpen = written.includes('{{') || FUNCTION.test((lines[at.line - 1] ?? '').slice(0, MAX_LINE));
    return isOpen ? unknown(written.slice(0, 100), at) : leaf;
  });
}

/** Longer than any line that a person writes. */
const MAX_LINE = 2000;

/** Deeper than any honest stack. */
const MAX_DEPTH = 100;

/** @param onlyVars only those below some `vars` are changed */
function withLeaves(
  value: EvaluatedValue,
  change: (leaf: EvaluatedValue) => EvaluatedValue,
  onlyVars = false,
  depth = 0,
): EvaluatedValue {
  if (depth > MAX_DEPTH) return unknown('what is this deep', value.at);
  const inner = (part: EvaluatedValue, isVars = false): EvaluatedValue =>
    withLeaves(part, change, onlyVars && !isVars, depth + 1);
  if (value.kind === 'list') return { ...value, items: value.items.map(item => inner(item)) };
  if (value.kind !== 'map') return onlyVars ? value : change(value);
  const entries = [...value.entries].map(
    ([key, entry]) => [key, { ...entry, value: inner(entry.value, key === 'vars') }] as const,
  );
  return { ...value, entries: new Map(entries) };
}
