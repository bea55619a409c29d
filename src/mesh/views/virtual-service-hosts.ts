/** Hosts of VirtualServices, with the services of this repository that they match. */
import type { MeshResource } from '../../model.js';
import { exportToOf } from '../export-to.js';
import { isWildcard } from '../hosts.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const virtualServiceHosts: ViewDefinition = {
  name: 'virtualServiceHosts',
  summary: 'A host of a VirtualService',
  places: { at: 'the host' },
  fields: {
    host: 'the host, short names made full',
    isWildcardHost: 'whether it is a wildcard',
    hasCapitals: 'whether it holds capital letters',
    namespace: 'the namespace of the VirtualService',
    exportTo: 'namespaces that it is exported to; [] for the default',
    forMesh: 'whether sidecars take it',
    forGateways: 'whether gateways take it',
    isHttp: 'whether it has HTTP routes',
    services:
      'hosts of Services and ServiceEntries of this repository that it matches, whatever the case of their letters',
    othersMatch:
      'whether another wildcard of a VirtualService for sidecars matches services of this repository',
  },
  items: oncePerMesh(hosts),
};

/** Evidence, not the subject. */
const MAX_NAMED = 5;

interface Entry {
  readonly resource: MeshResource;
  readonly host: string;
  readonly index: number;
  readonly forMesh: boolean;
  readonly services: readonly string[];
}

function hosts(mesh: Mesh): readonly ViewItem[] {
  const entries = mesh
    .ofKind('VirtualService', 'networking.istio.io')
    .flatMap(resource => entriesOf(mesh, resource));
  const matching = new Set(
    entries
      .filter(({ host, forMesh, services }) => isWildcard(host) && forMesh && services.length > 0)
      .map(({ resource }) => resource),
  );
  return entries.map(entry => itemOf(entry, matching));
}

function entriesOf(mesh: Mesh, resource: MeshResource): Entry[] {
  const gateways = textsAt(resource.value, ['spec', 'gateways']);
  return textsAt(resource.value, ['spec', 'hosts']).map((written, index) => {
    const host = mesh.resolve(written, resource.namespace);
    const lower = host.toLowerCase();
    const found = mesh.servicesMatching(host);
    const all = lower === host ? found : [...found, ...mesh.servicesMatching(lower)];
    return {
      resource,
      host,
      index,
      forMesh: gateways.length === 0 || gateways.includes('mesh'),
      services: [...new Set(all.map(service => service.host))].slice(0, MAX_NAMED),
    };
  });
}

function itemOf(
  { resource, host, index, forMesh, services }: Entry,
  matching: ReadonlySet<MeshResource>,
): ViewItem {
  const gateways = textsAt(resource.value, ['spec', 'gateways']);
  return itemAt(
    resource,
    { at: ['spec', 'hosts', index] },
    {
      host,
      isWildcardHost: isWildcard(host),
      hasCapitals: host !== host.toLowerCase(),
      namespace: resource.namespace,
      exportTo: exportToOf(resource),
      forMesh,
      forGateways: gateways.some(gateway => gateway !== 'mesh'),
      isHttp: listAt(resource.value, ['spec', 'http']).length > 0,
      services,
      othersMatch: matching.size > (matching.has(resource) ? 1 : 0),
    },
  );
}
