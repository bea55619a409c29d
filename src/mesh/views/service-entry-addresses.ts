/**
 * Addresses of ServiceEntries. Which releases listen on all of them:
 * https://github.com/istio/istio/blob/1.24.0/pilot/pkg/networking/core/listener.go (listenerBinding).
 */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, textAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import type { MeshService } from '../services.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const serviceEntryAddresses: ViewDefinition = {
  name: 'serviceEntryAddresses',
  summary: 'An address of a ServiceEntry',
  places: { at: 'the address', addresses: 'all addresses' },
  fields: {
    address: 'the address, as written',
    isRange: 'whether it is a range (CIDR) of more than one address',
    position: 'its number among the addresses, from 1',
    count: 'how many addresses the ServiceEntry has',
    hosts: 'the hosts of the ServiceEntry',
    resolution: '`NONE` (also where none is written), `STATIC`, `DNS`, …',
    hasTcp: 'whether a port is anything but HTTP: only for those a proxy listens on the address itself',
    takenBy:
      'what else of this repository stands at that address with the same port, both not HTTP: Services by clusterIP, ServiceEntries by another place in their list',
    takenPort: 'number of that port; 0 where there is none',
  },
  items: oncePerMesh(addresses),
};

interface Bound {
  readonly subject: string;
  /** The place in the list of addresses: what several have in first place is merged, as it always was. */
  readonly position: number;
}

function addresses(mesh: Mesh): readonly ViewItem[] {
  const entries = mesh.services().filter(service => service.kind === 'ServiceEntry' && isFirstHost(service));
  const bound = boundAddresses(mesh, entries);
  return entries.flatMap(entry => itemsOf(entry, bound));
}

/** All hosts of an entry share its addresses and ports. */
function isFirstHost({ resource, host }: MeshService): boolean {
  return textsAt(resource.value, ['spec', 'hosts'])[0] === host;
}

function boundAddresses(mesh: Mesh, entries: readonly MeshService[]): ReadonlyMap<string, Bound> {
  const bound = new Map<string, Bound>();
  const add = (service: MeshService, address: string, position: number): void => {
    for (const port of opaquePorts(service)) {
      const key = `${single(address)} ${port}`;
      if (!bound.has(key)) bound.set(key, { subject: subjectOf(service.resource), position });
    }
  };
  for (const service of mesh.services()) {
    if (service.kind !== 'Service') continue;
    const own = [
      textAt(service.resource.value, ['spec', 'clusterIP']),
      ...textsAt(service.resource.value, ['spec', 'clusterIPs']),
    ];
    for (const address of new Set(own)) if (address !== '' && address !== 'None') add(service, address, 1);
  }
  for (const entry of entries) {
    const [first] = textsAt(entry.resource.value, ['spec', 'addresses']);
    if (first !== undefined) add(entry, first, 1);
  }
  return bound;
}

function itemsOf(entry: MeshService, bound: ReadonlyMap<string, Bound>): ViewItem[] {
  const { resource } = entry;
  const ports = opaquePorts(entry);
  const written = listAt(resource.value, ['spec', 'addresses']);
  return written.flatMap((value, index) => {
    const address = textAt(value, []);
    if (address === '') return [];
    const own = subjectOf(resource);
    const taken = ports.find(port => {
      const other = bound.get(`${single(address)} ${port}`);
      return other !== undefined && other.subject !== own;
    });
    return [
      itemAt(
        resource,
        { at: ['spec', 'addresses', index], addresses: ['spec', 'addresses'] },
        {
          address,
          isRange: address.includes('/') && single(address) === address,
          position: index + 1,
          count: written.length,
          hosts: textsAt(resource.value, ['spec', 'hosts']),
          resolution: entry.resolution,
          hasTcp: ports.length > 0,
          takenBy: taken === undefined ? '' : (bound.get(`${single(address)} ${taken}`)?.subject ?? ''),
          takenPort: taken ?? 0,
        },
      ),
    ];
  });
}

/** Ports for which a proxy listens on the address itself; HTTP shares one listener for all addresses. */
function opaquePorts(service: MeshService): readonly number[] {
  return service.ports.filter(port => port.protocol !== 'http').map(port => port.number);
}

/** A range of one address is that address. */
function single(address: string): string {
  return address.replace(/\/(?:32|128)$/, '');
}
