/** Waypoints: the proxies of the ambient mesh that look into requests. */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { textAt, textMapAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const waypoints: ViewDefinition = {
  name: 'waypoints',
  summary: 'A Gateway of the Gateway API that is a waypoint',
  places: { at: 'its name', revision: 'its label `istio.io/rev`', class: 'its gatewayClassName' },
  fields: {
    name: 'its name',
    namespace: 'its namespace',
    gatewayClass: 'its class; every class that ends with `waypoint` counts',
    revision: "its label `istio.io/rev`; '' without it",
    waypointFor: "its label `istio.io/waypoint-for`; '' without it",
    forServiceAccount: "its annotation `istio.io/for-service-account`; '' without it",
    users: 'number of Namespaces, Services, pods and ServiceEntries here that name it as their waypoint',
  },
  items: oncePerMesh(waypointsOf),
};

function waypointsOf(mesh: Mesh): readonly ViewItem[] {
  const users = countUsers(mesh);
  return mesh
    .ofKind('Gateway', 'gateway.networking.k8s.io')
    .filter(gateway => textAt(gateway.value, ['spec', 'gatewayClassName']).endsWith('waypoint'))
    .map(gateway =>
      itemAt(
        gateway,
        {
          at: ['metadata', 'name'],
          revision: ['metadata', 'labels', 'istio.io/rev'],
          class: ['spec', 'gatewayClassName'],
        },
        {
          name: gateway.name,
          namespace: gateway.namespace,
          gatewayClass: textAt(gateway.value, ['spec', 'gatewayClassName']),
          revision: textAt(gateway.value, ['metadata', 'labels', 'istio.io/rev']),
          waypointFor: textAt(gateway.value, ['metadata', 'labels', 'istio.io/waypoint-for']),
          forServiceAccount: textAt(gateway.value, [
            'metadata',
            'annotations',
            'istio.io/for-service-account',
          ]),
          users: users.get(`${gateway.namespace}/${gateway.name}`) ?? 0,
        },
      ),
    );
}

/** How often each waypoint, as `namespace/name`, is named by `istio.io/use-waypoint`. */
function countUsers(mesh: Mesh): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  for (const resource of mesh.resources) {
    const labels = labelsOf(resource);
    const name = labels.get('istio.io/use-waypoint');
    if (name === undefined || name === 'none') continue;
    const own = resource.kind === 'Namespace' ? resource.name : resource.namespace;
    const key = `${labels.get('istio.io/use-waypoint-namespace') ?? own}/${name}`;
    users.set(key, (users.get(key) ?? 0) + 1);
  }
  return users;
}

function labelsOf({ value }: MeshResource): ReadonlyMap<string, string> {
  const own = textMapAt(value, ['metadata', 'labels']);
  return own.has('istio.io/use-waypoint')
    ? own
    : textMapAt(value, ['spec', 'template', 'metadata', 'labels']);
}
