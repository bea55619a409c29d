/**
 * What makes pods: Deployments and their like, with the pods' own labels, annotations and spec, and what of the data
 * plane they become part of, as far as this repository shows it.
 * Sources: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy,
 * https://istio.io/latest/docs/ambient/usage/add-workloads/
 */
import { oncePer } from '../memo.js';
import type { DataPath, MeshResource } from '../model.js';
import type { Known } from './destinations.js';
import type { Mesh } from './mesh.js';
import { flagAt, listAt, mappingAt, textAt, textMapAt } from './read.js';

/** Kinds that make pods, and where their pods stand in them. */
const POD_PATHS: ReadonlyMap<string, DataPath> = new Map<string, DataPath>([
  ['Deployment', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['DaemonSet', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['Rollout', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['Pod', []],
]);

/** Kinds of resources that make pods. */
export const WORKLOAD_KINDS: ReadonlySet<string> = new Set(POD_PATHS.keys());

/** Where the pod stands in a resource that makes pods: the path of what holds `metadata` and `spec`; undefined for other kinds. */
export function podPathOf(kind: string): DataPath | undefined {
  return POD_PATHS.get(kind);
}

export interface PodTemplate {
  readonly resource: MeshResource;
  /** Path of the pod within the resource: of what holds `metadata` and `spec`. */
  readonly path: DataPath;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly hostNetwork: boolean;
  /** Whether sidecar injection takes the pods. */
  readonly injected: Known;
  /** Whether the pods are captured by ztunnel. */
  readonly ambient: Known;
  /** The proxy is the whole point of the pod: injected by the template for gateways. */
  readonly isGateway: boolean;
  /** Containers, init containers first, in their order. */
  readonly containers: readonly PodContainer[];
}

export interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly isInit: boolean;
  /** An init container with `restartPolicy: Always`: runs beside the others. */
  readonly isNativeSidecar: boolean;
  readonly value: unknown;
  readonly path: DataPath;
}

/** All of the mesh's, in the order of its resources; made once for each mesh. */
export const podTemplatesOf = oncePer((mesh: Mesh): readonly PodTemplate[] =>
  [...POD_PATHS].flatMap(([kind, path]) =>
    mesh.ofKind(kind).map(resource => podTemplate(resource, path, mesh)),
  ),
);

function podTemplate(resource: MeshResource, path: DataPath, mesh: Mesh): PodTemplate {
  const labels = textMapAt(resource.value, [...path, 'metadata', 'labels']);
  const annotations = textMapAt(resource.value, [...path, 'metadata', 'annotations']);
  const hostNetwork = flagAt(resource.value, [...path, 'spec', 'hostNetwork']);
  const namespace = mesh.namespaceLabels(resource.namespace);
  const templates = (annotations.get('inject.istio.io/templates') ?? '').split(',').map(name => name.trim());
  return {
    resource,
    path,
    labels,
    annotations,
    hostNetwork,
    injected: isInjected(labels, annotations, hostNetwork, namespace),
    ambient: isAmbient(labels, hostNetwork, namespace),
    isGateway: templates.includes('gateway'),
    containers: [
      ...containersAt(resource, path, 'initContainers'),
      ...containersAt(resource, path, 'containers'),
    ],
  };
}

type Labels = ReadonlyMap<string, string>;

/**
 * The pod's own word wins over the namespace's, but for a namespace that is switched off as a whole.
 * Source: https://github.com/istio/istio/blob/1.24.0/pkg/kube/inject/inject.go (injectRequired).
 */
function isInjected(
  pod: Labels,
  annotations: Labels,
  hostNetwork: boolean,
  namespace: Labels | undefined,
): Known {
  if (hostNetwork) return 'no';
  const own = pod.get('sidecar.istio.io/inject') ?? annotations.get('sidecar.istio.io/inject');
  if (own === 'false') return 'no';
  if (namespace?.get('istio-injection') === 'disabled') return 'no';
  if (own === 'true') return 'yes';
  if (namespace?.get('istio-injection') === 'enabled' || namespace?.has('istio.io/rev')) return 'yes';
  if (pod.has('istio.io/rev')) return 'yes';
  return namespace ? 'no' : 'unknown';
}

function isAmbient(pod: Labels, hostNetwork: boolean, namespace: Labels | undefined): Known {
  if (hostNetwork) return 'no';
  const own = pod.get('istio.io/dataplane-mode');
  if (own !== undefined) return own === 'ambient' ? 'yes' : 'no';
  if (pod.get('sidecar.istio.io/inject') === 'true') return 'no';
  if (!namespace) return 'unknown';
  return namespace.get('istio.io/dataplane-mode') === 'ambient' ? 'yes' : 'no';
}

function containersAt(
  resource: MeshResource,
  path: DataPath,
  list: 'initContainers' | 'containers',
): readonly PodContainer[] {
  return listAt(resource.value, [...path, 'spec', list]).flatMap((value, index) => {
    if (!mappingAt(value, [])) return [];
    const isInit = list === 'initContainers';
    return [
      {
        name: textAt(value, ['name']),
        image: textAt(value, ['image']),
        isInit,
        isNativeSidecar: isInit && textAt(value, ['restartPolicy']) === 'Always',
        value,
        path: [...path, 'spec', list, index],
      },
    ];
  });
}
