/** Listeners of Sidecar resources: what proxies take in, and what they see of the mesh. */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { integerAt, listAt, mappingAt, textAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const sidecarListeners: ViewDefinition = {
  name: 'sidecarListeners',
  summary: 'A listener of a Sidecar resource',
  places: {
    at: 'the listener',
    port: 'its port',
    targetPort: 'the targetPort of its port',
    hosts: 'its hosts',
  },
  fields: {
    namespace: 'the namespace of the Sidecar',
    isRootNamespace:
      'whether it stands in the root namespace, and so holds for namespaces without one of their own',
    hasWorkloadSelector: 'whether the Sidecar is for selected workloads only',
    direction: '`ingress` or `egress`',
    number: 'number of its port; 0 where none is written',
    protocol: "protocol of its port, as written; ''",
    targetPort: 'the targetPort of its port; 0 without one',
    bind: "the address that it binds; ''",
    captureMode: "its captureMode; ''",
    hosts: 'for egress: what it takes in, as `namespace/host`',
    takesAll: 'for egress: whether all hosts of all namespaces are among them',
  },
  items: oncePerMesh(listeners),
};

function listeners(mesh: Mesh): readonly ViewItem[] {
  return mesh
    .ofKind('Sidecar', 'networking.istio.io')
    .flatMap(sidecar => ['ingress', 'egress'].flatMap(direction => listenersOf(mesh, sidecar, direction)));
}

function listenersOf(mesh: Mesh, sidecar: MeshResource, direction: string): readonly ViewItem[] {
  return listAt(sidecar.value, ['spec', direction]).map((listener, index) => {
    const path = ['spec', direction, index];
    const hosts = textsAt(listener, ['hosts']);
    return itemAt(
      sidecar,
      {
        at: path,
        port: [...path, 'port'],
        targetPort: [...path, 'port', 'targetPort'],
        hosts: [...path, 'hosts'],
      },
      {
        namespace: sidecar.namespace,
        isRootNamespace: sidecar.namespace === mesh.rootNamespace,
        hasWorkloadSelector: mappingAt(sidecar.value, ['spec', 'workloadSelector']) !== undefined,
        direction,
        number: integerAt(listener, ['port', 'number']),
        protocol: textAt(listener, ['port', 'protocol']),
        targetPort: integerAt(listener, ['port', 'targetPort']),
        bind: textAt(listener, ['bind']),
        captureMode: textAt(listener, ['captureMode']),
        hosts,
        takesAll: hosts.includes('*/*'),
      },
    );
  });
}
