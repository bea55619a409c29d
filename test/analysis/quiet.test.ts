import { quietSides } from '../../src/analysis/quiet.js';
import type { Tree } from '../../src/model.js';
import { isCandidateName, isDeclaringText } from '../../src/tree/candidates.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { application } from '../support/scenario.js';
import { treeWith } from '../support/trees.js';

type Files = Readonly<Record<string, string>>;

/** A tree as Git has it, with what is read of it. */
function counted(files: Files, read: string[] = []): Tree {
  const tree = memoryTree(files);
  return treeWith(tree, {
    contentId: path => files[path],
    declaring: async () =>
      tree.paths.filter(path => isCandidateName(path) && isDeclaringText(files[path] ?? '')),
    read: path => {
      read.push(path);
      return tree.read(path);
    },
  });
}

const deployment = (name: string, more = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\n${more}`;

const MESH: Files = { 'mesh/istiod.yaml': application('1.24.2') };
const KUSTOMIZED: Files = { ...MESH, 'apps/kustomization.yaml': 'resources: [a.yaml]\n' };

const fromFile = application('1.24.2').replace(
  'chart: istiod',
  'chart: istiod\n    helm: {valueFiles: [$here/mesh/values.yaml]}',
);

describe('analysis/quiet', () => {
  it('reads nothing of what declares nothing and did not change', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 300 }, (_, number) => [`apps/${number}.yaml`, deployment(`app-${number}`)]),
    );
    const read: string[] = [];
    const sides = await quietSides(
      counted({ ...MESH, ...others }, read),
      counted({ ...MESH, ...others, 'apps/7.yaml': deployment('app-7', 'spec: {replicas: 2}\n') }, read),
    );
    expect(sides?.map(({ detection }) => detection.installations.map(({ version }) => version))).toEqual([
      ['1.24.2'],
      ['1.24.2'],
    ]);
    expect([...new Set(read)].sort()).toEqual(['apps/7.yaml', 'mesh/istiod.yaml']);
  });

  it.each<[what: string, before: Files, after: Files]>([
    ['nothing', MESH, MESH],
    ['a workload that goes', { ...MESH, 'apps/a.yaml': deployment('a') }, MESH],
    ['prose', MESH, { ...MESH, 'README.md': 'Istio 1.25.0\n' }],
    ['a workload of an overlay', KUSTOMIZED, { ...KUSTOMIZED, 'apps/a.yaml': deployment('a') }],
    ['a text that is no object where no overlay is', MESH, { ...MESH, 'apps/a.yaml': '- a\n' }],
  ])('is told of a change of %s', async (_, before, after) => {
    expect(await quietSides(counted(before), counted(after))).toBeDefined();
  });

  it.each<[what: string, before: Files, after: Files]>([
    ['the version', MESH, { 'mesh/istiod.yaml': application('1.25.0') }],
    ['a resource of the mesh', MESH, { ...MESH, 'a.yaml': 'apiVersion: networking.istio.io/v1\nkind: [\n' }],
    [
      'a label that selects a revision',
      MESH,
      { ...MESH, 'a.yaml': 'metadata: {labels: {istio.io/rev: a}}\n' },
    ],
    ['a resource that goes', { ...MESH, 'a.yaml': 'kind: Gateway # istio\n' }, MESH],
    [
      'values that an Application of Istio names',
      { 'mesh/istiod.yaml': fromFile, 'mesh/values.yaml': 'pilot: {env: {A: a}}\n' },
      { 'mesh/istiod.yaml': fromFile, 'mesh/values.yaml': 'pilot: {env: {A: b}}\n' },
    ],
    ['a kustomization', KUSTOMIZED, { ...KUSTOMIZED, 'apps/kustomization.yaml': 'resources: [b.yaml]\n' }],
    ['a patch of an overlay', KUSTOMIZED, { ...KUSTOMIZED, 'apps/p.yaml': '- {op: remove, path: /spec}\n' }],
    ['a broken file of an overlay', KUSTOMIZED, { ...KUSTOMIZED, 'apps/a.yaml': 'a: "\n' }],
    ['what is filled in', KUSTOMIZED, { ...KUSTOMIZED, 'apps/a.yaml': 'kind: ConfigMap\ndata: {A: b}\n' }],
    ['a chart', MESH, { ...MESH, 'apps/Chart.yaml': 'name: apps\n' }],
    ['what computes', MESH, { ...MESH, 'main.tf': 'locals {}\n' }],
    ['a version that may be taken by its name', MESH, { ...MESH, 'env.sh': 'MESH_VERSION=1.25.0\n' }],
    [
      'many files',
      MESH,
      { ...MESH, ...Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`${n}.md`, ''])) },
    ],
  ])('is not told of a change of %s', async (_, before, after) => {
    expect(await quietSides(counted(before), counted(after))).toBeUndefined();
  });

  it('is not told of a file that can not be read', async () => {
    const after = counted({ ...MESH, 'a.yaml': '' });
    const unread = treeWith(after, {
      read: async path => (path === 'a.yaml' ? { ok: false, why: 'is too large' } : after.read(path)),
    });
    expect(await quietSides(counted(MESH), unread)).toBeUndefined();
  });

  it('is not told of trees whose contents have no names', async () => {
    expect(await quietSides(memoryTree(MESH), memoryTree(MESH))).toBeUndefined();
  });
});
