/** What fills a gap inside a text: no YAML of people holds it. */
export const GAP_MARK = /preflight-undecided-\d+-\d+-/;

export function gapMark(number: number, line: number): string {
  return `preflight-undecided-${number}-${line}-`;
}

/** Stands among the gaps of a text that was cut: what is missing has no mark in it. */
export const CUT = 'the rest';

const MARKS = new RegExp(GAP_MARK, 'g');

/** A text for people: what is missing at each mark, spelt as something that is filled in. */
export function withGapsSpelt(text: string, gaps: ReadonlyMap<string, { readonly what: string }>): string {
  return text.replace(MARKS, mark => `{{ ${(gaps.get(mark)?.what ?? 'a value').replace(/[{}]/g, '')} }}`);
}
