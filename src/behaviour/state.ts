/**
 * One installation as it is on one side of the change: what the tree says, what Helm made of it, and what the
 * knowledge says of its release.
 */

import { load } from 'js-yaml';
import { recordAt } from '../detect/data.js';
import { oncePer } from '../memo.js';
import type {
  Installation,
  IstioChart,
  MergedValues,
  OpenValue,
  RenderedDocument,
  Rendering,
} from '../model.js';
import { valueAt } from '../yaml/positioned.js';

export interface InstallationState {
  readonly installation: Installation;
  /** Absent: there was nothing to render it with; settings are then read from values and facts. */
  readonly rendering?: Rendering;
  /** What values that are left open move, for those of which that is known. */
  readonly moves?: readonly OpenMoves[];
}

/** What may be another thing with another value. */
export interface OpenMoves {
  readonly open: OpenValue;
  /** Variables of the chart's process. */
  readonly env: ReadonlySet<string>;
  /** The mesh config. */
  readonly mesh: boolean;
  /** Kinds of the chart's documents. */
  readonly documents: readonly string[];
}

/** What a container has in its environment. */
export type ContainerEnvironment = ReadonlyMap<
  string,
  { readonly value: string } | { readonly from: string }
>;

/** The rendered documents that belong to the installation's own chart. */
export function documentsOf(state: InstallationState): readonly RenderedDocument[] {
  const { rendering, installation } = state;
  if (!rendering?.ok) return [];
  const prefix = `${installation.chartPath}/`;
  return rendering.documents.filter(document => document.source.startsWith(prefix));
}

/** The chart's merged values, as Helm gave them. */
export function mergedValuesOf(state: InstallationState): MergedValues | undefined {
  const { rendering, installation } = state;
  const whole = rendering?.ok ? rendering.values.get(installation.chartPath) : undefined;
  const inside = installation.valuesInChart;
  if (!whole || !inside) return whole;
  return { before: recordAt(whole.before, inside) ?? {}, after: recordAt(whole.after, inside) ?? {} };
}

/** The container in which each chart runs what reads the chart's `env`. Source: the charts' templates. */
const CONTAINER_OF: Partial<Record<IstioChart, string>> = {
  istiod: 'discovery',
  cni: 'install-cni',
  ztunnel: 'istio-proxy',
  gateway: 'istio-proxy',
};

/**
 * Environment of the chart's own process (istiod, the CNI's agent, ztunnel, the gateway) in the rendered workload;
 * undefined where none was rendered. A variable taken from a Secret, ConfigMap or field has no value that a render
 * could show.
 */
export const processEnvironment = oncePer(findEnvironment);

/** Every rule that reads a variable asks for it. */
function findEnvironment(state: InstallationState): ContainerEnvironment | undefined {
  return environmentIn(documentsOf(state), state.installation.chart);
}

/** The same in documents of the chart. */
export function environmentIn(
  documents: readonly RenderedDocument[],
  chart: IstioChart,
): ContainerEnvironment | undefined {
  const name = CONTAINER_OF[chart];
  for (const document of documents) {
    if (document.value.kind !== 'Deployment' && document.value.kind !== 'DaemonSet') continue;
    const containers = valueAt(document.value, ['spec', 'template', 'spec', 'containers']);
    for (const container of Array.isArray(containers) ? containers : []) {
      if (valueAt(container, ['name']) === name) return readEnvironment(container);
    }
  }
  return undefined;
}

/** True where the container also takes whole ConfigMaps or Secrets as environment. */
export function hasOpaqueEnvironment(environment: ContainerEnvironment): boolean {
  return environment.has('');
}

type MeshConfig = Readonly<Record<string, unknown>>;

/** Every rule asks for it, and it is YAML within YAML. */
/** The mesh config that istiod is given, from the ConfigMap of its revision; undefined where none was rendered. */
export const meshConfig = oncePer(readMeshConfig);

function readMeshConfig(state: InstallationState): MeshConfig | undefined {
  return meshConfigIn(documentsOf(state));
}

/** The same in documents of the chart. */
export function meshConfigIn(documents: readonly RenderedDocument[]): MeshConfig | undefined {
  for (const document of documents) {
    const mesh = document.value.kind === 'ConfigMap' ? valueAt(document.value, ['data', 'mesh']) : undefined;
    if (typeof mesh !== 'string') continue;
    const value = loadYaml(mesh);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  }
  return undefined;
}

function readEnvironment(container: unknown): ContainerEnvironment {
  const environment = new Map<string, { value: string } | { from: string }>();
  const entries = valueAt(container, ['env']);
  for (const entry of Array.isArray(entries) ? entries : []) {
    const name = valueAt(entry, ['name']);
    if (typeof name !== 'string') continue;
    const source = valueAt(entry, ['valueFrom']);
    environment.set(
      name,
      source === undefined || source === null
        ? { value: String(valueAt(entry, ['value']) ?? '') }
        : { from: Object.keys(source as object)[0] ?? 'valueFrom' },
    );
  }
  // An unnamed entry stands for variables that are only known in the cluster.
  if (Array.isArray(valueAt(container, ['envFrom']))) environment.set('', { from: 'envFrom' });
  return environment;
}

function loadYaml(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}
