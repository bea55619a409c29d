/** Prints the score of the cases: one block a case, misses and false alarms marked. */

export interface ScoredCase {
  readonly name: string;
  /** Its repository decides whether it is exposed. */
  readonly isDecidable: boolean;
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

function block({ name, isDecidable, verdicts, exposed, undecided, falseAlarms }: ScoredCase): string {
  const mark = !isDecidable ? 'advice' : exposed.length > 0 ? 'found ' : 'MISSED';
  return [
    `${mark} ${name}: ${verdicts[0]}, safe: ${verdicts[1]}`,
    ...exposed.map(line => `         ${line}`),
    ...(undecided.length > 0 ? [`         undecided: ${undecided.join(', ')}`] : []),
    ...(falseAlarms.length > 0 ? [`  FALSE  exposed in the safe one: ${falseAlarms.join(', ')}`] : []),
  ].join('\n');
}
