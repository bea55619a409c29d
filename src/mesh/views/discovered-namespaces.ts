/**
 * Namespaces that hold configuration for istiod, and whether the mesh config's discoverySelectors select them.
 * Source: https://github.com/istio/istio/blob/1.22.2/pkg/kube/namespace/filter.go: no namespace is exempt, not even the
 * root namespace.
 */
import { groupBy } from '../../grouped.js';
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { listAt } from '../read.js';
import { groupOf, subjectOf } from '../resource.js';
import { matchesAny } from '../selectors.js';
import { itemAt, type ViewDefinition, type ViewInput, type ViewItem } from '../view.js';

export const discoveredNamespaces: ViewDefinition = {
  name: 'discoveredNamespaces',
  summary:
    'A namespace with resources of Istio or the Gateway API, in a mesh whose config has discoverySelectors; none without them',
  places: { at: "the namespace of the namespace's first resource" },
  fields: {
    namespace: 'name of the namespace',
    isRootNamespace: 'whether it is the root namespace',
    selected:
      '`yes`, `no` or `unknown`: whether a selector selects it, by the labels that this repository gives it',
    isHere: "whether the namespace's own resource, with its labels, is in this repository",
    count: 'how many resources of Istio and the Gateway API it holds',
    resources: 'the first of them, as `Kind/namespace/name`',
  },
  items: namespaces,
};

const MAX_NAMED = 5;

function namespaces(mesh: Mesh, { after }: ViewInput): readonly ViewItem[] {
  const selectors = listAt(after.meshConfig, ['discoverySelectors']);
  if (selectors.length === 0) return [];
  const byNamespace = groupBy(mesh.resources.filter(isConfiguration), ({ namespace }) => namespace);
  const items: ViewItem[] = [];
  for (const [namespace, held] of byNamespace) {
    const [first] = held;
    if (!first) continue;
    const labels = mesh.namespaceLabels(namespace);
    const known = {
      labels: labels ?? new Map([['kubernetes.io/metadata.name', namespace]]),
      complete: labels !== undefined,
    };
    items.push(
      itemAt(
        first,
        { at: ['metadata', 'namespace'] },
        {
          namespace,
          isRootNamespace: namespace === mesh.rootNamespace,
          selected: matchesAny(selectors, known),
          isHere: labels !== undefined,
          count: held.length,
          resources: held.slice(0, MAX_NAMED).map(subjectOf),
        },
      ),
    );
  }
  return items;
}

function isConfiguration(resource: MeshResource): boolean {
  const group = groupOf(resource.apiVersion);
  return resource.namespace !== '' && (group.endsWith('.istio.io') || group === 'gateway.networking.k8s.io');
}
