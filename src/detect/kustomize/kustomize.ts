/** Charts that Kustomize inflates: `helmCharts`, and files of kind `HelmChartInflationGenerator`. */
import { append } from '../../append.js';
import type { Position, Problem, Release } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from '../chart-reference.js';
import { bringsIstio, matters } from '../chart-relevance.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext, Detector } from '../detector.js';
import { foreignChart } from '../istio/former-charts.js';
import {
  type DecidedVersion,
  decideVersion,
  namespaceFor,
  publishedRelease,
} from '../istio/published-release.js';
import { type Manifest, manifestsWith } from '../manifests.js';
import { deployedFolders } from '../overlaid.js';
import { TEMPLATE_END } from '../templates/names.js';
import { folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { defaultLayers } from '../values/default-layers.js';
import { withoutSharedHomes } from '../values/homes.js';
import { brokenKustomizations } from './broken.js';
import { GENERATOR, generatorsAsListed } from './generator-folders.js';
import { forcedTags } from './images.js';
import { isFetched, leftBehind } from './kept-copy.js';
import { meshPatches } from './mesh-patches.js';
import { patchesOfChain } from './patches.js';
import { remoteBases } from './remote.js';
import { unseenParts } from './unseen.js';
import { type ChartEntry, type CollectedValues, chartValues } from './values.js';
import { type Way, waysFrom } from './ways.js';

export const kustomize: Detector = {
  form: 'kustomize',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const claimedCharts: string[] = [];
    const entries = await readEntries(context);
    for (const { chart } of entries) context.learn(chart.name, chart.repository);
    for (const entry of entries) {
      if (isOwnChart(context, entry.chart) || (await isOfTheTree(context, entry))) {
        const folder = entry.by ? folderOf(entry.by.file) : entry.folder;
        const { ways, cut } = await waysFrom(context, folder, await deployedFolders(context));
        for (const way of ways) releases.push(await release(context, entry, way, claimedCharts));
        const at = { file: entry.manifest.file, line: entry.data.lineOf([]) };
        if (cut !== undefined)
          problems.push({
            what: `overlays of ${entry.chart.name}`,
            why: cut,
            ...at,
            blocking: true,
          });
      } else if (speaksOfIstio(entry.chart)) problems.push(somebodyElses(entry));
    }
    append(problems, await brokenKustomizations(context));
    const remote = await remoteBases(context);
    append(problems, remote.problems);
    return {
      releases: [...withoutSharedHomes(releases), ...remote.releases],
      problems,
      claimedCharts,
    };
  },
};

interface Entry extends ChartEntry {
  readonly chart: NamedChart;
  readonly manifest: Manifest;
  readonly index: number;
  /** The entry of the kustomization that lists the folder which patches it. */
  readonly by?: Position;
}

/** Files are found by name or kind; Terraform's templates of them (`kustomization.yaml.tpl`) are read as they stand. */
async function readEntries(context: DetectContext): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const manifests = [
    ...(await manifestsWith(context, /helmCharts|HelmChartInflationGenerator|helmChartInflationGenerator/)),
    ...(await templatesOfKustomizations(context)),
  ];
  const generators = manifests.filter(({ kind }) => kind === GENERATOR);
  for (const { by, ...manifest } of await generatorsAsListed(context, generators))
    entries.push({ ...entryAt(manifest, [], 0), ...(by ? { by } : {}) });
  for (const manifest of manifests) {
    if (manifest.kind === GENERATOR) continue;
    const isKustomization =
      /^(Kustomization|Component)$/.test(manifest.kind) && /kustomize/.test(manifest.apiVersion);
    if (!isKustomization && !isKustomizationFile(manifest.file)) continue;
    for (const key of ['helmCharts', 'helmChartInflationGenerator']) {
      for (const index of listAt(manifest.data.value, [key]).keys())
        entries.push(entryAt(manifest, [key, index], index));
    }
  }
  return entries;
}

async function templatesOfKustomizations(context: DetectContext): Promise<readonly Manifest[]> {
  const found: Manifest[] = [];
  for (const path of context.candidates) {
    if (!TEMPLATE.test(path)) continue;
    for (const { data, index } of (await context.yaml(path)).documents) {
      found.push({
        data,
        file: path,
        document: index,
        base: [],
        apiVersion: '',
        kind: '',
        name: '',
        namespace: '',
      });
    }
  }
  return found;
}

function isKustomizationFile(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

const TEMPLATE = new RegExp(`(^|/)kustomization\\.ya?ml\\.${TEMPLATE_END}$`, 'i');
const KUSTOMIZATION = new RegExp(`(^|/)(kustomization\\.ya?ml|Kustomization)(\\.${TEMPLATE_END})?$`, 'i');

function entryAt(manifest: Manifest, path: readonly (string | number)[], index: number): Entry {
  const data = manifest.data.at(path);
  const name = stringAt(data.value, ['name']) ?? stringAt(data.value, ['chartName']) ?? '';
  const repository = stringAt(data.value, ['repo']) ?? stringAt(data.value, ['chartRepo']);
  return {
    chart: readChartReference(name, repository),
    data,
    document: manifest.document,
    path: [...manifest.base, ...path],
    folder: folderOf(manifest.file),
    manifest,
    index,
  };
}

async function release(
  context: DetectContext,
  entry: Entry,
  way: Way,
  claimedCharts: string[],
): Promise<Release> {
  const { data, manifest, chart } = entry;
  const text = (key: string): string | undefined => stringAt(data.value, [key]);
  const values = await chartValues(context, entry);
  const patches = chart.name === 'istiod' ? await patchesOfChain(context, way.chain) : NO_PATCHES;
  const unseen = way.chain.flatMap(one => unseenParts(context, one));
  const version = await decideVersion(
    context,
    text('version') ?? text('chartVersion') ?? chart.version,
    positionOf(entry, text('version') === undefined ? 'name' : 'version'),
  );
  const releaseName = text('releaseName') ?? chart.name;
  const above = way.chain.map(({ data: one }) => one).filter(({ file }) => file !== manifest.file);
  const tags = [manifest.data, ...above].flatMap(holder => forcedTags(holder, chart.name, version.version));
  const moved = above.map(({ value }) => stringAt(value, ['namespace'])).findLast(namespace => namespace);
  const declared = way.declared ?? entry.by ?? { file: manifest.file, line: data.lineOf([]) };
  const declaration = {
    id: `kustomize:${declared.file}:${releaseName}:${text('namespace') ?? ''}`,
    form: 'kustomize',
    deployer: 'unknown',
    declared,
    destination: way.destination,
    releaseName,
    namespace:
      namespaceFor(chart.name, moved ?? text('namespace') ?? stringAt(manifest.data.value, ['namespace'])) ??
      'default',
    values: [...values.layers, ...patches.layers],
    problems: [...values.problems, ...patches.problems, ...tags, ...unseen],
    valuesUnknown: values.unknown || patches.unknown || unseen.length > 0,
    openValues: patches.open ?? [],
    kubeVersion: text('kubeVersion'),
    apiVersions: listAt(data.value, ['apiVersions']).filter(item => typeof item === 'string'),
    skipCrds: recordAt(data.value, [])?.includeCRDs !== true,
  } as const;
  const local = await localChart(context, entry, version, claimedCharts);
  const published = { ...declaration, name: chart.name, repository: chart.repository, version };
  if (!local) return publishedRelease(published);
  const left = leftBehind(chart, version, local.chart);
  if (left) {
    const fetched = publishedRelease(published);
    return { ...fetched, problems: [left, ...fetched.problems] };
  }
  const defaults = await defaultLayers(context, local.chart);
  const changed = bringsIstio(local.chart) ? [] : await meshPatches(context, way.chain);
  const base = publishedRelease({
    ...declaration,
    name: chart.name,
    version: { ...version, version: version.version ?? local.chart.version ?? '' },
  });
  return {
    ...base,
    // What fetches the chart is told its version here: a copy of that version is moved by moving it.
    chart: isFetched(chart, version)
      ? { ...local.chart, at: version.at, appVersionAt: version.at }
      : local.chart,
    values: [...defaults.layers, ...base.values],
    problems: [...local.problems, ...defaults.problems, ...changed, ...base.problems],
  };
}

const NO_PATCHES: CollectedValues = { layers: [], problems: [], unknown: false };

/** Kustomize takes a chart that stands in `chartHome` already, and fetches any other into it. */
async function localChart(
  context: DetectContext,
  { manifest, folder, chart, data }: Entry,
  { version }: Pick<DecidedVersion, 'version'>,
  claimedCharts: string[],
) {
  const home =
    stringAt(manifest.data.value, ['helmGlobals', 'chartHome']) ??
    stringAt(data.value, ['chartHome']) ??
    'charts';
  for (const name of [chart.name, `${chart.name}-${version}/${chart.name}`]) {
    const path = resolveInTree(folder, inFolder(home, name));
    if (path === undefined || !context.charts.has(path)) continue;
    const loaded = await context.chart(path);
    if (!loaded) continue;
    claimedCharts.push(path);
    return loaded;
  }
  return undefined;
}

/**
 * `base` of nobody in particular is Istio's where its own copy is what Kustomize finds under that name; so is an umbrella over
 * them. Any other chart of the tree matters where it writes resources of the mesh, or declares what others install.
 */
async function isOfTheTree(context: DetectContext, entry: Entry): Promise<boolean> {
  const version = stringAt(entry.data.value, ['version']) ?? null;
  const local = await localChart(context, entry, { version }, []);
  if (local === undefined) return false;
  return matters(context, local.chart, (await chartValues(context, entry)).layers);
}

function positionOf({ data, manifest, by }: Entry, key: string): Position {
  return by ? startOf(data, [key]) : { file: manifest.file, line: data.lineOf([key]) };
}

function somebodyElses(entry: Entry): Problem {
  const why = foreignChart(entry.chart.name, entry.chart.repository);
  return {
    what: `chart ${entry.chart.name} of ${entry.manifest.file}`,
    why,
    ...positionOf(entry, 'name'),
    blocking: true,
    unjudged: true,
  };
}
