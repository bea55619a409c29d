/** Values in code that are made of settings: what stacks of Pulumi say of them moves with no line of the program. */
import { blockingIn } from '../../support/changes.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

const TYPESCRIPT: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'index.ts': `import * as pulumi from '@pulumi/pulumi';
import * as k8s from '@pulumi/kubernetes';
const config = new pulumi.Config();
const dbReplicas = config.requireNumber('dbReplicas');
const autoSni = config.require(
  'autoSni',
);
new k8s.helm.v3.Release('istiod', {
  chart: 'istiod',
  version: '1.22.3',
  repositoryOpts: { repo: '${REPO}' },
  values: { pilot: { autoscaleMin: config.getNumber('min') ?? 1, env: { ENABLE_AUTO_SNI: autoSni } } },
});
new Database('db', { replicas: dbReplicas });
`,
};

const PYTHON: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: python\n',
  '__main__.py': `import pulumi
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs
cfg = pulumi.Config("mesh")
replicas = cfg.require_int("dbReplicas")
mesh = cfg.require_object("mesh")
Release("istiod", ReleaseArgs(
    chart="istiod",
    version="1.22.3",
    repository_opts=RepositoryOptsArgs(repo="${REPO}"),
    values={"pilot": {"env": {"ENABLE_AUTO_SNI": cfg.get("autoSni"), "OTHER": mesh["other"]}}},
))
Database("db", replicas=replicas)
`,
};

const GO: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: go\n',
  'main.go': `package main

import (
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		conf := config.New(ctx, "")
		replicas := conf.RequireInt("dbReplicas")
		_, err := helm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{
			Chart:          pulumi.String("istiod"),
			Version:        pulumi.String("1.22.3"),
			RepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},
			Values:         pulumi.Map{"pilot": pulumi.Map{"env": pulumi.Map{"ENABLE_AUTO_SNI": pulumi.String(conf.Require("autoSni"))}}},
		})
		if err != nil {
			return err
		}
		return database(ctx, replicas)
	})
}
`,
};

const YAML: Files = {
  'Pulumi.yaml': `name: mesh
runtime: yaml
config:
  autoSni: {type: string}
  dbReplicas: {type: integer}
resources:
  istiod:
    type: kubernetes:helm.sh/v3:Release
    properties:
      chart: istiod
      version: 1.22.3
      repositoryOpts: {repo: "${REPO}"}
      values: {pilot: {env: {ENABLE_AUTO_SNI: "\${autoSni}"}}}
`,
};

function stack(autoSni: string, dbReplicas: number, other = 'a'): Files {
  return {
    'Pulumi.prod.yaml': `config:\n  mesh:autoSni: "${autoSni}"\n  mesh:dbReplicas: ${dbReplicas}\n  mesh:mesh: {other: ${other}}\n`,
  };
}

async function told(program: Files, base: Files, head: Files): Promise<readonly string[]> {
  return (await blockingIn({ ...program, ...base }, { ...program, ...head })).map(({ what }) => what);
}

describe('detect/code: values of the settings of stacks', () => {
  it.each([
    ['TypeScript', TYPESCRIPT],
    ['Python', PYTHON],
    ['YAML', YAML],
  ])('%s: tells what moves that the values are made of, and no other setting', async (_, program) => {
    expect(await told(program, stack('true', 1), stack('false', 1))).toEqual(['values of istiod']);
    expect(await told(program, stack('true', 1), stack('true', 3))).toEqual([]);
  });

  // All that one function of Go does reaches a call in it, by way of its context.
  it('Go: tells what moves', async () => {
    expect(await told(GO, stack('true', 1), stack('false', 1))).toEqual(['values of istiod']);
    expect(await told(GO, stack('true', 1), stack('true', 1))).toEqual([]);
  });

  it('counts the whole object that a value is taken from', async () => {
    expect(await told(PYTHON, stack('true', 1), stack('true', 1, 'b'))).toEqual(['values of istiod']);
    expect(await told(TYPESCRIPT, stack('true', 1), stack('true', 1, 'b'))).toEqual([]);
  });

  it('tells a stack that comes to say it, and settings of another project not at all', async () => {
    const two = { ...TYPESCRIPT, 'other/Pulumi.yaml': 'name: other\nruntime: nodejs\n' };
    const of = (folder: string, value: string): Files => ({
      [`${folder}Pulumi.dev.yaml`]: `config:\n  mesh:autoSni: "${value}"\n`,
    });
    expect(await told(two, {}, of('', 'true'))).toEqual(['values of istiod']);
    expect(await told(two, of('other/', 'true'), of('other/', 'false'))).toEqual([]);
  });
});
