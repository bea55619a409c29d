import type { LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** Fields that Kubernetes refuses to change, by kind: https://kubernetes.io/docs/reference/kubernetes-api/. */
const IMMUTABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['ClusterRoleBinding', ['roleRef']],
  ['CustomResourceDefinition', ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural']],
  ['DaemonSet', ['spec.selector']],
  ['Deployment', ['spec.selector']],
  ['Job', ['spec.selector', 'spec.template', 'spec.completionMode']],
  ['PriorityClass', ['value', 'preemptionPolicy']],
  ['ReplicaSet', ['spec.selector']],
  ['RoleBinding', ['roleRef']],
  ['RuntimeClass', ['handler']],
  ['Service', ['spec.clusterIP', 'spec.clusterIPs']],
  [
    'StatefulSet',
    ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  ],
  ['StorageClass', ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']],
]);

/** Changes that make the deploy fail, whatever else they mean. */
export function immutable(change: LeafChange): Judgement | undefined {
  // A resource under a new name is created, not changed.
  if (change.renamed || change.keys.length === 0) return undefined;
  const path = change.keys.join('.');
  const fields = IMMUTABLE.get(change.resource.kind) ?? [];
  const hit = fields.find(field => path === field || path.startsWith(`${field}.`));
  if (hit === undefined) return undefined;
  const note = `Kubernetes refuses to change ${hit}: the ${change.resource.kind} must be deleted and created again`;
  return { effect: 'immutable', risk: 'high', note };
}
