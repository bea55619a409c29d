import { deadRuntimeFlags } from '../../src/findings/dead-runtime-flag.js';
import type { EnvoyRelease } from '../../src/knowledge/envoy.js';
import { FILE, meshOf } from '../mesh/mesh-of.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { istiodState } from '../support/installation-state.js';
import { describe, expect, it } from '../support/jest.js';

const GONE = 'envoy.reloadable_features.gone';
const OFF = 'envoy.reloadable_features.off';
const KEPT = 'envoy.reloadable_features.kept';

const ENVOY: readonly EnvoyRelease[] = [
  { istio: '1.24', envoy: '1.32', removedFlags: ['envoy.reloadable_features.older'] },
  { istio: '1.25', envoy: '1.33', removedFlags: [GONE], removedFlagsOff: [OFF] },
  { istio: '1.26', envoy: '1.34', removedFlags: [KEPT] },
].map(release => ({ ...release, source: 'https://s.example/', changes: 'https://c.example/', isRead: true }));

async function inValues(flags: string) {
  const values = `istiod:\n  meshConfig:\n    defaultConfig:\n      runtimeValues: {${flags}}\n`;
  const [before, after] = [await istiodState('1.24.6', values), await istiodState('1.25.5', values)];
  return deadRuntimeFlags(chartUpgrade(before, after), before, after, meshOf(''), ENVOY);
}

function inResource(yaml: string, from = '1.24.6', to = '1.25.5') {
  const [before, after] = [chartState('istiod', from), chartState('istiod', to)];
  return deadRuntimeFlags(chartUpgrade(before, after), before, after, meshOf(yaml), ENVOY);
}

function annotated(config: string): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: a, namespace: shop}',
    'spec:',
    '  template:',
    '    metadata:',
    '      annotations:',
    `        proxy.istio.io/config: '${config}'`,
    '    spec: {}',
    '',
  ].join('\n');
}

function bootstrap(layer: string, match = ''): string {
  return [
    'apiVersion: networking.istio.io/v1alpha3',
    'kind: EnvoyFilter',
    'metadata: {name: flags, namespace: istio-system}',
    'spec:',
    '  configPatches:',
    '    - applyTo: BOOTSTRAP',
    `      match: {${match}}`,
    '      patch:',
    '        operation: MERGE',
    '        value:',
    '          layered_runtime:',
    '            layers:',
    `              - {name: own, static_layer: ${layer}}`,
    '',
  ].join('\n');
}

describe('findings/dead-runtime-flag', () => {
  it('finds a flag of the mesh config, with the values to take it out of', async () => {
    const [finding, ...more] = await inValues(`${GONE}: "false"`);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'dead-setting',
      severity: 'medium',
      introducedIn: '1.25.0',
      knob: { kind: 'runtimeValues', name: GONE, from: 'false', to: 'ignored' },
      remedies: [
        { operations: [{ op: 'remove', path: ['meshConfig', 'defaultConfig', 'runtimeValues', GONE] }] },
      ],
    });
  });

  it.each([
    [`${GONE}: "true"`, 'low'],
    [`${OFF}: "false"`, 'low'],
    [`${OFF}: "true"`, 'medium'],
  ])('weighs whether the flag says what is done anyway: %s', async (flags, severity) => {
    expect(await inValues(flags)).toMatchObject([{ severity }]);
  });

  it('leaves flags alone that are still read, or went before', async () => {
    expect(await inValues(`${KEPT}: "false", envoy.reloadable_features.older: "false"`)).toEqual([]);
  });

  it.each([
    ['the annotation of a workload', annotated(`{runtimeValues: {${GONE}: "false"}}`), 8],
    ['a nested layer of the bootstrap', bootstrap('{envoy: {reloadable_features: {gone: false}}}'), 13],
    ['a dotted one', bootstrap(`{${GONE}: false}`), 13],
    [
      'a bootstrap of one’s own',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: shop}\ndata:\n  custom_bootstrap.json: '{"layered_runtime": {"layers": [{"static_layer": {"${GONE}": false}}]}}'\n`,
      5,
    ],
  ])('finds it in %s', (_, yaml, line) => {
    expect(inResource(yaml)).toMatchObject([
      { severity: 'medium', evidence: 'resource', locations: [{ file: FILE, line }] },
    ]);
  });

  it('leaves out a patch that is for proxies of other releases', () => {
    const layer = `{${GONE}: false}`;
    expect(inResource(bootstrap(layer, 'proxy: {proxyVersion: "^1\\\\.24.*"}'))).toEqual([]);
    expect(inResource(bootstrap(layer, 'proxy: {proxyVersion: "^1\\\\.25.*"}'))).toHaveLength(1);
  });

  it('takes a config that is no YAML for one without flags', () => {
    expect(inResource(annotated('{runtimeValues: ['))).toEqual([]);
  });
});
