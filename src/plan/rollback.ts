/** What blocks the way back from a release to the one before: what the older CRDs don't know. */
import type { Facts } from '../knowledge/facts.js';
import { groupOf } from '../mesh/resource.js';
import type { Hop, MeshResource, Statement } from '../model.js';

/** Places that one statement names at most. */
const MAX_NAMED = 3;

const CRD_SOURCE = (version: string): string =>
  `https://github.com/istio/istio/blob/${version}/manifests/charts/base/files/crd-all.gen.yaml`;

/**
 * From facts: versions of a CRD that only the newer release stores or serves, and resources of the repository that
 * use them.
 */
export function rollbackOf(
  { from, to }: Pick<Hop, 'from' | 'to'>,
  resources: readonly MeshResource[],
  facts: Facts,
): Hop['rollback'] {
  if (facts.answering(from) === undefined || facts.answering(to) === undefined)
    return { safe: null, blockers: [] };
  const blockers = [...storedAnew(from, to, facts), ...unknownVersions(from, to, resources, facts)];
  return { safe: blockers.length === 0, blockers };
}

/** Objects that were written under the newer release are stored in a version that the older one does not serve. */
function storedAnew(from: string, to: string, facts: Facts): readonly Statement[] {
  const moved = facts
    .all('crd')
    .filter(({ name }) => stateAt(facts, name, to) === 'served,storage' && !isServed(facts, name, from))
    .filter(({ name }) => existed(facts, name, from))
    .map(({ name }) => name);
  if (moved.length === 0) return [];
  return [
    {
      text: `${to} stores ${listed(moved)}, which the CRDs of ${from} do not know: objects written by then can't be read after going back`,
      source: CRD_SOURCE(from),
    },
  ];
}

/** Resources of the repository in a version that only the newer CRDs serve. */
function unknownVersions(
  from: string,
  to: string,
  resources: readonly MeshResource[],
  facts: Facts,
): readonly Statement[] {
  const places = new Map<string, MeshResource[]>();
  for (const resource of resources) {
    if (!groupOf(resource.apiVersion).endsWith('istio.io')) continue;
    const name = `${pluralOf(resource.kind)}.${resource.apiVersion}`;
    if (!isServed(facts, name, to) || isServed(facts, name, from)) continue;
    places.set(name, [...(places.get(name) ?? []), resource]);
  }
  return [...places]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, found]) => ({
      text: `${found.length} resource${found.length === 1 ? '' : 's'} here use${found.length === 1 ? 's' : ''} ${name}, which ${from} does not serve: ${listed(found.map(({ data }) => `${data.file}:${data.lineOf(['apiVersion'])}`))}`,
      source: CRD_SOURCE(from),
    }));
}

function stateAt(facts: Facts, name: string, version: string): string | undefined {
  return facts.defaultAt('crd', name, 'base', version);
}

function isServed(facts: Facts, name: string, version: string): boolean {
  return stateAt(facts, name, version)?.startsWith('served') === true;
}

/** The kind was there, in some version. */
function existed(facts: Facts, name: string, version: string): boolean {
  const [kind] = name.split('/');
  return facts
    .all('crd')
    .some(other => other.name.startsWith(`${kind}/`) && isServed(facts, other.name, version));
}

/** As Istio's CRDs spell it: `telemetries`, `gateways`. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).join(', ');
  return names.length > MAX_NAMED ? `${shown} and ${names.length - MAX_NAMED} more` : shown;
}
