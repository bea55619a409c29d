/** Real repositories, kept outside of the project: what a careful reader found in them, and their upgrades. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import type { Tree } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { SHARED } from '../../support/shared.js';

const REPOSITORIES = path.join(SHARED, 'repos');

/** Files that describe a repository from outside are no part of it. */
function treeOf(folder: string): Tree {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /^(SOURCE|EXPECT)\.json$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file).split(path.sep).join('/')] = readFileSync(file, 'utf8');
  }
  return memoryTree(files);
}

/** Places of versions in the corpus, each with the charts that stand there. */
const CORPUS: readonly (readonly [folder: string, places: Readonly<Record<string, string>>])[] = [
  ['07-istiooperator/knative-extensions__net-istio', { 'hack/update-deps.sh:22': '1.29.2' }],
  [
    '08-kustomize-rendered/mojaloop__iac-modules',
    {
      'terraform/ccnew/default-config/common-vars.yaml:47': '1.22.1',
      'terraform/k8s/default-config/common-vars.yaml:13': '1.18.2',
    },
  ],
  ['08-kustomize-rendered/kubeflow__manifests', { 'common/istio/profile.yaml:21': '1.29.1' }],
  [
    '09-sail/Kuadrant__kuadrant-operator',
    { 'config/dependencies/istio/sail/istio.yaml:22': '1.29.1', 'make/istio.mk:18': '1.29.1' },
  ],
  [
    '10-scripts/fluxcd__flagger',
    { 'test/istio/install.sh:5': '1.29.2', 'test/gatewayapi/install.sh:7': '1.29.2' },
  ],
  [
    '12-renovate-toolversions/metio__kurly',
    { 'hack/smoke/deep/mesh-istio.sh:41': '1.30.3', 'hack/smoke/deep/mesh-bsi.sh:51': '1.30.3' },
  ],
];

const BUMPS: readonly (readonly [name: string, from: string, to: string])[] = [
  ['Kuadrant__kuadrant-operator__1.23.0__1.27.1', '1.23.0', '1.27.1'],
  ['Kuadrant__kuadrant-operator__1.27.1__1.29.1', '1.27.1', '1.29.1'],
  ['fluxcd__flagger__1.18.2__1.29.2', '1.18.2', '1.29.2'],
  ['knative-extensions__net-istio__1.22.2__1.24.2', '1.22.2', '1.24.2'],
  ['knative-extensions__net-istio__1.26.2__1.27.1', '1.26.2', '1.27.1'],
  ['kubeflow__manifests__1.23.2__1.24.2', '1.23.2', '1.24.2'],
  ['kubeflow__manifests__1.24.3__1.26.1', '1.24.3', '1.26.1'],
  ['kubeflow__manifests__1.27.0__1.28.0', '1.27.0', '1.28.0'],
  ['kubeflow__manifests__1.28.0__1.29.0', '1.28.0', '1.29.0'],
  ['kubeflow__manifests__1.29.0__1.29.1', '1.29.0', '1.29.1'],
  ['mojaloop__iac-modules__1.22.1__1.23.2', '1.22.1', '1.23.2'],
  ['stefanprodan__gitops-istio__1.12.1__1.13.3', '1.12.1', '1.13.3'],
];

const present = existsSync(REPOSITORIES);
if (!present) console.warn(`real repositories are not at ${REPOSITORIES}: their tests are skipped`);

(present ? describe : describe.skip)('detect: real repositories', () => {
  it.each(CORPUS)('finds every version of %s where it is written, and no other', async (folder, places) => {
    const tree = treeOf(path.join(REPOSITORIES, 'corpus', folder));
    const { installations } = await detect(tree);
    const found = Object.fromEntries(
      installations.map(({ at, istioVersion }) => [`${at.file}:${at.line}`, istioVersion]),
    );
    expect(found).toEqual(places);
    expect(await unreadForms(tree)).toEqual([]);
  });

  it.each(BUMPS)('reads %s as it was meant', async (name, from, to) => {
    const [before, after] = await Promise.all(
      ['before', 'after'].map(side => detect(treeOf(path.join(REPOSITORIES, 'bumps', name, side)))),
    );
    if (!before || !after) throw new Error('both sides were read');
    const upgrades = pairUpgrades(before, after, { before: [], after: [] });
    const planes = upgrades.filter(({ chart, kind }) => chart === 'istiod' && kind === 'upgrade');
    expect(planes.map(upgrade => [upgrade.before?.istioVersion, upgrade.after?.istioVersion])).toContainEqual(
      [from, to],
    );
    expect(upgrades.map(({ kind }) => kind)).not.toContain('install');
  });
});
