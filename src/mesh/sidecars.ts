/** Which Sidecar resource governs a namespace. */
import { oncePer } from '../memo.js';
import type { MeshResource } from '../model.js';
import type { Mesh } from './mesh.js';
import { listAt, mappingAt, textsAt } from './read.js';

/**
 * The Sidecar for the workloads of a namespace that no Sidecar with a workloadSelector takes: the namespace's own, else
 * the root namespace's; undefined where neither is here.
 */
export function sidecarOf(mesh: Mesh, namespace: string): MeshResource | undefined {
  const sidecars = defaultSidecars(mesh);
  return sidecars.get(namespace) ?? sidecars.get(mesh.rootNamespace);
}

/** The Sidecars without workloadSelector, by namespace. */
export const defaultSidecars = oncePer((mesh: Mesh): ReadonlyMap<string, MeshResource> => {
  const made = new Map<string, MeshResource>();
  for (const sidecar of mesh.ofKind('Sidecar', 'networking.istio.io')) {
    if (mappingAt(sidecar.value, ['spec', 'workloadSelector']) || made.has(sidecar.namespace)) continue;
    made.set(sidecar.namespace, sidecar);
  }
  return made;
});

/** What a Sidecar's listeners take in: `namespace/host`, as written; `*` + `/*` where it says nothing of egress. */
export function egressHosts(sidecar: MeshResource): readonly string[] {
  const listeners = listAt(sidecar.value, ['spec', 'egress']);
  if (listeners.length === 0) return ['*/*'];
  return listeners.flatMap(listener => textsAt(listener, ['hosts']));
}
