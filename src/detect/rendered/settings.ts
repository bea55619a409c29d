/** What is set for a rendered istiod, as values that give the same. */
import { append } from '../../append.js';
import type { DataPath, OpenValue, Problem, ValuesLayer } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { assembledLayer, inlineLayer, type Part } from '../assembled.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { environmentOf, patchesOfEnvironment } from '../kustomize/patches.js';
import type { OverlaidManifest } from '../overlaid.js';
import { folderOf } from '../tree-path.js';
import { changedMeshConfig, changeOfInjection, meshConfigOf } from './mesh.js';
import { CONTAINERS, type Rendered, type RenderedWorkload } from './workloads.js';

export interface Settings {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  readonly unknown: boolean;
  readonly open?: readonly OpenValue[];
}

export const NO_SETTINGS: Settings = { layers: [], problems: [], unknown: false };

/** istiod's environment and the mesh's configuration, as values that give the same. */
export async function settingsOf(
  context: DetectContext,
  manifest: OverlaidManifest,
  rendered: Rendered,
): Promise<Settings> {
  const layers: ValuesLayer[] = [];
  const mesh = meshConfigOf(manifest, rendered);
  if (mesh) append(layers, layersOf([{ path: ['meshConfig'], data: mesh }]) ?? []);
  const { parts, opaque } = environmentOf(
    manifest.data,
    [...CONTAINERS],
    name => WRITTEN_BY_THE_CHART.has(name) && !OF_VALUES.has(name),
  );
  append(layers, layersOf(parts.flatMap(asValue)) ?? []);
  // Where overlays take it in, it is as they have it.
  const patches = manifest.way ? NO_SETTINGS : await patchesOfEnvironment(context, folderOf(manifest.file));
  append(layers, patches.layers);
  const problems = [...patches.problems];
  if (!mesh) {
    const why =
      'the ConfigMap with the mesh’s configuration is not beside these manifests: what it sets is not known';
    problems.push({
      what: `mesh configuration of ${manifest.file}`,
      why,
      file: manifest.file,
      line: manifest.data.lineOf([]),
      blocking: true,
    });
  }
  const injection = injectionProblems(manifest, rendered);
  append(problems, injection);
  const unknown = opaque || patches.unknown || !mesh || injection.length > 0;
  return { layers, problems, unknown, open: patches.open ?? [] };
}

/** What overlays change of it, over whatever else is known of its settings. */
export function changedSettings({ manifest }: RenderedWorkload, rendered: Rendered): Settings {
  const [now, before] = [manifest, manifest.written].map(({ data }) => environmentOf(data, [...CONTAINERS]));
  const written = new Map(before?.parts.map(({ path, data }) => [String(path), data.value]));
  const kept = new Set(now?.parts.map(({ path }) => String(path)));
  const changed = now?.parts.filter(({ path, data }) => written.get(String(path)) !== data.value) ?? [];
  const gone = before?.parts.filter(({ path }) => !kept.has(String(path))) ?? [];
  const { file, line } = manifest.declared;
  const removed = gone.map(({ path }) => ({ path, data: positionedAt(file, line, null) }));
  const mesh = changedMeshConfig(manifest, rendered);
  const problems = injectionProblems(manifest, rendered);
  const parts: readonly Part[] = [
    ...changed,
    ...removed,
    ...(mesh ? [{ path: ['meshConfig'], data: mesh }] : []),
  ];
  return {
    layers: layersOf(parts) ?? [],
    problems,
    unknown: problems.length > 0 || (now?.opaque === true && before?.opaque !== true),
  };
}

function injectionProblems(manifest: OverlaidManifest, rendered: Rendered): readonly Problem[] {
  const changed = changeOfInjection(manifest, rendered);
  if (!changed) return [];
  const why =
    'an overlay changes what istiod puts into pods (its injector’s ConfigMap), which is not read here';
  const { at, data } = changed;
  return [{ what: `injection of ${manifest.file}`, why, ...at, blocking: true, ...decidedBy(data) }];
}

export function layersOf(parts: readonly Part[]): readonly ValuesLayer[] | undefined {
  const layer = assembledLayer(parts);
  return layer && [inlineLayer(layer.data)];
}

/** Of these, what the chart takes from other values than `pilot.env`, with what it is where nobody sets them. */
const OF_VALUES: ReadonlyMap<string, { readonly path: DataPath; readonly otherwise: string }> = new Map([
  ['PILOT_TRACE_SAMPLING', { path: ['pilot', 'traceSampling'], otherwise: '1' }],
  ['PILOT_ENABLE_ANALYSIS', { path: ['global', 'istiod', 'enableAnalysis'], otherwise: 'false' }],
  ['CLUSTER_ID', { path: ['global', 'multiCluster', 'clusterName'], otherwise: 'Kubernetes' }],
  ['EXTERNAL_ISTIOD', { path: ['global', 'externalIstiod'], otherwise: 'false' }],
]);

function asValue(part: Part): readonly Part[] {
  const own = OF_VALUES.get(String(part.path.at(-1)));
  if (!own) return [part];
  return String(part.data.value) === own.otherwise ? [] : [{ path: own.path, data: part.data }];
}

/** Variables that the istiod chart writes by itself, whatever the values are (templates/deployment.yaml of the chart). */
const WRITTEN_BY_THE_CHART: ReadonlySet<string> = new Set(
  (
    'REVISION PILOT_CERT_PROVIDER POD_NAME POD_NAMESPACE SERVICE_ACCOUNT KUBECONFIG CA_TRUSTED_NODE_ACCOUNTS ' +
    'PILOT_TRACE_SAMPLING PILOT_ENABLE_ANALYSIS CLUSTER_ID GOMEMLIMIT GOMAXPROCS PLATFORM EXTERNAL_ISTIOD JWT_POLICY ' +
    'INJECTION_WEBHOOK_CONFIG_NAME VALIDATION_WEBHOOK_CONFIG_NAME ISTIOD_CUSTOM_HOST ISTIOD_ADDR PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND'
  ).split(' '),
);
