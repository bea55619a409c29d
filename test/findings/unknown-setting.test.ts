import { unknownSettings } from '../../src/findings/unknown-setting.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { IstioChart } from '../../src/model.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');
const RELEASES = ['1.25.5', '1.26.0'] as const;

function judge(
  chart: IstioChart,
  values: string,
  [from, to]: readonly [string, string] = RELEASES,
  old = values,
): readonly string[] {
  const [before, after] = [chartState(chart, from, old), chartState(chart, to, values)];
  return unknownSettings(chartUpgrade(before, after), before, after, facts, []).map(
    ({ severity, locations }) => `${severity} :${locations[0]?.line} ${locations[0]?.message}`,
  );
}

describe('findings/unknown-setting', () => {
  it('leaves values to the charts of vendors, whose own they may be', () => {
    const values = 'pilot:\n  autoscaleMn: 2\n';
    const [before, after] = [chartState('istiod', '1.25.5', values), chartState('istiod', '1.26.0', values)];
    const vendors = { ...after, installation: { ...after.installation, version: '1.26.0-patch0-acme' } };
    expect(unknownSettings(chartUpgrade(before, after), before, after, facts, [])).toHaveLength(1);
    expect(unknownSettings(chartUpgrade(before, after), before, vendors, facts, [])).toEqual([]);
  });

  it.each<[string, IstioChart, string, string]>([
    [
      'a mistyped key',
      'istiod',
      'pilot:\n  autoscaleMn: 2\n',
      'info :2 pilot.autoscaleMn: did you mean pilot.autoscaleMin?',
    ],
    [
      'a mistyped map, once',
      'istiod',
      'global:\n  prxy:\n    logLevel: x\n    image: y\n',
      'info :2 global.prxy: did you mean global.proxy?',
    ],
    [
      'a mistyped key at the root',
      'gateway',
      'replicaCont: 2\n',
      'info :1 replicaCont: did you mean replicaCount?',
    ],
    [
      'wrong case',
      'cni',
      'ambient: {dnscapture: false}\n',
      'info :1 ambient.dnscapture: did you mean ambient.dnsCapture?',
    ],
    [
      'a mistyped field of the mesh config',
      'istiod',
      'meshConfig:\n  acessLogFile: /dev/stdout\n',
      'info :2 meshConfig.acessLogFile: did you mean meshConfig.accessLogFile?',
    ],
    [
      'a mistyped field of the proxy config',
      'istiod',
      'meshConfig:\n  defaultConfig:\n    concurency: 2\n',
      'info :3 meshConfig.defaultConfig.concurency: did you mean meshConfig.defaultConfig.concurrency?',
    ],
    [
      'a mistyped variable',
      'istiod',
      'pilot:\n  env:\n    PILOT_ENABLE_IP_AUTOALOCATE: "false"\n',
      'info :3 PILOT_ENABLE_IP_AUTOALOCATE: did you mean PILOT_ENABLE_IP_AUTOALLOCATE?',
    ],
    [
      "a variable of Istio's that never was",
      'istiod',
      'pilot: {env: {PILOT_MAKE_COFFEE: "true"}}\n',
      'info :1 PILOT_MAKE_COFFEE is read by nothing',
    ],
    [
      "the proxy's variable at istiod",
      'istiod',
      'pilot: {env: {EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"}}\n',
      'info :1 EXIT_ON_ZERO_ACTIVE_CONNECTIONS: did you mean meshConfig.defaultConfig.proxyMetadata of the istiod chart?',
    ],
    [
      'a mistyped variable of the proxy',
      'gateway',
      'env: {EXIT_ON_ZERO_ACTIVE_CONECTIONS: "true"}\n',
      'info :1 EXIT_ON_ZERO_ACTIVE_CONECTIONS: did you mean EXIT_ON_ZERO_ACTIVE_CONNECTIONS?',
    ],
  ])('finds %s', (_, chart, values, expected) => {
    expect(judge(chart, values)).toEqual([expected]);
  });

  it.each<[string, IstioChart, string]>([
    ['known keys', 'istiod', 'pilot: {autoscaleMin: 2}\nglobal: {proxy: {image: x}}\n'],
    ["keys of somebody's own", 'istiod', 'monitoring: {enabled: true}\npilot: {ourTeam: x}\n'],
    [
      'what stands below a map that is handed on whole',
      'istiod',
      'pilot: {resources: {limitz: 1}, podAnnotations: {podAnnotation: x}}\n',
    ],
    [
      'variables of the runtime',
      'istiod',
      'pilot: {env: {GOMEMLIMIT: 1GiB, HTTP_PROXY: x, AWS_REGION: y}}\n',
    ],
    ['any variable of a gateway', 'gateway', 'env: {ISTIO_META_X: a, MY_OWN: b, PILOT_X: c}\n'],
    ['items of lists', 'istiod', 'meshConfig: {extensionProviders: [{nam: x}]}\n'],
    ['fields that a later release knows', 'istiod', 'meshConfig: {hboneIdleTimeout: 1s}\n'],
    ['values that an earlier chart knew', 'istiod', 'istio_cni: {enabled: true}\n'],
    ['variables that an earlier release read', 'istiod', 'pilot: {env: {ISTIO_DELTA_XDS: "false"}}\n'],
  ])('leaves alone %s', (_, chart, values) => {
    expect(judge(chart, values)).toEqual([]);
  });

  it('tells with an upgrade, or with the change that brings it', () => {
    const typo = 'pilot: {autoscaleMn: 2}\n';
    expect(judge('istiod', typo, ['1.26.0', '1.26.0'])).toEqual([]);
    expect(judge('istiod', typo, ['1.26.0', '1.26.0'], 'pilot: {}\n')).toHaveLength(1);
  });
});
