/** EnvoyFilters for several releases: one patch per release, alike but for the version that they match. */
import { type EnvoyFilterPatch, envoyFilterPatchesOf } from './envoy-filters.js';
import type { Mesh } from './mesh.js';
import { matchesProxyVersion } from './proxy-version.js';
import { listAt, mappingAt } from './read.js';

/** How many patches of each key apply to proxies of a release. */
type Applying = ReadonlyMap<string, number>;
const applying = new WeakMap<Mesh, Map<string, Applying>>();

/**
 * Whether another patch, alike but for the version that it matches, is for proxies of this release: EnvoyFilters for
 * several releases come as one patch per release.
 */
export function hasTwinFor(mesh: Mesh, patch: EnvoyFilterPatch, version: string): boolean {
  const own = matchesProxyVersion(patch.proxyVersion, version) === 'yes' ? 1 : 0;
  return (applyingAt(mesh, version).get(keyOf(patch)) ?? 0) > own;
}

function applyingAt(mesh: Mesh, version: string): Applying {
  const ofMesh = applying.get(mesh) ?? new Map<string, Applying>();
  applying.set(mesh, ofMesh);
  const known = ofMesh.get(version);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const patch of envoyFilterPatchesOf(mesh)) {
    if (matchesProxyVersion(patch.proxyVersion, version) !== 'yes') continue;
    const key = keyOf(patch);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  ofMesh.set(version, counts);
  return counts;
}

/** What two patches have alike that do the same to different releases. Names of EnvoyFilters, types and settings differ. */
function keyOf({ resource, applyTo, context, anchors, extensions }: EnvoyFilterPatch): string {
  const selector = mappingAt(resource.value, ['spec', 'workloadSelector', 'labels']) ?? {};
  return JSON.stringify([
    resource.namespace,
    Object.entries(selector).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    listAt(resource.value, ['spec', 'targetRefs']),
    applyTo,
    context,
    anchors.map(({ kind, name }) => [kind, name]),
    extensions.filter(({ isOwn }) => isOwn).map(({ name }) => name),
  ]);
}
