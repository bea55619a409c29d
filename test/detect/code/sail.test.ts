/** Objects of the Sail operator that code makes, objects of Go that say their own type, and what a setting switches on. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(
    ({ chart, version, at, release }) =>
      `${chart} ${version} ${at.file}:${at.line}${release.offByDefault ? ' off' : ''}`,
  );
}

const PULUMI = { 'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n' };
const GO = {
  'Pulumi.yaml': 'name: mesh\nruntime: go\n',
  'go.mod': 'module example.com/mesh\n\nrequire github.com/pulumi/pulumi-kubernetes/sdk/v4 v4.18.0\n',
};

describe('detect: objects of the Sail operator in code', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'maps of Go, with a constant that a caller may replace',
      {
        'go.mod': 'module example.com/tool\n',
        'addons/istio.go':
          'package addons\n\nconst (\n\tdefaultIstio = "v1.29.0"\n)\n\nfunc (i *istio) Ready() error {\n\tversion := defaultIstio\n\tif i.version != "" {\n\t\tversion = "v" + i.version\n\t}\n\tcr := &unstructured.Unstructured{\n\t\tObject: map[string]any{\n\t\t\t"apiVersion": "sailoperator.io/v1",\n\t\t\t"kind": "Istio",\n\t\t\t"spec": map[string]any{"namespace": "istio-system", "version": version},\n\t\t},\n\t}\n\treturn apply(cr)\n}\n',
      },
      ['istiod 1.29.0 addons/istio.go:4'],
    ],
    [
      'maps of any, with what is not said',
      {
        'mesh.go':
          'package mesh\n\nvar cni = map[string]interface{}{\n\t"apiVersion": "sailoperator.io/v1",\n\t"kind": "IstioCNI",\n\t"spec": map[string]interface{}{"version": "v1.26.2"},\n}\nvar tunnel = map[string]interface{}{"apiVersion": "sailoperator.io/v1alpha1", "kind": "ZTunnel"}\n',
      },
      ['cni 1.26.2 mesh.go:6', 'ztunnel null mesh.go:8'],
    ],
    [
      'a resource of Pulumi',
      {
        ...PULUMI,
        'index.ts':
          'const istioVersion = "v1.24.2";\nconst spec = { version: istioVersion, namespace: "istio-system" };\nnew k8s.apiextensions.CustomResource("istio", { apiVersion: "sailoperator.io/v1", kind: "Istio", metadata: { name: "default" }, spec });\n',
      },
      ['istiod 1.24.2 index.ts:1'],
    ],
    [
      'a resource of Pulumi in Go',
      {
        ...GO,
        'main.go':
          'package main\n\nfunc mesh(ctx *pulumi.Context) error {\n\t_, err := apiextensions.NewCustomResource(ctx, "istio", &apiextensions.CustomResourceArgs{\n\t\tApiVersion: pulumi.String("sailoperator.io/v1"),\n\t\tKind: pulumi.String("Istio"),\n\t\tOtherFields: kubernetes.UntypedArgs{\n\t\t\t"spec": map[string]interface{}{\n\t\t\t\t"version": "v1.24.2",\n\t\t\t},\n\t\t},\n\t})\n\treturn err\n}\n',
      },
      ['istiod 1.24.2 main.go:9'],
    ],
    [
      'arguments of Python',
      {
        ...PULUMI,
        '__main__.py':
          'import pulumi_kubernetes as k8s\n\nISTIO_VERSION = "v1.24.2"\nk8s.apiextensions.CustomResource("istio",\n    api_version="sailoperator.io/v1",\n    kind="Istio",\n    spec={"version": ISTIO_VERSION})\n',
      },
      ['istiod 1.24.2 __main__.py:3'],
    ],
    [
      'what is no mesh',
      {
        ...PULUMI,
        'index.ts':
          'new k8s.apiextensions.CustomResource("tag", { apiVersion: "sailoperator.io/v1", kind: "IstioRevisionTag", spec: { version: "v1.24.2" } });\n',
      },
      [],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });
});

/** A release of Pulumi in Go. */
function release(name: string, of: string): string {
  return `package addons\n\nimport (\n\t"example.com/mesh/pkg/vars"\n)\n\nfunc Istio(ctx *pulumi.Context) error {\n\t_, err := helm.NewRelease(ctx, "mesh", &helm.ReleaseArgs{\n\t\tName: pulumi.String(${of}.${name}),\n\t\tChart: pulumi.String(${of}.${name}),\n\t\tVersion: pulumi.String(${of}.HelmChartsVersion),\n\t\tRepositoryOpts: helm.RepositoryOptsArgs{Repo: pulumi.String(${of}.HelmChartsRepo)},\n\t})\n\treturn err\n}\n`;
}

/** What the package of variables holds. */
function vars(type: string, version = '"1.22.3"'): string {
  return `package vars\n\nconst DefaultIstio = "1.21.0"\n\nvar (\n\tCertManager = struct {\n\t\tChart string\n\t\tHelmChartsVersion string\n\t}{\n\t\tChart: "cert-manager",\n\t\tHelmChartsVersion: "1.15.0",\n\t}\n\tIstio = ${type}{\n\t\tHelmChartsRepo: "${REPO}",\n\t\tHelmChartsVersion: ${version},\n\t\tIstiod: "istiod",\n\t\tBase: "base",\n\t}\n)\n`;
}

const STRUCT =
  'struct {\n\t\tHelmChartsRepo, HelmChartsVersion string\n\t\tIstiod string\n\t\tBase string\n\t}';

describe('detect: objects of another package of Go', () => {
  it.each<readonly [string, string, string, readonly string[]]>([
    ['one that says its type', 'Istiod', vars(STRUCT), ['istiod 1.22.3 pkg/vars/vars.go:19']],
    ['a chart of any name', 'Base', vars(STRUCT), ['base 1.22.3 pkg/vars/vars.go:19']],
    ['one whose type has a name', 'Istiod', vars('&IstioVars'), ['istiod 1.22.3 pkg/vars/vars.go:15']],
    [
      'a field that is a constant',
      'Istiod',
      vars(STRUCT, 'DefaultIstio'),
      ['istiod 1.21.0 pkg/vars/vars.go:3'],
    ],
  ])('%s', async (_, name, held, expected) => {
    const files = { ...GO, 'pkg/addons/istio.go': release(name, 'vars.Istio'), 'pkg/vars/vars.go': held };
    expect(await found(files)).toEqual(expected);
  });

  it('counts a chart once that such an object names beside its version', async () => {
    const main = `package main\n\nimport "example.com/mesh/vars"\n\nfunc run(ctx *pulumi.Context) error {\n\thelm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{\n\t\tChart: pulumi.String(vars.Istio.Chart),\n\t\tVersion: pulumi.String(vars.Istio.Version),\n\t\tRepositoryOpts: helm.RepositoryOptsArgs{Repo: pulumi.String(vars.Istio.Repo)},\n\t})\n\treturn nil\n}\n`;
    const held = `package vars\n\nvar Istio = struct {\n\tChart, Version, Repo string\n}{\n\tChart: "istiod",\n\tVersion: "1.22.3",\n\tRepo: "${REPO}",\n}\n`;
    expect(await found({ ...GO, 'main.go': main, 'vars/vars.go': held })).toEqual([
      'istiod 1.22.3 vars/vars.go:7',
    ]);
  });

  it('takes no field of another object for it', async () => {
    const files = {
      ...GO,
      'pkg/addons/mesh.go': `// istio\n${release('Chart', 'vars.CertManager')}`,
      'pkg/vars/vars.go': vars(STRUCT),
    };
    expect(await found(files)).toEqual([]);
  });
});

/** A program that installs istiod under a condition. */
function program(condition: string, before = ''): string {
  return `${before}import * as k8s from "@pulumi/kubernetes";\nif (${condition}) {\n  new k8s.helm.v3.Release("istiod", { chart: "istiod", version: "1.22.2", repositoryOpts: { repo: "${REPO}" } });\n}\n`;
}

describe('detect: what code installs only where a setting says so', () => {
  const off = ['istiod 1.22.2 index.ts:3 off'];
  const on = ['istiod 1.22.2 index.ts:3'];
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a context of EKS Blueprints',
      { 'index.ts': program('utils.valueFromContext(scope, "istio.enabled", false)') },
      off,
    ],
    [
      'one that is on otherwise',
      { 'index.ts': program('utils.valueFromContext(scope, "istio.enabled", true)') },
      on,
    ],
    [
      'one that is given',
      {
        'cdk.json': '{"app": "x", "context": {"istio.enabled": true}}\n',
        'index.ts': program('utils.valueFromContext(scope, "istio.enabled", false)'),
      },
      on,
    ],
    [
      'one that is said to be off',
      {
        'cdk.json': '{"app": "x", "context": {"mesh": false}}\n',
        'index.ts': program('this.node.tryGetContext("mesh") === "true"'),
      },
      off,
    ],
    [
      'one that a command gives',
      { 'deploy.sh': 'cdk deploy -c mesh=true\n', 'index.ts': program('app.node.tryGetContext("mesh")') },
      on,
    ],
    ['a setting of Pulumi', { 'index.ts': program('config.getBoolean("mesh") ?? false') }, off],
    [
      'one that a stack gives',
      {
        'Pulumi.prod.yaml': 'config:\n  shop:mesh: "true"\n',
        'index.ts': program('config.getBoolean("mesh")'),
      },
      on,
    ],
    ['a variable', { 'index.ts': program('process.env.MESH === "true" && ready') }, off],
    ['one of two', { 'index.ts': program('process.env.MESH === "true" || ready') }, on],
    ['what is not so', { 'index.ts': program('!process.env.NO_MESH') }, on],
    ['a name', { 'index.ts': program('mesh', 'const mesh = config.getBoolean("mesh"); ') }, off],
  ])('%s', async (_, files, expected) => {
    expect(await found({ ...PULUMI, ...files })).toEqual(expected);
  });

  it('also in Python and Go', async () => {
    const python = `import pulumi_kubernetes as k8s\n\nif config.get_bool("mesh"):\n    k8s.helm.v3.Release(\n        "istiod", chart="istiod", version="1.22.2",\n        repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"))\n`;
    expect(await found({ ...PULUMI, '__main__.py': python })).toEqual(['istiod 1.22.2 __main__.py:5 off']);
    // Of two that each are enough, one that is off keeps nothing from running.
    const either = python.replace('if config', 'if always or ready and config');
    expect(await found({ ...PULUMI, '__main__.py': either })).toEqual(['istiod 1.22.2 __main__.py:5']);
    const go = `package main\n\nfunc run(ctx *pulumi.Context) error {\n\tif cfg.GetBool("mesh") {\n\t\thelm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{\n\t\t\tChart: pulumi.String("istiod"),\n\t\t\tVersion: pulumi.String("1.22.2"),\n\t\t\tRepositoryOpts: helm.RepositoryOptsArgs{Repo: pulumi.String("${REPO}")},\n\t\t})\n\t}\n\treturn nil\n}\n`;
    expect(await found({ ...GO, 'main.go': go })).toEqual(['istiod 1.22.2 main.go:7 off']);
  });
});
