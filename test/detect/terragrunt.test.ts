// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { terraform } from '../../src/detect/terraform/terraform.js';
import type { Detection } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';

async function found(files: Readonly<Record<string, string>>): Promise<Detection> {
  return detect(memoryTree(files), [terraform]);
}

function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

const MODULE = {
  'modules/istio/main.tf':
    'variable "chart_version" {}\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istio/istiod"\n  version = var.chart_version\n  namespace = "istio-system"\n}\n',
};

describe('detect: terragrunt', () => {
  it('runs modules of the tree with the inputs of each unit', async () => {
    const unit = (environment: string, version: string) => ({
      [`live/${environment}/istio/terragrunt.hcl`]: `include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "\${get_repo_root()}/modules//istio"\n}\ninputs = {\n  chart_version = "${version}"\n}\n`,
    });
    const detection = await found({
      ...MODULE,
      'live/root.hcl': 'inputs = {\n  region = "eu"\n}\n',
      ...unit('prod', '1.22.2'),
      ...unit('dev', '1.23.0'),
    });
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual([
      'live/dev/istiod 1.23.0 live/dev/istio/terragrunt.hcl:8',
      'live/prod/istiod 1.22.2 live/prod/istio/terragrunt.hcl:8',
    ]);
    expect(detection.releases.map(({ deployer, declared }) => [deployer, declared.file])).toEqual([
      ['terraform', 'live/dev/istio/terragrunt.hcl'],
      ['terraform', 'live/prod/istio/terragrunt.hcl'],
    ]);
  });

  it('takes inputs from files that are included or read', async () => {
    const detection = await found({
      ...MODULE,
      'live/_envcommon/istio.hcl':
        'terraform {\n  source = "../../../modules/istio"\n}\nlocals {\n  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))\n}\ninputs = {\n  chart_version = local.env.locals.versions["istio"]\n}\n',
      'live/prod/env.hcl': 'locals {\n  versions = {\n    istio = "1.22.2"\n  }\n}\n',
      'live/prod/istio/terragrunt.hcl':
        'include "common" {\n  path = "${get_repo_root()}/live/_envcommon/istio.hcl"\n}\n',
    });
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual(['live/prod/istio/istiod 1.22.2 live/prod/env.hcl:3']);
  });

  it('says of modules from elsewhere that they were not looked into', async () => {
    const { installations, problems } = await found({
      'live/prod/istio/terragrunt.hcl':
        'terraform {\n  source = "git::https://git.example.com/modules.git//istio?ref=v1.4.0"\n}\ninputs = {\n  chart_version = "1.22.2"\n}\n',
      'live/prod/vpc/terragrunt.hcl':
        'terraform {\n  source = "git::https://git.example.com/modules.git//vpc?ref=v1.4.0"\n}\n',
    });
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'live/prod/istio/terragrunt.hcl', line: 5 },
        release: { valuesUnknown: true },
      },
    ]);
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'live/prod/istio/terragrunt.hcl',
        line: 2,
        blocking: true,
        why: expect.stringContaining('git.example.com'),
      }),
    ]);
  });

  it('never takes what the environment or another unit gives for known', async () => {
    const { installations, problems } = await found({
      ...MODULE,
      'a/istio/terragrunt.hcl':
        'terraform {\n  source = "../../modules/istio"\n}\ninputs = {\n  chart_version = get_env("ISTIO_VERSION", "1.22.2")\n}\n',
      'b/istio/terragrunt.hcl':
        'terraform {\n  source = "../../modules/istio"\n}\ndependency "versions" {\n  config_path = "../versions"\n}\ninputs = {\n  chart_version = dependency.versions.outputs.istio\n}\n',
    });
    expect(installations.map(({ version }) => version)).toEqual([null, null]);
    expect(problems.map(({ why }) => why)).toEqual([
      expect.stringContaining('ISTIO_VERSION'),
      expect.stringContaining('dependency.versions.outputs.istio'),
    ]);
  });

  it('survives files that include each other', async () => {
    const ring =
      'include "x" {\n  path = "../b/terragrunt.hcl"\n}\nlocals {\n  istio = read_terragrunt_config("../b/terragrunt.hcl").locals.istio\n}\n';
    const { installations } = await found({
      'a/terragrunt.hcl': ring,
      'b/terragrunt.hcl': ring.replaceAll('../b/', '../a/'),
    });
    expect(installations).toEqual([]);
  });

  it('takes the version that a module from elsewhere is given among others', async () => {
    const { installations } = await found({
      'istio/terragrunt.hcl':
        'terraform {\n  source = "git::https://git.example.com/terraform-kubernetes-istio.git?ref=v1.0.4"\n}\ninputs = {\n  helm-chart-version = {\n    istio = "1.22.2"\n    other = "0.0.1"\n  }\n}\n',
    });
    expect(installations).toMatchObject([
      { chart: 'istiod', version: '1.22.2', at: { file: 'istio/terragrunt.hcl', line: 6 } },
    ]);
  });

  const UNIT =
    'terraform {\n  source = "../../../modules/istio"\n}\ninputs = {\n  chart_version = values.version\n}\n';

  it('makes units of a stack, with the values that each is given', async () => {
    const detection = await found({
      ...MODULE,
      'catalog/units/istio/terragrunt.hcl': UNIT.replace('../../../', '../../../../../'),
      'live/prod/terragrunt.stack.hcl':
        'locals {\n  newest = "1.24.2"\n}\nunit "blue" {\n  source = "../../catalog/units/istio"\n  path   = "meshes/blue"\n  values = {\n    version = "1.23.4"\n  }\n}\nunit "green" {\n  source = "../../catalog/units/istio"\n  path   = "meshes/green"\n  values = {\n    version = local.newest\n  }\n}\n',
    });
    expect(detection.problems).toEqual([]);
    expect(detection.installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`)).toEqual([
      '1.23.4 live/prod/terragrunt.stack.hcl:8',
      '1.24.2 live/prod/terragrunt.stack.hcl:2',
    ]);
    expect(new Set(detection.installations.map(({ id }) => id)).size).toBe(2);
  });

  it('reads an Application that a stack hands to a unit as a whole', async () => {
    const { installations } = await detect(
      memoryTree({
        'modules/application/main.tf':
          'variable "manifest" {}\nresource "kubernetes_manifest" "this" {\n  manifest = var.manifest\n}\n',
        'units/application/terragrunt.hcl':
          'terraform {\n  source = "../../modules/application"\n}\nlocals {\n  given = jsondecode(read_tfvars_file("terragrunt.values.hcl"))\n}\ninputs = {\n  manifest = local.given.manifest\n}\n',
        'terragrunt.stack.hcl':
          'unit "istio" {\n  source = "./units/application"\n  path = "live/istio"\n  no_dot_terragrunt_stack = true\n  values = {\n    manifest = {\n      apiVersion = "argoproj.io/v1alpha1"\n      kind = "Application"\n      metadata = { name = "istiod" }\n      spec = {\n        source = {\n          repoURL = "https://istio-release.storage.googleapis.com/charts"\n          chart = "istiod"\n          targetRevision = "1.24.2"\n        }\n        destination = { namespace = "istio-system" }\n      }\n    }\n  }\n}\n',
      }),
    );
    expect(installations).toMatchObject([
      { chart: 'istiod', version: '1.24.2', at: { file: 'terragrunt.stack.hcl', line: 14 } },
    ]);
  });

  it('says of units from elsewhere that they were not looked into', async () => {
    const { installations, problems } = await found({
      'terragrunt.stack.hcl':
        'unit "istio" {\n  source = "git::https://git.example.com/catalog.git//units/istio?ref=v1"\n  path = "istio"\n  values = {\n    chart_version = "1.24.2"\n  }\n}\n',
    });
    expect(installations).toMatchObject([
      { chart: 'istiod', version: '1.24.2', at: { file: 'terragrunt.stack.hcl', line: 5 } },
    ]);
    expect(problems).toEqual([
      expect.objectContaining({ file: 'terragrunt.stack.hcl', line: 1, blocking: true }),
    ]);
  });
});
