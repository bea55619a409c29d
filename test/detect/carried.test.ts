/** Objects that install Istio and stand inside of something else. */

import { detect } from '../../src/detect/detect.js';
import { mergedValues } from '../../src/detect/values/values.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const SAIL =
  'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec:\n  version: v1.24.2\n  namespace: istio-system\n';
const OPERATOR =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec:\n  profile: minimal\n  tag: 1.24.2\n';

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

const APPLICATION =
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec:\n  source:\n    repoURL: https://istio-release.storage.googleapis.com/charts\n    chart: istiod\n    targetRevision: 1.24.2\n    helm: {valuesObject: {pilot: {env: {A: "1"}}}}\n';
const HELM_CHART =
  'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod}\nspec:\n  repo: https://istio-release.storage.googleapis.com/charts\n  chart: istiod\n  version: 1.24.2\n  valuesContent: |\n    pilot: {env: {A: "1"}}\n';

async function istiods(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at, release }) => `${release.form} ${version} ${at.file}:${at.line}`);
}

const CARRIERS: Readonly<
  Record<string, (object: string) => readonly [file: string, text: string, above: number]>
> = {
  Terraform: object => [
    'main.tf',
    `resource "kubectl_manifest" "mesh" {\n  yaml_body = <<-YAML\n${indented(object, 4)}  YAML\n}\n`,
    2,
  ],
  'a script': object => ['install.sh', `#!/bin/sh\nkubectl apply -f - <<EOF\n${object}EOF\n`, 2],
  'a script, through a file': object => [
    'install.sh',
    `#!/bin/sh\ncat > /tmp/mesh.yaml <<EOF\n${object}EOF\nkubectl apply -f /tmp/mesh.yaml\n`,
    2,
  ],
  'an object of Crossplane': object => [
    'object.yaml',
    `apiVersion: kubernetes.crossplane.io/v1alpha2\nkind: Object\nmetadata: {name: o}\nspec:\n  forProvider:\n    manifest:\n${indented(object, 6)}`,
    6,
  ],
  'a ManifestWork': object => [
    'work.yaml',
    `apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: {name: o}\nspec:\n  workload:\n    manifests:\n    -\n${indented(object, 6)}`,
    7,
  ],
};

describe('detect: what carries an installation', () => {
  it.each(Object.entries(CARRIERS))('reads an Istio and an IstioOperator in %s', async (_, carry) => {
    const [file, sail, above] = carry(SAIL);
    expect(await istiods({ [file]: sail })).toEqual([`sail 1.24.2 ${file}:${above + 5}`]);
    const [, operator] = carry(OPERATOR);
    expect(await istiods({ [file]: operator })).toEqual([`istio-operator 1.24.2 ${file}:${above + 6}`]);
  });

  it.each(Object.entries(CARRIERS))(
    'reads an Application and a HelmChart with its values in %s',
    async (_, carry) => {
      for (const [object, form, line] of [
        [APPLICATION, 'argocd', 8],
        [HELM_CHART, 'k3s-helm-chart', 7],
      ] as const) {
        const [file, text, above] = carry(object);
        const { installations, problems } = await detect(memoryTree({ [file]: text }));
        expect(
          installations.map(({ version, at, release }) => `${release.form} ${version} ${at.file}:${at.line}`),
        ).toEqual([`${form} 1.24.2 ${file}:${above + line}`]);
        expect(installations.map(({ release }) => mergedValues(release.values))).toEqual([
          { pilot: { env: { A: '1' } } },
        ]);
        expect(problems).toEqual([]);
      }
    },
  );

  it('reads versions of Applications that a script or Ansible fills in', async () => {
    const filled = (name: string): string => APPLICATION.replace('1.24.2', name);
    expect(await istiods({ 'a.sh': `V=1.24.2\nkubectl apply -f - <<EOF\n${filled('$V')}EOF\n` })).toEqual([
      'argocd 1.24.2 a.sh:1',
    ]);
    expect(
      await istiods({ 'env.sh': 'export ISTIO_VERSION=1.24.2\n', 'app.yaml': filled('${ISTIO_VERSION}') }),
    ).toEqual(['argocd 1.24.2 env.sh:1']);
    // A bare word may stand for anybody's version.
    expect(await istiods({ 'env.sh': 'export version=1.24.2\n', 'app.yaml': filled('${version}') })).toEqual([
      'argocd null app.yaml:8',
    ]);
  });

  it('reads what Terraform fills in, and says what it does not decide', async () => {
    const main = (version: string, more = ''): string =>
      `${more}resource "kubectl_manifest" "istio" {\n  yaml_body = templatefile("istio.yaml.tpl", { version = ${version}, a = "1" })\n}\n`;
    const template = `${SAIL.replace('v1.24.2', '${version}')}  values: {pilot: {env: {A: "\${a}"}}}\n`;
    expect(await istiods({ 'main.tf': main('"v1.24.2"'), 'istio.yaml.tpl': template })).toEqual([
      'sail 1.24.2 main.tf:2',
    ]);
    const open = memoryTree({
      'main.tf': main('var.istio_version', 'variable "istio_version" {}\n'),
      'istio.yaml.tpl': template,
    });
    const { installations, problems } = await detect(open);
    expect(installations.map(({ version }) => version)).toEqual([null]);
    expect(problems.filter(({ blocking }) => blocking)).toEqual([
      expect.objectContaining({ what: 'chart istiod', file: 'istio.yaml.tpl', line: 5 }),
    ]);
  });

  it('names what Terraform fills into an Application once, where its version is written', async () => {
    const application = dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: istiod}
      spec:
        destination: {namespace: istio-system}
        sources:
        - repoURL: https://istio-release.storage.googleapis.com/charts
          chart: istiod
          targetRevision: \${revision}
    `);
    const files = {
      'main.tf': 'module "app" {\n  source = "./app"\n  revision = "1.24.2"\n}\n',
      'app/main.tf':
        'variable "revision" {}\nresource "kubectl_manifest" "istiod" {\n  yaml_body = templatefile("${path.module}/app.yaml.tpl", { revision = var.revision })\n}\n',
      'app/app.yaml.tpl': application,
    };
    expect(await istiods(files)).toEqual(['argocd 1.24.2 main.tf:3']);
  });

  it('leaves values open that Terraform does not decide', async () => {
    const files = {
      'main.tf':
        'variable "setting" {}\nresource "kubectl_manifest" "istio" {\n  yaml_body = templatefile("istio.yaml.tpl", { setting = var.setting })\n}\n',
      'istio.yaml.tpl': `${SAIL}  values: {meshConfig: {outboundTrafficPolicy: {mode: "\${setting}"}}}\n`,
    };
    const { installations, problems } = await detect(memoryTree(files));
    expect(installations.map(({ version }) => version)).toEqual(['1.24.2']);
    expect(installations[0]?.release.openValues).toEqual([
      expect.objectContaining({ path: ['meshConfig', 'outboundTrafficPolicy', 'mode'] }),
    ]);
    expect(problems.map(({ what, blocking }) => [what, blocking])).toEqual([['Istio default', true]]);
  });

  it('reads templates, whose conditions leave their values open', async () => {
    const files = {
      'roles/mesh/defaults/main.yml': 'istio_version: 1.24.2\n',
      'roles/mesh/templates/istio.yaml.j2': SAIL.replace('v1.24.2', 'v{{ istio_version }}'),
    };
    expect(await istiods(files)).toEqual(['sail 1.24.2 roles/mesh/defaults/main.yml:1']);
    const plain = (await detect(memoryTree(files))).installations;
    expect(plain.map(({ release }) => release.valuesUnknown)).toEqual([undefined]);
    const { installations } = await detect(
      memoryTree({
        ...files,
        'roles/mesh/templates/istio.yaml.j2': `${files['roles/mesh/templates/istio.yaml.j2']}{% if dns %}\n  values: {pilot: {env: {A: "1"}}}\n{% endif %}\n`,
      }),
    );
    expect(installations.map(({ version, release }) => [version, release.valuesUnknown])).toEqual([
      ['1.24.2', true],
    ]);
  });

  it.each([
    ['resources', '  resources:\n  -\n'],
    ['steps', '  steps:\n  - name: rules\n    resources:\n    -\n'],
  ])('takes resources of the mesh out of the %s of a ResourceSet', async (_, list) => {
    const rule =
      'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: shop}\nspec: {host: << inputs.host >>}\n';
    const set = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: rules}\nspec:\n${list}${indented(rule, 6)}`;
    const { manifests = [] } = await detect(memoryTree({ 'rules.yaml': set }));
    expect(manifests.map(({ data }) => `${data.file}:${data.lineOf([])}`)).toEqual([
      `rules.yaml:${4 + list.split('\n').length}`,
    ]);
  });

  it('leaves alone patches, what shall be gone, and what is written for another tool', async () => {
    const work = CARRIERS['a ManifestWork']?.(SAIL)[1] ?? '';
    expect(await istiods({ 'work.yaml': work.replace('manifests:', 'patches:') })).toEqual([]);
    const policy = `apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: p}\nspec:\n  object-templates:\n  - complianceType: mustnothave\n    objectDefinition:\n${indented(SAIL, 6)}`;
    expect(await istiods({ 'policy.yaml': policy })).toEqual([]);
    expect(await istiods({ 'policy.yaml': policy.replace('mustnothave', 'musthave') })).toHaveLength(1);
    const script = `#!/bin/sh\ncat > mesh.yaml <<EOF\n${SAIL}EOF\n./render.sh mesh.yaml # istio\n`;
    expect(await istiods({ 'install.sh': script })).toEqual([]);
  });
});
