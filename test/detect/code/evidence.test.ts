/** Charts in code and other languages: chart, version and line, and that their values are not read. */

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

describe('detect: code', () => {
  it('reads the CDK for Terraform', async () => {
    const program = `new helm.Release(this, "istiod", {\n  chart: "istiod",\n  version: "1.22.2",\n  repository: "${ISTIO}",\n});\n`;
    expect(await found({ 'deploy/cdktf.json': '{}', 'deploy/constructs/mesh.ts': program })).toEqual([
      'cdktf istiod 1.22.2 deploy/constructs/mesh.ts:3 true',
    ]);
  });

  it('takes the field for Istio of what a program of the project hands over, where that is one', async () => {
    const component = `new kubernetes.helm.v3.Release("istiod", {\n  chart: "istiod",\n  version: args.helm.istio.version,\n  repositoryOpts: { repo: "${ISTIO}" },\n});\n`;
    const caller = (version: string): string =>
      `// istio: { version: "1.20.0" }\nnew Mesh({\n  helm: {\n    istio: {\n      version: "${version}",\n      repositoryUrl,\n    },\n    other: { version: "0.1.0" },\n  },\n});\n`;
    const project = {
      'package.json': '{"dependencies": {"@pulumi/kubernetes": "4.0.0"}}',
      'mesh.ts': component,
    };
    expect(await found({ ...project, 'index.ts': caller('1.24.2') })).toEqual([
      'pulumi istiod 1.24.2 index.ts:5 true',
    ]);
    expect(await found({ ...project, 'a.ts': caller('1.24.2'), 'b.ts': caller('1.23.4') })).toEqual([
      'pulumi istiod null mesh.ts:3 true',
    ]);
  });

  describe('a version that is handed to the code', () => {
    const mesh = (version: string): string =>
      `export class Mesh {\n  constructor(props) {\n    const version = ${version};\n    cluster.addHelmChart('Istiod', {\n      chart: 'istiod',\n      version: version,\n      repository: 'oci://' + repository.uri,\n    });\n    cluster.addHelmChart('IstioBase', { chart: 'base', version: version, namespace: 'istio-system' });\n    cluster.addHelmChart('Other', { chart: 'gateway', version: '2.0.0' });\n  }\n}\n`;
    const project = { 'cdk.json': '{}', 'package.json': '{\n  "version": "0.1.0"\n}\n' };

    it('is its default where nothing else is known, of namesakes beside istiod as well', async () => {
      for (const otherwise of ['props.version ?? ', 'props.version || ', 'version or '])
        expect(await found({ ...project, 'lib/mesh.ts': mesh(`${otherwise}'1.22.2'`) })).toEqual([
          'cdk istiod 1.22.2 lib/mesh.ts:3 true',
          'cdk base 1.22.2 lib/mesh.ts:3 true',
        ]);
    });

    it('is what a list of versions has for Istio', async () => {
      const list = { 'build/versions.json': '{\n  "HELM": "4.1.1",\n  "ISTIO": "1.24.1"\n}\n' };
      for (const version of ["props.version ?? '1.22.2'", 'props.version'])
        expect(await found({ ...project, ...list, 'lib/mesh.ts': mesh(version) })).toEqual([
          'cdk istiod 1.24.1 build/versions.json:3 true',
          'cdk base 1.24.1 build/versions.json:3 true',
        ]);
    });

    it('is never that of a package, which has the same name', async () => {
      expect(await found({ ...project, 'lib/mesh.ts': mesh('props.version') })).toEqual([
        'cdk istiod null lib/mesh.ts:6 true',
        'cdk base null lib/mesh.ts:9 true',
      ]);
    });
  });

  it.each([
    ['lib/mesh.ts', 'lib/version.ts', "import { ISTIO } from './version';", 'export const ISTIO = "1.22.2";'],
    [
      'lib/mesh.mts',
      'lib/version.mts',
      "import { ISTIO } from './version.mjs';",
      'export const ISTIO = "1.22.2";',
    ],
    [
      'lib/mesh.js',
      'version/index.js',
      "const { ISTIO } = require('../version');",
      'exports.ISTIO = "1.22.2";',
    ],
    ['mesh/mesh.py', 'mesh/version.py', 'from .version import ISTIO', 'ISTIO = "1.22.2"'],
  ])('follows what %s imports of %s', async (file, module, line, constant) => {
    const chart = `${line}\nmesh = { chart: "istiod", version: ISTIO, repository: "${ISTIO}" }\n`;
    expect(await found({ 'cdk.json': '{}', [file]: chart, [module]: `${constant}\n` })).toEqual([
      `cdk istiod 1.22.2 ${module}:1 true`,
    ]);
  });

  it('imports nothing from outside of the tree', async () => {
    const chart = `import { V } from '../../../etc/version';\nconst mesh = { chart: "istiod", version: V, repository: "${ISTIO}" };\n`;
    expect(await found({ 'cdk.json': '{}', 'lib/mesh.ts': chart })).toEqual([
      'cdk istiod null lib/mesh.ts:2 true',
    ]);
  });

  it('reads Nix', async () => {
    const fetched = `{ lib }: {\n  istiod = lib.downloadHelmChart {\n    repo = "${ISTIO}";\n    chart = "istiod";\n    # version = "1.20.0";\n    version = "1.24.2";\n  };\n}\n`;
    expect(await found({ 'mesh.nix': fetched })).toEqual(['nix istiod 1.24.2 mesh.nix:6 true']);
  });

  it('leaves out what is commented', async () => {
    const chart = (name: string): string =>
      `new k8s.helm.v3.Chart("x", { chart: "${name}", version: "1.22.2", fetchOpts: { repo: "${ISTIO}" } });`;
    expect(
      await found({
        'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
        'index.ts': `// ${chart('istiod')}\n/* ${chart('cni')}\n${chart('ztunnel')} */\n${chart('base')} // ${chart('gateway')}\n`,
      }),
    ).toEqual(['pulumi base 1.22.2 index.ts:4 true']);
  });

  it('reads properties that are called after their constants', async () => {
    const program = [
      'const version = "1.28.1";',
      `const repositoryOpts = {\n  repo: "${ISTIO}",\n};`,
      'const base = new k8s.helm.v3.Release("istio-base", {\n  chart: "base",\n  version,\n  repositoryOpts,\n}, { dependsOn: ns });',
      'new k8s.helm.v3.Release("cni", { chart: "cni", repositoryOpts, version });',
      'new k8s.helm.v3.Release("gateway", { chart: "gateway", repositoryOpts: other, version });',
      '',
    ].join('\n');
    expect(await found({ 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n', 'index.ts': program })).toEqual([
      'pulumi base 1.28.1 index.ts:1 true',
      'pulumi cni 1.28.1 index.ts:1 true',
    ]);
  });

  it('reads Pulumi in TypeScript, constants and stacks', async () => {
    const program = [
      'import * as k8s from "@pulumi/kubernetes";',
      'const config = new pulumi.Config();',
      'const istioVersion = "1.22.2";',
      'const gatewayVersion = config.require("gatewayVersion");',
      `const repo = "${ISTIO}";`,
      'new k8s.helm.v3.Release("redis", { chart: "redis", version: "18.0.0", repositoryOpts: { repo: "https://x" } });',
      'const base = new k8s.helm.v3.Release("istio-base", {',
      '  chart: "base",',
      '  version: istioVersion,',
      '  repositoryOpts: { repo },',
      '  fetchOpts: { repo: repo },',
      '});',
      'new k8s.helm.v3.Chart("istiod", {',
      '  chart: "istiod",',
      '  version: "1.22.3",',
      `  fetchOpts: { repo: "${ISTIO}" },`,
      '  values: { pilot: { env: { A: "1" } } },',
      '});',
      'new k8s.helm.v3.Chart("gw", {',
      `  chart: "gateway", version: gatewayVersion, fetchOpts: { repo: "${ISTIO}" },`,
      '});',
      '',
    ].join('\n');
    expect(
      await found({
        'infra/Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
        'infra/Pulumi.prod.yaml': 'config:\n  mesh:gatewayVersion: 1.22.1\n',
        'infra/index.ts': program,
        'elsewhere/index.ts': program,
      }),
    ).toEqual([
      'pulumi base 1.22.2 infra/index.ts:3 true',
      'pulumi istiod 1.22.3 infra/index.ts:15 true',
      'pulumi gateway 1.22.1 infra/Pulumi.prod.yaml:2 true',
      // In no project: what the stacks of another one configure is not meant for it.
      'code base 1.22.2 elsewhere/index.ts:3 true',
      'code istiod 1.22.3 elsewhere/index.ts:15 true',
      'code gateway null elsewhere/index.ts:20 true',
    ]);
  });

  it('reads the AWS CDK in Python and TypeScript', async () => {
    expect(
      await found({
        'cdk.json': '{}',
        'stack.py': [
          'ISTIO = "1.22.2"',
          'cluster.add_helm_chart("istiod",',
          '    chart="istiod",',
          `    repository="${ISTIO}",`,
          '    version=ISTIO,',
          '    namespace="istio-system")',
          '',
        ].join('\n'),
        'lib/stack.ts': `cluster.addHelmChart('z', { chart: 'ztunnel', version: '1.22.4', repository: '${ISTIO}' });\n`,
      }),
    ).toEqual(['cdk ztunnel 1.22.4 lib/stack.ts:1 true', 'cdk istiod 1.22.2 stack.py:1 true']);
  });

  it('reads CUE, tasks of Ansible, and what their variables hold', async () => {
    expect(
      await found({
        'istiod.cue': [
          'Component: #Helm & {',
          '  Chart: {',
          '    name: "istiod"',
          '    version: "1.22.2"',
          `    repository: { name: "istio", url: "${ISTIO}" }`,
          '  }',
          '}',
          '',
        ].join('\n'),
        'roles/istio/defaults/main.yml': 'istio_version: 1.22.3\n',
        'roles/istio/tasks/main.yml': [
          '- name: other',
          '  kubernetes.core.helm: {name: x, chart_ref: x/y, chart_version: 1.0.0}',
          '- name: istiod',
          '  kubernetes.core.helm:',
          '    name: istiod',
          '    chart_ref: istio/istiod',
          '    chart_version: "{{ istio_version }}"',
          '',
        ].join('\n'),
      }),
    ).toEqual([
      'ansible istiod 1.22.3 roles/istio/defaults/main.yml:1 false',
      'cue istiod 1.22.2 istiod.cue:4 true',
    ]);
  });

  it('takes a comment for Renovate for evidence only where nothing else reads the line', async () => {
    const comment = `# renovate: datasource=helm depName=istiod registryUrl=${ISTIO}\n`;
    expect(
      await found({
        'env.yaml': `${comment}istiod: 1.22.2\n# renovate: datasource=helm depName=redis\nx: 1.0.0\n`,
      }),
    ).toEqual(['renovate istiod 1.22.2 env.yaml:2 true']);
    expect(
      await found({
        'install.sh': `${comment}ISTIO_VERSION="1.22.2"\nhelm upgrade -i istiod istio/istiod --version "$ISTIO_VERSION"\n`,
      }),
    ).toEqual(['script istiod 1.22.2 install.sh:2 false']);
  });

  it('takes what a package of Go shares, in a library that is no project', async () => {
    const chart = [
      'package mesh',
      'func NewBase(args *BaseArgs) {',
      '\tversion := DefaultVersion',
      '\tif args.Version != "" {',
      '\t\tversion = args.Version',
      '\t}',
      '\thelm.NewRelease(ctx, "istio-base", &helm.ReleaseArgs{',
      '\t\tRepositoryOpts: helm.RepositoryOptsArgs{Repo: pulumi.String(Charts)},',
      '\t\tChart:          pulumi.String("base"),',
      '\t\tVersion:        pulumi.String(version),',
      '\t})',
      '}',
      '',
    ].join('\n');
    const shared = `package mesh\n\nconst (\n\tDefaultVersion = "1.22.2"\n\tCharts = "${ISTIO}"\n)\n`;
    const elsewhere = 'package other\n\nconst DefaultVersion = "9.9.9"\n';
    const files = { 'mesh/base.go': chart, 'mesh/shared.go': shared, 'other/shared.go': elsewhere };
    const depends = 'module x\nrequire github.com/pulumi/pulumi-kubernetes/sdk/v4 v4.1.0\n';
    expect(await found({ ...files, 'go.mod': depends, 'notes.yaml': 'istio: true\n' })).toEqual([
      'pulumi base 1.22.2 mesh/shared.go:4 true',
    ]);
    expect(await found({ ...files, 'go.mod': 'module x\n', 'notes.yaml': 'istio: true\n' })).toEqual([]);
  });

  it('follows fields of CUE into the folders above, and a component that is called after its chart', async () => {
    const component = (name: string, inner: string): string =>
      `package p\nPart: #Helm & {\n\tName: "${name}"\n\tChart: {\n${inner}\t\tversion: Mesh.Version\n\t\trepository: {\n\t\t\tname: "istio"\n\t\t\turl:  "${ISTIO}"\n\t\t}\n\t}\n}\n`;
    expect(
      await found({
        'mesh.cue': 'package p\n#Mesh: {Version: string}\nMesh: #Mesh & {\n\tVersion: "1.22.2"\n}\n',
        'off/mesh.cue': 'package p\nMesh: Version: "1.20.0"\n',
        'parts/istiod/istiod.cue': component('istiod', ''),
        'parts/cni/cni.cue': component('mesh-cni', '\t\tname: "cni"\n'),
      }),
    ).toEqual(['cue cni 1.22.2 mesh.cue:4 true', 'cue istiod 1.22.2 mesh.cue:4 true']);
  });

  it.each<[string, string, string]>([
    [
      'of what a definition says',
      `Mesh: #Mesh & {\n\tVersion: "1.22.2"\n}\n#Mesh: {\n\tVersion: string\n\tSystem: {Namespace: "x"}\n\tRepository: {\n\t\tname: "istio"\n\t\turl: "${ISTIO}"\n\t}\n}\n`,
      'mesh.cue:3',
    ],
    [
      'behind objects, by names of others',
      `#Charts: {\n\tname: "istio"\n\turl: "${ISTIO}"\n}\nlet pinned = "1.22.2"\nMesh: {\n\tGateway: {Namespace: "x", Labels: {a: "b"}}\n\tRepository: #Charts\n\tVersion: string | *pinned\n}\n`,
      'mesh.cue:6',
    ],
    [
      'in one line, with a definition of another name',
      `Mesh: #Shared & {Ports: {http: 80}, Version: "1.22.2"}\n#Shared: Repository: url: string | *"${ISTIO}"\n#Shared: Version: =~"^1"\n`,
      'mesh.cue:2',
    ],
  ])('finds fields of CUE %s', async (_, shared, at) => {
    const component = (repository: string): string =>
      `package p\nPart: #Helm & {\n\tName: "istio-base"\n\tChart: {\n\t\tname: "base"\n\t\tversion: Mesh.Version\n\t\t${repository}\n\t}\n}\n`;
    for (const repository of [
      'repository: Mesh.Repository',
      'repository: url: Mesh.Repository.url',
      'repository: {\n\t\t\tname: "istio"\n\t\t\turl: Mesh.Repository.url\n\t\t}',
    ])
      expect(
        await found({ 'mesh.cue': `package p\n${shared}`, 'parts/base/base.cue': component(repository) }),
      ).toEqual([`cue base 1.22.2 ${at} true`]);
    const other = shared.replace(ISTIO, 'https://charts.example.org');
    expect(
      await found({
        'mesh.cue': `package p\n${other}`,
        'parts/base/base.cue': component('repository: Mesh.Repository'),
      }),
    ).toEqual([]);
  });

  it('follows fields of CUE to the repository that makes a name Istio\u2019s own', async () => {
    const instance = (repository: string, version: string): string =>
      `"edge": {\n\t\tvalues: {\n\t\t\t${repository}\n\t\t\tchart: {\n\t\t\t\tname: "base"\n\t\t\t\tversion: ${version}\n\t\t\t}\n\t\t}\n\t}`;
    const bundle = (head: string, one: string): Files => ({
      'bundles/mesh.cue': `bundle: {\n${head}\n\tinstances: ${one}\n}\n`,
    });
    const names = `\t_repo: "${ISTIO}"\n\t_istio: string | *"1.24.5" @timoni(runtime:string:ISTIO_VERSION)`;
    for (const repository of ['repository: url: _repo', 'repository: {url: _repo}', 'repoURL: _repo'])
      expect(await found(bundle(names, instance(repository, '_istio')))).toEqual([
        'cue base 1.24.5 bundles/mesh.cue:3 true',
      ]);
    const object = `\t#Istio: {\n\t\trepo: *"${ISTIO}" | string\n\t\tversion: *"1.24.5" | string\n\t}`;
    expect(await found(bundle(object, instance('repository: url: #Istio.repo', '#Istio.version')))).toEqual([
      'cue base 1.24.5 bundles/mesh.cue:4 true',
    ]);
    const other = names.replace(ISTIO, 'https://charts.example.org');
    expect(await found(bundle(other, instance('repository: url: _repo', '_istio')))).toEqual([]);
  });

  it('reads tasks that install charts in any playbook', async () => {
    const playbook =
      '- hosts: all\n  tasks:\n  - name: Base\n    kubernetes.core.helm:\n      name: base\n      chart_ref: istio/base\n' +
      '  - name: Plane\n    kubernetes.core.helm:\n      name: istiod\n      chart_ref: istio/istiod\n      chart_version: 1.22.2\n';
    expect(await found({ 'deploy.yaml': playbook })).toEqual([
      'ansible base null deploy.yaml:6 false',
      'ansible istiod 1.22.2 deploy.yaml:11 false',
    ]);
  });

  it('leaves out tasks that take a release away', async () => {
    const task = (state: string): string =>
      `- name: Plane\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: istio/istiod\n    chart_version: 1.22.2\n    ${state}\n`;
    expect(await found({ 'roles/mesh/tasks/remove.yml': task('state: absent') })).toEqual([]);
    expect(await found({ 'roles/mesh/tasks/remove.yml': task('release_state: "absent"') })).toEqual([]);
    expect(await found({ 'roles/mesh/tasks/add.yml': task('state: present') })).toEqual([
      'ansible istiod 1.22.2 roles/mesh/tasks/add.yml:5 false',
    ]);
  });

  describe('charts of a list', () => {
    const pulumi = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n' };
    const release = (chart: string, version = 'version'): string =>
      `  new k8s.helm.v3.Release(\`istio-\${chart}\`, {\n    ${chart},\n    ${version},\n    repositoryOpts: { repo },\n  });\n`;
    const repo = `const repo = "${ISTIO}";\n`;

    it('have each the version of their own object', async () => {
      const objects =
        'const charts = [\n  { name: "istio-base", chart: "base", version: "1.22.0" },\n  { name: "istiod", chart: "istiod", version: "1.22.1" },\n];\n';
      const bodies = [
        'for (const c of charts) {\n  new Release(c.name, { chart: c.chart, version: c.version, repositoryOpts: { repo } });\n}\n',
        'for (const { name, chart, version } of charts)\n  new Release(name, { chart, version, repositoryOpts: { repo } });\n',
        'charts.forEach(c => {\n  const { name, chart, version } = c;\n  new Release(name, { chart, version, repositoryOpts: { repo } });\n});\n',
        'install(charts, repo);\n',
      ];
      for (const body of bodies)
        expect(await found({ ...pulumi, 'index.ts': `${objects}${repo}${body}` })).toEqual([
          'pulumi base 1.22.0 index.ts:2 true',
          'pulumi istiod 1.22.1 index.ts:3 true',
        ]);
    });

    it('have no version of their neighbours', async () => {
      const objects = `const charts = [\n  { chart: "istiod", version: "1.22.1", repo: "${ISTIO}" },\n  { chart: "base", repo: "${ISTIO}" },\n];\n`;
      expect(await found({ ...pulumi, 'index.ts': objects })).toEqual([
        'pulumi istiod 1.22.1 index.ts:2 true',
        'pulumi base null index.ts:3 true',
      ]);
    });

    it('are installed by loops of JavaScript', async () => {
      const version = 'const version = "1.22.2";\n';
      for (const loop of [
        `for (const chart of ["base", "istiod"]) {\n${release('chart')}}\n`,
        `["base", "istiod"].forEach(chart => {\n${release('chart')}});\n`,
        `const all = ["base", "istiod"].map((chart) => {\n${release('chart')}});\n`,
        `const CHARTS: readonly string[] = ["base", "istiod"] as const;\nfor (const one of CHARTS) {\n${release('chart: one')}}\n`,
        `const CHARTS = ["base", "istiod"];\nCHARTS.forEach(async (one, index) => {\n${release('chart: `${one}`')}});\n`,
      ])
        expect(await found({ ...pulumi, 'index.ts': `${version}${repo}${loop}` })).toEqual([
          'pulumi base 1.22.2 index.ts:1 true',
          'pulumi istiod 1.22.2 index.ts:1 true',
        ]);
    });

    it('are none of lists that no loop makes charts of, nor of what is called', async () => {
      for (const loop of [
        `for (const name of ["base", "istiod"]) {\n  new Namespace(name);\n}\n`,
        `for (const chart of chartsOf(["base", "istiod"])) {\n${release('chart')}}\n`,
        `for (const other of ["base", "istiod"]) {\n${release('chart')}}\n`,
      ])
        expect(await found({ ...pulumi, 'index.ts': `const version = "1.22.2";\n${repo}${loop}` })).toEqual(
          [],
        );
    });

    it('take what an item leaves out from beside the loop', async () => {
      const program =
        `${repo}const version = "1.22.2";\nconst charts = [{ chart: "base" }, { chart: "cni", version: "1.22.3" }];\n` +
        'for (const c of charts) {\n  new Release(c.chart, { chart: c.chart, version: c.version ?? version, repositoryOpts: { repo } });\n}\n';
      expect(await found({ ...pulumi, 'index.ts': program })).toEqual([
        'pulumi base 1.22.2 index.ts:2 true',
        'pulumi cni 1.22.3 index.ts:3 true',
      ]);
    });

    it('are installed by loops of Python', async () => {
      const body = (chart: string): string =>
        `    Release(f"istio-{${chart}}", ReleaseArgs(\n        chart=${chart},\n        version=VERSION,\n        repository_opts=RepositoryOptsArgs(repo=REPO),\n    ))\nprint(chart)\n`;
      const head = `VERSION = "1.22.2"\nREPO = "${ISTIO}"\n`;
      for (const loop of [
        `for chart in ["base", "istiod"]:\n${body('chart')}`,
        `for name, chart in (\n    ("istio-base", "base"),\n    ("istiod", "istiod"),\n):\n${body('chart')}`,
        `CHARTS = [{"chart": "base"}, {"chart": "istiod"}]\nfor one in CHARTS:\n${body('one["chart"]')}`,
      ])
        expect(await found({ ...pulumi, '__main__.py': `${head}${loop}` })).toEqual([
          'pulumi base 1.22.2 __main__.py:1 true',
          'pulumi istiod 1.22.2 __main__.py:1 true',
        ]);
    });

    it('are installed by loops of Go, over structs with and without the names of their fields', async () => {
      const body = (list: string, types = ''): string =>
        `package main\n\nconst repo = "${ISTIO}"\n\n${types}func main() {\n\tfor _, r := range ${list} {\n\t\thelm.NewRelease(ctx, r.name, &helm.ReleaseArgs{\n\t\t\tChart: pulumi.String(r.chart),\n\t\t\tVersion: pulumi.String(r.version),\n\t\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String(repo)},\n\t\t})\n\t}\n}\n`;
      const fields = 'struct {\n\tname, chart string\n\tversion string\n}';
      for (const [list, types] of [
        [
          '[]release{{"istio-base", "base", "1.22.0"}, {"istiod", "istiod", "1.22.1"}}',
          `type release ${fields}\n\n`,
        ],
        ['[]release{{chart: "base", version: "1.22.0"}, {chart: "istiod", version: "1.22.1"}}', ''],
        [`[]${fields}{{"istio-base", "base", "1.22.0"}, {"istiod", "istiod", "1.22.1"}}`, ''],
      ]) {
        const text = body(list ?? '', types);
        const line = text.slice(0, text.indexOf('1.22.0')).split('\n').length;
        expect(await found({ ...pulumi, 'main.go': text })).toEqual([
          `pulumi base 1.22.0 main.go:${line} true`,
          `pulumi istiod 1.22.1 main.go:${line} true`,
        ]);
      }
    });
  });

  it('takes the repository that a class keeps, or a field of an object', async () => {
    const chart = (repository: string): string =>
      `cluster.addHelmChart('base', {\n  chart: 'base',\n  repository: ${repository},\n  version: Istio.VERSION,\n});\n`;
    const kept = `class Istio {\n  private static readonly VERSION = '1.22.2';\n  private static readonly REPO = '${ISTIO}';\n}\n`;
    const object = `const Istio = {\n  VERSION: '1.22.2',\n  charts: { repo: '${ISTIO}' },\n};\n`;
    expect(await found({ 'cdk.json': '{}', 'istio.ts': `${kept}${chart('Istio.REPO')}` })).toEqual([
      'cdk base 1.22.2 istio.ts:2 true',
    ]);
    expect(await found({ 'cdk.json': '{}', 'istio.ts': `${object}${chart('Istio.charts.repo')}` })).toEqual([
      'cdk base 1.22.2 istio.ts:2 true',
    ]);
    // What another call is given under that name is nothing of these.
    const other = `install({ repo = '${ISTIO}' });\n`;
    expect(await found({ 'cdk.json': '{}', 'istio.ts': `${other}${chart('props.repo')}` })).toEqual([]);
  });

  it('takes fields of dictionaries of Python', async () => {
    const program = (version: string): string =>
      `OTHER = {"version": "1.0.0"}\nISTIO = {\n    "repo": "${ISTIO}",\n    "chart": {"version": "1.21.4"},\n    "version": "1.21.5",\n}\nRelease("base", ReleaseArgs(\n    chart="base",\n    version=${version},\n    repository_opts=RepositoryOptsArgs(repo=ISTIO["repo"]),\n))\n`;
    const pulumi = { 'Pulumi.yaml': 'name: mesh\nruntime: python\n' };
    expect(await found({ ...pulumi, '__main__.py': program('ISTIO["version"]') })).toEqual([
      'pulumi base 1.21.5 __main__.py:5 true',
    ]);
    expect(await found({ ...pulumi, '__main__.py': program('ISTIO["chart"]["version"]') })).toEqual([
      'pulumi base 1.21.4 __main__.py:4 true',
    ]);
    expect(await found({ ...pulumi, '__main__.py': program('ISTIO["release"]') })).toEqual([
      'pulumi base null __main__.py:9 true',
    ]);
  });

  describe('settings of Pulumi', () => {
    const program = (version: string): string =>
      `const config = new pulumi.Config();\nconst istioVersion = ${version};\nnew Release("istiod", {\n  chart: "istiod",\n  version: istioVersion,\n  repositoryOpts: { repo: "${ISTIO}" },\n});\n`;
    const project = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n' };
    const stack = (version: string): string => `config:\n  mesh:mesh_version: ${version}\n`;

    it('are what the program says where nobody sets them', async () => {
      for (const asked of ['get("mesh_version", "1.22.0")', 'GetString("mesh_version", "1.22.0")'])
        expect(await found({ ...project, 'index.ts': program(`config.${asked}`) })).toEqual([
          'pulumi istiod 1.22.0 index.ts:2 true',
        ]);
      for (const otherwise of ['?? "1.22.0"', '|| "1.22.0"'])
        expect(
          await found({ ...project, 'index.ts': program(`config.get("mesh_version") ${otherwise}`) }),
        ).toEqual(['pulumi istiod 1.22.0 index.ts:2 true']);
      const inPlace = `const config = new pulumi.Config();\nnew Release("istiod", {\n  chart: "istiod",\n  version: config.get("mesh_version") ?? "1.22.0",\n  repositoryOpts: { repo: "${ISTIO}" },\n});\n`;
      expect(await found({ ...project, 'index.ts': inPlace })).toEqual([
        'pulumi istiod 1.22.0 index.ts:4 true',
      ]);
    });

    it('are those of each stack, where they differ', async () => {
      const files = { ...project, 'index.ts': program('config.require("mesh_version")') };
      expect(
        await found({
          ...files,
          'Pulumi.dev.yaml': stack('1.23.0'),
          'Pulumi.prod.yaml': stack('1.22.0'),
          'other/Pulumi.dev.yaml': stack('1.20.0'),
        }),
      ).toEqual([
        'pulumi istiod 1.23.0 Pulumi.dev.yaml:2 true',
        'pulumi istiod 1.22.0 Pulumi.prod.yaml:2 true',
      ]);
      expect(
        await found({ ...files, 'Pulumi.dev.yaml': stack('1.22.0'), 'Pulumi.prod.yaml': stack('1.22.0') }),
      ).toEqual(['pulumi istiod 1.22.0 Pulumi.dev.yaml:2 true']);
      const preset = { ...project, 'index.ts': program('config.GetString("mesh_version", "1.21.0")') };
      expect(await found({ ...preset, 'Pulumi.dev.yaml': stack('1.22.0') })).toEqual([
        'pulumi istiod 1.22.0 Pulumi.dev.yaml:2 true',
      ]);
    });

    it('are the default of the project or of the program for stacks that do not set them', async () => {
      const stacks = {
        'Pulumi.dev.yaml': stack('1.23.0'),
        'Pulumi.prod.yaml': 'config:\n  aws:mesh_version: 1.1.1\n',
      };
      const byDefault = 'name: mesh\nruntime: nodejs\nconfig:\n  mesh:mesh_version:\n    default: 1.22.0\n';
      expect(
        await found({
          ...stacks,
          'Pulumi.yaml': byDefault,
          'index.ts': program('config.require("mesh_version")'),
        }),
      ).toEqual(['pulumi istiod 1.23.0 Pulumi.dev.yaml:2 true', 'pulumi istiod 1.22.0 Pulumi.yaml:5 true']);
      expect(
        await found({ ...stacks, ...project, 'index.ts': program('config.get("mesh_version") ?? "1.22.1"') }),
      ).toEqual(['pulumi istiod 1.23.0 Pulumi.dev.yaml:2 true', 'pulumi istiod 1.22.1 index.ts:2 true']);
    });

    it('are not known where a stack keeps them to itself', async () => {
      const secret = 'config:\n  mesh:mesh_version:\n    secure: AAAB\n';
      expect(
        await found({
          ...project,
          'index.ts': program('config.get("mesh_version") ?? "1.22.1"'),
          'Pulumi.dev.yaml': 'config: {}\n',
          'Pulumi.prod.yaml': secret,
        }),
      ).toEqual(['pulumi istiod 1.22.1 index.ts:2 true', 'pulumi istiod null Pulumi.prod.yaml:2 true']);
    });

    it('are found by the constants that stand for them otherwise', async () => {
      const settings = `ISTIO = {\n    "repo": "${ISTIO}",\n    "version": "1.21.4",\n}\n`;
      const python =
        'from mesh.settings import ISTIO\n\nconfig = pulumi.Config("mesh")\nistio_version = config.get("version") or ISTIO["version"]\n\n' +
        'Release("base", ReleaseArgs(chart="base", version=istio_version, repository_opts=RepositoryOptsArgs(repo=ISTIO["repo"])))\n';
      const files = {
        'Pulumi.yaml': 'name: app\nruntime: python\n',
        'mesh/settings.py': settings,
        '__main__.py': python,
      };
      expect(await found(files)).toEqual(['pulumi base 1.21.4 mesh/settings.py:3 true']);
      expect(
        await found({
          ...files,
          'Pulumi.dev.yaml': 'config:\n  mesh:version: 1.23.0\n  app:version: 1.1.1\n',
          'Pulumi.prod.yaml': 'config:\n  app:version: 1.1.1\n',
        }),
      ).toEqual(['pulumi base 1.23.0 Pulumi.dev.yaml:2 true', 'pulumi base 1.21.4 mesh/settings.py:3 true']);
    });

    it('are those of each stack in programs of YAML', async () => {
      const yaml = `name: mesh\nruntime: yaml\nconfig:\n  istioVersion:\n    type: string\n    default: 1.18.5\nresources:\n  istiod:\n    type: kubernetes:helm.sh/v3:Release\n    properties:\n      chart: istiod\n      version: \${istioVersion}\n      repositoryOpts:\n        repo: ${ISTIO}\n`;
      expect(
        await found({
          'Pulumi.yaml': yaml,
          'Pulumi.prod.yaml': 'config:\n  mesh:replicas: 3\n',
          'Pulumi.staging.yaml': 'config:\n  mesh:istioVersion: 1.19.3\n',
        }),
      ).toEqual([
        'listed-chart istiod 1.18.5 Pulumi.yaml:6 true',
        'listed-chart istiod 1.19.3 Pulumi.staging.yaml:2 true',
      ]);
    });
  });

  it('reads add-ons of EKS Blueprints, with and without a version', async () => {
    const stack = (text: string): string =>
      `import * as blueprints from '@aws-quickstart/eks-blueprints';\nconst istio = { version: '1.21.4' };\n${text}`;
    const addOns = stack(
      "builder.addOns(\n  new blueprints.addons.IstioBaseAddOn({\n    version: '1.22.2',\n  }),\n" +
        '  new blueprints.IstioControlPlaneAddOn(istio),\n  new blueprints.IstioCniAddon({ values: { version: "1.0.0" } }),\n' +
        '  new blueprints.IstioIngressGatewayAddon(),\n  new blueprints.CertManagerAddOn({ version: "1.13.0" }),\n);\n',
    );
    expect(await found({ 'cdk.json': '{}', 'bin/app.ts': addOns })).toEqual([
      'cdk base 1.22.2 bin/app.ts:5 true',
      'cdk istiod 1.21.4 bin/app.ts:2 true',
      'cdk cni null bin/app.ts:8 true',
      'cdk gateway null bin/app.ts:9 true',
    ]);
    expect(
      await found({
        'cdk.json': '{}',
        'versions.ts': "export const MESH = '1.22.2';\n",
        'app.ts': stack(
          "import { MESH } from './versions';\nnew IstioBaseAddOn({ ...common });\nnew IstioCniAddOn({ version: MESH });\n",
        ),
      }),
    ).toEqual(['cdk base null app.ts:4 true', 'cdk cni 1.22.2 versions.ts:1 true']);
    // A class of somebody's own.
    expect(
      await found({ 'cdk.json': '{}', 'app.ts': "new IstioBaseAddOn({ version: '1.22.2' }); // istio\n" }),
    ).toEqual([]);
  });

  it('takes what a release is called for no chart where its chart is named beside it', async () => {
    const release = (fields: string): string => `const mesh = {\n  istiod: {\n${fields}  },\n};\n`;
    expect(
      await found({
        'cdktf.json': '{}',
        'mesh.ts': release(`    name: 'istiod',\n    chart: 'istiod',\n    repository: '${ISTIO}',\n`),
        'own.ts': release(
          "    name: 'istiod',\n    chart: './charts/own',\n    version: '1.22.2', // istio\n",
        ),
      }),
    ).toEqual(['cdktf istiod null mesh.ts:4 true']);
  });

  describe('constants of other packages of Go', () => {
    const MODULE = 'module example.org/mesh // of ours\n\ngo 1.22\n';
    const main = (
      version: string,
      imported = '\t"example.org/mesh/pkg/versions"\n',
      chart = '"cni"',
    ): string =>
      `package mesh\n\nimport (\n\t"fmt"\n\n${imported}\t"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v4"\n)\n\nfunc install() {\n\topts := &helm.RepositoryOptsArgs{\n\t\tRepo: pulumi.String("${ISTIO}"),\n\t}\n\thelm.NewChart(ctx, "mesh", &helm.ChartArgs{\n\t\tChart: pulumi.String(${chart}),\n\t\tVersion: pulumi.String(${version}),\n\t\tRepositoryOpts: opts,\n\t})\n}\n`;
    const versions =
      'package versions\n\nconst (\n\tCilium = "1.19.5"\n\tIstio = "1.22.2"\n\tOther = "1.20.1"\n\tDefault = Istio\n\tTunnel = "ztunnel"\n)\n\n' +
      'var Theirs = Versions{Mesh: "1.18.1"}\nvar Ours = &Versions{\n\tMesh: "1.21.4",\n}\nvar ByName = map[string]string{"mesh": "1.21.5"}\n';

    it.each([
      ['a constant', main('versions.Istio'), 'cni 1.22.2 pkg/versions/versions.go:5'],
      [
        'under a name of its own',
        main('v.Other', '\tv "example.org/mesh/pkg/versions"\n'),
        'cni 1.20.1 pkg/versions/versions.go:6',
      ],
      ['one that stands for another', main('versions.Default'), 'cni 1.22.2 pkg/versions/versions.go:5'],
      [
        'the chart as well',
        main('versions.Istio', undefined, 'versions.Tunnel'),
        'ztunnel 1.22.2 pkg/versions/versions.go:5',
      ],
      ['a field of a struct', main('versions.Ours.Mesh'), 'cni 1.21.4 pkg/versions/versions.go:13'],
      ['a value of a map', main('versions.ByName["mesh"]'), 'cni 1.21.5 pkg/versions/versions.go:15'],
      ['nothing of another struct', main('versions.Unknown.Mesh'), 'cni null cmd/mesh.go:16'],
      ['nothing without the package', main('Istio'), 'cni null cmd/mesh.go:16'],
      [
        'nothing of a namesake elsewhere',
        main('versions.Istio', '\t"example.com/other/versions"\n'),
        'cni null cmd/mesh.go:16',
      ],
    ])('are known: %s', async (_, code, expected) => {
      expect(
        await found({
          'go.mod': MODULE,
          'Pulumi.yaml': 'name: mesh\nruntime: go\n',
          'cmd/mesh.go': code,
          'pkg/versions/versions.go': versions,
        }),
      ).toEqual([`pulumi ${expected} true`]);
    });

    it('are handed to a function of another package, in a program that has no project', async () => {
      const mesh = main('args.Version', '').replace(
        'install()',
        'NewMesh(ctx *pulumi.Context, name string, args *MeshArgs)',
      );
      const deploy =
        'package deploy\n\nimport (\n\t"example.org/mesh/pkg/components/mesh"\n\t"example.org/mesh/pkg/versions"\n)\n\nfunc run() {\n\tmesh.NewMesh(ctx, "mesh", &mesh.MeshArgs{\n\t\tVersion: versions.Istio,\n\t})\n}\n';
      expect(
        await found({
          'go.mod': `${MODULE}require github.com/pulumi/pulumi-kubernetes/sdk/v4 v4.18.0\n`,
          'pkg/components/mesh/mesh.go': mesh,
          'pkg/deploy/deploy.go': deploy,
          'pkg/versions/versions.go': versions,
        }),
      ).toEqual(['pulumi cni 1.22.2 pkg/versions/versions.go:5 true']);
    });
  });

  it.each<readonly [string, Files, string]>([
    [
      'that a file hands on',
      {
        'index.ts': 'import { MESH } from "./config";\n',
        'config/index.ts': 'export * from "./versions";\n',
        'config/versions.ts': 'export const MESH = "1.22.2";\n',
      },
      'config/versions.ts:1',
    ],
    [
      'that is named from where the program runs',
      { 'stacks/mesh.py': 'from config.versions import MESH\n', 'config/versions.py': 'MESH = "1.22.2"\n' },
      'config/versions.py:1',
    ],
    [
      'of the folder above',
      { 'stacks/mesh.py': 'from ..config import (\n    MESH,\n)\n', 'config.py': 'MESH = "1.22.2"\n' },
      'config.py:1',
    ],
    [
      'of a package of Python',
      { 'main.py': 'from config import versions as v, other\n', 'config/versions.py': 'MESH = "1.22.2"\n' },
      'config/versions.py:1',
    ],
    [
      'by its name alone',
      { 'main.py': 'import config.versions\n', 'config/versions.py': 'MESH = "1.22.2"\n' },
      'config/versions.py:1',
    ],
  ])('takes constants of a module %s', async (_, files, at) => {
    const [main = '', ...others] = Object.keys(files);
    const call = main.endsWith('.py')
      ? `Release("z", chart="ztunnel", version=MESH, repository_opts=Opts(repo="${ISTIO}"))\n`
      : `new Release("z", { chart: "ztunnel", version: MESH, repositoryOpts: { repo: "${ISTIO}" } });\n`;
    const program = { [main]: `${files[main] ?? ''}${call}` };
    const rest = Object.fromEntries(others.map(name => [name, files[name] ?? '']));
    expect(await found({ 'Pulumi.yaml': 'name: mesh\n', ...program, ...rest })).toEqual([
      `pulumi ztunnel 1.22.2 ${at} true`,
    ]);
  });

  it('never guesses a version that code computes', async () => {
    expect(
      await found({
        'cdk.json': '{}',
        'stack.ts': `cluster.addHelmChart('z', { chart: 'istiod', version: versionOf('istio'), repository: '${ISTIO}' });\n`,
      }),
    ).toEqual(['cdk istiod null stack.ts:1 true']);
  });
});
