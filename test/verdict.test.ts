/** The verdict: what decides it, and what never may. */

import type { Exposure, Finding, Problem, Severity, Upgrade, UpgradeKind } from '../src/model.js';
import { decide, type VerdictInput } from '../src/verdict.js';
import { describe, expect, it } from './support/jest.js';

describe('verdict', () => {
  it.each<[string, Partial<VerdictInput>, string]>([
    ['nothing moves', {}, 'no-upgrade'],
    ['nothing moves, and something can not be read', { problems: [problem()] }, 'incomplete'],
    ['nothing is found', { upgrades: [upgrade()] }, 'pass'],
    ['exposed at the limit', { upgrades: [upgrade()], findings: [finding()] }, 'fail'],
    ['exposed below it', { upgrades: [upgrade()], findings: [finding('exposed', 'medium')] }, 'pass'],
    ['exposed, but accepted', { upgrades: [upgrade()], findings: [accepted(finding())] }, 'pass'],
    ['exposed, and no limit', { upgrades: [upgrade()], findings: [finding()], failOn: 'never' }, 'pass'],
    ['exposed and unread', { upgrades: [upgrade()], findings: [finding()], problems: [problem()] }, 'fail'],
    ['undecided', { upgrades: [upgrade()], findings: [finding('possible')] }, 'attention'],
    ['undecided below the limit', { upgrades: [upgrade()], findings: [finding('possible', 'low')] }, 'pass'],
    ['undecided, accepted', { upgrades: [upgrade()], findings: [accepted(finding('possible'))] }, 'pass'],
    ['undecided and forbidden', { ...forbidding('undecided'), findings: [finding('possible')] }, 'fail'],
    ['mitigated', { upgrades: [upgrade()], findings: [finding('mitigated')] }, 'pass'],
    ['unread before, too', { upgrades: [upgrade()], problems: [problem(false)] }, 'attention'],
    ['unread before, too, and forbidden', { ...forbidding('undecided'), problems: [problem(false)] }, 'fail'],
    ['a canary', { upgrades: [upgrade('canary')], findings: [finding()] }, 'attention'],
    [
      'a canary that can not be rendered',
      { upgrades: [upgrade('canary')], findings: [renderFails()] },
      'fail',
    ],
    ['a downgrade', { upgrades: [upgrade('downgrade')] }, 'attention'],
    [
      'a downgrade that changes things back',
      { upgrades: [upgrade('downgrade')], findings: [finding()] },
      'attention',
    ],
    ['a forbidden downgrade', { ...forbidding('downgrade'), upgrades: [upgrade('downgrade')] }, 'fail'],
    [
      'a downgrade, where only what is undecided is forbidden',
      {
        ...forbidding('undecided'),
        upgrades: [upgrade('downgrade')],
        findings: [finding(), finding('possible')],
        problems: [problem(false)],
      },
      'attention',
    ],
    ['workloads moved on', { upgrades: [upgrade('repoint')], findings: [finding()] }, 'fail'],
    [
      'workloads moved back',
      { upgrades: [upgrade('repoint', '1.22.2', '1.20.6')], findings: [finding()] },
      'attention',
    ],
  ])('%s', (_, input, expected) => {
    const policy = { undecided: 'warn', downgrade: 'warn' } as const;
    const { verdict, reason } = decide({
      upgrades: [],
      findings: [],
      problems: [],
      failOn: 'high',
      policy,
      ...input,
    });
    expect(verdict).toBe(expected);
    expect(reason).not.toBe('');
  });

  it('tells what hangs on one absent kind in one sentence', () => {
    const open = (rule: string, absent?: readonly string[]): Finding => ({
      ...finding('possible', 'high', rule),
      ...(absent ? { absent } : {}),
    });
    const { verdict, reason } = decide({
      upgrades: [upgrade()],
      findings: [
        open('a', ['DestinationRule']),
        open('b'),
        open('c', ['VirtualService']),
        open('d', ['DestinationRule']),
      ],
      problems: [],
      failOn: 'high',
      policy: { undecided: 'warn', downgrade: 'warn' },
    });
    expect(verdict).toBe('attention');
    expect(reason).toBe(
      "This repository can't tell: b. 3 changes act on kinds that are not here (DestinationRule, VirtualService): a, c, d.",
    );
  });

  it('passes with what is open below the limit, and says that it is', () => {
    const { verdict, reason } = decide({
      upgrades: [upgrade()],
      findings: [finding('possible', 'medium', 'a'), finding('possible', 'medium', 'b')],
      problems: [],
      failOn: 'high',
      policy: { undecided: 'warn', downgrade: 'warn' },
    });
    expect(verdict).toBe('pass');
    expect(reason).toContain("2 changes below it can't be decided from here.");
  });

  it('lets no downgrade excuse what another installation goes through', () => {
    const upgrades = [upgrade('downgrade'), { ...upgrade(), id: 'other' }];
    const findings = [{ ...finding(), upgrades: ['other'] }];
    const policy = { undecided: 'warn', downgrade: 'warn' } as const;
    expect(decide({ upgrades, findings, problems: [], failOn: 'high', policy }).verdict).toBe('fail');
  });
});

function upgrade(kind: UpgradeKind = 'upgrade', from = '1.20.6', to = '1.22.2'): Upgrade {
  const installation = (istioVersion: string) => ({ istioVersion }) as Upgrade['before'];
  return {
    id: 'mesh/istiod',
    kind,
    chart: 'istiod',
    environment: '',
    before: installation(from),
    after: installation(to),
  };
}

function finding(
  exposure: Exposure = 'exposed',
  severity: Severity = 'critical',
  rule = 'auto-sni',
): Finding {
  return {
    rule,
    title: '',
    summary: '',
    severity,
    exposure,
    introducedIn: '1.21.0',
    upgrades: ['mesh/istiod'],
    component: 'istiod',
    evidence: 'resource',
    locations: [],
    overrides: [],
    references: [],
    accepted: null,
  };
}

function renderFails(): Finding {
  return finding('exposed', 'critical', 'render-fails');
}

function accepted(found: Finding): Finding {
  return {
    ...found,
    accepted: { reason: 'known', until: '2099-01-01', file: '.istio-preflight.yaml', line: 1 },
  };
}

function problem(blocking = true): Problem {
  return { what: 'values.yaml', why: 'is no YAML', blocking };
}

function forbidding(what: 'undecided' | 'downgrade'): Partial<VerdictInput> {
  return { upgrades: [upgrade()], policy: { undecided: 'warn', downgrade: 'warn', [what]: 'fail' } };
}
