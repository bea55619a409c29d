/** The environments of a repository: who goes first, what they share, and what does not fit together. */
import type { Releases } from '../knowledge/releases.js';
import { gatewayApiBundles } from '../mesh/gateway-api-crds.js';
import type { FleetRow, Installation, IstioChart, MeshResource, PlanCluster } from '../model.js';
import type { Move } from './moves.js';
import { type PinnedProxy, proxiesIn } from './proxies.js';
import { skewIn } from './skew.js';

/** Words in an environment's name that say how much depends on it, least first. */
const WAVES: readonly RegExp[] = [
  /(?:^|[^a-z])(?:dev|devel|development|sandbox|sbx|lab|test|tst|testing|ci|kind|k3d|local|demo|play|playground|preview|poc|experimental)(?:[^a-z]|$)/,
  /(?:^|[^a-z])(?:int|integration|qa|uat|stage|staging|stg|preprod|pre-prod|nonprod|non-prod|acceptance|acc|canary|perf|load)(?:[^a-z]|$)/,
];
const LAST = /(?:^|[^a-z])(?:prod|production|prd|live|main)(?:[^a-z]|$)/;

export interface FleetInput {
  readonly moves: readonly Move[];
  /** Everything that is installed before the change, and after it, moved or not. */
  readonly installationsBefore: readonly Installation[];
  readonly installations: readonly Installation[];
  readonly resources: readonly MeshResource[];
  readonly proxiesBefore: readonly PinnedProxy[];
  readonly proxies: readonly PinnedProxy[];
  readonly clusters: readonly PlanCluster[];
  /** Names of the environments that a file belongs to; none where it could be anybody's. */
  ownersOf(file: string): readonly string[];
  stopsBetween(from: string, to: string): readonly string[];
  readonly releases: Releases;
}

/** One row an environment that something moves in, in the order in which they are to go. */
export function fleetOf(input: FleetInput): readonly FleetRow[] {
  const { moves, installations, installationsBefore, clusters, releases, stopsBetween } = input;
  const names = [...new Set(moves.map(({ upgrade }) => upgrade.environment))];
  const values = new Map(names.map(name => [name, valuesOf(name, installations)]));
  const rows = names.map(environment => {
    const own = moves.filter(({ upgrade }) => upgrade.environment === environment);
    const beside = installations.filter(installation => installation.environment === environment);
    const before = installationsBefore.filter(installation => installation.environment === environment);
    const plane = own.find(({ upgrade }) => upgrade.chart === 'istiod') ?? own[0];
    return {
      environment,
      weight: weightOf(environment),
      charts: chartsOf(own, beside),
      stops: plane ? stopsBetween(plane.from, plane.to) : [],
      kubernetes: [...new Set(clusters.flatMap(cluster => versionIn(cluster, environment)))].toSorted(),
      gatewayApi: bundlesOf(environment, input),
      sharesValuesWith: names.filter(
        other => other !== environment && shares(values.get(environment), values.get(other)),
      ),
      skewNow: skewIn(before, proxiesIn(input.proxiesBefore, environment), releases),
      skew: skewIn(beside, proxiesIn(input.proxies, environment), releases),
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

function chartsOf(own: readonly Move[], beside: readonly Installation[]): FleetRow['charts'] {
  const charts = new Map<IstioChart, { from: string | null; to: string | null }>();
  for (const { chart, istioVersion } of beside) charts.set(chart, { from: istioVersion, to: istioVersion });
  for (const { upgrade, from, to } of own) charts.set(upgrade.chart, { from, to });
  return Object.fromEntries([...charts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function versionIn({ environments, version }: PlanCluster, environment: string): readonly string[] {
  return environments.length === 0 || environments.includes(environment) ? [version] : [];
}

/** Files of the tree that an environment's charts take values from; a chart's own defaults are no sharing. */
function valuesOf(environment: string, installations: readonly Installation[]): ReadonlySet<string> {
  const own = installations.filter(installation => installation.environment === environment);
  return new Set(
    own.flatMap(({ release }) =>
      release.values.flatMap(({ source, file }) => (source === 'file' ? file : [])),
    ),
  );
}

function shares(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): boolean {
  return [...one].some(file => other.has(file));
}

function bundlesOf(environment: string, { resources, ownersOf }: FleetInput): readonly string[] {
  const own = resources.filter(({ data }) => {
    const owners = ownersOf(data.file);
    return owners.length === 0 || owners.includes(environment);
  });
  return [...new Set(gatewayApiBundles(own).flatMap(({ version }) => version || []))].toSorted();
}
