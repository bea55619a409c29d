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

describe('values of charts that code installs', () => {
  it.each<[what: string, files: Files, from: string, to: string]>([
    ['TypeScript: before', PULUMI, '"private"', '"public"'],
    ['TypeScript: after', PULUMI, 'size: 3', 'size: 4'],
    ['Python: before', PYTHON, '"private"', '"public"'],
    ['Python: after', PYTHON, 'size=3', 'size=4'],
    ['Go: before', GO, '"private"', '"public"'],
    ['Go: after', GO, '"jobs", 3', '"jobs", 4'],
    ['another object', OBJECT, 'name: logs', 'name: other'],
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
    ['values of an object', OBJECT, 'replicaCount: 2', 'replicaCount: 3'],
  ])('are not known where they may have moved: %s', async (_, files, from, to) => {
    expect(await verdictOf(files, from, to)).toBe('incomplete');
  });
});
