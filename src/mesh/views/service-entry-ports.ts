/** Ports of ServiceEntries. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { textAt, textsAt } from '../read.js';
import { servicesOf } from '../services.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const serviceEntryPorts: ViewDefinition = {
  name: 'serviceEntryPorts',
  summary: 'A port of a ServiceEntry',
  places: { at: 'the port', targetPort: 'its targetPort' },
  fields: {
    hosts: 'the hosts of the ServiceEntry',
    addresses: 'its addresses',
    location: '`MESH_EXTERNAL` or `MESH_INTERNAL`',
    resolution: '`NONE` (also where none is written), `STATIC`, `DNS` or `DNS_ROUND_ROBIN`',
    number: 'number of the port',
    name: 'its name',
    protocol: '`http`, `tls` (TLS and HTTPS), `tcp`, or `auto` where none is declared',
    targetPort: 'its targetPort; 0 where none is written',
  },
  items: oncePerMesh(ports),
};

function ports(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const entry of mesh.ofKind('ServiceEntry', 'networking.istio.io')) {
    // All hosts of an entry share its ports.
    const [service] = servicesOf(entry, mesh.clusterDomain);
    if (!service) continue;
    const shared = {
      hosts: textsAt(entry.value, ['spec', 'hosts']),
      addresses: textsAt(entry.value, ['spec', 'addresses']),
      location: textAt(entry.value, ['spec', 'location']) || 'MESH_EXTERNAL',
      resolution: service.resolution,
    };
    for (const { number, name, protocol, targetPort, path } of service.ports) {
      const paths = { at: path, targetPort: [...path, 'targetPort'] };
      items.push(itemAt(entry, paths, { ...shared, number, name, protocol, targetPort }));
    }
  }
  return items;
}
