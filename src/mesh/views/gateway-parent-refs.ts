/** The parents of the Gateway API's routes. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, textAt, textsAt } from '../read.js';
import { groupOf } from '../resource.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const gatewayParentRefs: ViewDefinition = {
  name: 'gatewayParentRefs',
  summary: 'A parent that a route of the Gateway API names',
  places: { at: 'the parent', kind: 'its kind' },
  fields: {
    routeKind: 'kind of the route',
    kind: 'kind of the parent; `Gateway` where none is written',
    hasGroup: 'whether its group is written, be it empty',
    group: "its group, as written; '' where none is",
    name: 'its name',
    namespace: "its namespace, else the route's",
    widerHosts:
      "hostnames of a TLSRoute that reach beyond those of the parent's TLS listeners, as far as the parent is here",
  },
  items: oncePerMesh(parentRefs),
};

function parentRefs(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  const listeners = tlsListenerHosts(mesh);
  for (const route of mesh.resources) {
    if (!route.kind.endsWith('Route') || groupOf(route.apiVersion) !== 'gateway.networking.k8s.io') continue;
    for (const [index, parent] of listAt(route.value, ['spec', 'parentRefs']).entries()) {
      const at = ['spec', 'parentRefs', index];
      const name = textAt(parent, ['name']);
      const namespace = textAt(parent, ['namespace']) || route.namespace;
      const hosts = route.kind === 'TLSRoute' ? (listeners.get(`${namespace}/${name}`) ?? []) : [];
      items.push(
        itemAt(
          route,
          { at, kind: [...at, 'kind'] },
          {
            routeKind: route.kind,
            kind: textAt(parent, ['kind']) || 'Gateway',
            hasGroup: typeof parent === 'object' && parent !== null && 'group' in parent,
            group: textAt(parent, ['group']),
            name,
            namespace,
            widerHosts: textsAt(route.value, ['spec', 'hostnames']).filter(host =>
              hosts.some(listener => isWider(host, listener)),
            ),
          },
        ),
      );
    }
  }
  return items;
}

/** Hostnames of the TLS listeners of each Gateway, by `namespace/name`. */
function tlsListenerHosts(mesh: Mesh): ReadonlyMap<string, readonly string[]> {
  return new Map(
    mesh.ofKind('Gateway', 'gateway.networking.k8s.io').map(gateway => [
      `${gateway.namespace}/${gateway.name}`,
      listAt(gateway.value, ['spec', 'listeners'])
        .filter(listener => textAt(listener, ['protocol']) === 'TLS')
        .map(listener => textAt(listener, ['hostname']))
        .filter(host => host !== ''),
    ]),
  );
}

function isWider(wildcard: string, host: string): boolean {
  return wildcard.startsWith('*.') && wildcard !== host && host.endsWith(wildcard.slice(1));
}
