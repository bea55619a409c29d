import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';
import { dedent } from '../../support/yaml.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

const ATMOS = dedent(`
  components: {terraform: {base_path: components/terraform}}
  stacks: {base_path: stacks, included_paths: ["orgs/**/*"], excluded_paths: ["**/_defaults.yaml"]}
`);

const MODULE = dedent(`
  variable "istio_version" {
    default = "1.20.0"
  }
  resource "helm_release" "istiod" {
    name       = "istiod"
    repository = "https://istio-release.storage.googleapis.com/charts"
    chart      = "istiod"
    version    = var.istio_version
  }
`);

const FILES = { 'atmos.yaml': ATMOS, 'components/terraform/istio/main.tf': MODULE };

function component(vars: string, more = ''): string {
  return `${more}components: {terraform: {istio: {vars: {${vars}}}}}\n`;
}

describe('detect: what stacks of Atmos give a module', () => {
  it('is one installation for each stack that says something of its own', async () => {
    const files = {
      ...FILES,
      'stacks/catalog/istio.yaml': component('istio_version: 1.24.1'),
      'stacks/orgs/acme/_defaults.yaml': 'vars: {istio_version: 1.21.0}\n',
      'stacks/orgs/acme/dev.yaml':
        'import: [orgs/acme/_defaults, catalog/*]\ncomponents:\n  terraform:\n    istio:\n      vars:\n        istio_version: "1.25.2"\n',
      'stacks/orgs/acme/prod.yaml': 'import: [./_defaults, {path: catalog/istio}]\n',
      'stacks/left/out.yaml': component('istio_version: 1.1.1'),
    };
    expect(await found(files)).toEqual([
      'orgs-acme-dev/istiod 1.25.2 stacks/orgs/acme/dev.yaml:6',
      'orgs-acme-prod/istiod 1.24.1 stacks/catalog/istio.yaml:1',
    ]);
  });

  it('is one for all where they take the same', async () => {
    const files = {
      ...FILES,
      'stacks/catalog/istio.yaml': component('istio_version: 1.24.1'),
      'stacks/orgs/dev.yaml': 'import: [catalog/istio]\nvars: {stage: dev}\n',
      'stacks/orgs/prod.yaml': 'import: [catalog/istio]\nvars: {stage: prod}\n',
    };
    expect(await found(files)).toEqual([
      'components/terraform/istio/istiod 1.24.1 stacks/catalog/istio.yaml:1',
    ]);
  });

  it('is a chart of a module that installs any, by what its components inherit', async () => {
    const files = {
      'rootfs/usr/local/etc/atmos/atmos.yaml': ATMOS,
      'components/terraform/release/main.tf': dedent(`
        variable "chart" {}
        variable "chart_version" {}
        variable "repository" {}
        resource "helm_release" "this" {
          name       = var.chart
          chart      = var.chart
          repository = var.repository
          version    = var.chart_version
        }
      `),
      'stacks/orgs/prod.yaml': dedent(`
        terraform:
          vars: {repository: "https://istio-release.storage.googleapis.com/charts"}
        components:
          terraform:
            istio/defaults:
              metadata: {type: abstract, component: release}
              vars:
                chart_version: 1.24.2
            istio/base:
              metadata: {component: release, inherits: [istio/defaults]}
              vars: {chart: base}
            istio/istiod:
              metadata: {component: release, inherits: [istio/defaults]}
              vars:
                chart: istiod
                chart_version: 1.24.3
            istio/old:
              metadata: {component: release, inherits: [istio/defaults], enabled: false}
              vars: {chart: cni}
      `),
    };
    const { installations } = await detect(memoryTree(files));
    expect(installations.map(({ chart, version, at }) => [chart, version, at.file, at.line])).toEqual([
      ['base', '1.24.2', 'stacks/orgs/prod.yaml', 8],
      ['istiod', '1.24.3', 'stacks/orgs/prod.yaml', 16],
    ]);
  });

  it('is what overrides say, of all that their file defines and imports', async () => {
    const files = {
      ...FILES,
      'stacks/catalog/istio.yaml': component('istio_version: 1.24.1'),
      'stacks/teams/mesh.yaml': component(
        'a: 1',
        'import: [catalog/istio]\nterraform: {overrides: {vars: {istio_version: 1.24.3}}}\noverrides: {vars: {istio_version: 1.24.2}}\n',
      ),
      'stacks/orgs/dev.yaml': 'import: [teams/mesh]\noverrides:\n  vars:\n    istio_version: 1.26.0\n',
      // What is overridden in an import outweighs even what the importing file says of a component.
      'stacks/orgs/prod.yaml': component('istio_version: 1.25.0', 'import: [teams/mesh]\n'),
      // Overrides of a file that another imports are not for what that one imports before.
      'stacks/orgs/test.yaml': 'import: [catalog/istio, catalog/other]\n',
      'stacks/catalog/other.yaml':
        'overrides: {vars: {istio_version: 1.1.1}}\ncomponents: {terraform: {vpc: {}}}\n',
    };
    expect(await found(files)).toEqual([
      'orgs-dev/istiod 1.26.0 stacks/orgs/dev.yaml:4',
      'orgs-prod/istiod 1.24.3 stacks/teams/mesh.yaml:2',
      'orgs-test/istiod 1.24.1 stacks/catalog/istio.yaml:1',
    ]);
  });

  it('is what a component says over those that it names as its base', async () => {
    const files = {
      ...FILES,
      'stacks/orgs/prod.yaml':
        'components:\n  terraform:\n    istio:\n      vars:\n        istio_version: 1.24.1\n    blue:\n      component: istio\n      vars: {name: blue}\n',
    };
    expect(await found(files)).toEqual(['components/terraform/istio/istiod 1.24.1 stacks/orgs/prod.yaml:5']);
  });

  it.each([
    ['a function', component('istio_version: !env ISTIO')],
    ['a function in quotes', component('istio_version: "!store mesh istio"')],
    [
      'a mapping that a function gives',
      component('!include istio.yaml').replace(/[{]!/, '!').replace('yaml}', 'yaml'),
    ],
    [
      'what is imported from elsewhere after it',
      component('', 'import: [catalog/istio, "github.com/acme/catalog/istio"]\n'),
    ],
    [
      'what is imported from elsewhere, if it is there',
      component('', 'import: [{path: "https://example.com/istio.yaml", skip_if_missing: true}]\n'),
    ],
    [
      'all components, where more is imported from elsewhere',
      component('', 'import: ["github.com/acme/catalog/istio"]\nvars: {istio_version: 1.24.1}\n'),
    ],
    [
      'a template that overrides it',
      component('istio_version: 1.24.1', 'overrides: {vars: {istio_version: "{{ .istio }}"}}\n'),
    ],
    [
      'a base that a template names',
      `components: {terraform: {istio: {metadata: {inherits: ["{{ .base }}"]}}}}\n`,
    ],
  ])('is left open by %s', async (_, stack) => {
    const files = {
      ...FILES,
      'stacks/orgs/prod.yaml': stack,
      'stacks/catalog/istio.yaml': component('istio_version: 1.24.1'),
    };
    expect(await found(files)).toEqual([
      'components/terraform/istio/istiod null components/terraform/istio/main.tf:8',
    ]);
  });

  it('is what a base of the stack itself says, where more is imported from elsewhere', async () => {
    const files = {
      'atmos.yaml': ATMOS,
      'components/terraform/release/main.tf':
        'variable "chart" {}\nvariable "chart_version" {}\nresource "helm_release" "this" {\n  name = var.chart\n  chart = var.chart\n  repository = "https://istio-release.storage.googleapis.com/charts"\n  version = var.chart_version\n}\n',
      'stacks/orgs/prod.yaml': dedent(`
        import: ["github.com/acme/catalog/istio"]
        components:
          terraform:
            mesh/defaults:
              metadata: {type: abstract}
              vars: {chart: istiod, chart_version: 1.24.2}
            mesh/istiod:
              metadata: {component: release, inherits: [mesh/defaults]}
      `),
    };
    const { installations } = await detect(memoryTree(files));
    expect(installations.map(({ chart, version }) => [chart, version])).toEqual([['istiod', '1.24.2']]);
  });

  it('is decided by what stands after what is imported from elsewhere', async () => {
    const files = {
      ...FILES,
      'stacks/orgs/prod.yaml': component(
        'istio_version: 1.25.0',
        'import: ["github.com/acme/catalog/istio"]\n',
      ),
    };
    expect(await found(files)).toEqual(['components/terraform/istio/istiod 1.25.0 stacks/orgs/prod.yaml:2']);
  });

  it.each([
    ['a template', component('istio_version: "{{ .vars.istio }}"')],
    ['what it imports from elsewhere', component('', 'import: ["github.com/acme/catalog/istio"]\n')],
    ['a file that can’t be read', component('', 'import: [catalog/broken]\n')],
    ['itself', component('', 'import: [orgs/prod]\n')],
  ])('is not decided by %s', async (_, stack) => {
    const files = {
      ...FILES,
      'stacks/orgs/prod.yaml': stack,
      'stacks/orgs/dev.yaml': component('istio_version: 1.25.0'),
      'stacks/catalog/broken.yaml': '{{ if .a }}\nvars: {}\n{{ end }}\n',
    };
    const decided = (await found(files)).map(text => text.replace(/^\S+ /, ''));
    expect(decided).toEqual(['1.25.0 stacks/orgs/dev.yaml:1', 'null components/terraform/istio/main.tf:8']);
  });
});
