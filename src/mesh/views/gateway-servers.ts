/** Servers of Istio's own Gateways (those of the Gateway API have listeners: see gatewayListeners). */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { flagAt, integerAt, listAt, textAt, textMapAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const gatewayServers: ViewDefinition = {
  name: 'gatewayServers',
  summary: "A server of an Istio Gateway (not of the Gateway API's)",
  places: {
    at: 'the server',
    port: 'its port',
    targetPort: 'the targetPort of its port',
    tls: 'its `tls` block',
    credential: 'its credentialName',
    hosts: 'its hosts',
  },
  fields: {
    namespace: 'the namespace of the Gateway',
    selector: 'the labels by which the Gateway selects pods; empty for all gateways',
    number: 'number of its port',
    name: 'name of its port',
    protocol: 'protocol of its port, in capital letters; as written',
    targetPort: 'the targetPort of its port; 0 without one',
    bind: "the address that it binds; ''",
    hosts: 'its hosts, with the namespace before them where one is written',
    tlsMode:
      "`SIMPLE`, `MUTUAL`, `OPTIONAL_MUTUAL`, `PASSTHROUGH`, `AUTO_PASSTHROUGH` or `ISTIO_MUTUAL`; '' without TLS",
    httpsRedirect: 'whether it redirects to HTTPS',
    credentialNames: 'the Secrets that it names',
    hasCertificateFiles: 'whether it names files for its certificate and private key',
    minProtocolVersion: "the oldest version of TLS that it writes; ''",
  },
  items: oncePerMesh(servers),
};

function servers(mesh: Mesh): readonly ViewItem[] {
  return mesh
    .ofKind('Gateway', 'networking.istio.io')
    .flatMap(gateway =>
      listAt(gateway.value, ['spec', 'servers']).map((server, index) => itemOf(gateway, server, index)),
    );
}

function itemOf(gateway: MeshResource, server: unknown, index: number): ViewItem {
  const path = ['spec', 'servers', index];
  const one = textAt(server, ['tls', 'credentialName']);
  return itemAt(
    gateway,
    {
      at: path,
      port: [...path, 'port'],
      targetPort: [...path, 'port', 'targetPort'],
      tls: [...path, 'tls'],
      credential: [...path, 'tls', 'credentialName'],
      hosts: [...path, 'hosts'],
    },
    {
      namespace: gateway.namespace,
      selector: Object.fromEntries(textMapAt(gateway.value, ['spec', 'selector'])),
      number: integerAt(server, ['port', 'number']),
      name: textAt(server, ['port', 'name']),
      protocol: textAt(server, ['port', 'protocol']).toUpperCase(),
      targetPort: integerAt(server, ['port', 'targetPort']),
      bind: textAt(server, ['bind']),
      hosts: textsAt(server, ['hosts']),
      tlsMode: textAt(server, ['tls', 'mode']),
      httpsRedirect: flagAt(server, ['tls', 'httpsRedirect']),
      credentialNames: [...(one === '' ? [] : [one]), ...textsAt(server, ['tls', 'credentialNames'])],
      hasCertificateFiles: ['serverCertificate', 'privateKey'].every(
        part => textAt(server, ['tls', part]) !== '',
      ),
      minProtocolVersion: textAt(server, ['tls', 'minProtocolVersion']),
    },
  );
}
