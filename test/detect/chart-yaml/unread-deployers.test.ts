/** Charts of the tree that something deploys which is read by nobody: what it hands them is not known, and that is said. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const WRAPPER: Files = {
  'charts/mesh/Chart.yaml':
    'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n  - name: istiod\n    version: 1.24.3\n    repository: https://istio-release.storage.googleapis.com/charts\n',
};
const DECLARING: Files = {
  'charts/mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
  'charts/mesh/values.yaml': 'version: 1.24.3\n',
  'charts/mesh/templates/istiod.yaml':
    'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod, namespace: kube-system}\nspec:\n  repo: https://istio-release.storage.googleapis.com/charts\n  chart: istiod\n  version: {{ .Values.version }}\n',
};

const UNREAD: Record<string, { readonly files: Files; readonly at: string }> = {
  'a program of Pulumi': {
    files: {
      'infra/Pulumi.yaml': 'name: infra\nruntime: nodejs\n',
      'infra/index.ts':
        'import * as k8s from "@pulumi/kubernetes";\nnew k8s.helm.v3.Chart("mesh", {\n  path: "../charts/mesh",\n  values: { pilot: {} },\n});\n',
    },
    at: 'infra/index.ts:3',
  },
  'a package of Zarf': {
    files: {
      'zarf.yaml':
        'kind: ZarfPackageConfig\ncomponents:\n  - name: mesh\n    charts:\n      - name: mesh\n        localPath: charts/mesh\n        valuesFiles: [mesh-values.yaml]\n',
    },
    at: 'zarf.yaml:6',
  },
  Garden: {
    files: {
      'mesh.garden.yml':
        'kind: Deploy\nname: mesh\ntype: helm\nspec:\n  chart:\n    path: ./charts/mesh\n  values: {istiod: {}}\n',
    },
    at: 'mesh.garden.yml:6',
  },
  'the argocd command': {
    files: {
      'up.sh':
        'argocd app create mesh --repo https://git.acme.example/platform.git \\\n  --path charts/mesh --helm-set istiod.pilot.replicaCount=3\n',
    },
    at: 'up.sh:2',
  },
  "Terraform's provider of Argo CD": {
    files: {
      'infra/main.tf':
        'resource "argocd_application" "mesh" {\n  spec {\n    source {\n      repo_url = "https://git.acme.example/platform.git"\n      path     = "charts/mesh"\n    }\n  }\n}\n',
    },
    at: 'infra/main.tf:5',
  },
};

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    unread: problems
      .filter(({ what, blocking }) => blocking && what === 'values of chart charts/mesh')
      .map(({ file, line }) => `${file}:${line}`),
    assumed: problems.filter(({ assumption }) => assumption).map(({ what }) => what),
  };
}

describe('detect/chart-yaml: what deploys a chart and is not read', () => {
  it.each(Object.entries(UNREAD))(
    '%s leaves the values of a chart with Istio in it open',
    async (_, { files, at }) => {
      const { charts, unread } = await found({ ...WRAPPER, ...files });
      expect(charts).toEqual(['istiod 1.24.3 charts/mesh/Chart.yaml:6']);
      expect(unread).toEqual([at]);
    },
  );

  it.each(Object.entries(UNREAD))(
    '%s leaves those of a chart open that declares Istio',
    async (_, { files, at }) => {
      const { charts, unread, assumed } = await found({ ...DECLARING, ...files });
      expect(charts).toEqual(['istiod 1.24.3 charts/mesh/values.yaml:1']);
      expect(unread).toEqual([at]);
      expect(assumed).toEqual([]);
    },
  );

  it('is nothing that only lints, packs, watches or records it', async () => {
    const { unread } = await found({
      ...WRAPPER,
      '.github/workflows/lint.yaml':
        'on:\n  push:\n    paths: [charts/mesh/**, charts/mesh]\njobs:\n  lint:\n    steps:\n      - run: helm lint charts/mesh && helm package charts/mesh\n',
      'renovate.json': '{"helmv3": {"fileMatch": ["charts/mesh"]}, "chart": "charts/mesh"}\n',
      'docs.yaml': 'nav:\n  - helm: charts/mesh\n  - path: README.md\n',
    });
    expect(unread).toEqual([]);
  });

  it('is told where there are more files than are searched', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 5001 }, (_, index) => [`apps/${index}.yaml`, 'a: 1\n']),
    );
    const { unread, assumed } = await found({ ...WRAPPER, ...others });
    expect(unread).toEqual([]);
    expect(assumed).toContain('values of chart charts/mesh');
    const inCode = 'import istio_version\nhelm.v3.Chart("mesh", path="charts/mesh")\n';
    expect((await found({ ...WRAPPER, ...others, 'infra/mesh.ts': inCode })).unread).toEqual([
      'infra/mesh.ts:2',
    ]);
  });

  it('is told of a file that is too long to be looked at', async () => {
    const { problems } = await detect(
      memoryTree({ ...WRAPPER, 'infra/all.yaml': `a: 1\n${'# charts/mesh\n'.repeat(40_000)}` }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        what: 'infra/all.yaml',
        blocking: true,
        why: expect.stringContaining('charts/mesh'),
      }),
    );
  });

  it('is nothing that names it in every line, and a verb in none', async () => {
    const line = `"charts/mesh" ${'helm '.repeat(190)}`;
    const { unread } = await found({ ...WRAPPER, 'infra/all.py': `${line}\n`.repeat(390) });
    expect(unread).toEqual([]);
  });

  it('is nothing where what deploys it is read', async () => {
    const { unread } = await found({
      ...WRAPPER,
      ...UNREAD['a package of Zarf']?.files,
      Makefile: 'mesh:\n\thelm upgrade --install istio charts/mesh\n',
    });
    expect(unread).toEqual([]);
  });
});
