// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const OPERATOR =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {profile: minimal}\n';

async function istiod(files: Record<string, string>): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ 'mesh/istio.yaml': OPERATOR, ...files }));
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at }) => `${version} ${at.file}:${at.line}`);
}

function copy(folder: string, tag: string, name = 'istio-operator'): Record<string, string> {
  return {
    [`${folder}/Chart.yaml`]: `apiVersion: v1\nname: ${name}\nversion: ${tag}\n`,
    [`${folder}/values.yaml`]: `hub: docker.io/istio\ntag: ${tag}\n`,
    [`${folder}/templates/deployment.yaml`]: 'kind: Deployment\n',
  };
}

function application(version: string): string {
  return [
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: operator}\nspec:',
    '  source:\n    repoURL: https://istio-release.storage.googleapis.com/charts\n    chart: istio-operator',
    `    targetRevision: ${version}\n`,
  ].join('\n');
}

const HELM_RELEASE =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: operator}\nspec:\n  chart:\n    spec:\n      chart: istio-operator\n      version: 1.19.3\n      sourceRef: {kind: HelmRepository, name: istio}\n';

describe('detect/istio-operator/controllers', () => {
  it('gives an IstioOperator without a tag the version of the copied chart of the operator', async () => {
    expect(await istiod(copy('operator', '1.18.2'))).toEqual(['1.18.2 operator/values.yaml:2']);
  });

  it.each([
    ['is handed', 'istioctl install -y -f mesh/istio.yaml\n', 'install.sh'],
    [
      'may be handed',
      'for i in $(seq "$N"); do\n  istioctl install -f "cluster${i}.yaml"\ndone\n',
      'mesh/install.sh',
    ],
  ])('gives none to what a command of istioctl %s', async (_what, text, path) => {
    const [installation] = await istiod({ ...copy('operator', '1.18.2'), [path]: text });
    expect(installation).toMatch(/^null /);
  });

  it('takes the tag that a task of Ansible gives it, in each inventory', async () => {
    const play =
      '- hosts: localhost\n  tasks:\n  - kubernetes.core.helm:\n      name: istio-operator\n      chart_ref: /opt/istio/manifests/charts/istio-operator\n      values: {hub: docker.io/istio, tag: "{{ istio.version }}"}\n';
    const hosts = (version: string): string =>
      `all:\n  hosts: {localhost: {}}\n  vars:\n    istio:\n      version: ${version}\n`;
    expect(
      await istiod({
        'deploy.yaml': play,
        'inventory/dev/hosts.yaml': hosts('1.19.3'),
        'inventory/prod/hosts.yaml': hosts('1.18.2'),
      }),
    ).toEqual(['1.19.3 inventory/dev/hosts.yaml:5', '1.18.2 inventory/prod/hosts.yaml:5']);
  });

  it('reads the image that a chart of one’s own writes out', async () => {
    const own = (image: string): Record<string, string> => ({
      'own/Chart.yaml': 'apiVersion: v2\nname: own\nversion: 0.1.0\n',
      'own/templates/operator.yaml': `kind: Deployment\n# image: docker.io/istio/operator:1.5.1\nimage: ${image}\n`,
    });
    expect(await istiod(own('docker.io/istio/operator:1.6.8'))).toEqual([
      '1.6.8 own/templates/operator.yaml:3',
    ]);
    expect(await istiod(own('docker.io/istio/operator:{{ .Values.tag }}'))).toEqual([
      'null mesh/istio.yaml:2',
    ]);
    expect(await istiod(own('example.com/operator:1.6.8'))).toEqual(['null mesh/istio.yaml:2']);
  });

  it('reads it for an IstioOperator that the template of another chart writes', async () => {
    const { installations } = await detect(
      memoryTree({
        'operator/Chart.yaml': 'apiVersion: v2\nname: operator\nversion: 0.1.0\n',
        'operator/templates/operator.yaml': 'kind: Deployment\nimage: docker.io/istio/operator:1.6.8\n',
        'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
        'mesh/templates/mesh.yaml': OPERATOR,
      }),
    );
    expect(installations.map(({ chart, version }) => `${chart} ${version}`)).toContain('istiod 1.6.8');
  });

  it('reads its folder in Istio’s source, where Flux takes it at a tag', async () => {
    const flux = (tag: string, values = ''): string =>
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: istio, namespace: flux-system}\nspec:\n  url: https://github.com/istio/istio\n  ref:\n    tag: ${tag}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: operator, namespace: flux-system}\nspec:\n  chart:\n    spec:\n      chart: manifests/charts/istio-operator\n      sourceRef: {kind: GitRepository, name: istio}\n${values}`;
    expect(await istiod({ 'operator.yaml': flux('1.21.0') })).toEqual(['1.21.0 operator.yaml:7']);
    expect(await istiod({ 'operator.yaml': flux('1.21.0', '  values:\n    tag: 1.21.3\n') })).toEqual([
      '1.21.3 operator.yaml:18',
    ]);
    expect(await istiod({ 'operator.yaml': flux('main') })).toEqual(['null mesh/istio.yaml:2']);
  });

  it('reads the tag that the template of an app of apps gives it', async () => {
    const template = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: operator}\nspec:\n  source:\n    repoURL: https://github.com/istio/istio.git\n    targetRevision: HEAD\n    path: manifests/charts/istio-operator\n    helm:\n      parameters:\n      - name: tag\n        value: "1.19.1"\n  destination:\n    server: {{ .Values.cluster }}\n`;
    const files = {
      'boot/Chart.yaml': 'apiVersion: v2\nname: boot\nversion: 0.1.0\n',
      'boot/templates/operator.yaml': template,
    };
    expect(await istiod(files)).toEqual(['1.19.1 boot/templates/operator.yaml:12']);
  });

  const deployment = (tag: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istio-operator}\nspec:\n  template:\n    spec:\n      containers:\n      - name: operator\n        image: gcr.io/istio-testing/operator:${tag}\n`;

  it('takes the image as a kustomization has it', async () => {
    const images =
      'resources: [operator.yaml]\nimages:\n- name: gcr.io/istio-testing/operator\n  newName: registry.example/istio/operator\n  newTag: 1.23.3\n';
    expect(
      await istiod({ 'operator/operator.yaml': deployment('latest'), 'operator/kustomization.yaml': images }),
    ).toEqual(['1.23.3 operator/kustomization.yaml:5']);
  });

  it('takes the nearest of several', async () => {
    const mesh = (name: string): string => OPERATOR.replace('mesh', name);
    const { installations } = await detect(
      memoryTree({
        'clusters/a/mesh.yaml': mesh('a'),
        'clusters/b/mesh.yaml': mesh('b'),
        'clusters/a/operator/operator.yaml': deployment('1.18.2'),
        'clusters/b/operator/operator.yaml': deployment('1.19.3'),
        'other/mesh.yaml': mesh('c'),
      }),
    );
    const found = installations.filter(({ chart }) => chart === 'istiod');
    expect(found.map(({ version, release }) => `${release.declared.file} ${version}`)).toEqual([
      'clusters/a/mesh.yaml 1.18.2',
      'clusters/b/mesh.yaml 1.19.3',
      'other/mesh.yaml null',
    ]);
  });

  it('reads the rendering in Istio’s source that a kustomization takes in', async () => {
    const resources = (version: string): string =>
      `resources:\n- https://raw.githubusercontent.com/istio/istio/${version}/manifests/charts/istio-operator/files/gen-operator.yaml\n`;
    expect(await istiod({ 'kustomization.yaml': resources('1.14.1') })).toEqual([
      '1.14.1 kustomization.yaml:2',
    ]);
    expect(await istiod({ 'kustomization.yaml': resources('master') })).toEqual(['null mesh/istio.yaml:2']);
  });

  it('reads the published chart where Argo CD or Flux install it', async () => {
    expect(await istiod({ 'operator.yaml': application('1.20.1') })).toEqual(['1.20.1 operator.yaml:8']);
    expect(await istiod({ 'operator.yaml': HELM_RELEASE })).toEqual(['1.19.3 operator.yaml:8']);
  });

  it('reads it where Terraform installs it, out of an unpacked release too', async () => {
    const release = (chart: string, more: string): string =>
      `resource "helm_release" "operator" {\n  name = "operator"\n  chart = "${chart}"\n${more}}\n`;
    const istio = '  repository = "https://istio-release.storage.googleapis.com/charts"\n';
    const published = release('istio-operator', `${istio}  version = "1.19.3"\n`);
    expect(await istiod({ 'main.tf': published })).toEqual(['1.19.3 main.tf:5']);
    const variable = 'variable "istio" {\n  default = "1.18.2"\n}\n';
    const folder = '  repository = "${path.root}/istio-${var.istio}/manifests/charts"\n';
    expect(await istiod({ 'main.tf': variable + release('istio-operator', folder) })).toEqual([
      '1.18.2 main.tf:2',
    ]);
  });

  const SOURCE = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: operator}
spec:
  source:
    repoURL: https://github.com/istio/istio.git
    path: manifests/charts/istio-operator
    targetRevision: 1.17.2
`;
  const TERRAFORM = `resource "helm_release" "operator" {
  name       = "operator"
  chart      = "istio-operator"
  repository = "https://charts.example.com"
  version    = "1.7.0"
  set {
    name  = "tag"
    value = "1.18.2-distroless"
  }
}
`;

  it.each<[string, Record<string, string>, string]>([
    ['its source at a tag', { 'operator.yaml': SOURCE }, '1.17.2 operator.yaml:8'],
    [
      'a parameter of an Application',
      {
        'operator.yaml': `${SOURCE}    helm:\n      parameters:\n      - name: tag\n        value: 1.18.2\n`,
      },
      '1.18.2 operator.yaml:12',
    ],
    [
      'values of an Application',
      { 'operator.yaml': `${SOURCE}    helm:\n      values: |\n        tag: 1.18.2\n` },
      '1.18.2 operator.yaml:11',
    ],
    ['a setting of Terraform', { 'main.tf': TERRAFORM }, '1.18.2 main.tf:7'],
    [
      'a flag of Helm, over a copy of the chart',
      {
        ...copy('operator', '1.16.0'),
        'install.sh': '#!/bin/sh\nhelm install istio-operator operator/ \\\n  --set tag=1.18.2\n',
      },
      '1.18.2 install.sh:3',
    ],
  ])('goes by the tag that the chart is given: %s', async (_, files, expected) => {
    expect(await istiod(files)).toEqual([expected]);
  });

  it.each([
    ['copies of two versions', { ...copy('a', '1.18.2'), ...copy('b', '1.19.0') }],
    ['a chart of somebody else', copy('operator', '1.18.2', 'mesh-operator')],
    ['a range', { 'operator.yaml': application('1.20.x') }],
    ['an archived copy', copy('archive/operator', '1.18.2')],
  ])('leaves it open for %s', async (_, files) => {
    expect(await istiod(files)).toEqual(['null mesh/istio.yaml:2']);
  });

  it('leaves it open beside a copy that names no release, whatever a workflow of elsewhere installs', async () => {
    const run =
      'on: push\njobs:\n  e2e:\n    runs-on: x\n    steps:\n    - run: istioctl operator init --tag 1.15.3\n';
    const files = { '.github/workflows/e2e.yaml': run };
    expect(await istiod(files)).toEqual(['1.15.3 .github/workflows/e2e.yaml:6']);
    expect(await istiod({ ...files, ...copy('mesh/istio-operator', 'latest') })).toEqual([
      'null mesh/istio.yaml:2',
    ]);
  });

  it('lets a tag of its own win', async () => {
    const tagged = OPERATOR.replace('spec: {', 'spec: {tag: 1.17.1, ');
    expect(await istiod({ 'mesh/istio.yaml': tagged, ...copy('operator', '1.18.2') })).toEqual([
      '1.17.1 mesh/istio.yaml:4',
    ]);
  });
});
