/** Charts of the tree that scripts install from a registry on the machine, and tools that are called after their release. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const WRAPPER = {
  'charts/istiod/Chart.yaml': `apiVersion: v2\nname: istiod\nversion: 1.17.1\ndependencies:\n- name: istiod\n  version: 1.17.1\n  repository: ${REPO}\n`,
};

describe('detect: charts that scripts take from the machine itself', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a museum that another script adds',
      {
        ...WRAPPER,
        'test/Makefile':
          '# charts of istio\nup:\n\thelm repo add museum http://127.0.0.1:30081 --force-update\n',
        'test/istiod.sh': 'helm install istiod museum/istiod -n istio-system\n',
      },
      ['istiod 1.17.1 charts/istiod/Chart.yaml:6'],
    ],
    [
      'an address',
      {
        ...WRAPPER,
        'up.sh':
          'helm upgrade -i istiod oci://localhost:5001/charts/istiod --version 1.17.1 -n istio-system\n',
      },
      ['istiod 1.17.1 charts/istiod/Chart.yaml:6'],
    ],
    [
      'another version than the tree has',
      {
        ...WRAPPER,
        'up.sh':
          'helm upgrade -i istiod oci://localhost:5001/charts/istiod --version 1.22.2 -n istio-system\n',
      },
      ['istiod 1.17.1 charts/istiod/Chart.yaml:6', 'istiod 1.22.2 up.sh:1'],
    ],
    [
      'a museum elsewhere',
      {
        ...WRAPPER,
        'up.sh':
          'helm repo add museum https://museum.example.com\nhelm install istiod museum/istiod --version 1.22.2\n',
      },
      ['istiod 1.17.1 charts/istiod/Chart.yaml:6', 'istiod 1.22.2 up.sh:2'],
    ],
  ])('%s', async (_, files, expected) => {
    expect([...(await found(files))].sort()).toEqual(expected);
  });
});

describe('detect: a folder that a command names by one word', () => {
  const UMBRELLA = {
    'mesh/Chart.yaml': `apiVersion: v2\nname: platform\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: 1.22.2\n  repository: ${REPO}\n  tags: [plane]\n- name: gateway\n  version: 1.22.2\n  repository: ${REPO}\n  tags: [gateways]\n`,
    'mesh/prod.yaml': 'tags: {gateways: false}\n',
  };

  it('is what Helm takes, with the values of the command', async () => {
    expect(
      await found({
        ...UMBRELLA,
        '.github/workflows/a.yaml':
          'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: helm upgrade --install mesh mesh -n istio-system -f mesh/prod.yaml\n',
      }),
    ).toEqual(['istiod 1.22.2 mesh/Chart.yaml:6']);
  });

  it('is none beside the address of a repository', async () => {
    expect(
      await found({
        'istiod/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
        'up.sh': `helm upgrade --install istiod istiod --repo ${REPO} --version 1.22.2\n`,
      }),
    ).toEqual(['istiod 1.22.2 up.sh:1']);
  });
});

describe('detect: istioctl that is called after its release', () => {
  it.each([
    ['ISTIOCTL="istioctl-1.29.4"\n\n$ISTIOCTL install --set profile=minimal -y\n'],
    ['ISTIOCTL=/usr/local/bin/istioctl-1.29.4\n\n"${ISTIOCTL}" install --set profile=minimal -y\n'],
  ])('%j says it where it is named', async text => {
    expect(await found({ 'up.sh': text })).toEqual(['base 1.29.4 up.sh:1', 'istiod 1.29.4 up.sh:1']);
  });

  it('says it in the command itself', async () => {
    const text = '# istio\nistioctl-1.29.4 install --set profile=minimal -y\n';
    expect(await found({ 'up.sh': text })).toEqual(['base 1.29.4 up.sh:2', 'istiod 1.29.4 up.sh:2']);
  });
});
