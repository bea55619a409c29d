/** Modules of Terraform whose call is commented out. */
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    places: [...new Set(installations.map(({ version, at }) => `${version} ${at.file}`))].sort(),
    told: problems.filter(({ assumption }) => assumption).map(({ why }) => why),
  };
}

describe('detect/aside/commented-module', () => {
  const CHART =
    'resource "helm_release" "istiod" {\n  repository = "https://istio-release.storage.googleapis.com/charts"\n  chart = "istiod"\n  version = "1.22.2"\n}\n';
  const BLOCK = '/*\nmodule "istio" {\n  source = "./istio"\n}*/\n';

  it.each([
    ['a block', BLOCK, 'main.tf:3'],
    ['lines', '# module "istio" {\n#   source = "./istio"\n# }\n', 'main.tf:2'],
    ['lines of slashes', '// module "istio" {\n//   source = "./istio/"\n// }\n', 'main.tf:2'],
  ])('leaves out what %s take out', async (_, text, at) => {
    expect(await found({ 'istio/main.tf': CHART, 'main.tf': text })).toEqual({
      places: [],
      told: [
        `taken not to be deployed: ${at} has the call of the module istio commented out, and nothing else calls it`,
      ],
    });
  });

  it.each<[string, Files]>([
    ['something else calls it', { 'dev/main.tf': 'module "istio" {\n  source = "../istio"\n}\n' }],
    ['it has settings of its own', { 'istio/prod.tfvars': 'a = 1\n' }],
    ['it has a state of its own', { 'istio/state.tf': 'terraform {\n  backend "s3" {}\n}\n' }],
    [
      'a pipeline goes there',
      { 'ci.sh': 'terraform -chdir=live/istio apply\ncd ./istio && terraform apply\n' },
    ],
    [
      'the text is no comment',
      { 'main.tf': 'locals {\n  all = "arn:s3/*"\n}\nmodule "istio" {\n  source = "./istio"\n}\n' },
    ],
  ])('counts it where %s', async (_, more) => {
    const { places } = await found({ 'istio/main.tf': CHART, 'main.tf': BLOCK, ...more });
    expect(places).toEqual(['1.22.2 istio/main.tf']);
  });
});
