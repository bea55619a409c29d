// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and pipelines write their variables like this
/** The long tail of forms: chart, version and line are found, what is not read is named, and bumps pair right. */

import { detect } from '../../src/detect/detect.js';
import { pairUpgrades } from '../../src/detect/pairing/pair.js';
import { unreadForms } from '../../src/detect/unread/forms.js';
import { unreadMentions } from '../../src/detect/unread/mentions.js';
import { unreadResources } from '../../src/detect/unread/resources.js';
import type { Detection } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const R = 'https://istio-release.storage.googleapis.com/charts';

/** Each declares Istio 1.22.2: the form, its charts, the place of the version, and whether values are read. */
const FORMS: readonly (readonly [name: string, expected: string, files: Files])[] = [
  [
    'CUE',
    'cue istiod mesh.cue:5 unread',
    {
      'mesh.cue': `package mesh\nrelease: {\n\tchart: {\n\t\tname: "istiod"\n\t\tversion: "1.22.2"\n\t\trepository: url: "${R}"\n\t}\n}\n`,
    },
  ],
  [
    'a HelmRelease in CUE',
    'cue istiod mesh.cue:6 unread',
    {
      'mesh.cue': `istiod: {\n\tapiVersion: "helm.toolkit.fluxcd.io/v2"\n\tkind: "HelmRelease"\n\tspec: chart: spec: {\n\t\tchart: "istiod"\n\t\tversion: "1.22.2"\n\t\tsourceRef: {kind: "HelmRepository", name: "istio"}\n\t}\n}\n`,
    },
  ],
  [
    'vendir',
    'named-chart istiod vendir.yml:9 unread',
    {
      'vendir.yml': `apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n- path: vendor\n  contents:\n  - path: istiod\n    helmChart:\n      name: istiod\n      version: "1.22.2"\n      repository:\n        url: ${R}\n`,
    },
  ],
  [
    'a package of Carvel',
    'carvel istiod install.yml:10 unread',
    {
      'install.yml':
        'apiVersion: packaging.carvel.dev/v1alpha1\nkind: PackageInstall\nmetadata:\n  name: istio\n  namespace: packages\nspec:\n  packageRef:\n    refName: istio.kubernetes.vmware.com\n    versionSelection:\n      constraints: 1.22.2\n',
    },
  ],
  [
    'a charm of Juju',
    'juju istiod charmcraft.yaml:6 unread',
    {
      'charmcraft.yaml':
        'name: istio-k8s\ntype: charm\nparts:\n  istioctl:\n    plugin: dump\n    source: https://github.com/istio/istio/releases/download/1.22.2/istioctl-1.22.2-linux-amd64.tar.gz\n',
    },
  ],
  [
    'Pulumi in Go',
    'pulumi istiod main.go:2 unread',
    {
      'Pulumi.yaml': 'name: x\n',
      'main.go': `package main\nconst istioVersion = "1.22.2"\nfunc main() {\n_, err := helmv3.NewRelease(ctx, "istiod", &helmv3.ReleaseArgs{\n\tChart: pulumi.String("istiod"),\n\tVersion: pulumi.String(istioVersion),\n\tRepositoryOpts: &helmv3.RepositoryOptsArgs{\n\t\tRepo: pulumi.String("${R}"),\n\t},\n})\n}\n`,
    },
  ],
  [
    'Pulumi in Python',
    'pulumi istiod __main__.py:4 unread',
    {
      'Pulumi.yaml': 'name: x\n',
      '__main__.py': `istiod = Release("istiod",\n  ReleaseArgs(\n    chart="istiod",\n    version="1.22.2",\n    repository_opts=RepositoryOptsArgs(repo="${R}"),\n    values={"pilot": {}},\n  ))\n`,
    },
  ],
  [
    'Pulumi in Java',
    'pulumi istiod src/App.java:3 unread',
    {
      'Pulumi.yaml': 'name: x\n',
      'src/App.java': `var r = new Release("istiod", ReleaseArgs.builder()\n  .chart("istiod")\n  .version("1.22.2")\n  .repositoryOpts(RepositoryOptsArgs.builder().repo("${R}").build())\n  .build());\n`,
    },
  ],
  [
    'Pulumi in C#',
    'pulumi istiod Program.cs:4 unread',
    {
      'Pulumi.yaml': 'name: x\n',
      'Program.cs': `var r = new Release("istiod", new ReleaseArgs\n{\n  Chart = "istiod",\n  Version = "1.22.2",\n  RepositoryOpts = new RepositoryOptsArgs { Repo = "${R}" },\n});\n`,
    },
  ],
  [
    'Pulumi in YAML',
    'listed-chart istiod Pulumi.yaml:8 unread',
    {
      'Pulumi.yaml': `name: x\nruntime: yaml\nresources:\n  istiod:\n    type: kubernetes:helm.sh/v3:Release\n    properties:\n      chart: istiod\n      version: 1.22.2\n      repositoryOpts:\n        repo: ${R}\n`,
    },
  ],
  [
    'CDK in TypeScript',
    'cdk istiod lib/s.ts:4 unread',
    {
      'cdk.json': '{}',
      'lib/s.ts': `cluster.addHelmChart('Istiod', {\n  chart: 'istiod',\n  repository: '${R}',\n  version: '1.22.2',\n});\n`,
    },
  ],
  [
    'CDK in Python',
    'cdk istiod s.py:4 unread',
    {
      'cdk.json': '{}',
      's.py': `cluster.add_helm_chart("Istiod",\n  chart="istiod",\n  repository="${R}",\n  version="1.22.2",\n)\n`,
    },
  ],
  [
    'CDK in Java',
    'cdk istiod S.java:4 unread',
    {
      'cdk.json': '{}',
      'S.java': `cluster.addHelmChart("Istiod", HelmChartOptions.builder()\n  .chart("istiod")\n  .repository("${R}")\n  .version("1.22.2")\n  .build());\n`,
    },
  ],
  [
    'cdk8s',
    'cdk8s istiod main.ts:4 unread',
    {
      'cdk8s.yaml': 'language: typescript\n',
      'main.ts': `new Helm(this, 'istiod', {\n  chart: 'istiod',\n  repo: '${R}',\n  version: '1.22.2',\n});\n`,
    },
  ],
  [
    'asdf',
    'istioctl base istiod gateway .tool-versions:2 read',
    { '.tool-versions': 'helm 3.15.0\nistioctl 1.22.2\n', 'install.sh': 'istioctl install -y\n' },
  ],
  [
    'mise',
    'istioctl base istiod gateway mise.toml:2 read',
    { 'mise.toml': '[tools]\nistioctl = "1.22.2"\n', 'install.sh': 'istioctl install -y\n' },
  ],
  [
    'mise with a backend',
    'istioctl base istiod gateway .mise.toml:2 read',
    {
      '.mise.toml': '[tools]\n"aqua:istio/istio/istioctl" = "1.22.2"\n',
      'install.sh': 'istioctl install -y\n',
    },
  ],
  [
    'aqua',
    'istioctl base istiod gateway aqua.yaml:2 read',
    {
      'aqua.yaml': 'packages:\n- name: istio/istio/istioctl@1.22.2\n',
      'install.sh': 'istioctl install -y\n',
    },
  ],
  [
    'a task of mise',
    'script istiod mise.toml:4 read',
    {
      'mise.toml': `[tools]\nhelm = "3.15.0"\n[tasks.istio]\nrun = "helm upgrade --install istiod istiod --repo ${R} --version 1.22.2"\n`,
    },
  ],
  [
    'a comment for Renovate in TOML',
    'renovate istiod versions.toml:2 unread',
    { 'versions.toml': `# renovate: datasource=helm depName=istiod registryUrl=${R}\nistiod = "1.22.2"\n` },
  ],
  [
    'a comment for Renovate in properties',
    'renovate istiod v.properties:2 unread',
    { 'v.properties': `# renovate: datasource=helm depName=istiod registryUrl=${R}\nistio.version=1.22.2\n` },
  ],
  [
    'Zarf',
    'zarf istiod zarf.yaml:8 unread',
    {
      'zarf.yaml': `kind: ZarfPackageConfig\nmetadata: {name: istio}\ncomponents:\n- name: istio\n  charts:\n  - name: istiod\n    url: ${R}\n    version: 1.22.2\n    namespace: istio-system\n    valuesFiles: [values.yaml]\n`,
    },
  ],
  [
    'Skaffold',
    'skaffold istiod skaffold.yaml:9 read',
    {
      'skaffold.yaml': `apiVersion: skaffold/v4beta6\nkind: Config\nmanifests:\n  helm:\n    releases:\n    - name: istiod\n      remoteChart: istiod\n      repo: ${R}\n      version: 1.22.2\n`,
    },
  ],
  [
    'kapp-controller',
    'carvel istiod app.yaml:8 unread',
    {
      'app.yaml': `apiVersion: kappctrl.k14s.io/v1alpha1\nkind: App\nmetadata: {name: istiod, namespace: x}\nspec:\n  fetch:\n  - helmChart:\n      name: istiod\n      version: 1.22.2\n      repository: {url: "${R}"}\n`,
    },
  ],
  [
    'Tanka',
    'listed-chart istiod chartfile.yaml:7 unread',
    {
      'chartfile.yaml': `version: 1\nrepositories:\n- name: istio\n  url: ${R}\nrequires:\n- chart: istio/istiod\n  version: 1.22.2\n`,
    },
  ],
  [
    'Jsonnet',
    'jsonnet istiod main.jsonnet:4 unread',
    {
      'main.jsonnet': `{\n  apiVersion: 'argoproj.io/v1alpha1',\n  kind: 'Application',\n  spec: { source: { chart: 'istiod', repoURL: '${R}', targetRevision: '1.22.2' } },\n}\n`,
    },
  ],
  [
    'Nix',
    'nix istiod mesh.nix:5 unread',
    {
      'mesh.nix': `{\n  istiod = helm.downloadHelmChart {\n    repo = "${R}";\n    chart = "istiod";\n    version = "1.22.2";\n    chartHash = "x";\n  };\n}\n`,
    },
  ],
  [
    'a WORKSPACE of Bazel',
    'code istiod WORKSPACE:5 unread',
    {
      WORKSPACE: `helm_chart(\n  name = "istiod",\n  chart = "istiod",\n  repository = "${R}",\n  version = "1.22.2",\n)\n`,
    },
  ],
  [
    'Starlark',
    'code istiod deps.bzl:5 unread',
    {
      'deps.bzl': `helm_import(\n  name = "istiod",\n  repository = "${R}",\n  chart_name = "istiod",\n  version = "1.22.2",\n)\n`,
    },
  ],
  [
    'a Dockerfile',
    'istioctl base istiod gateway Dockerfile:2 read',
    {
      Dockerfile: `FROM alpine\nARG ISTIO_VERSION=1.22.2\nRUN curl -L https://istio.io/downloadIstio | ISTIO_VERSION=\${ISTIO_VERSION} sh -\nRUN istioctl install -y\n`,
    },
  ],
  [
    'GitHub',
    'script istiod .github/workflows/d.yml:4 read',
    {
      '.github/workflows/d.yml': `jobs:\n  d:\n    env:\n      ISTIO_VERSION: 1.22.2\n    steps:\n    - run: helm upgrade --install istiod istiod --repo ${R} --version $ISTIO_VERSION\n`,
    },
  ],
  [
    'GitLab',
    'script istiod .gitlab-ci.yml:2 read',
    {
      '.gitlab-ci.yml': `variables:\n  ISTIO_VERSION: "1.22.2"\ndeploy:\n  script:\n  - helm upgrade --install istiod istiod --repo ${R} --version \${ISTIO_VERSION}\n`,
    },
  ],
  [
    'Jenkins',
    'script istiod Jenkinsfile:2 read',
    {
      Jenkinsfile: `pipeline {\n  environment { ISTIO_VERSION = '1.22.2' }\n  stages { stage('x') { steps {\n    sh "helm upgrade --install istiod istiod --repo ${R} --version \${ISTIO_VERSION}"\n  } } }\n}\n`,
    },
  ],
  [
    'Jenkins with continued lines',
    'script istiod Jenkinsfile:6 read',
    {
      Jenkinsfile: `pipeline {\n  stages { stage('x') { steps {\n    sh '''\n      helm upgrade --install istiod istiod \\\\\n        --repo ${R} \\\\\n        --version 1.22.2\n    '''\n  } } }\n}\n`,
    },
  ],
  [
    'Azure Pipelines',
    'script istiod azure-pipelines.yml:3 read',
    {
      'azure-pipelines.yml': `variables:\n- name: istioVersion\n  value: 1.22.2\nsteps:\n- script: helm upgrade --install istiod istiod --repo ${R} --version $(istioVersion)\n`,
    },
  ],
  [
    'a task of Azure Pipelines',
    'listed-chart istiod azure-pipelines.yml:7 unread',
    {
      'azure-pipelines.yml': `steps:\n- task: HelmDeploy@0\n  inputs:\n    command: upgrade\n    chartType: Name\n    chartName: istio/istiod\n    chartVersion: 1.22.2\n    releaseName: istiod\n    namespace: istio-system\n`,
    },
  ],
  [
    'Tekton',
    'script istiod t.yaml:9 read',
    {
      't.yaml': `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: x}\nspec:\n  steps:\n  - name: a\n    image: helm\n    script: |\n      helm upgrade --install istiod istiod --repo ${R} --version 1.22.2\n`,
    },
  ],
  [
    'CircleCI',
    'script istiod .circleci/config.yml:8 read',
    {
      '.circleci/config.yml': `version: 2.1\njobs:\n  d:\n    steps:\n    - run:\n        name: x\n        command: |\n          helm upgrade --install istiod istiod --repo ${R} --version 1.22.2\n`,
    },
  ],
  [
    'Make',
    'script istiod Makefile:1 read',
    {
      Makefile: `ISTIO_VERSION ?= 1.22.2\nmesh:\n\thelm upgrade --install istiod istiod --repo ${R} --version $(ISTIO_VERSION)\n`,
    },
  ],
  [
    'Task',
    'script istiod Taskfile.yml:3 read',
    {
      'Taskfile.yml': `version: '3'\nvars:\n  ISTIO: 1.22.2\ntasks:\n  mesh:\n    cmds:\n    - helm upgrade --install istiod istiod --repo ${R} --version {{.ISTIO}}\n`,
    },
  ],
  [
    'just',
    'script istiod justfile:1 read',
    {
      justfile: `istio := "1.22.2"\nmesh:\n  helm upgrade --install istiod istiod --repo ${R} --version {{istio}}\n`,
    },
  ],
  [
    'PowerShell',
    'script istiod x.ps1:1 read',
    {
      'x.ps1': `$IstioVersion = "1.22.2"\nhelm upgrade --install istiod istiod \`\n  --repo ${R} \`\n  --version $IstioVersion\n`,
    },
  ],
  [
    'a batch file',
    'script istiod x.bat:1 read',
    {
      'x.bat': `set ISTIO_VERSION=1.22.2\r\nhelm upgrade --install istiod istiod ^\r\n  --repo ${R} ^\r\n  --version %ISTIO_VERSION%\r\n`,
    },
  ],
  [
    'code that calls Helm by a library',
    'code istiod main.go:5 unread',
    {
      'main.go': `package main\nvar spec = &helm.ChartSpec{\n\tReleaseName: "istiod",\n\tChartName: "istio/istiod",\n\tVersion: "1.22.2",\n}\n`,
    },
  ],
  [
    'a script whose name has no end',
    'script istiod bin/install-istio:2 read',
    {
      'bin/install-istio': `#!/usr/bin/env bash\nhelm upgrade --install istiod istiod --repo ${R} --version 1.22.2\n`,
    },
  ],
];

function bumped(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll('1.22.2', '1.23.0')]),
  );
}

function briefly({ installations }: Detection, version: string): string {
  const [first] = installations;
  if (!first || installations.some(one => one.version !== version))
    return JSON.stringify(installations.map(one => one.version));
  const charts = installations.map(({ chart }) => chart).join(' ');
  const isNamed =
    first.release.valuesUnknown === true && first.release.problems.some(({ blocking }) => blocking);
  return `${first.release.form} ${charts} ${first.at.file}:${first.at.line} ${isNamed ? 'unread' : 'read'}`;
}

describe('detect: the long tail', () => {
  it.each(FORMS)('%s: %s', async (_, expected, files) => {
    const [base, head] = [await detect(memoryTree(files)), await detect(memoryTree(bumped(files)))];
    expect(briefly(base, '1.22.2')).toBe(expected);
    expect(briefly(head, '1.23.0')).toBe(expected);
    const upgrades = pairUpgrades(base, head, { before: [], after: [] });
    expect(
      upgrades.map(({ kind, before, after }) => [kind, before?.chart, before?.version, after?.version]),
    ).toEqual(base.installations.map(({ chart }) => ['upgrade', chart, '1.22.2', '1.23.0']));
  });

  it('keeps charts of one file of Java apart', async () => {
    const chart = (name: string, version: string): string =>
      `new Release("${name}", ReleaseArgs.builder()\n  .chart("${name}")\n  .version("${version}")\n  .repositoryOpts(RepositoryOptsArgs.builder().repo("${R}").build())\n  .build());\n`;
    const { installations } = await detect(
      memoryTree({
        'Pulumi.yaml': 'name: x\n',
        'src/App.java': chart('base', '1.22.1') + chart('istiod', '1.22.2'),
      }),
    );
    expect(installations.map(({ chart: name, version, at }) => `${name} ${version} ${at.line}`)).toEqual([
      'base 1.22.1 3',
      'istiod 1.22.2 8',
    ]);
  });

  it.each<[string, Files]>([
    [
      'a client library',
      { 'go.mod': 'module x\nrequire istio.io/api v1.22.2\nrequire istio.io/client-go v1.22.2\n' },
    ],
    [
      'code that speaks to the mesh',
      { 'main.go': 'import v1 "istio.io/client-go/pkg/apis/networking/v1"\nvar vs = &v1.VirtualService{}\n' },
    ],
    ['a test', { 'mesh_test.go': 'exec.Command("istioctl", "install", "--set", "tag=1.22.2")\n' }],
    [
      'the address of an add-on',
      {
        'a.sh':
          'kubectl apply -f https://raw.githubusercontent.com/istio/istio/release-1.22/samples/addons/kiali.yaml\n',
      },
    ],
    ['a comment', { 'a.sh': `# helm upgrade --install istiod istiod --repo ${R} --version 1.22.2\n` }],
    ['a comment in code', { 'deploy.py': `import os\n# subprocess.run(["istioctl", "install"])\n` }],
    [
      'the version of another tool',
      { '.tool-versions': 'helm 1.22.2\n', 'mise.toml': '[tools]\nkubectl = "1.22.2"\n' },
    ],
  ])('finds nothing in %s', async (_, files) => {
    const tree = memoryTree(files);
    const detection = await detect(tree);
    expect(detection.installations).toEqual([]);
    expect(await unreadForms(tree)).toEqual([]);
    expect(await unreadMentions(tree, detection)).toEqual([]);
    expect(
      await unreadResources(
        tree,
        () => false,
        () => undefined,
      ),
    ).toEqual([]);
  });

  it.each<[string, Files, string]>([
    [
      'a command that Python runs',
      { 'deploy.py': `import subprocess\nsubprocess.run(["istioctl", "install", "-y"])\n` },
      'deploy.py:2',
    ],
    [
      'a command that Go runs',
      {
        'main.go':
          'package main\n\nvar c = exec.Command("helm", "upgrade", "--install", "istiod", "istio/istiod", "--version", version())\n',
      },
      'main.go:3',
    ],
    ['a command in one text', { 'deploy.rb': 'system "istioctl upgrade -y -f mesh.yaml"\n' }, 'deploy.rb:1'],
  ])('names %s as not read', async (_, files, place) => {
    const found = await unreadForms(memoryTree(files));
    expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual([place]);
    const moved = await unreadForms(memoryTree({ ...files, 'x.env': 'ISTIO_VERSION=1.23.0\n' }));
    expect(moved[0]?.fingerprint).not.toBe(found[0]?.fingerprint);
  });

  it.each<[string, Files, string]>([
    [
      'a text in TypeScript',
      {
        'src/a.ts':
          'import "@kubernetes/client-node"; const dr = `\napiVersion: networking.istio.io/v1\nkind: DestinationRule\n`;\n',
      },
      'src/a.ts:3',
    ],
    [
      'a dictionary in Python',
      {
        'a.py':
          'from kubernetes import client; DR = {\n  "apiVersion": "networking.istio.io/v1",\n  "kind": "DestinationRule",\n}\n',
      },
      'a.py:3',
    ],
    [
      'a text file',
      { 'rules.txt': 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n' },
      'rules.txt:2',
    ],
    [
      'a file whose name has no end',
      { 'hack/rules': 'apiVersion: networking.istio.io/v1\nkind: VirtualService\n' },
      'hack/rules:2',
    ],
  ])('names resources in %s as not read', async (_, files, place) => {
    const found = await unreadResources(
      memoryTree(files),
      () => false,
      () => undefined,
    );
    expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual([place]);
  });
});
