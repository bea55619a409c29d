/** Components of one mesh at different versions are named, where the change has to do with it. */

import { detect } from '../../src/detect/detect.js';
import { pairUpgrades } from '../../src/detect/pairing/pair.js';
import { versionSkew } from '../../src/findings/skew.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

function app(chart: string, version: string, name = chart, values = '{}', cluster = 'one'): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    `metadata: {name: ${name}}`,
    'spec:',
    `  destination: {name: ${cluster}, namespace: istio-system}`,
    '  source:',
    '    repoURL: https://istio-release.storage.googleapis.com/charts',
    `    chart: ${chart}`,
    `    targetRevision: ${version}`,
    `    helm: {valuesObject: ${values}}`,
    '',
  ].join('\n');
}

async function skew(before: Files, after: Files): Promise<readonly string[]> {
  const [old, now] = [await detect(memoryTree(before)), await detect(memoryTree(after))];
  const upgrades = pairUpgrades(old, now, { before: [], after: [] });
  return versionSkew(upgrades, now.installations).map(
    ({ severity, title, locations }) => `${severity} ${title} ${locations.map(({ file }) => file).join(' ')}`,
  );
}

function mesh(versions: Readonly<Record<string, string>>): Files {
  return Object.fromEntries(
    Object.entries(versions).map(([chart, version]) => [`${chart}.yaml`, app(chart, version)]),
  );
}

const ALL = { base: '1.20.6', istiod: '1.20.6', cni: '1.20.6', ztunnel: '1.20.6', gateway: '1.20.6' };

describe('findings/skew', () => {
  it('says nothing where all move together', async () => {
    const after = Object.fromEntries(Object.keys(ALL).map(chart => [chart, '1.22.2']));
    expect(await skew(mesh(ALL), mesh(after))).toEqual([]);
  });

  it('names what is left behind by an upgrade of istiod alone', async () => {
    expect(await skew(mesh(ALL), mesh({ ...ALL, istiod: '1.21.0' }))).toEqual([
      'medium base is 1.20.6, its control plane 1.21.0 base.yaml istiod.yaml',
      'low cni is 1.20.6, its control plane 1.21.0 cni.yaml istiod.yaml',
      'low gateway istio-system/gateway is 1.20.6, its control plane 1.21.0 gateway.yaml istiod.yaml',
      'low ztunnel is 1.20.6, its control plane 1.21.0 ztunnel.yaml istiod.yaml',
    ]);
    expect(
      (await skew(mesh(ALL), mesh({ ...ALL, istiod: '1.22.2' }))).map(text => text.split(' ')[0]),
    ).toEqual(['medium', 'medium', 'medium', 'medium']);
  });

  it('names a gateway that gets ahead of its istiod, and CRDs that may', async () => {
    expect(await skew(mesh(ALL), mesh({ ...ALL, gateway: '1.21.0', base: '1.21.0', cni: '1.20.7' }))).toEqual(
      [
        'info base is 1.21.0, its control plane 1.20.6 base.yaml istiod.yaml',
        'info cni is 1.20.7, its control plane 1.20.6 cni.yaml istiod.yaml',
        'medium gateway istio-system/gateway is 1.21.0, its control plane 1.20.6 gateway.yaml istiod.yaml',
      ],
    );
  });

  it('says nothing of skew that the change leaves as it was, or in another mesh', async () => {
    const skewed = mesh({ ...ALL, gateway: '1.19.0' });
    expect(await skew(skewed, { ...skewed, 'cni.yaml': app('cni', '1.20.6', 'cni', '{a: 1}') })).toEqual([]);
    const two = (version: string): Files => ({
      'a/istiod.yaml': app('istiod', '1.20.6', 'istiod', '{}', 'a'),
      'a/gateway.yaml': app('gateway', '1.20.6', 'gateway', '{}', 'a'),
      'b/istiod.yaml': app('istiod', version, 'istiod', '{}', 'b'),
      'b/gateway.yaml': app('gateway', version, 'gateway', '{}', 'b'),
    });
    expect(await skew(two('1.20.6'), two('1.22.2'))).toEqual([]);
  });

  it('leaves CRDs that stay behind to their own finding', async () => {
    const [old, now] = [
      await detect(memoryTree(mesh({ base: '1.20.6', istiod: '1.20.6' }))),
      await detect(memoryTree(mesh({ base: '1.20.6', istiod: '1.22.2' }))),
    ];
    const upgrades = pairUpgrades(old, now, { before: [], after: [] });
    const [alone] = versionSkew(upgrades, now.installations);
    if (!alone) throw new Error('base is behind');
    expect(versionSkew(upgrades, now.installations, [{ ...alone, rule: 'base-behind' }])).toEqual([]);
  });

  it('holds a gateway against the control plane of its revision', async () => {
    const canary = {
      'new.yaml': app('istiod', '1.22.2', 'new', '{revision: new}'),
      'istiod.yaml': app('istiod', '1.20.6'),
    };
    const gateway = (revision: string): Files => ({
      ...canary,
      'gateway.yaml': app('gateway', '1.20.6', 'gateway', revision),
    });
    expect(await skew(gateway('{}'), gateway('{revision: new}'))).toEqual([
      'medium gateway istio-system/gateway is 1.20.6, its control plane 1.22.2 gateway.yaml new.yaml',
    ]);
  });
});
