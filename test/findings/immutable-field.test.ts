import { immutableFields } from '../../src/findings/immutable-field.js';
import type { Change } from '../../src/model.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const [before, after] = [chartState('gateway', '1.24.0'), chartState('gateway', '1.25.0')];
const upgrade = chartUpgrade(before, after);

function change(fields: Partial<Change> = {}): Change {
  return {
    upgrade: upgrade.id,
    resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'edge', name: 'edge' },
    op: 'changed',
    path: 'spec.selector.matchLabels.app',
    before: 'a',
    after: 'b',
    cause: 'version',
    effect: 'immutable',
    risk: 'high',
    ...fields,
  };
}

describe('findings/immutable-field', () => {
  it('tells once what Kubernetes refuses, with every field', () => {
    const [finding, ...more] = immutableFields(
      [upgrade],
      [
        change(),
        change({ path: 'spec.selector.matchLabels.istio', op: 'added' }),
        change({ effect: 'network' }),
      ],
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule: 'immutable-field', severity: 'critical', upgrades: [upgrade.id] });
    expect(finding?.locations.map(({ message }) => message)).toEqual([
      'Deployment/edge/edge: spec.selector.matchLabels.app is refused',
      'Deployment/edge/edge: spec.selector.matchLabels.istio is refused',
    ]);
  });

  it.each([
    ['noise', change({ risk: 'none', noise: 'x' })],
    ['another upgrade', change({ upgrade: 'other' })],
  ])('says nothing of %s', (_, other) => {
    expect(immutableFields([upgrade], [other])).toEqual([]);
  });
});
