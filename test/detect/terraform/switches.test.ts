import { detect } from '../../../src/detect/detect.js';
import { terraform } from '../../../src/detect/terraform/terraform.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Readonly<Record<string, string>>;

async function found(files: Files): Promise<readonly string[]> {
  const { installations, problems } = await detect(memoryTree(files), [terraform]);
  // What a default switches off is said, and nothing else.
  expect(installations.map(({ release }) => release.offByDefault)).toEqual(installations.map(() => true));
  expect(problems).toMatchObject(
    installations.map(() => ({
      blocking: false,
      assumption: true,
      why: expect.stringContaining('make none of it'),
    })),
  );
  return installations.map(({ chart, version }) => `${chart} ${version}`);
}

function cni(count: string): string {
  return [
    'resource "helm_release" "istio_cni" {',
    `  count      = ${count}`,
    '  name       = "istio-cni"',
    '  chart      = "cni"',
    '  repository = "https://istio-release.storage.googleapis.com/charts"',
    '  version    = "1.22.2"',
    '}',
    '',
  ].join('\n');
}

const SWITCH = 'variable "cni" {\n  default = false\n}\n';
const ON_DEMAND = cni('var.cni ? 1 : 0');
/** Taken from whoever calls or runs the module. */
const PROVIDERS =
  'variable "kubeconfig" {}\nprovider "helm" {\n  kubernetes {\n    config_path = var.kubeconfig\n  }\n}\n';

describe('detect/terraform: what a variable switches on', () => {
  it.each<readonly [string, Files]>([
    ['the root of a module', { 'main.tf': ON_DEMAND + SWITCH }],
    ['providers that variables fill in', { 'main.tf': ON_DEMAND + SWITCH, 'providers.tf': PROVIDERS }],
    [
      'a local of the variable',
      { 'main.tf': `${cni('local.n')}locals {\n  n = var.cni ? 1 : 0\n}\n${SWITCH}` },
    ],
    [
      'entries of a collection',
      { 'main.tf': `${cni('length(var.nodes)')}variable "nodes" {\n  default = []\n}\n` },
    ],
    [
      'a module that hands its variable on',
      {
        'main.tf': `module "mesh" {\n  source = "./mesh"\n  cni = var.cni\n}\n${SWITCH}`,
        'mesh/main.tf': ON_DEMAND + SWITCH,
      },
    ],
    [
      'a module that is not called unless it is asked for',
      {
        'main.tf': `module "mesh" {\n  count = var.cni ? 1 : 0\n  source = "./mesh"\n  n = 1\n}\n${SWITCH}`,
        'mesh/main.tf': `${cni('var.n')}variable "n" {}\n`,
      },
    ],
    [
      'a cluster that variables describe, and a provider under another name',
      {
        'main.tf': `${ON_DEMAND}${SWITCH}module "eks" {\n  source = "./eks"\n  name = local.name\n}\nlocals {\n  name = var.name\n}\nvariable "name" {\n  default = ""\n}\n`,
        'p.tf':
          'provider "helm" {\n  kubernetes {\n    host = module.eks.endpoint\n  }\n}\nprovider "aws" {\n  alias = "public"\n  region = "us-east-1"\n}\n',
      },
    ],
    [
      'a root with a state of its own that is given the rest of its variables elsewhere',
      {
        'main.tf': `${ON_DEMAND}${SWITCH}variable "region" {}\nterraform {\n  backend "s3" {}\n}\n`,
      },
    ],
    [
      'a root that nobody can run without giving it a name',
      {
        'main.tf': `${ON_DEMAND}${SWITCH}variable "cluster_name" {}\n`,
        'p.tf': 'provider "aws" {\n  region = "us-east-1"\n}\n',
      },
    ],
    [
      'an object',
      { 'main.tf': `${cni('var.mesh.cni ? 1 : 0')}variable "mesh" {\n  default = { cni = false }\n}\n` },
    ],
  ])('is found, since only a default switches it off: %s', async (_what, files) => {
    expect(await found(files)).toEqual(['cni 1.22.2']);
  });

  it.each<readonly [string, Files]>([
    ['a literal', { 'main.tf': cni('0') }],
    ['a local', { 'main.tf': `${cni('local.cni ? 1 : 0')}locals {\n  cni = false\n}\n` }],
    ['a file of variables', { 'main.tf': ON_DEMAND + SWITCH, 'terraform.tfvars': '# istio\ncni = false\n' }],
    [
      'a root with a state of its own',
      { 'main.tf': `${ON_DEMAND}${SWITCH}terraform {\n  backend "s3" {}\n}\n` },
    ],
    [
      'a root that makes the one cluster that it is for',
      {
        'main.tf': `${ON_DEMAND}${SWITCH}resource "google_container_cluster" "own" {\n  name = "prod"\n}\n`,
        'p.tf':
          'provider "helm" {\n  kubernetes {\n    host = google_container_cluster.own.endpoint\n  }\n}\n',
      },
    ],
    [
      'a root that says which cluster it is for',
      {
        'main.tf': ON_DEMAND + SWITCH,
        'p.tf': 'provider "helm" {\n  kubernetes {\n    config_path = "~/.kube/config"\n  }\n}\n',
      },
    ],
    [
      'a caller that leaves it as it is',
      { 'main.tf': 'module "mesh" {\n  source = "./mesh"\n}\n', 'mesh/main.tf': ON_DEMAND + SWITCH },
    ],
    [
      'a caller that says so',
      {
        'main.tf': `module "mesh" {\n  source = "./mesh"\n  cni = false\n}\n${SWITCH}`,
        'mesh/main.tf': ON_DEMAND + SWITCH,
      },
    ],
    [
      'a configuration of several settings that is handed on',
      {
        'main.tf':
          'module "mesh" {\n  source = "./mesh"\n  cni = var.mesh.cni\n}\nvariable "mesh" {\n  default = { cni = false, gateway = true }\n}\n',
        'mesh/main.tf': ON_DEMAND + SWITCH,
      },
    ],
  ])('is off where the tree decides it: %s', async (_what, files) => {
    expect(await found(files)).toEqual([]);
  });

  it('is nothing to tell where it is on', async () => {
    const on = { 'main.tf': ON_DEMAND + SWITCH.replace('false', 'true') };
    const { installations, problems } = await detect(memoryTree(on), [terraform]);
    expect(problems).toEqual([]);
    expect(installations.map(({ chart, release }) => [chart, release.offByDefault])).toEqual([
      ['cni', undefined],
    ]);
  });
});
