/** Destinations of the Gateway API's routes. */
import type { DataPath, MeshResource } from '../model.js';
import { integerAt, listAt, mappingAt, textAt, textsAt } from './read.js';
import type { Route } from './routes.js';

const LAYERS: ReadonlyMap<string, Route['layer']> = new Map([
  ['HTTPRoute', 'http'],
  ['GRPCRoute', 'http'],
  ['TLSRoute', 'tls'],
  ['TCPRoute', 'tcp'],
]);

/** Every backend of a route, mirrors included; none for other kinds. */
export function gatewayApiRoutes(resource: MeshResource, clusterDomain: string): readonly Route[] {
  const layer = LAYERS.get(resource.kind);
  if (!layer) return [];
  const parents = listAt(resource.value, ['spec', 'parentRefs']);
  const isMeshParent = (parent: unknown): boolean =>
    ['Service', 'ServiceEntry'].includes(textAt(parent, ['kind']));
  const meshParents = parents.filter(isMeshParent);
  const common = {
    subset: '',
    layer,
    fromGateway: meshParents.length < parents.length,
    fromMesh: meshParents.length > 0,
    authorities: authoritiesOf(resource, meshParents, clusterDomain),
    resource,
  };
  const routes: Route[] = [];
  for (const [index, rule] of listAt(resource.value, ['spec', 'rules']).entries()) {
    for (const backend of backendsOf(rule, ['spec', 'rules', index])) {
      const host = hostOf(backend.value, resource.namespace, clusterDomain);
      if (host === '') continue;
      const rewrite = backend.rewrite || rewriteOf(rule);
      routes.push({ ...common, host, port: integerAt(backend.value, ['port']), rewrite, path: backend.path });
    }
  }
  return routes;
}

/** Without hostnames a route of the mesh is asked for as its parents; what a Gateway's listeners admit can't be told. */
function authoritiesOf(
  resource: MeshResource,
  meshParents: readonly unknown[],
  clusterDomain: string,
): readonly string[] {
  const hostnames = textsAt(resource.value, ['spec', 'hostnames']);
  if (hostnames.length > 0) return hostnames;
  return meshParents
    .map(parent => hostOf(parent, resource.namespace, clusterDomain))
    .filter(host => host !== '');
}

interface Backend {
  readonly value: unknown;
  readonly rewrite: string;
  readonly path: DataPath;
}

function backendsOf(rule: unknown, base: DataPath): Backend[] {
  const backends: Backend[] = [];
  for (const [index, value] of listAt(rule, ['backendRefs']).entries()) {
    backends.push({ value, rewrite: rewriteOf(value), path: [...base, 'backendRefs', index] });
  }
  for (const [index, filter] of listAt(rule, ['filters']).entries()) {
    const value = mappingAt(filter, ['requestMirror', 'backendRef']);
    if (value)
      backends.push({ value, rewrite: '', path: [...base, 'filters', index, 'requestMirror', 'backendRef'] });
  }
  return backends;
}

/** A backend is a Service, or Istio's `Hostname`, whose name is the host itself. */
function hostOf(backend: unknown, namespace: string, clusterDomain: string): string {
  const name = textAt(backend, ['name']);
  const kind = textAt(backend, ['kind']) || 'Service';
  if (name === '') return '';
  if (kind === 'Hostname') return name;
  return kind === 'Service'
    ? `${name}.${textAt(backend, ['namespace']) || namespace}.svc.${clusterDomain}`
    : '';
}

function rewriteOf(holder: unknown): string {
  for (const filter of listAt(holder, ['filters'])) {
    const hostname = textAt(filter, ['urlRewrite', 'hostname']);
    if (hostname !== '') return hostname;
    for (const header of listAt(filter, ['requestHeaderModifier', 'set'])) {
      if (textAt(header, ['name']).toLowerCase() === 'host') return textAt(header, ['value']);
    }
  }
  return '';
}
