/** Resources that charts of the tree produce, traced back to template file and line. */
import { isDeepStrictEqual } from 'node:util';
import { append } from '../append.js';
import { appliedBySomebody, textsOf } from '../detect/applied-texts.js';
import { holdsMeshResources } from '../detect/chart-relevance.js';
import { resourceFrom } from '../mesh/resource.js';
import type { MeshResource, Positioned, Problem, Release, Tree, TreeChart } from '../model.js';
import { traceTemplates } from '../render/trace.js';
import { parseYaml } from '../yaml/positioned.js';
import { type AnalysisPorts, hasRenderer } from './ports.js';
import type { RenderedRelease } from './releases.js';

/**
 * True where a render of the release's own chart may hold what rules look at: a template names it, or a template can
 * write it out from values or from the chart's `files/`.
 */
export async function hasOwnResources(release: Release, tree: Tree): Promise<boolean> {
  if (release.chart.kind !== 'tree') return false;
  if (holdsMeshResources(release.values)) return true;
  const folders = chartFolders(release.chart).flatMap(({ folder }) =>
    ['templates/', 'files/'].map(name => inChart(folder, name)),
  );
  const candidates = await tree.candidates();
  return candidates.some(path => folders.some(folder => path.startsWith(folder)));
}

/** The Istio and Kubernetes resources of a rendered release that stem from templates in the tree. */
export async function templatedResources(
  rendered: RenderedRelease,
  tree: Tree,
  ports: AnalysisPorts,
): Promise<{ readonly resources: readonly MeshResource[]; readonly problems: readonly Problem[] }> {
  const { release, rendering, request } = rendered;
  if (release.chart.kind !== 'tree' || !rendering?.ok || !request || !hasRenderer(ports)) return NONE;
  const folders = chartFolders(release.chart);
  const sourceOf = (source: string): string | undefined => {
    const owner = folders.find(({ chartPath }) => source.startsWith(`${chartPath}/templates/`));
    if (!owner) return undefined;
    const path = inChart(owner.folder, source.slice(owner.chartPath.length + 1));
    return tree.has(path) ? path : undefined;
  };
  const traced = await traceTemplates(request, ports.renderer, rendering, sourceOf, tree);
  const written = await writtenOut(folders, tree);
  return {
    resources: traced.flatMap(document => {
      const original = written.find(data => isDeepStrictEqual(data.value, document.value));
      const [data, origin] = original ? [original, 'file' as const] : [document.data, 'template' as const];
      const own = resourceFrom(data, origin, release.namespace);
      return [...(own ? [own] : []), ...inTexts(data, written, release.namespace)];
    }),
    problems: [],
  };
}

/** What a ConfigMap holds as texts, at the file of the chart that such a text is, if it is one. */
function inTexts(
  object: Positioned,
  written: readonly Positioned[],
  namespace: string,
): readonly MeshResource[] {
  const condition = appliedBySomebody(object);
  return textsOf(object).flatMap(text => {
    const data = written.find(one => isDeepStrictEqual(one.value, text.value)) ?? text;
    const resource = resourceFrom(data, 'embedded', namespace);
    return resource ? [{ ...resource, condition }] : [];
  });
}

const NONE = { resources: [], problems: [] } as const;

/** Documents below `files/` of the charts: where a template writes one out as it is, that is where it is written. */
async function writtenOut(folders: readonly ChartFolder[], tree: Tree): Promise<readonly Positioned[]> {
  const starts = folders.filter(({ own }) => !own).map(({ folder }) => inChart(folder, 'files/'));
  const documents: Positioned[] = [];
  for (const path of await tree.candidates()) {
    if (!/\.(ya?ml|json)$/i.test(path) || !starts.some(start => path.startsWith(start))) continue;
    const content = await tree.read(path);
    if (content.ok)
      append(
        documents,
        parseYaml(path, content.text).documents.map(({ data }) => data),
      );
  }
  return documents;
}

interface ChartFolder {
  /** Helm's path of the chart within the release. */
  readonly chartPath: string;
  readonly folder: string;
  /** A copy of one of Istio's own. */
  readonly own: boolean;
}

/** Charts of the tree in a release; the innermost first. */
function chartFolders(chart: TreeChart, parent = ''): readonly ChartFolder[] {
  const chartPath = `${parent}${chart.name}`;
  const nested = chart.dependencies.flatMap(dependency =>
    dependency.tree ? chartFolders({ ...dependency.tree, name: dependency.key }, `${chartPath}/charts/`) : [],
  );
  return [...nested, { chartPath, folder: chart.path, own: chart.own !== undefined }];
}

function inChart(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
