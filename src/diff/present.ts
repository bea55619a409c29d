/** Values as the report shows them. */
import type { Change } from '../model.js';
import { canonicalJson, digestOf } from './values.js';

/** Characters of text, or of JSON, that a value may take in the report. */
const MAX_SHOWN = 400;

/** Fields of a change for what stood and what stands; a long one is cut, and then comes with the digest of both, and whole. */
export function presentValues(
  before: unknown,
  after: unknown,
): Pick<Change, 'before' | 'after' | 'truncated' | 'digest' | 'whole'> {
  const whole = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  const shown = {
    ...(before !== undefined && { before: cut(before) }),
    ...(after !== undefined && { after: cut(after) }),
  };
  const isCut = (before !== undefined && isLong(before)) || (after !== undefined && isLong(after));
  return isCut ? { ...shown, truncated: true, digest: digestOf(whole), whole } : shown;
}

function isLong(value: unknown): boolean {
  return shownText(value).length > MAX_SHOWN;
}

function cut(value: unknown): unknown {
  const text = shownText(value);
  // Sorted keys: the order in which a chart writes them is no part of the report.
  if (text.length <= MAX_SHOWN) return typeof value === 'object' && value !== null ? JSON.parse(text) : value;
  // Half a surrogate pair is no text.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(MAX_SHOWN - 1)) ? MAX_SHOWN - 1 : MAX_SHOWN;
  return `${text.slice(0, end)}…`;
}

function shownText(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}
