/**
 * Skaffold: Helm releases of its `deploy` and `manifests`, with the values that it gives to them.
 * Source: https://skaffold.dev/docs/references/yaml/ and, for the order of values,
 * https://github.com/GoogleContainerTools/skaffold/blob/v2.16.1/pkg/skaffold/helm/args.go
 */
import type { DataPath, Position, Positioned, Release } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { inlineLayer } from './assembled.js';
import { type ChartEntry, chartEntry, ofCharts } from './chart-entry.js';
import { type NamedChart, readChartReference } from './chart-reference.js';
import { matters } from './chart-relevance.js';
import { isRecord, listAt, recordAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { isOfRelease } from './istio/of-release.js';
import {
  type DecidedVersion,
  decideVersion,
  hasPlaceholder,
  publishedRelease,
} from './istio/published-release.js';
import { UNPACKED, unpackedChart } from './istio/release-folder.js';
import { firstOf } from './limits.js';
import { manifestsWith } from './manifests.js';
import { skaffoldManifests } from './skaffold-manifests.js';
import { baseName, folderOf, resolveInTree } from './tree-path.js';
import { parseSetKey } from './values/helm-set.js';
import { ValuesCollector } from './values/release.js';
import { onTreeChart } from './values/tree-release.js';
import { variantId } from './variants.js';

export const skaffold: Detector = {
  form: 'skaffold',
  async detect(context) {
    const documents = await configs(context);
    const found = documents.flatMap(data => [
      ...releasesIn(context, data),
      ...profiledReleases(context, data),
    ]);
    const ofTree = await treeReleases(context, found);
    const published = await ofCharts(
      context,
      'Skaffold',
      found.filter(({ folder }) => folder === undefined),
      one => releaseOf(context, one),
    );
    return {
      releases: [...published.releases, ...ofTree.releases],
      problems: published.problems,
      claimedCharts: ofTree.claimedCharts,
      manifests: await skaffoldManifests(context, documents),
    };
  },
};

/** More than a repository has of them. */
const MAX_FILES = 2000;

/** Documents of Skaffold. One that installs a chart of the tree need not speak of Istio. */
async function configs(context: DetectContext): Promise<readonly Positioned[]> {
  const named = context.tree.paths.filter(path => /(?:^|\/)[^/]{0,80}skaffold[^/]{0,80}\.ya?ml$/i.test(path));
  const found = firstOf(context, named, MAX_FILES, 'files of Skaffold');
  const others = (await manifestsWith(context, /skaffold\//)).map(({ file }) => file);
  const documents: Positioned[] = [];
  for (const path of new Set([...found, ...others])) {
    // Among the samples of an unpacked release of Istio there is one.
    if (context.isSetAside(path) || isOfRelease(context.tree, path) || context.charts.isTemplate(path))
      continue;
    for (const { data } of (await context.yaml(path)).documents)
      if (stringAt(data.value, ['apiVersion'])?.startsWith('skaffold/')) documents.push(data);
  }
  return documents;
}

interface SkaffoldRelease extends ChartEntry {
  readonly entry: Positioned;
  /** Of a chart of the tree. */
  readonly folder?: string;
  /** `manifests` renders, `deploy` installs: they give `overrides` at different ends. */
  readonly isRendered: boolean;
  /** The profile that it is of, or that gives it another version. */
  readonly profile?: string;
}

function releasesIn(context: DetectContext, data: Positioned): readonly SkaffoldRelease[] {
  return ['deploy', 'manifests'].flatMap(top => {
    const list = [top, 'helm', 'releases'];
    return listAt(data.value, list).flatMap((entry, index): readonly SkaffoldRelease[] => {
      const folder = folderInTree(context, data.file, stringAt(entry, ['chartPath']));
      const chart = folder === undefined ? chartNamed(entry) : { name: baseName(folder) };
      const path: DataPath = [...list, index];
      const isRendered = top === 'manifests';
      if (!chart) return [];
      const found = { ...chartEntry(data, path, chart), entry: data.at(path), isRendered };
      return [folder === undefined ? found : { ...found, folder }];
    });
  });
}

/** More profiles than people write, and more patches of one. */
const MAX_PROFILES = 100;
const MAX_PATCHES = 200;

/**
 * What profiles (https://skaffold.dev/docs/environment/profiles/) install in another version: by releases of their own, which stand in
 * for all others, and by patches of a version.
 */
function profiledReleases(context: DetectContext, data: Positioned): readonly SkaffoldRelease[] {
  return listAt(data.value, ['profiles'])
    .slice(0, MAX_PROFILES)
    .flatMap((entry, index) => {
      const profile = stringAt(entry, ['name']);
      if (profile === undefined) return [];
      const at: DataPath = ['profiles', index];
      const own = releasesIn(context, data.at(at)).map(one => ({ ...one, profile }));
      return [
        ...own,
        ...patchedReleases(context, data, [...at, 'patches']).map(one => ({ ...one, profile })),
      ];
    });
}

function patchedReleases(
  context: DetectContext,
  data: Positioned,
  patches: DataPath,
): readonly SkaffoldRelease[] {
  const all = releasesIn(context, data);
  return listAt(data.value, patches)
    .slice(0, MAX_PATCHES)
    .flatMap((patch, index) => {
      const [, top, place] = VERSION_PATH.exec(stringAt(patch, ['path']) ?? '') ?? [];
      const version = stringAt(patch, ['value']);
      if (top === undefined || version === undefined || stringAt(patch, ['op']) === 'remove') return [];
      const line = data.lineOf([top, 'helm', 'releases', Number(place)]);
      const found = all.find(one => one.isRendered === (top === 'manifests') && one.declared.line === line);
      return found ? [{ ...found, version, at: startOf(data, [...patches, index, 'value']) }] : [];
    });
}

const VERSION_PATH = /^\/(deploy|manifests)\/helm\/releases\/(\d{1,3})\/version$/;

/** A published chart; undefined where the entry names none that is known. */
function chartNamed(entry: unknown): NamedChart | undefined {
  const local = stringAt(entry, ['chartPath']) ?? '';
  const remote =
    stringAt(entry, ['remoteChart']) ??
    // What is packed is as good as a remote chart: the archive's name says what it is.
    (local.endsWith('.tgz') || unpackedChart(local) ? local : undefined);
  return remote === undefined ? undefined : readChartReference(remote, stringAt(entry, ['repo']));
}

function folderInTree(
  { charts }: DetectContext,
  file: string,
  chart: string | undefined,
): string | undefined {
  const folder = chart === undefined ? undefined : resolveInTree(folderOf(file), chart);
  return folder !== undefined && charts.has(folder) ? folder : undefined;
}

/** Charts of the tree: what they install, they say themselves; it is deployed with the values that stand here. */
async function treeReleases(
  context: DetectContext,
  entries: readonly SkaffoldRelease[],
): Promise<{ readonly releases: readonly Release[]; readonly claimedCharts: readonly string[] }> {
  const releases: Release[] = [];
  const claimedCharts: string[] = [];
  for (const found of entries) {
    const loaded = found.folder === undefined ? undefined : await context.chart(found.folder);
    if (!loaded) continue;
    const { chart } = loaded;
    claimedCharts.push(chart.path);
    const made = await releaseOf(context, {
      ...found,
      chart: { name: chart.name },
      version: chart.version ?? '0.0.0',
    });
    const deployed = await onTreeChart(context, loaded, made);
    if (await matters(context, chart, deployed.values)) releases.push(deployed);
  }
  return { releases, claimedCharts };
}

async function releaseOf(context: DetectContext, found: SkaffoldRelease): Promise<Release> {
  const { chart, declared, entry, isRendered } = found;
  const text = (key: string): string | undefined => stringAt(entry.value, [key]) || undefined;
  const releaseName = text('name') ?? chart.name;
  const version: DecidedVersion =
    chart.unpacked && found.version === undefined
      ? { version: null, at: found.at, look: UNPACKED }
      : await decideVersion(context, found.version, found.at);
  const values = new SkaffoldValues(context, releaseName);
  await values.addAll(entry, isRendered);
  return publishedRelease({
    id: variantId(`skaffold:${declared.file}:${declared.line}:${releaseName}`, found.profile ?? ''),
    ...(found.profile === undefined ? {} : { destination: found.profile }),
    form: 'skaffold',
    deployer: 'helm',
    declared,
    releaseName,
    namespace: text('namespace') ?? 'istio-system',
    name: chart.name,
    repository: chart.repository,
    version,
    values: values.layers,
    problems: values.problems,
    valuesUnknown: values.unknown,
    openValues: values.open,
  });
}

class SkaffoldValues extends ValuesCollector {
  async addAll(entry: Positioned, isRendered: boolean): Promise<void> {
    if (!isRendered) this.addOverrides(entry);
    for (const [index, name] of listAt(entry.value, ['valuesFiles']).entries())
      await this.addFile(String(name), startOf(entry, ['valuesFiles', index]));
    if (isRendered) this.addOverrides(entry);
    for (const key of ['setValues', 'setValueTemplates']) this.addAssignments(entry, key);
    for (const key of Object.keys(recordAt(entry.value, ['setFiles']) ?? {})) {
      const at = startOf(entry, ['setFiles', key]);
      this.addOpen([{ path: parseSetKey(key) ?? [], gap: { what: `setFiles ${key}`, at } }], at);
    }
  }

  private addOverrides(entry: Positioned): void {
    const overrides = entry.at(['overrides']);
    if (isRecord(overrides.value)) this.layers.push(inlineLayer(overrides));
  }

  private addAssignments(entry: Positioned, name: string): void {
    for (const [key, given] of leaves(entry.value, name)) {
      const at = startOf(entry, [name, key]);
      const value = String(given);
      const path = parseSetKey(key);
      if (path && !hasPlaceholder(value) && !hasPlaceholder(key))
        this.layers.push({ kind: 'assignment', source: 'set', ...at, flag: '--set', key, value });
      else this.addOpen([{ path: hasPlaceholder(key) ? [] : (path ?? []), gap: { what: value, at } }], at);
    }
  }

  private async addFile(name: string, at: Position): Promise<void> {
    const path = resolveInTree(folderOf(at.file), name);
    if (path !== undefined && this.context.tree.has(path)) {
      await this.addLayerOf(path);
      return;
    }
    this.unknown = true;
    const why = hasPlaceholder(name)
      ? 'its name is filled in when this runs'
      : 'it is not in this repository';
    this.problems.push({ what: `values file ${name}`, why, ...at, blocking: true });
  }
}

/** Assignments by their keys; Skaffold takes them flat, in the order of their keys. */
function leaves(entry: unknown, name: string): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(recordAt(entry, [name]) ?? {});
  return entries.sort(([left], [right]) => (left < right ? -1 : 1));
}
