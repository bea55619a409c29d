/** Prints a score: one row a form, a sum, and every miss by name. */

export interface Row {
  readonly title: string;
  readonly expected: number;
  readonly found: number;
  readonly misses: readonly string[];
  readonly extras: readonly string[];
}

export function sumOf(rows: readonly Row[]): Row {
  return {
    title: 'all',
    expected: rows.reduce((sum, { expected }) => sum + expected, 0),
    found: rows.reduce((sum, { found }) => sum + found, 0),
    misses: rows.flatMap(({ misses }) => misses),
    extras: rows.flatMap(({ extras }) => extras),
  };
}

/** @param found least share of what was expected; @param extra largest share, beside what was expected, of what was not */
export function passes({ expected, found: right, extras }: Row, found: number, extra: number): boolean {
  return expected > 0 && right / expected >= found && extras.length / expected <= extra;
}

export function printScore(title: string, rows: readonly Row[]): string {
  const all = [...rows, sumOf(rows)];
  const width = Math.max(title.length, ...all.map(row => row.title.length));
  const lines = all.map(({ title: name, expected, found, extras }) =>
    [
      name.padEnd(width),
      cell(expected),
      cell(found),
      cell(percent(found, expected)),
      cell(extras.length),
    ].join(' '),
  );
  const head = [title.padEnd(width), cell('expected'), cell('found'), cell(''), cell('extra')].join(' ');
  const named = all.at(-1);
  return [
    head,
    ...lines,
    ...(named?.misses ?? []).map(miss => `  missed  ${miss}`),
    ...(named?.extras ?? []).map(extra => `  extra   ${extra}`),
    '',
  ].join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)}%`;
}

function cell(content: string | number): string {
  return String(content).padStart(9);
}
