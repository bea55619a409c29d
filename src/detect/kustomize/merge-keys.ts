/**
 * Lists of Kubernetes' own kinds that a strategic merge patch merges item by item, and the fields that tell items apart.
 * Kustomize takes them from the OpenAPI document of Kubernetes; lists of any other kind, and any other list, are replaced.
 * Source: `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of
 * https://github.com/kubernetes/kubernetes/blob/v1.32.0/api/openapi-spec/swagger.json
 */
import type { DataPath } from '../../model.js';

type MergeKeys = Readonly<Record<string, readonly string[]>>;

const POD: MergeKeys = {
  'spec.containers': ['name'],
  'spec.initContainers': ['name'],
  'spec.ephemeralContainers': ['name'],
  'spec.volumes': ['name'],
  'spec.imagePullSecrets': ['name'],
  'spec.hostAliases': ['ip'],
  'spec.topologySpreadConstraints': ['topologyKey', 'whenUnsatisfiable'],
  'spec.containers[].env': ['name'],
  'spec.containers[].ports': ['containerPort', 'protocol'],
  'spec.containers[].volumeMounts': ['mountPath'],
  'spec.containers[].volumeDevices': ['devicePath'],
  'spec.initContainers[].env': ['name'],
  'spec.initContainers[].ports': ['containerPort', 'protocol'],
  'spec.initContainers[].volumeMounts': ['mountPath'],
  'spec.initContainers[].volumeDevices': ['devicePath'],
};

const TEMPLATE = below(POD, 'spec.template');
const WEBHOOKS: MergeKeys = { webhooks: ['name'] };

const KINDS: Readonly<Record<string, MergeKeys>> = {
  '/Pod': POD,
  '/PodTemplate': below(POD, 'template'),
  '/ReplicationController': TEMPLATE,
  '/Service': { 'spec.ports': ['port', 'protocol'] },
  '/ServiceAccount': { secrets: ['name'], imagePullSecrets: ['name'] },
  'apps/Deployment': TEMPLATE,
  'apps/StatefulSet': TEMPLATE,
  'apps/DaemonSet': TEMPLATE,
  'apps/ReplicaSet': TEMPLATE,
  'batch/Job': TEMPLATE,
  'batch/CronJob': below(POD, 'spec.jobTemplate.spec.template'),
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': WEBHOOKS,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': WEBHOOKS,
};

/** True for kinds some of whose lists are merged. */
export function hasMergeKeys(group: string, kind: string): boolean {
  return Object.hasOwn(KINDS, `${group}/${kind}`);
}

/** The fields that tell the items of a list apart; undefined where a patch replaces the list. */
export function mergeKeysOf(group: string, kind: string, path: DataPath): readonly string[] | undefined {
  const keys = Object.hasOwn(KINDS, `${group}/${kind}`) ? KINDS[`${group}/${kind}`] : undefined;
  const pattern = path
    .map(key => (typeof key === 'number' ? '[]' : `.${key}`))
    .join('')
    .slice(1);
  return keys && Object.hasOwn(keys, pattern) ? keys[pattern] : undefined;
}

function below(keys: MergeKeys, path: string): MergeKeys {
  return Object.fromEntries(Object.entries(keys).map(([key, fields]) => [`${path}.${key}`, fields]));
}
