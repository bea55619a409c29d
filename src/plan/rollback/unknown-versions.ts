/** Resources of the repository in a version of their kind that only the newer definitions serve. */
import type { Facts } from '../../knowledge/facts.js';
import type { Statement } from '../../model.js';
import { type Ages, type ByDefinition, definitionsOf, isServed } from './crds.js';

export function unknownVersions(
  { older, newer }: Ages,
  resources: ByDefinition,
  facts: Facts,
): readonly Statement[] {
  return [...resources]
    .filter(([name]) => isServed(facts, name, newer) && !isServed(facts, name, older))
    .map(([name, users]) => ({
      text: `${users.length} resource${users.length === 1 ? '' : 's'} here use${users.length === 1 ? 's' : ''} ${name}, which ${older} does not serve`,
      source: definitionsOf(older),
      at: users.map(({ data }) => ({ file: data.file, line: data.lineOf(['apiVersion']) })),
    }));
}
