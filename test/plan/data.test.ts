/** What plans are made of is complete for every release that has facts, and every entry names its source. */

import { compare, satisfies } from 'semver';
import { helmSchema } from '../../src/findings/helm-schema.js';
import { newestTestedKubernetes } from '../../src/knowledge/kubernetes.js';
import { minorOf } from '../../src/knowledge/releases.js';
import { gatewayApiBuiltWith } from '../../src/plan/gateway-api.js';
import { helmOf } from '../../src/plan/helm.js';
import { chartState } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';
import { facts, releases, releasesErrors, releasesFile, upgradeOf } from '../support/plans.js';

const DAY = /^\d{4}-\d\d-\d\d$/;

describe('knowledge/releases', () => {
  it('is well formed', () => {
    expect(releasesErrors).toEqual([]);
  });

  it.each(facts.releases)('has every window for %s', version => {
    expect(releases.support(version)).toMatchObject({
      released: expect.stringMatching(DAY),
      kubernetes: { from: expect.stringMatching(/^1\.\d+$/), to: expect.stringMatching(/^1\.\d+$/) },
      source: expect.stringMatching(/^https:\/\//),
    });
    expect(gatewayApiBuiltWith(version, facts)).toMatch(/^\d+\.\d+\.\d+$/);
    expect(helmOf(version, facts, releases)).toEqual({
      range: expect.stringMatching(/^>=3\.6\.0/),
      builtWith: expect.stringMatching(/^3\.\d+\.\d+$/),
    });
    expect(releases.skew('proxy', version)).toBeDefined();
    expect(releases.skew('cni', version)).toBeDefined();
  });

  it('agrees with what charts are rendered for', () => {
    for (const version of facts.releases)
      expect([version, newestTestedKubernetes(version)]).toEqual([
        version,
        releases.support(version)?.kubernetes.to,
      ]);
  });

  it('agrees with the finding on which charts newer Helm refuses', () => {
    for (const version of facts.releases) {
      const found = helmSchema(
        upgradeOf('1.16.0', version, { chart: 'gateway' }),
        null,
        chartState('gateway', version),
        releases,
      );
      expect([version, releases.refusals('gateway', version).length]).toEqual([version, found.length]);
    }
  });

  it('knows the first and the last of each row of releases whose gateway chart newer Helm refuses', () => {
    const refused = (version: string): boolean => releases.refusals('gateway', version).length > 0;
    for (const version of ['1.21.0', '1.24.6', '1.25.0', '1.25.4', '1.26.0', '1.26.3', '1.27.0'])
      expect([version, refused(version)]).toEqual([version, true]);
    for (const version of ['1.20.8', '1.25.5', '1.26.4', '1.27.1', '1.28.0'])
      expect([version, refused(version)]).toEqual([version, false]);
  });

  it('knows when support ends, but for minors whose end hangs on one that is not out', () => {
    const open = releasesFile.minors.filter(({ supportEnds }) => supportEnds === null);
    expect(open.map(({ minor }) => minor)).toEqual(['1.30', '1.31']);
  });

  it('gives each release one window of Helm only', () => {
    for (const version of facts.releases) {
      const windows = releasesFile.windows.filter(window =>
        window.releases.some(range => satisfies(version, range)),
      );
      expect([version, windows.length]).toEqual([version, 1]);
    }
  });

  it('is built with a Helm of its own window, and asks for the Kubernetes that its code asks for', () => {
    for (const version of facts.releases) {
      const { range = '', builtWith = '' } = helmOf(version, facts, releases) ?? {};
      expect([version, satisfies(builtWith, range)]).toEqual([version, true]);
      // Patches of a minor may ask for less than the newest one does: the table moves after a release.
      const floor = facts.defaultAt('floor', 'kubernetes', 'oldest', version) ?? '';
      const { from = '' } = releases.support(version)?.kubernetes ?? {};
      expect([version, Number(floor.slice(2)) <= Number(from.slice(2)) + 1]).toEqual([version, true]);
    }
  });
});

describe('security bulletins', () => {
  const ids = (version: string): readonly string[] => releases.bulletins(version).map(({ id }) => id);

  it('are all that were published from 2023 on, in order and once', () => {
    const years = new Map<string, number[]>();
    for (const { id } of releasesFile.bulletins) {
      const [, , year = '', number = ''] = id.split('-');
      years.set(year, [...(years.get(year) ?? []), Number(number)]);
    }
    expect(Object.fromEntries(years)).toEqual({
      2023: [1, 2, 3, 4, 5],
      2024: [1, 2, 3, 4, 5, 6, 7],
      2025: [1, 2, 3, 4],
      2026: [1, 2, 3, 4, 5, 6, 7],
    });
  });

  /** First and last release of each range as published, and the releases just outside of it. */
  it.each([
    ['ISTIO-SECURITY-2023-001', ['1.16.0', '1.16.3', '1.17.1'], ['1.16.4', '1.17.2', '1.18.0']],
    ['ISTIO-SECURITY-2023-002', ['1.16.5', '1.17.3', '1.18.0'], ['1.16.6', '1.17.4', '1.18.1']],
    ['ISTIO-SECURITY-2023-003', ['1.16.6', '1.17.4', '1.18.1'], ['1.16.7', '1.17.5', '1.18.2']],
    ['ISTIO-SECURITY-2023-004', ['1.16.7', '1.17.6', '1.18.3', '1.19.1'], ['1.17.8', '1.18.5', '1.19.3']],
    ['ISTIO-SECURITY-2023-005', ['1.17.8', '1.18.5', '1.19.4', '1.20.0'], ['1.18.6', '1.19.5', '1.20.1']],
    ['ISTIO-SECURITY-2024-001', ['1.18.7', '1.19.6', '1.20.2'], ['1.19.7', '1.20.3', '1.21.0']],
    ['ISTIO-SECURITY-2024-002', ['1.18.7', '1.19.8', '1.20.4', '1.21.0'], ['1.19.9', '1.20.5', '1.21.1']],
    ['ISTIO-SECURITY-2024-003', ['1.18.7', '1.19.9', '1.20.5', '1.21.1'], ['1.19.10', '1.20.6', '1.21.2']],
    ['ISTIO-SECURITY-2024-004', ['1.19.10', '1.20.6', '1.21.2', '1.22.0'], ['1.20.7', '1.21.3', '1.22.1']],
    ['ISTIO-SECURITY-2024-005', ['1.21.0', '1.21.3', '1.22.1'], ['1.20.8', '1.21.4', '1.22.2']],
    ['ISTIO-SECURITY-2024-006', ['1.22.4', '1.23.1'], ['1.21.6', '1.22.5', '1.23.2']],
    ['ISTIO-SECURITY-2024-007', ['1.22.6', '1.23.3', '1.24.1'], ['1.22.7', '1.23.4', '1.24.2']],
    ['ISTIO-SECURITY-2025-001', ['1.25.4', '1.26.3', '1.27.0'], ['1.24.6', '1.25.5', '1.26.4', '1.27.1']],
    ['ISTIO-SECURITY-2025-002', ['1.26.5', '1.27.1'], ['1.26.6', '1.27.2', '1.28.0']],
    ['ISTIO-SECURITY-2025-003', ['1.26.6', '1.27.3', '1.28.0'], ['1.26.7', '1.27.4', '1.28.1']],
    ['ISTIO-SECURITY-2025-004', ['1.26.7', '1.27.4', '1.28.1'], ['1.26.8', '1.27.5', '1.28.2']],
    ['ISTIO-SECURITY-2026-001', ['1.27.7', '1.28.4', '1.29.0'], ['1.27.8', '1.28.5', '1.29.1']],
    ['ISTIO-SECURITY-2026-002', ['1.16.0', '1.30.3', '1.31.0'], []],
    ['ISTIO-SECURITY-2026-003', ['1.28.5', '1.29.1'], ['1.27.9', '1.28.6', '1.29.2']],
    ['ISTIO-SECURITY-2026-004', ['1.28.7', '1.29.3', '1.30.0'], ['1.28.8', '1.29.4', '1.30.1']],
    ['ISTIO-SECURITY-2026-005', ['1.28.0', '1.28.9', '1.29.5', '1.30.2'], ['1.28.10', '1.29.6', '1.30.3']],
    ['ISTIO-SECURITY-2026-006', ['1.16.0', '1.28.10', '1.29.6', '1.30.3'], ['1.29.7', '1.30.4', '1.31.1']],
    ['ISTIO-SECURITY-2026-007', ['1.29.6', '1.29.8', '1.30.3'], ['1.29.9']],
  ])('%s concerns what it names', (id, concerned, spared) => {
    for (const version of concerned) expect([version, ids(version).includes(id)]).toEqual([version, true]);
    for (const version of spared) expect([version, ids(version).includes(id)]).toEqual([version, false]);
  });

  it('have ranges that end where a release ends, so that none is off by one', () => {
    for (const { id, affected } of releasesFile.bulletins)
      for (const range of affected)
        for (const bound of range.match(/1\.\d+\.\d+/g) ?? [])
          expect([id, bound, isTold(bound)]).toEqual([id, bound, true]);
  });
});

/** A release that is known, or newer than those of its minor that are, or of a minor without facts. */
function isTold(version: string): boolean {
  const patches = facts.releases.filter(release => minorOf(release) === minorOf(version));
  const newest = patches.at(-1);
  return newest === undefined || patches.includes(version) || compare(version, newest) > 0;
}
