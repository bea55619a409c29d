/** What changes the number of a workload's pods from outside of its chart. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { integerAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const autoscalers: ViewDefinition = {
  name: 'autoscalers',
  summary: 'A HorizontalPodAutoscaler, or a ScaledObject of KEDA',
  places: { at: 'its name', target: 'the name of what it scales', minimum: 'its smallest number of pods' },
  fields: {
    kind: '`HorizontalPodAutoscaler` or `ScaledObject`',
    name: 'its name',
    namespace: 'its namespace',
    targetKind: 'kind of what it scales; `Deployment` where none is written',
    target: 'name of what it scales',
    minReplicas: 'the smallest number of pods; 1 where none is written',
  },
  items: oncePerMesh(scalers),
};

function scalers(mesh: Mesh): readonly ViewItem[] {
  return ['HorizontalPodAutoscaler', 'ScaledObject'].flatMap(kind =>
    mesh.ofKind(kind).map(scaler => {
      const minimum = kind === 'ScaledObject' ? 'minReplicaCount' : 'minReplicas';
      return itemAt(
        scaler,
        {
          at: ['metadata', 'name'],
          target: ['spec', 'scaleTargetRef', 'name'],
          minimum: ['spec', minimum],
        },
        {
          kind,
          name: scaler.name,
          namespace: scaler.namespace,
          targetKind: textAt(scaler.value, ['spec', 'scaleTargetRef', 'kind']) || 'Deployment',
          target: textAt(scaler.value, ['spec', 'scaleTargetRef', 'name']),
          minReplicas: integerAt(scaler.value, ['spec', minimum]) || 1,
        },
      );
    }),
  );
}
