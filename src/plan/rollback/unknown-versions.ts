/** Resources of the repository in a version of their kind that only the newer definitions serve. */
import type { Facts } from '../../knowledge/facts.js';
import { groupOf } from '../../mesh/resource.js';
import type { MeshResource, Statement } from '../../model.js';
import { type Ages, definitionsOf, isServed, pluralOf } from './crds.js';

export function unknownVersions(
  { older, newer }: Ages,
  resources: readonly MeshResource[],
  facts: Facts,
): readonly Statement[] {
  const found = new Map<string, MeshResource[]>();
  for (const resource of resources) {
    if (!groupOf(resource.apiVersion).endsWith('istio.io')) continue;
    const name = `${pluralOf(resource.kind)}.${resource.apiVersion}`;
    if (!isServed(facts, name, newer) || isServed(facts, name, older)) continue;
    found.set(name, [...(found.get(name) ?? []), resource]);
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, users]) => ({
      text: `${users.length} resource${users.length === 1 ? '' : 's'} here use${users.length === 1 ? 's' : ''} ${name}, which ${older} does not serve`,
      source: definitionsOf(older),
      at: users.map(({ data }) => ({ file: data.file, line: data.lineOf(['apiVersion']) })),
    }));
}
