/** Listeners of Gateways and of listener sets of the Gateway API. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { integerAt, listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';
import { roleOfClass } from './kubernetes-gateways.js';

export const gatewayListeners: ViewDefinition = {
  name: 'gatewayListeners',
  summary: 'A listener of a Gateway that Istio serves, or of a ListenerSet or XListenerSet',
  places: { at: 'the listener', protocol: 'its protocol' },
  fields: {
    kind: '`Gateway`, `ListenerSet` or `XListenerSet`',
    role: "`gateway`, `waypoint`, `eastwest` or `remote`; '' for a listener set",
    name: 'name of the listener',
    protocol: 'its protocol, as written: `HTTP`, `HTTPS`, `TLS`, `TCP`, `HBONE`',
    port: 'its port',
    hostname: "its hostname; '' without one",
    tlsMode: "`Terminate` or `Passthrough`; '' without TLS settings",
    certificates: 'the certificates that it names, as `namespace/name`',
    foreignCertificates: 'how many of them stand in another namespace',
  },
  items: oncePerMesh(listeners),
};

const HOLDERS = [
  ['Gateway', 'gateway.networking.k8s.io'],
  ['ListenerSet', 'gateway.networking.k8s.io'],
  ['XListenerSet', 'gateway.networking.x-k8s.io'],
] as const;

function listeners(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const [kind, group] of HOLDERS) {
    for (const resource of mesh.ofKind(kind, group)) {
      const role =
        kind === 'Gateway' ? roleOfClass(mesh, textAt(resource.value, ['spec', 'gatewayClassName'])) : '';
      if (role === undefined) continue;
      for (const [index, listener] of listAt(resource.value, ['spec', 'listeners']).entries()) {
        const at = ['spec', 'listeners', index];
        const certificates = listAt(listener, ['tls', 'certificateRefs']).map(reference => [
          textAt(reference, ['namespace']) || resource.namespace,
          textAt(reference, ['name']),
        ]);
        items.push(
          itemAt(
            resource,
            { at, protocol: [...at, 'protocol'] },
            {
              kind,
              role,
              name: textAt(listener, ['name']),
              protocol: textAt(listener, ['protocol']),
              port: integerAt(listener, ['port']),
              hostname: textAt(listener, ['hostname']),
              tlsMode: mappingAt(listener, ['tls']) ? textAt(listener, ['tls', 'mode']) || 'Terminate' : '',
              certificates: certificates.map(([namespace, name]) => `${namespace}/${name}`),
              foreignCertificates: certificates.filter(([namespace]) => namespace !== resource.namespace)
                .length,
            },
          ),
        );
      }
    }
  }
  return items;
}
