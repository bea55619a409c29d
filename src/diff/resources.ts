/** Rendered documents as the resources that Kubernetes would hold: identity, Lists taken apart, the last one wins. */
import type { Problem, RenderedDocument, ResourceId } from '../model.js';
import { field, isRecord, isTooLarge, list, type PlainRecord, text } from './values.js';

/** One object of the cluster as a chart renders it. */
export interface Resource {
  /** Unique: group, kind, namespace and name; the version of the group may move. */
  readonly key: string;
  readonly id: ResourceId;
  /** API group; '' for the core group. */
  readonly group: string;
  /** Helm's path of the template. */
  readonly source: string;
  readonly value: PlainRecord;
}

/** Kinds without a namespace: https://kubernetes.io/docs/reference/kubernetes-api/. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'CustomResourceDefinition',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'SecurityContextConstraints',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);

/**
 * The resources of a render by key. What is no resource (no kind), or too large to compare, is a problem.
 * @param namespace the release's: where a namespaced resource that names none goes
 */
export function resourcesOf(
  documents: readonly RenderedDocument[],
  namespace: string,
): { resources: Map<string, Resource>; problems: Problem[] } {
  const resources = new Map<string, Resource>();
  const problems: Problem[] = [];
  for (const document of documents) {
    if (isTooLargeOnce(document.value)) {
      problems.push(unreadable(document, 'is too large, too deep or circular to be compared'));
      continue;
    }
    for (const value of membersOf(document.value)) {
      if (!isRecord(value) || text(field(value, 'kind')) === '') {
        problems.push(unreadable(document, 'has no kind: Kubernetes would refuse it'));
        continue;
      }
      const resource = toResource(value, document.source, namespace);
      const twin = resources.get(resource.key);
      if (twin) problems.push(rendered(resource, twin));
      resources.set(resource.key, resource);
    }
  }
  return { resources, problems };
}

/** Documents that are small enough; renders of one chart share most of theirs. */
const measured = new WeakSet<object>();

function isTooLargeOnce(value: object): boolean {
  if (measured.has(value)) return false;
  if (isTooLarge(value)) return true;
  measured.add(value);
  return false;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** A List is its items. An empty document is nothing. */
function membersOf(value: unknown): readonly unknown[] {
  if (!isRecord(value) || Object.keys(value).length === 0) return [];
  const isList = text(field(value, 'kind')).endsWith('List') && Array.isArray(field(value, 'items'));
  return isList ? list(field(value, 'items')).flatMap(membersOf) : [value];
}

function toResource(value: PlainRecord, source: string, releaseNamespace: string): Resource {
  const apiVersion = text(field(value, 'apiVersion'));
  const kind = text(field(value, 'kind'));
  const metadata = field(value, 'metadata');
  const name = String(field(metadata, 'name') ?? field(metadata, 'generateName') ?? '');
  const namespace = CLUSTER_SCOPED.has(kind) ? '' : text(field(metadata, 'namespace')) || releaseNamespace;
  const group = groupOf(apiVersion);
  const key = [group, kind, namespace, name].map(part => JSON.stringify(part)).join(' ');
  return { key, id: { apiVersion, kind, namespace, name }, group, source, value };
}

/** https://github.com/helm/helm/blob/v3.17.3/pkg/kube/client.go: an install fails at the second one, an upgrade takes the last. */
function rendered(last: Resource, first: Resource): Problem {
  const { kind, namespace, name } = last.id;
  const what = [kind, namespace, name].filter(part => part !== '').join('/');
  const where = first.source === last.source ? first.source : `${first.source} and ${last.source}`;
  const why = `rendered twice, by ${where}: the last one is compared`;
  return { what, why, blocking: false };
}

function unreadable(document: RenderedDocument, why: string): Problem {
  return { what: `document ${document.index + 1} of ${document.source}`, why: `it ${why}`, blocking: true };
}
