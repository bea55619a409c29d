/** Versions that are fields of objects which code makes, fills, goes through in loops and hands on. */

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

const PULUMI = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n' };

/** A class of TypeScript that installs istiod. */
function script(version: string, before = ''): string {
  return `import * as k8s from "@pulumi/kubernetes";\nexport class Mesh {\n  constructor(name: string, args: Args) {\n    ${before}\n    new k8s.helm.v3.Release("istiod", { chart: "istiod", version: ${version}, repositoryOpts: { repo: "${REPO}" } });\n  }\n}\n`;
}

/** A component of Python that installs istiod. */
function python(version = 'version'): string {
  return `import pulumi_kubernetes as k8s\n\n\nclass Mesh:\n    def __init__(self, name, version, replicas=1):\n        k8s.helm.v3.Release("istiod", chart="istiod", version=${version},\n            repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"))\n`;
}

/** A component of C# that installs istiod. */
function sharp(version = 'settings.IstioVersion'): string {
  return `using Pulumi.Kubernetes.Helm.V3;\npublic sealed class Mesh : ComponentResource\n{\n    public Mesh(string name, MeshSettings settings)\n    {\n        new Release(name, new ReleaseArgs\n        {\n            Chart = "istiod",\n            Version = ${version},\n            RepositoryOpts = new RepositoryOptsArgs { Repo = "${REPO}" },\n        });\n    }\n}\n`;
}

/** A function of Go that installs istiod. */
function go(head: string, body: string, version = 'o.Version'): string {
  return `package istio\n\n${head} {\n${body}\thelm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{\n\t\tChart: pulumi.String("istiod"),\n\t\tVersion: pulumi.String(${version}),\n\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},\n\t})\n}\n`;
}

const GO = {
  'go.mod': 'module example.org/mesh\n\nrequire github.com/pulumi/pulumi-kubernetes/sdk/v4 v4.1.0\n',
};
const OPTIONS = (fill: string): string =>
  `package istio\n\nconst DefaultVersion = "1.22.2"\n\ntype Options struct {\n\tVersion string\n\tReplicas int\n}\n\n${fill}\n`;
const MAIN = (given: string): string =>
  `package main\n\nimport (\n\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"\n\n\t"example.org/mesh/istio"\n)\n\nfunc main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {\n${given}\n\t})\n}\n`;
const NEW = 'func New(ctx *pulumi.Context, o Options)';
const COMPLETE =
  'func (o *Options) complete() {\n\tif o.Version == "" {\n\t\to.Version = DefaultVersion\n\t}\n}';

describe('detect: versions in objects of code', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'fields of items that a loop hands on, spread into another object; items without it install nothing',
      {
        'mesh.ts': script('args.version'),
        'clusters.ts':
          'export const clusters: Cluster[] = [\n  { name: "eu", mesh: { version: "1.22.2" } },\n  { name: "us", mesh: { version: "1.21.1" } },\n  { name: "batch" },\n];\n',
        'index.ts':
          'import { clusters } from "./clusters";\nimport { Mesh } from "./mesh";\nfor (const c of clusters) {\n  if (c.mesh) {\n    new Mesh(`${c.name}-mesh`, { cluster: c.name, ...c.mesh });\n  }\n}\n',
      },
      ['istiod 1.22.2 clusters.ts:2 eu', 'istiod 1.21.1 clusters.ts:3 us'],
    ],
    [
      'fields of items that are handed on whole',
      {
        'mesh.ts': script('args.istio.version'),
        'index.ts':
          'import { Mesh } from "./mesh";\nconst regions = [\n  { id: "eu", istio: { version: "1.22.2" } },\n  { id: "us", istio: { version: "1.21.1" } },\n];\nregions.forEach((r) => new Mesh(r.id, r));\n',
      },
      ['istiod 1.22.2 index.ts:3 eu', 'istiod 1.21.1 index.ts:4 us'],
    ],
    [
      'entries of an object that a loop goes through',
      {
        'mesh.ts': script('args.version'),
        'index.ts':
          'import { Mesh } from "./mesh";\nconst stages = {\n  dev: { istio: "1.22.2" },\n  prod: { istio: "1.21.1" },\n};\nfor (const [name, stage] of Object.entries(stages)) {\n  new Mesh(name, { version: stage.istio });\n}\n',
      },
      ['istiod 1.22.2 index.ts:3 dev', 'istiod 1.21.1 index.ts:4 prod'],
    ],
    [
      'the later of two objects that are spread, else the earlier',
      {
        'mesh.ts': script('args.version'),
        'index.ts':
          'import { Mesh } from "./mesh";\nconst defaults = { version: "1.22.2" };\nconst prod = { version: "1.21.1" };\nconst dev = { replicas: 1 };\nnew Mesh("prod", { ...defaults, ...prod });\nnew Mesh("dev", { ...defaults, ...dev });\n',
      },
      ['istiod 1.21.1 index.ts:3 prod', 'istiod 1.22.2 index.ts:2 dev'],
    ],
    [
      'what a function returns, asked for in the settings',
      {
        'Pulumi.prod.yaml': 'config:\n  mesh:istioVersion: 1.21.1\n',
        'Pulumi.dev.yaml': 'config: {}\n',
        'mesh.ts': script('args.istioVersion'),
        'settings.ts':
          'import * as pulumi from "@pulumi/pulumi";\nexport function load(): Settings {\n  const config = new pulumi.Config("mesh");\n  return {\n    istioVersion: config.get("istioVersion") ?? "1.22.2",\n  };\n}\n',
        'index.ts':
          'import { Mesh } from "./mesh";\nimport { load } from "./settings";\nconst settings = load();\nnew Mesh("mesh", settings);\n',
      },
      ['istiod 1.22.2 settings.ts:5 dev', 'istiod 1.21.1 Pulumi.prod.yaml:2 prod'],
    ],
    [
      'what is set where nobody gives it',
      {
        'mesh.ts': script('args.version', 'if (!args.version) { args.version = "1.22.2"; }'),
        'index.ts':
          'import { Mesh } from "./mesh";\nnew Mesh("dev", {});\nnew Mesh("prod", { version: "1.21.1" });\n',
      },
      ['istiod 1.22.2 mesh.ts:4 dev', 'istiod 1.21.1 index.ts:3 prod'],
    ],
    [
      'what is assigned where nobody gives it',
      {
        'mesh.ts': script('args.version', 'args.version ??= "1.22.2";'),
        'index.ts': 'import { Mesh } from "./mesh";\nnew Mesh("dev", {});\n',
      },
      ['istiod 1.22.2 mesh.ts:4'],
    ],
  ])('takes %s, in TypeScript', async (_, files, expected) => {
    expect(await found({ ...PULUMI, ...files })).toEqual(expected);
  });

  const region =
    'from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Region:\n    name: str\n    mesh_version: str = "1.22.2"\n    replicas: int = 2\n\n\n';
  const loop = (list: string, body: string): Files => ({
    'mesh.py': python(),
    'regions.py': `${region}${list}`,
    '__main__.py': `from mesh import Mesh\nfrom regions import REGIONS, Region\n\n\ndef install(region: Region):\n    Mesh("mesh", ${body})\n\n\nfor r in REGIONS:\n    install(r)\n`,
  });

  it.each<readonly [string, Files, readonly string[]]>([
    [
      'fields of a dataclass, with its default',
      loop(
        'REGIONS = [\n    Region("eu", replicas=3),\n    Region("us", mesh_version="1.21.1"),\n]\n',
        'version=region.mesh_version',
      ),
      ['istiod 1.22.2 regions.py:7 eu', 'istiod 1.21.1 regions.py:13 us'],
    ],
    [
      'fields of a dataclass by their places',
      loop('REGIONS = [Region("eu", "1.21.1", 3)]\n', 'region.mesh_version'),
      ['istiod 1.21.1 regions.py:11'],
    ],
    [
      'a default of a class that several make',
      loop('REGIONS = [Region("eu"), Region("us")]\n', 'region.mesh_version'),
      ['istiod 1.22.2 regions.py:7'],
    ],
    [
      'entries of dictionaries that are spread',
      {
        'mesh.py': python(),
        '__main__.py':
          'from mesh import Mesh\n\nSTAGES = [\n    {"name": "dev", "mesh": {"version": "1.22.2"}},\n    {"name": "prod", "mesh": {"version": "1.21.1"}},\n]\n\nfor stage in STAGES:\n    Mesh(stage["name"], **stage["mesh"])\n',
      },
      ['istiod 1.22.2 __main__.py:4 dev', 'istiod 1.21.1 __main__.py:5 prod'],
    ],
    [
      'what is set where nobody gives it, which callers come before',
      {
        'mesh.py': python().replace(
          'replicas=1):\n',
          'replicas=1):\n        if version is None:\n            version = "1.22.2"\n',
        ),
        '__main__.py': 'from mesh import Mesh\n\nMesh("dev", None)\nMesh("prod", "1.21.1")\n',
      },
      ['istiod 1.22.2 mesh.py:7 dev', 'istiod 1.21.1 __main__.py:4 prod'],
    ],
    [
      'what a function returns',
      {
        'mesh.py': python(),
        'settings.py':
          'from dataclasses import dataclass\n\n@dataclass\nclass Settings:\n    version: str\n\ndef load():\n    return Settings(version="1.22.2")\n',
        '__main__.py':
          'from mesh import Mesh\nfrom settings import load\n\nsettings = load()\nMesh("mesh", settings.version)\n',
      },
      ['istiod 1.22.2 settings.py:8'],
    ],
  ])('takes %s, in Python', async (_, files, expected) => {
    expect(await found({ ...PULUMI, ...files })).toEqual(expected);
  });

  const program = (given: string): string =>
    `return await Deployment.RunAsync(() =>\n{\n    ${given}\n    var mesh = new Mesh("mesh", settings);\n});\n`;
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a record that a method makes, with what stacks say',
      {
        'Pulumi.prod.yaml': 'config:\n  mesh:istioVersion: 1.21.1\n',
        'Pulumi.dev.yaml': 'config: {}\n',
        'Program.cs': program('var settings = MeshSettings.Load();'),
        'MeshSettings.cs':
          'public sealed record MeshSettings(string IstioVersion, int Replicas)\n{\n    public static MeshSettings Load()\n    {\n        var config = new Config("mesh");\n        return new MeshSettings(\n            IstioVersion: config.Get("istioVersion") ?? "1.22.2",\n            Replicas: 1);\n    }\n}\n',
      },
      ['istiod 1.22.2 MeshSettings.cs:7 dev', 'istiod 1.21.1 Pulumi.prod.yaml:2 prod'],
    ],
    [
      'a record by its places',
      {
        'Program.cs': program('var settings = new MeshSettings(3, "1.21.1");'),
        'MeshSettings.cs': 'public sealed record MeshSettings(int Replicas, string IstioVersion);\n',
      },
      ['istiod 1.21.1 Program.cs:3'],
    ],
    [
      'a default of a property',
      {
        'Program.cs': program('var settings = new MeshSettings { Replicas = 3 };'),
        'MeshSettings.cs':
          'public sealed class MeshSettings\n{\n    public int Replicas { get; init; } = 1;\n    public string IstioVersion { get; init; } = "1.22.2";\n}\n',
      },
      ['istiod 1.22.2 MeshSettings.cs:4'],
    ],
    [
      'a property that is set',
      {
        'Program.cs': program('var settings = new MeshSettings { IstioVersion = "1.21.1" };'),
        'MeshSettings.cs':
          'public sealed class MeshSettings\n{\n    public string IstioVersion { get; init; } = "1.22.2";\n}\n',
      },
      ['istiod 1.21.1 Program.cs:3'],
    ],
  ])('takes %s, in C#', async (_, files, expected) => {
    expect(await found({ ...PULUMI, 'Mesh.cs': sharp(), ...files })).toEqual(expected);
  });

  const stacks = (prod: string): Files => ({
    'Pulumi.yaml': 'name: mesh\nruntime: go\n',
    'Pulumi.dev.yaml': 'config:\n  mesh:istio:\n    replicas: 1\n',
    'Pulumi.prod.yaml': `config:\n  mesh:istio:\n    replicas: 3\n${prod}`,
    'main.go': MAIN(
      '\t\tcfg := config.New(ctx, "")\n\t\tvar opts istio.Options\n\t\tcfg.RequireObject("istio", &opts)\n\t\tistio.New(ctx, opts)\n\t\treturn nil',
    ),
  });
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a default that a method sets where no stack says anything',
      { ...stacks(''), 'istio/istio.go': go(NEW, '\to.complete()\n'), 'istio/options.go': OPTIONS(COMPLETE) },
      ['istiod 1.22.2 istio/options.go:3 istio'],
    ],
    [
      'what one of the stacks says',
      {
        ...stacks('    version: 1.21.1\n'),
        'istio/istio.go': go(NEW, '\to.complete()\n'),
        'istio/options.go': OPTIONS(COMPLETE),
      },
      ['istiod 1.22.2 istio/options.go:3 dev', 'istiod 1.21.1 Pulumi.prod.yaml:4 prod'],
    ],
    [
      'what a stack says under the name of a tag',
      {
        ...stacks('    meshVersion: 1.21.1\n'),
        'istio/istio.go': go(NEW, '\tif o.Version == "" {\n\t\to.Version = DefaultVersion\n\t}\n'),
        'istio/options.go': OPTIONS('').replace('Version string', 'Version string `json:"meshVersion"`'),
      },
      ['istiod 1.22.2 istio/options.go:3 dev', 'istiod 1.21.1 Pulumi.prod.yaml:4 prod'],
    ],
    [
      'a default of a function that takes the object',
      {
        'main.go': MAIN('\t\tistio.New(ctx, istio.Options{Replicas: 3})\n\t\treturn nil'),
        'istio/istio.go': go(NEW, '\tsetDefaults(&o)\n'),
        'istio/options.go': OPTIONS(
          'func setDefaults(opts *Options) {\n\topts.Version = cmp.Or(opts.Version, DefaultVersion)\n}',
        ),
      },
      ['istiod 1.22.2 istio/options.go:3 istio'],
    ],
    [
      'what a function returns',
      {
        'main.go': MAIN('\t\topts, err := istio.Load()\n\t\tistio.New(ctx, opts)\n\t\treturn err'),
        'istio/istio.go': go(NEW, ''),
        'istio/options.go': OPTIONS(
          'func Load() (Options, error) {\n\treturn Options{Version: "1.21.1"}, nil\n}',
        ),
      },
      ['istiod 1.21.1 istio/options.go:11 istio'],
    ],
  ])('takes %s, in Go', async (_, files, expected) => {
    expect(await found({ ...GO, ...files })).toEqual(expected);
  });

  const stack = (version: string, repository: string, before = ''): string =>
    `import aws_cdk as cdk\n\n\nclass EksStack(cdk.Stack):\n    def mesh(self) -> None:\n        istio = self.node.try_get_context("istio")\n${before}        for release, chart in (("istio-base", "base"), ("istiod", "istiod")):\n            self.cluster.add_helm_chart(\n                release,\n                chart=chart,\n                repository=${repository},\n                version=${version},\n            )\n`;
  const context = `{\n  "app": "python3 app.py",\n  "context": {\n    "istio": {\n      "version": "1.22.2",\n      "repository": "${REPO}"\n    }\n  }\n}\n`;
  it.each([
    ['istio["version"]', 'istio["repository"]', ''],
    [
      'version',
      'repository',
      '        version = istio["version"]\n        repository = istio["repository"]\n',
    ],
  ])('takes what the context of the CDK has under %s', async (version, repository, before) => {
    expect(await found({ 'cdk.json': context, 'app.py': stack(version, repository, before) })).toEqual([
      'base 1.22.2 cdk.json:5',
      'istiod 1.22.2 cdk.json:5',
    ]);
  });

  it('takes an object of the context of the CDK, in TypeScript', async () => {
    const program = `import * as cdk from "aws-cdk-lib";\nexport class Mesh extends cdk.Stack {\n  constructor(scope: Construct, id: string) {\n    super(scope, id);\n    const istio = this.node.tryGetContext("istio");\n    cluster.addHelmChart("base", { chart: "base", repository: istio.repository, version: istio.version });\n  }\n}\n`;
    expect(await found({ 'cdk.json': context, 'lib/mesh.ts': program })).toEqual([
      'base 1.22.2 cdk.json:5 lib',
    ]);
  });

  describe('in what is installed only where it is asked for', () => {
    const component = (condition: string, before = ''): string =>
      `import * as k8s from "@pulumi/kubernetes";\nexport class Mesh {\n  constructor(name: string, args: Args) {\n    const repositoryOpts = { repo: "${REPO}" };\n    new k8s.helm.v3.Release("istiod", { chart: "istiod", version: args.version, repositoryOpts });\n    ${before}\n    if (${condition}) {\n      new k8s.helm.v3.Release("cni", { chart: "cni", version: args.version, repositoryOpts });\n    }\n  }\n}\n`;
    const clusters =
      'import { Mesh } from "./mesh";\nconst clusters = [\n  { name: "eu", version: "1.22.2", mode: "ambient", cni: true },\n  { name: "us", version: "1.21.1", mode: "sidecar", cni: false },\n];\nfor (const c of clusters) new Mesh(c.name, c);\n';
    const istiod = ['istiod 1.22.2 index.ts:3 eu', 'istiod 1.21.1 index.ts:4 us'];
    const files = (mesh: string): Files => ({ ...PULUMI, 'mesh.ts': mesh, 'index.ts': clusters });

    it.each([
      ['args.mode === "ambient"', ''],
      ['args.mode !== "sidecar"', ''],
      ['args.cni', ''],
      ['ambient', 'const ambient = args.mode === "ambient";'],
    ])('takes the versions of those that %s is true for', async (condition, before) => {
      expect(await found(files(component(condition, before)))).toEqual([
        ...istiod,
        'cni 1.22.2 index.ts:3 eu',
      ]);
    });

    it.each([
      ['args.other === "ambient"', ''],
      ['!args.disabled', ''],
      ['ambient', 'let ambient = false; ambient = await asked();'],
      ['args.version', ''],
    ])('takes all where %s is not decided, or true', async (condition, before) => {
      expect(await found(files(component(condition, before)))).toEqual([
        ...istiod,
        'cni 1.22.2 index.ts:3 eu',
        'cni 1.21.1 index.ts:4 us',
      ]);
    });

    it.each([
      ['false', ['istiod 1.22.2 cdk.json:4']],
      ['true', ['istiod 1.22.2 cdk.json:4', 'gateway 1.22.2 cdk.json:4']],
    ])('takes what the context of the CDK says, %s', async (egress, expected) => {
      const app = `class Mesh(cdk.Stack):\n    def mesh(self):\n        istio = self.node.try_get_context("istio")\n        self.cluster.add_helm_chart("istiod", chart="istiod", repository="${REPO}", version=istio["version"])\n        if istio["egress"]:\n            self.cluster.add_helm_chart("egress", chart="gateway", repository="${REPO}", version=istio["version"])\n`;
      const settings = `{\n  "context": {\n    "istio": {\n      "version": "1.22.2",\n      "egress": ${egress}\n    }\n  }\n}\n`;
      expect(await found({ 'cdk.json': settings, 'app.py': app })).toEqual(expected);
    });
  });
});
