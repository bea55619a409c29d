/** Which of several DestinationRules istiod takes for a host. */
import { oncePer } from '../memo.js';
import type { MeshResource } from '../model.js';
import { HostIndex } from './hosts.js';
import type { Mesh } from './mesh.js';
import { mappingAt, textAt, textsAt } from './read.js';

/**
 * True where another DestinationRule takes the place of this one for a host below its wildcard. Within a namespace
 * istiod takes the most specific host and no wider one. The root namespace comes last: what the service's own namespace
 * exports for it goes first. Rules for selected workloads take nobody's place.
 * Source: https://github.com/istio/istio/blob/1.22.2/pilot/pkg/model/push_context.go (destinationRule).
 * @param own full name of the host that `rule` is for
 * @param host a host that `own` covers
 */
export function hasCloserRule(mesh: Mesh, rule: MeshResource, own: string, host: string): boolean {
  const index = indexOf(mesh);
  const isInTheWay = (other: MeshResource): boolean =>
    other.namespace === rule.namespace ||
    (rule.namespace === mesh.rootNamespace &&
      isExported(other) &&
      servesNamespace(mesh, host, other.namespace));
  if (host !== own && index.under(host).some(isInTheWay)) return true;
  for (const other of index.covering(host)) {
    if (mesh.resolve(textAt(other.value, ['spec', 'host']), other.namespace) === own) return false;
    if (isInTheWay(other)) return true;
  }
  return false;
}

const indexOf = oncePer((mesh: Mesh): HostIndex<MeshResource> => {
  const index = new HostIndex<MeshResource>();
  for (const rule of mesh.ofKind('DestinationRule', 'networking.istio.io')) {
    if (mappingAt(rule.value, ['spec', 'workloadSelector'])) continue;
    index.add(mesh.resolve(textAt(rule.value, ['spec', 'host']), rule.namespace), rule);
  }
  return index;
});

function isExported(rule: MeshResource): boolean {
  const exportTo = textsAt(rule.value, ['spec', 'exportTo']);
  return exportTo.length === 0 || exportTo.includes('*');
}

/** Whether the host's service stands in the namespace; a service that is not here may. */
function servesNamespace(mesh: Mesh, host: string, namespace: string): boolean {
  const services = mesh.servicesMatching(host).filter(service => service.host === host);
  return services.length === 0 || services.some(({ resource }) => resource.namespace === namespace);
}
