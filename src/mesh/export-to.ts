/** To which namespaces a resource is exported, for what asks whether one proxy sees it. */
import type { MeshResource } from '../model.js';
import { textMapAt, textsAt } from './read.js';

/** What `spec.exportTo` says, as a sorted set; [] where it says nothing and the mesh config's default counts. */
export function exportToOf(resource: MeshResource): readonly string[] {
  return [...new Set(textsAt(resource.value, ['spec', 'exportTo']))].toSorted();
}

/** The same for a Kubernetes Service, which says it in an annotation. */
export function exportAnnotationOf(resource: MeshResource): readonly string[] {
  const text =
    textMapAt(resource.value, ['metadata', 'annotations']).get('networking.istio.io/exportTo') ?? '';
  return [...new Set(text.split(',').map(name => name.trim()))].filter(name => name !== '').toSorted();
}

/**
 * Whether proxies of a namespace see what is exported so by a resource of another.
 * @param exportTo names, `.` for the own namespace, `*` for all; [] for a default that exports to all
 */
export function isVisibleIn(exportTo: readonly string[], own: string, client: string): boolean {
  if (exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(client)) return true;
  return own === client && exportTo.includes('.');
}

/** Whether some namespace may see both. */
export function mayMeet(one: readonly string[], other: readonly string[], namespace: string): boolean {
  const isOpen = (names: readonly string[]): boolean => names.length === 0 || names.includes('*');
  if (isOpen(one) || isOpen(other)) return true;
  const full = (names: readonly string[]): readonly string[] =>
    names.map(name => (name === '.' ? namespace : name));
  const others = new Set(full(other));
  return full(one).some(name => others.has(name));
}
