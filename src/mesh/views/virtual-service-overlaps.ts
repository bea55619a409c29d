/**
 * Hosts of VirtualServices that a wider wildcard of another VirtualService covers, too. For sidecars istiod gives each
 * service to one of them; gateways leave the choice to Envoy, which always takes the most specific.
 * Source: https://github.com/istio/istio/blob/1.21.0/pilot/pkg/model/sidecar.go (computeWildcardHostVirtualServiceIndex).
 */
import type { MeshResource } from '../../model.js';
import { HostIndex } from '../hosts.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { textAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const virtualServiceOverlaps: ViewDefinition = {
  name: 'virtualServiceOverlaps',
  summary: 'A host of a VirtualService for sidecars that a wildcard host of another one covers',
  places: { at: 'the narrower host' },
  fields: {
    host: 'the narrower host, short names made full',
    widerHost: 'the wildcard that covers it',
    wider: 'the other VirtualService, as `VirtualService/namespace/name`',
    services: 'hosts of Services and ServiceEntries of this repository that both match',
    older:
      '`wider` or `narrower`: which of them was created first; `unknown` without creation timestamps, which exports have',
  },
  items: oncePerMesh(overlaps),
};

interface HostEntry {
  readonly host: string;
  readonly index: number;
  readonly resource: MeshResource;
}

/** Services are evidence, not the subject: a few names do. */
const MAX_SERVICES = 5;

function overlaps(mesh: Mesh): readonly ViewItem[] {
  const entries = mesh
    .ofKind('VirtualService', 'networking.istio.io')
    .filter(isForSidecars)
    .flatMap(entriesOf(mesh));
  const index = new HostIndex<HostEntry>();
  for (const entry of entries) index.add(entry.host, entry);
  const items: ViewItem[] = [];
  for (const entry of entries) {
    const wider = firstOther(index.covering(entry.host), entry.resource);
    if (!wider) continue;
    const services = mesh.servicesMatching(entry.host).map(service => service.host);
    items.push(
      itemAt(
        entry.resource,
        { at: ['spec', 'hosts', entry.index] },
        {
          host: entry.host,
          widerHost: wider.host,
          wider: subjectOf(wider.resource),
          services: [...new Set(services)].slice(0, MAX_SERVICES),
          older: olderOf(wider.resource, entry.resource),
        },
      ),
    );
  }
  return items;
}

/** The closest wildcard of another resource. */
function firstOther(covering: Iterable<HostEntry>, resource: MeshResource): HostEntry | undefined {
  for (const entry of covering) if (entry.resource !== resource) return entry;
  return undefined;
}

function isForSidecars(resource: MeshResource): boolean {
  const gateways = textsAt(resource.value, ['spec', 'gateways']);
  return gateways.length === 0 || gateways.includes('mesh');
}

function entriesOf(mesh: Mesh): (resource: MeshResource) => HostEntry[] {
  return resource =>
    textsAt(resource.value, ['spec', 'hosts']).map((host, index) => ({
      host: mesh.resolve(host, resource.namespace),
      index,
      resource,
    }));
}

function olderOf(wider: MeshResource, narrower: MeshResource): string {
  const [widerTime, narrowerTime] = [wider, narrower].map(resource => createdAt(resource));
  if (widerTime === undefined || narrowerTime === undefined) return 'unknown';
  return widerTime < narrowerTime ? 'wider' : 'narrower';
}

function createdAt(resource: MeshResource): number | undefined {
  const time = Date.parse(textAt(resource.value, ['metadata', 'creationTimestamp']));
  return Number.isNaN(time) ? undefined : time;
}
