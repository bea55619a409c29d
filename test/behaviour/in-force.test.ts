/** What a setting amounts to where nothing is rendered: the third state is as good an answer as the others. */

import { behaviourOf, effective, readingOf } from '../../src/behaviour/behaviour.js';
import { inForce, lookupChoice, valuesPathsOf } from '../../src/behaviour/in-force.js';
import type { InstallationState } from '../../src/behaviour/state.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { Rule } from '../../src/rules/rule.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { istiodState } from '../support/installation-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');
const { rules } = await readRules('knowledge');
const AUTO_SNI = { kind: 'env', name: 'ENABLE_AUTO_SNI' } as const;

describe('behaviour/in-force, where charts take settings', () => {
  it.each([
    ['env', 'istiod', [['pilot', 'env', 'X']]],
    [
      'env',
      'cni',
      [
        ['cni', 'env', 'X'],
        ['env', 'X'],
      ],
    ],
    ['env', 'ztunnel', [['env', 'X']]],
    ['env', 'base', []],
    ['proxyMetadata', 'istiod', [['meshConfig', 'defaultConfig', 'proxyMetadata', 'X']]],
    ['proxyMetadata', 'gateway', []],
    ['meshConfig', 'istiod', [['meshConfig', 'X']]],
    ['values', 'cni', [['X']]],
  ] as const)('%s of %s', (kind, chart, paths) => {
    expect(valuesPathsOf({ kind, name: 'X' }, chart)).toEqual(paths);
  });
});

describe('behaviour/in-force, from values', () => {
  it.each([
    ['nothing set', '', { known: true, value: undefined, layer: 'binary' }],
    ['a text', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}', { value: 'false', layer: 'values' }],
    ['a truth value', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: false}}}', { value: 'false' }],
    ['a number', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: 0}}}', { value: '0' }],
    ['a word that only YAML 1.1 knows', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: off}}}', { known: false }],
    ['at the top of the umbrella', 'pilot: {env: {ENABLE_AUTO_SNI: "false"}}', { layer: 'binary' }],
    ['below global', 'istiod: {global: {pilot: {env: {ENABLE_AUTO_SNI: "f"}}}}', { layer: 'binary' }],
    [
      'compatibilityVersion',
      'istiod: {compatibilityVersion: "1.20"}',
      { layer: 'compatibility', value: 'false' },
    ],
    [
      'a compatibilityVersion that leaves it alone',
      'istiod: {compatibilityVersion: "1.21"}',
      { layer: 'binary' },
    ],
    ['a number for compatibilityVersion', 'istiod: {compatibilityVersion: 1.20}', { layer: 'binary' }],
    ['compatibilityVersion below global', 'global: {compatibilityVersion: "1.20"}', { layer: 'binary' }],
    [
      'a compatibility profile by its name',
      'istiod: {profile: compatibility-version-1.20}',
      { layer: 'profile', value: 'false' },
    ],
    [
      'the old prefix',
      'istiod: {defaults: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}}',
      { layer: 'values', value: 'false' },
    ],
    [
      'a profile over the old prefix',
      'istiod: {compatibilityVersion: "1.20", defaults: {pilot: {env: {ENABLE_AUTO_SNI: "true"}}}}',
      { layer: 'compatibility', value: 'false' },
    ],
  ])('%s', async (_, values, expected) => {
    expect(inForce(AUTO_SNI, await istiodState('1.22.2', values), facts)).toMatchObject(expected);
  });

  it.each(['1.20.6', '1.24.0'])('does not take the old prefix at %s', async version => {
    const state = await istiodState(version, 'istiod: {defaults: {pilot: {env: {ENABLE_AUTO_SNI: "x"}}}}');
    expect(inForce(AUTO_SNI, state, facts)).toMatchObject({ layer: 'binary' });
  });

  it.each([
    ['1.24.6', undefined],
    ['1.25.0', 'ambient'],
  ])('takes a profile from global at %s: %s', async (version, expected) => {
    const { installation } = await istiodState(version, 'global: {profile: ambient}');
    expect(lookupChoice(installation, 'profile')?.value).toBe(expected);
  });
});

describe('behaviour/in-force, from a render', () => {
  it.each([
    ['a value', { env: [{ name: 'ENABLE_AUTO_SNI', value: 'false' }] }, { known: true, value: 'false' }],
    ['no value', { env: [] }, { known: true, value: undefined, layer: 'binary' }],
    [
      'what the chart sets',
      { env: [{ name: 'ENABLE_AUTO_SNI', value: '1' }] },
      { layer: 'chart', value: '1' },
    ],
    [
      'a value that is only known in the cluster',
      { env: [{ name: 'ENABLE_AUTO_SNI', valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } }] },
      { known: false, why: 'ENABLE_AUTO_SNI is taken from configMapKeyRef at run time' },
    ],
    ['a whole ConfigMap', { envFrom: [{ configMapRef: { name: 'a' } }] }, { known: false }],
  ])('%s', async (_, container, expected) => {
    expect(inForce(AUTO_SNI, rendered(await istiodState('1.22.2'), container), facts)).toMatchObject(
      expected,
    );
  });

  it('is no answer where values are known to be missing', async () => {
    const state = rendered(await istiodState('1.22.2'), { env: [] });
    const release = { ...state.installation.release, valuesUnknown: true };
    const lacking = { ...state, installation: { ...state.installation, release } };
    expect(inForce(AUTO_SNI, lacking, facts)).toMatchObject({ known: false });
  });
});

function rendered(state: InstallationState, container: object): InstallationState {
  const value = {
    kind: 'Deployment',
    spec: { template: { spec: { containers: [{ name: 'discovery', ...container }] } } },
  };
  const source = `${state.installation.chartPath}/templates/deployment.yaml`;
  const documents = [{ source, value, index: 0 }];
  return { ...state, rendering: { ok: true, documents, values: new Map(), schemaSkipped: false } };
}

describe('behaviour/behaviour', () => {
  it.each([
    ['F', 'true', 'truth', 'false'],
    ['1', 'false', 'truth', 'true'],
    ['no', 'true', 'truth', 'true'],
    ['', 'true', 'truth', 'true'],
    ['False ', 'true', 'truth', 'true'],
    ['map[valueFrom:x]', 'false', 'truth', 'false'],
    ['10s', '5s', 'text', '10s'],
    ['1', '0', 'text', '1'],
    ['0', '100', 'text', '0'],
    [undefined, 'true', 'truth', 'true'],
  ] as const)('%s is read, with %s as default, as %s: %s', (value, byDefault, reading, expected) => {
    expect(effective(value, byDefault, reading)).toBe(expected);
  });

  it.each([
    ['PILOT_PUSH_THROTTLE', '0', 'text'],
    ['ENABLE_AUTO_SNI', 'true', 'truth'],
    ['ENABLE_NATIVE_SIDECARS', 'false', 'truth'],
    ['ENABLE_NATIVE_SIDECARS', 'auto', 'text'],
    ['NO_RELEASE_KNOWS_THIS', '1', 'text'],
    ['NO_RELEASE_KNOWS_THIS', 'false', 'truth'],
  ] as const)('%s, which is %s, is read as %s', (name, value, expected) => {
    expect(readingOf({ kind: 'env', name }, facts, [value])).toBe(expected);
  });

  it.each([
    ['1.20.8', 'istiod: {pilot: {env: {PILOT_PUSH_THROTTLE: "0"}}}', '0', '100'],
    ['1.21.0', 'istiod: {pilot: {env: {PILOT_PUSH_THROTTLE: "1"}}}', '1', '0'],
    ['1.21.0', '', '0', '0'],
  ])('a number stays one: PILOT_PUSH_THROTTLE at %s with `%s`', async (version, values, value, byDefault) => {
    const [any] = rules;
    if (!any) throw new Error('there are no rules');
    const knob = { kind: 'env', name: 'PILOT_PUSH_THROTTLE', old: '100', new: '0' } as const;
    const rule: Rule = { ...any, component: 'istiod', since: ['1.21.0'], knob };
    expect(behaviourOf(rule, await istiodState(version, values), facts)).toMatchObject({ value, byDefault });
  });

  it.each([
    ['1.20.6', '', 'false', true],
    ['1.21.0', '', 'true', true],
    ['1.22.2', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "0"}}}', 'false', true],
    ['1.22.2', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "nope"}}}', 'true', true],
    ['1.26.0', 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}', 'true', false],
  ])('automatic SNI at %s with `%s` is %s', async (version, values, value, read) => {
    const rule = rules.find(({ id }) => id === 'auto-sni');
    if (!rule) throw new Error('there is no such rule');
    const behaviour = behaviourOf(rule, await istiodState(version, values), facts);
    expect(behaviour).toMatchObject({ known: true, value, read });
  });
});
