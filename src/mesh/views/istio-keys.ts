/** Labels and annotations of Istio, wherever they stand: on resources, and on the pods that resources make. */
import { append } from '../../append.js';
import type { DataPath, MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { podTemplatesOf } from '../pods.js';
import { textMapAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const istioKeys: ViewDefinition = {
  name: 'istioKeys',
  summary: 'A label or annotation of Istio on a resource, or on the pods that it makes',
  places: { at: 'the label or annotation' },
  fields: {
    key: 'its key, such as `sidecar.istio.io/inject`',
    value: 'its value',
    form: '`label` or `annotation`',
    onPod: 'whether pods carry it: it stands on a Pod or a pod template',
    kind: 'kind of the resource',
    name: 'name of the resource',
    namespace: "namespace of the resource; a Namespace's own name",
    gatewayClass: "the class of a Gateway of the Gateway API; '' for all else",
    injected: '`yes`, `no` or `unknown`: whether the pods get a sidecar; `no` where it is on no pod',
    ambient: '`yes`, `no` or `unknown`: whether ztunnel captures the pods; `no` where it is on no pod',
    isGateway: 'whether the pods are injected by the template `gateway`',
    proxyConfig: "the annotation `proxy.istio.io/config` of the same pods; '' without it, and on no pod",
  },
  items: oncePerMesh(istioKeysOf),
};

const FORMS = [
  ['labels', 'label'],
  ['annotations', 'annotation'],
] as const;

/** The items alone: whoever knows the mesh needs no control plane to see them. */
export function istioKeysOf(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  const podOf = new Map(podTemplatesOf(mesh).map(pod => [pod.resource, pod]));
  for (const resource of mesh.resources) {
    const pod = podOf.get(resource);
    if (pod?.path.length !== 0) {
      append(
        items,
        keysAt(resource, [], {
          onPod: false,
          injected: 'no',
          ambient: 'no',
          isGateway: false,
          proxyConfig: '',
        }),
      );
    }
    if (!pod) continue;
    const { injected, ambient, isGateway } = pod;
    const proxyConfig = pod.annotations.get('proxy.istio.io/config') ?? '';
    append(items, keysAt(resource, pod.path, { onPod: true, injected, ambient, isGateway, proxyConfig }));
  }
  return items;
}

function keysAt(
  resource: MeshResource,
  path: DataPath,
  more: Readonly<Record<string, unknown>>,
): readonly ViewItem[] {
  const items: ViewItem[] = [];
  const shared = {
    kind: resource.kind,
    name: resource.name,
    namespace: resource.kind === 'Namespace' ? resource.name : resource.namespace,
    gatewayClass: gatewayClassOf(resource),
    ...more,
  };
  for (const [part, form] of FORMS) {
    for (const [key, value] of textMapAt(resource.value, [...path, 'metadata', part])) {
      if (!isIstios(key)) continue;
      items.push(itemAt(resource, { at: [...path, 'metadata', part, key] }, { key, value, form, ...shared }));
    }
  }
  return items;
}

function gatewayClassOf({ kind, value }: MeshResource): string {
  const name = kind === 'Gateway' ? (value.spec as { gatewayClassName?: unknown } | undefined) : undefined;
  return typeof name?.gatewayClassName === 'string' ? name.gatewayClassName : '';
}

function isIstios(key: string): boolean {
  return key === 'istio-injection' || key === 'istio' || /(?:^|\.)istio\.io\//.test(key);
}
