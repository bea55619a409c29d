// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this

import { detect } from '../../../src/detect/detect.js';
import { terraform } from '../../../src/detect/terraform/terraform.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

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
  it('takes what another unit puts out, where its module says it, and never a mock', async () => {
    const files = {
      ...MODULE,
      'live/istio/terragrunt.hcl':
        'terraform {\n  source = "../../modules/istio"\n}\ndependency "versions" {\n  config_path = "../versions"\n  mock_outputs = { istio = "1.20.0" }\n}\ninputs = {\n  chart_version = dependency.versions.outputs.istio\n}\n',
      'live/versions/terragrunt.hcl':
        'terraform {\n  source = "../../modules/versions"\n}\ninputs = {\n  given = "1.22.1"\n}\n',
    };
    const says = async (value: string): Promise<readonly string[]> =>
      briefly(
        await found({
          ...files,
          'modules/versions/main.tf': `variable "given" {}\noutput "istio" {\n  value = ${value}\n}\n`,
        }),
      );
    expect(await says('"1.22.2"')).toEqual(['live/istio/istiod 1.22.2 modules/versions/main.tf:3']);
    expect(await says('var.given')).toEqual(['live/istio/istiod 1.22.1 live/versions/terragrunt.hcl:5']);
    expect(await says('aws_ssm_parameter.istio.value')).toEqual([
      'live/istio/istiod null modules/istio/main.tf:5',
    ]);
  });

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

  it('finds modules from the root of the repository', async () => {
    const detection = await found({
      ...MODULE,
      'live/prod/istio/terragrunt.hcl':
        'terraform {\n  source = "${get_path_to_repo_root()}//modules/istio"\n}\ninputs = {\n  chart_version = basename(dirname(get_path_from_repo_root())) == "prod" ? "1.22.2" : "1.20.6"\n}\n',
    });
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual(['live/prod/istio/istiod 1.22.2 live/prod/istio/terragrunt.hcl:5']);
  });

  it('takes each of the charts that a module from elsewhere is given in a list', async () => {
    const { installations, problems } = await found({
      'istiod/terragrunt.hcl':
        'terraform {\n  source = "git::https://git.example.com/modules.git//application_set?ref=main"\n}\ninputs = {\n  helm_repo_url = "https://charts.example.com"\n  helm_chart_name = basename(get_terragrunt_dir())\n  apps = [\n    {\n      helm_repo_url = "https://istio-release.storage.googleapis.com/charts"\n      helm_chart_version = "1.22.2"\n    },\n    {\n      helm_chart_name = "redis"\n      helm_chart_version = "18.0.0"\n    },\n    {\n      helm_repo_url = "https://istio-release.storage.googleapis.com/charts"\n      helm_chart_name = "base"\n      helm_chart_version = get_env("BASE")\n    },\n  ]\n}\n',
    });
    expect(installations.map(({ chart, version, at }) => [chart, version, at.line])).toEqual([
      ['istiod', '1.22.2', 10],
    ]);
    expect(problems.map(({ line, blocking }) => [line, blocking])).toEqual([
      [16, true],
      [8, true],
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

  it('lays maps of inputs into those of an include that is merged deeply', async () => {
    const files = (strategy: string): Readonly<Record<string, string>> => ({
      'modules/istio/main.tf': MODULE['modules/istio/main.tf']
        .replace('"chart_version"', '"istio"')
        .replace('var.chart_version', 'var.istio.version'),
      'live/common.hcl': 'inputs = {\n  istio = {\n    version = "1.22.2"\n    size = 1\n  }\n}\n',
      'live/istio/terragrunt.hcl': `include "common" {\n  path = "../common.hcl"\n  merge_strategy = "${strategy}"\n}\nterraform {\n  source = "../../modules/istio"\n}\ninputs = {\n  istio = { size = 2 }\n}\n`,
    });
    const versions = async (strategy: string): Promise<readonly (string | null)[]> =>
      (await found(files(strategy))).installations.map(({ version }) => version);
    expect(await versions('deep')).toEqual(['1.22.2']);
    expect(await versions('shallow')).toEqual([null]);
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

  it('reads stacks within stacks, each with the values that it is given', async () => {
    const detection = await found({
      ...MODULE,
      'catalog/units/istio/terragrunt.hcl':
        'terraform {\n  source = "${get_repo_root()}/modules/istio"\n}\ninputs = {\n  chart_version = values.version\n}\n',
      'catalog/stacks/mesh/terragrunt.stack.hcl':
        'locals {\n  release = values.release\n}\nunit "istio" {\n  source = "../../units/istio"\n  path = "istio"\n  values = {\n    version = local.release\n  }\n}\n',
      'live/prod/terragrunt.stack.hcl':
        'stack "blue" {\n  source = "${get_repo_root()}/catalog/stacks/mesh"\n  path = "blue"\n  values = {\n    release = "1.23.4"\n  }\n}\nstack "green" {\n  source = "../../catalog/stacks/mesh"\n  path = "green"\n  values = {\n    release = "1.24.2"\n  }\n}\n',
    });
    expect(detection.problems).toEqual([]);
    expect(detection.installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`)).toEqual([
      '1.23.4 live/prod/terragrunt.stack.hcl:5',
      '1.24.2 live/prod/terragrunt.stack.hcl:12',
    ]);
    expect(new Set(detection.installations.map(({ id }) => id)).size).toBe(2);
  });

  it('survives stacks in a ring, and says of stacks from elsewhere that they were not looked into', async () => {
    const ring = 'stack "a" {\n  source = "../b"\n  path = "a"\n}\n';
    const { installations, problems } = await found({
      'a/terragrunt.stack.hcl': ring,
      'b/terragrunt.stack.hcl': ring.replace('../b', '../a'),
      'terragrunt.stack.hcl':
        'stack "mesh" {\n  source = "git::https://git.example.com/catalog.git//stacks/istio?ref=v1"\n  path = "mesh"\n}\n',
    });
    expect(installations).toEqual([]);
    expect(problems).toContainEqual(
      expect.objectContaining({
        file: 'terragrunt.stack.hcl',
        line: 1,
        blocking: true,
        why: expect.stringContaining('git.example.com'),
      }),
    );
  });

  describe('what Terraform is given besides inputs', () => {
    const places = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (await found({ ...MODULE, ...files })).installations.map(
        ({ version, at }) => `${version} ${at.file}:${at.line}`,
      );
    const unit = (extra: string) =>
      `terraform {\n  source = "../../modules/istio"\n  extra_arguments "x" {\n    commands = get_terraform_commands_that_need_vars()\n    ${extra}\n  }\n}\ninputs = {\n  chart_version = "1.20.6"\n}\n`;

    it.each([
      [
        'a variable of the environment',
        'env_vars = {\n      TF_VAR_chart_version = "1.22.2"\n    }',
        'live/istio/terragrunt.hcl:6',
      ],
      [
        'a file of variables',
        'required_var_files = ["${get_terragrunt_dir()}/prod.tfvars"]',
        'live/istio/prod.tfvars:2',
      ],
      [
        'the last of several files, as far as the tree has them',
        'optional_var_files = [\n      find_in_parent_folders("common.tfvars"), "prod.tfvars", "${get_env("X")}.tfvars", "missing.tfvars"\n    ]',
        'live/istio/prod.tfvars:2',
      ],
      [
        'a variable of the command line',
        'arguments = ["-var", "-var=chart_version=1.22.2"]',
        'live/istio/terragrunt.hcl:5',
      ],
      [
        'a variable of the command line in two words',
        'arguments = ["-var", "chart_version=1.22.2"]',
        'live/istio/terragrunt.hcl:5',
      ],
      [
        'a file of variables as an argument',
        'arguments = ["-var-file=${get_terragrunt_dir()}/prod.tfvars"]',
        'live/istio/prod.tfvars:2',
      ],
    ])('takes %s', async (_, extra, place) => {
      const files = {
        'live/istio/prod.tfvars': 'region = "eu"\nchart_version = "1.22.2"\n',
        'live/common.tfvars': 'chart_version = "1.21.0"\n',
      };
      expect(await places({ 'live/istio/terragrunt.hcl': unit(extra), ...files })).toEqual([
        `1.22.2 ${place}`,
      ]);
    });

    it('takes it from files that are included, unless the unit has a block of that name', async () => {
      const root =
        'terraform {\n  extra_arguments "x" {\n    commands = ["apply"]\n    env_vars = { TF_VAR_chart_version = "1.22.2" }\n  }\n}\n';
      const include = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n';
      const bare = 'terraform {\n  source = "../../modules/istio"\n}\n';
      expect(await places({ 'live/root.hcl': root, 'live/istio/terragrunt.hcl': include + bare })).toEqual([
        '1.22.2 live/root.hcl:4',
      ]);
      const own = unit('env_vars = { TF_VAR_chart_version = "1.23.4" }');
      expect(await places({ 'live/root.hcl': root, 'live/istio/terragrunt.hcl': include + own })).toEqual([
        '1.23.4 live/istio/terragrunt.hcl:8',
      ]);
    });

    it('takes none of what is for other commands, and files of its folder as Terraform does', async () => {
      const extra = unit('env_vars = { TF_VAR_chart_version = "1.22.2" }').replace(
        'get_terraform_commands_that_need_vars()',
        '["init"]',
      );
      expect(await places({ 'live/istio/terragrunt.hcl': extra })).toEqual([
        '1.20.6 live/istio/terragrunt.hcl:9',
      ]);
      expect(
        await places({
          'live/istio/terragrunt.hcl': extra,
          'live/istio/terraform.tfvars': 'chart_version = "1.21.0"\n',
          'live/istio/x.auto.tfvars': 'chart_version = "1.21.1"\n',
        }),
      ).toEqual(['1.21.1 live/istio/x.auto.tfvars:1']);
    });

    it('gives its inputs to what lies beside it, where it has no source', async () => {
      expect(
        await places({
          'modules/istio/terragrunt.hcl': 'inputs = {\n  chart_version = "1.22.2"\n}\n',
        }),
      ).toEqual(['1.22.2 modules/istio/terragrunt.hcl:2']);
    });
  });

  describe('files that it generates', () => {
    const release = (version: string, indent = '') =>
      [
        'resource "helm_release" "istiod" {',
        '  name = "istiod"',
        '  repository = "https://istio-release.storage.googleapis.com/charts"',
        '  chart = "istiod"',
        `  version = ${version}`,
        '}',
        '',
      ]
        .map(line => (line === '' ? '' : indent + line))
        .join('\n');
    const block = (version: string, more = '') =>
      `generate "mesh" {\n  path = "mesh.tf"\n  if_exists = "overwrite"\n  contents = <<EOF\n${release(version)}EOF\n${more}}\n`;

    it('finds a release in what is written, at its line', async () => {
      const { installations, problems } = await found({ 'live/istio/terragrunt.hcl': block('"1.22.2"') });
      expect(problems).toEqual([]);
      expect(installations).toMatchObject([
        {
          chart: 'istiod',
          version: '1.22.2',
          at: { file: 'live/istio/terragrunt.hcl', line: 9 },
          release: { declared: { file: 'live/istio/terragrunt.hcl', line: 1 } },
        },
      ]);
    });

    it('takes what Terragrunt fills in from where it is written, and what Terraform does as it does', async () => {
      const brief = async (files: Readonly<Record<string, string>>) =>
        (await found(files)).installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`);
      const locals = 'locals {\n  istio = "1.22.2"\n}\n';
      expect(await brief({ 'live/terragrunt.hcl': locals + block('"${local.istio}"') })).toEqual([
        '1.22.2 live/terragrunt.hcl:2',
      ]);
      expect(
        await brief({
          'live/terragrunt.hcl': `${block('var.release')}inputs = {\n  release = "1.22.2"\n}\n`,
          'live/variables.tf': 'variable "release" {}\n',
        }),
      ).toEqual(['1.22.2 live/terragrunt.hcl:14']);
      expect(
        await brief({
          'live/terragrunt.hcl': block('"$${local.minor}.2"'),
          'live/locals.tf': 'locals {\n  minor = "1.22"\n}\n',
        }),
      ).toEqual(['1.22.2 live/terragrunt.hcl:9']);
    });

    it('reads maps of them, files that they are taken from, and those of included files', async () => {
      const detection = await found({
        'live/root.hcl':
          'generate = {\n  istio = {\n    path = "mesh.tf"\n    if_exists = "overwrite"\n    contents = file("${get_repo_root()}/shared/mesh.tf.txt")\n  }\n}\n',
        'shared/mesh.tf.txt': release('"1.22.2"'),
        'live/istio/terragrunt.hcl': 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n',
      });
      expect(briefly(detection)).toEqual(['live/istio/istiod 1.22.2 shared/mesh.tf.txt:5']);
    });

    it('writes none that is disabled, or that the module has already and keeps', async () => {
      const { installations } = await found({
        'a/terragrunt.hcl': block('"1.22.2"', '  disable = true\n'),
        'b/terragrunt.hcl': block('"1.22.2"').replace('"overwrite"', '"skip"'),
        'b/mesh.tf': release('"1.23.4"'),
        'c/terragrunt.hcl': block('"1.24.2"'),
        'c/mesh.tf': release('"1.23.4"'),
      });
      expect(installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`)).toEqual([
        '1.23.4 b/mesh.tf:5',
        '1.24.2 c/terragrunt.hcl:9',
      ]);
    });

    it('says what is not decided', async () => {
      const open = await found({ 'live/istio/terragrunt.hcl': block('"${get_env("ISTIO_VERSION")}"') });
      expect(open.installations).toMatchObject([{ chart: 'istiod', version: null }]);
      expect(open.problems).toEqual([
        expect.objectContaining({ why: expect.stringContaining('get_env("ISTIO_VERSION")') }),
      ]);
      const { problems } = await found({
        'live/istio/terragrunt.hcl':
          'generate "istio" {\n  path = "istio.tf"\n  if_exists = "overwrite"\n  contents = file("/etc/mesh/istio.tf")\n}\n',
      });
      expect(problems).toEqual([
        expect.objectContaining({
          file: 'live/istio/terragrunt.hcl',
          line: 1,
          blocking: true,
          why: expect.stringContaining('file("/etc/mesh/istio.tf")'),
        }),
      ]);
    });
  });
});
