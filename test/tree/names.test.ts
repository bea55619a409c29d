/** Which files are searched, by their names: the same whichever way a tree is opened. */

import { folderTree } from '../../src/tree/folder.js';
import { gitTree } from '../../src/tree/git.js';
import { memoryTree } from '../../src/tree/memory.js';
import { afterAll, expect, it } from '../support/jest.js';
import { commit, removeFolders, repository, temporaryFolder, write } from './support.js';

afterAll(removeFolders);

const SEARCHED = [
  '.envrc',
  '.justfile',
  'Dockerfile.deploy',
  'Jenkinsfile',
  'Jenkinsfile-prod',
  'Jenkinsfile.deploy',
  'Makefile.deploy',
  'Procfile',
  'Vagrantfile',
  'a.k',
  'a.ksh',
  'a.properties',
  'a.yaml.erb',
  'a.yaml.in',
  'a.yaml.jinja2',
  'b.Dockerfile',
  'ci/deploy.jenkinsfile',
  'makefile.istio',
  'mesh.just',
  'user-data',
];
const OTHERS = ['Vagrantfile2', 'a.md', 'a.png', 'notes', 'xMakefile'];

it('searches the same files in every tree', async () => {
  const files = Object.fromEntries([...SEARCHED, ...OTHERS].map(path => [path, 'istio\n']));
  const folder = temporaryFolder();
  write(folder, files);
  const clone = repository();
  commit(clone, files);
  const trees = [
    await folderTree(folder),
    await folderTree(clone),
    await gitTree(clone, 'HEAD'),
    memoryTree(files),
  ];
  for (const tree of trees) expect(await tree.candidates()).toEqual(SEARCHED);
});

it('searches for words, not for names alone', async () => {
  const tree = memoryTree({ 'a.yaml': 'a: 1\n', 'b.yaml': 'a: istio\n' });
  expect(await tree.candidates()).toEqual(['b.yaml']);
});
