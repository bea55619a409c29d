/** When resources that nobody can see keep an upgrade from being judged. */

import { withUnseenBlocking } from '../../src/analysis/unseen.js';
import type { Environment, Exposure, Finding, Problem, Upgrade, UpgradeKind } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';

function environment(name: string): Environment {
  return { name, owns: path => path.startsWith(`${name}/`) };
}

function upgrade(kind: UpgradeKind): Upgrade {
  return { id: 'prod/istiod', kind, chart: 'istiod', environment: 'prod', before: null, after: null };
}

function finding(exposure: Exposure, accepted: Finding['accepted'] = null): Finding {
  return {
    rule: 'auto-sni',
    title: '',
    summary: '',
    severity: 'medium',
    exposure,
    introducedIn: '1.21.0',
    upgrades: ['prod/istiod'],
    component: 'istiod',
    evidence: 'resource',
    locations: [],
    overrides: [],
    references: [],
    accepted,
  };
}

function hidden(file: string, ...mayHold: readonly string[]): Problem {
  return { what: file, why: 'is not read', file, line: 1, blocking: false, mayHold };
}

const ACCEPTED = { reason: 'known', until: '2099-01-01', file: 'policy.yaml', line: 1 };

describe('analysis/unseen', () => {
  it.each<
    [string, boolean, Problem, Partial<{ kind: UpgradeKind; found: Finding; failOn: 'high' | 'never' }>]
  >([
    ['a change acts on its kind', true, hidden('rules.cue', 'Sidecar', 'DestinationRule'), {}],
    ['it is of the environment that moves', true, hidden('prod/rules.cue', 'DestinationRule'), {}],
    [
      'that change would be for what is absent',
      true,
      hidden('rules.cue', 'DestinationRule'),
      { found: finding('possible') },
    ],
    ['changes act on other kinds', false, hidden('rules.cue', 'Sidecar'), {}],
    ['it may hold none', false, hidden('rules.cue'), {}],
    ['it is of another environment', false, hidden('dev/rules.cue', 'DestinationRule'), {}],
    [
      'the change is held back',
      false,
      hidden('rules.cue', 'DestinationRule'),
      { found: finding('mitigated') },
    ],
    [
      'the change is accepted',
      false,
      hidden('rules.cue', 'DestinationRule'),
      { found: finding('possible', ACCEPTED) },
    ],
    ['nothing decides', false, hidden('rules.cue', 'DestinationRule'), { failOn: 'never' }],
    ['a canary stands beside', false, hidden('rules.cue', 'DestinationRule'), { kind: 'canary' }],
  ])(
    '%s: %s',
    (_, blocking, problem, { kind = 'upgrade', found = finding('not-exposed'), failOn = 'high' }) => {
      const told = withUnseenBlocking([problem], {
        upgrades: [upgrade(kind)],
        environments: [environment('dev'), environment('prod')],
        findings: [found],
        rules: [{ id: 'auto-sni', kinds: ['DestinationRule'], severity: 'critical' }],
        failOn,
      });
      expect(told).toEqual([{ ...problem, blocking }]);
    },
  );
});
