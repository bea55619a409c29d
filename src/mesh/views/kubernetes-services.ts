/** Kubernetes Services, with what Istio reads of them. */
import type { MeshResource } from '../../model.js';
import { exportAnnotationOf } from '../export-to.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { flagAt, listAt, textAt, textMapAt } from '../read.js';
import type { MeshService } from '../services.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const kubernetesServices: ViewDefinition = {
  name: 'kubernetesServices',
  summary: 'A Kubernetes Service',
  places: {
    at: 'its name',
    ports: 'its ports',
    trafficDistribution: 'its trafficDistribution, or the annotation for it',
  },
  fields: {
    host: 'its full name',
    namespace: 'its namespace',
    type: '`ClusterIP` (also where none is written), `NodePort`, `LoadBalancer` or `ExternalName`',
    isHeadless: 'whether it has no cluster IP (`clusterIP: None`)',
    protocols: 'what its ports speak: `http`, `tls`, `tcp`, `auto`, each once',
    grpcPorts: 'numbers of its ports that are declared to speak gRPC, by name or appProtocol',
    trafficDistribution:
      "its trafficDistribution, else what the annotation `networking.istio.io/traffic-distribution` says; '' for none",
    publishesNotReady: 'whether it publishes addresses that are not ready',
    exportTo: 'namespaces that its annotation `networking.istio.io/exportTo` names; [] without one',
  },
  items: oncePerMesh(services),
};

function services(mesh: Mesh): readonly ViewItem[] {
  return mesh
    .services()
    .filter(service => service.kind === 'Service')
    .map(itemOf);
}

const ANNOTATION = 'networking.istio.io/traffic-distribution';

function itemOf({ resource, host, ports }: MeshService): ViewItem {
  const { value } = resource;
  const written = textAt(value, ['spec', 'trafficDistribution']);
  return itemAt(
    resource,
    {
      at: ['metadata', 'name'],
      ports: ['spec', 'ports'],
      trafficDistribution:
        written === '' ? ['metadata', 'annotations', ANNOTATION] : ['spec', 'trafficDistribution'],
    },
    {
      host,
      namespace: resource.namespace,
      type: textAt(value, ['spec', 'type']) || 'ClusterIP',
      isHeadless: textAt(value, ['spec', 'clusterIP']) === 'None',
      protocols: [...new Set(ports.map(port => port.protocol))].toSorted(),
      grpcPorts: grpcPorts(resource),
      trafficDistribution: written || (textMapAt(value, ['metadata', 'annotations']).get(ANNOTATION) ?? ''),
      publishesNotReady: flagAt(value, ['spec', 'publishNotReadyAddresses']),
      exportTo: exportAnnotationOf(resource),
    },
  );
}

function grpcPorts({ value }: MeshResource): readonly string[] {
  return listAt(value, ['spec', 'ports'])
    .filter(port => /^grpc(?:-|$)/i.test(textAt(port, ['appProtocol']) || textAt(port, ['name'])))
    .map(port => textAt(port, ['port']));
}
