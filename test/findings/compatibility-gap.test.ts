import { compatibilityGaps } from '../../src/findings/compatibility-gap.js';
import {
  actingSettings,
  promisedSettings,
  shippedSettings,
} from '../../src/findings/compatibility-profile.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { Finding, IstioChart } from '../../src/model.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');

type Releases = readonly [string, string];

function judge(chart: IstioChart, [from, to]: Releases, values: string, old = values): readonly Finding[] {
  const [before, after] = [chartState(chart, from, old), chartState(chart, to, values)];
  return compatibilityGaps(chartUpgrade(before, after), before, after, facts, [{ before, after }]);
}

function holes(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ locations }) => locations.map(({ line, message }) => `:${line} ${message}`));
}

const COMPATIBLE = 'pilot: {}\ncompatibilityVersion: "1.23"\n';

describe('findings/compatibility-gap', () => {
  it('knows the holes that profiles have shipped with, and no other', () => {
    const found = new Map<string, string[]>();
    for (const chart of ['istiod', 'cni', 'ztunnel', 'gateway', 'base'] as const) {
      for (const release of facts.releases) {
        for (let minor = 20; minor < 30; minor++) {
          const version = `1.${minor}`;
          const shipped = shippedSettings(facts, chart, release, version);
          if (!shipped) continue;
          const promised = promisedSettings(facts, chart, release, version);
          const missing = new Map(
            [...promised].filter(([path, { value }]) => shipped.get(path)?.value !== value),
          );
          for (const { keys } of actingSettings(missing, facts, chart, release, version)) {
            const key = `${chart} ${version} ${keys.at(-1)}`;
            found.set(key, [...(found.get(key) ?? []), release]);
          }
        }
      }
    }
    const ends = [...found].map(([key, releases]) => `${key} ${releases[0]} to ${releases.at(-1)}`);
    expect(ends.toSorted()).toEqual([
      'cni 1.22 dnsCapture 1.25.0 to 1.25.5',
      'cni 1.23 dnsCapture 1.25.0 to 1.26.8',
      'istiod 1.20 ENABLE_DEFERRED_CLUSTER_CREATION 1.23.0 to 1.23.6',
      'istiod 1.20 ENABLE_DELIMITED_STATS_TAG_REGEX 1.23.0 to 1.23.6',
      'istiod 1.20 ENABLE_ENHANCED_RESOURCE_SCOPING 1.22.0 to 1.22.1',
      'istiod 1.21 ENABLE_DEFERRED_CLUSTER_CREATION 1.23.0 to 1.24.6',
      'istiod 1.21 ENABLE_DELIMITED_STATS_TAG_REGEX 1.23.0 to 1.23.0',
      'istiod 1.21 ENABLE_ENHANCED_RESOURCE_SCOPING 1.22.0 to 1.22.1',
      'istiod 1.21 ISTIO_DELTA_XDS 1.22.0 to 1.22.3',
      'istiod 1.22 ENABLE_DELIMITED_STATS_TAG_REGEX 1.23.0 to 1.23.0',
      'istiod 1.22 PILOT_ENABLE_IP_AUTOALLOCATE 1.25.0 to 1.25.5',
      'istiod 1.23 PILOT_ENABLE_IP_AUTOALLOCATE 1.25.0 to 1.26.8',
    ]);
  });

  it.each<[string, IstioChart, Releases, string]>([
    [
      'istiod',
      'istiod',
      ['1.24.6', '1.25.5'],
      ':2 pilot.env.PILOT_ENABLE_IP_AUTOALLOCATE is true at 1.25.5, where false was promised',
    ],
    [
      'istiod two minors on',
      'istiod',
      ['1.24.6', '1.26.8'],
      ':2 pilot.env.PILOT_ENABLE_IP_AUTOALLOCATE is true at 1.26.8, where false was promised',
    ],
    [
      'the CNI',
      'cni',
      ['1.24.6', '1.26.8'],
      ':2 ambient.dnsCapture is true at 1.26.8, where false was promised',
    ],
  ])('is told for %s at the line of the version', (_, chart, releases, expected) => {
    const found = judge(chart, releases, COMPATIBLE);
    expect(holes(found)).toEqual([expected]);
    expect(found[0]).toMatchObject({ rule: 'compatibility-gap', severity: 'medium', exposure: 'exposed' });
    expect(found[0]?.remedies?.at(-1)).toMatchObject({ kind: 'pin', operations: [{ op: 'set' }] });
  });

  it('is told where the version is chosen only now, whatever was in force', () => {
    expect(judge('istiod', ['1.25.5', '1.25.5'], COMPATIBLE, 'pilot: {}\n')).toHaveLength(1);
  });

  it.each<[string, Releases, string]>([
    [
      'the author sets it',
      ['1.24.6', '1.25.5'],
      'compatibilityVersion: "1.23"\npilot: {env: {PILOT_ENABLE_IP_AUTOALLOCATE: "false"}}\n',
    ],
    [
      'the author sets it at the root',
      ['1.24.6', '1.25.5'],
      'compatibilityVersion: "1.23"\nenv: {PILOT_ENABLE_IP_AUTOALLOCATE: "false"}\n',
    ],
    ['the hole was there before', ['1.25.5', '1.26.8'], COMPATIBLE],
    ['the profile is whole', ['1.24.6', '1.25.5'], 'compatibilityVersion: "1.24"\n'],
    ['no version is chosen', ['1.24.6', '1.25.5'], 'pilot: {}\n'],
    [
      'it stands below global, where no chart looks',
      ['1.24.6', '1.25.5'],
      'global: {compatibilityVersion: "1.23"}\n',
    ],
  ])('is silent where %s', (_, releases, values) => {
    expect(judge('istiod', releases, values)).toEqual([]);
  });

  it('says that a version is refused only where nothing could be rendered', () => {
    const values = 'compatibilityVersion: "1.20"\n';
    expect(judge('istiod', ['1.23.6', '1.24.0'], values)).toMatchObject([
      { severity: 'critical', locations: [{ line: 1 }] },
    ]);

    const [before, after] = [chartState('istiod', '1.23.6', values), chartState('istiod', '1.24.0', values)];
    const rendering = { ok: false, reason: 'template', message: 'unknown compatibility version' } as const;
    const upgrade = chartUpgrade(before, after);
    expect(compatibilityGaps(upgrade, before, { ...after, rendering }, facts, [])).toEqual([]);
  });

  it('says that a CNI beside istiod is not told', () => {
    const istiod = [
      chartState('istiod', '1.24.6'),
      chartState('istiod', '1.25.5', 'compatibilityVersion: "1.24"\n'),
    ] as const;
    function judgeWith(values: string): readonly Finding[] {
      const cni = { before: chartState('cni', '1.24.6', values), after: chartState('cni', '1.25.5', values) };
      return compatibilityGaps(chartUpgrade(...istiod), ...istiod, facts, [cni]);
    }

    const found = judgeWith('');
    expect(found.map(({ title }) => title)).toEqual(['cni is not told of compatibilityVersion 1.24']);
    expect(holes(found)).toEqual([
      ':1 compatibilityVersion 1.24 is set for istiod alone',
      ':3 ambient.dnsCapture is true at 1.25.5, where false was promised',
    ]);
    expect(judgeWith('compatibilityVersion: "1.24"\n')).toEqual([]);
    expect(judgeWith('ambient: {dnsCapture: false}\n')).toEqual([]);
    expect(judgeWith('cni: {ambient: {dnsCapture: true}}\n')).toEqual([]);
  });
});
