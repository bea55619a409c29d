/** What a chart of code takes from an object that is spread into its own, and the context that the CDK is asked for. */

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

const CDK = {
  'cdk.json':
    '{\n  "app": "npx ts-node app.ts",\n  "context": {\n    "addons": {\n      "other": "1.11.0",\n      "istio": "1.22.2"\n    }\n  }\n}\n',
};

describe('detect: what code spreads into the object of a chart', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'an object of the function, with a part of the context that is taken apart',
      {
        'mesh.ts': `export class Mesh extends Stack {\n  constructor(scope: Construct, props: Props) {\n    const { istio: version } = this.node.tryGetContext('addons');\n    const common = { repository: '${REPO}', version, createNamespace: true };\n    props.cluster.addHelmChart('Base', {\n      ...common,\n      chart: 'base',\n    });\n    props.cluster.addHelmChart('Gateway', { chart: 'gateway', ...common, values: { a: { b: 1 } } });\n  }\n}\n`,
      },
      ['base 1.22.2 cdk.json:6', 'gateway 1.22.2 cdk.json:6'],
    ],
    [
      'an object that the class keeps',
      {
        'mesh.ts': `export class Mesh extends Stack {\n  private readonly defaults: Partial<HelmChartOptions>;\n  constructor(scope: Construct, props: Props) {\n    this.defaults = { repository: '${REPO}', version: this.node.tryGetContext('addons').istio };\n    this.install(props.cluster);\n  }\n  install(cluster: Cluster) {\n    cluster.addHelmChart('Base', { ...this.defaults, chart: 'base' });\n  }\n}\n`,
      },
      ['base 1.22.2 cdk.json:6'],
    ],
    [
      'an object of another file',
      {
        'charts.ts': `export const istioChart = {\n  repository: '${REPO}',\n  version: '1.22.3',\n};\n`,
        'mesh.ts':
          "import { istioChart } from './charts';\ncluster.addHelmChart('Base', { ...istioChart, chart: 'base' });\n",
      },
      ['base 1.22.3 charts.ts:3'],
    ],
    [
      'a dictionary of Python',
      {
        'mesh.py': `class Mesh(Stack):\n    def __init__(self, scope, cluster):\n        addons = self.node.try_get_context("addons")\n        common = dict(\n            repository="${REPO}",\n            version=addons["istio"],\n        )\n        cluster.add_helm_chart("Base", chart="base", **common)\n`,
      },
      ['base 1.22.2 cdk.json:6'],
    ],
    [
      'what a function of Python is handed under other names',
      {
        'mesh.py': `def install(cluster, name, chart, **options):\n    cluster.add_helm_chart(name, chart=chart, repository="${REPO}", **options)\n\n\ndef up(cluster):\n    install(cluster, "Base", "base", version="1.22.3")\n    install(cluster, "Istiod", "istiod", version="1.22.4", wait=True)\n`,
      },
      ['base 1.22.3 mesh.py:6', 'istiod 1.22.4 mesh.py:7'],
    ],
    [
      'what a method is handed, which names the chart',
      {
        'mesh.ts': `export class Mesh extends Stack {\n  private install(id: string, options: HelmChartOptions) {\n    return this.cluster.addHelmChart(id, {\n      repository: '${REPO}',\n      version: this.node.tryGetContext('addons').istio,\n      ...options,\n    });\n  }\n  up() {\n    this.install('Base', { chart: 'base', release: 'istio-base' });\n    this.install('Istiod', { chart: 'istiod', version: '1.22.4' });\n  }\n}\n`,
      },
      ['base 1.22.2 cdk.json:6', 'istiod 1.22.4 mesh.ts:11'],
    ],
    [
      'no version',
      {
        'mesh.ts': `const common = { repository: '${REPO}' };\ncluster.addHelmChart('Base', { ...common, chart: 'base' });\ncluster.addHelmChart('Istiod', { ...unknown, chart: 'istiod' });\n`,
      },
      ['base null mesh.ts:2', 'istiod null mesh.ts:3'],
    ],
  ])('reads %s', async (_what, files, expected) => {
    expect(await found({ ...CDK, ...files })).toEqual(expected);
  });

  it('says where a version is to be looked for that comes with an object which nobody knows', async () => {
    const { problems } = await detect(
      memoryTree({
        ...CDK,
        'mesh.ts': `cluster.addHelmChart('Istiod', { ...defaults, repository: '${REPO}', chart: 'istiod' });\n`,
      }),
    );
    expect(problems.find(({ what }) => what === 'chart istiod')?.why).toContain('`{{ defaults.version … }}`');
  });
});

describe('detect: context of the CDK', () => {
  const install = (version: string, before = ''): string =>
    `export class Mesh {\n  constructor(app: App) {\n    ${before}\n    cluster.addHelmChart('D', { repository: '${REPO}', chart: 'istiod', version: ${version} });\n  }\n}\n`;

  it.each<readonly [string, string, readonly string[]]>([
    ['a field of it', install("app.node.tryGetContext('addons')['istio']"), ['istiod 1.22.2 cdk.json:6']],
    [
      'a field of what it is said to be',
      install('version', "const version = (app.node.tryGetContext('addons') as Addons).istio;"),
      ['istiod 1.22.2 cdk.json:6'],
    ],
    [
      'a part that is taken out of it',
      install('istio', "const { other, istio } = app.node.tryGetContext('addons') as Addons;"),
      ['istiod 1.22.2 cdk.json:6'],
    ],
    [
      'what counts where it has none',
      install('version', "const version = app.node.tryGetContext('mesh')?.istio ?? '1.22.4';"),
      ['istiod 1.22.4 mesh.ts:3'],
    ],
    [
      'no method of what it holds',
      install("app.node.tryGetContext('addons').istio.replace('2', '3')"),
      ['istiod null mesh.ts:4'],
    ],
  ])('reads %s', async (_what, text, expected) => {
    expect(await found({ ...CDK, 'mesh.ts': text })).toEqual(expected);
  });

  it('reads what the tool keeps in a file of its own', async () => {
    expect(
      await found({
        'cdk.json': '{"app": "x"}',
        'cdk.context.json': '{\n  "istioVersion": "1.22.2"\n}\n',
        'mesh.ts': install("app.node.tryGetContext('istioVersion')"),
      }),
    ).toEqual(['istiod 1.22.2 cdk.context.json:2']);
  });
});
