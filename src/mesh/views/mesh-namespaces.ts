/** Namespaces, and how their labels make them part of the mesh. */
import { mergedValuesOf } from '../../behaviour/state.js';
import { mergedValues } from '../../detect/values/values.js';
import type { Mesh } from '../mesh.js';
import { textMapAt, textsAt } from '../read.js';
import { itemAt, type Subject, type ViewDefinition, type ViewInput, type ViewItem } from '../view.js';

export const meshNamespaces: ViewDefinition = {
  name: 'meshNamespaces',
  summary: 'A Namespace whose resource is here',
  places: { at: 'its name', labels: 'its labels' },
  fields: {
    namespace: 'its name',
    isRootNamespace: 'whether it is the root namespace',
    injection: "its label `istio-injection`; '' without it",
    revision: "its label `istio.io/rev`; '' without it",
    dataplaneMode: "its label `istio.io/dataplane-mode`; '' without it",
    useWaypoint: "its label `istio.io/use-waypoint`; '' without it",
    podSecurity:
      "the Pod Security Standard that it enforces, as `privileged`, `baseline` or `restricted`; '' without one",
    ambientPods: 'whether it, or some pod of it that is here, is labelled into the ambient mesh',
    cniExcludes:
      "where istio-cni is judged: whether its values' `excludeNamespaces` name it after the change",
    holdsInstallation: 'whether the judged installation is installed in it',
  },
  items: meshNamespacesOf,
};

function meshNamespacesOf(mesh: Mesh, { subject }: ViewInput): readonly ViewItem[] {
  const excluded = new Set(excludedByCni(subject));
  const { namespace: own } = subject.after.installation.release;
  const ambient = new Set<string>();
  for (const resource of mesh.resources) {
    const pods = textMapAt(resource.value, ['spec', 'template', 'metadata', 'labels']);
    if (pods.get('istio.io/dataplane-mode') === 'ambient') ambient.add(resource.namespace);
  }
  return mesh.ofKind('Namespace', '').map(namespace => {
    const labels = textMapAt(namespace.value, ['metadata', 'labels']);
    const label = (key: string): string => labels.get(key) ?? '';
    return itemAt(
      namespace,
      { at: ['metadata', 'name'], labels: ['metadata', 'labels'] },
      {
        namespace: namespace.name,
        isRootNamespace: namespace.name === mesh.rootNamespace,
        injection: label('istio-injection'),
        revision: label('istio.io/rev'),
        dataplaneMode: label('istio.io/dataplane-mode'),
        useWaypoint: label('istio.io/use-waypoint'),
        podSecurity: label('pod-security.kubernetes.io/enforce'),
        ambientPods: label('istio.io/dataplane-mode') === 'ambient' || ambient.has(namespace.name),
        cniExcludes: excluded.has(namespace.name),
        holdsInstallation: namespace.name === own,
      },
    );
  });
}

/** Source: https://github.com/istio/istio/blob/1.30.0/manifests/charts/istio-cni/values.yaml; up to 1.23 below `cni`. */
function excludedByCni({ after }: Subject): readonly string[] {
  const { chart, release, valuesPath } = after.installation;
  if (chart !== 'cni') return [];
  const values = mergedValuesOf(after)?.after ?? mergedValues(release.values, valuesPath);
  return [...textsAt(values, ['excludeNamespaces']), ...textsAt(values, ['cni', 'excludeNamespaces'])];
}
