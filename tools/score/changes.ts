/** What is said of a pull request, beside what a careful reader says of it. */
import type { Upgrade } from '../../src/model.js';
import { isTold, type Judged } from './judged.js';

/**
 * - `upgrade`: the version of some installations moves
 * - `values`: none does, but values or settings of some do, as the tool that deploys them merges them
 * - `told`: something of an installation moves that the repository does not decide
 * - `none`: nothing of an installation moves
 */
export type Outcome = 'upgrade' | 'values' | 'told' | 'none';

export interface ExpectedChange {
  readonly outcome: Outcome;
  /** Istio's versions, for `upgrade`. */
  readonly from: string | null;
  readonly to: string | null;
  /** Those that move, for `upgrade` and `values`; a mesh that is installed whole is `istiod`. */
  readonly charts: readonly string[];
}

/** One line for each thing that is wrong; none where the reader would agree. */
export function compareChange(expected: ExpectedChange, judged: Judged): readonly string[] {
  const { outcome } = expected;
  if (outcome === 'upgrade') return compareUpgrade(expected, judged);
  if (outcome === 'none') return noises(judged);
  if (!isTold(judged)) return ['passes without a word'];
  return outcome === 'values' ? compareValues(expected, judged) : [];
}

function compareUpgrade(expected: ExpectedChange, judged: Judged): readonly string[] {
  const { from, to, charts } = expected;
  const { upgrades } = judged;
  const right = upgrades.filter(
    ({ before, after }) => before?.istioVersion === from && after?.istioVersion === to,
  );
  const moved = new Set<string>(right.map(({ chart }) => chart));
  const missed = charts
    .filter(chart => !moved.has(chart))
    .map(
      chart => `${chart} ${from} → ${to} is ${isTold(judged) ? 'not named' : 'passed over without a word'}`,
    );
  const expectedAt = new Set(right.filter(({ chart }) => charts.includes(chart)).map(placeOf));
  const extras = upgrades.filter(
    upgrade => hasMoved(upgrade) && !(right.includes(upgrade) && expectedAt.has(placeOf(upgrade))),
  );
  return [...missed, ...extras.map(upgrade => `extra: ${described(upgrade)}`)];
}

/** An installation that comes or goes as a whole is no move, unless it is one that was not found again. */
function hasMoved({ kind, before, after }: Upgrade): boolean {
  if (kind === 'install') return false;
  return kind === 'remove' || kind === 'repoint' || before?.version !== after?.version;
}

/** Readers name a mesh that is installed whole as `istiod`: its other components move by the same line. */
function placeOf({ before, after }: Upgrade): string {
  const at = (after ?? before)?.at;
  return `${at?.file}:${at?.line}`;
}

/** What can't be read is told in place of the charts: that is less, and not wrong. */
function compareValues({ charts }: ExpectedChange, { upgrades, blocking }: Judged): readonly string[] {
  if (upgrades.length === 0 && blocking.length > 0) return [];
  const seen = new Set<string>(upgrades.map(({ chart }) => chart));
  const missed = charts.filter(chart => !seen.has(chart));
  return missed.length === 0 ? [] : [`values of ${missed.join(', ')} are not named`];
}

function noises({ upgrades, blocking }: Judged): readonly string[] {
  return [
    ...upgrades.filter(({ kind }) => kind !== 'install').map(upgrade => `extra: ${described(upgrade)}`),
    ...blocking.map(({ what, file, line }) => `stops: ${what}${file ? ` at ${file}:${line ?? 1}` : ''}`),
  ];
}

function described({ chart, kind, before, after }: Upgrade): string {
  return `${chart} ${kind} ${before?.version ?? '-'} → ${after?.version ?? '-'}`;
}
