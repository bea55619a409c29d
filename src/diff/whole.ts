/** What it means that a whole resource comes or goes: who still needs it, who owns it afterwards. */
import { budgetOf } from './budgets.js';
import { dependentsOf } from './dependents.js';
import type { Judgement } from './effects/classifier.js';
import { isOutsideRelease } from './ownership.js';
import type { Resource } from './resources.js';
import { fieldAt } from './values.js';

/** Names of dependents that a note spells out. */
const MAX_NAMED = 3;

/**
 * @param judgement what the kind of the resource says
 * @param after all resources of the release as they will be
 */
export function judgeRemoved(
  gone: Resource,
  judgement: Judgement,
  after: ReadonlyMap<string, Resource>,
): Judgement {
  const policy = fieldAt(gone.value, ['metadata', 'annotations', 'helm.sh/resource-policy']);
  // https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
  if (policy === 'keep') {
    const note =
      'no longer part of the chart, but kept in the cluster (helm.sh/resource-policy: keep): nobody owns it any more';
    return { ...judgement, risk: 'low', note };
  }
  // https://helm.sh/docs/chart_best_practices/custom_resource_definitions/
  if (gone.id.kind === 'CustomResourceDefinition' && isOutsideRelease(gone.source)) {
    const note =
      'Helm leaves definitions of crds/ in the cluster, where nobody owns it any more; what prunes (Argo CD) deletes it, and all its resources with it';
    return { ...judgement, note };
  }
  const names = dependentsOf(gone, after.values());
  if (names.length === 0) return judgement;
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return {
    ...judgement,
    risk: 'high',
    note: `still needed by ${names.slice(0, MAX_NAMED).join(', ')}${more}`,
  };
}

export function judgeAdded(
  added: Resource,
  judgement: Judgement,
  after: ReadonlyMap<string, Resource>,
): Judgement {
  if (added.id.kind !== 'PodDisruptionBudget') return judgement;
  const budget = budgetOf(added, after);
  if (!budget) return judgement;
  const { workload, pods, evictable } = budget;
  const size = `with ${pods} ${pods === 1 ? 'pod' : 'pods'} of ${workload}`;
  if (evictable === 0)
    return {
      ...judgement,
      risk: 'high',
      note: `${size} it lets none be evicted: draining their nodes hangs`,
    };
  return { ...judgement, risk: 'low', note: `${size} it lets ${evictable} be evicted at once` };
}
