/** The plan: from the releases that are found to those that are asked for, hop by hop. */
import type { DeclaredCluster } from '../detect/clusters.js';
import type { Facts } from '../knowledge/facts.js';
import { minorOf, type Releases } from '../knowledge/releases.js';
import type {
  Change,
  Environment,
  Finding,
  Hop,
  Installation,
  MeshResource,
  Plan,
  Position,
  Upgrade,
} from '../model.js';
import type { Rule } from '../rules/rule.js';
import { bitesAt } from './bites.js';
import { bulletinsBetween, mendedBy } from './bulletins.js';
import { pullRequestOf } from './edits.js';
import { fleetOf } from './fleet.js';
import { gatewayApiBuiltWith, gatewayApiFloor, gatewayApiSteps } from './gateway-api.js';
import { helmOf, helmSteps } from './helm.js';
import { type Stop, stopsBetween } from './hops.js';
import { regressionsIn } from './known-bad.js';
import {
  type GivenKubernetes,
  givenKubernetes,
  kubernetesSteps,
  sharedWindow,
  windowOf,
} from './kubernetes.js';
import { type Move, movesOf } from './moves.js';
import { notesOf } from './notes.js';
import { type PinnedProxy, pinnedProxies } from './proxies.js';
import { byDefinition } from './rollback/crds.js';
import { rollbackOf } from './rollback/rollback.js';
import { isAmbient, skewDuring } from './skew.js';
import { type Installed, stepsAfter, stepsDuring } from './steps.js';
import { compareReleases } from './versions.js';

export interface PlanInput {
  readonly upgrades: readonly Upgrade[];
  /** Everything that is installed before the change, and after it, moved or not. */
  readonly installationsBefore: readonly Installation[];
  readonly installations: readonly Installation[];
  /** The repository's resources before the change, those of plain files, and all after it. */
  readonly resourcesBefore: readonly MeshResource[];
  readonly resources: readonly MeshResource[];
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly rules: readonly Rule[];
  readonly facts: Facts;
  readonly releases: Releases;
  /** Kubernetes as the user or the policy says it for all clusters; null: they don't. */
  readonly kubeVersion: string | null;
  /** Clusters of the repository that declare a version, and whose the tree's files are. */
  readonly clusters: readonly DeclaredCluster[];
  readonly environments: readonly Environment[];
  /** The line of the old tree that a version is read from; undefined where it can't be read. */
  lineBefore(position: Position): string | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/** Undefined where nothing goes from one known release of Istio to another. */
export function makePlan(input: PlanInput): Plan | undefined {
  const moves = movesOf(input.upgrades);
  const range = rangeOf(moves);
  if (!range) return undefined;
  const { from, to } = range;
  const { facts, releases, rules, installations } = input;
  const ownersOf = (file: string): readonly string[] => environmentsOf(file, input.environments);
  const clusters = input.clusters.map(({ version, at }) => ({
    version: minorOf(version),
    environments: ownersOf(at.file),
    file: at.file,
    line: at.line,
  }));
  const method = methodOf(input.upgrades, installations);
  const reach = reachOf(method, input);
  const known = facts.releases;
  const ruledOut = new Set(
    input.findings.flatMap(({ rule, exposure }) => (exposure === 'not-exposed' ? rule : [])),
  );
  const stops = (start: string, end: string): readonly Stop[] =>
    stopsBetween({
      from: start,
      to: end,
      reach,
      known,
      releases,
      regressionsIn: version =>
        regressionsIn(version, rules, releases, {
          oldest: known[0] ?? '',
          ...(version === to ? { ruledOut } : {}),
        }),
    });
  const given = givenKubernetes(input.kubeVersion === null ? null : minorOf(input.kubeVersion), clusters);
  const kubernetes = windowOf(to, given, clusters, releases);
  const proxies = pinnedProxies(input.resources, ownersOf);
  const fleet = fleetOf({
    moves,
    installationsBefore: input.installationsBefore,
    installations,
    resources: input.resources,
    proxiesBefore: pinnedProxies(input.resourcesBefore, ownersOf),
    proxies,
    clusters,
    ownersOf,
    stopsBetween: (start, end) => stops(start, end).map(stop => stop.to),
    releases,
  });
  const order = fleet.map(({ environment }) => environment);
  const inOrder = moves.toSorted(
    (a, b) => order.indexOf(a.upgrade.environment) - order.indexOf(b.upgrade.environment),
  );
  return {
    from,
    to,
    method,
    direction: compareReleases(from, to) > 0 ? 'downgrade' : 'upgrade',
    hops: hopsOf(stops(from, to), { method, moves: inOrder, proxies, given, input }),
    kubernetes,
    support: [from, to].flatMap(version => supportOf(version, input)),
    bulletins: bulletinsBetween(from, to, releases, known),
    fleet,
    notes: notesOf({ from, to, kubernetes, method, reach, moves, input }),
  };
}

/** Who a file belongs to; nobody where it could be anybody's. */
function environmentsOf(file: string, environments: readonly Environment[]): readonly string[] {
  const owners = environments.filter(environment => environment.owns(file)).map(({ name }) => name);
  return owners.length === environments.length && owners.length > 1 ? [] : owners;
}

/** From the oldest that moves to the newest that is reached; the control planes' own, where some move. */
function rangeOf(moves: readonly Move[]): { readonly from: string; readonly to: string } | undefined {
  const planes = moves.filter(({ upgrade }) => upgrade.chart === 'istiod');
  const counted = planes.length > 0 ? planes : moves;
  const isBack = counted.length > 0 && counted.every(move => compareReleases(move.from, move.to) > 0);
  const froms = counted.map(move => move.from).toSorted(compareReleases);
  const tos = counted.map(move => move.to).toSorted(compareReleases);
  const from = isBack ? froms.at(-1) : froms[0];
  const to = isBack ? tos[0] : tos.at(-1);
  return from !== undefined && to !== undefined && from !== to ? { from, to } : undefined;
}

/** Two minors at a time take two control planes side by side: whoever has named revisions can. */
function methodOf(upgrades: readonly Upgrade[], installations: readonly Installation[]): Plan['method'] {
  const revisions = new Set(
    installations.flatMap(({ chart, revision }) => (chart === 'istiod' && revision !== '' ? revision : [])),
  );
  return upgrades.some(({ kind }) => kind === 'canary') || revisions.size > 0 ? 'canary' : 'in-place';
}

/** Node agents have no revisions: all control planes share them, and they may be no further behind than one minor. */
function reachOf(method: Plan['method'], { installations, releases }: PlanInput): number {
  const { minors } = releases.steps[method];
  const shares = isAmbient(installations) || installations.some(({ chart }) => chart === 'cni');
  return shares ? Math.min(minors, 1) : minors;
}

interface HopsInput {
  readonly method: Plan['method'];
  readonly moves: readonly Move[];
  readonly proxies: readonly PinnedProxy[];
  readonly given: readonly GivenKubernetes[];
  readonly input: PlanInput;
}

function hopsOf(way: readonly Stop[], { method, moves, proxies, given, input }: HopsInput): readonly Hop[] {
  const { facts, releases, installations, resources } = input;
  const installed = installedBy(input);
  const clusterSteps = kubernetesSteps(way, given, releases);
  const passed = way.map(({ from }) => from);
  const definitions = byDefinition(resources);
  return way.map((stop, index) => {
    const { from, to, reasons } = stop;
    const gatewayApi = gatewayApiFloor(to, facts);
    const builtWith = gatewayApiBuiltWith(to, facts);
    const helm = helmOf(to, facts, releases);
    const isBack = compareReleases(from, to) > 0;
    const rollback = rollbackOf(stop, {
      facts,
      resources: definitions,
      installations,
      changes: way.length === 1 ? input.changes : [],
      visited: isBack ? passed.slice(0, index) : [],
    });
    return {
      from,
      to,
      why: reasons.map(({ text }) => text).join('; '),
      reasons,
      kubernetes: sharedWindow(from, to, releases),
      ...(helm ? { helm } : {}),
      ...(gatewayApi === undefined ? {} : { gatewayApi }),
      ...(builtWith === undefined ? {} : { gatewayApiBuiltWith: builtWith }),
      before: [
        // Going back, what blocks the way has to be out of it first.
        ...(isBack ? rollback.blockers : []),
        ...(clusterSteps[index] ?? []),
        ...gatewayApiSteps(stop, installed, resources, facts),
        ...helmSteps(to, installed, facts, releases),
      ],
      during: stepsDuring(stop, method, installed),
      after: stepsAfter(stop, method, releases),
      skew: skewDuring(stop, { method, moves, installations, proxies, releases }),
      findings: bitesAt(stop, index === 0, input),
      mends: mendedBy(from, to, releases, facts.releases),
      rollback,
      pullRequest: pullRequestOf(stop, moves, {
        isFirst: index === 0,
        lineBefore: position => input.lineBefore(position),
      }),
    };
  });
}

function installedBy({ installations, resources }: PlanInput): Installed {
  return {
    charts: new Set(installations.map(({ chart }) => chart)),
    deployers: new Set(installations.map(({ release }) => release.deployer)),
    ambient: isAmbient(installations),
    gatewayApi: resources.some(({ apiVersion }) => apiVersion.startsWith('gateway.networking.k8s.io/')),
  };
}

function supportOf(version: string, { releases, today }: PlanInput): Plan['support'] {
  const support = releases.support(version);
  if (!support) return [];
  const { supportEnds: ends, source } = support;
  return [{ version, ends, ended: ends === null ? null : ends < today, source }];
}
