/** Who still needs a resource that goes: by the names that others hold of it. */
import type { Resource } from './resources.js';
import { compareText, field, fieldAt, isRecord, list, text } from './values.js';

/** Names of the resources that still refer to one, sorted. */
export function dependentsOf(gone: Resource, after: Iterable<Resource>): string[] {
  const names: string[] = [];
  for (const other of after) {
    if (other.key !== gone.key && needs(other, gone)) names.push(`${other.id.kind} ${other.id.name}`);
  }
  return names.sort(compareText);
}

function needs(other: Resource, gone: Resource): boolean {
  const { kind, name, namespace } = gone.id;
  const isNear = other.id.namespace === namespace;
  switch (kind) {
    case 'ServiceAccount':
      return (
        (isNear && text(fieldAt(podOf(other), ['serviceAccountName'])) === name) || bindsAccount(other, gone)
      );
    case 'ConfigMap':
    case 'Secret':
      return isNear && podNames(podOf(other), kind).has(name);
    case 'ClusterRole':
    case 'Role':
      return refers(field(other.value, 'roleRef'), kind, name) && (kind === 'ClusterRole' || isNear);
    case 'Deployment':
    case 'StatefulSet':
      return isNear && refers(fieldAt(other.value, ['spec', 'scaleTargetRef']), kind, name);
    case 'Service':
      return list(field(other.value, 'webhooks')).some(webhook => {
        const service = fieldAt(webhook, ['clientConfig', 'service']);
        return text(field(service, 'name')) === name && text(field(service, 'namespace')) === namespace;
      });
    default:
      return false;
  }
}

function bindsAccount(other: Resource, gone: Resource): boolean {
  return list(field(other.value, 'subjects')).some(
    subject =>
      refers(subject, 'ServiceAccount', gone.id.name) &&
      (text(field(subject, 'namespace')) || other.id.namespace) === gone.id.namespace,
  );
}

function refers(reference: unknown, kind: string, name: string): boolean {
  return text(field(reference, 'kind')) === kind && text(field(reference, 'name')) === name;
}

function podOf(resource: Resource): unknown {
  const { kind } = resource.id;
  if (kind === 'Pod') return field(resource.value, 'spec');
  const template = kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  return fieldAt(resource.value, [...template, 'spec']);
}

/** ConfigMaps or Secrets that a pod does not start without. */
function podNames(pod: unknown, kind: 'ConfigMap' | 'Secret'): Set<string> {
  const names = new Set<string>();
  const add = (source: unknown, nameKey: string): void => {
    if (isRecord(source) && field(source, 'optional') !== true) names.add(text(field(source, nameKey)));
  };
  for (const volume of list(field(pod, 'volumes'))) {
    add(
      kind === 'ConfigMap' ? field(volume, 'configMap') : field(volume, 'secret'),
      kind === 'ConfigMap' ? 'name' : 'secretName',
    );
  }
  const containers = [...list(field(pod, 'containers')), ...list(field(pod, 'initContainers'))];
  for (const container of containers) {
    for (const source of list(field(container, 'envFrom')))
      add(field(source, kind === 'ConfigMap' ? 'configMapRef' : 'secretRef'), 'name');
    for (const variable of list(field(container, 'env')))
      add(
        fieldAt(variable, ['valueFrom', kind === 'ConfigMap' ? 'configMapKeyRef' : 'secretKeyRef']),
        'name',
      );
  }
  return names;
}
