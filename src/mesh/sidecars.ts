/** Which Sidecar resource governs a namespace. */
import type { MeshResource } from '../model.js';
import type { Mesh } from './mesh.js';
import { listAt, mappingAt, textsAt } from './read.js';

const byNamespace = new WeakMap<Mesh, ReadonlyMap<string, MeshResource>>();

/**
 * The Sidecar for the workloads of a namespace that no Sidecar with a workloadSelector takes: the namespace's own, else
 * the root namespace's; undefined where neither is here.
 */
export function sidecarOf(mesh: Mesh, namespace: string): MeshResource | undefined {
  const sidecars = defaultSidecars(mesh);
  return sidecars.get(namespace) ?? sidecars.get(mesh.rootNamespace);
}

/** The Sidecars without workloadSelector, by namespace. */
export function defaultSidecars(mesh: Mesh): ReadonlyMap<string, MeshResource> {
  const known = byNamespace.get(mesh);
  if (known) return known;
  const made = new Map<string, MeshResource>();
  for (const sidecar of mesh.ofKind('Sidecar', 'networking.istio.io')) {
    if (mappingAt(sidecar.value, ['spec', 'workloadSelector']) || made.has(sidecar.namespace)) continue;
    made.set(sidecar.namespace, sidecar);
  }
  byNamespace.set(mesh, made);
  return made;
}

/** What a Sidecar's listeners take in: `namespace/host`, as written; `*` + `/*` where it says nothing of egress. */
export function egressHosts(sidecar: MeshResource): readonly string[] {
  const listeners = listAt(sidecar.value, ['spec', 'egress']);
  if (listeners.length === 0) return ['*/*'];
  return listeners.flatMap(listener => textsAt(listener, ['hosts']));
}
