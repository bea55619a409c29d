/** Prints the score of the cases: one block a case, misses and false alarms marked. */

export interface ScoredCase {
  readonly name: string;
  /** Its repository decides whether it is exposed. */
  readonly isDecidable: boolean;
  /** Something is exposed, but nowhere where the case expects it. */
  readonly isElsewhere: boolean;
  /** What was found comes with a patch. */
  readonly isRemedied: boolean;
  /** Where a finding is expected; [] for anywhere. */
  readonly expected: readonly string[];
  /** Of the exposed and of the safe repository. */
  readonly verdicts: readonly [string, string];
  /** What is exposed in the one and not in the other. */
  readonly exposed: readonly string[];
  /** Rules that leave the exposed one undecided. */
  readonly undecided: readonly string[];
  /** Rules that are exposed in the safe one by its own resources or values. */
  readonly falseAlarms: readonly string[];
}

export function casesTable(cases: readonly ScoredCase[]): string {
  return cases.map(block).join('\n');
}

export function mark({ isDecidable, exposed, isElsewhere }: ScoredCase): string {
  if (!isDecidable) return 'advice';
  if (exposed.length === 0) return 'MISSED';
  return isElsewhere ? 'ELSEWHERE' : 'found';
}

function block(one: ScoredCase): string {
  const { name, verdicts, exposed, expected, undecided, falseAlarms } = one;
  return [
    `${mark(one).padEnd(6)} ${name}: ${verdicts[0]}, safe: ${verdicts[1]}`,
    ...(one.isElsewhere ? [`         expected at ${expected.join(' or ')}`] : []),
    ...exposed.map(line => `         ${line}`),
    ...(undecided.length > 0 ? [`         undecided: ${undecided.join(', ')}`] : []),
    ...(falseAlarms.length > 0 ? [`  FALSE  exposed in the safe one: ${falseAlarms.join(', ')}`] : []),
  ].join('\n');
}
