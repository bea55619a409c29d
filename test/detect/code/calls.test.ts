/** Functions and methods of one name, told apart by whom callers call, and functions that are handed the name of a chart. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';
const OTHER = 'https://charts.jetstack.io';
const PROJECT = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n' };

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ ...PROJECT, ...files }));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

function ofScript(name: string, chart: string, repo: string): string {
  return `export class ${name} {\n  install(version: string) {\n    new k8s.helm.v3.Release("${chart}", { chart: "${chart}", version, repositoryOpts: { repo: "${repo}" } });\n  }\n}\n`;
}

function ofPython(name: string, chart: string, repo: string): string {
  return `class ${name}:\n    def install(self, version):\n        k8s.helm.v3.Release("${chart}", chart="${chart}", version=version,\n            repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${repo}"))\n\n`;
}

function ofGo(head: string, chart: string, repo: string): string {
  return `${head}(ctx *pulumi.Context, version string) error {\n\t_, err := helm.NewRelease(ctx, "${chart}", &helm.ReleaseArgs{\n\t\tChart:   pulumi.String("${chart}"),\n\t\tVersion: pulumi.String(version),\n\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("${repo}")},\n\t})\n\treturn err\n}\n\n`;
}

function ofSharp(name: string, chart: string, repo: string): string {
  return `class ${name}\n{\n    public void Install(string version)\n    {\n        new Release("${chart}", new ReleaseArgs\n        {\n            Chart = "${chart}",\n            Version = version,\n            RepositoryOpts = new RepositoryOptsArgs { Repo = "${repo}" },\n        });\n    }\n}\n`;
}

function ofJava(name: string, chart: string): string {
  return `package acme;\npublic class ${name} {\n    public static void install(String version) {\n        new Release("${chart}", ReleaseArgs.builder().chart("${chart}").version(version).repositoryOpts(RepositoryOptsArgs.builder().repo("${REPO}").build()).build());\n    }\n}\n`;
}

const K8S = 'import * as k8s from "@pulumi/kubernetes";\n';
const MESH = ofScript('Mesh', 'istiod', REPO);
const CERTS = ofScript('Certs', 'cert-manager', OTHER);
const BOTH = `${K8S}${MESH}${CERTS}`;
const MODULE = { 'go.mod': 'module example.org/infra\n' };

describe('detect: methods of one name', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'of what is made in place',
      { 'index.ts': `${BOTH}new Mesh().install("1.22.2");\nnew Certs().install("1.13.0");\n` },
      ['istiod 1.22.2 index.ts:12'],
    ],
    [
      'of constants',
      {
        'index.ts': `${BOTH}const mesh = new Mesh();\nconst certs = new Certs();\ncerts.install("1.13.0");\nmesh.install("1.22.2");\n`,
      },
      ['istiod 1.22.2 index.ts:15'],
    ],
    [
      'of parameters, in other files',
      {
        'mesh.ts': `${K8S}${MESH}`,
        'certs.ts': `${K8S}${CERTS}`,
        'index.ts':
          'import { Mesh } from "./mesh";\nimport { Certs } from "./certs";\nfunction run(certs: Certs, mesh: Mesh) {\n  certs.install("1.13.0");\n  mesh.install("1.22.2");\n}\n',
      },
      ['istiod 1.22.2 index.ts:5'],
    ],
    [
      'of fields',
      {
        'index.ts': `${BOTH}class App {\n  private readonly mesh = new Mesh();\n  private readonly certs = new Certs();\n  run() {\n    this.certs.install("1.13.0");\n    this.mesh.install("1.22.2");\n  }\n}\n`,
      },
      ['istiod 1.22.2 index.ts:17'],
    ],
    [
      'of a class that is one of these',
      {
        'index.ts': `${BOTH}class OwnMesh extends Mesh {}\nnew OwnMesh().install("1.22.2");\nnew Certs().install("1.13.0");\n`,
      },
      ['istiod 1.22.2 index.ts:13'],
    ],
    [
      'of objects',
      {
        'index.ts': `${K8S}const mesh = {\n  install(version: string) {\n    new k8s.helm.v3.Release("istiod", { chart: "istiod", version, repositoryOpts: { repo: "${REPO}" } });\n  },\n};\nconst certs = {\n  install(version: string) {\n    load(version);\n  },\n};\nmesh.install("1.22.2");\ncerts.install("1.13.0");\n`,
      },
      ['istiod 1.22.2 index.ts:12'],
    ],
    [
      'with fields of their own',
      {
        'index.ts': `${K8S}class Certs {\n  constructor(version: string) {\n    this.version = version;\n  }\n}\nclass Mesh {\n  constructor(version: string) {\n    this.version = version;\n  }\n  install() {\n    new k8s.helm.v3.Release("istiod", { chart: "istiod", version: this.version, repositoryOpts: { repo: "${REPO}" } });\n  }\n}\nnew Mesh("1.22.2").install();\nnew Certs("1.13.0").install();\n`,
      },
      ['istiod 1.22.2 index.ts:15'],
    ],
    [
      'with a field that another class sets',
      {
        'index.ts': `${K8S}class Certs {\n  constructor(version: string) {\n    this.version = version;\n  }\n}\nclass Mesh {\n  constructor(private readonly version: string) {}\n  install() {\n    new k8s.helm.v3.Release("istiod", { chart: "istiod", version: this.version, repositoryOpts: { repo: "${REPO}" } });\n  }\n}\nnew Mesh("1.22.2").install();\nnew Certs("1.13.0").install();\n`,
      },
      ['istiod 1.22.2 index.ts:13'],
    ],
    [
      'of a library',
      { 'index.ts': `${K8S}${MESH}new Mesh().install("1.22.2");\nnew lib.Certs().install("1.13.0");\n` },
      ['istiod 1.22.2 index.ts:7'],
    ],
    [
      'of what nobody can tell',
      { 'index.ts': `${BOTH}for (const one of all()) one.install("1.13.0");\n` },
      ['istiod null index.ts:4'],
    ],
    [
      'of classes of one name, by their files',
      {
        'mesh/index.ts': `${K8S}${ofScript('Installer', 'istiod', REPO)}`,
        'certs/index.ts': `${K8S}${ofScript('Installer', 'cert-manager', OTHER)}`,
        'a.ts': 'import { Installer } from "./mesh/index.js";\nnew Installer().install("1.22.2");\n',
        'b.ts': 'import { Installer } from "./certs";\nnew Installer().install("1.13.0");\n',
      },
      ['istiod 1.22.2 a.ts:2'],
    ],
    [
      'of Python',
      {
        '__main__.py': `import pulumi_kubernetes as k8s\n\n${ofPython('Mesh', 'istiod', REPO)}${ofPython('Certs', 'cert-manager', OTHER)}Mesh().install("1.22.2")\ncerts = Certs()\ncerts.install("1.13.0")\n`,
      },
      ['istiod 1.22.2 __main__.py:13'],
    ],
    [
      'of Go',
      {
        'main.go': `package main\n\ntype Mesh struct{}\ntype Certs struct{}\n\n${ofGo('func (m *Mesh) Install', 'istiod', REPO)}${ofGo('func (c *Certs) Install', 'cert-manager', OTHER)}func main() {\n\tcerts := &Certs{}\n\tcerts.Install(ctx, "1.13.0")\n\tmesh := NewMesh()\n\tmesh.Install(ctx, "1.22.2")\n}\n`,
      },
      ['istiod 1.22.2 main.go:28'],
    ],
    [
      'of packages of Go',
      {
        ...MODULE,
        'pkg/mesh/mesh.go': `package mesh\n\n${ofGo('func Install', 'istiod', REPO)}`,
        'pkg/certs/certs.go': `package certs\n\n${ofGo('func Install', 'cert-manager', OTHER)}`,
        'main.go':
          'package main\n\nimport (\n\t"example.org/infra/pkg/certs"\n\t"example.org/infra/pkg/mesh"\n)\n\nfunc main() {\n\tcerts.Install(ctx, "1.13.0")\n\tmesh.Install(ctx, "1.22.2")\n}\n',
      },
      ['istiod 1.22.2 main.go:10'],
    ],
    [
      'of C#',
      {
        'Mesh.cs': ofSharp('Mesh', 'istiod', REPO),
        'Certs.cs': ofSharp('Certs', 'cert-manager', OTHER),
        'Program.cs':
          'var certs = new Certs();\ncerts.Install("1.13.0");\nMesh mesh = new();\nmesh.Install("1.22.2");\n',
      },
      ['istiod 1.22.2 Program.cs:4'],
    ],
    [
      'of Java',
      {
        'src/acme/Mesh.java': ofJava('Mesh', 'istiod'),
        'src/acme/Certs.java': ofJava('Certs', 'cert-manager'),
        'src/acme/App.java':
          'package acme;\npublic class App {\n    public static void main(String[] args) {\n        Certs.install("1.13.0");\n        Mesh.install("1.22.2");\n    }\n}\n',
      },
      ['istiod 1.22.2 src/acme/App.java:5'],
    ],
  ])('tells them apart: %s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });
});

const IMPORT = `${K8S}const ISTIO_REPO = "${REPO}";\n`;
const OPTS = 'repositoryOpts: { repo: ISTIO_REPO }';

describe('detect: functions that are handed the name of a chart', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'of one expression',
      {
        'index.ts': `${IMPORT}const install = (chart: string, version: string) =>\n  new k8s.helm.v3.Chart(chart, { chart, version, fetchOpts: { repo: ISTIO_REPO } });\ninstall("base", "1.22.2");\ninstall("istiod", "1.22.1");\ninstall("cni", load());\n`,
      },
      ['base 1.22.2 index.ts:5', 'istiod 1.22.1 index.ts:6', 'cni null index.ts:7'],
    ],
    [
      'with fields of options, and a constant otherwise',
      {
        'index.ts': `${IMPORT}const VERSION = "1.22.2";\nfunction install(name: string, opts: Opts) {\n  return new k8s.helm.v3.Release(name, { chart: opts.chart, version: opts.version ?? VERSION, ${OPTS} });\n}\ninstall("a", { chart: "base" });\ninstall("b", { chart: "istiod", version: "1.22.1" });\n`,
      },
      ['istiod 1.22.1 index.ts:8', 'base 1.22.2 index.ts:3'],
    ],
    [
      'in loops, with a default',
      {
        'index.ts': `${IMPORT}function install(chart: string, version = "1.22.2") {\n  new k8s.helm.v3.Release(chart, { chart, version, ${OPTS} });\n}\nfor (const c of ["base", "istiod"]) install(c);\n[\n  { n: "cni", v: "1.22.1" },\n  { n: "ztunnel", v: "1.22.0" },\n].forEach(c => install(c.n, c.v));\n`,
      },
      [
        'base 1.22.2 index.ts:3',
        'istiod 1.22.2 index.ts:3',
        'cni 1.22.1 index.ts:8',
        'ztunnel 1.22.0 index.ts:9',
      ],
    ],
    [
      'of another file',
      {
        'lib.ts': `${IMPORT}export function install(args: Args) {\n  const { chart, version } = args;\n  new k8s.helm.v3.Release(chart, { chart, version, ${OPTS} });\n}\n`,
        'index.ts':
          'import { install } from "./lib";\ninstall({ chart: "base", version: "1.22.2" });\ninstall({ chart: "cni", version: "1.22.1" });\n',
      },
      ['base 1.22.2 index.ts:2', 'cni 1.22.1 index.ts:3'],
    ],
    [
      'by a function that is handed the version in its turn',
      {
        'index.ts': `${IMPORT}function install(chart: string, version: string) {\n  new k8s.helm.v3.Release(chart, { chart, version, ${OPTS} });\n}\nfunction mesh(version: string) {\n  install("base", version);\n  install("istiod", version);\n}\nmesh("1.22.2");\n`,
      },
      ['base 1.22.2 index.ts:10', 'istiod 1.22.2 index.ts:10'],
    ],
    [
      'of a class, beside another class with that method',
      {
        'index.ts': `${IMPORT}class Mesh {\n  install(chart: string, version: string) {\n    new k8s.helm.v3.Release(chart, { chart, version, ${OPTS} });\n  }\n}\nclass Certs {\n  install(chart: string, version: string) {\n    new k8s.helm.v3.Release(chart, { chart, version, repositoryOpts: { repo: "${OTHER}" } });\n  }\n}\nnew Mesh().install("istiod", "1.22.2");\nnew Certs().install("base", "1.13.0");\n`,
      },
      ['istiod 1.22.2 index.ts:13'],
    ],
    [
      'of Python',
      {
        '__main__.py': `import pulumi_kubernetes as k8s\n\nREPO = "${REPO}"\n\ndef install(chart, version="1.22.2", ns="istio-system"):\n    k8s.helm.v3.Release(chart, chart=chart, version=version,\n        repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo=REPO))\n\ninstall("base")\ninstall("istiod", version="1.22.1")\nfor name in ["cni", "ztunnel"]:\n    install(name, "1.22.0")\n`,
      },
      [
        'base 1.22.2 __main__.py:5',
        'istiod 1.22.1 __main__.py:10',
        'cni 1.22.0 __main__.py:12',
        'ztunnel 1.22.0 __main__.py:12',
      ],
    ],
    [
      'of Go',
      {
        'main.go': `package main\n\nfunc install(ctx *pulumi.Context, chart, version string) error {\n\t_, err := helm.NewRelease(ctx, chart, &helm.ReleaseArgs{\n\t\tChart:   pulumi.String(chart),\n\t\tVersion: pulumi.String(version),\n\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},\n\t})\n\treturn err\n}\n\nfunc main() {\n\tif err := install(ctx, "base", "1.22.2"); err != nil {\n\t\treturn\n\t}\n\tinstall(ctx, "istiod", "1.22.1")\n\tfor _, c := range []string{"cni", "ztunnel"} {\n\t\tinstall(ctx, c, "1.22.0")\n\t}\n}\n`,
      },
      [
        'base 1.22.2 main.go:13',
        'istiod 1.22.1 main.go:16',
        'cni 1.22.0 main.go:18',
        'ztunnel 1.22.0 main.go:18',
      ],
    ],
    [
      'with a repository, which one call hands over',
      {
        'index.ts': `${IMPORT}function install(chart: string, version: string, repo = ISTIO_REPO) {\n  new k8s.helm.v3.Release(chart, { chart, version, repositoryOpts: { repo } });\n}\ninstall("istiod", "1.22.2");\ninstall("base", "1.13.0", "${OTHER}");\n`,
      },
      ['istiod 1.22.2 index.ts:6'],
    ],
    [
      'of Go, that a name holds',
      {
        'main.go': `package main\n\nfunc main() {\n\tinstall := func(chart string, version string) error {\n\t\t_, err := helm.NewRelease(ctx, chart, &helm.ReleaseArgs{\n\t\t\tChart:   pulumi.String(chart),\n\t\t\tVersion: pulumi.String(version),\n\t\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},\n\t\t})\n\t\treturn err\n\t}\n\tinstall("base", "1.22.2")\n\tinstall("istiod", "1.22.1")\n}\n`,
      },
      ['base 1.22.2 main.go:12', 'istiod 1.22.1 main.go:13'],
    ],
  ])('reads each call: %s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });

  it('takes a short time for many places that many callers hand names', async () => {
    const chart = `  new k8s.helm.v3.Release(chart, { chart, version, ${OPTS} });\n`;
    const text = `${IMPORT}function install(chart: string, version: string) {\n${chart.repeat(2000)}}\n${'install("istiod", "1.22.2");\n'.repeat(2000)}`;
    expect((await found({ 'index.ts': text }))[0]).toBe('istiod 1.22.2 index.ts:2005');
  }, 10_000);

  it('reads what counts where the environment gives none', async () => {
    expect(
      await found({
        'index.ts': `${IMPORT}new k8s.helm.v3.Release("a", { chart: "istiod", version: process.env.ISTIO_VERSION || "1.24.2", ${OPTS} });\nnew k8s.helm.v3.Release("b", { chart: "base", version: process.env["ISTIO_VERSION"] ?? "1.24.1", ${OPTS} });\n`,
      }),
    ).toEqual(['istiod 1.24.2 index.ts:3', 'base 1.24.1 index.ts:4']);
  });
});
