/** What the diff changes and Kubernetes never changes in place: it is made anew on the way there, and again on the way back. */
import type { Change, Statement } from '../../model.js';
import { type Ages, listed } from './crds.js';

const UPDATES =
  'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates';

export function immutableChanges(changes: readonly Change[], { older }: Ages): readonly Statement[] {
  const names = new Set(
    changes
      .filter(({ effect, op, risk }) => effect === 'immutable' && op === 'changed' && risk !== 'none')
      .map(
        ({ resource: { kind, namespace, name }, path }) =>
          `${[kind, namespace, name].filter(part => part !== '').join('/')} (${path})`,
      ),
  );
  if (names.size === 0) return [];
  return [
    {
      text: `Kubernetes does not change these in place, so that going back to ${older} has to delete and make them anew: ${listed([...names].toSorted())}`,
      source: UPDATES,
    },
  ];
}
