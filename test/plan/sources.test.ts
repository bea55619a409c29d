/** Every statement about Istio, Helm or Kubernetes names where it is written; what follows from the repository names its place. */

import type { Plan } from '../../src/model.js';
import { planPoints, rollbackSentences } from '../../src/report/plan-view.js';
import { expect, it } from '../support/jest.js';
import { installed, planOf, upgradeOf } from '../support/plans.js';

const CHARTS = ['base', 'istiod', 'cni', 'ztunnel', 'gateway'] as const;
const WAYS = [
  ['', 'helm', null],
  ['1-2-3', 'argocd', '1.24'],
  ['', 'flux', '1.36'],
  ['1-2-3', 'operator', null],
] as const;
const POLICY =
  'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: b}\nspec:\n  targetRefs: [{kind: Service, name: c}]\n  rules:\n  - from:\n    - source: {serviceAccounts: [d]}\n';

it.each([
  ['1.15.7', '1.24.6'],
  ['1.13.9', '1.18.7'],
  ['1.23.6', '1.29.0'],
  ['1.27.9', '1.30.3'],
  ['1.26.1', '1.24.3'],
  ['1.16.0', '1.30.3'],
  ['1.30.3', '1.16.0'],
  ['1.18.7', '1.19.2'],
  ['1.30.3', '1.31.0'],
  ['1.30.3', '2.0.0'],
  ['1.29.6', '1.30.99'],
])('from %s to %s', (from, to) => {
  for (const [revision, deployer, kubeVersion] of WAYS) {
    const upgrades = CHARTS.map(chart => upgradeOf(from, to, { chart, revision, deployer }));
    const beside = [installed('gateway', '1.19.0', { id: 'other', at: { file: 'other.yaml', line: 1 } })];
    const plan = planOf(upgrades, { kubeVersion, resources: POLICY, beside });
    expect(plan && unsourced(plan)).toEqual([]);
  }
});

function unsourced(plan: Plan): readonly string[] {
  const ofHops = plan.hops.flatMap(hop => [
    ...hop.reasons,
    ...hop.before,
    ...hop.during,
    ...hop.skew,
    ...hop.after,
    ...hop.rollback.blockers,
    ...hop.rollback.notes,
    ...rollbackSentences(hop),
  ]);
  return [
    ...ofHops,
    ...plan.notes,
    ...plan.fleet.flatMap(row => [...row.skew, ...row.skewNow]),
    ...planPoints(plan),
  ]
    .filter(({ source, at }) => source !== undefined || at === undefined)
    .filter(({ text, source }) => !text.startsWith('asked for') && !/^https:\/\/\S+$/.test(source ?? ''))
    .map(({ text }) => text);
}
