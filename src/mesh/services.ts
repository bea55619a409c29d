/** The hosts that istiod knows: Kubernetes Services and ServiceEntries of the repository, in one shape. */
import type { DataPath, MeshResource } from '../model.js';
import { isWildcard } from './hosts.js';
import { declaredProtocol, type PortProtocol, servicePortProtocol } from './protocols.js';
import { integerAt, listAt, textAt, textsAt } from './read.js';
import { groupOf } from './resource.js';

export interface MeshService {
  /** Full name, or a ServiceEntry's wildcard. */
  readonly host: string;
  readonly kind: 'Service' | 'ServiceEntry';
  /** Where an ExternalName Service points; '' for all others. */
  readonly externalName: string;
  /** Resolution of a ServiceEntry (`NONE`, `DNS`, …); '' for a Service. */
  readonly resolution: string;
  readonly ports: readonly MeshPort[];
  /** Names and addresses of a ServiceEntry's endpoints. */
  readonly endpoints: readonly string[];
  readonly resource: MeshResource;
}

export interface MeshPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: PortProtocol;
  /** 0 where none is written, or where it is a name. */
  readonly targetPort: number;
  /** Where it stands in its resource. */
  readonly path: DataPath;
}

/** The services that a resource declares; none for any other kind. */
export function servicesOf(resource: MeshResource, clusterDomain: string): readonly MeshService[] {
  const group = groupOf(resource.apiVersion);
  if (group === '' && resource.kind === 'Service') return [kubernetesService(resource, clusterDomain)];
  if (group === 'networking.istio.io' && resource.kind === 'ServiceEntry') return serviceEntry(resource);
  return [];
}

/** True for a host of the cluster's own domain. */
export function isClusterHost(host: string, clusterDomain: string): boolean {
  return !isWildcard(host) && host.endsWith(`.svc.${clusterDomain}`);
}

function kubernetesService(resource: MeshResource, clusterDomain: string): MeshService {
  const { value } = resource;
  const external = textAt(value, ['spec', 'type']) === 'ExternalName';
  return {
    host: `${resource.name}.${resource.namespace}.svc.${clusterDomain}`,
    kind: 'Service',
    externalName: external ? textAt(value, ['spec', 'externalName']).replace(/\.$/, '') : '',
    resolution: '',
    endpoints: [],
    ports: listAt(value, ['spec', 'ports']).map((port, index) => {
      const number = integerAt(port, ['port']);
      const name = textAt(port, ['name']);
      const transport = textAt(port, ['protocol']);
      return {
        number,
        name,
        protocol: servicePortProtocol({
          number,
          name,
          transport,
          appProtocol: textAt(port, ['appProtocol']),
        }),
        targetPort: integerAt(port, ['targetPort']),
        path: ['spec', 'ports', index],
      };
    }),
    resource,
  };
}

function serviceEntry(resource: MeshResource): MeshService[] {
  const { value } = resource;
  const ports = listAt(value, ['spec', 'ports']).map((port, index) => ({
    number: integerAt(port, ['number']),
    name: textAt(port, ['name']),
    protocol: declaredProtocol(textAt(port, ['protocol'])),
    targetPort: integerAt(port, ['targetPort']),
    path: ['spec', 'ports', index],
  }));
  const resolution = textAt(value, ['spec', 'resolution']) || 'NONE';
  const endpoints = listAt(value, ['spec', 'endpoints'])
    .map(endpoint => textAt(endpoint, ['address']))
    .filter(address => address !== '');
  return textsAt(value, ['spec', 'hosts']).map(host => ({
    host,
    kind: 'ServiceEntry',
    externalName: '',
    resolution,
    ports,
    endpoints,
    resource,
  }));
}
