// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is filled in is written like this
/** Skaffold: releases of published charts, and the values that it gives to them, in its order. */

import { detect } from '../../src/detect/detect.js';
import { mergedValues } from '../../src/detect/values/values.js';
import type { Installation } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

async function only(files: Files): Promise<Installation> {
  const { installations } = await detect(memoryTree(files));
  expect(installations).toHaveLength(1);
  return installations[0] as Installation;
}

function skaffold(rest: string, top: 'deploy' | 'manifests' = 'manifests'): string {
  return `apiVersion: skaffold/v4beta6
kind: Config
${top}:
  helm:
    releases:
    - name: istiod
      remoteChart: istio/istiod
      version: 1.22.2
${rest}`;
}

describe('detect/skaffold', () => {
  it.each(['deploy', 'manifests'] as const)('finds releases of %s', async top => {
    expect(await only({ 'a/skaffold.yaml': skaffold('', top) })).toMatchObject({
      chart: 'istiod',
      version: '1.22.2',
      at: { file: 'a/skaffold.yaml', line: 8 },
      release: { form: 'skaffold', deployer: 'helm', releaseName: 'istiod', problems: [] },
    });
  });

  it('takes the version of an archive that the repository keeps, and of nobody else’s', async () => {
    const text = (path: string): string =>
      `apiVersion: skaffold/v4beta5\nkind: Config\ndeploy:\n  helm:\n    releases:\n    - name: mesh\n      chartPath: ${path}\n`;
    expect(await only({ 'skaffold.yaml': text('deploy/istio/base-1.22.2.tgz') })).toMatchObject({
      chart: 'base',
      version: '1.22.2',
      at: { file: 'skaffold.yaml', line: 7 },
    });
    const { installations } = await detect(
      memoryTree({ 'skaffold.yaml': text('deploy/redis/base-1.22.2.tgz') }),
    );
    expect(installations).toEqual([]);
  });

  it('reads charts of the tree with the values that they are deployed with, for each profile', async () => {
    const chart =
      'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, version: 1.22.2, repository: "https://istio-release.storage.googleapis.com/charts", condition: istiod.enabled}\n';
    const release = (values: string): string =>
      `  deploy: {helm: {releases: [{name: mesh, namespace: mesh-system, chartPath: ../charts/mesh, ${values}}]}}\n`;
    const { installations } = await detect(
      memoryTree({
        'charts/mesh/Chart.yaml': chart,
        'charts/mesh/values.yaml': 'istiod: {enabled: false}\n',
        'deploy/skaffold.yaml': `apiVersion: skaffold/v4beta5\nkind: Config\nprofiles:\n- name: prod\n${release('setValues: {istiod.enabled: true, istiod.pilot.env.A: x}')}- name: local\n${release('setValues: {}')}`,
      }),
    );
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'charts/mesh/Chart.yaml', line: 5 },
        release: { form: 'skaffold', destination: 'prod', namespace: 'mesh-system' },
      },
    ]);
    expect(mergedValues(installations[0]?.release.values ?? [], ['istiod'])).toEqual({
      enabled: true,
      pilot: { env: { A: 'x' } },
    });
  });

  it('takes the version of an archive’s address', async () => {
    const text =
      'apiVersion: skaffold/v4beta1\nkind: Config\ndeploy:\n  helm:\n    releases:\n    - name: istiod\n      remoteChart: https://istio-release.storage.googleapis.com/charts/istiod-1.22.2.tgz\n';
    expect(await only({ 'skaffold.yaml': text })).toMatchObject({
      chart: 'istiod',
      version: '1.22.2',
      at: { line: 7 },
    });
  });

  it.each([
    ['manifests', 'overrides'],
    ['deploy', 'file'],
  ] as const)('gives `overrides` of %s in the order of Skaffold: %s wins', async (top, wins) => {
    const { release } = await only({
      'skaffold.yaml': skaffold(
        '      overrides: {pilot: {env: {A: overrides, B: overrides}}}\n      valuesFiles: [values.yaml]\n      setValues:\n        pilot.env.C: set\n',
        top,
      ),
      'values.yaml': 'pilot: {env: {A: file, C: file}}\n',
    });
    expect(mergedValues(release.values)).toEqual({ pilot: { env: { A: wins, B: 'overrides', C: 'set' } } });
  });

  it('leaves open what is filled in when it runs', async () => {
    const { release } = await only({
      'skaffold.yaml': skaffold(
        '      setValueTemplates:\n        meshConfig.trustDomain: "{{.DOMAIN}}"\n        pilot.env.B: plain\n      setFiles: {pilot.env.F: key.pem}\n',
      ),
    });
    expect(release.openValues).toMatchObject([
      { path: ['meshConfig', 'trustDomain'], what: '{{.DOMAIN}}', at: { line: 10 } },
      { path: ['pilot', 'env', 'F'] },
    ]);
    expect(mergedValues(release.values)).toEqual({ pilot: { env: { B: 'plain' } } });
  });

  it.each(['nowhere.yaml', '../../etc/passwd', '{{.ENVIRONMENT}}.yaml'])(
    'says that %s is not read',
    async name => {
      const { release } = await only({ 'skaffold.yaml': skaffold(`      valuesFiles: ["${name}"]\n`) });
      expect(release).toMatchObject({
        valuesUnknown: true,
        problems: [{ what: `values file ${name}`, line: 9, blocking: true }],
      });
    },
  );

  it('installs what a profile patches, and what stands in for all releases there', async () => {
    const patches =
      'profiles:\n- name: next\n  patches:\n  - {op: replace, path: /manifests/helm/releases/0/version, value: 1.23.0}\n  - {op: remove, path: /manifests/helm/releases/0/version}\n- name: old\n  manifests:\n    helm:\n      releases:\n      - name: istiod\n        remoteChart: istio/istiod\n        version: 1.21.0\n';
    const { installations } = await detect(memoryTree({ 'skaffold.yaml': skaffold(patches) }));
    expect(installations.map(({ version, at }) => `${version} ${at.line}`).sort()).toEqual([
      '1.21.0 20',
      '1.22.2 8',
      '1.23.0 12',
    ]);
  });
});
