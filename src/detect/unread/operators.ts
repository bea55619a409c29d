/**
 * Istio's operator beside a control plane that something else installs: what it acts on is not in the tree, and may be another
 * cluster's. Where it moves, that moves with it.
 */
import type { Detection, Tree } from '../../model.js';
import { contextOf } from '../context.js';
import { fingerprintOf } from '../fingerprint.js';
import { controllersOf } from '../istio-operator/controllers.js';
import { operatorCandidates } from '../istio-operator/installs.js';
import type { UnreadForm } from './forms.js';

export async function unreadOperators(
  tree: Tree,
  { installations }: Detection,
): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  // Without a control plane of another kind, it is taken for the mesh that it moves.
  if (!installations.some(({ chart, release }) => chart === 'istiod' && release.form !== 'istio-operator'))
    return [];
  if ((await operatorCandidates(context)).length > 0) return [];
  return (await controllersOf(context)).map(({ version, at }) => ({
    what: `Istio’s operator ${version}`,
    why: 'the IstioOperators that it acts on are not in this repository: what it installs beside the control plane that was read is not known',
    ...at,
    fingerprint: fingerprintOf([at.file, version]),
    weak: true,
  }));
}
