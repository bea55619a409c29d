/** A value that the tree leaves open makes that undecided which may follow from it, and nothing else. */

import { inForce, type SettingName } from '../../src/behaviour/in-force.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { DataPath } from '../../src/model.js';
import { istiodState } from '../support/installation-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');
const AT = { file: 'main.tf', line: 7 };

const PIN: SettingName = { kind: 'env', name: 'ENABLE_AUTO_SNI' };
const TRACING: SettingName = { kind: 'meshConfig', name: 'enableTracing' };
const WRITTEN = 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}, meshConfig: {enableTracing: true}}';

async function isKnown(setting: SettingName, open: DataPath, values = ''): Promise<boolean> {
  const state = await istiodState('1.22.2', values);
  const { installation } = state;
  const release = { ...installation.release, openValues: [{ path: open, what: 'var.x', at: AT }] };
  return inForce(setting, { ...state, installation: { ...installation, release } }, facts).known;
}

describe('behaviour/open', () => {
  it.each<readonly [string, SettingName, DataPath, boolean, boolean]>([
    ['itself', PIN, ['istiod', 'pilot', 'env', 'ENABLE_AUTO_SNI'], false, false],
    ['its neighbour', PIN, ['istiod', 'pilot', 'env', 'OTHER'], true, true],
    ['what holds it', PIN, ['istiod', 'pilot', 'env'], false, false],
    ['the whole chart', PIN, ['istiod'], false, false],
    ['another chart', PIN, ['base', 'pilot', 'env'], true, true],
    ['a profile', PIN, ['istiod', 'profile'], false, true],
    ['a profile for all', PIN, ['global', 'profile'], false, true],
    ['what the chart makes variables of', PIN, ['istiod', 'pilot', 'cni'], false, true],
    ['the mesh config', PIN, ['istiod', 'meshConfig', 'x'], true, true],
    ['itself', TRACING, ['istiod', 'meshConfig', 'enableTracing'], false, false],
    ['its neighbour', TRACING, ['istiod', 'meshConfig', 'defaultConfig', 'x'], true, true],
    ['the whole of it', TRACING, ['istiod', 'meshConfig'], false, false],
    ['a variable', TRACING, ['istiod', 'pilot', 'env', 'X'], true, true],
    ['what the mesh config is made of', TRACING, ['global', 'proxy'], false, true],
  ])('%s open', async (_name, setting, open, knownUnset, knownSet) => {
    expect([await isKnown(setting, open), await isKnown(setting, open, WRITTEN)]).toEqual([
      knownUnset,
      knownSet,
    ]);
  });

  it('says what decides it, and where', async () => {
    const { installation } = await istiodState('1.22.2');
    const openValues = [{ path: ['istiod', 'pilot', 'env', PIN.name], what: 'var.sni', at: AT }];
    const state = { installation: { ...installation, release: { ...installation.release, openValues } } };
    expect(inForce(PIN, state, facts)).toEqual({
      known: false,
      why: '`var.sni` is not decided by this tree',
      at: AT,
    });
  });
});
