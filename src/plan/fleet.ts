/** The environments of a repository: who goes first, and what does not fit together. */
import type { FleetRow, Installation, IstioChart, Statement, Upgrade } from '../model.js';
import { compareReleases, minorNumber } from './versions.js';

/** Words in an environment's name that say how much depends on it, least first. */
const WAVES: readonly RegExp[] = [
  /(?:^|[^a-z])(?:dev|development|sandbox|lab|test|testing|ci|kind|local|demo|play|playground|preview)(?:[^a-z]|$)/,
  /(?:^|[^a-z])(?:int|integration|qa|uat|stage|staging|stg|preprod|pre-prod|nonprod|non-prod|acceptance|canary)(?:[^a-z]|$)/,
];
const LAST = /(?:^|[^a-z])(?:prod|production|prd|live|main)(?:[^a-z]|$)/;

export interface FleetInput {
  readonly upgrades: readonly Upgrade[];
  /** Everything that is installed after the change, moved or not. */
  readonly installations: readonly Installation[];
  stopsBetween(from: string, to: string): readonly string[];
  readonly skewSource: string;
}

/** One row an environment that something moves in, in the order in which they are to go. */
export function fleetOf({
  upgrades,
  installations,
  stopsBetween,
  skewSource,
}: FleetInput): readonly FleetRow[] {
  const names = [...new Set(upgrades.map(({ environment }) => environment))];
  const rows = names.map(environment => {
    const own = upgrades.filter(upgrade => upgrade.environment === environment);
    const beside = installations.filter(installation => installation.environment === environment);
    const plane = own.find(({ chart }) => chart === 'istiod') ?? own[0];
    const [from, to] = [plane?.before?.istioVersion, plane?.after?.istioVersion];
    return {
      environment,
      weight: weightOf(environment),
      charts: chartsOf(own, beside),
      stops: from && to ? stopsBetween(from, to) : [],
      skew: skewIn(beside, skewSource),
    };
  });
  const weights = [...new Set(rows.map(({ weight }) => weight))].toSorted((a, b) => a - b);
  return rows
    .toSorted((a, b) => a.weight - b.weight || (a.environment < b.environment ? -1 : 1))
    .map(({ weight, ...row }) => ({ ...row, wave: weights.indexOf(weight) + 1 }));
}

/** Of `clusters/prod`, the words count in any case. Names that say nothing go between. */
function weightOf(environment: string): number {
  const name = environment.toLowerCase();
  if (LAST.test(name) && !/non-?prod|pre-?prod/.test(name)) return WAVES.length + 1;
  const wave = WAVES.findIndex(words => words.test(name));
  return wave < 0 ? WAVES.length : wave;
}

function chartsOf(own: readonly Upgrade[], beside: readonly Installation[]): FleetRow['charts'] {
  const charts = new Map<IstioChart, { from: string | null; to: string | null }>();
  for (const { chart, istioVersion } of beside) charts.set(chart, { from: istioVersion, to: istioVersion });
  for (const { chart, before, after } of own)
    charts.set(chart, { from: before?.istioVersion ?? null, to: after?.istioVersion ?? null });
  return Object.fromEntries([...charts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Minors that a component may lag behind its control plane. Sources: the supported releases page and the guide for ambient. */
const LAG = 1;

/** After the change: what is newer than its control plane, or further behind than is supported. */
function skewIn(installations: readonly Installation[], source: string): readonly Statement[] {
  const planes = installations.flatMap(({ chart, istioVersion }) =>
    chart === 'istiod' && istioVersion !== null ? istioVersion : [],
  );
  const newest = planes.toSorted(compareReleases).at(-1);
  const oldest = planes.toSorted(compareReleases)[0];
  if (newest === undefined || oldest === undefined) return [];
  return installations.flatMap(({ id, chart, istioVersion }) => {
    if (istioVersion === null || chart === 'istiod' || chart === 'ambient') return [];
    if (chart !== 'base' && minorNumber(istioVersion) > minorNumber(newest))
      return [{ text: `${id} (${istioVersion}) is newer than its control plane (${newest})`, source }];
    if (minorNumber(newest) - minorNumber(istioVersion) > LAG)
      return [
        {
          text: `${id} (${istioVersion}) is more than one minor behind its control plane (${newest})`,
          source,
        },
      ];
    if (chart === 'base' && minorNumber(istioVersion) < minorNumber(oldest))
      return [
        { text: `${id} (${istioVersion}) holds older CRDs than its control plane (${oldest}) knows`, source },
      ];
    return [];
  });
}
