/** What a change does to each installation. */
import type {
  DataPath,
  Detection,
  Installation,
  MeshResource,
  Release,
  Upgrade,
  UpgradeKind,
} from '../../model.js';
import { digestsAlong } from '../chart-yaml/chart-content.js';
import { controlPlanes, replacedBy } from '../control-planes.js';
import { compareVersions } from '../istio/version.js';
import { mergedValues } from '../values/values.js';
import { matchInstallations } from './match.js';
import { findMoves, type Move } from './repoint.js';
import { type Selected, servedBy } from './selections.js';

/**
 * Pairs the installations of two trees by identity. Those that are just as they were make no upgrade.
 *
 * A control plane that appears beside another is a `canary`; its `before` is the one that it will replace. What moves
 * from one control plane to another makes a `repoint` between the two, whose `before` is null where the old tree has
 * no control plane of the name that was selected.
 * @param resources plain resources of both sides: their labels select control planes
 */
export function pairUpgrades(
  before: Detection,
  after: Detection,
  resources: { readonly before: readonly MeshResource[]; readonly after: readonly MeshResource[] },
): Upgrade[] {
  const { pairs, removed, added } = matchInstallations(before.installations, after.installations);
  const upgrades: Upgrade[] = [];
  for (const pair of pairs) {
    const kind = kindOf(pair.before, pair.after);
    if (kind) upgrades.push(upgrade(kind, pair.before, pair.after));
  }
  const partners = new Map(pairs.map(pair => [pair.after, pair.before]));
  for (const installation of added) upgrades.push(appeared(installation, before, after, partners));
  for (const installation of removed) upgrades.push(upgrade('remove', installation, null));

  const moves = findMoves(
    { detection: before, resources: resources.before },
    { detection: after, resources: resources.after },
    partners,
  );
  const served = (plane: Installation): readonly Selected[] =>
    servedBy(plane, { detection: after, resources: resources.after });
  return withUniqueIds(withMoves(upgrades, moves).map(one => inService(one, served)));
}

function kindOf(before: Installation, after: Installation): UpgradeKind | undefined {
  if (before.version !== after.version || before.istioVersion !== after.istioVersion) {
    // What is not decided is no older than anything.
    const order =
      before.version === null || after.version === null
        ? undefined
        : compareVersions(after.version, before.version);
    return order !== undefined && order < 0 ? 'downgrade' : 'upgrade';
  }
  if (before.revision !== after.revision && after.chart === 'istiod') return 'upgrade';
  return isSame(before, after) ? undefined : 'values-only';
}

/** Compares what Helm is given, as it reads it: comments and order of keys make no difference. */
function isSame(before: Installation, after: Installation): boolean {
  return canonical(given(before)) === canonical(given(after));
}

/** All that tells one state of an installation from another, as one text. */
export function runs(installation: Subject & Pick<Installation, 'version' | 'revision'>): string {
  const { version, revision } = installation;
  return canonical([version, revision, given(installation)]);
}

type Subject = Pick<Installation, 'chart' | 'release' | 'valuesPath' | 'chartPath'>;

function given({ chart, release, valuesPath, chartPath }: Subject): unknown {
  const { namespace, releaseName, kubeVersion, apiVersions, skipCrds, valuesUnknown, openValues } = release;
  const { afterHelm = [], showOnly } = release;
  const values = mergedValues(release.values, valuesPath);
  return [
    values,
    sourceOf(release, valuesPath),
    chartPath,
    namespace,
    releaseName,
    kubeVersion,
    apiVersions,
    skipCrds,
    valuesUnknown,
    openValues?.map(({ path, what }) => [path, what]),
    showOnly,
    afterHelm.map(({ at: _at, ...patch }) => patch),
    // An image that is of another release than its manifests moves what runs as much as these do.
    release.problems.flatMap(({ halfBump }) =>
      halfBump?.chart === chart && /^other-(image|manifests)$/.test(halfBump.effect)
        ? [halfBump.version]
        : [],
    ),
  ];
}

/** Where the chart comes from; for one of the tree, what it and those around it are made of. */
function sourceOf({ chart }: Release, valuesPath: DataPath): unknown {
  return chart.kind === 'tree'
    ? [chart.kind, digestsAlong(chart, valuesPath)]
    : [chart.kind, chart.repository];
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function appeared(
  installation: Installation,
  before: Detection,
  after: Detection,
  partners: ReadonlyMap<Installation, Installation>,
): Upgrade {
  if (installation.chart !== 'istiod') return upgrade('install', null, installation);
  const neighbours = controlPlanes(after, installation.environment).filter(
    plane => plane !== installation && partners.has(plane),
  );
  const replaced = replacedBy(installation, neighbours);
  const earlier = replaced && partners.get(replaced);
  if (earlier && before.installations.includes(earlier)) return upgrade('canary', earlier, installation);
  return upgrade('install', null, installation);
}

function upgrade(kind: UpgradeKind, before: Installation | null, after: Installation | null): Upgrade {
  const subject = after ?? before;
  if (!subject) throw new Error('an upgrade has a side');
  return { id: subject.id, kind, chart: subject.chart, environment: subject.environment, before, after };
}

/** A move between control planes is one upgrade; where the installations' own upgrade is that already, it adds nothing. */
function withMoves(upgrades: readonly Upgrade[], moves: readonly Move[]): Upgrade[] {
  const result = [...upgrades];
  const seen = new Map<string, number>();
  for (const move of moves) {
    const key = JSON.stringify([move.before?.id ?? null, move.after.id]);
    if (seen.has(key) || result.some(known => known.kind !== 'canary' && isBetween(known, move))) continue;
    seen.set(key, result.length);
    const canary = result.findIndex(known => known.kind === 'canary' && known.after === move.after);
    const repoint: Upgrade = {
      ...upgrade('repoint', move.before, move.after),
      environment: move.environment,
      moved: { what: namesOf(moves, move), at: move.at },
    };
    // What has moved to the new control plane already is judged in full, not as what will bite one day.
    if (canary >= 0) result[canary] = repoint;
    else result.push(repoint);
  }
  return result;
}

/** A control plane that appears, and that something selects by a name which nothing answered to before, is in service at once. */
function inService(one: Upgrade, served: (plane: Installation) => readonly Selected[]): Upgrade {
  if (one.kind !== 'canary' || !one.after) return one;
  const selected = served(one.after);
  const [first] = selected;
  return first ? { ...one, kind: 'repoint', moved: { what: joined(selected), at: first.at } } : one;
}

function isBetween(known: Upgrade, move: Move): boolean {
  return known.before === move.before && known.after === move.after && known.before !== null;
}

function namesOf(moves: readonly Move[], first: Move): string {
  const same = moves.filter(move => move.before === first.before && move.after === first.after);
  return joined(same);
}

function joined(selected: readonly Pick<Selected, 'what'>[]): string {
  const names = [...new Set(selected.map(({ what }) => what))];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** Ids of the installations may repeat between the two trees, and between an upgrade and a move. */
function withUniqueIds(upgrades: readonly Upgrade[]): Upgrade[] {
  const used = new Set<string>();
  return upgrades.map(one => {
    const wishes = [one.id, one.kind === 'repoint' ? `${one.id}-repoint` : `${one.id}-${one.kind}`];
    let id = wishes.find(wish => !used.has(wish)) ?? one.id;
    for (let number = 2; used.has(id); number++) id = `${one.id}-${number}`;
    used.add(id);
    return { ...one, id };
  });
}
