/** WorkloadEntries: what is part of the mesh without being a pod. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const workloadEntries: ViewDefinition = {
  name: 'workloadEntries',
  summary: 'A WorkloadEntry',
  places: { at: 'its network; its name where it names none', name: 'its name' },
  fields: {
    namespace: 'its namespace',
    address: "its address; '' without one",
    network: "its network, else its label `topology.istio.io/network`; '' without either",
    meshNetwork:
      "the cluster's own network: the label `topology.istio.io/network` of the root namespace; '' where the Namespace is not here, or has none",
  },
  items: oncePerMesh(entries),
};

const NETWORK_LABEL = 'topology.istio.io/network';

function entries(mesh: Mesh): readonly ViewItem[] {
  const meshNetwork = mesh.namespaceLabels(mesh.rootNamespace)?.get(NETWORK_LABEL) ?? '';
  return mesh.ofKind('WorkloadEntry', 'networking.istio.io').map(entry => {
    const own = textAt(entry.value, ['spec', 'network']);
    const label = textAt(entry.value, ['metadata', 'labels', NETWORK_LABEL]);
    const at =
      own !== ''
        ? ['spec', 'network']
        : label !== ''
          ? ['metadata', 'labels', NETWORK_LABEL]
          : ['metadata', 'name'];
    return itemAt(
      entry,
      { at, name: ['metadata', 'name'] },
      {
        namespace: entry.namespace,
        address: textAt(entry.value, ['spec', 'address']),
        network: own || label,
        meshNetwork,
      },
    );
  });
}
