/** Values in code that are made of what a program reads out of files: these move with no line of the program. */
import { blockingIn } from '../../support/changes.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

/** Of an app of the CDK in two files: `base` has no values, `istiod` none that come from elsewhere. */
const CDK: Files = {
  'bin/app.ts': `import * as cdk from "aws-cdk-lib";
import { MeshStack } from "../lib/mesh";
const app = new cdk.App();
const cluster = new ClusterStack(app, "Cluster", { size: app.node.tryGetContext("nodes") });
new MeshStack(app, "Mesh", { cluster: cluster.cluster, mesh: app.node.tryGetContext("mesh") });
`,
  'lib/mesh.ts': `import * as eks from "aws-cdk-lib/aws-eks";
const repository = "${REPO}";
export class MeshStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: MeshProps) {
    super(scope, id);
    const { gateway, other } = props.mesh;
    new eks.HelmChart(this, "Base", { cluster: props.cluster, chart: "base", repository, version: "1.27.1" });
    new eks.HelmChart(this, "Istiod", {
      cluster: props.cluster,
      chart: "istiod",
      repository,
      version: "1.27.1",
      values: { pilot: { autoscaleMin: 2 } },
    });
    new eks.HelmChart(this, "Ingress", {
      cluster: props.cluster,
      chart: "gateway",
      repository,
      version: "1.27.1",
      values: { replicaCount: 2, ...gateway },
    });
  }
}
`,
};

const cdkJson = (gateway: number, nodes: number): Files => ({
  'cdk.json': JSON.stringify({
    app: 'npx ts-node bin/app.ts',
    context: { nodes, mesh: { gateway: { autoscaling: { minReplicas: gateway } } } },
  }),
});

/** One file lists a folder and hands what it reads to another one. */
const CDKTF: Files = {
  'cdktf.json': '{ "language": "typescript", "app": "npx ts-node main.ts" }',
  'main.ts': `import { App } from "cdktf";
import * as fs from "fs";
import * as path from "path";
import { parse } from "yaml";
import { Mesh } from "./lib/mesh";
const app = new App();
const dir = path.join(__dirname, "config");
for (const file of fs.readdirSync(dir)) {
  new Mesh(app, file, parse(fs.readFileSync(path.join(dir, file), "utf8")));
}
`,
  'lib/mesh.ts': `import { Release } from "@cdktf/provider-helm/lib/release";
export class Mesh extends TerraformStack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    new Release(this, "istiod", {
      name: "istiod",
      chart: "istiod",
      repository: "${REPO}",
      version: "1.27.1",
      values: [stringify(config.istiod)],
    });
  }
}
`,
};

const folder = (mode: string, nodes: number): Files => ({
  'config/dev.yaml': 'nodes: 1\nistiod: {}\n',
  'config/prod.yaml': `nodes: ${nodes}\nistiod:\n  env: { MODE: ${mode} }\n`,
});

const python = (reads: string): Files => ({
  'Pulumi.yaml': 'name: mesh\nruntime: python\n',
  '__main__.py': `import yaml
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs
env = pulumi.get_stack()
${reads}
Release("istiod", ReleaseArgs(
    chart="istiod",
    version="1.22.3",
    repository_opts=RepositoryOptsArgs(repo="${REPO}"),
    values={"pilot": {"env": settings["istiod"]}},
))
Database("db", settings["nodes"])
`,
});

const OPENED = 'with open(f"config/{env}.yaml") as f:\n    settings = yaml.safe_load(f)';
const JOINED = 'settings = yaml.safe_load(open(os.path.join("config", f"{env}.yaml")))';
const BY_PATH = 'settings = yaml.safe_load((Path("config") / "prod.yaml").read_text())';

/** A file that is all that a chart is given, whatever its keys are. */
const WHOLE: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'index.ts': `import * as k8s from "@pulumi/kubernetes";
import config from "./config/prod.json";
new k8s.helm.v3.Release("gateway", {
  chart: "gateway",
  version: "1.22.3",
  repositoryOpts: { repo: "${REPO}" },
  values: config,
});
`,
};

/** Files of Go see each other without a word. */
const GO: Files = {
  'cdk.json': '{ "app": "go run ." }',
  'go.mod': 'module example.org/mesh\n',
  'main.go': `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/jsii-runtime-go"
)

func NewMesh(stack constructs.Construct, config Config) {
	awseks.NewHelmChart(stack, jsii.String("Istiod"), &awseks.HelmChartProps{
		Chart:      jsii.String("istiod"),
		Repository: jsii.String("${REPO}"),
		Version:    jsii.String("1.22.3"),
		Values:     &config.Istiod,
	})
}
`,
  'config.go': `package main

func load() (config Config) {
	raw, _ := os.ReadFile("config/prod.yaml")
	yaml.Unmarshal(raw, &config)
	return config
}
`,
};

/** A builder of Java. */
const JAVA: Files = {
  'cdk.json': '{ "app": "mvn exec:java" }',
  'src/Mesh.java': `public class Mesh extends Stack {
  public Mesh(Construct scope, Settings settings) {
    HelmChart.Builder.create(this, "Istiod")
      .chart("istiod")
      .repository("${REPO}")
      .version("1.22.3")
      .values(settings.getIstiod())
      .build();
  }
}
`,
  'src/App.java': `public class App {
  public static void main(String[] args) {
    new Mesh(app, new ObjectMapper().readValue(new File("config/prod.yaml"), Settings.class));
  }
}
`,
};

/** Each item of a list has a file of its own. */
const LIST: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'index.ts': `import * as k8s from "@pulumi/kubernetes";
const charts = [{ chart: "base" }, { chart: "istiod" }];
for (const { chart } of charts) {
  new k8s.helm.v3.Release(chart, {
    chart,
    version: "1.22.3",
    repositoryOpts: { repo: "${REPO}" },
    values: YAML.parse(fs.readFileSync(\`values/\${chart}.yaml\`, "utf8")),
  });
}
`,
};

async function told(program: Files, base: Files, head: Files): Promise<readonly string[]> {
  return (await blockingIn({ ...program, ...base }, { ...program, ...head })).map(({ what }) => what);
}

describe('detect/code: values of files that a program reads', () => {
  it('tells what moves of the context of an app, of the chart alone that takes it', async () => {
    expect(await told(CDK, cdkJson(2, 1), cdkJson(3, 1))).toEqual(['values of gateway']);
    expect(await told(CDK, cdkJson(2, 1), cdkJson(2, 5))).toEqual([]);
  });

  it('tells what moves in one file of a folder that is listed', async () => {
    expect(await told(CDKTF, folder('a', 3), folder('b', 3))).toEqual(['values of istiod']);
    expect(await told(CDKTF, folder('a', 3), folder('a', 5))).toEqual([]);
  });

  it.each([
    ['a handle', OPENED],
    ['a path that is put together', JOINED],
    ['parts of a path', BY_PATH],
  ])('tells what moves in a file that Python reads by %s', async (_, reads) => {
    expect(await told(python(reads), folder('a', 3), folder('b', 3))).toEqual(['values of istiod']);
    expect(await told(python(reads), folder('a', 3), folder('a', 5))).toEqual([]);
  });

  it.each([
    ['Go', GO],
    ['Java', JAVA],
  ])('tells what moves that another file of %s reads', async (_, program) => {
    expect(await told(program, folder('a', 3), folder('b', 3))).toEqual(['values of istiod']);
    expect(await told(program, folder('a', 3), folder('a', 5))).toEqual([]);
  });

  it('tells it of the item alone whose file it is', async () => {
    const values = (istiod: number, other: number): Files => ({
      'values/base.yaml': 'enabled: true\n',
      'values/istiod.yaml': `replicas: ${istiod}\n`,
      'values/other.yaml': `replicas: ${other}\n`,
    });
    expect(await told(LIST, values(1, 1), values(2, 1))).toEqual(['values of istiod']);
    expect(await told(LIST, values(1, 1), values(1, 2))).toEqual([]);
  });

  it('tells what moves of a file that is taken as it is', async () => {
    const json = (replicaCount: number): Files => ({ 'config/prod.json': JSON.stringify({ replicaCount }) });
    expect(await told(WHOLE, json(1), json(2))).toEqual(['values of gateway']);
  });
});
