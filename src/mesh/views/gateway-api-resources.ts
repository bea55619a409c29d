/** Everything of the Gateway API, with the version of the CRDs behind it as far as the repository brings them. */
import { crdVersion } from '../gateway-api-crds.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, textsAt } from '../read.js';
import { groupOf } from '../resource.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const gatewayApiResources: ViewDefinition = {
  name: 'gatewayApiResources',
  summary: 'A resource of the Gateway API or of its inference extension',
  places: { at: 'its apiVersion', name: 'its name', spec: 'its spec' },
  fields: {
    kind: 'its kind',
    group: 'its group, such as `gateway.networking.k8s.io`',
    version: 'version of its API: `v1`, `v1beta1`, `v1alpha2`',
    namespace: 'its namespace',
    crdVersion:
      "version of the bundle of Gateway API CRDs that this repository installs for its kind, such as `1.4.1`; '' where it installs none, or several",
    hostnames: 'for a route: its hostnames',
    parents: 'for a route: how many parents it names',
  },
  items: oncePerMesh(resources),
};

const GROUPS = /^(?:gateway|inference)\.networking\.(?:x-)?k8s\.io$/;

/** Plural names that are not the kind with an `s`. */
const PLURALS: Readonly<Record<string, string>> = {
  GatewayClass: 'gatewayclasses',
  BackendTLSPolicy: 'backendtlspolicies',
  BackendLBPolicy: 'backendlbpolicies',
  XBackendTrafficPolicy: 'xbackendtrafficpolicies',
};

function resources(mesh: Mesh): readonly ViewItem[] {
  const versions = new Map<string, string>();
  const items: ViewItem[] = [];
  for (const resource of mesh.resources) {
    const group = groupOf(resource.apiVersion);
    if (!GROUPS.test(group)) continue;
    const crd = `${PLURALS[resource.kind] ?? `${resource.kind.toLowerCase()}s`}.${group}`;
    const version = versions.get(crd) ?? crdVersion(mesh, crd);
    versions.set(crd, version);
    items.push(
      itemAt(
        resource,
        { at: ['apiVersion'], name: ['metadata', 'name'], spec: ['spec'] },
        {
          kind: resource.kind,
          group,
          version: resource.apiVersion.slice(group.length + 1),
          namespace: resource.namespace,
          crdVersion: version,
          hostnames: textsAt(resource.value, ['spec', 'hostnames']),
          parents: listAt(resource.value, ['spec', 'parentRefs']).length,
        },
      ),
    );
  }
  return items;
}
