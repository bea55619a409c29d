// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
/** Where Terraform's values come from: whose files of variables count, workspaces, nested modules, both syntaxes. */

import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { terraform } from '../../../src/detect/terraform/terraform.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Tree } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function istiod(...lines: readonly string[]): string {
  return `resource "helm_release" "istiod" {\n  name       = "istiod"\n  chart      = "istiod"\n  repository = "${ISTIO}"\n${lines.join('\n')}\n}\n`;
}

/** A root module whose version is a variable without a default. */
const OPEN = `variable "istio_version" {}\n${istiod('  version = var.istio_version')}`;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files), [terraform]);
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

async function whys(files: Files): Promise<readonly string[]> {
  return (await detect(memoryTree(files), [terraform])).problems.map(({ why }) => why);
}

describe('detect: what a root module of Terraform is given', () => {
  it('leaves alone the files of variables of another root module, and says where they are', async () => {
    const files = {
      'main.tf': OPEN,
      'terraform.tfvars': 'istio_version = "1.22.2"\n',
      'preinstall/main.tf': OPEN,
    };
    expect(await found(files)).toEqual([
      'main/istiod 1.22.2 terraform.tfvars:1',
      'preinstall/istiod null preinstall/main.tf:6',
    ]);
    expect(await whys(files)).toEqual([
      expect.stringMatching(
        /`var\.istio_version` \(preinstall\/main\.tf:1\) gets its value elsewhere; terraform\.tfvars:1 \(1\.22\.2\) gives it to another folder/,
      ),
    ]);
  });

  it.each([
    ['run.sh', 'terraform -chdir=preinstall apply -var-file=../terraform.tfvars\n'],
    ['README.md', 'terraform -chdir=preinstall apply -var-file=../terraform.tfvars\n'],
    [
      '.github/workflows/apply.yml',
      'jobs:\n  a:\n    steps:\n    - working-directory: preinstall\n      run: |\n        terraform apply \\\n          -var-file ../terraform.tfvars\n',
    ],
    ['preinstall/Makefile', 'apply:\n\tterraform apply -var-file="../terraform.tfvars"\n'],
  ])('takes the file of variables that %s gives a module', async (script, text) => {
    const files = {
      'main.tf': OPEN,
      'terraform.tfvars': 'istio_version = "1.22.2"\n',
      'preinstall/main.tf': OPEN,
      [script]: text,
    };
    expect(await found(files)).toContain('preinstall/istiod 1.22.2 terraform.tfvars:1');
  });

  it('lays files of variables of one command over each other, in every way that a name in it can be filled', async () => {
    expect(
      await found({
        'mesh/main.tf': `${OPEN}variable "auto" {}\n`,
        'mesh/vars/common.tfvars': 'istio_version = "1.22.2"\nauto = "x"\n',
        'mesh/vars/env/prod.tfvars': 'auto = "p"\n',
        'mesh/vars/env/dev.tfvars': 'istio_version = "1.23.0"\n',
        'mesh/apply.sh':
          'terraform apply -var-file=vars/common.tfvars -var-file=vars/env/${ENVIRONMENT}.tfvars\n',
      }),
    ).toEqual([
      'dev/istiod 1.23.0 mesh/vars/env/dev.tfvars:1',
      'prod/istiod 1.22.2 mesh/vars/common.tfvars:1',
    ]);
  });

  it('reads variables of the environment and of the command line in the order of Terraform', async () => {
    const workflow = (line: string): string =>
      `env:\n  ${line}\njobs:\n  a:\n    steps:\n    - working-directory: mesh\n      run: terraform apply\n`;
    const environment = {
      'mesh/main.tf': OPEN,
      '.github/workflows/a.yml': workflow('TF_VAR_istio_version: 1.22.2'),
    };
    expect(await found(environment)).toEqual(['mesh/istiod 1.22.2 .github/workflows/a.yml:2']);
    expect(await found({ ...environment, 'mesh/terraform.tfvars': 'istio_version = "1.22.3"\n' })).toEqual([
      'mesh/istiod 1.22.3 mesh/terraform.tfvars:1',
    ]);
    expect(
      await found({
        ...environment,
        'mesh/terraform.tfvars': 'istio_version = "1.22.3"\n',
        'mesh/apply.sh': 'terraform apply -var="istio_version=1.22.4"\n',
      }),
    ).toEqual(['mesh/istiod 1.22.4 mesh/apply.sh:1']);
    const elsewhere = {
      'mesh/main.tf': OPEN,
      'other/main.tf': OPEN,
      'ci.yml': workflow('TF_VAR_istio_version: 1.22.2'),
    };
    expect(await found(elsewhere)).toEqual([
      'mesh/istiod 1.22.2 ci.yml:2',
      'other/istiod null other/main.tf:6',
    ]);
  });

  it.each([
    [
      'a script',
      'mesh/apply.sh',
      'ISTIO_VERSION=1.22.2\nterraform apply -var "istio_version=$ISTIO_VERSION"\n',
      1,
    ],
    [
      'Make',
      'mesh/Makefile',
      'ISTIO_VERSION ?= 1.22.2\nexport TF_VAR_istio_version := $(ISTIO_VERSION)\n',
      1,
    ],
    [
      'a pipeline',
      'mesh/ci.yml',
      'env:\n  ISTIO_VERSION: 1.22.2\n  TF_VAR_istio_version: ${{ env.ISTIO_VERSION }}\n',
      2,
    ],
  ])('follows a version that a variable of %s stands for', async (_what, path, text, line) => {
    expect(await found({ 'mesh/main.tf': OPEN, [path]: text })).toEqual([
      `mesh/istiod 1.22.2 ${path}:${line}`,
    ]);
  });

  it('reads files of variables under any name that a command gives them', async () => {
    const files = { 'mesh/main.tf': OPEN, 'mesh/settings/prod.json': '{"istio_version": "1.22.2"}\n' };
    expect(await found(files)).toEqual(['mesh/istiod null mesh/main.tf:6']);
    expect(
      await found({ ...files, 'mesh/Makefile': 'apply:\n\tterraform apply -var-file=settings/prod.json\n' }),
    ).toEqual(['mesh/istiod 1.22.2 mesh/settings/prod.json:1']);
  });

  it('gives no value where commands disagree on it, or fill it in', async () => {
    expect(
      await found({
        'main.tf': OPEN,
        'a.sh': 'TF_VAR_istio_version=1.22.2 terraform apply\n',
        'b.sh': 'TF_VAR_istio_version=1.22.3 terraform apply\n',
      }),
    ).toEqual(['istiod null main.tf:6']);
    expect(
      await found({ 'main.tf': OPEN, 'a.sh': 'terraform apply -var "istio_version=$VERSION"\n' }),
    ).toEqual(['istiod null main.tf:6']);
  });
});

describe('detect: workspaces of Terraform', () => {
  const VERSIONS = 'locals {\n  versions = {\n    prod = "1.22.2"\n    dev  = "1.23.0"\n  }\n}\n';

  it.each([
    ['an index', 'local.versions[terraform.workspace]'],
    ['a local in between', 'local.versions[local.env]'],
  ])('makes an environment of each that %s tells apart', async (_, expression) => {
    expect(
      await found({
        'main.tf': `${VERSIONS}locals {\n  env = terraform.workspace\n}\n${istiod(`  version = ${expression}`)}`,
      }),
    ).toEqual(['dev/istiod 1.23.0 main.tf:4', 'prod/istiod 1.22.2 main.tf:3']);
  });

  it.each([
    ['lookup', 'lookup({ prod = "1.22.2" }, terraform.workspace, "1.23.0")'],
    ['a comparison', 'terraform.workspace == "prod" ? "1.22.2" : "1.23.0"'],
  ])('counts every other one by %s, too', async (_, expression) => {
    expect(await found({ 'main.tf': istiod(`  version = ${expression}`) })).toEqual([
      'default/istiod 1.23.0 main.tf:5',
      'prod/istiod 1.22.2 main.tf:5',
    ]);
  });

  it('takes no notice of what a command gives to other modules', async () => {
    const optional = `variable "gateways" {\n  default = []\n}\nresource "helm_release" "gateway" {\n  count = length(var.gateways)\n  name = "gateway"\n  chart = "gateway"\n  repository = "${ISTIO}"\n  version = "1.22.2"\n}\n`;
    const lint = 'jobs:\n  lint:\n    steps:\n      - run: terraform plan -var vpc_id=x -var cluster=y\n';
    expect(await found({ 'main.tf': optional, '.github/workflows/lint.yml': lint })).toEqual([
      'gateway 1.22.2 main.tf:9',
    ]);
  });

  it('runs a file of variables in the workspace of its name', async () => {
    expect(
      await found({
        'main.tf': `${VERSIONS}variable "size" {}\n${istiod('  version = local.versions[terraform.workspace]')}`,
        'prod.tfvars': 'size = 3\n',
        'dev.tfvars': 'size = 1\n',
      }),
    ).toEqual(['dev/istiod 1.23.0 main.tf:4', 'prod/istiod 1.22.2 main.tf:3']);
  });

  it.each([
    ['nobody gives', 'variable "env" {}\n'],
    ['has a default', 'variable "env" { default = "dev" }\n'],
  ])('makes one of each that a variable which %s chooses', async (_, variable) => {
    const chosen = async (version: string, more: Files = {}): Promise<readonly string[]> =>
      found({ 'main.tf': `${variable}${VERSIONS}${istiod(`  version = ${version}`)}`, ...more });
    const both = ['dev/istiod 1.23.0 main.tf:5', 'prod/istiod 1.22.2 main.tf:4'];
    expect(await chosen('local.versions[var.env]')).toEqual(both);
    expect(await chosen('lookup(local.versions, var.env)')).toEqual(both);
    expect(
      await chosen('yamldecode(file("${path.module}/config/${var.env}.yaml")).mesh', {
        'config/dev.yaml': '# Istio\nmesh: 1.23.0\n',
        'config/prod.yaml': '# Istio\nmesh: 1.22.2\n',
      }),
    ).toEqual(['dev/istiod 1.23.0 config/dev.yaml:2', 'prod/istiod 1.22.2 config/prod.yaml:2']);
    expect(
      (await chosen('var.env == "prod" ? "1.22.2" : "1.23.0"')).map(one => one.replace(/^\w+\//, '')),
    ).toEqual(['istiod 1.23.0 main.tf:12', 'istiod 1.22.2 main.tf:12']);
  });

  it('makes one of each region in each environment, where both are chosen', async () => {
    const regions =
      'locals {\n  all = {\n    eu = {\n      prod = "1.22.2"\n      dev = "1.23.0"\n    }\n    us = {\n      prod = "1.22.3"\n      dev = "1.23.1"\n    }\n  }\n}\n';
    const variables = 'variable "env" {}\nvariable "region" {}\n';
    expect(
      await found({
        'main.tf': `${variables}${regions}${istiod('  version = local.all[var.region][var.env]')}`,
      }),
    ).toEqual([
      'eu-dev/istiod 1.23.0 main.tf:7',
      'eu-prod/istiod 1.22.2 main.tf:6',
      'us-dev/istiod 1.23.1 main.tf:11',
      'us-prod/istiod 1.22.3 main.tf:10',
    ]);
  });

  it.each([
    ['a value of it that the tree gives', 'variable "env" {}\n', { 'terraform.tfvars': 'env = "prod"\n' }],
    [
      'another variable than one of environments',
      'variable "env" {}\nvariable "kind" { default = "prod" }\n',
      {},
    ],
  ])('makes one of %s', async (_, variables, files) => {
    const by = variables.includes('kind') ? 'var.kind' : 'var.env';
    expect(
      await found({
        'main.tf': `${variables}${VERSIONS}${istiod(`  version = local.versions[${by}]`)}`,
        ...files,
      }),
    ).toEqual([expect.stringMatching(/^istiod 1\.22\.2 main\.tf:\d+$/)]);
  });

  it.each([
    ['a chain', 'var.env == "prod" ? "1.22.2" : var.env == "dev" ? "1.23.0" : "1.21.0"', 3],
    ['what it is compared with', 'var.env == "prod" ? "1.22.2" : "1.21.0"', 2],
  ])('makes one of each way of %s', async (_, version, count) => {
    const files = { 'main.tf': `variable "env" { default = "prod" }\n${istiod(`  version = ${version}`)}` };
    expect((await found(files)).map(one => /1\.2\d\.\d/.exec(one)?.[0]).toSorted()).toEqual(
      ['1.21.0', '1.22.2', '1.23.0'].slice(0, count),
    );
  });

  it.each([
    ['a list', 'variable "env" { default = ["prod", "dev"] }\n', 'local.versions[var.env[0]]'],
    ['a key that is made of it', 'variable "env" { default = "prod" }\n', 'local.versions["${var.env}"]'],
  ])('takes no part of %s for a variable of its own', async (_, variable, version) => {
    const all = await found({ 'main.tf': `${variable}${VERSIONS}${istiod(`  version = ${version}`)}` });
    expect(all.join()).toContain('1.22.2');
    expect(all.join()).not.toContain('null');
  });

  it('tells a version that something else chooses, where any of them moves', async () => {
    const tree = (version: string): Tree =>
      memoryTree({
        'main.tf': istiod('  version = local.versions[data.corp_environment.this.name]'),
        'locals.tf': VERSIONS.replace('1.22.2', version),
      });
    const { upgrades, blocking } = await judged(tree('1.22.2'), tree('1.22.3'));
    expect(upgrades).toEqual([]);
    expect(blocking.map(({ why }) => why)).toEqual([
      expect.stringContaining('the tree does not decide its version'),
    ]);
  });

  it.each([
    ['its default beside a variable', 'coalesce(var.mesh, "1.22.2")'],
    ['a part of it', '"1.22.${var.mesh}"'],
    ['what a condition chooses', 'var.mesh ? "1.22.2" : "1.21.0"'],
  ])('tells where %s moves', async (_, version) => {
    const tree = (now: string): Tree =>
      memoryTree({ 'main.tf': `variable "mesh" {}\n${istiod(`  version = ${now}`)}` });
    const { upgrades, blocking } = await judged(tree(version), tree(version.replace('1.22', '1.24')));
    expect(upgrades.length + blocking.length).toBeGreaterThan(0);
  });
});

describe('detect: OpenTofu and the forms of Terraform', () => {
  it('reads OpenTofu’s files, which count in place of Terraform’s of the same name', async () => {
    expect(
      await found({
        'main.tofu': istiod('  version = "1.23.0"'),
        'main.tf': istiod('  version = "1.22.2"'),
      }),
    ).toEqual(['istiod 1.23.0 main.tofu:5']);
    const json = (version: string): string =>
      JSON.stringify({
        resource: {
          helm_release: { istiod: { name: 'istiod', chart: 'istiod', repository: ISTIO, version } },
        },
      });
    expect(await found({ 'main.tofu.json': json('1.23.0'), 'main.tf.json': json('1.22.2') })).toEqual([
      'istiod 1.23.0 main.tofu.json:1',
    ]);
    expect(await found({ 'main.tofu': istiod('  version = "1.23.0"'), 'other.tf': '' })).toEqual([
      'istiod 1.23.0 main.tofu:5',
    ]);
  });

  it('follows modules three deep, with locals of several files', async () => {
    expect(
      await found({
        'live/main.tf':
          'module "platform" {\n  source = "../modules/platform"\n  mesh   = { version = local.v }\n}\n',
        'live/locals.tf': 'locals {\n  v = "${local.minor}.2"\n}\n',
        'live/versions.tf': 'locals {\n  minor = "1.22"\n}\n',
        'modules/platform/main.tf':
          'variable "mesh" {}\nmodule "mesh" {\n  source = "../mesh"\n  release = merge({ version = "1.0.0" }, var.mesh)\n}\n',
        'modules/mesh/main.tf':
          'variable "release" {}\nmodule "control" {\n  source  = "./control"\n  version_of_istio = coalesce("", lookup(var.release, "version", "1.1.1"))\n}\n',
        'modules/mesh/control/main.tf': `variable "version_of_istio" {}\n${istiod('  version = var.version_of_istio')}`,
      }),
    ).toEqual(['live/istiod 1.22.2 live/locals.tf:2']);
  });

  it('calls of modules in the syntax of machines count', async () => {
    expect(
      await found({
        'live/main.tf.json': '{"module": {"mesh": {"source": "../mesh", "istio_version": "1.22.2"}}}',
        'mesh/main.tf': OPEN,
      }),
    ).toEqual(['live/istiod 1.22.2 live/main.tf.json:1']);
  });

  it('reads files of values that a pattern names, in the order of their names', async () => {
    const { installations, problems } = await detect(
      memoryTree({
        'main.tf': istiod(
          '  version = "1.22.2"',
          '  values = [for f in fileset("${path.module}/values", "*.{yaml,yml}") : file("${path.module}/values/${f}")]',
        ),
        'values/20-last.yml': 'pilot: {env: {ENABLE_AUTO_SNI: "false"}}\n',
        'values/10-first.yaml': 'pilot: {env: {ENABLE_AUTO_SNI: "true"}}\n',
        'values/notes.txt': 'istio',
      }),
      [terraform],
    );
    expect(problems).toEqual([]);
    expect(lookup(installations[0]?.release.values ?? [], ['pilot', 'env', 'ENABLE_AUTO_SNI'])).toMatchObject(
      {
        value: 'false',
        file: 'values/20-last.yml',
        line: 1,
      },
    );
  });

  it('makes an installation of each key, and pairs base and head by it', async () => {
    const tree = (version: string) =>
      detect(
        memoryTree({
          'main.tf': `locals {\n  meshes = {\n    blue  = "${version}"\n    green = "1.21.0"\n  }\n}\nresource "helm_release" "istiod" {\n  for_each   = local.meshes\n  name       = "istiod-\${each.key}"\n  chart      = "istiod"\n  repository = "${ISTIO}"\n  version    = each.value\n  set = [\n    { name = "revision", value = each.key },\n  ]\n}\n`,
        }),
        [terraform],
      );
    const upgrades = pairUpgrades(await tree('1.22.2'), await tree('1.23.0'), { before: [], after: [] });
    expect(
      upgrades.map(
        ({ kind, before, after }) =>
          `${kind} ${before?.revision} ${before?.version} ${after?.version} ${after?.at.line}`,
      ),
    ).toEqual(['upgrade blue 1.22.2 1.23.0 3']);
  });

  it('names what another state decides', async () => {
    const files = {
      'main.tf': `data "terraform_remote_state" "mesh" {\n  backend = "s3"\n}\n${istiod('  version = data.terraform_remote_state.mesh.outputs.istio')}`,
    };
    expect(await found(files)).toEqual(['istiod null main.tf:8']);
    expect(await whys(files)).toEqual([
      expect.stringContaining('data.terraform_remote_state.mesh.outputs.istio'),
    ]);
  });
});

describe('detect: files of variables that pipelines name', () => {
  const FOLDERS = {
    'terraform/main.tf': OPEN,
    'terraform/environments/dev/backend.tf': 'terraform {\n  backend "s3" {}\n}\n',
    'terraform/environments/dev/terraform.tfvars': 'istio_version = "1.25.1"\n',
    'terraform/environments/prod/backend.tf': 'terraform {\n  backend "s3" {}\n}\n',
    'terraform/environments/prod/terraform.tfvars': 'istio_version = "1.24.1"\n',
  };

  it.each([
    [
      'azure-pipelines.yml',
      'steps:\n- script: terraform apply -var-file=environments/${{ parameters.env }}/terraform.tfvars\n  workingDirectory: terraform\n',
    ],
    [
      'Jenkinsfile',
      'dir(\'terraform\') {\n  sh "terraform apply -var-file=environments/${params.ENV}/terraform.tfvars"\n}\n',
    ],
    ['deploy.sh', 'pushd terraform\nterraform apply -var-file "environments/${1}/terraform.tfvars"\npopd\n'],
  ])('takes those that %s fills in', async (script, text) => {
    expect(await found({ ...FOLDERS, [script]: text })).toEqual([
      'dev/istiod 1.25.1 terraform/environments/dev/terraform.tfvars:1',
      'prod/istiod 1.24.1 terraform/environments/prod/terraform.tfvars:1',
    ]);
  });

  /** A root module with a default, and what it is given in files that Terraform reads by itself. */
  const PRESET = OPEN.replace('{}', '{ default = "1.20.0" }');

  it('takes what is read by itself for a run without a file, beside runs with one', async () => {
    const files = {
      'mesh/main.tf': PRESET,
      'mesh/terraform.tfvars': 'istio_version = "1.22.2"\n',
      'mesh/prod.tfvars': 'istio_version = "1.23.0"\n',
    };
    const both = ['prod/istiod 1.23.0 mesh/prod.tfvars:1', 'istiod/istiod 1.22.2 mesh/terraform.tfvars:1'];
    expect(new Set(await found(files))).toEqual(new Set(both));
    const always = { ...files, 'mesh/run.sh': 'terraform apply -var-file=prod.tfvars\n' };
    expect(await found(always)).toEqual(['mesh/istiod 1.23.0 mesh/prod.tfvars:1']);
  });

  it('takes defaults for a run without a file where a command runs it so', async () => {
    const files = { 'mesh/main.tf': PRESET, 'mesh/prod.tfvars': 'istio_version = "1.23.0"\n' };
    expect(await found(files)).toEqual(['mesh/istiod 1.23.0 mesh/prod.tfvars:1']);
    const plain = { ...files, 'mesh/Makefile': 'dev:\n\tterraform apply -auto-approve\n' };
    expect(await found(plain)).toContain('istiod/istiod 1.20.0 mesh/main.tf:1');
    const saved = { ...files, 'mesh/Makefile': 'dev:\n\tterraform apply -auto-approve saved.tfplan\n' };
    expect(await found(saved)).toEqual(['mesh/istiod 1.23.0 mesh/prod.tfvars:1']);
  });

  it.each([
    ['mesh/Makefile', 'a:\n\tterraform apply\nb:\n\tterraform plan -var istio_version=1.23.0\n'],
    [
      'mesh/ci.yml',
      'a:\n  script:\n  - terraform apply\nb:\n  variables:\n    TF_VAR_istio_version: 1.23.0\n  script:\n  - terraform apply\n',
    ],
  ])('counts what one command of %s is given for that one alone', async (script, text) => {
    const versions = (await found({ 'mesh/main.tf': PRESET, [script]: text })).map(one => one.split(' ')[1]);
    expect(new Set(versions)).toEqual(new Set(['1.20.0', '1.23.0']));
  });

  it('reads terraform.tfvars.json after terraform.tfvars', async () => {
    const files = {
      'mesh/main.tf': PRESET,
      'mesh/terraform.tfvars': 'istio_version = "1.22.2"\n',
      'mesh/terraform.tfvars.json': '{"istio_version": "1.23.0"}\n',
    };
    expect(await found(files)).toEqual(['mesh/istiod 1.23.0 mesh/terraform.tfvars.json:1']);
  });
});
