/** Versions that code hands from one class or function to another, and names that are those of one function alone. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(
    ({ chart, version, at, environment }) =>
      `${chart} ${version} ${at.file}:${at.line}${environment ? ` ${environment}` : ''}`,
  );
}

/** A class of TypeScript that installs istiod. */
function script(params: string, version: string, before = ''): string {
  return `import * as k8s from "@pulumi/kubernetes";\nexport class Mesh {\n  constructor(${params}) {\n    ${before}\n    new k8s.helm.v3.Release("istiod", { chart: "istiod", ${version}, repositoryOpts: { repo: "${REPO}" } });\n  }\n}\n`;
}

/** A function of Python that installs istiod. */
function python(head: string, body = ''): string {
  return `import pulumi_kubernetes as k8s\n\ndef other():\n    version = "1.13.0"\n    k8s.helm.v3.Release("cm", chart="cert-manager", version=version)\n\n${head}:\n${body}    k8s.helm.v3.Release("istiod", chart="istiod", version=version,\n        repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"))\n`;
}

const PROJECT = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n' };
const CALL = 'import { Mesh } from "./mesh";\n';

describe('detect: versions that code hands on', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a field of what a constructor is given',
      {
        'mesh.ts': script('name: string, args: Args', 'version: args.version || "1.20.1"'),
        'index.ts': `${CALL}new Mesh("mesh", { version: "1.22.2" });\n`,
      },
      ['istiod 1.22.2 index.ts:2'],
    ],
    [
      'its default, where nobody gives it',
      {
        'mesh.ts': script('name: string, args: Args', 'version', 'const version = args.version ?? "1.20.1";'),
        'index.ts': `${CALL}new Mesh("mesh", {});\n`,
      },
      ['istiod 1.20.1 mesh.ts:4'],
    ],
    [
      'a field that is kept, of an object with a name',
      {
        'mesh.ts': script('name: string, private readonly args: Args', 'version: this.args.version'),
        'index.ts': `${CALL}const args = { version: "1.22.2" };\nnew Mesh("mesh", args);\n`,
      },
      ['istiod 1.22.2 index.ts:2'],
    ],
    [
      'an object that is taken apart',
      {
        'mesh.ts': script('name: string, args: Args', 'version', 'const { version } = args;'),
        'index.ts': `${CALL}new Mesh("mesh", { version: "1.22.2" });\n`,
      },
      ['istiod 1.22.2 index.ts:2'],
    ],
    [
      'several callers, of which one leaves it to the default',
      {
        'mesh.ts': script('name: string, version = "1.20.1"', 'version'),
        'index.ts': `${CALL}new Mesh("dev", "1.22.2");\nnew Mesh("prod");\n`,
      },
      ['istiod 1.22.2 index.ts:2 dev', 'istiod 1.20.1 mesh.ts:3 prod'],
    ],
    [
      'callers of callers',
      {
        'mesh.ts': script('name: string, args: Args', 'version: args.version ?? "1.20.1"'),
        'platform.ts': `${CALL}export function platform(props: Props) {\n  new Mesh("mesh", { version: props.istioVersion });\n}\n`,
        'index.ts':
          'import { platform } from "./platform";\nplatform({ istioVersion: "1.22.2" });\nplatform({});\n',
        'index.test.ts': 'platform({ istioVersion: "1.0.0" });\n',
      },
      ['istiod 1.22.2 index.ts:2 index', 'istiod 1.20.1 mesh.ts:5 index-3'],
    ],
    [
      'settings of stacks',
      {
        'mesh.ts': script('name: string, args: Args', 'version: args.version'),
        'index.ts': `${CALL}const config = new pulumi.Config();\nnew Mesh("mesh", { version: config.require("istioVersion") });\n`,
        'Pulumi.dev.yaml': 'config:\n  mesh:istioVersion: 1.22.2\n',
        'Pulumi.prod.yaml': 'config:\n  mesh:istioVersion: 1.22.1\n',
      },
      ['istiod 1.22.2 Pulumi.dev.yaml:2 dev', 'istiod 1.22.1 Pulumi.prod.yaml:2 prod'],
    ],
    [
      'what nobody can tell of a caller, with the version of another object beside it',
      {
        'mesh.ts': script(
          'name: string, args: Args',
          'version: args.version',
          'const other = { version: "1.13.0" }; const version = "1.13.0";',
        ),
        'index.ts': `${CALL}new Mesh("mesh", load());\n`,
      },
      ['istiod null mesh.ts:5'],
    ],
    [
      'a struct of Go',
      {
        'main.go': `package main\n\nfunc mesh(ctx *pulumi.Context, args Args) error {\n\t_, err := helm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{\n\t\tChart:   pulumi.String("istiod"),\n\t\tVersion: pulumi.String(args.Version),\n\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},\n\t})\n\treturn err\n}\n\nfunc main() {\n\tcerts(ctx, Args{Version: "v1.13.0"})\n\tmesh(ctx, Args{Version: "1.22.2"})\n}\n`,
      },
      ['istiod 1.22.2 main.go:14'],
    ],
    [
      'a constructor of C#, with a base',
      {
        'Mesh.cs': `class Mesh : ComponentResource\n{\n    public Mesh(string name, string version = "1.20.1") : base("acme:Mesh", name)\n    {\n        new Release("istiod", new ReleaseArgs\n        {\n            Chart = "istiod",\n            Version = version,\n            RepositoryOpts = new RepositoryOptsArgs { Repo = "${REPO}" },\n        });\n    }\n}\n`,
        'Program.cs': 'var mesh = new Mesh("mesh", "1.22.2");\n',
      },
      ['istiod 1.22.2 Program.cs:1'],
    ],
    [
      'an argument of Python by its name',
      {
        'mesh.py': python('def install(name, version: str = "1.20.1")'),
        '__main__.py': 'from mesh import install\ninstall("mesh", version="1.22.2")\n',
      },
      ['istiod 1.22.2 __main__.py:2'],
    ],
    [
      'its default',
      { 'mesh.py': python('def install(name, version: str = "1.20.1")') },
      ['istiod 1.20.1 mesh.py:7'],
    ],
    [
      'a name of one function, which another function has, too',
      { 'mesh.py': python('def install()', '    version = "1.22.2"\n') },
      ['istiod 1.22.2 mesh.py:8'],
    ],
    [
      'one that is decided when it runs',
      {
        'mesh.py': python(
          'def install(env)',
          '    if env == "prod":\n        version = "1.22.1"\n    else:\n        version = "1.22.2"\n',
        ),
      },
      ['istiod null mesh.py:12'],
    ],
    [
      'what the environment may give',
      { 'mesh.py': python('def install()', '    version = os.getenv("ISTIO_VERSION", "1.22.2")\n') },
      ['istiod 1.22.2 mesh.py:8'],
    ],
  ])('reads them: %s', async (_what, files, expected) => {
    expect(await found({ ...PROJECT, ...files })).toEqual(expected);
  });

  it('is not misled by arguments of other calls', async () => {
    const text = `import pulumi_kubernetes as k8s\nfrom versions import version\nk8s.helm.v3.Release("cm", chart="cert-manager", version="1.13.0")\nk8s.helm.v3.Release("istiod", chart="istiod", version=version,\n    repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"))\n`;
    expect(await found({ ...PROJECT, '__main__.py': text, 'versions.py': 'version = "1.22.2"\n' })).toEqual([
      'istiod 1.22.2 versions.py:1',
    ]);
  });

  it('reads the context of the CDK', async () => {
    expect(
      await found({
        'cdk.json': '{\n  "app": "x",\n  "context": {\n    "mesh": "1.22.2"\n  }\n}\n',
        'bin/app.ts': `const version = app.node.tryGetContext('mesh');\ncluster.addHelmChart('istiod', { chart: 'istiod', repository: '${REPO}', version });\n`,
      }),
    ).toEqual(['istiod 1.22.2 cdk.json:4 bin']);
  });

  it('comes to an end where everything calls everything', async () => {
    const calls = Array.from(
      { length: 40 },
      (_, index) => `new Mesh("m${index}", { version: args.version });`,
    );
    const text = script('name: string, args: Args', 'version: args.version', calls.join('\n'));
    expect(await found({ ...PROJECT, 'mesh.ts': text })).toEqual(['istiod null mesh.ts:44']);
  });

  it('takes a short time for many charts that many callers hand a version', async () => {
    const chart = `  new k8s.helm.v3.Chart("istiod", { chart: "istiod", version: version, fetchOpts: { repo: "${REPO}" } });\n`;
    const text = `import * as k8s from "@pulumi/kubernetes";\nfunction install(version: string) {\n${chart.repeat(3000)}}\n${'install("1.22.2");\n'.repeat(3000)}`;
    expect((await found({ ...PROJECT, 'mesh.ts': text }))[0]).toBe('istiod 1.22.2 mesh.ts:3004 mesh');
  }, 5000);

  it.each([
    [
      'of its own file',
      'import * as mesh from "./mesh";\nimport * as certs from "./certs";\nmesh.install("1.22.2");\ncerts.install("1.13.0");\n',
      3,
    ],
    [
      'that it names otherwise',
      'import { install } from "./mesh";\nimport { install as certs } from "./certs";\ninstall("1.22.2");\ncerts("1.13.0");\n',
      3,
    ],
  ])('tells functions of one name apart: %s', async (_what, index, line) => {
    const install = (chart: string, repo: string): string =>
      `import * as k8s from "@pulumi/kubernetes";\nexport function install(version: string) {\n  new k8s.helm.v3.Release("${chart}", { chart: "${chart}", version, repositoryOpts: { repo: "${repo}" } });\n}\n`;
    expect(
      await found({
        ...PROJECT,
        'mesh.ts': install('istiod', REPO),
        'certs.ts': install('cert-manager', 'https://charts.jetstack.io'),
        'index.ts': index,
      }),
    ).toEqual([`istiod 1.22.2 index.ts:${line}`]);
  });

  it('tells functions of one name apart: those of modules of Python', async () => {
    expect(
      await found({
        ...PROJECT,
        'mesh.py': python('def install(version)'),
        'certs.py': 'def install(version):\n    print(version)\n',
        '__main__.py': 'import mesh\nimport certs\ncerts.install("1.13.0")\nmesh.install("1.22.2")\n',
      }),
    ).toEqual(['istiod 1.22.2 __main__.py:4']);
  });

  it.each<readonly [string, Files]>([
    [
      'TypeScript',
      {
        ...PROJECT,
        'index.ts': `let v = "1.22.2";\nif (prod) {\n  v = "1.23.1";\n}\n${script('', 'version: v')}`,
      },
    ],
    [
      'Python',
      {
        'Pulumi.yaml': 'name: mesh\nruntime: python\n',
        '__main__.py': `V = "1.22.2"\nif prod:\n    V = "1.23.1"\n${python('def mesh()').replace('chart="istiod", version=version', 'chart="istiod", version=V')}\nmesh()\n`,
      },
    ],
  ])('takes no version for decided that a file gives in some cases only: %s', async (_, files) => {
    expect((await found(files)).map(one => one.split(' ').slice(0, 2).join(' '))).toEqual(['istiod null']);
  });

  it.each([
    ['an object', 'const o = { v: "9.9.9" };'],
    ['another function', 'function f() { const v = "9.9.9"; }'],
    ['another block', 'if (a) { const v = "9.9.9"; }'],
  ])('knows a name from that of %s', async (_, other) => {
    const files = { ...PROJECT, 'index.ts': `const v = "1.22.2";\n${other}\n${script('', 'version: v')}` };
    expect(await found(files)).toEqual(['istiod 1.22.2 index.ts:1']);
  });

  it('finds a chart by a constant that says what it is of', async () => {
    const files = {
      ...PROJECT,
      'index.ts': `const ISTIOD: string = "istiod";\n${script('', 'version: "1.22.2"').replace('chart: "istiod"', 'chart: ISTIOD')}`,
    };
    expect(await found(files)).toEqual(['istiod 1.22.2 index.ts:6']);
  });
});
