/**
 * Versions that the tree does not decide: most people who try Istio pin none. What else moves in their file is not Istio's, and a
 * check that is red for it is soon switched off; what could move the version is told, as nobody can see whether it did.
 */
import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files } from '../support/scenario.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const ADD = `helm repo add istio ${REPOSITORY}`;
const CONFIG = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n';

const workflow = (...steps: readonly string[]): Files => ({
  '.github/workflows/mesh.yaml': `on: push\njobs:\n  mesh:\n    container:\n      image: tools:1.2\n    steps:\n${steps.map(step => `    - run: ${step}\n`).join('')}`,
});

/** Files in which `other` stands for what is none of Istio's business. */
const UNPINNED: readonly (readonly [form: string, files: Files])[] = [
  ['a script', { 'up.sh': `echo other\n${ADD}\nhelm install istiod istio/istiod -n istio-system\n` }],
  [
    'a script that is handed a name',
    { 'up.sh': `echo other\n${ADD}\nhelm install istiod istio/istiod --version $ISTIO_VERSION\n` },
  ],
  ['a workflow', workflow('echo other', `helm install istiod istiod --repo ${REPOSITORY}`)],
  [
    'an input of a workflow',
    workflow('echo other', `helm install istiod istiod --repo ${REPOSITORY} --version \${{ inputs.istio }}`),
  ],
  ['a recipe', { Makefile: `NAME = other\nmesh:\n\thelm install istiod istiod --repo ${REPOSITORY}\n` }],
  ['istioctl', { 'up.sh': 'echo other\nistioctl install -y\n' }],
  [
    'the newest download',
    {
      'up.sh':
        'echo other\ncurl -L https://istio.io/downloadIstio | sh -\ncd istio-*\n./bin/istioctl install -y\n',
    },
  ],
  [
    'Terraform',
    {
      'main.tf': `variable "name" { default = "other" }\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  repository = "${REPOSITORY}"\n}\n`,
    },
  ],
  [
    'a variable of Terraform',
    {
      'main.tf': `variable "name" { default = "other" }\nvariable "istio" {}\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  version = var.istio\n  repository = "${REPOSITORY}"\n}\n`,
    },
  ],
  [
    'Helmfile',
    {
      'helmfile.yaml': `repositories: [{name: istio, url: "${REPOSITORY}"}]\nreleases:\n- {name: istiod, chart: istio/istiod}\n- {name: other, chart: x/y}\n`,
    },
  ],
  [
    'Flux',
    {
      'mesh.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: istio}\nspec: {url: "${REPOSITORY}"}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod}\nspec: {chart: {spec: {chart: istiod, sourceRef: {kind: HelmRepository, name: istio}}}}\n${CONFIG}`,
    },
  ],
  [
    'Kustomize',
    {
      'kustomization.yaml': `commonLabels: {app: other}\nhelmCharts:\n- {name: istiod, repo: "${REPOSITORY}", namespace: istio-system}\n`,
    },
  ],
  [
    'Ansible',
    {
      'roles/mesh/tasks/main.yml': `- debug: {msg: other}\n- kubernetes.core.helm: {name: istiod, chart_ref: istiod, chart_repo_url: "${REPOSITORY}", release_namespace: istio-system}\n`,
    },
  ],
  [
    'k3s',
    {
      'mesh.yaml': `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod}\nspec: {chart: istiod, repo: "${REPOSITORY}"}\n${CONFIG}`,
    },
  ],
  [
    'an IstioOperator',
    {
      'mesh.yaml': `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {profile: minimal}\n${CONFIG}`,
    },
  ],
  [
    'the operator of Sail',
    {
      'mesh.yaml': `apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {namespace: istio-system}\n${CONFIG}`,
    },
  ],
];

/** What else is open of an installation whose version is known. */
const OPEN: readonly (readonly [what: string, files: Files])[] = [
  [
    'a value that is filled in',
    {
      'up.sh': `echo other\nID=$(jq -r .id out.json)\nhelm install istiod istiod --repo ${REPOSITORY} --version 1.22.2 --set "meshConfig=$ID"\n`,
    },
  ],
  [
    'flags that are filled in',
    { 'up.sh': `echo other\nhelm install istiod istiod --repo ${REPOSITORY} --version 1.22.2 $MORE\n` },
  ],
  [
    'values of the release in the cluster',
    {
      'up.sh': `echo other\nhelm upgrade istiod istiod --repo ${REPOSITORY} --version 1.22.2 --reuse-values\n`,
    },
  ],
  [
    'a version that is put together',
    { 'up.sh': `echo other\nhelm install istiod istiod --repo ${REPOSITORY} --version "$MAJOR.$MINOR.2"\n` },
  ],
  [
    'what another command prints',
    { 'up.sh': 'echo other\n./gen.sh --mesh one | istioctl install -y -f -\n' },
  ],
  [
    'a chart of a vendor',
    {
      Makefile: 'NAME = other\nmesh:\n\thelm install rancher-istio rancher/rancher-istio --version 104.0.0\n',
    },
  ],
  [
    'a module of elsewhere',
    {
      'main.tf':
        'variable "name" { default = "other" }\nmodule "istio" {\n  source       = "git::https://git.corp/modules.git//istio?ref=v1.2.0"\n  cluster_name = data.corp_cluster.one.name\n}\n',
    },
  ],
  [
    'a mesh of OpenShift',
    {
      'mesh.yaml': `apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: basic}\nspec: {version: v2.5}\n${CONFIG}`,
    },
  ],
  [
    'a folder of another repository',
    {
      'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istio-addons}\nspec:\n  source: {repoURL: "https://github.com/istio/istio", path: samples/addons, targetRevision: 1.24.0}\n  destination: {namespace: istio-system}\n${CONFIG}`,
    },
  ],
];

/** The files with another text in place of one that stands in them. */
function edited(files: Files, from: string, to: string): Files {
  expect(Object.values(files).join('\n')).toContain(from);
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(from, to)]));
}

const form = (name: string): Files => [...UNPINNED, ...OPEN].find(([own]) => own === name)?.[1] ?? {};

describe('versions that the tree does not decide', () => {
  it.each([...UNPINNED, ...OPEN])(
    'stay as open as they were beside what is none of theirs: %s',
    async (_, files) => {
      const { verdict } = await analyse(files, edited(files, 'other', 'another'));
      expect(verdict).toBe('no-upgrade');
    },
  );

  it.each<[what: string, form: string, from: string, to: string]>([
    [
      'a name may get another value',
      'a script that is handed a name',
      'echo other',
      'ISTIO_VERSION=$(cat v)',
    ],
    ['names may come from elsewhere', 'a script that is handed a name', 'echo other', '. $HOME/versions'],
    ['another input is taken', 'an input of a workflow', 'inputs.istio', 'inputs.mesh'],
    [
      'istioctl may come with the image',
      'a workflow',
      `helm install istiod istiod --repo ${REPOSITORY}`,
      'istioctl install -y',
    ],
    [
      'istioctl is fetched otherwise',
      'istioctl',
      'echo other',
      'curl -L https://tools.corp/istioctl -o /bin/istioctl',
    ],
    [
      'the newest is of another place',
      'the newest download',
      'https://istio.io/downloadIstio',
      'https://istio.corp/downloadIstio',
    ],
    ['the charts come from elsewhere', 'Terraform', REPOSITORY, 'https://charts.corp/istio'],
    ['the charts come from elsewhere', 'a script', REPOSITORY, 'https://charts.corp/istio'],
    [
      'values move',
      'a recipe',
      'helm install istiod istiod',
      'helm install istiod istiod --set pilot.env.A=b',
    ],
    ['values move', 'the operator of Sail', 'namespace: istio-system', 'values: {pilot: {env: {A: b}}}'],
    ['a profile moves', 'an IstioOperator', 'minimal', 'demo'],
    ['what fills it in moves', 'a value that is filled in', '.id out', '.mesh out'],
    ['what fills it in moves', 'a version that is put together', 'echo other', 'MINOR=$(cat minor)'],
    ['flags may get others', 'flags that are filled in', 'echo other', 'read MORE'],
    ['the version moves beside them', 'values of the release in the cluster', '1.22.2', '1.22.3'],
    ['another text is printed', 'what another command prints', '--mesh one', '--mesh two'],
    ['it moves', 'a chart of a vendor', '104.0.0', '105.0.0'],
    ['it moves', 'a module of elsewhere', 'ref=v1.2.0', 'ref=v1.3.0'],
    ['it moves', 'a mesh of OpenShift', 'v2.5', 'v2.6'],
    ['it moves', 'a folder of another repository', '1.24.0', '1.25.0'],
  ])('are told where %s: %s', async (_, name, from, to) => {
    const files = form(name);
    const { verdict } = await analyse(files, edited(files, from, to));
    expect(verdict).toBe('incomplete');
  });

  it('are told where another image brings the istioctl', async () => {
    const files = workflow('istioctl install -y');
    const { verdict, incomplete } = await analyse(files, edited(files, 'tools:1.2', 'tools:1.3'));
    expect(verdict).toBe('incomplete');
    expect(incomplete.map(({ why }) => why)).toContainEqual(
      expect.stringContaining('which this repository does not name'),
    );
  });
});
