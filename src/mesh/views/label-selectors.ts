/** Labels by which resources pick pods: they pick none any more once the pods lose the label. */
import type { DataPath, MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { WORKLOAD_KINDS } from '../pods.js';
import { textMapAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const labelSelectors: ViewDefinition = {
  name: 'labelSelectors',
  summary: 'A label by which a resource of the mesh selects pods',
  places: { at: 'the label in the selector', labels: 'all of the labels that it is among' },
  fields: {
    kind: 'kind of the resource',
    group: "its group; '' for Kubernetes' core",
    namespace: 'its namespace',
    key: 'the label',
    value: 'its value',
  },
  items: oncePerMesh(selectors),
};

/** Where selectors by labels stand: Istio's policies, its Gateway, EnvoyFilter and Sidecar, Services, and pod budgets. */
const PLACES: readonly DataPath[] = [
  ['spec', 'selector', 'matchLabels'],
  ['spec', 'selector'],
  ['spec', 'workloadSelector', 'labels'],
  ['spec', 'workloadSelector', 'matchLabels'],
  ['spec', 'podSelector', 'matchLabels'],
];

function selectors(mesh: Mesh): readonly ViewItem[] {
  // A workload selects the pods that it makes itself.
  return mesh.resources.filter(({ kind }) => !WORKLOAD_KINDS.has(kind)).flatMap(selectorsOf);
}

function selectorsOf(resource: MeshResource): ViewItem[] {
  const slash = resource.apiVersion.indexOf('/');
  const shared = {
    kind: resource.kind,
    group: slash < 0 ? '' : resource.apiVersion.slice(0, slash),
    namespace: resource.namespace,
  };
  return PLACES.flatMap(path =>
    [...textMapAt(resource.value, path)].map(([key, value]) =>
      itemAt(resource, { at: [...path, key], labels: path }, { ...shared, key, value }),
    ),
  );
}
