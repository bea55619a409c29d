/** Charts that a matrix of variables lists: commands that name one by its variable are run once for each of its rows. */
import { isChartName } from '../../istio/charts.js';
import { type Bindings, filledIn, type Round } from '../rounds.js';
import type { Word } from '../text.js';
import { type Handed, MAX_ROWS, type Row } from './matrix.js';

const REFERENCE = /\$\{?([A-Za-z_]\w{0,80})\}?/;

/** Each combination of the rows; none where no variable names a chart of Istio's. */
export function chartRounds(rows: readonly Row[]): readonly Round[] {
  if (!rows.some(row => [...row.values()].some(words => words.some(namesChart)))) return [];
  return rows.flatMap(combined).slice(0, MAX_ROWS);
}

export function namesChart({ text }: Handed): boolean {
  return isChartName(text.replace(/^istio[/-]/, ''));
}

function combined(row: Row): readonly Round[] {
  let found: readonly Bindings[] = [new Map()];
  for (const [name, words] of row) {
    const known = words.filter(({ open }) => !open);
    if (known.length === 0 || known.length * found.length > MAX_ROWS) continue;
    found = found.flatMap(one => known.map(word => new Map([...one, [name, word]])));
  }
  return found.map(bindings => {
    const label = [...bindings.values()].map(({ text }) => text).filter(text => !/^v?\d+\./.test(text));
    return { bindings, ...(label.length === 0 ? {} : { job: label.join(', ') }) };
  });
}

/** `$CHART`, `istio/${CHART}` */
export function filledBy(word: Word, bindings: Bindings): Word {
  return filledIn(word, REFERENCE, bindings);
}
