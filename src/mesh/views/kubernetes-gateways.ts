/**
 * Gateways of the Gateway API.
 * Sources: https://github.com/istio/istio/blob/1.24.0/pilot/pkg/config/kube/gateway/conversion.go (IsManaged),
 * https://github.com/istio/istio/blob/1.24.0/pilot/pkg/config/kube/gateway/gatewayclass.go.
 */
import { oncePer } from '../../memo.js';
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, mappingAt, textAt, textMapAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const kubernetesGateways: ViewDefinition = {
  name: 'kubernetesGateways',
  summary: 'A Gateway of the Gateway API that Istio serves',
  places: {
    at: 'its name',
    class: 'its gatewayClassName',
    annotations: 'its annotations',
    proxyConfig: 'its annotation `proxy.istio.io/config`',
    labels: 'its labels',
    infrastructure: 'its `infrastructure`',
  },
  fields: {
    name: 'its name',
    namespace: 'its namespace',
    version: 'version of its API: `v1`, `v1beta1`, `v1alpha2`',
    gatewayClass: 'its class',
    role: '`gateway`, `waypoint`, `eastwest` or `remote`',
    isManaged: 'whether istiod makes its Deployment and Service: it names no address, or no host as one',
    revision: "its label `istio.io/rev`; '' without it",
    namespaceRevision:
      "the label `istio.io/rev` of its namespace; '' without it, or where the Namespace is not here",
    namespaceIsHere: 'whether the Namespace itself is in this repository',
    annotations: 'its annotations, by key',
    labels: 'its labels, by key',
    nameOverride: "its annotation `gateway.istio.io/name-override`; '' without it",
    serviceAccount: "its annotation `gateway.istio.io/service-account`; '' without it",
    deploymentName: 'the name of the Deployment and Service that istiod makes for it from 1.17 on',
    hasParameters: 'whether its `infrastructure` names parameters',
    protocols: 'the protocols of its listeners, each once',
    hostnames: 'the hostnames of its listeners',
    allowsListenerSets: 'whether it has `allowedListeners`',
  },
  items: oncePerMesh(gateways),
};

/** The classes that istiod makes by itself, and what their Gateways are. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['istio', 'gateway'],
  ['istio-waypoint', 'waypoint'],
  ['istio-east-west', 'eastwest'],
  ['istio-remote', 'remote'],
]);

const CONTROLLERS: ReadonlyMap<string, string> = new Map([
  ['istio.io/gateway-controller', 'gateway'],
  ['istio.io/mesh-controller', 'waypoint'],
  ['istio.io/eastwest-controller', 'eastwest'],
  ['istio.io/unmanaged-gateway', 'remote'],
]);

/** What a class of Gateways is for; undefined for one that is not known to be Istio's. */
export function roleOfClass(mesh: Mesh, gatewayClass: string): string | undefined {
  return rolesOf(mesh).get(gatewayClass);
}

const rolesOf = oncePer((mesh: Mesh): ReadonlyMap<string, string> => {
  const made = new Map(ROLES);
  for (const { name, value } of mesh.ofKind('GatewayClass', 'gateway.networking.k8s.io')) {
    const controller = textAt(value, ['spec', 'controllerName']);
    const role = CONTROLLERS.get(controller);
    if (role !== undefined) made.set(name, role);
    else if (controller !== '') made.delete(name);
  }
  return made;
});

function gateways(mesh: Mesh): readonly ViewItem[] {
  return mesh.ofKind('Gateway', 'gateway.networking.k8s.io').flatMap(gateway => {
    const role = roleOfClass(mesh, textAt(gateway.value, ['spec', 'gatewayClassName']));
    return role === undefined ? [] : [gatewayItem(mesh, gateway, role)];
  });
}

function gatewayItem(mesh: Mesh, gateway: MeshResource, role: string): ViewItem {
  const { value, name, namespace } = gateway;
  const annotations = textMapAt(value, ['metadata', 'annotations']);
  const labels = textMapAt(value, ['metadata', 'labels']);
  const listeners = listAt(value, ['spec', 'listeners']);
  const namespaceLabels = mesh.namespaceLabels(namespace);
  const gatewayClass = textAt(value, ['spec', 'gatewayClassName']);
  const nameOverride = annotations.get('gateway.istio.io/name-override') ?? '';
  return itemAt(
    gateway,
    {
      at: ['metadata', 'name'],
      class: ['spec', 'gatewayClassName'],
      annotations: ['metadata', 'annotations'],
      proxyConfig: ['metadata', 'annotations', 'proxy.istio.io/config'],
      labels: ['metadata', 'labels'],
      infrastructure: ['spec', 'infrastructure'],
    },
    {
      name,
      namespace,
      version: gateway.apiVersion.slice(gateway.apiVersion.indexOf('/') + 1),
      gatewayClass,
      role,
      isManaged: isManaged(value),
      revision: labels.get('istio.io/rev') ?? '',
      namespaceRevision: namespaceLabels?.get('istio.io/rev') ?? '',
      namespaceIsHere: namespaceLabels !== undefined,
      annotations: Object.fromEntries(annotations),
      labels: Object.fromEntries(labels),
      nameOverride,
      serviceAccount: annotations.get('gateway.istio.io/service-account') ?? '',
      deploymentName: nameOverride || (role === 'waypoint' ? name : `${name}-${gatewayClass}`),
      hasParameters: mappingAt(value, ['spec', 'infrastructure', 'parametersRef']) !== undefined,
      protocols: [...new Set(listeners.map(listener => textAt(listener, ['protocol'])))],
      hostnames: listeners.map(listener => textAt(listener, ['hostname'])).filter(host => host !== ''),
      allowsListenerSets: mappingAt(value, ['spec', 'allowedListeners']) !== undefined,
    },
  );
}

/** One address that is an IP, or none: istiod makes the Deployment. A host is that of one that exists. */
function isManaged(value: unknown): boolean {
  const addresses = listAt(value, ['spec', 'addresses']);
  if (addresses.length === 0) return true;
  const type = textAt(addresses[0], ['type']);
  return addresses.length === 1 && (type === '' || type === 'IPAddress');
}
