/**
 * Rancher Fleet: `helm` of a fleet.yaml, and what `targetCustomizations` change for some clusters.
 * Source: https://fleet.rancher.io/ref-fleet-yaml; values files go over `values`, values from the cluster stay below both.
 */
import { append } from '../append.js';
import type { Position, Positioned, Problem, Release, ValuesLayer } from '../model.js';
import { inlineLayer } from './assembled.js';
import { isOwnChart, readChartReference, speaksOfIstio } from './chart-reference.js';
import { isRecord, listAt, recordAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { fleetFolders } from './fleet-folders.js';
import { foreignChart } from './former-charts.js';
import { decideVersion, publishedRelease } from './published-release.js';
import { isSetAside } from './set-aside.js';
import { folderOf, resolveInTree } from './tree-path.js';
import { valuesFileLayer } from './values-file.js';

export const fleet: Detector = {
  form: 'fleet',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    for (const path of context.candidates) {
      if (!/(^|\/)fleet\.ya?ml$/.test(path) || isSetAside(path)) continue;
      const [document] = (await context.yaml(path)).documents;
      if (!document || !recordAt(document.data.value, ['helm'])) continue;
      const { data, index } = document;
      const { chart, local } = chartOf(data, folderOf(path));
      // A chart of the tree is rendered as it stands there.
      if (local !== undefined && context.charts.has(local)) continue;
      context.learn(chart.name, chart.repository);
      const at = { file: path, line: data.lineOf(['helm', 'chart']) };
      if (isOwnChart(context, chart)) append(releases, await releasesOf(context, data, index, path));
      else if (speaksOfIstio(chart)) {
        const why = foreignChart(chart.name, chart.repository);
        problems.push({ what: `chart ${chart.name}`, why, ...at, blocking: true });
      }
    }
    return { releases, problems, deployedFolders: await fleetFolders(context) };
  },
};

function chartOf(data: Positioned, folder: string) {
  const name = stringAt(data.value, ['helm', 'chart']) ?? '';
  const local = /^\.{0,2}\//.test(name) ? resolveInTree(folder, name) : undefined;
  return { chart: readChartReference(name, stringAt(data.value, ['helm', 'repo'])), local };
}

interface Layer {
  readonly data: Positioned;
  readonly path: readonly (string | number)[];
}

async function releasesOf(
  context: DetectContext,
  data: Positioned,
  document: number,
  file: string,
): Promise<readonly Release[]> {
  const common: Layer = { data: data.at(['helm']), path: ['helm'] };
  const targets = listAt(data.value, ['targetCustomizations']).flatMap((target, index) => {
    if (!recordAt(target, ['helm']) || recordAt(target, [])?.doNotDeploy === true) return [];
    const path = ['targetCustomizations', index, 'helm'];
    return [{ name: stringAt(target, ['name']) ?? String(index), layer: { data: data.at(path), path } }];
  });
  const input = { context, data, document, file };
  const releases = [await release(input, [common], '')];
  for (const { name, layer } of targets) releases.push(await release(input, [common, layer], name));
  return releases;
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
  const chart = readChartReference(read('chart')?.text ?? '', read('repo')?.text);
  const declared = { file, line: own?.data.lineOf([]) ?? 1 };
  const stated = read('version');
  const version = await decideVersion(
    context,
    stated?.text ?? chart.version,
    stated?.at ?? read('chart')?.at ?? declared,
  );
  const values: ValuesLayer[] = [];
  const problems: Problem[] = [];
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
        lost({ what: `values file ${raw}`, why: 'it is not in this repository', ...at, blocking: true });
        continue;
      }
      const result = await valuesFileLayer(context, found);
      if (result.ok) values.push(result.layer);
      else lost(result.problem);
    }
    for (const index of listAt(helm.value, ['valuesFrom']).keys()) {
      const why = 'Fleet takes values from a ConfigMap or Secret in the cluster';
      const line = helm.lineOf(['valuesFrom', index]);
      lost({ what: 'helm.valuesFrom', why, file, line, blocking: true });
    }
    if (isRecord(inline.value) && /\$\{/.test(JSON.stringify(inline.value))) {
      const why = 'some of them are filled in by Fleet from the cluster’s own labels';
      lost({ what: `values of ${file}`, why, file, line: helm.lineOf(['values']), blocking: true });
    }
  }
  const releaseName = read('releaseName')?.text ?? chart.name;
  return publishedRelease({
    id: `fleet:${file}${target === '' ? '' : `:${target}`}`,
    form: 'fleet',
    deployer: 'helm',
    declared,
    releaseName,
    namespace: stringAt(data.value, ['namespace']) ?? stringAt(data.value, ['defaultNamespace']) ?? 'default',
    destination: target,
    name: chart.name,
    repository: chart.repository,
    version,
    values,
    problems,
    valuesUnknown,
  });
}
