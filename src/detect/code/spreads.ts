/**
 * What a chart takes from an object that is spread into its own: `{ ...common, chart: "base" }` of `common = { repository, version }`,
 * `chart="base", **common` of Python. Texts are without comments.
 */
import { dotted, type Expression } from './expressions.js';
import { withoutInner } from './literals.js';
import type { Span } from './spans.js';
import type { Use } from './uses.js';

/** More objects than one takes from others. */
const MAX_SPREADS = 6;
/** More places at which a file spreads one. */
const MAX_USES = 200;
const SPREAD =
  /(?:\.\.\.|\*\*)\s{0,9}([A-Za-z_$][\w$]{0,80}(?:\??\.[A-Za-z_$][\w$]{0,80}|\[["'][\w-]{1,80}["']\]){0,4})(?=\s{0,99}(?:[,})]|$))/g;

/** A field of each object that is spread among the words of a span, the last first: that one counts. */
export function spreadFields(path: string, { text, start }: Span, field: string): readonly Expression[] {
  if (!/\.(?:[mc]?[jt]sx?|py)$/.test(path)) return [];
  const found = [...withoutInner(text).matchAll(SPREAD)].slice(0, MAX_SPREADS);
  return found.toReversed().map(({ index, 0: whole, 1: words = '' }) => ({
    words,
    start: start + index + whole.length - words.length,
    name: `${dotted(words)}.${field}`,
  }));
}

/** Places at which an object takes what it says of a chart from another one: `{ version, ...options }` has the `options.chart`. */
export function spreadUses(path: string, text: string): readonly Use[] {
  if (!/\.(?:[mc]?[jt]sx?|py)$/.test(path)) return [];
  return [...text.matchAll(SPREAD)].slice(0, MAX_USES).map(({ index, 1: words = '' }) => ({
    index,
    expression: `${dotted(words)}.chart`,
    isSpread: true,
  }));
}
