import type { LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** Fields that Kubernetes refuses to change, by kind: https://kubernetes.io/docs/reference/kubernetes-api/. */
const IMMUTABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['ClusterRoleBinding', ['roleRef']],
  ['CustomResourceDefinition', ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural']],
  ['DaemonSet', ['spec.selector']],
  ['Deployment', ['spec.selector']],
  ['Job', ['spec.selector', 'spec.template', 'spec.completionMode']],
  ['PersistentVolumeClaim', ['spec.accessModes', 'spec.storageClassName', 'spec.volumeName']],
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

/** What deleting it costs, and how to make it cheap. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  ClusterRoleBinding: 'its accounts are without these rights until it is there again',
  CustomResourceDefinition: 'deleting it deletes every resource of its kind: save those first',
  DaemonSet:
    'delete it with --cascade=orphan, so that its pods go on running; the old ones have to be deleted afterwards',
  Deployment:
    'delete it with --cascade=orphan, so that its pods go on serving; the old ReplicaSet has to be deleted afterwards',
  Job: 'a finished Job can go; else give the new one another name',
  PersistentVolumeClaim: 'deleting it may delete what it holds: move the data first',
  RoleBinding: 'its accounts are without these rights until it is there again',
  Service: 'traffic to it fails in between, and a load balancer may come back with another address',
  StatefulSet: 'delete it with --cascade=orphan, so that its pods go on running',
};

/** Hooks of Helm that are deleted before they are created again by default: https://helm.sh/docs/topics/charts_hooks/. */
const HOOK = 'helm.sh/hook';

/** Changes that make the deploy fail, whatever else they mean. */
export function immutable(change: LeafChange): Judgement | undefined {
  const { kind } = change.resource;
  // A resource under a new name is created, not changed; so is a hook.
  if (change.renamed || change.keys.length === 0 || change.annotations.has(HOOK)) return undefined;
  const path = change.keys.join('.');
  const fields = IMMUTABLE.get(kind) ?? [];
  const hit = fields.find(field => path === field || path.startsWith(`${field}.`));
  if (hit === undefined) return undefined;
  // An address that is no longer written, or now is, is the one that it has: Kubernetes fills it in.
  if (kind === 'Service' && change.op === 'removed') return undefined;
  const way = Object.hasOwn(WAYS_OUT, kind) ? `: ${WAYS_OUT[kind]}` : '';
  const note = `Kubernetes refuses to change ${hit}, and the deploy fails. The ${kind} must be deleted and created again${way}`;
  return { effect: 'immutable', risk: 'high', note };
}
