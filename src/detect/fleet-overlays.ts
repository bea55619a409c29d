/**
 * Bundles of plain manifests that Rancher Fleet changes for some clusters: `yaml.overlays` of a fleet.yaml. Files of an overlay go over
 * those of the same name, and `x_patch.yaml` is merged into `x.yaml`.
 * Sources: https://fleet.rancher.io/ref-fleet-yaml, https://fleet.rancher.io/gitrepo-content
 */
import type { DataPath, DeployedFolder, Positioned } from '../model.js';
import { positionedAt } from '../yaml/positioned.js';
import { listAt, recordAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { KUSTOMIZATIONS } from './kustomize/names.js';
import { manifestsOf } from './manifests.js';
import { baseName, folderOf, inFolder, isWithin } from './tree-path.js';

const OVERLAYS: DataPath = ['yaml', 'overlays'];
/** More than people write. */
const MAX_TARGETS = 100;

/** A target of any bundle: its name, and what selects its clusters. */
interface Target {
  readonly name: string;
  readonly selects: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** @param files every fleet.yaml of the tree */
export async function overlaidBundles(
  context: DetectContext,
  files: readonly Positioned[],
): Promise<readonly DeployedFolder[]> {
  const all = files.flatMap(targetsOf);
  const found: DeployedFolder[] = [];
  for (const data of files) {
    const folder = folderOf(data.file);
    const targets = targetsOf(data);
    const isPlain = !['helm', 'kustomize'].some(key => recordAt(data.value, [key]) !== undefined);
    const isBuilt = KUSTOMIZATIONS.some(name => context.tree.has(inFolder(folder, name)));
    const hasOverlays = [[], ...targets.map((_, index) => ['targetCustomizations', index])].some(
      path => listAt(data.value, [...path, ...OVERLAYS]).length > 0,
    );
    if (!isPlain || isBuilt || !hasOverlays || targets.length > MAX_TARGETS) continue;
    const inner = files
      .map(other => folderOf(other.file))
      .filter(one => one !== folder && isWithin(folder, one));
    const others = targets.filter(({ name }) => isOneGroup(all, name)).map(({ name }) => name);
    found.push({ ...(await bundle(context, data, [], inner)), destination: '', apartFrom: others });
    for (const [index, target] of targets.entries()) {
      const path: DataPath = ['targetCustomizations', index];
      if (recordAt(data.value, path)?.doNotDeploy === true) continue;
      const destination = isOneGroup(all, target.name) ? target.name : '';
      const apartFrom = all.filter(({ name }) => isApart(all, target, name)).map(({ name }) => name);
      found.push({ ...(await bundle(context, data, path, inner)), destination, apartFrom });
    }
  }
  return found;
}

function targetsOf(data: Positioned): readonly Target[] {
  return listAt(data.value, ['targetCustomizations']).map((entry, index) => {
    const { clusterSelector, clusterName, clusterGroup, clusterGroupSelector } = recordAt(entry, []) ?? {};
    const labels = Object.entries(recordAt(clusterSelector, ['matchLabels']) ?? {});
    return {
      name: stringAt(entry, ['name']) ?? String(index),
      selects: JSON.stringify([clusterSelector, clusterName, clusterGroup, clusterGroupSelector]),
      labels: new Map(labels.map(([key, value]) => [key, String(value)])),
    };
  });
}

/** True where all bundles mean the same clusters by a name. */
function isOneGroup(all: readonly Target[], wanted: string): boolean {
  return new Set(all.filter(({ name }) => name === wanted).map(({ selects }) => selects)).size === 1;
}

/** True where no cluster of a target can be one of those that others call by a name: they have another value of a label. */
function isApart(all: readonly Target[], target: Target, other: string): boolean {
  return all
    .filter(({ name }) => name === other)
    .every(({ labels }) => [...labels].some(([key, value]) => (target.labels.get(key) ?? value) !== value));
}

async function bundle(
  context: DetectContext,
  data: Positioned,
  holder: DataPath,
  inner: readonly string[],
): Promise<Omit<DeployedFolder, 'destination'>> {
  const folder = folderOf(data.file);
  const own = listAt(data.value, [...holder, ...OVERLAYS]);
  const named = (own.length > 0 ? own : listAt(data.value, OVERLAYS)).filter(
    name => typeof name === 'string',
  );
  const folders = named.map(name => inFolder(folder, `overlays/${name}`));
  const below = folders.flatMap(from => context.tree.below(from).map(path => ({ path, from })));
  const placeOf = ({ path, from }: { path: string; from: string }): string =>
    inFolder(folder, path.slice(from.length + 1));
  // Of several overlays the last one counts.
  const added = new Map(below.filter(({ path }) => !PATCH.test(path)).map(one => [placeOf(one), one.path]));
  const taken = new Set(added.values());
  const patches: unknown[] = [];
  for (const one of below.filter(({ path }) => PATCH.test(path))) {
    const base = placeOf(one).replace(PATCH, '.$1');
    const source = added.get(base) ?? base;
    for (const { kind, name } of context.tree.has(source) ? await manifestsOf(context, source) : [])
      patches.push({ path: one.path.slice(folder === '' ? 0 : folder.length + 1), target: { kind, name } });
  }
  const line = data.lineOf(holder.length > 0 ? holder : OVERLAYS);
  const forced = stringAt(data.value, [...holder, 'namespace']) ?? stringAt(data.value, ['namespace']);
  const all = inFolder(folder, 'overlays');
  return {
    folder,
    namespace: forced ?? stringAt(data.value, ['defaultNamespace']) ?? '',
    ...(forced === undefined ? {} : { forcesNamespace: true }),
    declared: { file: data.file, line },
    isMeant: path =>
      baseName(path) !== baseName(data.file) &&
      !inner.some(one => isWithin(one, path)) &&
      (isWithin(all, path) ? taken.has(path) : !added.has(path)),
    ...(patches.length > 0 ? { settings: positionedAt(data.file, line, { patches }) } : {}),
  };
}

/** `feedlot_patch.yaml` */
const PATCH = /_patch\.(ya?ml|json)$/i;
