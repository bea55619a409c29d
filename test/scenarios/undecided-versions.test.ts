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

const ISTIOD = `helm install istiod istiod --repo ${REPOSITORY}`;
const APPLICATION = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\n';

/** What decides something that is open stands further away in the same file. */
const NEARBY: readonly (readonly [what: string, files: Files, from: string, to: string])[] = [
  [
    'a command that a value is taken from',
    {
      'up.sh': `ID=$(jq -r .id out.json)\nhelm install istiod istiod --repo ${REPOSITORY} --version 1.22.2 --set "meshConfig=$ID"\n`,
    },
    '.id out',
    '.mesh out',
  ],
  [
    'what another command prints',
    { 'up.sh': './gen.sh --mesh one | istioctl install -y -f -\n' },
    '--mesh one',
    '--mesh two',
  ],
  [
    'an array of a script',
    { 'up.sh': `declare -A V\nV[istio]=$(next 1.22.2)\n${ISTIOD} --version "\${V[istio]}"\n` },
    '1.22.2',
    '1.23.0',
  ],
  [
    'a text of several lines',
    { 'up.sh': `ALL="\nistio 1.22.2\n"\nV=$(echo "$ALL" | awk '{print $2}')\n${ISTIOD} --version $V\n` },
    'istio 1.22.2',
    'istio 1.23.0',
  ],
  [
    'arguments of the script itself',
    { 'up.sh': `set -- a 1.22.2\nshift\n${ISTIOD} --version $1\n` },
    '1.22.2',
    '1.23.0',
  ],
  ['what is appended', { 'up.sh': `V=$(major)\nV+=.22.2\n${ISTIOD} --version $V\n` }, '.22.2', '.23.0'],
  ['another name', { 'up.sh': `NEXT=22.2\nV="$(major).$NEXT"\n${ISTIOD} --version $V\n` }, '22.2', '23.0'],
  [
    'a command of several lines',
    { 'up.sh': `V=$(curl -s \\\n  https://releases.corp/1.22 \\\n  | head -1)\n${ISTIOD} --version $V\n` },
    'corp/1.22',
    'corp/1.23',
  ],
  [
    'a function',
    { 'up.sh': `release() {\n  cat notes/1.22\n}\n${ISTIOD} --version $(release)\n` },
    'notes/1.22',
    'notes/1.23',
  ],
  [
    'a function that is handed it',
    { 'up.sh': `up() {\n  ${ISTIOD} --version "$1"\n}\nup "$(next 1.22)"\n` },
    'next 1.22',
    'next 1.23',
  ],
  [
    'a step of a workflow',
    workflow(
      'echo release=one >> $GITHUB_OUTPUT\n      id: pick',
      `${ISTIOD} --version \${{ steps.pick.outputs.release }}`,
    ),
    'release=one',
    'release=two',
  ],
  [
    'another job',
    {
      '.github/workflows/mesh.yaml': `on: push\njobs:\n  pick:\n    outputs: {v: "\${{ steps.one.outputs.v }}"}\n    steps:\n    - id: one\n      run: echo v=$(latest 1.22) >> $GITHUB_OUTPUT\n  mesh:\n    needs: pick\n    steps:\n    - run: ${ISTIOD} --version \${{ needs.pick.outputs.v }}\n`,
    },
    'latest 1.22',
    'latest 1.23',
  ],
  [
    'a text of a workflow',
    workflow(
      `${ISTIOD} --version \${{ fromJSON(env.ALL).istio }}\n      env:\n        ALL: '{"istio":"1.22.2"}'`,
    ),
    '1.22.2',
    '1.23.0',
  ],
  [
    'a function of Make',
    { Makefile: `PARTS = istio 1.22.2\nmesh:\n\t${ISTIOD} --version $(word 2,$(PARTS))\n` },
    '1.22.2',
    '1.23.0',
  ],
  [
    'lines of Make',
    { Makefile: `define V\n1.22.2\nendef\nmesh:\n\t${ISTIOD} --version $(V)\n` },
    '1.22.2',
    '1.23.0',
  ],
  [
    'a shell of Make',
    { Makefile: `MINOR = 22\nV = $(shell latest $(MINOR))\nmesh:\n\t${ISTIOD} --version $(V)\n` },
    '= 22',
    '= 23',
  ],
  [
    'the address of istioctl',
    { 'up.sh': 'BASE=https://tools.corp/22\nwget $BASE/istioctl\n./istioctl install -y\n' },
    'corp/22',
    'corp/23',
  ],
  [
    'the name of an image',
    { 'up.sh': 'TOOLS=corp/tools:22\ndocker run $TOOLS istioctl install -y\n' },
    'tools:22',
    'tools:23',
  ],
  [
    'the image of a job',
    {
      '.github/workflows/mesh.yaml':
        'on: push\nenv:\n  TOOLS: corp/tools:22\njobs:\n  mesh:\n    container: "${{ env.TOOLS }}"\n    steps:\n    - run: istioctl install -y\n',
    },
    'tools:22',
    'tools:23',
  ],
  [
    'a tag beside an IstioOperator',
    {
      'mesh.yaml': `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {profile: minimal}\n---\napiVersion: corp.io/v1\nkind: Tool\nmetadata: {name: istioctl}\nspec:\n  repository: corp/istioctl\n  tag: "22"\n`,
    },
    '"22"',
    '"23"',
  ],
  [
    'a setting of what another command prints',
    { 'up.sh': 'SIZE=one\n./gen.sh --mesh $SIZE | istioctl install -y -f -\n' },
    'SIZE=one',
    'SIZE=two',
  ],
  [
    'a function that prints it',
    { 'up.sh': 'gen() {\n  sed s/SIZE/one/ mesh.in\n}\ngen | istioctl install -y -f -\n' },
    'SIZE/one',
    'SIZE/two',
  ],
  [
    'values that a script writes',
    {
      'up.sh': `tee mesh.yaml <<EOF\n$(gen)\nmeshConfig: one\nEOF\n${ISTIOD} --version 1.22.2 -f mesh.yaml\n`,
    },
    'meshConfig: one',
    'meshConfig: two',
  ],
  [
    'values that a program writes',
    { 'up.sh': `gen --size one -o out/mesh.yaml\n${ISTIOD} --version 1.22.2 -f out/mesh.yaml\n` },
    'size one',
    'size two',
  ],
  [
    'values that a program of several lines writes',
    { 'up.sh': `gen \\\n  --size one \\\n  -o mesh.yaml\n${ISTIOD} --version 1.22.2 -f mesh.yaml\n` },
    'size one',
    'size two',
  ],
  [
    'flags that are put together',
    { 'up.sh': `MORE=()\nMORE+=(--set meshConfig=$(one))\n${ISTIOD} --version 1.22.2 "\${MORE[@]}"\n` },
    '$(one)',
    '$(two)',
  ],
  [
    'a text that a value is taken from',
    {
      'up.sh': `JSON='{\n  "mesh": "one"\n}'\nID=$(jq -r .mesh <<< "$JSON")\n${ISTIOD} --version 1.22.2 --set "meshConfig=$ID"\n`,
    },
    '"one"',
    '"two"',
  ],
  [
    'the version of a chart of a vendor',
    {
      Makefile:
        'V = $(shell pick 104)\nmesh:\n\thelm install rancher-istio rancher/rancher-istio --version $(V)\n',
    },
    'pick 104',
    'pick 105',
  ],
  [
    'a fact of Ansible',
    {
      'roles/mesh/tasks/main.yml': `- command: newest --minor 22\n  register: found\n- kubernetes.core.helm: {name: istiod, chart_ref: istiod, chart_repo_url: "${REPOSITORY}", chart_version: "{{ found.stdout }}", release_namespace: istio-system}\n`,
    },
    'minor 22',
    'minor 23',
  ],
  [
    'a loop of Ansible',
    {
      'roles/mesh/tasks/main.yml': `- kubernetes.core.helm: {name: istiod, chart_ref: istiod, chart_repo_url: "${REPOSITORY}", chart_version: "{{ item.v }}", release_namespace: istio-system}\n  loop: "{{ lookup('pipe', 'releases 22') | from_yaml }}"\n`,
    },
    'releases 22',
    'releases 23',
  ],
  [
    'the charts that a loop of Ansible names',
    {
      'roles/mesh/tasks/main.yml': `- kubernetes.core.helm: {name: "{{ item }}", chart_ref: "istio/{{ item }}", chart_version: 1.22.2, release_namespace: istio-system}\n  loop: "{{ lookup('pipe', 'parts 22') | from_yaml }}"\n`,
    },
    'parts 22',
    'parts 23',
  ],
  [
    'the repository of Ansible',
    {
      'roles/mesh/tasks/main.yml': `- command: mirror --of 22\n  register: found\n- kubernetes.core.helm: {name: istiod, chart_ref: istiod, chart_repo_url: "{{ found.stdout }}", release_namespace: istio-system}\n`,
    },
    'of 22',
    'of 23',
  ],
  [
    'data of Terraform',
    {
      'main.tf': `data "external" "v" {\n  program = ["newest", "22"]\n}\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  version = data.external.v.result.istio\n  repository = "${REPOSITORY}"\n}\n`,
    },
    '"22"',
    '"23"',
  ],
  [
    'the repository of Terraform',
    {
      'main.tf': `data "external" "v" {\n  program = ["mirror", "22"]\n}\nresource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  repository = data.external.v.result.address\n}\n`,
    },
    '"22"',
    '"23"',
  ],
  [
    'settings of a module',
    {
      'main.tf': `data "external" "v" {\n  program = ["newest", "22"]\n}\nmodule "istio" {\n  source   = "git::https://git.corp/modules.git//istio?ref=v1.2.0"\n  settings = data.external.v.result\n}\n`,
    },
    '"22"',
    '"23"',
  ],
  [
    'a part of a resource',
    {
      'main.tf': `data "external" "v" {\n  program = ["mode", "one"]\n}\nresource "kubernetes_manifest" "rule" {\n  manifest = {\n    apiVersion = "networking.istio.io/v1"\n    kind = "DestinationRule"\n    metadata = { name = "a", namespace = "b" }\n    spec = { host = "c", trafficPolicy = { tls = { mode = data.external.v.result.mode } } }\n  }\n}\n`,
    },
    '"one"',
    '"two"',
  ],
  [
    'values that a hook writes',
    {
      'helmfile.yaml': `repositories: [{name: istio, url: "${REPOSITORY}"}]\nreleases:\n- name: istiod\n  chart: istio/istiod\n  version: 1.22.2\n  hooks:\n  - events: [prepare]\n    command: sh\n    args: [-c, "gen one > mesh.yaml"]\n  values: [mesh.yaml]\n`,
    },
    'gen one',
    'gen two',
  ],
  [
    'the repository of a state',
    {
      'helmfile.yaml': `repositories: [{name: istio, url: {{ exec "mirror" (list "22") }}}]\nreleases:\n- {name: istiod, chart: istio/istiod}\n`,
    },
    '"22"',
    '"23"',
  ],
  [
    'another source of an Application',
    {
      'app.yaml': `${APPLICATION}spec:\n  sources:\n  - {repoURL: "https://git.corp/istio.git", path: istio, targetRevision: main, helm: {valueFiles: [$v/mesh.yaml]}}\n  - {repoURL: "https://git.corp/values.git", ref: v, targetRevision: one}\n  destination: {namespace: istio-system}\n`,
    },
    'targetRevision: one',
    'targetRevision: two',
  ],
  [
    'values of another source',
    {
      'app.yaml': `${APPLICATION}spec:\n  sources:\n  - {repoURL: "${REPOSITORY}", chart: istiod, targetRevision: 1.22.2, helm: {valueFiles: [$v/mesh.yaml]}}\n  - {repoURL: "https://git.corp/values.git", ref: v, targetRevision: one}\n  destination: {namespace: istio-system}\n`,
    },
    'targetRevision: one',
    'targetRevision: two',
  ],
  [
    'the address of values of another source',
    {
      'app.yaml': `${APPLICATION}spec:\n  sources:\n  - {repoURL: "${REPOSITORY}", chart: istiod, targetRevision: 1.22.2, helm: {valueFiles: [$v/mesh.yaml]}}\n  - {repoURL: "https://git.corp/one.git", ref: v, targetRevision: main}\n  destination: {namespace: istio-system}\n`,
    },
    'one.git',
    'two.git',
  ],
  [
    'elements of an ApplicationSet',
    {
      'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: mesh}\nspec:\n  generators:\n  - plugin: {configMapRef: {name: p}, input: {parameters: {release: one}}}\n  template:\n    metadata: {name: istiod}\n    spec:\n      source: {repoURL: "${REPOSITORY}", chart: istiod, targetRevision: "{{v}}"}\n      destination: {namespace: istio-system}\n`,
    },
    'release: one',
    'release: two',
  ],
  [
    'values of elsewhere for an object',
    {
      'proxy.yaml': `apiVersion: addons.cluster.x-k8s.io/v1alpha1\nkind: HelmChartProxy\nmetadata: {name: istiod}\nspec:\n  repoURL: ${REPOSITORY}\n  chartName: istiod\n  version: 1.22.2\n  valuesTemplate: "{{ .mesh }}"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: mesh}\ndata: {mesh: one}\n`,
    },
    'mesh: one',
    'mesh: two',
  ],
  [
    'the mesh beside a rendering',
    {
      'mesh.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system, labels: {app: istiod, istio: pilot}}\nspec:\n  selector: {matchLabels: {app: istiod}}\n  template:\n    metadata: {labels: {app: istiod}}\n    spec:\n      containers:\n      - {name: discovery, image: "docker.io/istio/pilot:1.22.2"}\n---\napiVersion: corp.io/v1\nkind: MeshSettings\nmetadata: {name: istio}\nspec: {mode: one}\n`,
    },
    'mode: one',
    'mode: two',
  ],
  [
    'a name in a heredoc that is no YAML',
    {
      'up.sh': `HOST=$(pick one)\nkubectl apply -f - <<EOF\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: [$HOST}\nEOF\n`,
    },
    'pick one',
    'pick two',
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
    ['what fills it in moves', 'a version that is put together', 'echo other', 'MINOR=$(cat minor)'],
    ['flags may get others', 'flags that are filled in', 'echo other', 'read MORE'],
    ['the version moves beside them', 'values of the release in the cluster', '1.22.2', '1.22.3'],
    ['it moves', 'a chart of a vendor', '104.0.0', '105.0.0'],
    ['it moves', 'a module of elsewhere', 'ref=v1.2.0', 'ref=v1.3.0'],
    ['it moves', 'a mesh of OpenShift', 'v2.5', 'v2.6'],
    ['it moves', 'a folder of another repository', '1.24.0', '1.25.0'],
  ])('are told where %s: %s', async (_, name, from, to) => {
    const files = form(name);
    const { verdict } = await analyse(files, edited(files, from, to));
    expect(verdict).toBe('incomplete');
  });

  it.each(NEARBY)('are told where what decides them moves in their file: %s', async (_, files, from, to) => {
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
