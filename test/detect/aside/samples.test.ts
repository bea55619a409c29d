/** Examples, samples and tests beside what a repository installs itself. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

function helm(version: string): string {
  return `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod}\nspec:\n  chart: istiod\n  repo: https://istio-release.storage.googleapis.com/charts\n  version: ${version}\n`;
}

async function read(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    found: installations.map(({ at }) => at.file).sort(),
    told: problems
      .filter(({ assumption }) => assumption)
      .map(({ what, file, line }) => `${what} ${file}:${line}`),
  };
}

const OWN = { 'mesh/istiod.yaml': helm('1.24.2') };

describe('detect: examples and tests', () => {
  it.each([
    ['examples/istio/istiod.yaml', 'examples'],
    ['chart/samples/istiod.yaml', 'chart/samples'],
    ['apps/kserve/example_istio/istiod.yaml', 'apps/kserve/example_istio'],
    ['examples_gke/istiod.yaml', 'examples_gke'],
    ['pkg/fixtures/a/istiod.yaml', 'pkg/fixtures'],
    ['tests/istiod.yaml', 'tests'],
    ['hack/e2e/istiod.yaml', 'hack/e2e'],
    ['test/setup/istiod.yaml', 'test'],
    ['bundle-tests/istiod.yaml', 'bundle-tests'],
    ['tutorials/02-mesh/istiod.yaml', 'tutorials'],
    ['website/static/istiod.yaml', 'website'],
    ['templates/service/skeleton/istiod.yaml', 'templates/service/skeleton'],
    ['third_party/flagger/istiod.yaml', 'third_party'],
    ['k8s/submodules/other/istiod.yaml', 'k8s/submodules'],
  ])(
    'takes %s not to be deployed beside an installation of the repository’s own, and says so',
    async (file, folder) => {
      expect(await read({ ...OWN, [file]: helm('1.20.0'), 'test/setup/mesh_test.go': '// istio' })).toEqual({
        found: ['mesh/istiod.yaml'],
        told: [`folder ${folder} ${file}:1`],
      });
    },
  );

  it.each([
    [
      'the repository is one itself',
      { 'mesh/istiod.yaml': '', 'examples/istiod.yaml': helm('1.20.0') },
      'examples/istiod.yaml',
    ],
    [
      'it is the environment for tests',
      { 'clusters/test/istiod.yaml': helm('1.20.0') },
      'clusters/test/istiod.yaml',
    ],
    [
      'it stands beside environments',
      { 'k8s/tests/istiod.yaml': helm('1.20.0'), 'k8s/prod/x.yaml': 'istio: x' },
      'k8s/tests/istiod.yaml',
    ],
    ['a folder called test holds no tests', { 'test/istiod.yaml': helm('1.20.0') }, 'test/istiod.yaml'],
    [
      'something else deploys the file',
      {
        'examples/istiod.yaml': helm('1.20.0'),
        Makefile: 'up:\n\tkubectl apply -f examples/istiod.yaml # istio\n',
      },
      'examples/istiod.yaml',
    ],
    [
      'something else deploys the folder',
      {
        'samples/mesh/istiod.yaml': helm('1.20.0'),
        'apps/app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec:\n  source: {repoURL: https://git.example/x, path: samples/mesh}\n  destination: {namespace: istio-system}\n',
      },
      'samples/mesh/istiod.yaml',
    ],
    [
      'another folder takes it in by a path from there',
      {
        'k8s/third_party/mesh/istiod.yaml': helm('1.20.0'),
        'k8s/lab/kustomization.yaml': 'resources: [../third_party/mesh/istiod.yaml] # istio\n',
      },
      'k8s/third_party/mesh/istiod.yaml',
    ],
    [
      'another folder names its folder from there',
      {
        'k8s/third_party/mesh/istiod.yaml': helm('1.20.0'),
        'k8s/lab/up.sh': 'kubectl apply -f ../third_party/mesh # istio\n',
      },
      'k8s/third_party/mesh/istiod.yaml',
    ],
    [
      'only its name begins like one',
      { 'examples-of-prod/istiod.yaml': helm('1.20.0') },
      'examples-of-prod/istiod.yaml',
    ],
  ])('counts what is in such a folder where %s', async (_, files, file) => {
    const { found, told } = await read({ ...OWN, ...files });
    expect(found).toContain(file);
    expect(told.filter(what => what.startsWith('folder'))).toEqual([]);
  });

  it('takes what a test of a program names for what it expects', async () => {
    const program = (version: string): string =>
      `import * as k8s from "@pulumi/kubernetes";\nnew k8s.helm.v3.Release("istiod", {chart: "istiod", version: "${version}", repositoryOpts: {repo: "https://istio-release.storage.googleapis.com/charts"}});\n`;
    const files = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n', 'mesh.spec.ts': program('1.20.0') };
    expect(await read({ ...files, 'index.ts': program('1.24.2') })).toEqual({
      found: ['index.ts'],
      told: ['file mesh.spec.ts mesh.spec.ts:2'],
    });
    expect((await read(files)).found).toEqual(['mesh.spec.ts']);
  });

  it('counts what an example calls where the repository installs it only there', async () => {
    const { found } = await read({
      'main.tf':
        'variable "v" {}\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  repository = "https://istio-release.storage.googleapis.com/charts"\n  version = var.v\n}\n',
      'examples/complete/main.tf': 'module "mesh" {\n  source = "../../"\n  v = "1.22.2"\n}\n',
    });
    expect(found).toEqual(['examples/complete/main.tf']);
  });
});
