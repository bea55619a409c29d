/** Charts of the tree that install Istio or write its resources, where nothing else in the tree says who deploys them. */

import { append } from '../../append.js';
import type { Problem, Release, TreeChart } from '../../model.js';
import { isArchived, isBroughtAlong } from '../aside/set-aside.js';
import { allCharts, bringsIstio, matters } from '../chart-relevance.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector } from '../detector.js';
import { inFolder } from '../tree-path.js';
import { defaultLayers } from '../values/default-layers.js';
import { variantId } from '../variants.js';
import { calledValues, leftOutValues, releasesBeside, valuesBeside } from './values-beside.js';

export const chartYaml: Detector = {
  form: 'helm-chart',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const claimedCharts = new Set<string>();
    for (const folder of await foldersToRead(context)) {
      const loaded = await context.chart(folder);
      if (!loaded || loaded.chart.library) continue;
      for (const { path } of allCharts(loaded.chart)) if (path !== folder) claimedCharts.add(path);
      if (!(await matters(context, loaded.chart))) {
        append(problems, await unreadableMetadata(context, folder, loaded.problems));
        continue;
      }
      append(releases, await releasesOf(context, loaded.chart, loaded.problems));
      // Also those below charts/ that contradict what is declared: they are parts, never releases of their own.
      for (const other of context.charts.folders) if (isPartOf(folder, other)) claimedCharts.add(other);
    }
    return { releases, problems, claimedCharts: [...claimedCharts] };
  },
};

/** Helm takes what stands under `charts/` itself, and under `charts/` of that; a chart in any other folder there is one of its own. */
function isPartOf(folder: string, other: string): boolean {
  const outer = inFolder(folder, '');
  return other.startsWith(outer) && /^(?:charts\/[^/]+\/)*charts\/[^/]+$/.test(other.slice(outer.length));
}

/** Charts that write resources for the mesh, and that nothing in the tree deploys: by which values they are judged. */
export function deployedByNobody(context: DetectContext, releases: readonly Release[]): readonly Problem[] {
  const found = releases.filter(
    ({ form, chart }) => form === 'helm-chart' && chart.kind === 'tree' && !bringsIstio(chart),
  );
  const [first] = found;
  if (!first) return [];
  const names = found
    .slice(0, MAX_NAMED)
    .map(({ chart }) => (chart.kind === 'tree' ? chart.path : chart.name) || '.');
  const more = found.length > names.length ? ` and ${found.length - names.length} more` : '';
  const what = `${found.length === 1 ? 'chart' : 'charts'} ${names.join(', ')}${more}`;
  const [file, ...files] = found.flatMap(({ chart }) =>
    chart.kind === 'tree' ? calledValues(context, chart) : [],
  );
  const besides =
    file === undefined
      ? ''
      : `. ${file}${files.length > 0 ? ` and ${files.length} more` : ''} beside them ${files.length > 0 ? 'are' : 'is'} left out: name those that are used with \`--values\``;
  const why = `nothing in this repository deploys what these charts write: it is judged with the values that are their own${besides}`;
  return [{ what, why, ...first.declared, blocking: false, assumption: true }];
}

/** More are counted. */
const MAX_NAMED = 6;

/** A Chart.yaml that can't be read may declare Istio all the same: where it speaks of Istio, it is named. */
async function unreadableMetadata(
  context: DetectContext,
  folder: string,
  problems: readonly Problem[],
): Promise<readonly Problem[]> {
  const path = inFolder(folder, 'Chart.yaml');
  const own = problems.filter(({ file, blocking }) => blocking && file === path);
  if (own.length === 0) return [];
  return namesIstio((await context.text(path)) ?? '') ? own : [];
}

/** Charts that can matter: found by search; and, as they may bring those along, every chart with neighbours as dependencies. */
async function foldersToRead(context: DetectContext): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const candidate of context.candidates) {
    const folder = context.charts.holding(candidate);
    const isKept = isArchived(candidate) && context.isSetAside(candidate);
    if (folder !== undefined && !isKept && !isBroughtAlong(candidate)) folders.add(folder);
  }
  for (const path of context.tree.paths) {
    const archive = /^(?:(.*)\/)?charts\/(?:istiod|ztunnel|base|gateway|cni)-[^/]+\.tgz$/.exec(path);
    if (archive) folders.add(archive[1] ?? '');
  }
  if (folders.size === 0) return [];
  for (const folder of context.charts.folders) {
    if (folders.has(folder)) continue;
    const outer = context.charts.folders.some(
      other => other.startsWith(inFolder(folder, 'charts/')) && folders.has(other),
    );
    const texts = await Promise.all(
      ['Chart.yaml', 'requirements.yaml'].map(name => {
        const path = inFolder(folder, name);
        return context.tree.has(path) ? context.text(path) : undefined;
      }),
    );
    if (outer || texts.some(text => text?.includes('file:'))) folders.add(folder);
  }
  return [...folders].sort();
}

/** One, or one for each file of values without which it is of no release. */
async function releasesOf(
  context: DetectContext,
  chart: TreeChart,
  problems: readonly Problem[],
): Promise<readonly Release[]> {
  const { layers, problems: valueProblems } = await defaultLayers(context, chart);
  const declared = { file: inFolder(chart.path, 'Chart.yaml'), line: 1 };
  const files = await valuesBeside(context, chart);
  const deciding = await releasesBeside(context, { chart, values: layers }, files);
  const left = files.filter(file => !deciding.has(file)).map(file => leftOutValues(chart, file));
  const release: Release = {
    id: `helm-chart:${declared.file}`,
    form: 'helm-chart',
    deployer: 'unknown',
    declared,
    releaseName: releaseNameOf(chart),
    namespace: bringsIstio(chart) ? 'istio-system' : 'default',
    destination: '',
    chart,
    values: layers,
    problems: [...problems, ...valueProblems, ...left],
  };
  if (deciding.size === 0) return [release];
  return [...deciding].map(([file, layer]) => ({
    ...release,
    id: variantId(release.id, file),
    values: [...layers, layer],
  }));
}

/** Whoever deploys it chooses the name; Helm takes fewer names for releases than for charts. */
function releaseNameOf({ name }: TreeChart): string {
  const taken = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 53)
    .replace(/^-+|-+$/g, '');
  return taken === '' ? 'release' : taken;
}
