/** Destinations of a VirtualService. */
import type { DataPath, MeshResource } from '../model.js';
import { resolveHost } from './hosts.js';
import { integerAt, listAt, mappingAt, textAt, textsAt } from './read.js';
import type { Route } from './routes.js';

/** A root VirtualService and the route of it that names a delegate. */
export interface DelegatedFrom {
  readonly root: MeshResource;
  readonly route: unknown;
}

/** What a VirtualService's routes are reached through. */
interface Entry {
  readonly authorities: readonly string[];
  readonly fromGateway: boolean;
  readonly fromMesh: boolean;
  /** Rewrite of the root's route: a delegate that has none inherits it. */
  readonly rewrite: string;
}

/**
 * Every destination of a VirtualService, once per way in: a delegate (a VirtualService without hosts) is reached as
 * what its roots are.
 * Source: https://github.com/istio/istio/blob/1.22.2/pilot/pkg/model/virtualservice.go (mergeHTTPRoute).
 */
export function virtualServiceRoutes(
  resource: MeshResource,
  delegatedFrom: readonly DelegatedFrom[],
  clusterDomain: string,
): readonly Route[] {
  const entries = entriesOf(resource, delegatedFrom, clusterDomain);
  const routes: Route[] = [];
  for (const layer of ['http', 'tls', 'tcp'] as const) {
    for (const [index, rule] of listAt(resource.value, ['spec', layer]).entries()) {
      for (const destination of destinationsOf(rule, ['spec', layer, index])) {
        const host = resolveHost(textAt(destination.value, ['host']), resource.namespace, clusterDomain);
        if (host === '') continue;
        for (const entry of entries) {
          const narrowed = narrow(entry, rule);
          routes.push({
            host,
            port: integerAt(destination.value, ['port', 'number']),
            subset: textAt(destination.value, ['subset']),
            layer,
            authorities: narrowed.authorities,
            fromGateway: narrowed.fromGateway,
            fromMesh: narrowed.fromMesh,
            rewrite: layer === 'http' ? destination.rewrite || rewriteOf(rule) || entry.rewrite : '',
            resource,
            path: destination.path,
          });
        }
      }
    }
  }
  return routes;
}

function entriesOf(
  resource: MeshResource,
  delegatedFrom: readonly DelegatedFrom[],
  clusterDomain: string,
): readonly Entry[] {
  const hosts = textsAt(resource.value, ['spec', 'hosts']);
  if (hosts.length > 0) return [entryOf(resource, undefined, clusterDomain)];
  if (delegatedFrom.length > 0) {
    return delegatedFrom.map(({ root, route }) => entryOf(root, route, clusterDomain));
  }
  // A delegate whose root is not here: what it is asked for as, and through what, is unknown.
  return [{ authorities: [], fromGateway: true, fromMesh: true, rewrite: '' }];
}

function entryOf(resource: MeshResource, route: unknown, clusterDomain: string): Entry {
  const gateways = textsAt(resource.value, ['spec', 'gateways']);
  const entry = {
    authorities: textsAt(resource.value, ['spec', 'hosts']).map(host =>
      resolveHost(host, resource.namespace, clusterDomain),
    ),
    fromGateway: gateways.some(gateway => gateway !== 'mesh'),
    fromMesh: gateways.length === 0 || gateways.includes('mesh'),
    rewrite: rewriteOf(route),
  };
  return route === undefined ? entry : narrow(entry, route);
}

/** A route whose every match names gateways is reached through those alone. An exact authority in its matches narrows its hosts. */
function narrow(entry: Entry, rule: unknown): Entry {
  const matches = listAt(rule, ['match']);
  if (matches.length === 0) return entry;
  const gateways = matches.map(match => textsAt(match, ['gateways']));
  const authorities = matches.map(match => textAt(match, ['authority', 'exact']));
  const named = gateways.every(names => names.length > 0) ? gateways.flat() : undefined;
  return {
    ...entry,
    ...(authorities.every(authority => authority !== '') ? { authorities: [...new Set(authorities)] } : {}),
    ...(named
      ? { fromGateway: named.some(gateway => gateway !== 'mesh'), fromMesh: named.includes('mesh') }
      : {}),
  };
}

interface Destination {
  readonly value: unknown;
  readonly rewrite: string;
  readonly path: DataPath;
}

function destinationsOf(rule: unknown, base: DataPath): Destination[] {
  const destinations: Destination[] = [];
  for (const [index, route] of listAt(rule, ['route']).entries()) {
    const value = mappingAt(route, ['destination']);
    if (value)
      destinations.push({
        value,
        rewrite: authorityHeader(route),
        path: [...base, 'route', index, 'destination'],
      });
  }
  const mirror = mappingAt(rule, ['mirror']);
  if (mirror) destinations.push({ value: mirror, rewrite: '', path: [...base, 'mirror'] });
  for (const [index, item] of listAt(rule, ['mirrors']).entries()) {
    const value = mappingAt(item, ['destination']);
    if (value) destinations.push({ value, rewrite: '', path: [...base, 'mirrors', index, 'destination'] });
  }
  return destinations;
}

function rewriteOf(rule: unknown): string {
  return authorityHeader(rule) || textAt(rule, ['rewrite', 'authority']);
}

/** Setting the `Host` or `:authority` header rewrites the authority just as `rewrite` does. */
function authorityHeader(rule: unknown): string {
  for (const [name, value] of Object.entries(mappingAt(rule, ['headers', 'request', 'set']) ?? {})) {
    if (['host', ':authority'].includes(name.toLowerCase()) && typeof value === 'string') return value;
  }
  return '';
}
