/** What templates ask of the cluster they are rendered for, and what is answered here, where there is none. */
import { allCharts, MESH_RESOURCE } from '../detect/chart-relevance.js';
import type { Problem, Release, Tree } from '../model.js';

/** What a cluster with a mesh serves, for `.Capabilities.APIVersions` of charts that write resources for it. */
export const MESH_API_VERSIONS: readonly string[] = [
  ...['v1', 'v1beta1', 'v1alpha3'].flatMap(version =>
    [
      'DestinationRule',
      'Gateway',
      'ServiceEntry',
      'Sidecar',
      'VirtualService',
      'WorkloadEntry',
      'WorkloadGroup',
    ].map(kind => `networking.istio.io/${version}/${kind}`),
  ),
  'networking.istio.io/v1alpha3/EnvoyFilter',
  'networking.istio.io/v1beta1/ProxyConfig',
  ...['v1', 'v1beta1'].flatMap(version =>
    ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].map(
      kind => `security.istio.io/${version}/${kind}`,
    ),
  ),
  'telemetry.istio.io/v1/Telemetry',
  'telemetry.istio.io/v1alpha1/Telemetry',
  'extensions.istio.io/v1alpha1/WasmPlugin',
  ...['v1', 'v1beta1'].flatMap(version =>
    ['Gateway', 'GatewayClass', 'HTTPRoute'].map(kind => `gateway.networking.k8s.io/${version}/${kind}`),
  ),
].flatMap(whole => [whole.slice(0, whole.lastIndexOf('/')), whole]);

const ANSWERED = new Set(MESH_API_VERSIONS);

/** Templates of resources for the mesh that ask what nobody can answer here: what hangs on it may have been left out. */
export async function clusterQuestions(
  releases: readonly Release[],
  tree: Tree,
): Promise<readonly Problem[]> {
  const charts = releases.flatMap(({ chart }) => (chart.kind === 'tree' ? allCharts(chart) : []));
  const folders = [...new Set(charts.flatMap(({ own, path }) => (own === undefined ? [path] : [])))];
  const problems: Problem[] = [];
  if (folders.length === 0) return problems;
  for (const path of await tree.candidates()) {
    if (!folders.some(folder => path.startsWith(folder === '' ? 'templates/' : `${folder}/templates/`)))
      continue;
    const content = await tree.read(path);
    if (!content.ok || !MESH_RESOURCE.test(content.text)) continue;
    for (const [index, line] of content.text.split('\n').entries()) {
      const asked = questionIn(line);
      if (asked === undefined) continue;
      const why = `it asks the cluster (\`${asked}\`), which answers nothing here: resources that depend on it were not judged. Render the chart against the cluster, and give what comes out with --manifests`;
      problems.push({ what: path, why, file: path, line: index + 1, blocking: true });
      break;
    }
  }
  return problems;
}

/** The question in a line of a template; undefined where it asks nothing, or what is answered. */
function questionIn(line: string): string | undefined {
  const action = /\{\{.*/.exec(line)?.[0];
  if (action === undefined || /^\{\{-?\s*\/\*/.test(action)) return undefined;
  const lookup = /(?:\{\{-?|[(|=,]|\b(?:if|with|range|and|or|not))\s*(lookup\s+"[^"]*"(?:\s+"[^"]*")?)/.exec(
    action,
  )?.[1];
  if (lookup !== undefined) return lookup;
  const [, asked, version = ''] = /\.(Capabilities\.APIVersions\.Has\s+"([^"]*)")/.exec(action) ?? [];
  return asked === undefined || ANSWERED.has(version) || isKubernetes(version) ? undefined : `.${asked}`;
}

/** Groups that Kubernetes itself serves: `apps/v1`, `policy/v1`, `networking.k8s.io/v1`. */
function isKubernetes(version: string): boolean {
  const [group = ''] = version.split('/');
  return !group.includes('.') || (group.endsWith('.k8s.io') && !group.startsWith('gateway.'));
}
