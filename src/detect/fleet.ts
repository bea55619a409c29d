/**
 * Rancher Fleet: `helm` of a fleet.yaml, and what `targetCustomizations` change for some clusters.
 * Source: https://fleet.rancher.io/ref-fleet-yaml; values files go over `values`, values from the cluster stay below both.
 */
import { append } from '../append.js';
import type { DataPath, Position, Positioned, Problem, Release, ValuesLayer } from '../model.js';
import { inlineLayer } from './assembled.js';
import { isOwnChart, readChartReference, speaksOfIstio } from './chart-reference.js';
import { matters } from './chart-relevance.js';
import { isRecord, listAt, recordAt, stringAt } from './data.js';
import type { DetectContext, Detector, LoadedChart } from './detector.js';
import { fleetFolders } from './fleet-folders.js';
import { foreignChart } from './istio/former-charts.js';
import { decideVersion, publishedRelease } from './istio/published-release.js';
import { patchesOfEnvironment } from './kustomize/patches.js';
import type { CollectedValues } from './kustomize/values.js';
import { firstOf } from './limits.js';
import { objectNamed } from './object-references.js';
import { folderOf, resolveInTree } from './tree-path.js';
import { defaultLayers } from './values/default-layers.js';
import { valuesFileLayer } from './values/file.js';

export const fleet: Detector = {
  form: 'fleet',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const claimedCharts = new Set<string>();
    // One that deploys a chart of the tree need not speak of Istio.
    const paths = context.tree.paths.filter(
      path => /(^|\/)fleet\.ya?ml$/.test(path) && !context.isSetAside(path),
    );
    for (const path of firstOf(context, paths, MAX_FILES, 'files of Fleet')) {
      const [document] = (await context.yaml(path)).documents;
      if (!document) continue;
      const { data, index } = document;
      const holder = holderOf(data);
      if (!holder) continue;
      const name = stringAt(data.value, [...holder, 'chart']) ?? '';
      const repository = stringAt(data.value, [...holder, 'repo']);
      const chart = readChartReference(name, repository);
      const isLocal = (await localChart(context, folderOf(path), name, repository)) !== undefined;
      if (!isLocal) context.learn(chart.name, chart.repository);
      const at = { file: path, line: data.lineOf([...holder, 'chart']) };
      const version = stringAt(data.value, [...holder, 'version']);
      if (isLocal || isOwnChart(context, version === undefined ? chart : { ...chart, version })) {
        for (const made of await releasesOf(context, data, index, path)) {
          if (made.chart.kind === 'tree') claimedCharts.add(made.chart.path);
          if (await isMeant(context, made)) releases.push(made);
        }
      } else if (speaksOfIstio(chart)) {
        const why = foreignChart(chart.name, chart.repository);
        problems.push({ what: `chart ${chart.name}`, why, ...at, blocking: true, unjudged: true });
      }
    }
    const deployedFolders = await fleetFolders(context);
    return { releases, problems, claimedCharts: [...claimedCharts], deployedFolders };
  },
};

/** Where a fleet.yaml names its chart: for all clusters, else first for some of them alone. */
function holderOf(data: Positioned): DataPath | undefined {
  const targets = targetsIn(data).map(({ layer }) => layer.path);
  const named = [['helm'], ...targets].find(path => stringAt(data.value, [...path, 'chart']));
  return named ?? (recordAt(data.value, ['helm']) ? ['helm'] : undefined);
}

/** More than any honest fleet has. */
const MAX_FILES = 5000;

/** A chart of the tree may have nothing to do with a mesh. */
async function isMeant(context: DetectContext, { chart, values }: Release): Promise<boolean> {
  return chart.kind !== 'tree' || matters(context, chart, values);
}

/** A chart of the tree: in the folder that is named, or beside the fleet.yaml where nothing is. */
async function localChart(
  context: DetectContext,
  folder: string,
  name: string,
  repository: string | undefined,
): Promise<LoadedChart | undefined> {
  if (repository || name.includes('://')) return undefined;
  const path = resolveInTree(folder, name || '.');
  return path !== undefined && context.charts.has(path) ? context.chart(path) : undefined;
}

interface Layer {
  readonly data: Positioned;
  /** What stands beside `helm`: of a target, or of the whole file. */
  readonly beside: Positioned;
  readonly path: readonly (string | number)[];
}

async function releasesOf(
  context: DetectContext,
  data: Positioned,
  document: number,
  file: string,
): Promise<readonly Release[]> {
  const common: Layer = { data: data.at(['helm']), beside: data, path: ['helm'] };
  const hasCommon = recordAt(data.value, ['helm']) !== undefined;
  const targets = targetsIn(data);
  const input = { context, data, document, file };
  const own = hasCommon ? await release(input, [common], '') : undefined;
  // Without a chart, or a version of it, for all clusters, the ones that are told apart are what is meant.
  const isOpen = own?.chart.kind === 'published' && own.chart.version === null;
  const isTold = targets.some(({ layer }) => stringAt(layer.data.value, [isOpen ? 'version' : 'chart']));
  const releases: Release[] = [];
  for (const { name, layer } of targets)
    releases.push(await release(input, hasCommon ? [common, layer] : [layer], name));
  if (!own || (isTold && own.chart.name === '')) return releases;
  const [first, ...others] = releases;
  if (!isOpen || !isTold || !first) return [own, ...releases];
  const why =
    'taken to be deployed to clusters that `targetCustomizations` tell apart, and to no others: those would take the newest version';
  const told = {
    what: `chart ${own.chart.name}`,
    why,
    ...own.chart.at,
    blocking: false,
    assumption: true,
  } as const;
  return [{ ...first, problems: [...first.problems, told] }, ...others];
}

function targetsIn(data: Positioned): readonly { readonly name: string; readonly layer: Layer }[] {
  return listAt(data.value, ['targetCustomizations']).flatMap((target, index) => {
    if (!recordAt(target, ['helm']) || recordAt(target, [])?.doNotDeploy === true) return [];
    const path = ['targetCustomizations', index, 'helm'];
    return [
      {
        name: stringAt(target, ['name']) ?? String(index),
        layer: { data: data.at(path), beside: data.at(path.slice(0, -1)), path },
      },
    ];
  });
}

/**
 * What the kustomization of `kustomize.dir` does to the charts: that of a target takes the place of the one for all.
 * Source: https://fleet.rancher.io/ref-fleet-yaml
 */
async function overlaid(
  context: DetectContext,
  file: string,
  holders: readonly Positioned[],
): Promise<CollectedValues> {
  const named = holders.map(({ value }) => stringAt(value, ['kustomize', 'dir'])).findLast(dir => dir);
  const folder = named === undefined ? undefined : resolveInTree(folderOf(file), named);
  return folder === undefined
    ? { layers: [], problems: [], unknown: false }
    : patchesOfEnvironment(context, folder);
}

interface FleetFile {
  readonly context: DetectContext;
  readonly data: Positioned;
  readonly document: number;
  readonly file: string;
}

async function release(
  { context, data, document, file }: FleetFile,
  layers: readonly Layer[],
  target: string,
): Promise<Release> {
  function read(key: string): { readonly text: string; readonly at: Position } | undefined {
    for (const { data: helm } of layers.toReversed()) {
      const text = stringAt(helm.value, [key]);
      if (text !== undefined && text !== '') return { text, at: { file, line: helm.lineOf([key]) } };
    }
    return undefined;
  }
  const own = layers.at(-1) ?? layers[0];
  const name = read('chart')?.text ?? '';
  const chart = readChartReference(name, read('repo')?.text);
  const local = await localChart(context, folderOf(file), name, read('repo')?.text);
  const declared = { file, line: own?.data.lineOf([]) ?? 1 };
  const values: ValuesLayer[] = [];
  const problems: Problem[] = [];
  if (local) {
    const defaults = await defaultLayers(context, local.chart);
    append(values, defaults.layers);
    append(problems, [...local.problems, ...defaults.problems]);
  }
  let valuesUnknown = false;
  function lost(problem: Problem): void {
    valuesUnknown = true;
    problems.push(problem);
  }
  for (const { data: helm, path } of layers) {
    const inline = helm.at(['values']);
    if (isRecord(inline.value)) values.push(inlineLayer(inline, { document, path: [...path, 'values'] }));
    for (const [index, raw] of listAt(helm.value, ['valuesFiles']).entries()) {
      if (typeof raw !== 'string') continue;
      const at = { file, line: helm.lineOf(['valuesFiles', index]) };
      const found = resolveInTree(folderOf(file), raw);
      if (found === undefined || !context.tree.has(found)) {
        const why = 'it is not in this repository';
        lost({ what: `values file ${raw}`, why, ...at, blocking: true, selfContained: true });
        continue;
      }
      const result = await valuesFileLayer(context, found);
      if (result.ok) values.push(result.layer);
      else lost(result.problem);
    }
    for (const [index, entry] of listAt(helm.value, ['valuesFrom']).entries()) {
      const why = 'Fleet takes values out of it in the cluster';
      const line = helm.lineOf(['valuesFrom', index]);
      lost({ what: objectNamed(entry) ?? 'helm.valuesFrom', why, file, line, blocking: true });
    }
    if (isRecord(inline.value) && /\$\{/.test(JSON.stringify(inline.value))) {
      const why = 'some of them are filled in by Fleet from the cluster’s own labels';
      lost({ what: `values of ${file}`, why, file, line: helm.lineOf(['values']), blocking: true });
    }
  }
  const overlay = await overlaid(context, file, [data, ...layers.map(layer => layer.beside)]);
  append(values, overlay.layers);
  append(problems, overlay.problems);
  valuesUnknown ||= overlay.unknown;
  const made = {
    ...(overlay.open ? { openValues: overlay.open } : {}),
    id: `fleet:${file}${target === '' ? '' : `:${target}`}`,
    form: 'fleet',
    deployer: 'helm',
    declared,
    releaseName: read('releaseName')?.text ?? local?.chart.name ?? chart.name,
    namespace: stringAt(data.value, ['namespace']) ?? stringAt(data.value, ['defaultNamespace']) ?? 'default',
    destination: target,
    values,
    problems,
  } as const;
  if (local) return { ...made, chart: local.chart, ...(valuesUnknown ? { valuesUnknown } : {}) };
  const stated = read('version');
  const version = await decideVersion(
    context,
    stated?.text ?? chart.version,
    stated?.at ?? read('chart')?.at ?? declared,
  );
  return publishedRelease({
    ...made,
    name: chart.name,
    repository: chart.repository,
    version,
    valuesUnknown,
  });
}
