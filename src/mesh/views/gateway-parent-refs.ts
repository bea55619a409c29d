/** The parents of the Gateway API's routes. */
import type { Mesh } from '../mesh.js';
import { listAt, textAt } from '../read.js';
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
  },
  items: parentRefs,
};

function parentRefs(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const route of mesh.resources) {
    if (!route.kind.endsWith('Route') || groupOf(route.apiVersion) !== 'gateway.networking.k8s.io') continue;
    for (const [index, parent] of listAt(route.value, ['spec', 'parentRefs']).entries()) {
      const at = ['spec', 'parentRefs', index];
      items.push(
        itemAt(
          route,
          { at, kind: [...at, 'kind'] },
          {
            routeKind: route.kind,
            kind: textAt(parent, ['kind']) || 'Gateway',
            hasGroup: typeof parent === 'object' && parent !== null && 'group' in parent,
            group: textAt(parent, ['group']),
            name: textAt(parent, ['name']),
            namespace: textAt(parent, ['namespace']) || route.namespace,
          },
        ),
      );
    }
  }
  return items;
}
