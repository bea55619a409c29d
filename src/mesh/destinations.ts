/** Through what, and as what, the traffic that a TLS block is in force for arrives. */
import { isIP } from 'node:net';
import type { MeshResource } from '../model.js';
import { hasCloserRule } from './closest-rule.js';
import { isWildcard } from './hosts.js';
import type { Mesh } from './mesh.js';
import type { Route } from './routes.js';
import type { MeshPort, MeshService } from './services.js';
import type { TlsBlock } from './tls-blocks.js';

export type Known = 'yes' | 'no' | 'unknown';

/** What this repository shows of the traffic to one host, as far as one TLS block is in force for it. */
export interface Traffic {
  readonly services: readonly MeshService[];
  /** Declared ports that the block is in force for. */
  readonly ports: readonly MeshPort[];
  /** False where services are here and none of their ports is left to the block. */
  readonly hasPorts: boolean;
  readonly routes: readonly Route[];
  /**
   * False where routes to the host are here and none leads to the block: to a subset, none that names it; outside of
   * subsets, where a route for the host itself takes every call elsewhere.
   */
  readonly reached: boolean;
  /** A wildcard's: every host below it that is here has a rule of its own, which takes its place. */
  readonly shadowed: boolean;
  /** Whether an HTTP router sends it: only then is there an authority. */
  readonly http: Known;
  /** All its declared ports are TLS or HTTPS: HTTP only where a route that is not here sends requests there. */
  readonly opaqueTls: boolean;
}

export function trafficTo(mesh: Mesh, rule: MeshResource, host: string, block: TlsBlock): Traffic {
  const isOpen = (other: string): boolean => !isWildcard(host) || !hasCloserRule(mesh, rule, host, other);
  const known = servicesFor(mesh, host);
  const services = known.filter(service => isOpen(service.host));
  const declared = services.flatMap(service => service.ports);
  const ports = declared.filter(port => isInForce(block, port.number));
  const candidates = mesh.routesTo(host).filter(route => isOpen(route.host));
  const routes = candidates.filter(route => reaches(route, block, services));
  return {
    services,
    ports,
    hasPorts: declared.length === 0 || ports.length > 0,
    routes,
    reached: routes.length > 0 || !leadsElsewhere(mesh, host, block, candidates, ports),
    shadowed: known.length > 0 && services.length === 0 && routes.length === 0,
    http: isHttp(routes, ports),
    opaqueTls: ports.length > 0 && ports.every(port => port.protocol === 'tls'),
  };
}

/** Routes that are here take the traffic, and none of it to the block. Below a wildcard there may be hosts that they don't know. */
function leadsElsewhere(
  mesh: Mesh,
  host: string,
  block: TlsBlock,
  candidates: readonly Route[],
  ports: readonly MeshPort[],
): boolean {
  if (isWildcard(host)) return false;
  if (block.subset !== '') return candidates.length > 0;
  // HTTP routes take requests only; what else comes to the host keeps going straight to it.
  if (ports.some(port => port.protocol !== 'http')) return false;
  return mesh.routes().some(route => route.layer === 'http' && route.fromMesh && isFor(route, host));
}

/** The route takes what clients in the mesh send to the host. */
function isFor(route: Route, host: string): boolean {
  return route.authorities.includes(host);
}

/**
 * The names as which requests are made, before and after routes rewrite them. Where no route is here, clients ask for
 * the host itself. IP addresses are no server names, and are left out.
 */
export function authoritiesOf(
  host: string,
  traffic: Traffic,
): { readonly asked: readonly string[]; readonly rewritten: readonly string[]; readonly unknown: boolean } {
  const routes = traffic.routes.filter(route => route.layer === 'http');
  const own = isWildcard(host) ? traffic.services.map(service => service.host) : [host];
  const asked = routes.length === 0 ? own : routes.flatMap(route => route.authorities);
  const rewritten =
    routes.length === 0
      ? own
      : routes.flatMap(route => (route.rewrite === '' ? route.authorities : [route.rewrite]));
  const unknown =
    asked.length === 0 || asked.some(isWildcard) || routes.some(route => route.authorities.length === 0);
  return { asked: names(asked), rewritten: names(rewritten), unknown };
}

function names(hosts: readonly string[]): readonly string[] {
  return [...new Set(hosts)].filter(host => isIP(host) === 0).toSorted();
}

function isInForce(block: TlsBlock, port: number): boolean {
  return block.port === 0 ? !block.otherPorts.has(port) : block.port === port;
}

function reaches(route: Route, block: TlsBlock, services: readonly MeshService[]): boolean {
  if (!block.subsets.has(route.subset)) return false;
  if (route.port !== 0) return isInForce(block, route.port);
  // A route without a port goes to the only port of its service, else to the port that the request came in by.
  const ports = services.filter(service => service.host === route.host).flatMap(service => service.ports);
  const [only] = ports;
  if (ports.length === 1 && only) return isInForce(block, only.number);
  return ports.length === 0 || block.port === 0;
}

/** The services of a host: those of that very name if there are any, else the wildcards that cover it. */
function servicesFor(mesh: Mesh, host: string): readonly MeshService[] {
  const services = mesh.servicesMatching(host);
  const own = services.filter(service => service.host === host);
  return own.length > 0 && !isWildcard(host) ? own : services;
}

function isHttp(routes: readonly Route[], ports: readonly MeshPort[]): Known {
  // An HTTP route makes requests of it whatever the port says of itself: TLS origination for port 443 rests on that.
  if (routes.some(route => route.layer === 'http')) return 'yes';
  if (ports.some(port => port.protocol === 'http')) return 'yes';
  if (ports.some(port => port.protocol === 'auto')) return routes.length > 0 ? 'no' : 'unknown';
  if (ports.length > 0) return 'no';
  return routes.length > 0 ? 'no' : 'unknown';
}
