/** What became of a pull request's findings since its last push. */

export interface Progress {
  /** Full id of the commit that is compared with. */
  readonly since: string;
  /** What is there now and was not then; each by rule and resource. */
  readonly added: readonly string[];
  readonly fixed: readonly string[];
  readonly same: number;
}

/** `Since abc1234: 1 new, 2 fixed, 3 the same.`; empty where there was and is nothing. */
export function progressSentence({ since, added, fixed, same }: Progress): string {
  if (added.length + fixed.length + same === 0) return '';
  return `Since \`${since.slice(0, 7)}\`: ${added.length} new, ${fixed.length} fixed, ${same} the same.`;
}
