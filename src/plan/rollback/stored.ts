/**
 * Objects that were written in a version which the older definitions do not list. The API server refuses a definition
 * without a version that `status.storedVersions` still names:
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#upgrade-existing-objects-to-a-new-stored-version
 */
import type { Facts } from '../../knowledge/facts.js';
import type { Statement } from '../../model.js';
import { type Ages, listed, stateAt } from './crds.js';

const VERSIONING =
  'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#upgrade-existing-objects-to-a-new-stored-version';

/** @param visited releases that the cluster was on, whose objects may still be stored as they stored them */
export function storedAnew(
  { older, newer }: Ages,
  visited: readonly string[],
  facts: Facts,
): readonly Statement[] {
  const from = [...new Set([newer, ...visited])];
  const moved = facts
    .all('crd')
    .filter(({ name }) => from.some(release => stateAt(facts, name, release) === 'served,storage'))
    .filter(({ name }) => stateAt(facts, name, older) === undefined && isKindOf(facts, name, older))
    .map(({ name }) => name);
  if (moved.length === 0) return [];
  return [
    {
      text: `Objects may be stored as ${listed(moved)}, which the definitions of ${older} do not list: the API server refuses those definitions until all objects are written anew in a version that they know, and status.storedVersions names no other`,
      source: VERSIONING,
    },
  ];
}

/** The kind was there, in some version. */
function isKindOf(facts: Facts, name: string, version: string): boolean {
  const [kind] = name.split('/');
  return facts
    .all('crd')
    .some(other => other.name.startsWith(`${kind}/`) && stateAt(facts, other.name, version) !== undefined);
}
