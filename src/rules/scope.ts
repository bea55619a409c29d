/** How much of the mesh's configuration a repository can be taken to show. */
import type { Mesh } from '../mesh/mesh.js';
import type { Scope } from '../model.js';

/**
 * Kinds whose absence from this repository decides nothing. With scope `complete` what is not here does not
 * exist; with `partial` it may always be elsewhere, unless `--manifests` brought resources of that kind from there; with `unknown` a kind counts as shown where at least one
 * resource of it stands among the workloads' namespaces, not only in the root and gateway namespaces, which hold
 * what platform teams keep.
 */
export function missingKinds(kinds: readonly string[], mesh: Mesh, scope: Scope): readonly string[] {
  if (scope === 'complete') return [];
  if (scope === 'partial')
    return kinds.filter(kind => !mesh.ofKind(kind).some(({ origin }) => origin === 'manifests'));
  return kinds.filter(
    kind => !mesh.ofKind(kind).some(resource => !mesh.isPlatformNamespace(resource.namespace)),
  );
}
