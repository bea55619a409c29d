import { deadValues } from '../../src/findings/dead-value.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { Finding, IstioChart } from '../../src/model.js';
import { type ChartOptions, chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');

type Releases = readonly [string, string];

function judge(
  chart: IstioChart,
  [from, to]: Releases,
  values: string,
  options: ChartOptions & { readonly before?: string } = {},
): readonly Finding[] {
  const before = chartState(chart, from, options.before ?? values, options);
  const after = chartState(chart, to, values, options);
  return deadValues(chartUpgrade(before, after), before, after, facts, []);
}

function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ severity, knob, locations }) =>
      `${severity} ${knob?.name} :${locations.map(({ line }) => line).join()}`,
  );
}

describe('findings/dead-value', () => {
  it.each<[string, IstioChart, Releases, string, string]>([
    [
      'a key that templates no longer look at',
      'istiod',
      ['1.23.6', '1.24.2'],
      'istio_cni:\n  enabled: true\n',
      'medium istio_cni.enabled :2',
    ],
    [
      'a key whose new name is written beside it, quietly',
      'istiod',
      ['1.23.6', '1.24.2'],
      'istio_cni:\n  enabled: true\npilot:\n  cni:\n    enabled: true\n',
      'low istio_cni.enabled :2',
    ],
    [
      'a key whose new name says something else',
      'istiod',
      ['1.23.6', '1.24.2'],
      'istio_cni:\n  enabled: true\npilot:\n  cni:\n    enabled: false\n',
      'medium istio_cni.enabled :2',
    ],
    [
      'a key that went within a map',
      'cni',
      ['1.22.8', '1.23.0'],
      'cni:\n  logLevel: info\n',
      'medium cni.logLevel :2',
    ],
    [
      'a key at the root',
      'cni',
      ['1.25.5', '1.26.0'],
      'rollingMaxUnavailable: 3\n',
      'medium rollingMaxUnavailable :1',
    ],
    [
      'a map as one',
      'istiod',
      ['1.20.8', '1.21.0'],
      'telemetry:\n  v2:\n    prometheus:\n      configOverride:\n        gateway: {a: 1}\n        inboundSidecar: {b: 2}\n',
      'medium telemetry.v2.prometheus.configOverride :5,6',
    ],
    [
      'a key below the wrapper',
      'istiod',
      ['1.21.6', '1.22.0'],
      'defaults:\n  global:\n    jwtPolicy: first-party-jwt\n',
      'medium global.jwtPolicy :3',
    ],
    [
      'what was dead before, quietly',
      'istiod',
      ['1.24.2', '1.25.0'],
      'istio_cni: {enabled: true}\n',
      'low istio_cni.enabled :1',
    ],
    [
      'a field of the mesh config that this release does not know yet',
      'istiod',
      ['1.29.0', '1.28.0'],
      'meshConfig:\n  defaultConfig:\n    statsCompression: false\n',
      'medium meshConfig.defaultConfig.statsCompression :3',
    ],
    [
      'a field of the mesh config that is gone',
      'istiod',
      ['1.16.7', '1.17.0'],
      'meshConfig:\n  thriftConfig: {rateLimitUrl: x}\n',
      'medium meshConfig.thriftConfig :2',
    ],
  ])('finds %s', (_, chart, releases, values, expected) => {
    expect(told(judge(chart, releases, values))).toEqual([expected]);
  });

  it.each<[string, IstioChart, Releases, string]>([
    [
      'legacy keys of the cni chart that 1.24 copies back into place',
      'cni',
      ['1.23.6', '1.24.0'],
      'cni:\n  cniBinDir: /x\n  excludeNamespaces: [a]\n  repair: {enabled: false}\n',
    ],
    [
      'keys of pilot that 1.24 copies back into place',
      'istiod',
      ['1.23.6', '1.24.0'],
      'pilot:\n  autoscaleMin: 3\n  env: {A: b}\n  cni: {enabled: true}\n',
    ],
    [
      'the old default, copied',
      'istiod',
      ['1.21.6', '1.22.0'],
      'global:\n  jwtPolicy: third-party-jwt\n  oneNamespace: false\n',
    ],
    [
      'a default copied from a release long gone',
      'istiod',
      ['1.24.0', '1.25.0'],
      'global: {jwtPolicy: third-party-jwt}\n',
    ],
    [
      'whatever stands below a map that is handed on whole',
      'gateway',
      ['1.22.0', '1.26.0'],
      'podAnnotations: {"a.b/c": d}\nresources: {limits: {x: 1}}\naffinity: {any: {thing: 1}}\n',
    ],
    [
      'mesh config that both releases know',
      'istiod',
      ['1.22.0', '1.30.0'],
      'meshConfig:\n  access_log_file: /dev/stdout\n  defaultConfig: {proxyMetadata: {A: b}}\n',
    ],
    ["keys of somebody's own", 'istiod', ['1.22.0', '1.30.0'], 'mine: {a: 1}\n'],
    ['nothing', 'istiod', ['1.22.0', '1.30.0'], ''],
    ['releases that the facts do not hold', 'istiod', ['1.23.6', '1.99.0'], 'istio_cni: {enabled: true}\n'],
    [
      'keys of the prototype',
      'istiod',
      ['1.23.6', '1.24.0'],
      '__proto__: {a: 1}\nconstructor: {b: 2}\nglobal: {toString: 1}\n',
    ],
  ])('leaves alone %s', (_, chart, releases, values) => {
    expect(told(judge(chart, releases, values))).toEqual([]);
  });

  it('names what took over, the release that dropped the value, and the value', () => {
    const [finding] = judge('istiod', ['1.23.6', '1.24.2'], 'istio_cni:\n  enabled: true\n');
    expect(finding).toMatchObject({
      rule: 'dead-setting',
      introducedIn: '1.24.0',
      knob: { kind: 'values', name: 'istio_cni.enabled', from: 'true', to: 'ignored' },
      locations: [
        {
          file: 'values.yaml',
          line: 2,
          message: 'istio_cni.enabled: true has no effect at 1.24.2; now pilot.cni.enabled',
        },
      ],
    });
    expect(finding?.summary).toContain('Set pilot.cni.enabled instead');
  });

  it('speaks up about a dead value that a change of values alone brings, and not of one that was there', () => {
    const dead = 'istio_cni: {enabled: true}\n';
    expect(told(judge('istiod', ['1.24.2', '1.24.2'], dead, { before: 'pilot: {}\n' }))).toEqual([
      'medium istio_cni.enabled :1',
    ]);
    expect(judge('istiod', ['1.24.2', '1.24.2'], dead)).toEqual([]);
  });

  it('keeps a line alive that another chart of the change reads', () => {
    const values = 'rollingMaxUnavailable: 3\nglobal: {externalIstiod: true}\n';
    const base = [chartState('base', '1.23.6', values), chartState('base', '1.24.0', values)] as const;
    expect(deadValues(chartUpgrade(...base), ...base, facts, [])).toEqual([]);

    const cni = [chartState('cni', '1.25.5', values), chartState('cni', '1.26.0', values)] as const;
    expect(deadValues(chartUpgrade(...cni), ...cni, facts, [])).toHaveLength(1);
    const istiod = chartState('istiod', '1.26.0', values);
    expect(deadValues(chartUpgrade(...cni), ...cni, facts, [istiod])).toEqual([]);
  });

  it("does not take a vendored chart's own values for the author's", () => {
    const values = 'istio_cni: {enabled: true}\n';
    expect(judge('istiod', ['1.23.6', '1.24.0'], values, { source: 'default', own: true })).toEqual([]);
    expect(judge('istiod', ['1.23.6', '1.24.0'], values, { source: 'default' })).toHaveLength(1);
  });
});
