/** What is set aside by the name of its folder, and counts once something refers to it. */
import { isSetAsideByName, setAsideIn } from '../../../src/detect/aside/set-aside.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

/** Which files of a tree are set aside. */
async function asideIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const tree = memoryTree(files);
  return tree.paths.filter(await setAsideIn(tree, tree.paths));
}

const [A, B] = ['infra/archive/mesh/a.yaml', 'infra/archive/b.yaml'];
const ALL = [A, B];

describe('detect/aside/set-aside', () => {
  it.each([
    ['archive/a.yaml', true],
    ['apps/_archived/a.yaml', true],
    ['vendor/istio/main.tf', true],
    ['node_modules/a/chart.yaml', true],
    ['charts/a/__snapshots__/a.yaml', true],
    ['tests/a-assert.yaml', true],
    ['archiver/a.yaml', false],
    ['archive.yaml', false],
  ])('takes %s by its name for kept: %s', (path, expected) => {
    expect(isSetAsideByName(path)).toBe(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing refers to it', {}, []],
    ['a comment does', { 'run.sh': '# kubectl apply -f infra/archive/b.yaml\n' }, []],
    ['a linter leaves it out', { '.yamllint.yaml': 'ignore: |\n  ignore infra/archive/mesh\n' }, []],
    ['a script applies one file', { 'run.sh': 'kubectl apply -f infra/archive/b.yaml\n' }, [B]],
    [
      'a module is called by a path that leads there',
      { 'live/prod/main.tf': 'source = "../../infra/archive/mesh"\n' },
      [A],
    ],
    [
      'what is in use names more of it',
      { 'run.sh': 'sh infra/archive/run.sh\n', 'infra/archive/run.sh': 'kubectl apply -f mesh/a.yaml\n' },
      [A],
    ],
    [
      'Flux deploys all that is around it',
      { 'flux.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nspec:\n  path: ./infra\n' },
      ALL,
    ],
    [
      'an Application goes through folders and leaves it out',
      { 'app.yaml': 'source:\n  path: infra\n  directory:\n    recurse: true\n    exclude: archive/*\n' },
      [],
    ],
    [
      'a script goes through the folders around it',
      { 'run.sh': 'for d in infra/*; do kubectl apply -f $d; done\n' },
      ALL,
    ],
    [
      'a script goes to the folder around and names it there',
      { 'run.sh': 'cd infra && helm install a ./archive\n' },
      ALL,
    ],
  ])('counts what is in use where %s', async (_name, files, expected) => {
    const aside = await asideIn({ [A]: 'istio', [B]: 'istio', ...files });
    expect(ALL.filter(path => !aside.includes(path))).toEqual(expected);
  });

  it('leaves what a package manager brought along where it is', async () => {
    const path = 'vendor/istio.io/istio/a.yaml';
    expect(await asideIn({ [path]: 'istio', 'run.sh': `kubectl apply -f ${path}\n` })).toEqual([path]);
  });
});
