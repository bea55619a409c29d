import { deadProviders } from '../../src/findings/dead-provider.js';
import { deadSettings } from '../../src/findings/dead-setting.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { IstioChart } from '../../src/model.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');

type Releases = readonly [string, string];

function judge(chart: IstioChart, [from, to]: Releases, values: string, old = values): readonly string[] {
  const [before, after] = [chartState(chart, from, old), chartState(chart, to, values)];
  const upgrade = chartUpgrade(before, after);
  const found = [...deadSettings(upgrade, before, after, facts), ...deadProviders(upgrade, before, after)];
  return found.map(({ severity, knob, locations }) => `${severity} ${knob?.name} :${locations[0]?.line}`);
}

function metadata(name: string, value: string): string {
  return `meshConfig:\n  defaultConfig:\n    proxyMetadata:\n      ${name}: "${value}"\n`;
}

const PIN = 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"\n';

describe('findings/dead-setting', () => {
  it.each<[string, IstioChart, Releases, string, string]>([
    ['a pin of istiod', 'istiod', ['1.25.5', '1.26.0'], PIN, 'medium ENABLE_AUTO_SNI :3'],
    [
      'a pin at the root',
      'istiod',
      ['1.25.5', '1.26.0'],
      'env: {ENABLE_AUTO_SNI: "false"}\n',
      'medium ENABLE_AUTO_SNI :1',
    ],
    [
      'what was the default anyway, quietly',
      'istiod',
      ['1.25.5', '1.26.0'],
      'pilot: {env: {ENABLE_AUTO_SNI: "1"}}\n',
      'low ENABLE_AUTO_SNI :1',
    ],
    ['what was ignored before, quietly', 'istiod', ['1.26.0', '1.27.0'], PIN, 'low ENABLE_AUTO_SNI :3'],
    [
      'proxy metadata',
      'istiod',
      ['1.26.8', '1.27.0'],
      metadata('ENABLE_DEFERRED_STATS_CREATION', 'false'),
      'medium ENABLE_DEFERRED_STATS_CREATION :4',
    ],
    [
      "a gateway's variable",
      'gateway',
      ['1.26.8', '1.27.0'],
      'env: {ENABLE_DEFERRED_STATS_CREATION: "false"}\n',
      'medium ENABLE_DEFERRED_STATS_CREATION :1',
    ],
    ["the CNI's variable", 'cni', ['1.23.6', '1.24.0'], 'env: {CNI_NET_DIR: /x}\n', 'low CNI_NET_DIR :1'],
    [
      'a provider that built nothing before, quietly',
      'istiod',
      ['1.27.9', '1.28.0'],
      'meshConfig:\n  extensionProviders:\n  - name: a\n    zipkin: {port: 1}\n  - name: ls\n    lightstep: {port: 2}\n',
      'low extensionProviders[].lightstep :6',
    ],
  ])('finds %s', (_, chart, releases, values, expected) => {
    expect(judge(chart, releases, values)).toEqual([expected]);
  });

  it.each<[string, IstioChart, Releases, string]>([
    ['what is still read', 'istiod', ['1.24.0', '1.25.0'], PIN],
    [
      'what only injection templates read',
      'istiod',
      ['1.20.8', '1.21.0'],
      'pilot: {env: {PILOT_ENABLE_INBOUND_PASSTHROUGH: "false"}}\n',
    ],
    [
      'metadata that only injection templates read',
      'istiod',
      ['1.25.5', '1.26.0'],
      metadata('IPTABLES_TRACE_LOGGING', 'true'),
    ],
    ['node metadata', 'istiod', ['1.22.0', '1.30.0'], metadata('ISTIO_META_FOO', 'true')],
    [
      'a root that the chart does not hand on yet',
      'istiod',
      ['1.21.0', '1.22.0'],
      'env: {VERIFY_SDS_CERTIFICATE: "false"}\n',
    ],
    ['variables that no release read', 'istiod', ['1.22.0', '1.30.0'], 'pilot: {env: {GOMEMLIMIT: 1GiB}}\n'],
    ["ztunnel's own", 'ztunnel', ['1.22.0', '1.30.0'], 'env: {RUST_LOG: debug}\n'],
  ])('leaves alone %s', (_, chart, releases, values) => {
    expect(judge(chart, releases, values)).toEqual([]);
  });

  it('tells of a dead pin that a change of values brings, and not of one that was there', () => {
    expect(judge('istiod', ['1.26.0', '1.26.0'], PIN, 'pilot: {}\n')).toEqual(['medium ENABLE_AUTO_SNI :3']);
    expect(judge('istiod', ['1.26.0', '1.26.0'], PIN)).toEqual([]);
  });
});
