/** Whether a tree speaks of Istio at all: one search decides that nothing else has to be looked at. */

import type { Tree } from '../../src/model.js';
import { withoutPaths } from '../../src/policy/ignore.js';
import { folderTree } from '../../src/tree/folder.js';
import { gitTree } from '../../src/tree/git.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { commit, git, removeFolders, repository, temporaryFolder, write } from './support.js';

afterAll(removeFolders);

async function everywhere(files: Record<string, string>): Promise<readonly (boolean | undefined)[]> {
  const folder = temporaryFolder();
  write(folder, files);
  const clone = repository();
  commit(clone, files);
  const untracked = repository();
  write(untracked, files);
  const trees: Tree[] = [
    await folderTree(folder),
    await folderTree(clone),
    await gitTree(clone, 'HEAD'),
    await folderTree(untracked),
  ];
  return Promise.all(trees.map(tree => tree.mentionsMesh?.()));
}

describe('tree/mentions', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a text that does', { 'a.yaml': 'chart: Istiod\n' }, true],
    ['a path that does', { 'apps/istio/values.yaml': 'a: 1\n' }, true],
    ['a managed mesh', { 'main.tf': 'service_mesh_profile {}\n' }, true],
    ['texts that do not', { 'a.yaml': 'kind: Deployment\n', 'b.md': 'prose\n' }, false],
    [
      'code and prose, which declare nothing',
      { 'a.go': 'import "istio.io/api"\n', 'b.md': 'istio\n' },
      false,
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await everywhere(files)).toEqual([expected, expected, expected, expected]);
  });

  it('asks of what the policy leaves out, too: more may be looked at, never less', async () => {
    const clone = repository();
    commit(clone, { 'archive/a.yaml': 'istio\n' });
    const tree = withoutPaths(await gitTree(clone, git(clone, 'rev-parse', 'HEAD')), ['archive/**']);
    expect(await tree.mentionsMesh?.()).toBe(true);
  });
});
