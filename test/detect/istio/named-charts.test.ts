/** Charts that objects and settings of any tool name: chart, version and line, and no second time what is read already. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(
    ({ chart, version, at, release }) =>
      `${release.form} ${chart} ${version} ${at.file}:${at.line} ${release.valuesUnknown === true}`,
  );
}

const FORMS: Readonly<Record<string, readonly [file: string, text: string, line: number]>> = {
  'a HelmChartProxy of Cluster API': [
    'proxy.yaml',
    `apiVersion: addons.cluster.x-k8s.io/v1alpha1\nkind: HelmChartProxy\nmetadata: {name: istiod}\nspec:\n  repoURL: ${ISTIO}\n  chartName: istiod\n  version: 1.24.2\n`,
    7,
  ],
  'a ClusterProfile of Sveltos': [
    'profile.yaml',
    `apiVersion: config.projectsveltos.io/v1beta1\nkind: ClusterProfile\nmetadata: {name: mesh}\nspec:\n  helmCharts:\n  - repositoryURL: ${ISTIO}\n    chartName: istio/istiod\n    chartVersion: 1.24.2\n    releaseName: istiod\n`,
    8,
  ],
  'a HelmChart of kots': [
    'chart.yaml',
    'apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: istiod}\nspec:\n  chart:\n    name: istiod\n    chartVersion: 1.24.2\n',
    7,
  ],
  'a template of k0rdent': [
    'cluster.yaml',
    'apiVersion: k0rdent.mirantis.com/v1beta1\nkind: ClusterDeployment\nmetadata: {name: c}\nspec:\n  serviceSpec:\n    services:\n    - name: istiod\n      template: istiod-1-24-2\n',
    8,
  ],
  'a ServiceDeployment of Plural': [
    'service.yaml',
    `apiVersion: deployments.plural.sh/v1alpha1\nkind: ServiceDeployment\nmetadata: {name: istiod}\nspec:\n  helm:\n    url: ${ISTIO}\n    chart: istiod\n    version: 1.24.2\n`,
    8,
  ],
  Pulumi: [
    'Pulumi.yaml',
    `name: mesh\nruntime: yaml\nresources:\n  istiod:\n    type: kubernetes:helm.sh/v3:Release\n    properties:\n      chart: istiod\n      version: 1.24.2\n      repositoryOpts: {repo: ${ISTIO}}\n`,
    8,
  ],
  'a list in TOML': [
    'versions.toml',
    `[charts.cilium]\nversion = "1.19.1"\nrepo = "https://helm.cilium.io/"\nchart = "cilium"\n\n[charts.istiod]\nversion = "1.24.2"\nrepo = "${ISTIO}"\nchart = "istio/istiod"\n`,
    7,
  ],
  'tables of one list in TOML': [
    'charts.toml',
    `[[chart]]\nname = "cilium"\nrepo = "https://helm.cilium.io/"\nversion = "1.19.1"\n\n[[chart]]\nname = "istiod"\nrepo = "${ISTIO}"\nversion = "1.24.2"\n`,
    9,
  ],
  'a table in a line of TOML': [
    'deps.toml',
    `[charts]\nistiod = { chart = "istiod", repo = "${ISTIO}", version = "1.24.2" }\n`,
    2,
  ],
  'names of charts beside the name of a repository of the file': [
    'install/components.yaml',
    `repositories:\n  mesh: ${ISTIO}\ncomponents:\n- name: istiod\n  repository: mesh\n  version: 1.24.2\n`,
    6,
  ],
  'names of charts beside one of a list of repositories': [
    'charts.yaml',
    `platform:\n  helm_repos:\n  - name: cilium\n    url: https://helm.cilium.io/\n  - name: mesh\n    url: ${ISTIO}\n  charts:\n  - {name: cilium, repo: cilium, version: 1.19.1}\n  - {name: istiod, repo: mesh, version: 1.24.2}\n`,
    9,
  ],
  'names of charts beside a repository that is called after Istio': [
    'addons.json',
    '{"addons": [\n{"name": "cilium", "repo": "cilium", "version": "1.19.1"},\n{"name": "istiod", "repo": "istio", "version": "1.24.2"}]}\n',
    3,
  ],
  'a list that is all of a file': [
    'charts.yaml',
    `- name: cilium\n  repo: https://helm.cilium.io/\n  version: 1.19.1\n- name: istiod\n  repo: ${ISTIO}\n  version: 1.24.2\n`,
    6,
  ],
  vendir: [
    'vendir.yml',
    `apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n- path: vendor\n  contents:\n  - path: istiod\n    helmChart:\n      name: istiod\n      version: 1.24.2\n      repository: {url: ${ISTIO}}\n`,
    9,
  ],
  kluctl: [
    'istiod/helm-chart.yaml',
    `helmChart:\n  repo: ${ISTIO}\n  chartName: istiod\n  chartVersion: 1.24.2\n`,
    4,
  ],
  Tanka: [
    'chartfile.yaml',
    `version: 1\nrepositories:\n- {name: istio, url: ${ISTIO}}\nrequires:\n- {chart: istio/istiod, version: 1.24.2}\n`,
    5,
  ],
  'a task of Azure Pipelines': [
    'azure-pipelines.yml',
    'variables:\n- name: istioVersion\n  value: 1.24.2\nsteps:\n- task: HelmDeploy@0\n  inputs:\n    command: upgrade\n    chartName: istio/istiod\n    chartVersion: $(istioVersion)\n',
    3,
  ],
  CloudFormation: [
    'stack.yaml',
    `Parameters:\n  IstioVersion:\n    Type: String\n    Default: 1.24.2\nResources:\n  Istiod:\n    Type: Custom::HelmRelease\n    Properties:\n      Chart: istiod\n      Repository: ${ISTIO}\n      Version: !Ref IstioVersion\n`,
    4,
  ],
  'JSON of anything': [
    'apps.json',
    `{"apps": [{\n  "chart": "istiod",\n  "repo": "${ISTIO}",\n  "version": "1.24.2"\n}]}\n`,
    4,
  ],
};

describe('detect: charts that are named', () => {
  it.each(Object.entries(FORMS))('reads chart, version and line of %s', async (_, [file, text, line]) => {
    const installations = await found({ [file]: text });
    expect(installations).toHaveLength(1);
    expect(installations[0]).toMatch(/^(named|listed)-chart /);
    expect(installations[0]?.replace(/^\S+ /, '')).toBe(`istiod 1.24.2 ${file}:${line} true`);
  });

  const APPLICATION = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec:\n  source:\n    repoURL: ${ISTIO}\n    chart: istiod\n    targetRevision: VERSION\n`;
  const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

  it.each([
    [
      'Terraform',
      {
        'main.tf': `variable "v" { default = "1.24.2" }\nresource "kubectl_manifest" "a" {\n  yaml_body = <<-YAML\n${indented(APPLICATION.replace('VERSION', '${var.v}'), 4)}  YAML\n}\n`,
      },
      'main.tf:1',
    ],
    [
      'values that Terraform gives to argocd-apps',
      {
        'main.tf': `resource "helm_release" "apps" {\n  chart = "argocd-apps"\n  values = [<<-YAML\n    applications:\n      istiod:\n        source: {chart: istiod, targetRevision: 1.24.2, repoURL: ${ISTIO}}\n  YAML\n  ]\n}\n`,
      },
      'main.tf:6',
    ],
    [
      'a resource of Argo CD’s provider',
      {
        'main.tf': `variable "v" { default = "1.24.2" }\nresource "argocd_application" "istiod" {\n  spec {\n    source {\n      repo_url = "${ISTIO}"\n      chart = "istiod"\n      target_revision = var.v\n    }\n  }\n}\n`,
      },
      'main.tf:1',
    ],
    [
      'values of a HelmRelease',
      {
        'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: raw}\nspec:\n  chart: {spec: {chart: raw, sourceRef: {kind: HelmRepository, name: x}}}\n  values:\n    resources:\n    -\n${indented(APPLICATION.replace('VERSION', '1.24.2'), 6)}`,
      },
      'release.yaml:16',
    ],
    [
      'a script',
      { 'a.sh': `V=1.24.2\nkubectl apply -f - <<EOF\n${APPLICATION.replace('VERSION', '$V')}EOF\n` },
      'a.sh:1',
    ],
    [
      'a template of Ansible',
      {
        'roles/mesh/defaults/main.yml': 'istio_version: 1.24.2\n',
        'roles/mesh/templates/app.yaml.j2': `{% if istio %}\n${APPLICATION.replace('VERSION', '{{ istio_version }}')}{% endif %}\n`,
      },
      'roles/mesh/defaults/main.yml:1',
    ],
    [
      'a task of Ansible',
      {
        'play.yml': `- hosts: all\n  tasks:\n  - kubernetes.core.k8s:\n      definition:\n${indented(APPLICATION.replace('VERSION', '1.24.2'), 8)}`,
      },
      'play.yml:12',
    ],
  ])('reads an Application in %s', async (_, files, place) => {
    const installations = await found(files);
    expect(installations).toHaveLength(1);
    // Read as an Application, values and all; or as a chart that is named.
    expect(['argocd … false', 'named-chart … true', 'listed-chart … true']).toContain(
      installations[0]?.replace(` istiod 1.24.2 ${place} `, ' … '),
    );
  });

  it('knows a repository by its istiod, and reads what templates of a chart write', async () => {
    const vendor = (chart: string): string =>
      `- {name: ${chart}-x, tool: {chart: ${chart}, repoURL: "https://charts.example.com/x", targetRevision: 1.27.5+vendor0}}\n`;
    expect(
      await found({ 'mesh.yaml': `applications:\n${['base', 'istiod', 'gateway'].map(vendor).join('')}` }),
    ).toEqual([
      'listed-chart base 1.27.5+vendor0 mesh.yaml:2 true',
      'listed-chart istiod 1.27.5+vendor0 mesh.yaml:3 true',
      'listed-chart gateway 1.27.5+vendor0 mesh.yaml:4 true',
    ]);
    const profile = `apiVersion: config.projectsveltos.io/v1beta1\nkind: ClusterProfile\nmetadata: {name: mesh}\nspec:\n  helmCharts:\n  - repositoryURL: ${ISTIO}\n    chartName: istio/gateway\n    chartVersion: {{ .Values.istio }}\n    releaseName: {{ .Release.Name }}-gw\n`;
    expect(
      await found({
        'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
        'mesh/values.yaml': 'istio: 1.24.3\n',
        'mesh/templates/profile.yaml': profile,
      }),
    ).toEqual(['named-chart gateway 1.24.3 mesh/values.yaml:1 true']);
  });

  it('says what the tree does not decide', async () => {
    const chart = `helm:\n  chart: istiod\n  repo: ${ISTIO}\n`;
    expect(await found({ 'devspace.yaml': chart })).toEqual([
      'listed-chart istiod null devspace.yaml:2 true',
    ]);
    expect(await found({ 'devspace.yaml': `${chart}  version: "{{ .istio }}"\n` })).toEqual([
      'listed-chart istiod null devspace.yaml:4 true',
    ]);
  });

  it('leaves alone labels, images and charts of others', async () => {
    const files = {
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {labels: {app: istio, chart: istiod}}\n',
      'image.yaml': 'istio: {repository: docker.io/istio, name: gateway, version: 1.24.2, chart: {}}\n',
      'chart.yaml': `istio: {chart: redis, version: 1.24.2, repo: ${ISTIO}}\n`,
      'package.json': '{"name": "chart", "dependencies": {"istiod": "1.24.2"}}\n',
      'archive/apps.json': `{"chart": "istiod", "repo": "${ISTIO}", "version": "1.24.2"}\n`,
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/templates/x.yaml': `# istio\nchart: istiod\nversion: 1.24.2\nrepo: ${ISTIO}\n`,
    };
    expect(await found(files)).toEqual([]);
  });

  it('leaves out what an entry switches off', async () => {
    expect(
      await found({
        'mesh.yaml': `charts:\n- chart: istiod\n  repo: ${ISTIO}\n  version: 1.24.2\n- chart: cni\n  repo: ${ISTIO}\n  version: 1.24.2\n  enabled: false\n`,
      }),
    ).toEqual(['listed-chart istiod 1.24.2 mesh.yaml:4 true']);
  });

  it('is silent where something else takes its version from there, or says the same', async () => {
    const set = [
      'apiVersion: argoproj.io/v1alpha1',
      'kind: ApplicationSet',
      'metadata: {name: mesh}',
      'spec:',
      '  generators: [{git: {repoURL: https://git.example.com/r.git, files: [{path: apps/*.yaml}]}}]',
      '  template:',
      "    metadata: {name: '{{name}}'}",
      '    spec:',
      '      destination: {name: in-cluster, namespace: istio-system}',
      "      source: {repoURL: '{{repo}}', chart: '{{chart}}', targetRevision: '{{version}}'}",
      '',
    ].join('\n');
    const istiod = `name: istiod\nchart: istiod\nrepo: ${ISTIO}\nversion: 1.24.2\n`;
    expect(await found({ 'set.yaml': set, 'apps/istiod.yaml': istiod })).toEqual([
      'argocd istiod 1.24.2 apps/istiod.yaml:4 false',
    ]);
    const wrapper = `apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies:\n- {name: istiod, repository: ${ISTIO}, version: 1.24.2}\n`;
    const listed = {
      'mesh/Chart.yaml': wrapper,
      'mirror.yaml': `charts:\n- ${JSON.stringify({ chart: 'istiod', repo: ISTIO, version: '1.24.2' })}\n`,
    };
    expect(await found(listed)).toEqual(['helm-chart istiod 1.24.2 mesh/Chart.yaml:5 false']);
    // Another version than the one that is installed is told.
    const other = { ...listed, 'mirror.yaml': listed['mirror.yaml'].replace('1.24.2', '1.25.0') };
    expect(await found(other)).toContain('listed-chart istiod 1.25.0 mirror.yaml:2 true');
  });

  it('leaves a chart of the tree to where it stands', async () => {
    const listed = (folder: string): string =>
      `istio:\n  version: '{{ helm_version }}'\n  repo_url: ${ISTIO}\n  chart_name: istiod\n  chart_directory: '${folder}'\n  chart_version: 1.2.0\n`;
    const wrapper = `apiVersion: v2\nname: mesh\nversion: 1.2.0\ndependencies:\n- {name: istiod, repository: ${ISTIO}, version: 1.24.2}\n`;
    const files = { 'components/mesh/Chart.yaml': wrapper };
    for (const folder of [
      '{{ playbook_dir }}/../components/mesh',
      '$ROOT/components/mesh/',
      './components/mesh',
    ])
      expect(await found({ ...files, 'roles/defaults.yaml': listed(folder) })).toEqual([
        'helm-chart istiod 1.24.2 components/mesh/Chart.yaml:5 false',
      ]);
    expect(await found({ ...files, 'roles/defaults.yaml': listed('{{ charts }}/other') })).toContain(
      'listed-chart istiod 1.2.0 roles/defaults.yaml:6 true',
    );
  });

  it('reads each branch of a template, whose versions stand deeper in settings', async () => {
    const branch = (chart: string, key: string): string =>
      `releases:\n- name: ${chart}\n  chart: istio/${chart}\n  version: {{ chartVersions.${key} }}\n`;
    const files = {
      'helmfile.yaml.j2': `{#\n  releases: of "Istio", or of nothing\n#}\n{% if gateway == 'istio' %}\n${branch('istiod', 'plane')}{% elif gateway == 'cni' %}\n${branch('cni', 'nodes')}{% endif %}\n`,
      'defaults.yaml':
        'versions:\n  istio_version: &istio 1.24.2\nchartVersions:\n  plane: *istio\n  nodes: 1.24.1\n',
    };
    expect(
      (await detect(memoryTree(files))).installations.map(({ chart, version, at }) => [chart, version, at]),
    ).toEqual([
      ['istiod', '1.24.2', { file: 'defaults.yaml', line: 2 }],
      ['cni', '1.24.1', { file: 'defaults.yaml', line: 5 }],
    ]);
  });
});

describe('detect/named-charts: what is not installed by what names it', () => {
  const PROXY = FORMS['a HelmChartProxy of Cluster API'];
  const OWN: Files = PROXY ? { [PROXY[0]]: PROXY[1] } : {};
  const HAULER = `apiVersion: content.hauler.cattle.io/v1\nkind: Charts\nmetadata: {name: istio}\nspec:\n  charts:\n  - name: istiod\n    repoURL: ${ISTIO}\n    version: 1.22.2\n`;
  const release = `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod}\nspec:\n  chart: istiod\n  repo: ${ISTIO}\n  version: 1.24.2\n`;

  it('takes a list for a registry as an installation only where nothing else installs the chart', async () => {
    expect(await found({ 'hauler.yaml': HAULER })).toEqual([
      'mirrored-chart istiod 1.22.2 hauler.yaml:8 true',
    ]);
    const installed = await found({ 'hauler.yaml': HAULER, 'istiod.yaml': release });
    expect(installed.map(one => one.split(' ').slice(1, 4).join(' '))).toEqual([
      'istiod 1.24.2 istiod.yaml:7',
    ]);
    const other = await found({ 'hauler.yaml': HAULER, 'cni.yaml': release.replaceAll('istiod', 'cni') });
    expect(other).toHaveLength(2);
  });

  it.each([
    `{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"name": "istiod", "version": "1.22.2", "repository": "${ISTIO}"}]}`,
    `{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [{"chart": "istiod", "version": "1.22.2"}]}`,
    `{"panels": [{"chart": "istiod", "version": "1.22.2"}], "schemaVersion": 39, "title": "Istio"}`,
  ])('takes nothing from a record: %s', async text => {
    expect(await found({ 'record.json': text })).toEqual([]);
    expect(await found({ ...OWN, 'record.json': text })).toHaveLength(1);
  });
});
