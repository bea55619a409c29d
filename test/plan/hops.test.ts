/** Which releases a plan stops at, and why. */
import { describe, expect, it } from '../support/jest.js';
import { installed, planOf, saying, stopsOf, upgradeOf } from '../support/plans.js';

describe('plan/hops', () => {
  it.each([
    ['1.20.6', '1.22.2', ['1.21.6', '1.22.2']],
    [
      '1.15.7',
      '1.24.6',
      ['1.16.7', '1.17.8', '1.18.7', '1.19.10', '1.20.8', '1.21.6', '1.22.8', '1.23.6', '1.24.6'],
    ],
    ['1.13.9', '1.18.7', ['1.14.6', '1.15.7', '1.16.7', '1.17.8', '1.18.7']],
    ['1.23.6', '1.29.0', ['1.24.6', '1.25.5', '1.26.8', '1.27.9', '1.28.10', '1.29.0']],
    ['1.27.9', '1.30.3', ['1.28.10', '1.29.6', '1.30.3']],
    ['1.22.1', '1.22.8', ['1.22.8']],
    ['1.26.1', '1.24.3', ['1.25.5', '1.24.3']],
    ['1.29.6', '1.33.0', ['1.30.3', '1.31.1', '1.32.x', '1.33.0']],
    ['1.7.4', '1.9.0', ['1.8.6', '1.9.0']],
  ])('from %s to %s in place', (from, to, stops) => {
    expect(stopsOf(from, to)).toEqual(stops);
  });

  it('takes two minors at a time where control planes are revisions', () => {
    expect(stopsOf('1.20.6', '1.24.6', { revision: '1-24-6' })).toEqual(['1.22.8', '1.24.6']);
  });

  it('takes one at a time all the same where a node agent is shared by all of them', () => {
    const plan = planOf([upgradeOf('1.20.6', '1.22.8', { revision: '1-22-8' })], {
      beside: [installed('cni', '1.20.6')],
    });
    expect(plan?.hops.map(hop => hop.to)).toEqual(['1.21.6', '1.22.8']);
    expect(saying(plan?.notes)).toContain('although control planes are revisions here');
  });

  it('goes back one minor at a time, also with revisions', () => {
    expect(stopsOf('1.24.6', '1.22.8', { revision: '1-22-8' })).toEqual(['1.23.6', '1.22.8']);
  });

  it('names the regressions of a patch that is asked for, and the patch to take instead', () => {
    const hop = planOf([upgradeOf('1.20.8', '1.21.1')])?.hops[0];
    expect(hop?.why).toMatch(
      /1\.21\.1 has a regression, take 1\.21\.3 or later instead: .*\(jwt-list-claims\)/,
    );
    expect(hop?.why).toContain('1.21.6 is newer and mends');
    const listed = planOf([upgradeOf('1.25.5', '1.26.0')])?.hops[0];
    expect(listed?.why).toContain('take 1.26.1 or later instead');
  });

  it('does not hold against a release what was judged and hits nothing here', () => {
    const findings = [{ rule: 'jwt-list-claims', exposure: 'not-exposed', introducedIn: '1.21.0' }] as const;
    expect(planOf([upgradeOf('1.20.8', '1.21.1')], { findings })?.hops[0]?.why).not.toContain(
      'jwt-list-claims',
    );
  });

  it('does not praise the newest patch where a newer one mends what it still has', () => {
    const [first] = planOf([upgradeOf('1.28.10', '1.30.3')])?.hops ?? [];
    expect(first?.to).toBe('1.29.6');
    expect(first?.why).toContain('take 1.29.7 or later if it can be had: it mends ISTIO-SECURITY-2026-006');
  });

  it('knows versions that were announced and never published', () => {
    const [hop] = planOf([upgradeOf('1.18.7', '1.19.2')])?.hops ?? [];
    expect(hop?.why).toContain('1.19.2 was never published, take 1.19.3 instead');
  });

  it('is nothing where no release moves', () => {
    expect(planOf([upgradeOf('1.22.2', '1.22.2')])).toBeUndefined();
    expect(planOf([])).toBeUndefined();
  });

  it('says where each change bites', () => {
    const findings = [
      { rule: 'auto-sni', exposure: 'exposed', introducedIn: '1.21.0' },
      { rule: 'delta-xds', exposure: 'exposed', introducedIn: '1.22.0' },
      { rule: 'dead-setting', exposure: 'exposed', introducedIn: '1.22.0' },
      { rule: 'default-tracing-zipkin', exposure: 'not-exposed', introducedIn: '1.22.0' },
    ] as const;
    const plan = planOf([upgradeOf('1.20.6', '1.22.2')], { findings });
    expect(plan?.hops.map(hop => hop.findings)).toEqual([['auto-sni'], ['dead-setting', 'delta-xds']]);
  });

  it('finds the hop of what names the end of the plan only', () => {
    const findings = [
      { rule: 'helm-rejects-gateway-schema', exposure: 'exposed', introducedIn: '1.23.6' },
      { rule: 'retired-source', exposure: 'exposed', introducedIn: '1.23.6' },
      {
        rule: 'default-changed',
        exposure: 'exposed',
        introducedIn: '1.23.6',
        locations: [{ file: 'a', line: 1, message: 'ENABLE_DELIMITED_STATS_TAG_REGEX: new → true' }],
      },
      {
        rule: 'kubernetes-version',
        exposure: 'exposed',
        introducedIn: '1.23.6',
        knob: { kind: 'kubernetes', name: 'newest tested Kubernetes', from: '1.29', to: '1.30' },
      },
    ] as const;
    const plan = planOf([upgradeOf('1.20.8', '1.23.6')], { findings });
    expect(plan?.hops.map(hop => hop.findings)).toEqual([
      ['helm-rejects-gateway-schema', 'retired-source'],
      ['kubernetes-version'],
      ['default-changed'],
    ]);
  });

  it('says in plain words what the knowledge does not hold', () => {
    const notes = (from: string, to: string): string => saying(planOf([upgradeOf(from, to)])?.notes);
    expect(notes('1.30.3', '1.31.0')).toContain('1.31.0 is beyond the knowledge, which ends with 1.30.3');
    expect(notes('1.15.7', '1.16.7')).toContain(
      '1.15.7 is older than the knowledge, which begins with 1.16.0',
    );
    expect(notes('1.29.6', '1.30.99')).toContain(
      '1.30.99 is no release that is known; it is judged like 1.30.3',
    );
    expect(notes('1.30.3', '2.0.0')).toContain('2.0.0 is of another series');
    expect(notes('1.29.6', '1.30.3')).not.toMatch(/knowledge|no release/);
  });
});
