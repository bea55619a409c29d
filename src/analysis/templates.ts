/** Resources that charts of the tree produce, traced back to template file and line. */
import { resourceFrom } from '../mesh/resource.js';
import type { MeshResource, Problem, Release, Tree, TreeChart } from '../model.js';
import { traceTemplates } from '../render/trace.js';
import { type AnalysisPorts, hasRenderer } from './ports.js';
import type { RenderedRelease } from './releases.js';

/** True where a template of the release's own chart may hold what rules look at. */
export async function hasOwnResources(release: Release, tree: Tree): Promise<boolean> {
  if (release.chart.kind !== 'tree') return false;
  const folders = chartFolders(release.chart).map(
    ({ folder }) => `${folder === '' ? '' : `${folder}/`}templates/`,
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
    const path = `${owner.folder === '' ? '' : `${owner.folder}/`}${source.slice(owner.chartPath.length + 1)}`;
    return tree.has(path) ? path : undefined;
  };
  const traced = await traceTemplates(request, ports.renderer, rendering, sourceOf, tree);
  return {
    resources: traced.flatMap(document => resourceFrom(document.data, 'template', release.namespace) ?? []),
    problems: [],
  };
}

const NONE = { resources: [], problems: [] } as const;

/** Charts of the tree in a release: Helm's path of each and the folder it stands in; the innermost first. */
function chartFolders(chart: TreeChart, parent = ''): { chartPath: string; folder: string }[] {
  const chartPath = `${parent}${chart.name}`;
  const nested = chart.dependencies.flatMap(dependency =>
    dependency.tree ? chartFolders({ ...dependency.tree, name: dependency.key }, `${chartPath}/charts/`) : [],
  );
  return [...nested, { chartPath, folder: chart.path }];
}
