/** The rules of the Gateway API's HTTP and gRPC routes. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { integerAt, listAt, mappingAt, textAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const gatewayRouteRules: ViewDefinition = {
  name: 'gatewayRouteRules',
  summary: 'A rule of an HTTPRoute or GRPCRoute',
  places: { at: 'the rule' },
  fields: {
    kind: '`HTTPRoute` or `GRPCRoute`',
    hostnames: 'the hostnames of the route',
    backends: 'how many backends it has',
    weightedBackends: 'how many of them have a weight above 0, or none written',
    backendKinds: 'their kinds, each once; `Service` where none is written',
    filters: 'the types of its filters and of those of its backends, each once',
    corsOrigins: 'the origins that its CORS filters allow',
  },
  items: oncePerMesh(rules),
};

function rules(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const kind of ['HTTPRoute', 'GRPCRoute']) {
    for (const route of mesh.ofKind(kind, 'gateway.networking.k8s.io')) {
      const hostnames = textsAt(route.value, ['spec', 'hostnames']);
      for (const [index, rule] of listAt(route.value, ['spec', 'rules']).entries()) {
        const backends = listAt(rule, ['backendRefs']);
        const filters = [rule, ...backends].flatMap(holder => listAt(holder, ['filters']));
        items.push(
          itemAt(
            route,
            { at: ['spec', 'rules', index] },
            {
              kind,
              hostnames,
              backends: backends.length,
              weightedBackends: backends.filter(hasWeight).length,
              backendKinds: [...new Set(backends.map(backend => textAt(backend, ['kind']) || 'Service'))],
              filters: [...new Set(filters.map(filter => textAt(filter, ['type'])))],
              corsOrigins: filters.flatMap(filter => textsAt(filter, ['cors', 'allowOrigins'])),
            },
          ),
        );
      }
    }
  }
  return items;
}

function hasWeight(backend: unknown): boolean {
  const isWritten = 'weight' in (mappingAt(backend, []) ?? {});
  return !isWritten || integerAt(backend, ['weight']) > 0;
}
