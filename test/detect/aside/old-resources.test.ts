/** Folders that are out of use by their names, beside what a script applies. */

import { readSide } from '../../../src/analysis/side.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const RULE =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: rule}\nspec: {host: a.example}\n';

async function read(files: Readonly<Record<string, string>>) {
  const tree = { 'manifests/new.yaml': RULE, 'manifests/old/past.yaml': RULE, ...files };
  const { resources, problems } = await readSide(memoryTree(tree), { versions: [], values: [] });
  return {
    files: resources.map(({ data }) => data.file),
    told: problems.filter(({ what }) => what === 'DestinationRule rule').map(({ why }) => why),
  };
}

const BOTH = ['manifests/new.yaml', 'manifests/old/past.yaml'];

describe('detect/aside/old-resources', () => {
  it('leaves out what a script does not reach, and tells it', async () => {
    expect(
      await read({ 'deploy.sh': 'for f in manifests/*.yaml; do\n  kubectl apply -f "$f"\ndone\n' }),
    ).toEqual({
      files: ['manifests/new.yaml'],
      told: [
        'taken not to be deployed: the folder manifests/old is called like what is out of use, and nothing refers to it',
      ],
    });
  });

  it('leaves it out where a script applies the folder by its path from itself', async () => {
    const { files } = await read({ 'bin/deploy.sh': 'kubectl apply -f ../manifests/\n' });
    expect(files).toEqual(['manifests/new.yaml']);
  });

  it.each([
    ['nothing applies what is around it', { 'deploy.sh': 'kubectl get pods\n' }],
    ['it is applied with all that is below', { 'deploy.sh': 'kubectl apply -R -f manifests/\n' }],
    [
      'somebody looks for files',
      { 'deploy.sh': 'find manifests -name "*.yaml" | xargs -n1 kubectl apply -f\n' },
    ],
    [
      'something else names it',
      { 'deploy.sh': 'kubectl apply -f manifests/\n', Makefile: 'all:\n\tkubectl apply -f manifests/old\n' },
    ],
    [
      'a kustomization takes it in',
      {
        'deploy.sh': 'kubectl apply -f manifests/\n',
        'kustomization.yaml': 'resources: [manifests/old/past.yaml]\n',
      },
    ],
  ])('counts it where %s', async (_, more) => {
    const { files, told } = await read(more as Readonly<Record<string, string>>);
    expect([files, told]).toEqual([BOTH, []]);
  });
});
