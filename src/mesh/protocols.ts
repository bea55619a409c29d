/** Protocols of ports, as istiod decides them. */

/** What Envoy is told about a port. `auto`: nothing declared, so the first bytes decide. */
export type PortProtocol = 'http' | 'tls' | 'tcp' | 'auto';

/** Sources: https://github.com/istio/istio/blob/1.22.2/pkg/config/protocol/instance.go */
const BY_NAME: Readonly<Record<string, PortProtocol>> = {
  http: 'http',
  http2: 'http',
  http_proxy: 'http',
  grpc: 'http',
  'grpc-web': 'http',
  https: 'tls',
  tls: 'tls',
  hbone: 'tcp',
  tcp: 'tcp',
  udp: 'tcp',
  mongo: 'tcp',
  mysql: 'tcp',
  redis: 'tcp',
};

/** Ports whose servers speak first: never sniffed. */
const SERVER_FIRST_PORTS = new Set([25, 53, 3306, 27017]);

/** Protocol of a ServiceEntry's port. An unknown word is as good as none. */
export function declaredProtocol(protocol: string): PortProtocol {
  const name = protocol.toLowerCase();
  return Object.hasOwn(BY_NAME, name) ? (BY_NAME[name] ?? 'auto') : 'auto';
}

/**
 * Protocol of a Kubernetes Service's port: `appProtocol`, else the first part of its name.
 * Source: https://github.com/istio/istio/blob/1.22.2/pkg/config/kube/conversion.go (ConvertProtocol).
 */
export function servicePortProtocol(port: {
  readonly number: number;
  readonly name: string;
  readonly transport: string;
  readonly appProtocol: string;
}): PortProtocol {
  if (port.transport.toUpperCase() === 'UDP') return 'tcp';
  if (port.appProtocol === 'kubernetes.io/h2c') return 'http';
  const name = (port.appProtocol || port.name).toLowerCase();
  if (name.startsWith('grpc-web')) return 'http';
  const declared = declaredProtocol(name.split('-', 1)[0] ?? '');
  return declared === 'auto' && SERVER_FIRST_PORTS.has(port.number) ? 'tcp' : declared;
}
