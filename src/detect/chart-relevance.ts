/** Whether a chart of the tree has anything to do with Istio. */
import type { ChartDependency, TreeChart, ValuesLayer } from '../model.js';
import type { DetectContext } from './detector.js';
import { holds } from './holds.js';
import { includingTemplates } from './included-texts.js';
import { isWithin } from './tree-path.js';

/** True where the chart is one of Istio's own, or brings one along at any depth. */
export function bringsIstio(chart: TreeChart): boolean {
  return allCharts(chart).some(
    ({ own, dependencies }) => own !== undefined || dependencies.some(entry => entry.chart !== undefined),
  );
}

/** The same of a dependency. */
export function addsIstio({ chart, tree }: ChartDependency): boolean {
  return chart !== undefined || (tree !== undefined && bringsIstio(tree));
}

/** With the templates of all charts, also where some that are filled in stand in the place of them. */
function asItStands(context: DetectContext): DetectContext {
  return context.whole ?? context;
}

/**
 * True where a template of the chart, or of a chart inside it, writes resources that the mesh looks at; or where its
 * values or other files hold such resources, which templates can write out without naming what they are.
 */
export async function writesMeshResources(context: DetectContext, chart: TreeChart): Promise<boolean> {
  const { candidates } = asItStands(context);
  for (const { path } of allCharts(chart)) {
    for (const candidate of candidates) {
      if (!isWithin(path, candidate)) continue;
      const name = candidate.slice(path === '' ? 0 : path.length + 1);
      const pattern = /^templates\//.test(name)
        ? /istio\.io\/|(?:gateway|inference)\.networking\.(?:x-)?k8s\.io|ExternalName/
        : /^(files\/|[^/]*values[^/]*\.ya?ml$)/.test(name)
          ? MESH_RESOURCE
          : undefined;
      if (pattern?.test((await context.text(candidate)) ?? '')) return true;
    }
  }
  return false;
}

/**
 * What declares installations that something in the cluster makes: of Argo CD, Flux, k3s, Crossplane, Istio's operators, Sveltos,
 * Cluster API, k0rdent and Gloo Mesh.
 */
export const DECLARATION =
  /\b(argoproj\.io|toolkit\.fluxcd\.io|install\.istio\.io|sailoperator\.io|operator\.istio\.io|helm\.cattle\.io|helm\.(?:m\.)?crossplane\.io|config\.projectsveltos\.io|addons\.cluster\.x-k8s\.io|k0rdent\.mirantis\.com|(?:admin|operator)\.gloo\.solo\.io)\//;
const DECLARES =
  /^[ \t]*(-[ \t]+)?kind:\s*["']?(Application|ApplicationSet|HelmRelease|Kustomization|HelmChart|Release|IstioOperator|Istio|IstioRevision|IstioCNI|ZTunnel|ClusterProfile|Profile|HelmChartProxy|MultiClusterService|ClusterDeployment|IstioLifecycleManager|GatewayLifecycleManager)["']?[ \t\r]*$/m;

const IMAGE = /^[ \t]*(?:-[ \t]+)?image:(?:.*\{\{|[ \t]*$)/m;
const ISTIO_IMAGE = /^[ \t]*(?:-[ \t]+)?image:.*\b(?:pilot|proxyv2|install-cni|ztunnel)\b/m;
const WORKLOAD = /^[ \t]*kind:[ \t]*["']?(?:Deployment|DaemonSet)\b/m;
/** Istio's images wherever a chart names them: in its values, or in what its templates include. */
const namesImage = holds(/\bistio[-/]pilot\b|\/pilot\b|\b(?:proxyv2|install-cni)\b|\/ztunnel\b/);

/**
 * Line of an image in a template that may be one of Istio's: it says so; or a workload is filled in with one that the chart names
 * elsewhere. Undefined for any other.
 */
export async function istioImageLine(
  context: DetectContext,
  folder: string,
  text: string,
): Promise<number | undefined> {
  const own = ISTIO_IMAGE.exec(text);
  const filled = own === null && WORKLOAD.test(text) ? IMAGE.exec(text) : null;
  const found = own ?? (filled && (await namesIstioImage(context, folder)) ? filled : null);
  return found ? text.slice(0, found.index).split('\n').length : undefined;
}

async function namesIstioImage(context: DetectContext, folder: string): Promise<boolean> {
  for (const file of context.candidates) {
    if (context.charts.holding(file) !== folder) continue;
    const text = await context.text(file);
    if (text !== undefined && namesImage(file, text)) return true;
  }
  return false;
}

/** True where a template of the chart, or of a chart inside it, declares what others install. */
export async function writesDeclarations(given: DetectContext, chart: TreeChart): Promise<boolean> {
  const context = asItStands(given);
  for (const { path, own } of allCharts(chart)) {
    if (own !== undefined) continue;
    for (const candidate of context.candidates) {
      if (context.charts.holding(candidate) !== path || !context.charts.isTemplate(candidate)) continue;
      const text = (await context.text(candidate)) ?? '';
      if (DECLARATION.test(text) && DECLARES.test(text)) return true;
      if ((await istioImageLine(context, path, text)) !== undefined) return true;
    }
    if ((await includingTemplates(context, path)).some(({ text }) => DECLARES.test(text))) return true;
  }
  return false;
}

/** True where the chart itself matters to a mesh: it brings Istio, or may write resources of the mesh. */
export async function actsOnMesh(
  context: DetectContext,
  chart: TreeChart,
  values: readonly ValuesLayer[],
): Promise<boolean> {
  return bringsIstio(chart) || holdsMeshResources(values) || (await writesMeshResources(context, chart));
}

/** The same, or what it declares may: then it is read for that. */
export async function matters(
  context: DetectContext,
  chart: TreeChart,
  values: readonly ValuesLayer[] = [],
): Promise<boolean> {
  return (await actsOnMesh(context, chart, values)) || writesDeclarations(context, chart);
}

/** True where values hold whole resources of the mesh, for templates that write out whatever they are given. */
export function holdsMeshResources(values: readonly ValuesLayer[]): boolean {
  return values.some(layer => MESH_RESOURCE.test(layer.kind === 'document' ? layer.text : layer.value));
}

/** API groups of what rules look at; annotations (`sidecar.istio.io/inject`) are none of them. */
export const MESH_RESOURCE =
  /\b(networking|security|telemetry|extensions)\.istio\.io\/|(?:gateway|inference)\.networking\.(?:x-)?k8s\.io\/|ExternalName/;

/** The chart and every chart of the tree inside it, each folder once. */
export function allCharts(chart: TreeChart): readonly TreeChart[] {
  const found = new Map<string, TreeChart>();
  const pending = [chart];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next.path)) continue;
    found.set(next.path, next);
    for (const { tree } of next.dependencies) if (tree) pending.push(tree);
  }
  return [...found.values()];
}
