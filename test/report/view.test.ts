import { viewReport } from '../../src/report/view.js';
import { describe, expect, it } from '../support/jest.js';
import { sampleChange, sampleFinding, sampleReport, sampleUpgrade } from './sample.js';

describe('report/view', () => {
  it('groups findings by what they ask for, worst first, accepted ones apart', () => {
    const { groups } = viewReport(
      sampleReport({
        findings: [
          sampleFinding({ rule: 'b', severity: 'high' }),
          sampleFinding({ rule: 'low', severity: 'low' }),
          sampleFinding({ rule: 'a', severity: 'high' }),
          sampleFinding({ rule: 'c', severity: 'critical' }),
          sampleFinding({ rule: 'd', accepted: { reason: 'r', until: '2027-01-31', file: 'f', line: 1 } }),
          sampleFinding({ rule: 'e', exposure: 'possible' }),
        ],
      }),
    );
    expect(groups.exposed.map(finding => finding.rule)).toEqual(['c', 'a', 'b']);
    expect(groups.lesser.map(finding => finding.rule)).toEqual(['low']);
    expect(groups.accepted.map(finding => finding.rule)).toEqual(['d']);
    expect(groups.possible.map(finding => finding.rule)).toEqual(['e']);
  });

  it('counts a known change once, at its worst; findings from facts by their setting', () => {
    const fact = { rule: 'default-changed', exposure: 'not-exposed' } as const;
    const { changes } = viewReport(
      sampleReport({
        knownChanges: 3,
        findings: [
          sampleFinding(),
          sampleFinding({ exposure: 'mitigated' }),
          sampleFinding({ ...fact, knob: { kind: 'env', name: 'A', from: '', to: '1' } }),
          sampleFinding({ ...fact, knob: { kind: 'env', name: 'B', from: '', to: '1' } }),
        ],
      }),
    );
    expect(changes).toEqual({
      known: 3,
      exposed: 1,
      serious: 1,
      possible: 0,
      accepted: 0,
      mitigated: 0,
      notExposed: 2,
    });
  });

  it('never offers as way out what gives up security or was shown not to work', () => {
    const [pin, fix] = sampleFinding().overrides;
    if (!pin || !fix) throw new Error('the sample has both');
    const wayOut = (overrides: NonNullable<typeof pin>[]) =>
      viewReport(sampleReport({ findings: [sampleFinding({ overrides })] })).wayOut;
    expect(wayOut([fix, pin])).toBe(pin);
    expect(wayOut([{ ...pin, weakens: 'certificates are not verified' }, fix])).toBe(fix);
    expect(wayOut([{ ...pin, verified: false }])).toBeUndefined();
  });

  it('puts what moves together in one environment into one row', () => {
    const { upgrades } = viewReport(
      sampleReport({
        upgrades: [
          sampleUpgrade(),
          sampleUpgrade({ id: '2', chart: 'base' }),
          sampleUpgrade({ id: '3', environment: 'dev' }),
          sampleUpgrade({ id: '4', chart: 'gateway', to: { version: '1.22.3', file: 'gw.yaml', line: 4 } }),
        ],
      }),
    );
    expect(upgrades.map(row => [row.environment, row.charts.join(), row.to])).toEqual([
      ['clusters/prod', 'base,istiod', '1.22.2'],
      ['dev', 'istiod', '1.22.2'],
      ['clusters/prod', 'gateway', '1.22.3'],
    ]);
    expect(upgrades[0]?.places).toHaveLength(1);
  });

  it('tells the same change in two installations once, different ones apart', () => {
    const { diff } = viewReport(
      sampleReport({
        changes: [
          sampleChange(),
          sampleChange({ upgrade: 'clusters/dev/istiod' }),
          sampleChange({ after: 'other' }),
          sampleChange({ cause: 'values' }),
          sampleChange({ risk: 'none', noise: 'checksum' }),
          sampleChange({ risk: 'none', noise: 'version label' }),
          sampleChange({ risk: 'none', noise: 'version label' }),
        ],
      }),
    );
    expect(diff.shown).toBe(3);
    expect(diff.effects[0]?.changes.map(change => change.upgrades.length).sort()).toEqual([1, 1, 2]);
    expect(diff.noise).toMatchObject([
      { kind: 'version label', count: 2 },
      { kind: 'checksum', count: 1 },
    ]);
  });

  it.each([
    [
      'several versions',
      [sampleUpgrade(), sampleUpgrade({ from: { version: '1.21.0', file: 'f', line: 1 } })],
      'Istio 1.20.6 → 1.22.2, 1.21.0 → 1.22.2',
    ],
    [
      'values only',
      [sampleUpgrade({ kind: 'values-only', from: { version: '1.22.2', file: 'f', line: 1 } })],
      'Istio 1.22.2, values changed',
    ],
    ['an install', [sampleUpgrade({ kind: 'install', from: null })], 'Istio 1.22.2 added'],
    ['a removal', [sampleUpgrade({ kind: 'remove', to: null })], 'Istio 1.20.6 removed'],
    ['nothing', [], 'Istio'],
  ])('names %s in the headline', (_, upgrades, subject) => {
    expect(viewReport(sampleReport({ upgrades })).headline.subject).toBe(subject);
  });

  it('says of a canary that it waits for traffic, of a downgrade that it is one', () => {
    const canary = viewReport(
      sampleReport({
        verdict: 'attention',
        findings: [sampleFinding()],
        upgrades: [sampleUpgrade({ kind: 'canary' })],
      }),
    );
    expect(canary.headline.outcome).toBe('1 critical waiting for when traffic moves to the new revision');
    const downgrade = viewReport(
      sampleReport({ verdict: 'attention', findings: [], upgrades: [sampleUpgrade({ kind: 'downgrade' })] }),
    );
    expect(downgrade.headline.outcome).toMatch(/^a downgrade; not known is/);
    const both = viewReport(
      sampleReport({
        verdict: 'attention',
        findings: [sampleFinding(), sampleFinding({ exposure: 'possible', question: 'kubectl get x' })],
        upgrades: [sampleUpgrade({ kind: 'downgrade' })],
      }),
    );
    expect(both.headline.outcome).toMatch(
      /^a downgrade, 1 critical going back; not known whether this hits you: /,
    );
    expect(both.headline.question).toBe('kubectl get x');
  });
});
