// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
/** Places whose value another one replaces for all that take it: what moves there is told by nobody. */
import { contextOf } from '../../src/detect/context.js';
import { overriddenPlaces } from '../../src/detect/overridden.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function places(files: Files): Promise<readonly string[]> {
  return [...(await overriddenPlaces(await contextOf(memoryTree(files))))].sort();
}

const MODULE = `variable "istio_version" {}\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  repository = "${ISTIO}"\n  version = var.istio_version\n}\n`;

describe('detect: what Terraform is given and does not take', () => {
  const files = { 'main.tf': MODULE, 'terraform.tfvars': 'region = "x"\nistio_version = "1.22.2"\n' };
  const auto = { 'a.auto.tfvars.json': '{\n  "istio_version": "1.22.1"\n}\n' };

  it('is what another file gives all runs of a module', async () => {
    expect(await places(files)).toEqual([]);
    expect(await places({ ...files, ...auto })).toEqual(['terraform.tfvars:2']);
    const other = { 'envs/prod.tfvars': 'istio_version = "1.22.1"\n' };
    // A run without that file takes it, unless the runs that are seen have one.
    expect(await places({ ...files, ...other })).toEqual([]);
    const run = { 'run.sh': 'terraform apply -var-file=envs/prod.tfvars\n' };
    expect(await places({ ...files, ...other, ...run })).toEqual(['terraform.tfvars:2']);
    // The second environment takes it.
    const both = { ...other, 'envs/dev.tfvars': 'istio_version = null\n' };
    expect(await places({ 'main.tf': MODULE, 'terraform.tfvars': 'region = "x"\n', ...both })).toEqual([]);
  });

  it('is what no module here declares only for those that do', async () => {
    const own = { 'main.tf': MODULE.replace('variable "istio_version" {}', 'locals {\n}\n'), ...auto };
    expect(await places({ ...own, 'terraform.tfvars': 'istio_version = "1.22.2"\n' })).toEqual([]);
  });

  it('is not what another module is given by its name', async () => {
    const run = 'terraform -chdir=other apply -var-file=../terraform.tfvars\n';
    const all = { ...files, ...auto, 'other/main.tf': MODULE, 'run.sh': run };
    expect(await places(all)).toEqual([]);
  });

  it('is what every unit of Terragrunt that includes it says itself', async () => {
    const unit = (inputs: string): string =>
      `include "all" {\n  path = "\${get_repo_root()}/all.hcl"\n}\n${inputs}`;
    const base = {
      'all.hcl':
        'terraform {\n  source = "${get_repo_root()}//mesh"\n}\ninputs = {\n  istio_version = "1.22.2"\n}\n',
      'mesh/main.tf': MODULE,
      'live/a/terragrunt.hcl': unit('inputs = {\n  istio_version = "1.22.1"\n}\n'),
    };
    expect(await places(base)).toEqual(['all.hcl:5']);
    expect(await places({ ...base, 'live/b/terragrunt.hcl': unit('') })).toEqual([]);
  });
});

describe('detect: variables of Flux that a Kustomization says itself', () => {
  const kustomization = (name: string, path: string, substitute: string): string =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n${substitute}    substituteFrom:\n      - {kind: ConfigMap, name: vars}\n`;
  const OWN = '    substitute: {version: 1.22.1}\n';
  const base = {
    'vars.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata:\n  version: 1.22.2\n',
    'mesh/a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n',
    'clusters/a.yaml': kustomization('a', './mesh', OWN),
  };

  it('are those that all of them do, of other folders and of other repositories', async () => {
    expect(await places(base)).toEqual(['vars.yaml:5']);
    for (const path of ['./mesh', './elsewhere'])
      expect(await places({ ...base, 'clusters/b.yaml': kustomization('b', path, '') })).toEqual([]);
  });
});
