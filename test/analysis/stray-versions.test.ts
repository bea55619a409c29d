/** A version that moves where nothing read is about it, while that of an installation is open. */
import { memoryTree } from '../../src/tree/memory.js';
import { judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

/** Its version is handed to a function of a file that others source. */
const OPEN: Files = {
  'lib/helm.sh':
    'source prod.env\ninstall_mesh() {\n  helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version "$MESH_CHART_RELEASE" -n istio-system\n}\n',
};
const CLOSED: Files = {
  'lib/helm.sh':
    'install_mesh() {\n  helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version 1.26.2 -n istio-system\n}\ninstall_mesh\n',
};

async function told(installed: Files, path: string, text: string): Promise<readonly string[]> {
  const tree = (version: string) => memoryTree({ ...installed, [path]: text.replaceAll('VERSION', version) });
  const { upgrades, blocking } = await judged(tree('1.26.2'), tree('1.27.1'));
  expect(upgrades).toEqual([]);
  return blocking.map(({ why, file, line }) => `${file}:${line} ${why}`);
}

describe('analysis/stray-versions', () => {
  it.each([
    ['an argument', 'clusters/fra.sh', 'source lib/helm.sh\ninstall_mesh VERSION\n', 2],
    ['an entry of a map', 'tasks/versions.yml', '# of Istio\nvars:\n  versions:\n    int: VERSION\n', 4],
    ['a row', 'charts.csv', 'name,version\nistiod,VERSION\n', 2],
    ['a value without a word', 'prod.env', 'RELEASE=VERSION\n', 1],
  ])('are told where the version of an installation is open: %s', async (_, path, text, line) => {
    const found = await told(OPEN, path, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${path}:${line} `));
  });

  it.each([
    ['a version of something else', 'versions.yml', 'kubernetes:\n  prod: VERSION\n'],
    ['a name of something else', 'versions.env', 'GO_VERSION=VERSION\nCERTMANAGER=VERSION\n'],
    ['an application of one’s own', 'charts/shop/values.yaml', 'image:\n  tag: VERSION\n'],
    ['a file that nothing names', 'shop/.env', 'TAG=VERSION\n'],
    ['a comment', 'prod.env', '# VERSION was the last one\n'],
    ['a text for people', 'UPGRADING.md', '- VERSION\n'],
    ['a list of packages', 'package.json', '{"version": "VERSION"}\n'],
    ['what was there before', 'prod.env', 'RELEASE=1.26.2\nRELEASE=1.27.1\n'],
  ])('are of no interest as %s', async (_, path, text) => {
    expect(await told(OPEN, path, text)).toEqual([]);
  });

  it.each([
    ['mesh: 1.26.2\n', 'mesh: "1.27.1" # new\n'],
    ['deploy istio=1.26.2 kiali=2.1.0\n', 'deploy istio=1.27.1 kiali=2.1.0\n'],
  ])('are told where more of the line moves: %j', async (was, is) => {
    const tree = (text: string) => memoryTree({ ...OPEN, 'run.sh': text });
    const { blocking } = await judged(tree(was), tree(is));
    expect(blocking.map(({ file, line }) => `${file}:${line}`)).toEqual(['run.sh:1']);
  });

  it('are of no interest where every version is known', async () => {
    expect(await told(CLOSED, 'prod.env', 'RELEASE=VERSION\n')).toEqual([]);
  });
});
