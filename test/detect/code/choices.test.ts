// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Versions that code picks by the name of a chart, and lists of charts that stand elsewhere. */

import { all as found } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'a switch of another file',
    {
      'package.json': '{"name":"infra","dependencies":{"@pulumi/kubernetes":"^4.0.0"}}\n',
      'src/istio.ts':
        "import * as k8s from '@pulumi/kubernetes';\nimport { chartVersion } from './versions';\nconst repo = { repo: 'https://istio-release.storage.googleapis.com/charts' };\nfor (const name of ['base', 'istiod', 'gateway']) {\n  new k8s.helm.v3.Release(`istio-${name}`, {\n    chart: name,\n    version: chartVersion(name),\n    namespace: 'istio-system',\n    repositoryOpts: repo,\n  });\n}\n",
      'src/versions.ts':
        "export function chartVersion(name: string): string {\n  switch (name) {\n    case 'base':\n    case 'istiod':\n      return '1.24.2';\n    case 'gateway':\n      return '1.24.1';\n    case 'cert-manager':\n      return '1.15.0';\n    default:\n      throw new Error(`unknown ${name}`);\n  }\n}\n",
    },
    ['base 1.24.2 src/versions.ts:5', 'gateway 1.24.1 src/versions.ts:7', 'istiod 1.24.2 src/versions.ts:5'],
  ],
  [
    'a method that is a property',
    {
      'lib/mesh.ts':
        "import { Stack } from 'aws-cdk-lib';\nimport * as eks from 'aws-cdk-lib/aws-eks';\n\nconst ISTIO = '1.22.3';\n\nexport class MeshStack extends Stack {\n  private readonly install = (cluster: eks.Cluster, chart: string, version: string = ISTIO) =>\n    cluster.addHelmChart(`Istio${chart}`, {\n      chart,\n      repository: 'https://istio-release.storage.googleapis.com/charts',\n      namespace: 'istio-system',\n      version,\n    });\n\n  constructor(scope: any, id: string, cluster: eks.Cluster) {\n    super(scope, id);\n    const base = this.install(cluster, 'base');\n    const istiod = this.install(cluster, 'istiod');\n    istiod.node.addDependency(base);\n    this.install(cluster, 'gateway', '1.22.1');\n  }\n}\n",
      'package.json': '{"name":"infra","dependencies":{"aws-cdk-lib":"2.150.0"}}\n',
    },
    ['base 1.22.3 lib/mesh.ts:4', 'gateway 1.22.1 lib/mesh.ts:20', 'istiod 1.22.3 lib/mesh.ts:4'],
  ],
  [
    'a module by an alias of TypeScript',
    {
      'apps/cluster/index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nimport { CHARTS } from '@config/charts';\n\nexport const base = new k8s.helm.v3.Chart('istio-base', {\n  chart: 'base',\n  version: CHARTS.istio.version,\n  fetchOpts: { repo: CHARTS.istio.repo },\n});\nexport const istiod = new k8s.helm.v3.Chart('istiod', {\n  chart: 'istiod',\n  version: CHARTS.istio.version,\n  fetchOpts: { repo: CHARTS.istio.repo },\n});\n",
      'packages/config/src/charts.ts':
        "export const CHARTS = {\n  istio: { repo: 'https://istio-release.storage.googleapis.com/charts', version: '1.23.4' },\n  karpenter: { version: '0.37.0' },\n} as const;\n",
      'tsconfig.json':
        '{\n  "compilerOptions": {\n    "baseUrl": ".",\n    "paths": { "@config/*": ["packages/config/src/*"], "@lib": ["packages/lib/src/index.ts"] }\n  }\n}\n',
    },
    ['base 1.23.4 packages/config/src/charts.ts:2', 'istiod 1.23.4 packages/config/src/charts.ts:2'],
  ],
  [
    'objects of a class of data',
    {
      '__main__.py':
        'from dataclasses import dataclass\nimport pulumi_kubernetes as k8s\n\n@dataclass\nclass HelmChart:\n    name: str\n    version: str\n    repo: str = "https://istio-release.storage.googleapis.com/charts"\n    namespace: str = "istio-system"\n\nCHARTS = [\n    HelmChart(name="base", version="1.22.3"),\n    HelmChart("istiod", "1.22.3"),\n    HelmChart(name="gateway", version="1.22.2", namespace="istio-ingress"),\n]\n\nfor c in CHARTS:\n    k8s.helm.v3.Release(\n        f"istio-{c.name}",\n        chart=c.name,\n        version=c.version,\n        namespace=c.namespace,\n        repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo=c.repo),\n    )\n',
    },
    ['base 1.22.3 __main__.py:12', 'gateway 1.22.2 __main__.py:14', 'istiod 1.22.3 __main__.py:13'],
  ],
  [
    'an Enum of Python',
    {
      'infra/mesh.py':
        'from aws_cdk import aws_eks as eks, Stack\nfrom infra.versions import ChartVersion\n\nREPO = "https://istio-release.storage.googleapis.com/charts"\n\nclass Mesh(Stack):\n    def __init__(self, scope, id, cluster: eks.ICluster):\n        super().__init__(scope, id)\n        cluster.add_helm_chart("base", chart="base", repository=REPO, version=ChartVersion.ISTIO_BASE.value, namespace="istio-system")\n        cluster.add_helm_chart("istiod", chart="istiod", repository=REPO, version=ChartVersion.ISTIOD.value, namespace="istio-system")\n',
      'infra/versions.py':
        'from enum import Enum\n\nclass ChartVersion(str, Enum):\n    ISTIO_BASE = "1.24.0"\n    ISTIOD = "1.24.1"\n    CERT_MANAGER = "v1.15.0"\n',
    },
    ['base 1.24.0 infra/versions.py:4', 'istiod 1.24.1 infra/versions.py:5'],
  ],
  [
    'an object of Pulumi’s settings',
    {
      'Pulumi.prod.yaml':
        'config:\n  platform:charts:\n    istio:\n      version: "1.23.5"\n      enabled: true\n    argocd:\n      version: "7.1.0"\n',
      'Pulumi.stage.yaml':
        'config:\n  platform:charts:\n    istio:\n      version: "1.24.0"\n      enabled: true\n    argocd:\n      version: "7.1.0"\n',
      'Pulumi.yaml': 'name: platform\nruntime: python\n',
      '__main__.py':
        'import pulumi\nfrom pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs\n\nconfig = pulumi.Config()\ncharts = config.require_object("charts")\nistio = charts["istio"]\n\nfor chart in ("base", "istiod"):\n    Release(\n        f"istio-{chart}",\n        ReleaseArgs(\n            chart=chart,\n            version=istio["version"],\n            namespace="istio-system",\n            repository_opts=RepositoryOptsArgs(repo="https://istio-release.storage.googleapis.com/charts"),\n        ),\n    )\n',
    },
    [
      'base 1.23.5 Pulumi.prod.yaml:4',
      'base 1.24.0 Pulumi.stage.yaml:4',
      'istiod 1.23.5 Pulumi.prod.yaml:4',
      'istiod 1.24.0 Pulumi.stage.yaml:4',
    ],
  ],
  [
    'the same in TypeScript',
    {
      'Pulumi.dev.yaml': 'config:\n  m:istio:\n    version: 1.24.2\n',
      'Pulumi.prod.yaml': 'config:\n  m:istio:\n    version: 1.23.4\n',
      'Pulumi.yaml': 'name: m\nruntime: nodejs\n',
      'index.ts':
        "import * as pulumi from '@pulumi/pulumi';\nimport * as k8s from '@pulumi/kubernetes';\ninterface Istio { version: string }\nconst config = new pulumi.Config();\nconst istio = config.requireObject<Istio>('istio');\nnew k8s.helm.v3.Release('istiod', { chart: 'istiod', version: istio.version, repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' } });\n",
    },
    ['istiod 1.23.4 Pulumi.prod.yaml:3', 'istiod 1.24.2 Pulumi.dev.yaml:3'],
  ],
  [
    'the same in Go',
    {
      'Pulumi.dev.yaml': 'config:\n  m:charts:\n    istio: {version: 1.24.2}\n',
      'Pulumi.yaml': 'name: m\nruntime: go\n',
      'main.go':
        'package main\n\nimport (\n\thelm "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"\n\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"\n\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"\n)\n\ntype Charts struct {\n\tIstio struct {\n\t\tVersion string `json:"version"`\n\t} `json:"istio"`\n}\n\nfunc main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {\n\t\tvar charts Charts\n\t\tcfg := config.New(ctx, "")\n\t\tcfg.RequireObject("charts", &charts)\n\t\t_, err := helm.NewRelease(ctx, "istiod", &helm.ReleaseArgs{\n\t\t\tChart:   pulumi.String("istiod"),\n\t\t\tVersion: pulumi.String(charts.Istio.Version),\n\t\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("https://istio-release.storage.googleapis.com/charts")},\n\t\t})\n\t\treturn err\n\t})\n}\n',
    },
    ['istiod 1.24.2 Pulumi.dev.yaml:3'],
  ],
  [
    'flags of cdk8s',
    {
      'main.ts':
        "import { App, Chart, Helm, Include } from 'cdk8s';\nconst app = new App();\nclass Istio extends Chart {\n  constructor(scope: App, id: string, props: { version: string }) {\n    super(scope, id, { namespace: 'istio-system' });\n    new Helm(this, 'base', {\n      chart: 'base',\n      repo: 'https://istio-release.storage.googleapis.com/charts',\n      version: props.version,\n      releaseName: 'istio-base',\n    });\n    new Helm(this, 'istiod', {\n      chart: 'istio/istiod',\n      helmFlags: ['--version', props.version],\n    });\n  }\n}\nnew Istio(app, 'istio-dev', { version: '1.24.2' });\nnew Istio(app, 'istio-prod', { version: '1.23.5' });\napp.synth();\n",
    },
    [
      'base 1.23.5 main.ts:19',
      'base 1.24.2 main.ts:18',
      'istiod 1.23.5 main.ts:19',
      'istiod 1.24.2 main.ts:18',
    ],
  ],
  [
    'a function that is handed on',
    {
      'src/index.ts':
        "import * as k8s from '@pulumi/kubernetes';\ntype ChartName = 'base' | 'istiod' | 'cni';\nconst versions: Record<ChartName, string> = {\n  base: '1.24.2',\n  istiod: '1.24.2',\n  cni: '1.24.0',\n};\nconst getVersion = (n: ChartName) => versions[n];\nfunction deploy(name: ChartName) {\n  return new k8s.helm.v4.Chart(name, {\n    chart: name,\n    version: getVersion(name),\n    namespace: 'istio-system',\n    repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' },\n  });\n}\n(['base', 'istiod', 'cni'] as ChartName[]).forEach(deploy);\n",
    },
    ['base 1.24.2 src/index.ts:4', 'cni 1.24.0 src/index.ts:6', 'istiod 1.24.2 src/index.ts:5'],
  ],
  [
    'a table behind a function',
    {
      'index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nimport { versionOf } from './versions';\nconst charts = [{ name: 'base', ns: 'istio-system' }, { name: 'istiod', ns: 'istio-system' }];\ncharts.map(c => new k8s.helm.v3.Release(c.name, {\n  chart: c.name,\n  version: versionOf(c.name),\n  namespace: c.ns,\n  repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' },\n}));\n",
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
      'versions.ts':
        "export enum Chart { Base = 'base', Istiod = 'istiod' }\nexport const versions: { [name: string]: string } = {\n  base: '1.24.2',\n  istiod: '1.24.1',\n};\nexport const versionOf = (name: string): string => versions[name] ?? '0.0.0';\n",
    },
    ['base 1.24.2 versions.ts:3', 'istiod 1.24.1 versions.ts:4'],
  ],
  [
    'one of two',
    {
      'index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nconst ISTIO = '1.24.2';\nfor (const chart of ['base', 'istiod', 'gateway']) {\n  new k8s.helm.v3.Release(chart, {\n    chart,\n    version: chart === 'gateway' ? '1.24.0' : ISTIO,\n    repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' },\n  });\n}\n",
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
    },
    ['base 1.24.2 index.ts:2', 'gateway 1.24.0 index.ts:6', 'istiod 1.24.2 index.ts:2'],
  ],
  [
    'a method with a condition',
    {
      'lib/a.ts':
        "import * as eks from 'aws-cdk-lib/aws-eks';\nexport class Mesh {\n  constructor(private cluster: eks.Cluster) {\n    ['base', 'istiod'].forEach((c) => this.add(c));\n    this.add('gateway');\n  }\n  private versionFor(chart: string): string {\n    if (chart === 'gateway') {\n      return '1.22.1';\n    }\n    return '1.22.3';\n  }\n  add = (chart: string) => {\n    this.cluster.addHelmChart(chart, {\n      chart,\n      version: this.versionFor(chart),\n      repository: 'https://istio-release.storage.googleapis.com/charts',\n    });\n  };\n}\n",
      'package.json': '{"dependencies":{"aws-cdk-lib":"2"}}\n',
    },
    ['base 1.22.3 lib/a.ts:11', 'gateway 1.22.1 lib/a.ts:9', 'istiod 1.22.3 lib/a.ts:11'],
  ],
  [
    'cases of Python',
    {
      'infra/__main__.py':
        'import pulumi_kubernetes as k8s\nfrom v import chart_version\nfor name in ["base", "istiod", "gateway"]:\n    k8s.helm.v3.Release(f"istio-{name}",\n        chart=name,\n        version=chart_version(name),\n        repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="https://istio-release.storage.googleapis.com/charts"))\n',
      'infra/v.py':
        'DEFAULT = "1.24.2"\ndef chart_version(name: str) -> str:\n    match name:\n        case "base" | "istiod":\n            return DEFAULT\n        case "gateway":\n            return "1.24.0"\n        case _:\n            raise ValueError(name)\n',
      'requirements.txt': 'pulumi-kubernetes>=4\n',
    },
    ['base 1.24.2 infra/v.py:1', 'gateway 1.24.0 infra/v.py:7', 'istiod 1.24.2 infra/v.py:1'],
  ],
  [
    'a function of another package of Go',
    {
      'go.mod': 'module example.com/x\nrequire github.com/pulumi/pulumi-kubernetes/sdk/v4 v4\n',
      'main.go':
        'package main\n\nimport (\n\t"example.com/x/versions"\n\thelm "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"\n\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"\n)\n\nfunc install(ctx *pulumi.Context, chart string) error {\n\t_, err := helm.NewRelease(ctx, chart, &helm.ReleaseArgs{\n\t\tChart:   pulumi.String(chart),\n\t\tVersion: pulumi.String(versions.For(chart)),\n\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("https://istio-release.storage.googleapis.com/charts")},\n\t})\n\treturn err\n}\n\nfunc main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {\n\t\tfor _, c := range []string{"base", "istiod"} {\n\t\t\tif err := install(ctx, c); err != nil {\n\t\t\t\treturn err\n\t\t\t}\n\t\t}\n\t\treturn install(ctx, "gateway")\n\t})\n}\n',
      'versions/v.go':
        'package versions\n\nconst istio = "1.23.4"\n\n// For says which.\nfunc For(chart string) string {\n\tswitch chart {\n\tcase "base", "istiod":\n\t\treturn istio\n\tcase "gateway":\n\t\treturn "1.23.1"\n\tdefault:\n\t\treturn "0.0.0"\n\t}\n}\n',
    },
    ['base 1.23.4 versions/v.go:3', 'gateway 1.23.1 versions/v.go:11', 'istiod 1.23.4 versions/v.go:3'],
  ],
  [
    'a package of the same repository',
    {
      'package.json': '{"workspaces":["packages/*"]}\n',
      'packages/config/package.json': '{"name":"@acme/config","main":"src/index.ts"}\n',
      'packages/config/src/index.ts': "export * from './versions';\n",
      'packages/config/src/versions.ts':
        "export const ISTIO_VERSION = '1.23.1';\nexport const CERT = { version: '1.15.0' };\n",
      'packages/infra/package.json':
        '{"name":"@acme/infra","dependencies":{"@pulumi/kubernetes":"4","@acme/config":"*"}}\n',
      'packages/infra/src/mesh.ts':
        "import * as k8s from '@pulumi/kubernetes';\nimport { ISTIO_VERSION } from '@acme/config';\nconst opts = { repo: 'https://istio-release.storage.googleapis.com/charts' };\nnew k8s.helm.v3.Release('b', { chart: 'base', version: ISTIO_VERSION, repositoryOpts: opts });\nnew k8s.helm.v3.Release('i', { chart: 'istiod', version: ISTIO_VERSION, repositoryOpts: opts });\n",
    },
    ['base 1.23.1 packages/config/src/versions.ts:1', 'istiod 1.23.1 packages/config/src/versions.ts:1'],
  ],
  [
    'what is set on the way stays open',
    {
      'index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nfunction pick(name: string): string {\n  let v = '1.20.0';\n  if (name === 'istiod') {\n    v = '1.24.2';\n  }\n  return v;\n}\nfor (const chart of ['base', 'istiod']) {\n  new k8s.helm.v3.Release(chart, { chart, version: pick(chart), repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' } });\n}\n",
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
    },
    ['base null index.ts:10', 'istiod null index.ts:10'],
  ],
  [
    'entries of an object',
    {
      'index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nconst charts = {\n  base: { version: '1.24.2', ns: 'istio-system' },\n  istiod: { version: '1.24.1', ns: 'istio-system' },\n  'cert-manager': { version: '1.15.0', ns: 'cm' },\n};\nfor (const [name, cfg] of Object.entries(charts)) {\n  new k8s.helm.v3.Release(name, { chart: name, version: cfg.version, namespace: cfg.ns,\n    repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' } });\n}\n",
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
    },
    ['base 1.24.2 index.ts:3', 'istiod 1.24.1 index.ts:4'],
  ],
  [
    'items of a dictionary of another file',
    {
      '__main__.py':
        'import pulumi_kubernetes as k8s\nfrom charts import VERSIONS\nfor chart, version in VERSIONS.items():\n    k8s.helm.v3.Release(f"istio-{chart}", chart=chart, version=version,\n        repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="https://istio-release.storage.googleapis.com/charts"))\n',
      'charts.py': 'VERSIONS = {\n    "base": "1.22.1",\n    "istiod": "1.22.2",\n}\n',
      'requirements.txt': 'pulumi-kubernetes\n',
    },
    ['base 1.22.1 charts.py:2', 'istiod 1.22.2 charts.py:3'],
  ],
  [
    'a map of another package of Go',
    {
      'charts/charts.go':
        'package charts\n\ntype Chart struct {\n\tVersion   string\n\tNamespace string\n}\n\nvar All = map[string]Chart{\n\t"base":   {Version: "1.23.1", Namespace: "istio-system"},\n\t"istiod": {Version: "1.23.2", Namespace: "istio-system"},\n}\n',
      'go.mod': 'module example.com/z\nrequire github.com/pulumi/pulumi-kubernetes/sdk/v4 v4\n',
      'main.go':
        'package main\n\nimport (\n\t"example.com/z/charts"\n\thelm "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"\n\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"\n)\n\nfunc main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {\n\t\tfor name, c := range charts.All {\n\t\t\tif _, err := helm.NewRelease(ctx, name, &helm.ReleaseArgs{\n\t\t\t\tChart:     pulumi.String(name),\n\t\t\t\tVersion:   pulumi.String(c.Version),\n\t\t\t\tNamespace: pulumi.String(c.Namespace),\n\t\t\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("https://istio-release.storage.googleapis.com/charts")},\n\t\t\t}); err != nil {\n\t\t\t\treturn err\n\t\t\t}\n\t\t}\n\t\treturn nil\n\t})\n}\n',
    },
    ['base 1.23.1 charts/charts.go:9', 'istiod 1.23.2 charts/charts.go:10'],
  ],
  [
    'entries of a Map',
    {
      'index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nconst CHARTS = new Map<string, string>([\n  ['base', '1.20.0'],\n  ['istiod', '1.21.0'],\n]);\nfor (const [name, version] of CHARTS) {\n  new k8s.helm.v3.Release(name, { chart: name, version, repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' } });\n}\n",
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
    },
    ['base 1.20.0 index.ts:3', 'istiod 1.21.0 index.ts:4'],
  ],
  [
    'a constant beside the map of another package of Go',
    {
      'versions/versions.go':
        'package versions\n\nconst Stable = "1.22.2"\n\nvar Of = map[string]string{\n\t"base":   "1.22.1",\n\t"istiod": Stable,\n}\n',
      'go.mod': 'module example.com/z\nrequire github.com/pulumi/pulumi-kubernetes/sdk/v4 v4\n',
      'main.go':
        'package main\n\nimport (\n\t"example.com/z/versions"\n\thelm "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"\n)\n\nfunc main() {\n\tfor _, name := range []string{"base", "istiod"} {\n\t\thelm.NewRelease(ctx, name, &helm.ReleaseArgs{\n\t\t\tChart:   pulumi.String(name),\n\t\t\tVersion: pulumi.String(versions.Of[name]),\n\t\t\tRepositoryOpts: &helm.RepositoryOptsArgs{Repo: pulumi.String("https://istio-release.storage.googleapis.com/charts")},\n\t\t})\n\t}\n}\n',
    },
    ['base 1.22.1 versions/versions.go:6', 'istiod 1.22.2 versions/versions.go:3'],
  ],
  [
    'a module by an alias in settings with comments of both kinds',
    {
      'Pulumi.yaml': 'name: infra\nruntime: nodejs\n',
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
      'src/index.ts':
        "import * as k8s from '@pulumi/kubernetes';\nimport { ISTIO_VERSION } from '@config/versions';\nnew k8s.helm.v3.Release('istiod', { chart: 'istiod', version: ISTIO_VERSION, repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' } });\n",
      'config/versions.ts': "export const ISTIO_VERSION = '1.22.2';\n",
      'tsconfig.json':
        '{\n  "compilerOptions": {\n    /* Visit https://aka.ms/tsconfig to read more about this file */\n    "target": "es2016", /* The language. */\n    // "lib": [],\n    "baseUrl": ".", // here\n    "paths": { "@config/*": ["config/*"] },\n  },\n  "include": ["src/**/*"],\n}\n',
    },
    ['istiod 1.22.2 config/versions.ts:1'],
  ],
];

describe('detect: code choices', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each([
    [
      'the branch of an else whose if returns nothing',
      "  if (chart === 'base') {\n    console.log(chart);\n  } else {\n    return '1.20.0';\n  }\n  return '1.22.2';\n",
      ['base 1.22.2 index.ts:8', 'istiod 1.20.0 index.ts:6'],
    ],
    [
      'nothing of an if in an if',
      "  if (kind === 'canary') {\n    if (chart === 'istiod') return '1.26.0';\n  }\n  return '1.22.2';\n",
      ['base null index.ts:9', 'istiod null index.ts:9'],
    ],
    [
      'nothing of a switch in an if',
      "  if (kind === 'canary') {\n    switch (chart) {\n      case 'istiod':\n        return '1.26.0';\n    }\n  }\n  return '1.22.2';\n",
      ['base null index.ts:12', 'istiod null index.ts:12'],
    ],
    [
      'nothing of an else behind an if in an if',
      "  if (chart === 'istiod') {\n    if (kind === 'canary') return '1.26.0';\n  } else return '1.20.0';\n  return '1.22.2';\n",
      ['base null index.ts:9', 'istiod null index.ts:9'],
    ],
    [
      'an if in the case that is meant, and none of another',
      "  switch (chart) {\n    case 'base':\n      if (kind === 'stable') return '1.20.0';\n      return '1.21.0';\n    case 'istiod':\n      return '1.22.2';\n  }\n  return '1.23.0';\n",
      ['base 1.20.0 index.ts:5', 'istiod null index.ts:13'],
    ],
  ])('takes %s', async (_, body, installed) => {
    const files = {
      'index.ts': `import * as k8s from '@pulumi/kubernetes';\nfunction versionOf(chart: string, kind: string): string {\n${body}}\nfor (const name of ['base', 'istiod'])\n  new k8s.helm.v3.Release(name, { chart: name, version: versionOf(name, 'stable'), repositoryOpts: { repo: 'https://istio-release.storage.googleapis.com/charts' } });\n`,
      'package.json': '{"dependencies":{"@pulumi/kubernetes":"4"}}\n',
    };
    expect(await found(files)).toEqual(installed);
  });
});
