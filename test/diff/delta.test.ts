import { applyDelta, deltaOf } from '../../src/diff/delta.js';
import { type Holder, leavesOf, type Place } from '../../src/diff/expand.js';
import { canonicalJson } from '../../src/diff/values.js';
import { describe, expect, it } from '../support/jest.js';

const HOLDERS: readonly Holder[] = [
  { group: 'apps', kind: 'Deployment' },
  { group: '', kind: 'ConfigMap' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
  { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
];

/** Names that steer the comparison: keyed lists, sets, wholes, rules, documents. */
const NAMES = [
  'data',
  'env',
  'ports',
  'rules',
  'values',
  'args',
  'subjects',
  'webhooks',
  'x',
  '__proto__',
  'a/b',
  'metadata',
];
const SCALARS: readonly unknown[] = [
  '',
  'a',
  'b',
  '1',
  1,
  0,
  true,
  null,
  'k: v',
  '{"a": [1]}',
  '- 1\n- 2',
  'TCP',
  'x/y',
];
const ITEMS: readonly unknown[] = [
  { name: 'a', value: '1' },
  { name: 'a', value: '2' },
  { name: 'b' },
  { containerPort: 1 },
  { containerPort: 1, protocol: 'UDP' },
  { port: '1', name: 'a' },
  { kind: 'User', name: 'a/b' },
  { kind: 'User', namespace: 'a', name: 'b' },
  { apiGroups: ['', 'apps'], resources: ['pods', 'a/b'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'], scope: '*' },
  { apiGroups: [], resources: ['x'], verbs: [] },
];

/** Always the same numbers: a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomValue(random: (below: number) => number, depth: number): unknown {
  const sort = random(depth > 4 ? 1 : 4);
  if (sort === 0) return SCALARS[random(SCALARS.length)];
  if (sort === 1) {
    const items = Array.from({ length: random(4) }, () => ITEMS[random(ITEMS.length)]);
    return random(3) === 0 ? [...items, randomValue(random, depth + 1)] : items;
  }
  const entries = Array.from({ length: random(4) }, () => [
    NAMES[random(NAMES.length)] ?? '',
    randomValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

function plain(leaves: ReadonlyMap<string, Place>): Record<string, unknown> {
  return Object.fromEntries([...leaves].map(([id, place]) => [id, place.value]).sort());
}

describe('diff/delta', () => {
  it('applied to the old leaves gives the new ones: nothing lost, nothing invented', () => {
    let differing = 0;
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const random = randomFrom(seed);
      const holder = HOLDERS[seed % HOLDERS.length] ?? { group: '', kind: '' };
      const value = (): unknown => ({
        data: randomValue(random, 1),
        rules: randomValue(random, 1),
        spec: randomValue(random, 0),
      });
      const before = value();
      const after = value();
      const delta = deltaOf(before, after, holder);
      const old = leavesOf(before, holder);
      differing += delta.length;
      const applied = plain(applyDelta(old, delta));
      const wanted = plain(leavesOf(after, holder));
      if (canonicalJson(applied) !== canonicalJson(wanted))
        expect({ seed, leaves: applied }).toEqual({ seed, leaves: wanted });
      const idle = delta.filter(
        leaf => leaf.before && leaf.after && canonicalJson(leaf.before) === canonicalJson(leaf.after),
      );
      if (idle.length > 0) expect({ seed, idle }).toEqual({ seed, idle: [] });
    }
    expect(differing).toBeGreaterThan(5_000);
  });

  it('keeps apart in its normal form what Kubernetes keeps apart', () => {
    const role: Holder = { group: 'rbac.authorization.k8s.io', kind: 'Role' };
    const rules = (group: string, resource: string) => ({
      rules: [{ apiGroups: [group], resources: [resource], verbs: ['get'] }],
    });
    const pairs: readonly (readonly [unknown, unknown, Holder])[] = [
      [{ ports: [{ port: 1 }] }, { ports: [{ port: '1' }] }, { group: '', kind: 'Service' }],
      [{ ports: [{ port: 53 }] }, { ports: [{ port: 53, protocol: 'UDP' }] }, { group: '', kind: 'Service' }],
      [
        { subjects: [{ kind: 'A', name: 'B/C' }] },
        { subjects: [{ kind: 'A', namespace: 'B', name: 'C' }] },
        role,
      ],
      [rules('a', 'b'), rules('', 'b.a'), role],
      [{ args: ['a', 'b'] }, { args: ['b', 'a'] }, role],
      [{ x: [1, 2] }, { x: [2, 1] }, role],
      [{ x: { a: {} } }, { x: {} }, role],
    ];
    for (const [before, after, holder] of pairs) expect(deltaOf(before, after, holder)).not.toEqual([]);
  });
});
