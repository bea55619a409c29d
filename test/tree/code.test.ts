/** Code that installs Istio or writes its resources, in a tree whose declaring files never speak of Istio. */

import { withoutPaths } from '../../src/policy/ignore.js';
import { folderTree } from '../../src/tree/folder.js';
import { gitTree } from '../../src/tree/git.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { commit, removeFolders, repository, temporaryFolder, write } from './support.js';

afterAll(removeFolders);

const FILES = {
  'Pulumi.yaml': 'name: mesh\n',
  'index.ts': 'new k8s.helm.v3.Chart("istiod", { chart: "istiod" });\n',
  'bin/install-mesh': '#!/bin/sh\nistioctl install\n',
  WORKSPACE: 'helm_chart(repository = "https://istio-release.storage.googleapis.com/charts")\n',
  'notes.txt': 'apiVersion: networking.istio.io/v1\n',
  'mesh_test.go': 'run("istioctl install")\n',
  // None of these.
  'client.go': 'import "istio.io/client-go/pkg"\n',
  'node_modules/x/index.js': 'istiod\n',
  'README.md': 'istioctl install\n',
  'values.yaml': 'a: b\n',
};
const CODE = ['WORKSPACE', 'bin/install-mesh', 'index.ts', 'mesh_test.go', 'notes.txt'];

describe('tree/code', () => {
  it('is found alike in a commit, a work tree and a folder, and speaks of the mesh', async () => {
    const folder = temporaryFolder();
    write(folder, FILES);
    const clone = repository();
    commit(clone, FILES);
    const untracked = repository();
    write(untracked, FILES);
    for (const tree of [
      await folderTree(folder),
      await folderTree(clone),
      await gitTree(clone, 'HEAD'),
      await folderTree(untracked),
    ]) {
      expect(await tree.code?.()).toEqual(CODE);
      expect(await tree.candidates()).toEqual([]);
      expect(await tree.mentionsMesh?.()).toBe(true);
    }
  });

  it('is left out with what the policy leaves out', async () => {
    const clone = repository();
    commit(clone, FILES);
    const tree = withoutPaths(await gitTree(clone, 'HEAD'), ['bin/**', '*.ts']);
    expect(await tree.code?.()).toEqual(['WORKSPACE', 'mesh_test.go', 'notes.txt']);
  });
});
