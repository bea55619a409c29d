/** Values that code hands to Istio's charts are not read: a change of theirs is told, one of what else the program makes is not. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files } from '../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

const PULUMI: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'index.ts': `import * as k8s from "@pulumi/kubernetes";
const config = new Config();
const bucket = new Bucket("logs", { acl: "private" });
const env = { PILOT_X: config.get("x") };
const values = {
  pilot: { env },
};
values.meshConfig = { accessLogFile: "/dev/stdout" };
function adapt(some: any) {
  some.revision = "blue";
}
adapt(values);
function install(name: string, given: any) {
  return new k8s.helm.v3.Release(name, {
    chart: "istiod",
    version: "1.22.2",
    repositoryOpts: { repo: "${REPO}" },
    values: given,
  });
}
install("istiod", values);
const queue = new Queue("jobs", { size: 3 });
`,
};

const PYTHON: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: python\n',
  '__main__.py': `import pulumi_kubernetes as k8s
bucket = Bucket("logs", acl="private")
settings = {"pilot": {"autoscaleEnabled": True}}

class Mesh:
    def __init__(self, given):
        self.values = {"global": given}
        self.release = k8s.helm.v3.Release("istiod", k8s.helm.v3.ReleaseArgs(
            chart="istiod",
            version="1.22.2",
            repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"),
            values=self.values,
        ))

Mesh(settings)
queue = Queue("jobs", size=3)
`,
};

const GO: Files = {
  'Pulumi.yaml': 'name: mesh\nruntime: go\n',
  'main.go': `package main

func main() {
	bucket := NewBucket("logs", "private")
	values := pulumi.Map{"pilot": pulumi.Map{"replicaCount": pulumi.Int(2)}}
	for _, chart := range []string{"istiod"} {
		helm.NewRelease(ctx, chart, &helm.ReleaseArgs{
			Chart:          pulumi.String("istiod"),
			Version:        pulumi.String("1.22.2"),
			RepositoryOpts: helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},
			Values:         values,
		})
	}
	queue := NewQueue("jobs", 3)
}
`,
};

const STACK: Files = {
  'cdk.json': '{"app": "node app.js"}',
  'app.ts': `import * as cdk from "aws-cdk-lib";
const app = new cdk.App();
export class Mesh extends cdk.Stack {
  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id, props);
    const bucket = new Bucket(this, "logs", { size: 3 });
    const cluster = eks.Cluster.fromClusterAttributes(this, "eks", { clusterName: props.cluster });
    if (props.mesh) {
      cluster.addHelmChart("istiod", {
        chart: "istiod",
        repository: "${REPO}",
        version: "1.22.2",
        values: { global: { size: props.size } },
      });
    }
  }
}
export class Jobs extends cdk.Stack {
  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id, props);
    const queue = new Queue(this, "jobs");
  }
}
new Mesh(app, "mesh", { size: "large", mesh: true, cluster: "one" });
new Jobs(app, "jobs", {});
`,
};

const OBJECT: Files = {
  'proxy.yaml': `apiVersion: addons.cluster.x-k8s.io/v1alpha1
kind: HelmChartProxy
metadata: {name: istiod}
spec:
  repoURL: ${REPO}
  chartName: istiod
  version: 1.24.2
  valuesTemplate: "pilot: {replicaCount: 2}"
---
apiVersion: v1
kind: ConfigMap
metadata: {name: logs}
`,
};

async function verdictOf(files: Files, from: string, to: string) {
  expect(Object.values(files).join('\n')).toContain(from);
  const changed = Object.entries(files).map(([path, text]) => [path, text.replace(from, to)]);
  return (await analyse(files, Object.fromEntries(changed))).verdict;
}

/** A program whose release is given `values`, which those lines come to. */
const TYPESCRIPT = (...lines: readonly string[]): Files => ({
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'index.ts': `import * as k8s from "@pulumi/kubernetes";\n${lines.join('\n')}\nnew k8s.helm.v3.Release("istiod", {\n  chart: "istiod",\n  version: "1.22.2",\n  repositoryOpts: { repo: "${REPO}" },\n  values,\n});\n`,
});

const GOLANG = (...lines: readonly string[]): Files => ({
  'Pulumi.yaml': 'name: mesh\nruntime: go\n',
  'main.go': `package main\n\nfunc main() {\n${lines.map(line => `\t${line}\n`).join('')}\thelm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{\n\t\tChart: pulumi.String("istiod"),\n\t\tVersion: pulumi.String("1.22.2"),\n\t\tRepositoryOpts: helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},\n\t\tValues: values,\n\t})\n}\n`,
});

const PYTHONIC = (...lines: readonly string[]): Files => ({
  'Pulumi.yaml': 'name: mesh\nruntime: python\n',
  '__main__.py': `import pulumi_kubernetes as k8s\n${lines.join('\n')}\nk8s.helm.v3.Release("istiod", k8s.helm.v3.ReleaseArgs(\n    chart="istiod",\n    version="1.22.2",\n    repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"),\n    values=values,\n))\n`,
});

const CSHARP = (...lines: readonly string[]): Files => ({
  'Pulumi.yaml': 'name: mesh\nruntime: dotnet\n',
  'Program.cs': `using Pulumi.Kubernetes.Helm.V3;\n${lines.join('\n')}\nnew Release("istiod", new ReleaseArgs\n{\n    Chart = "istiod",\n    Version = "1.22.2",\n    RepositoryOpts = new RepositoryOptsArgs { Repo = "${REPO}" },\n    Values = values,\n});\n`,
});

const SIZE = 'const size = "one";';

describe('values of charts that code installs', () => {
  it.each<[what: string, files: Files, from: string, to: string]>([
    ['TypeScript: before', PULUMI, '"private"', '"public"'],
    ['TypeScript: after', PULUMI, 'size: 3', 'size: 4'],
    ['Python: before', PYTHON, '"private"', '"public"'],
    ['Python: after', PYTHON, 'size=3', 'size=4'],
    ['Go: before', GO, '"private"', '"public"'],
    ['Go: after', GO, '"jobs", 3', '"jobs", 4'],
    ['another object', OBJECT, 'name: logs', 'name: other'],
    ['another part of a class', STACK, 'size: 3', 'size: 4'],
    ['another stack', STACK, '"jobs"', '"tasks"'],
  ])('are nobody’s question where something else moves: %s', async (_, files, from, to) => {
    expect(await verdictOf(files, from, to)).toBe('no-upgrade');
  });

  it.each<[what: string, files: Files, from: string, to: string]>([
    ['what a function is handed', PULUMI, '{ env }', '{ env, replicaCount: 2 }'],
    ['what that is made of', PULUMI, 'PILOT_X', 'PILOT_Y'],
    ['a part that is set later', PULUMI, '/dev/stdout', '/dev/null'],
    ['what a function makes of it', PULUMI, '"blue"', '"green"'],
    ['what is handed instead', PULUMI, 'install("istiod", values)', 'install("istiod", {})'],
    ['what a class is handed', PYTHON, '"autoscaleEnabled": True', '"autoscaleEnabled": False'],
    ['what a class makes of it', PYTHON, '{"global": given}', '{"meshConfig": given}'],
    ['values of Go', GO, 'pulumi.Int(2)', 'pulumi.Int(3)'],
    ['the loop around it', GO, '[]string{"istiod"}', '[]string{"istiod", "other"}'],
    ['what a stack is handed', STACK, '"large"', '"small"'],
    ['whether a stack has it', STACK, 'if (props.mesh)', 'if (props.more)'],
    ['values of an object', OBJECT, 'replicaCount: 2', 'replicaCount: 3'],
  ])('are not known where they may have moved: %s', async (_, files, from, to) => {
    expect(await verdictOf(files, from, to)).toBe('incomplete');
  });

  it.each<[what: string, files: Files]>([
    ['taken apart', TYPESCRIPT(SIZE, 'const { values } = build(size);')],
    ['one of several', TYPESCRIPT(SIZE, 'const [values, rest] = build(size);')],
    ['in a name of another', TYPESCRIPT(SIZE, 'const { settings: values } = build(size);')],
    ['spread', TYPESCRIPT('const base = { size: "one" };', 'const values = { ...base };')],
    ['set where nothing is', TYPESCRIPT(SIZE, 'let values;', 'values ??= build(size);')],
    ['by a condition', TYPESCRIPT(SIZE, 'let values = {};', 'if (prod) values = build(size);')],
    [
      'by a condition of several lines',
      TYPESCRIPT(SIZE, 'let values = {};', 'if (isLarge(size)) {', '  values = {};', '}'),
    ],
    ['by a key', TYPESCRIPT(SIZE, 'const values = {};', 'values["pilot"]["size"] = size;')],
    ['by a call on it', TYPESCRIPT(SIZE, 'const values = new Map();', 'values.set("size", size);')],
    [
      'by a call within another',
      TYPESCRIPT(SIZE, 'const values = {};', 'check(Object.assign(values, { size }));'),
    ],
    ['by a call that is kept', TYPESCRIPT(SIZE, 'const values = {};', 'const done = fill(values, size);')],
    ['by a promise', TYPESCRIPT(SIZE, 'let values = {};', 'load(size).then(read => { values = read; });')],
    [
      'by a loop',
      TYPESCRIPT(
        'const sizes = ["one"];',
        'const values = {};',
        'for (const size of sizes) values[size] = 1;',
      ),
    ],
    ['in a text', TYPESCRIPT(SIZE, 'const values = parse(`size: ${size}`);')],
    [
      'by a default',
      TYPESCRIPT(SIZE, 'function build(from = size) {', '  return { from };', '}', 'const values = build();'),
    ],
    [
      'returned',
      TYPESCRIPT('function build() {', '  return { size: "one" };', '}', 'const values = build();'),
    ],
    [
      'by a member',
      TYPESCRIPT(
        'class Mesh {',
        '  size = "one";',
        '  all() { return { size: this.size }; }',
        '}',
        'const values = new Mesh().all();',
      ),
    ],
    ['with an error beside', GOLANG('size := "one"', 'values, err := build(size)')],
    ['behind an error', GOLANG('size := "one"', 'err, values := build(size)')],
    [
      'through a pointer',
      GOLANG('size := "one"', 'var values pulumi.Map', 'if err := load(size, &values); err != nil {', '}'),
    ],
    [
      'read into',
      GOLANG('data := []byte(`size: one`)', 'values := pulumi.Map{}', 'err := yaml.Unmarshal(data, &values)'),
    ],
    [
      'of a function',
      GOLANG('size := "one"', 'values := func() pulumi.Map {', '\treturn pulumi.Map{"size": size}', '}()'),
    ],
    [
      'by a range',
      GOLANG(
        'sizes := []string{"one"}',
        'values := pulumi.Map{}',
        'for _, size := range sizes {',
        '\tvalues[size] = size',
        '}',
      ),
    ],
    ['by a function of Go', GOLANG('size := "one"', 'values := pulumi.Map{}', 'FillIn(values, size)')],
    [
      'by one whose answer is kept',
      GOLANG('size := "one"', 'values := pulumi.Map{}', 'done := mesh.FillIn(values, size)'),
    ],
    [
      'by a method of C#',
      CSHARP('var size = "one";', 'var values = new InputMap<object>();', 'FillIn(values, size);'),
    ],
    ['unpacked', PYTHONIC('size = "one"', 'values, rest = build(size)')],
    ['spread in', PYTHONIC('base = {"size": "one"}', 'values = {**base}')],
    ['opened', PYTHONIC('size = "one"', 'with build(size) as values:', '    pass')],
    ['merged', PYTHONIC('more = {"size": "one"}', 'values = {}', 'values |= more')],
    [
      'updated',
      PYTHONIC('more = {"size": "one"}', 'values = {}', 'values.setdefault("pilot", {}).update(more)'),
    ],
    ['walrus', PYTHONIC('size = "one"', 'if (values := build(size)):', '    pass')],
    ['of a comprehension', PYTHONIC('sizes = ["one"]', 'values = {size: 1 for size in sizes}')],
    [
      'by a decorator',
      PYTHONIC('size = "one"', '@filled(size)', 'def build():', '    return {}', 'values = build()'),
    ],
    [
      'returned by a function of Python',
      PYTHONIC('def build():', '    a = 1', '    return {"size": "one"}', 'values = build()'),
    ],
    ['by a loop of Python', PYTHONIC('values = {}', 'for size in ["one"]:', '    values[size] = 1')],
    ['on more lines', TYPESCRIPT(SIZE, 'const values = build()', '  .with(size);')],
    ['behind its name', TYPESCRIPT(SIZE, 'const values =', '  build(size);')],
    [
      'where a function is called',
      TYPESCRIPT(
        SIZE,
        'const values = {};',
        'function fill() {',
        '  values.a = 1;',
        '}',
        'if (isLarge(size)) fill();',
      ),
    ],
    ['handed out', CSHARP('var size = "one";', 'Build(size, out var values);')],
    [
      'by reference',
      CSHARP(
        'var size = "one";',
        'var values = new InputMap<object>();',
        'var done = Build(size, ref values);',
      ),
    ],
    [
      'by an initializer',
      CSHARP('var size = "one";', 'var values = new InputMap<object>', '{', '    ["size"] = size,', '};'),
    ],
  ])('are not known where what they are made of may have moved: %s', async (_, files) => {
    expect(await verdictOf(files, 'one', 'two')).toBe('incomplete');
  });
});
