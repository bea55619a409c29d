/**
 * Hosts of ServiceEntries, with whatever else declares the same host.
 * Sources: https://github.com/istio/istio/blob/1.24.0/pilot/pkg/model/sidecar.go (selectServices),
 * https://github.com/istio/istio/blob/1.25.0/pilot/pkg/networking/serviceentry/ip_autoallocation.go.
 */
import type { MeshResource } from '../../model.js';
import { dnsCaptureOf } from '../dns-capture.js';
import { exportToOf, isVisibleIn } from '../export-to.js';
import { isWildcard } from '../hosts.js';
import type { Mesh } from '../mesh.js';
import { listAt, textAt, textMapAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import { differences, hasOtherPorts, isSelecting, sameHost, shapeOf, sharesPortName } from '../same-host.js';
import type { MeshService } from '../services.js';
import { defaultSidecars, sidecarOf } from '../sidecars.js';
import { itemAt, type ViewDefinition, type ViewInput, type ViewItem } from '../view.js';

export const serviceEntryHosts: ViewDefinition = {
  name: 'serviceEntryHosts',
  summary: 'A host of a ServiceEntry, with what else declares that host',
  places: { at: 'the host', resolution: 'the resolution', addresses: 'the addresses', ports: 'the ports' },
  fields: {
    host: 'the host',
    isWildcardHost: 'whether it is a wildcard',
    namespace: 'the namespace of the ServiceEntry',
    isRootNamespace: 'whether that is the root namespace',
    location: '`MESH_EXTERNAL` or `MESH_INTERNAL`',
    resolution: '`NONE` (also where none is written), `STATIC`, `DNS`, `DNS_ROUND_ROBIN` or `DYNAMIC_DNS`',
    addresses: 'its addresses',
    exportTo: 'namespaces that it is exported to; [] for the default',
    hasWorkloadSelector: 'whether workloads stand behind it',
    endpoints: 'names and addresses of its endpoints',
    networks: 'networks that its endpoints say they are in',
    protocols: 'what its ports speak: `http`, `tls`, `tcp`, `auto`',
    allocates:
      "whether it asks for no address of its own, and its label `networking.istio.io/enable-autoallocate-ip` doesn't forbid one",
    dnsCapture:
      '`mesh` where the mesh config has proxies answer DNS after the change, `some` where a ProxyConfig or workload of this repository does, else `none`',
    allocatedBefore:
      'whether the mesh config asks proxies for the older, automatic addresses (ISTIO_META_DNS_AUTO_ALLOCATE)',
    sameHostService:
      "the Kubernetes Service of this very host, as `Service/namespace/name`; '' where none is here",
    sameHostServiceNamespace: "that Service's namespace; ''",
    portsBesideService:
      'numbers of its ports that the Kubernetes Service of this host does not have; [] without one',
    sameHostHere: 'other ServiceEntries of the namespace with this host, as `ServiceEntry/namespace/name`',
    isFirstHere: 'whether it is the first of them in the order of files',
    samePortNameHere: 'those of them that have a port of the same name under another number',
    unmergedHere:
      'those of them with other ports that releases from 1.22 on do not merge with it, since they differ in resolution, labels, workloadSelector or exportTo',
    unmergedBy: 'in what those differ: `resolution`, `labels`, `workloadSelector`, `exportTo`',
    sameHostElsewhere:
      'ServiceEntries of other namespaces with this host that differ in ports, resolution, endpoints or location, and that proxies of this namespace see',
    hasSidecar: "whether a Sidecar without workloadSelector is in force in the ServiceEntry's namespace",
    hasSidecars: 'whether any Sidecar without workloadSelector is in this repository',
    isRouted: 'whether a VirtualService for sidecars of this repository routes to the host',
  },
  items: hosts,
};

function hosts(mesh: Mesh, context: ViewInput): readonly ViewItem[] {
  const items: ViewItem[] = [];
  const capture = dnsCaptureOf(mesh, context.after);
  for (const service of mesh.services()) {
    if (service.kind !== 'ServiceEntry') continue;
    items.push(itemOf(mesh, service, capture));
  }
  return items;
}

/** Evidence, not the subject. */
const MAX_NAMED = 10;

function itemOf(mesh: Mesh, service: MeshService, capture: ReturnType<typeof dnsCaptureOf>): ViewItem {
  const { resource, host } = service;
  const same = sameHost(mesh, service);
  const kubernetes = same.find(other => other.kind === 'Service');
  const entries = same.filter(other => other.kind === 'ServiceEntry' && other !== service);
  const here = entries.filter(other => other.resource.namespace === resource.namespace);
  const unmerged = here.filter(
    other => hasOtherPorts(service, other) && differences(service, other).length > 0,
  );
  const index = textsAt(resource.value, ['spec', 'hosts']).indexOf(host);
  return itemAt(
    resource,
    {
      at: ['spec', 'hosts', index],
      resolution: ['spec', 'resolution'],
      addresses: ['spec', 'addresses'],
      ports: ['spec', 'ports'],
    },
    {
      host,
      isWildcardHost: isWildcard(host),
      namespace: resource.namespace,
      isRootNamespace: resource.namespace === mesh.rootNamespace,
      location: textAt(resource.value, ['spec', 'location']) || 'MESH_EXTERNAL',
      resolution: service.resolution,
      addresses: textsAt(resource.value, ['spec', 'addresses']),
      exportTo: exportToOf(resource),
      hasWorkloadSelector: isSelecting(resource),
      endpoints: service.endpoints,
      networks: networksOf(resource),
      protocols: [...new Set(service.ports.map(port => port.protocol))].toSorted(),
      allocates: allocates(service),
      dnsCapture: capture.where,
      allocatedBefore: capture.allocates,
      sameHostService: kubernetes ? subjectOf(kubernetes.resource) : '',
      sameHostServiceNamespace: kubernetes?.resource.namespace ?? '',
      portsBesideService: kubernetes ? portsBeside(service, kubernetes) : [],
      sameHostHere: named(here),
      isFirstHere: same.find(other => other.resource.namespace === resource.namespace) === service,
      samePortNameHere: named(here.filter(other => sharesPortName(service, other))),
      unmergedHere: named(unmerged),
      unmergedBy: [...new Set(unmerged.flatMap(other => differences(service, other)))].toSorted(),
      sameHostElsewhere: named(
        entries.filter(
          other =>
            other.resource.namespace !== resource.namespace &&
            isVisibleIn(exportToOf(other.resource), other.resource.namespace, resource.namespace) &&
            shapeOf(other) !== shapeOf(service),
        ),
      ),
      hasSidecar: sidecarOf(mesh, resource.namespace) !== undefined,
      hasSidecars: defaultSidecars(mesh).size > 0,
      isRouted: mesh
        .routesTo(host)
        .some(route => route.host === host && route.fromMesh && route.resource.kind === 'VirtualService'),
    },
  );
}

function named(services: readonly MeshService[]): readonly string[] {
  return [...new Set(services.map(({ resource }) => subjectOf(resource)))].slice(0, MAX_NAMED);
}

function portsBeside(entry: MeshService, service: MeshService): readonly number[] {
  const numbers = new Set(service.ports.map(port => port.number));
  return entry.ports.map(port => port.number).filter(number => number !== 0 && !numbers.has(number));
}

function networksOf({ value }: MeshResource): readonly string[] {
  const networks = listAt(value, ['spec', 'endpoints']).map(endpoint => textAt(endpoint, ['network']));
  return [...new Set(networks)].filter(network => network !== '').toSorted();
}

/** Without an address of its own, and with endpoints to which one can stand. */
function allocates({ resource, host, resolution }: MeshService): boolean {
  const label = textMapAt(resource.value, ['metadata', 'labels']).get(
    'networking.istio.io/enable-autoallocate-ip',
  );
  return (
    textsAt(resource.value, ['spec', 'addresses']).length === 0 &&
    resolution !== 'NONE' &&
    !isWildcard(host) &&
    label?.toLowerCase() !== 'false'
  );
}
