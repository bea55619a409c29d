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
