/** Listeners of Gateways and of listener sets of the Gateway API. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { integerAt, listAt, mappingAt, textAt } from '../read.js';
import { groupOf } from '../resource.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';
import { roleOfClass } from './kubernetes-gateways.js';

export const gatewayListeners: ViewDefinition = {
  name: 'gatewayListeners',
  summary: 'A listener of a Gateway that Istio serves, or of a ListenerSet or XListenerSet',
  places: { at: 'the listener', protocol: 'its protocol', hostname: 'its hostname' },
  fields: {
    kind: '`Gateway`, `ListenerSet` or `XListenerSet`',
    role: "`gateway`, `waypoint`, `eastwest` or `remote`; '' for a listener set",
    name: 'name of the listener',
    protocol: 'its protocol, as written: `HTTP`, `HTTPS`, `TLS`, `TCP`, `HBONE`',
    port: 'its port',
    hostname: "its hostname; '' without one",
    tlsMode: "`Terminate` or `Passthrough`; '' without TLS settings",
    certificates: 'the certificates that it names, as `namespace/name`',
    foreignCertificates: 'how many of them stand in another namespace',
    allowedFrom:
      'from which namespaces routes may come: `Same` (also where none is written), `All`, `Selector` or `None`',
    allowedOperators:
      'operators of the expressions by which its allowedRoutes select namespaces: `In`, `NotIn`, `Exists`, `DoesNotExist`',
    routes: 'how many routes of this repository name its Gateway or listener set as parent',
  },
  items: oncePerMesh(listeners),
};

const ALLOWED_EXPRESSIONS = ['allowedRoutes', 'namespaces', 'selector', 'matchExpressions'];

const HOLDERS = [
  ['Gateway', 'gateway.networking.k8s.io'],
  ['ListenerSet', 'gateway.networking.k8s.io'],
  ['XListenerSet', 'gateway.networking.x-k8s.io'],
] as const;

function listeners(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  const routes = routesByParent(mesh);
  for (const [kind, group] of HOLDERS) {
    for (const resource of mesh.ofKind(kind, group)) {
      const role =
        kind === 'Gateway' ? roleOfClass(mesh, textAt(resource.value, ['spec', 'gatewayClassName'])) : '';
      if (role === undefined) continue;
      for (const [index, listener] of listAt(resource.value, ['spec', 'listeners']).entries()) {
        const at = ['spec', 'listeners', index];
        const certificates = listAt(listener, ['tls', 'certificateRefs']).map(reference => [
          textAt(reference, ['namespace']) || resource.namespace,
          textAt(reference, ['name']),
        ]);
        items.push(
          itemAt(
            resource,
            { at, protocol: [...at, 'protocol'], hostname: [...at, 'hostname'] },
            {
              kind,
              role,
              name: textAt(listener, ['name']),
              protocol: textAt(listener, ['protocol']),
              port: integerAt(listener, ['port']),
              hostname: textAt(listener, ['hostname']),
              tlsMode: mappingAt(listener, ['tls']) ? textAt(listener, ['tls', 'mode']) || 'Terminate' : '',
              certificates: certificates.map(([namespace, name]) => `${namespace}/${name}`),
              foreignCertificates: certificates.filter(([namespace]) => namespace !== resource.namespace)
                .length,
              allowedFrom: textAt(listener, ['allowedRoutes', 'namespaces', 'from']) || 'Same',
              allowedOperators: listAt(listener, ALLOWED_EXPRESSIONS).map(expression =>
                textAt(expression, ['operator']),
              ),
              routes: routes.get(`${kind}/${resource.namespace}/${resource.name}`) ?? 0,
            },
          ),
        );
      }
    }
  }
  return items;
}

/** How many routes name each parent, by `Kind/namespace/name`; a route that names one twice counts once. */
function routesByParent(mesh: Mesh): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const route of mesh.resources) {
    if (!route.kind.endsWith('Route') || groupOf(route.apiVersion) !== 'gateway.networking.k8s.io') continue;
    const parents = listAt(route.value, ['spec', 'parentRefs']).map(
      parent =>
        `${textAt(parent, ['kind']) || 'Gateway'}/${textAt(parent, ['namespace']) || route.namespace}/${textAt(parent, ['name'])}`,
    );
    for (const parent of new Set(parents)) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  return counts;
}
