/** Values that code brings in out of another file of its program: they move with that file alone. */
import { blockingIn } from '../../support/changes.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

const TYPESCRIPT: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'index.ts': `import * as k8s from "@pulumi/kubernetes";
import { gatewayValues, settings } from "./values";
const repositoryOpts = { repo: "${REPO}" };
new k8s.helm.v3.Release("base", { chart: "base", version: "1.22.3", repositoryOpts });
new k8s.helm.v3.Release("gateway", {
  chart: "gateway",
  version: "1.22.3",
  repositoryOpts,
  values: { ...gatewayValues, kind: settings.kind },
});
`,
};

const PYTHON: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: python\n',
  '__main__.py': `from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs
from values import GATEWAY
Release("gateway", ReleaseArgs(
    chart="gateway",
    version="1.22.3",
    repository_opts=RepositoryOptsArgs(repo="${REPO}"),
    values=GATEWAY,
))
`,
};

function script(replicaCount: number, kind: string, nodes: number): Files {
  return {
    'values.ts': `export const gatewayValues = { replicaCount: ${replicaCount} };\nexport const settings = { kind: "${kind}", nodes: ${nodes} };\n`,
  };
}

function module(replicaCount: number, nodes: number): Files {
  return { 'values.py': `GATEWAY = {\n    "replicaCount": ${replicaCount},\n}\nNODES = ${nodes}\n` };
}

async function told(program: Files, base: Files, head: Files): Promise<readonly string[]> {
  return (await blockingIn({ ...program, ...base }, { ...program, ...head })).map(({ what }) => what);
}

describe('detect/code: values out of other files of a program', () => {
  it('tells what moves of them, of the chart alone that takes it', async () => {
    expect(await told(TYPESCRIPT, script(1, 'a', 1), script(2, 'a', 1))).toEqual(['values of gateway']);
    expect(await told(PYTHON, module(1, 1), module(2, 1))).toEqual(['values of gateway']);
  });

  it('counts the field alone that is asked for, and nothing beside the name', async () => {
    expect(await told(TYPESCRIPT, script(1, 'a', 1), script(1, 'b', 1))).toEqual(['values of gateway']);
    expect(await told(TYPESCRIPT, script(1, 'a', 1), script(1, 'a', 2))).toEqual([]);
    expect(await told(PYTHON, module(1, 1), module(1, 2))).toEqual([]);
  });
});

/** A program of Python whose gateway has one replica setting, by these words. */
function python(imports: string, value: string): Files {
  return {
    'Pulumi.yaml': 'name: mesh\nruntime: python\n',
    '__main__.py': `from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs
${imports}
Release("gateway", ReleaseArgs(
    chart="gateway",
    version="1.22.3",
    repository_opts=RepositoryOptsArgs(repo="${REPO}"),
    values={"replicaCount": ${value}},
))
`,
    'config/__init__.py': '',
  };
}

/** The same of TypeScript. */
function typescript(imports: string, value: string): Files {
  return {
    'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
    'index.ts': `import * as k8s from "@pulumi/kubernetes";
${imports}
new k8s.helm.v3.Release("gateway", {
  chart: "gateway",
  version: "1.22.3",
  repositoryOpts: { repo: "${REPO}" },
  values: { replicaCount: ${value} },
});
`,
  };
}

/** Whether values are told, of a file in which one thing moves. */
async function movesWith(program: Files, path: string, text: string, from: string): Promise<boolean> {
  const found = await told(program, { [path]: text }, { [path]: text.replace(from, '7') });
  expect(found.filter(what => what !== 'values of gateway')).toEqual([]);
  return found.length > 0;
}

describe('detect/code: names under which values are brought in', () => {
  it.each([
    ['from config.mesh import (\n    NODES,\n    REPLICAS,\n)', 'REPLICAS'],
    ['from config.mesh import REPLICAS as COUNT', 'COUNT'],
    ['from config.mesh import *', 'REPLICAS'],
    ['from config import mesh', 'mesh.REPLICAS'],
    ['from config import (\n    mesh as m,\n)', 'm.REPLICAS'],
    ['import config.mesh', 'config.mesh.REPLICAS'],
    ['import config.mesh as m', 'm.REPLICAS'],
  ])('reads %j of Python, and nothing beside it', async (imports, value) => {
    const text = 'REPLICAS = 2\nNODES = 3\n';
    expect(await movesWith(python(imports, value), 'config/mesh.py', text, '2')).toBe(true);
    expect(await movesWith(python(imports, value), 'config/mesh.py', text, '3')).toBe(false);
  });

  it.each([
    ['import { replicas as count } from "./mesh";', 'count'],
    ['import * as mesh from "./mesh";', 'mesh.replicas'],
    ['const { replicas: count } = require("./mesh");', 'count'],
    ['const mesh = require("./mesh");', 'mesh.replicas'],
    ['import { replicas } from "./mesh";', 'isProd ? replicas : 1'],
  ])('reads %j of TypeScript, and nothing beside it', async (imports, value) => {
    const text = 'export const replicas = 2;\nexport const nodes = 3;\n';
    expect(await movesWith(typescript(imports, value), 'mesh.ts', text, '2')).toBe(true);
    expect(await movesWith(typescript(imports, value), 'mesh.ts', text, '3')).toBe(false);
  });

  it('reads what a file exports by default', async () => {
    const program = typescript('import count from "./mesh";', 'count');
    expect(await movesWith(program, 'mesh.ts', 'export const nodes = 3;\nexport default 2;\n', '2')).toBe(
      true,
    );
    expect(await movesWith(program, 'mesh.ts', 'export const nodes = 3;\nexport default 2;\n', '3')).toBe(
      false,
    );
  });
});

describe('detect/code: what declares values that are brought in', () => {
  it.each([
    ['def mesh():\n    return 2\n\n\ndef nodes():\n    return 3\n', 'mesh()'],
    ['class mesh:\n    REPLICAS = 2\n    NODES = 3\n', 'mesh.REPLICAS'],
    ['class mesh(Enum):\n    REPLICAS = 2\n    NODES = 3\n', 'mesh.REPLICAS.value'],
  ])('is %j of Python', async (text, value) => {
    const program = python('from config.mesh import mesh', value);
    expect(await movesWith(program, 'config/mesh.py', text, '2')).toBe(true);
    expect(await movesWith(program, 'config/mesh.py', text, '3')).toBe(false);
  });

  it.each([
    ['export function mesh() {\n  return 2;\n}\nexport function nodes() {\n  return 3;\n}\n', 'mesh()'],
    [
      'export class mesh {\n  static readonly replicas = 2;\n  static readonly nodes = 3;\n}\n',
      'mesh.replicas',
    ],
    ['export enum mesh {\n  Replicas = 2,\n  Nodes = 3,\n}\n', 'mesh.Replicas'],
  ])('is %j of TypeScript', async (text, value) => {
    const program = typescript('import { mesh } from "./mesh";', value);
    expect(await movesWith(program, 'mesh.ts', text, '2')).toBe(true);
    expect(await movesWith(program, 'mesh.ts', text, '3')).toBe(false);
  });

  it('is what a third file declares', async () => {
    const program = {
      ...typescript('import { replicas } from "./mesh";', 'replicas'),
      'mesh.ts': 'import { COUNT } from "./counts";\nexport const replicas = COUNT;\n',
    };
    const text = 'export const COUNT = 2;\nexport const NODES = 3;\n';
    expect(await movesWith(program, 'counts.ts', text, '2')).toBe(true);
    expect(await movesWith(program, 'counts.ts', text, '3')).toBe(false);
  });

  it('is another file of a package of Go', async () => {
    const program = {
      'main.go': `package main

func install(ctx *pulumi.Context) error {
	_, err := helmv3.NewRelease(ctx, "gateway", &helmv3.ReleaseArgs{
		Chart:          pulumi.String("gateway"),
		Version:        pulumi.String("1.22.3"),
		RepositoryOpts: &helmv3.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},
		Values:         pulumi.Map{"replicaCount": pulumi.Int(replicas)},
	})
	return err
}
`,
    };
    const text = 'package main\n\nconst (\n\treplicas = 2\n\tnodes = 3\n)\n';
    expect(await movesWith(program, 'settings.go', text, '2')).toBe(true);
    expect(await movesWith(program, 'settings.go', text, '3')).toBe(false);
  });
});

describe('detect/code: keys of the context of an app of the CDK', () => {
  it.each([['KEY'], [`\`gateway-$\{stage}\``]])('asks for what %s names', async key => {
    const program = {
      'lib/mesh.ts': `const KEY = "gateway-mesh";
export class Mesh extends Stack {
  constructor(cluster: Cluster, stage: string) {
    cluster.addHelmChart("gateway", {
      chart: "gateway",
      version: "1.22.3",
      repository: "${REPO}",
      values: { replicaCount: this.node.tryGetContext(${key}) },
    });
  }
}
`,
    };
    const text = '{"app": "ts-node app.ts", "context": {"gateway-mesh": 2, "nodes": 3}}';
    expect(await movesWith(program, 'cdk.json', text, '2')).toBe(true);
    expect(await movesWith(program, 'cdk.json', text, '3')).toBe(false);
  });
});
