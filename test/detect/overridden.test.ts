// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
/** Places whose value another one replaces for all that take it: what moves there is told by nobody. */
import { contextOf } from '../../src/detect/context.js';
import { overriddenPlaces } from '../../src/detect/overridden.js';
import { memoryTree } from '../../src/tree/memory.js';
import { blockingIn, changeOf } from '../support/changes.js';
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
    expect(await places({ ...files, ...other })).toEqual(['terraform.tfvars:2']);
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

describe('detect: defaults of definitions of Crossplane', () => {
  const claim = (name: string, spec: string): string =>
    `apiVersion: example.org/v1\nkind: Mesh\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
  const base = {
    'definition.yaml': `apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: {name: xmeshes.example.org}
spec:
  group: example.org
  names: {kind: XMesh, plural: xmeshes}
  claimNames: {kind: Mesh, plural: meshes}
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
            spec:
              properties:
                istioVersion:
                  default: 1.22.2
                mode:
                  default: sidecar
`,
    'composition.yaml': `apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: mesh}
spec:
  compositeTypeRef: {apiVersion: example.org/v1, kind: XMesh}
  resources:
    - name: istiod
      base:
        apiVersion: helm.crossplane.io/v1beta1
        kind: Release
        spec: {forProvider: {chart: {name: istiod, repository: "${ISTIO}"}}}
      patches:
        - {fromFieldPath: spec.istioVersion, toFieldPath: spec.forProvider.chart.version}
`,
  };

  it('are overridden where all that ask say it themselves, and somebody does', async () => {
    const one = { ...base, 'a.yaml': claim('a', '{istioVersion: 1.22.1}') };
    expect(await places(base)).toEqual([]);
    expect(await places(one)).toEqual(['definition.yaml:16']);
    expect(await places({ ...one, 'b.yaml': claim('b', '{mode: ambient}') })).toEqual([]);
  });
});

describe('detect: defaults of roles of Ansible', () => {
  const base = {
    'roles/istio/defaults/main.yml': 'istio_version: 1.22.2\nistio_env:\n  A: 1\n',
    'roles/istio/tasks/main.yml': `- kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: ${ISTIO}\n    chart_version: "{{ istio_version }}"\n`,
    'site.yml': '- hosts: istio\n  roles: [istio]\n',
    'hosts.ini': '[istio]\na\nb\n',
  };

  it.each<readonly [string, Files, readonly string[]]>([
    ['nothing', {}, []],
    ['all hosts', { 'group_vars/all.yml': 'istio_version: 1.22.1\n' }, ['roles/istio/defaults/main.yml:1']],
    [
      'the group of the plays',
      { 'group_vars/istio.yml': 'istio_version: 1.22.1\n' },
      ['roles/istio/defaults/main.yml:1'],
    ],
    ['another group', { 'group_vars/other.yml': 'istio_version: 1.22.1\n' }, []],
    ['one host', { 'host_vars/a.yml': 'istio_version: 1.22.1\n' }, []],
    [
      'the role itself',
      { 'roles/istio/vars/main.yml': 'istio_version: 1.22.1\n' },
      ['roles/istio/defaults/main.yml:1'],
    ],
    [
      'the play',
      { 'site.yml': '- hosts: istio\n  vars: {istio_version: 1.22.1}\n  roles: [istio]\n' },
      ['roles/istio/defaults/main.yml:1'],
    ],
    [
      'one of two plays',
      {
        'other.yml': '- hosts: istio\n  vars: {istio_version: 1.22.1}\n  roles: [istio]\n',
      },
      [],
    ],
    [
      'a mapping as a whole',
      { 'group_vars/all.yml': 'istio_env: {B: 1}\n' },
      ['roles/istio/defaults/main.yml:2', 'roles/istio/defaults/main.yml:3'],
    ],
    [
      'a mapping that is merged',
      {
        'group_vars/all.yml': 'istio_env: {B: 1}\n',
        'ansible.cfg': '[defaults]\nhash_behaviour = merge\n',
      },
      [],
    ],
    [
      'one of two inventories',
      {
        'inventories/a/group_vars/all.yml': 'istio_version: 1.22.1\n',
        'inventories/b/group_vars/all.yml': 'istio_mode: x\n',
      },
      [],
    ],
  ])('are overridden by %s, or not', async (_, files, expected) => {
    expect(await places({ ...base, ...files })).toEqual(expected);
  });

  it('move nothing then, whoever keeps them up to date', async () => {
    const defaults = (version: string): Files => ({
      'roles/istio/defaults/main.yml': `# renovate: datasource=helm depName=istiod registryUrl=${ISTIO}\nistio_version: ${version}\n`,
    });
    const told = async (files: Files): Promise<readonly unknown[]> => {
      const [before, after] = [defaults('1.22.1'), defaults('1.22.2')].map(one => ({
        ...base,
        ...files,
        ...one,
      }));
      const { moves } = await changeOf(before ?? {}, after ?? {});
      return [...moves.map(({ id }) => id), ...(await blockingIn(before ?? {}, after ?? {}))];
    };
    expect(await told({ 'group_vars/all.yml': 'istio_version: 1.22.0\n' })).toEqual([]);
    expect(await told({ 'group_vars/other.yml': 'istio_version: 1.22.0\n' })).not.toEqual([]);
  });
});
