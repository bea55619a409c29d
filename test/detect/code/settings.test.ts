/** Settings that a program gathers in one object, which other files take them from. */

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

const STACKS = {
  'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
  'Pulumi.dev.yaml': 'config:\n  mesh:istioVersion: 1.22.3\n',
  'Pulumi.prod.yaml': 'config:\n  mesh:replicas: "3"\n',
};
const ASKS = 'import * as pulumi from "@pulumi/pulumi";\nconst cfg = new pulumi.Config();\n';
const K8S = 'import * as k8s from "@pulumi/kubernetes";\n';
const OPTS = `repositoryOpts: { repo: "${REPO}" }`;

describe('detect: settings that a program gathers', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'in an object, for a function that a constructor holds for itself',
      {
        'src/settings.ts': `${ASKS}export const settings = {\n  replicas: cfg.getNumber("replicas") ?? 2,\n  istioVersion: cfg.get("istioVersion") ?? "1.22.2",\n};\n`,
        'src/mesh.ts': `${K8S}export class Mesh {\n  constructor(name: string, args: { release: string }) {\n    const chart = (release: string, chartName: string, deps: pulumi.Resource[] = []) =>\n      new k8s.helm.v3.Release(release, { chart: chartName, version: args.release, ${OPTS} });\n    const base = chart("istio-base", "base");\n    chart("istiod", "istiod", [base]);\n  }\n}\n`,
        'index.ts':
          'import { settings } from "./src/settings";\nimport { Mesh } from "./src/mesh";\nnew Mesh("mesh", { release: settings.istioVersion });\n',
      },
      [
        'base 1.22.3 Pulumi.dev.yaml:2 dev',
        'base 1.22.2 src/settings.ts:5 prod',
        'istiod 1.22.3 Pulumi.dev.yaml:2 dev',
        'istiod 1.22.2 src/settings.ts:5 prod',
      ],
    ],
    [
      'in an object within another, for functions with bodies, one of them in a block',
      {
        'config.ts': `${ASKS}export const config = {\n  certManager: { version: cfg.get("certManagerVersion") ?? "1.14.0" },\n  istio: {\n    version: cfg.get("istioVersion") ?? "1.22.2",\n  },\n};\n`,
        'mesh.ts': `${K8S}export class Mesh {\n  constructor(name: string, args: { version: string; ambient: boolean }) {\n    function install(chart: string) {\n      return new k8s.helm.v3.Release(chart, { chart, version: args.version, ${OPTS} });\n    }\n    if (args.ambient) {\n      const extra = (chart: string) => {\n        return new k8s.helm.v3.Release(chart, { chart, version: args.version, ${OPTS} });\n      };\n      extra("ztunnel");\n    }\n    install("istiod");\n  }\n}\n`,
        'index.ts':
          'import { config } from "./config";\nimport { Mesh } from "./mesh";\nnew Mesh("m", { version: config.istio.version, ambient: true });\n',
      },
      [
        'istiod 1.22.3 Pulumi.dev.yaml:2 dev',
        'istiod 1.22.2 config.ts:6 prod',
        'ztunnel 1.22.3 Pulumi.dev.yaml:2 dev',
        'ztunnel 1.22.2 config.ts:6 prod',
      ],
    ],
    [
      'in a record of Python, for a function within a method',
      {
        'settings.py':
          'import pulumi\n\ncfg = pulumi.Config()\n\nsettings = Settings(\n    istio_version=cfg.get("istioVersion") or "1.22.2",\n    replicas=2,\n)\n',
        'mesh.py': `import pulumi_kubernetes as k8s\n\n\nclass Mesh:\n    def __init__(self, name: str, version: str):\n        def chart(release: str, chart_name: str):\n            return k8s.helm.v3.Release(\n                release,\n                k8s.helm.v3.ReleaseArgs(\n                    chart=chart_name,\n                    version=version,\n                    repository_opts=k8s.helm.v3.RepositoryOptsArgs(repo="${REPO}"),\n                ),\n            )\n\n        chart("istio-base", "base")\n        chart("istiod", "istiod")\n`,
        '__main__.py':
          'from settings import settings\nfrom mesh import Mesh\n\nMesh("mesh", version=settings.istio_version)\n',
      },
      [
        'base 1.22.3 Pulumi.dev.yaml:2 dev',
        'base 1.22.2 settings.py:6 prod',
        'istiod 1.22.3 Pulumi.dev.yaml:2 dev',
        'istiod 1.22.2 settings.py:6 prod',
      ],
    ],
    [
      'which a class sets, and a function of one expression takes',
      {
        'settings.ts': `import * as pulumi from "@pulumi/pulumi";\nexport class Settings {\n  readonly istioVersion: string;\n  constructor() {\n    const cfg = new pulumi.Config("mesh");\n    this.istioVersion = cfg.get("istioVersion") ?? "1.22.2";\n  }\n}\n`,
        'index.ts': `${K8S}import { Settings } from "./settings";\nclass Mesh {\n  constructor(s: Settings) {\n    const chart = (c: string) => new k8s.helm.v3.Release(c, { chart: c, version: s.istioVersion, ${OPTS} });\n    chart("istiod");\n  }\n}\nnew Mesh(new Settings());\n`,
      },
      ['istiod 1.22.3 Pulumi.dev.yaml:2 dev', 'istiod 1.22.2 settings.ts:6 prod'],
    ],
  ])('finds them %s', async (_what, files, expected) => {
    expect(await found({ ...STACKS, ...files })).toEqual(expected);
  });

  it('takes no method of the same name for a function that another holds for itself', async () => {
    const chart = `new k8s.helm.v3.Release(chart, { chart, version, ${OPTS} });\n`;
    expect(
      await found({
        'Pulumi.yaml': STACKS['Pulumi.yaml'],
        'index.ts': `${K8S}class A {\n  install(chart: string, version: string) {\n    ${chart}  }\n}\nclass B {\n  up() {\n    const install = (chart: string, version: string) => {\n      ${chart}    };\n    install("istiod", "1.22.2");\n  }\n}\nnew A().install("base", "1.22.1");\nnew B().up();\n`,
      }),
    ).toEqual(['base 1.22.1 index.ts:15', 'istiod 1.22.2 index.ts:12']);
  });
});
