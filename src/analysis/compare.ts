/** Both sides together: what moves, what that renders to, and what it does to the repository's own configuration. */
import { append } from '../append.js';
import type { InstallationState } from '../behaviour/state.js';
import type { DeclaredCluster } from '../detect/clusters.js';
import { pairUpgrades } from '../detect/pairing/pair.js';
import { noteMoves } from '../diff/ownership.js';
import { immutableFields } from '../findings/immutable-field.js';
import { versionSkew } from '../findings/skew.js';
import type {
  Change,
  Environment,
  Finding,
  Installation,
  MeshResource,
  Position,
  Problem,
  Restart,
  Upgrade,
} from '../model.js';
import type { Judged } from '../rules/engine.js';
import { diffPair } from './diffs.js';
import { floatingProblems, withNewest } from './floating.js';
import { nameFollowers } from './follow.js';
import { judgeUpgrade, type UpgradeStates } from './judge.js';
import { declaredVersion, defaultKubernetesVersion } from './kubernetes.js';
import { countKinds, Meshes, type Placed } from './meshes.js';
import { type SettledRelease, settleOpen } from './open/settle.js';
import type { AnalysisOptions, AnalysisPorts } from './ports.js';
import { Renders, releasePairs, renderProblem } from './renders.js';
import { withoutCaughtUp, withoutLeftBehind } from './repeated.js';
import { resourcesOf, settledRelease } from './resources.js';
import type { Side } from './side.js';
import { undecidedProblems } from './undecided.js';
import { writtenLines } from './written.js';

export interface Comparison {
  readonly upgrades: readonly Upgrade[];
  readonly judged: readonly Judged[];
  /** Findings that no rule made: failures to render, dead settings, moved defaults. */
  readonly others: readonly Finding[];
  readonly changes: readonly Change[];
  readonly restarts: readonly Restart[];
  /** What of the diff is noise, by layer. */
  readonly noise: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
  /** How many resources of each kind were judged. */
  readonly judgedKinds: Readonly<Record<string, number>>;
  /** How many of them could be any environment's. */
  readonly shared: number;
  /** Each upgrade's installation after the change, by the upgrade's id. */
  readonly after: ReadonlyMap<string, InstallationState>;
  /** Everything that configures the mesh after the change. */
  readonly resources: readonly MeshResource[];
  /** The same before it, as far as plain files hold it. */
  readonly resourcesBefore: readonly MeshResource[];
  /** Everything that is installed after the change. */
  readonly installations: readonly Installation[];
  /** Kubernetes version that was rendered for; undefined where nothing was. */
  readonly kubeVersion?: string;
  /** The same where the user or the policy says it; null: they don't. */
  readonly givenKubeVersion: string | null;
  /** Clusters that declare their version, and whose the files are, after the change. */
  readonly clusters: readonly DeclaredCluster[];
  readonly environments: readonly Environment[];
  /** Everything that was installed before the change. */
  readonly installationsBefore: readonly Installation[];
  /** The line of the old tree that a version is read from. */
  lineBefore(position: Position): string | undefined;
}

/** What of Istio's installations differs between two sides; nothing is rendered for it. */
export function movesBetween(before: Side, after: Side): readonly Upgrade[] {
  return pairUpgrades(before.detection, after.detection, {
    before: before.resources,
    after: after.resources,
  });
}

/** Compares two sides that were read; renders what it needs, each release once a side. `phase` is told what begins. */
export async function compare(
  declaredBefore: Side,
  declaredAfter: Side,
  options: AnalysisOptions,
  ports: AnalysisPorts,
  phase: (name: string) => void = () => {},
): Promise<Comparison> {
  const { releases } = ports.facts;
  const before = withNewest(withoutCaughtUp(declaredBefore, declaredAfter), releases);
  const after = withNewest(withoutLeftBehind(declaredAfter, declaredBefore), releases);
  const upgrades = movesBetween(before, after);
  const undecided = await undecidedProblems(before, after, upgrades, options.explicit);
  if (upgrades.length === 0) return { ...NOTHING, problems: undecided };

  phase('render');
  const declared = options.kubeVersion ?? declaredVersion(after.clusters);
  const kubeVersion = declared ?? defaultKubernetesVersion(versionsOf(upgrades));
  const renders = new Renders(before, after, kubeVersion, ports, declared !== undefined);
  // One release is compared while Helm renders the next; what fails is thrown where it is awaited.
  const diffing = Promise.all(
    releasePairs(upgrades).map(pair => diffPair(pair, upgrades, renders, options.noise)),
  );
  diffing.catch(() => {});
  const [states, resources] = await Promise.all([
    Promise.all(upgrades.map(upgrade => statesOf(upgrade, renders))),
    resourcesAfter(after, renders, ports),
  ]);

  const open = await openAfter(states, resources.open, after, renders);

  phase('diff');
  const diffs = await diffing;

  phase('evaluate');
  const kubernetes = { version: kubeVersion, declared: declared !== undefined };
  const meshes = new Meshes(after.detection, resources.resources, after.clusters);
  const judgements = states.map(state => judgeUpgrade(state, states, meshes, options, ports, kubernetes));
  const others = judgements.flatMap(judgement => judgement.others);
  const changes = noteMoves(
    diffs.flatMap(diff => diff.changes),
    upgrades,
  );
  return {
    upgrades,
    judged: judgements.flatMap(({ judged }) => judged),
    others: [
      ...others,
      ...versionSkew(upgrades, after.detection.installations, others),
      ...immutableFields(upgrades, changes),
    ],
    changes,
    restarts: nameFollowers(
      diffs.flatMap(({ restarts }) => restarts),
      states,
      meshes,
    ),
    noise: sums(diffs.map(({ hidden }) => hidden)),
    problems: unique([
      ...settleOpen(undecided, open),
      ...floatingProblems(upgrades, releases),
      ...judgements.flatMap(({ problems }) => problems),
      ...diffs.flatMap(({ problems }) => problems),
      ...resources.problems,
    ]),
    judgedKinds: countKinds(resources.resources),
    shared: meshes.shared(),
    after: new Map(states.flatMap(state => (state.after ? [[state.upgrade.id, state.after] as const] : []))),
    resources: resources.resources.map(({ resource }) => resource),
    resourcesBefore: before.resources,
    installations: after.detection.installations,
    kubeVersion,
    givenKubeVersion: options.kubeVersion ?? null,
    clusters: after.clusters,
    environments: after.detection.environments,
    installationsBefore: before.detection.installations,
    lineBefore: await writtenLines(before.tree, upgrades),
  };
}

const NOTHING: Omit<Comparison, 'problems'> = {
  upgrades: [],
  judged: [],
  others: [],
  changes: [],
  restarts: [],
  noise: {},
  judgedKinds: {},
  shared: 0,
  givenKubeVersion: null,
  clusters: [],
  environments: [],
  installationsBefore: [],
  lineBefore: () => undefined,
  after: new Map(),
  resources: [],
  resourcesBefore: [],
  installations: [],
};

/**
 * Both sides of an upgrade. What a repoint's workloads leave may be an installation that the change did not touch:
 * it is rendered from the old tree all the same.
 */
async function statesOf(upgrade: Upgrade, renders: Renders): Promise<UpgradeStates> {
  const [before, after] = await Promise.all([
    upgrade.before ? renders.stateBefore(upgrade.before) : null,
    upgrade.after ? renders.stateAfter(upgrade.after) : null,
  ]);
  return { upgrade, before, after };
}

interface Resources {
  readonly resources: readonly Placed[];
  readonly problems: readonly Problem[];
  readonly open: readonly SettledRelease[];
}

/** What could be rendered just as little before the change can't have become worse through it. */
async function resourcesAfter(after: Side, renders: Renders, ports: AnalysisPorts): Promise<Resources> {
  const { resources, unrendered, open } = await resourcesOf(after, renders, ports);
  const problems: Problem[] = [];
  for (const { rendered, problems: found } of unrendered) {
    const before = await renders.sameBefore(rendered.release);
    const old = before && (renderProblem(before)?.why ?? before.problems[0]?.why);
    append(
      problems,
      found.map(problem => (problem.why === old ? { ...problem, blocking: false } : problem)),
    );
  }
  return { resources, problems, open };
}

/** What hangs on open values of the releases that are upgraded, and of those that bring resources. */
async function openAfter(
  states: readonly UpgradeStates[],
  found: readonly SettledRelease[],
  after: Side,
  renders: Renders,
): Promise<readonly SettledRelease[]> {
  const byId = new Map(found.map(release => [release.id, release]));
  for (const { after: state } of states) {
    const release = state?.installation.release;
    if (!release || byId.has(release.id) || (release.openValues ?? []).length === 0) continue;
    const effects = await renders.effectsOf(await renders.ofAfter(release));
    if (effects) byId.set(release.id, settledRelease(release, effects, after));
  }
  return [...byId.values()];
}

function versionsOf(upgrades: readonly Upgrade[]): string[] {
  return upgrades.flatMap(({ after }) => (after?.istioVersion ? [after.istioVersion] : []));
}

function sums(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total = new Map<string, number>();
  for (const [layer, count] of counts.flatMap(Object.entries<number>))
    total.set(layer, (total.get(layer) ?? 0) + count);
  return Object.fromEntries([...total].sort());
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  const byKey = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.what}\n${problem.why}\n${problem.file ?? ''}\n${problem.line ?? ''}`;
    const known = byKey.get(key);
    if (!known || (!known.blocking && problem.blocking)) byKey.set(key, problem);
  }
  return [...byKey.values()];
}
