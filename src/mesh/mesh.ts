/** The resources of one mesh, indexed. Everything that is derived from them is made when first asked for. */
import { groupBy } from '../grouped.js';
import type { MeshResource } from '../model.js';
import { HostIndex, resolveHost } from './hosts.js';
import { textMapAt } from './read.js';
import { groupOf } from './resource.js';
import { type Route, routesOf } from './routes.js';
import { type MeshService, servicesOf } from './services.js';

export interface MeshOptions {
  /** Namespace whose rules hold for the whole mesh. Default `istio-system`. */
  readonly rootNamespace?: string;
  /** Namespaces that hold what platform teams keep (gateways, control planes), besides the root namespace. */
  readonly platformNamespaces?: readonly string[];
  /** Default `cluster.local`. */
  readonly clusterDomain?: string;
}

export interface Mesh {
  readonly resources: readonly MeshResource[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  /** The variable `mesh` of a rule's conditions. */
  readonly summary: MeshSummary;
  /** Resources of a kind; `group` tells Istio's Gateway (`networking.istio.io`) from the Gateway API's. */
  ofKind(kind: string, group?: string): readonly MeshResource[];
  count(kind: string): number;
  isPlatformNamespace(namespace: string): boolean;
  /** Services and ServiceEntries whose host overlaps with this one. */
  servicesMatching(host: string): readonly MeshService[];
  services(): readonly MeshService[];
  /** Routes whose destination overlaps with this host. */
  routesTo(host: string): readonly Route[];
  routes(): readonly Route[];
  /** Labels of a namespace, with the one that Kubernetes always sets; undefined where its resource is not here. */
  namespaceLabels(namespace: string): ReadonlyMap<string, string> | undefined;
  /** A host as a rule of the namespace means it. */
  resolve(host: string, namespace: string): string;
}

export interface MeshSummary {
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  /** Number of resources of each kind that is here. */
  readonly counts: Readonly<Record<string, number>>;
}

const DEFAULT_ROOT_NAMESPACE = 'istio-system';
const DEFAULT_CLUSTER_DOMAIN = 'cluster.local';

/** Indexes resources as one mesh. They may hold anything: nothing here throws on what is absent or of the wrong type. */
export function createMesh(resources: readonly MeshResource[], options: MeshOptions = {}): Mesh {
  const rootNamespace = options.rootNamespace || DEFAULT_ROOT_NAMESPACE;
  const clusterDomain = options.clusterDomain || DEFAULT_CLUSTER_DOMAIN;
  const platform = new Set([rootNamespace, ...(options.platformNamespaces ?? [])]);
  const byKind = groupBy(resources, ({ kind }) => kind);
  const namespaces = new Map((byKind.get('Namespace') ?? []).map(resource => [resource.name, resource]));

  const services = once(() => resources.flatMap(resource => servicesOf(resource, clusterDomain)));
  const serviceIndex = once(() => indexByHost(services()));
  const routes = once(() => routesOf(resources, clusterDomain));
  const routeIndex = once(() => indexByHost(routes()));

  return {
    resources,
    rootNamespace,
    clusterDomain,
    summary: {
      rootNamespace,
      clusterDomain,
      counts: Object.fromEntries([...byKind].map(([kind, items]) => [kind, items.length])),
    },
    ofKind: (kind, group) => {
      const items = byKind.get(kind) ?? [];
      return group === undefined ? items : items.filter(resource => groupOf(resource.apiVersion) === group);
    },
    count: kind => byKind.get(kind)?.length ?? 0,
    isPlatformNamespace: namespace => platform.has(namespace),
    services,
    servicesMatching: host => serviceIndex().matching(host),
    routes,
    routesTo: host => routeIndex().matching(host),
    namespaceLabels: namespace => {
      const resource = namespaces.get(namespace);
      if (!resource) return undefined;
      return new Map([
        ...textMapAt(resource.value, ['metadata', 'labels']),
        ['kubernetes.io/metadata.name', namespace],
      ]);
    },
    resolve: (host, namespace) => resolveHost(host, namespace, clusterDomain),
  };
}

function indexByHost<T extends { readonly host: string }>(items: readonly T[]): HostIndex<T> {
  const index = new HostIndex<T>();
  for (const item of items) index.add(item.host, item);
  return index;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
