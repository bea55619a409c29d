/**
 * What leans on ExternalName Services. Sources: https://istio.io/latest/news/releases/1.21.x/announcing-1.21/upgrade-notes/,
 * https://github.com/istio/istio/blob/1.21.0/pilot/pkg/model/push_context.go (resolveServiceAliases),
 * https://github.com/istio/istio/blob/1.21.0/pilot/pkg/serviceregistry/kube/conversion.go.
 */
import type { MeshResource } from '../../model.js';
import type { Known } from '../destinations.js';
import { isWildcard } from '../hosts.js';
import type { Mesh } from '../mesh.js';
import { listAt, mappingAt, textAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import { isClusterHost, type MeshService } from '../services.js';
import { itemAt, type ViewDefinition, type ViewInput, type ViewItem } from '../view.js';

export const externalNameUses: ViewDefinition = {
  name: 'externalNameUses',
  summary: 'An ExternalName Service, and every DestinationRule, route and VirtualService host that names one',
  places: {
    at: 'the name of the Service in the resource that uses it; of the Service itself its externalName',
  },
  fields: {
    use: '`service`, `destination-rule`, `route` or `virtual-service-host`',
    service: 'the ExternalName Service, as `Service/namespace/name`',
    serviceHost: 'its full name',
    externalName: 'where it points',
    hasPorts: 'whether it declares ports: without them istiod never made a service of it',
    targetKnown:
      '`yes` where a Service or ServiceEntry of this repository has the target as host; `unknown` for a target inside the cluster that is not here; else `no`',
    targetHasPort: "for a route: whether the target declares the route's port; true where either says none",
    setsPolicy: 'for a DestinationRule: whether it holds a traffic policy or subsets',
    registryOnly: 'whether traffic to unknown hosts is blocked, by the mesh config or by a Sidecar',
  },
  items: uses,
};

interface Use {
  readonly use: string;
  readonly targetHasPort?: boolean;
  readonly setsPolicy?: boolean;
}

function uses(mesh: Mesh, context: ViewInput): readonly ViewItem[] {
  const aliases = mesh.services().filter(service => service.externalName !== '');
  if (aliases.length === 0) return [];
  const byHost = new Map(aliases.map(alias => [alias.host, alias]));
  const registryOnly = blocksUnknownHosts(mesh, context);
  const valuesFor = (alias: MeshService, use: Use): Record<string, unknown> => ({
    service: subjectOf(alias.resource),
    serviceHost: alias.host,
    externalName: alias.externalName,
    hasPorts: alias.ports.length > 0,
    targetKnown: targetKnown(mesh, alias),
    targetHasPort: true,
    setsPolicy: false,
    registryOnly,
    ...use,
  });

  const items: ViewItem[] = aliases.map(alias =>
    itemAt(alias.resource, { at: ['spec', 'externalName'] }, valuesFor(alias, { use: 'service' })),
  );
  for (const rule of mesh.ofKind('DestinationRule', 'networking.istio.io')) {
    const alias = byHost.get(mesh.resolve(textAt(rule.value, ['spec', 'host']), rule.namespace));
    if (!alias) continue;
    items.push(
      itemAt(
        rule,
        { at: ['spec', 'host'] },
        valuesFor(alias, { use: 'destination-rule', setsPolicy: setsPolicy(rule) }),
      ),
    );
  }
  const seen = new Set<string>();
  for (const route of mesh.routes()) {
    const alias = byHost.get(route.host);
    const key = `${subjectOf(route.resource)} ${route.path.join('.')}`;
    // A delegate's destination is a route once per root.
    if (!alias || seen.has(key)) continue;
    seen.add(key);
    const targetHasPort = declaresPort(mesh, alias.externalName, route.port);
    items.push(
      itemAt(
        route.resource,
        { at: [...route.path, 'host'] },
        valuesFor(alias, { use: 'route', targetHasPort }),
      ),
    );
  }
  for (const service of mesh.ofKind('VirtualService', 'networking.istio.io')) {
    for (const [index, host] of textsAt(service.value, ['spec', 'hosts']).entries()) {
      const alias = byHost.get(mesh.resolve(host, service.namespace));
      if (!alias) continue;
      items.push(
        itemAt(service, { at: ['spec', 'hosts', index] }, valuesFor(alias, { use: 'virtual-service-host' })),
      );
    }
  }
  return items;
}

function targetKnown(mesh: Mesh, alias: MeshService): Known {
  if (targets(mesh, alias.externalName).length > 0) return 'yes';
  return isClusterHost(alias.externalName, mesh.clusterDomain) ? 'unknown' : 'no';
}

/** Hosts have to be the very same: an alias is resolved by name, and a wildcard has no cluster of that name. */
function targets(mesh: Mesh, externalName: string): readonly MeshService[] {
  return mesh
    .servicesMatching(externalName)
    .filter(service => service.host === externalName && !isWildcard(service.host));
}

function declaresPort(mesh: Mesh, externalName: string, port: number): boolean {
  const ports = targets(mesh, externalName).flatMap(service => service.ports);
  return port === 0 || ports.length === 0 || ports.some(({ number }) => number === port);
}

function setsPolicy(rule: MeshResource): boolean {
  return (
    mappingAt(rule.value, ['spec', 'trafficPolicy']) !== undefined ||
    listAt(rule.value, ['spec', 'subsets']).length > 0
  );
}

function blocksUnknownHosts(mesh: Mesh, { after }: ViewInput): boolean {
  const policy = ['outboundTrafficPolicy', 'mode'];
  if (textAt(after.meshConfig, policy) === 'REGISTRY_ONLY') return true;
  return mesh
    .ofKind('Sidecar')
    .some(sidecar => textAt(sidecar.value, ['spec', ...policy]) === 'REGISTRY_ONLY');
}
