/** What fills a gap inside a text: no YAML of people holds it. */
export const GAP_MARK = /preflight-undecided-\d+-\d+-/;

export function gapMark(number: number, line: number): string {
  return `preflight-undecided-${number}-${line}-`;
}

/** Stands among the gaps of a text that was cut: what is missing has no mark in it. */
export const CUT = 'the rest';
