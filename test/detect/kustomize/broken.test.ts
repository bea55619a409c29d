/** Kustomizations that can't be read, and that do not speak of Istio themselves: what they patch may be Istio. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDeclarations } from '../../../src/analysis/side.js';
import { folderTree } from '../../../src/tree/folder.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const FLUX = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: mesh}
spec: {url: "${ISTIO}"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ingress}
spec:
  chart:
    spec: {chart: gateway, version: 1.20.6, sourceRef: {kind: HelmRepository, name: mesh}}
`;
const ARGO = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ingress}\nspec: {source: {repoURL: "${ISTIO}", chart: gateway, targetRevision: 1.20.6}}\n`;

function deployer(folder: string): Files {
  return {
    'clusters/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./${folder}, sourceRef: {kind: GitRepository, name: flux-system}}\n`,
  };
}

function patch(version: string): string {
  return `patches:\n- target: {kind: HelmRelease}\n  patch: |\n    - {op: replace, path: /spec/chart/spec/version, value: ${version}}\n`;
}

const BREAKS: readonly (readonly [string, string])[] = [
  ['what is open', 'images: [\n'],
  ['a tab', 'images:\n\t- name: a\n'],
  ['marks of a conflict', '<<<<<<< HEAD\nimages: []\n=======\nimages: []\n>>>>>>> other\n'],
  ['a line of a template', '{{- if .Values.x }}\nimages: []\n{{- end }}\n'],
];

const PLACES: readonly { name: string; files: (kustomization: string) => Files; file: string }[] = [
  {
    name: 'in the folder of a HelmRelease',
    file: 'apps/kustomization.yaml',
    files: text => ({
      ...deployer('apps'),
      'apps/release.yaml': FLUX,
      'apps/kustomization.yaml': `resources: [release.yaml]\n${text}`,
    }),
  },
  {
    name: 'over a base',
    file: 'prod/kustomization.yaml',
    files: text => ({
      ...deployer('prod'),
      'base/release.yaml': FLUX,
      'base/kustomization.yaml': 'resources: [release.yaml]\n',
      'prod/kustomization.yaml': `resources:\n- ../base\n${text}`,
    }),
  },
  {
    name: 'over a base of a base that nothing deploys',
    file: 'prod/kustomization.yaml',
    files: text => ({
      'base/release.yaml': ARGO,
      'base/kustomization.yaml': 'resources: [release.yaml]\n',
      'stage/kustomization.yaml': 'resources: [../base]\n',
      'prod/kustomization.yaml': `resources: ["../stage"]\n${text}`,
    }),
  },
];

const CASES = PLACES.flatMap(place => BREAKS.map(([how, broken]) => ({ ...place, how, broken })));

describe('detect: kustomizations that are broken', () => {
  it.each(CASES)('names one $name, broken by $how', async ({ files, file, broken }) => {
    const [base, head] = ['1.20.6', '1.22.2'].map(version => files(`${patch(version)}${broken}`));
    const both = await judged(memoryTree(base ?? {}), memoryTree(head ?? {}));
    expect(both.blocking).toContainEqual(expect.objectContaining({ file }));
    const now = await judged(memoryTree(files(patch('1.20.6'))), memoryTree(head ?? {}));
    expect(now.blocking.filter(problem => problem.file === file)).toHaveLength(1);
  });

  it('names a component over what is Istio', async () => {
    const tree = memoryTree({
      ...deployer('prod'),
      'base/release.yaml': FLUX,
      'base/kustomization.yaml': 'resources: [release.yaml]\n',
      'part/kustomization.yaml': `kind: Component\n${patch('1.22.2')}images: [\n`,
      'prod/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\n',
    });
    const { problems } = await readDeclarations(tree);
    expect(problems).toContainEqual(
      expect.objectContaining({ file: 'prod/kustomization.yaml', line: 2, blocking: true }),
    );
  });

  it('says nothing of one that is about other things', async () => {
    const files = (version: string): Files => ({
      'mesh/release.yaml': FLUX,
      'other/release.yaml': FLUX.replaceAll('gateway', 'nginx').replaceAll('istio', 'nginx'),
      'other/kustomization.yaml': `resources: [release.yaml]\n${patch(version)}images: [\n`,
    });
    const { blocking } = await judged(memoryTree(files('1.20.6')), memoryTree(files('1.22.2')));
    expect(blocking).toEqual([]);
  });

  it.each(['nowhere.yaml', 'kustomization.yaml'])('names a link to %s', async target => {
    const folder = await mkdtemp(path.join(tmpdir(), 'links-'));
    try {
      await mkdir(path.join(folder, 'apps'));
      await writeFile(path.join(folder, 'apps/release.yaml'), FLUX);
      await symlink(target, path.join(folder, 'apps/kustomization.yaml'));
      const { problems } = await readDeclarations(await folderTree(folder, { name: 'x' }));
      expect(problems).toContainEqual(
        expect.objectContaining({ file: 'apps/kustomization.yaml', line: 1, blocking: true }),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('detect: files of generators that are no text', () => {
  it('lets pictures and fonts be, and names what may be values', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'generated-'));
    try {
      const files = ['logo.png', 'face.ttf', 'values.yaml'].map(name => `- ${name}\n`).join('');
      const kustomization = `resources: [mesh.yaml]\nconfigMapGenerator:\n- name: own\n  files:\n${files.replace(/^/gm, '  ')}`;
      await writeFile(path.join(root, 'kustomization.yaml'), kustomization.trimEnd());
      await writeFile(path.join(root, 'mesh.yaml'), `${FLUX}  valuesFrom: [{kind: ConfigMap, name: own}]\n`);
      for (const name of ['logo.png', 'face.ttf', 'values.yaml'])
        await writeFile(path.join(root, name), Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe]));
      const { problems } = await readDeclarations(await folderTree(root, { name: root }));
      const blocking = problems.filter(problem => problem.blocking).map(({ file }) => file);
      expect(blocking).toEqual(['mesh.yaml', 'values.yaml']);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
