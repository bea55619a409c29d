/**
 * Every place that sends traffic to a host: routes of VirtualServices (delegates under the hosts of their root),
 * of Gateway API routes, and of Ingresses.
 */

import { append } from '../append.js';
import { addTo } from '../grouped.js';
import type { DataPath, MeshResource } from '../model.js';
import { gatewayApiRoutes } from './gateway-api-routes.js';
import { listAt, textAt } from './read.js';
import { groupOf } from './resource.js';
import { type DelegatedFrom, virtualServiceRoutes } from './virtual-service-routes.js';

/** One destination of one route. */
export interface Route {
  /** Full name of the destination. */
  readonly host: string;
  /** Port of the destination; 0 where the route leaves it to the service. */
  readonly port: number;
  readonly subset: string;
  /** `http`: requests with an authority; `tls` and `tcp`: bytes. */
  readonly layer: 'http' | 'tls' | 'tcp';
  readonly fromGateway: boolean;
  readonly fromMesh: boolean;
  /** Hosts as which clients ask for it, wildcards included; empty where that can't be told from here. */
  readonly authorities: readonly string[];
  /** What the route makes of the authority; '' where it leaves it alone. */
  readonly rewrite: string;
  readonly resource: MeshResource;
  readonly path: DataPath;
}

/** All routes of the resources. */
export function routesOf(resources: readonly MeshResource[], clusterDomain: string): readonly Route[] {
  const virtualServices = resources.filter(
    resource => resource.kind === 'VirtualService' && groupOf(resource.apiVersion) === 'networking.istio.io',
  );
  const roots = delegations(virtualServices);
  const routes: Route[] = [];
  for (const resource of virtualServices) {
    const delegatedFrom = roots.get(`${resource.namespace}/${resource.name}`) ?? [];
    append(routes, virtualServiceRoutes(resource, delegatedFrom, clusterDomain));
  }
  for (const resource of resources) {
    const group = groupOf(resource.apiVersion);
    if (group === 'gateway.networking.k8s.io') append(routes, gatewayApiRoutes(resource, clusterDomain));
    else if (group === 'networking.k8s.io' && resource.kind === 'Ingress')
      append(routes, ingressRoutes(resource, clusterDomain));
  }
  return routes;
}

/** The routes that hand over to a delegate, by `namespace/name` of the delegate. */
function delegations(
  virtualServices: readonly MeshResource[],
): ReadonlyMap<string, readonly DelegatedFrom[]> {
  const roots = new Map<string, DelegatedFrom[]>();
  for (const root of virtualServices) {
    for (const route of listAt(root.value, ['spec', 'http'])) {
      const name = textAt(route, ['delegate', 'name']);
      if (name === '') continue;
      const key = `${textAt(route, ['delegate', 'namespace']) || root.namespace}/${name}`;
      addTo(roots, key, { root, route });
    }
  }
  return roots;
}

function ingressRoutes(resource: MeshResource, clusterDomain: string): Route[] {
  const routes: Route[] = [];
  const add = (backend: unknown, host: string, path: DataPath): void => {
    const name = textAt(backend, ['service', 'name']);
    if (name === '') return;
    routes.push({
      host: `${name}.${resource.namespace}.svc.${clusterDomain}`,
      port: 0,
      subset: '',
      layer: 'http',
      fromGateway: true,
      fromMesh: false,
      authorities: host === '' ? [] : [host],
      rewrite: '',
      resource,
      path,
    });
  };
  for (const [index, rule] of listAt(resource.value, ['spec', 'rules']).entries()) {
    for (const [number, path] of listAt(rule, ['http', 'paths']).entries()) {
      const at: DataPath = ['spec', 'rules', index, 'http', 'paths', number, 'backend'];
      add((path as { backend?: unknown } | null)?.backend, textAt(rule, ['host']), at);
    }
  }
  const spec = resource.value.spec as { defaultBackend?: unknown } | null | undefined;
  add(spec?.defaultBackend, '', ['spec', 'defaultBackend']);
  return routes;
}
