/** Functions and methods of one name, told apart by whom callers call. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Files } from '../support/scenario.js';

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
