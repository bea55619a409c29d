/** What policies that are attached to workloads have in common: where they hold. */
import type { MeshResource } from '../model.js';
import type { Known } from './destinations.js';
import type { Mesh } from './mesh.js';
import { listAt, mappingAt, textAt } from './read.js';
import type { FieldDocumentation } from './view.js';

/** The fields that `policyTargets` gives. */
export const TARGET_FIELDS: FieldDocumentation = {
  namespace: 'its namespace',
  isRootNamespace: 'whether it stands in the root namespace, and so holds for the whole mesh',
  hasSelector: 'whether it selects workloads by label',
  targetKinds: 'kinds that its targetRefs name, such as `Gateway` or `Service`; [] without any',
  isAmbient: '`yes`, `no` or `unknown`: whether its namespace is part of the ambient mesh',
};

/** Where a policy holds. */
export function policyTargets(policy: MeshResource, mesh: Mesh): Readonly<Record<string, unknown>> {
  const references = [
    ...listAt(policy.value, ['spec', 'targetRefs']),
    ...(mappingAt(policy.value, ['spec', 'targetRef'])
      ? [mappingAt(policy.value, ['spec', 'targetRef'])]
      : []),
  ];
  return {
    namespace: policy.namespace,
    isRootNamespace: policy.namespace === mesh.rootNamespace,
    hasSelector: Object.keys(mappingAt(policy.value, ['spec', 'selector', 'matchLabels']) ?? {}).length > 0,
    targetKinds: [...new Set(references.map(reference => textAt(reference, ['kind'])))]
      .filter(kind => kind !== '')
      .toSorted(),
    isAmbient: namespaceIsAmbient(mesh, policy.namespace),
  };
}

/** Whether a namespace is labelled into the ambient mesh. */
export function namespaceIsAmbient(mesh: Mesh, namespace: string): Known {
  const labels = mesh.namespaceLabels(namespace);
  if (!labels) return 'unknown';
  return labels.get('istio.io/dataplane-mode') === 'ambient' ? 'yes' : 'no';
}
