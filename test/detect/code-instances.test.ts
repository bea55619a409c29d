/** Charts that are fields of the object whose method installs them, and constants of other classes. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Files } from '../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const METHOD = `    public HelmChart install(Construct scope, ICluster cluster) {
        return HelmChart.Builder.create(scope, name())
                .cluster(cluster)
                .chart(chart)
                .repository(repository)
                .version(version)
                .build();
    }
`;

/** An enum of Java whose constants are charts. */
function java(constants: string, others = ''): string {
  return `package p;

public enum Charts {
${constants}

    private final String chart;
    private final String repository;
    private final String version;

    Charts(String chart, String repository, String version) {
        this.chart = chart;
        this.repository = repository;
        this.version = version;
    }

${METHOD}${others}}
`;
}

const REPOS = `    static final class Repos {\n        static final String ISTIO = "${REPO}";\n    }\n`;

describe('detect: charts of objects in code', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'constants of an enum that code names',
      {
        'Charts.java': java(
          '    BASE("base", Repos.ISTIO, "1.22.2"),\n    ISTIOD("istiod", Repos.ISTIO, "1.22.1"),\n    ZTUNNEL("ztunnel", Repos.ISTIO, "1.20.0");',
          REPOS,
        ),
        'Mesh.java':
          'package p;\npublic class Mesh {\n    Mesh() {\n        Charts.BASE.install(this, cluster);\n        Charts.ISTIOD.install(this, cluster);\n    }\n}\n',
      },
      ['base 1.22.2 Charts.java:4', 'istiod 1.22.1 Charts.java:5'],
    ],
    [
      'all of an enum, by constants of another class',
      {
        'Charts.java': java(
          `    BASE("base", "${REPO}", Versions.ISTIO),\n    ISTIOD("istiod", "${REPO}", Versions.ISTIO);`,
        ),
        'Versions.java':
          'package p;\nfinal class Versions {\n    static final String CILIUM = "1.17.1";\n    static final String ISTIO = "1.22.2";\n}\n',
        'Mesh.java':
          'package p;\npublic class Mesh {\n    Mesh() {\n        for (Charts chart : Charts.values()) chart.install(this, cluster);\n    }\n}\n',
      },
      ['base 1.22.2 Versions.java:4', 'istiod 1.22.2 Versions.java:4'],
    ],
    [
      'objects of a class',
      {
        'Release.java': `package p;\npublic class Release {\n    private final String chart;\n    private final String version;\n    public Release(String chart, String version) {\n        this.chart = chart;\n        this.version = version;\n    }\n${METHOD.replace('(repository)', `("${REPO}")`)}}\n`,
        'Mesh.java':
          'package p;\npublic class Mesh {\n    Mesh() {\n        new Release("base", "1.22.2").install(this, cluster);\n        new Release("istiod", "1.22.1").install(this, cluster);\n    }\n}\n',
      },
      ['base 1.22.2 Mesh.java:4', 'istiod 1.22.1 Mesh.java:5'],
    ],
  ])('takes %s, in Java', async (_, files, expected) => {
    expect(await found({ 'cdk.json': '{}', ...files })).toEqual(expected);
  });

  it('takes objects of a class that is handed names, in TypeScript', async () => {
    const release = `export class HelmRelease {\n  constructor(private readonly chart: string, private readonly version: string) {}\n  install(cluster: Cluster) {\n    cluster.addHelmChart(this.chart, { chart: this.chart, version: this.version, repository: "${REPO}" });\n  }\n}\n`;
    const program =
      'import { HelmRelease } from "./release";\nconst VERSION = "1.22.2";\nfor (const chart of ["base", "istiod"]) new HelmRelease(chart, VERSION).install(cluster);\nnew HelmRelease("gateway", "1.22.1").install(cluster);\n';
    expect(await found({ 'cdk.json': '{}', 'lib/release.ts': release, 'lib/index.ts': program })).toEqual([
      'base 1.22.2 lib/index.ts:2',
      'istiod 1.22.2 lib/index.ts:2',
      'gateway 1.22.1 lib/index.ts:4',
    ]);
  });

  it('takes constants of an Enum, in Python', async () => {
    const charts = `from enum import Enum\n\n\nclass Chart(Enum):\n    BASE = ("base", "1.22.2")\n    ISTIOD = ("istiod", "1.22.1")\n    ZTUNNEL = ("ztunnel", "1.20.0")\n\n    def __init__(self, chart, version):\n        self.chart = chart\n        self.version = version\n\n    def install(self, cluster):\n        cluster.add_helm_chart(self.chart, chart=self.chart, version=self.version,\n            repository="${REPO}")\n`;
    const program =
      'from charts import Chart\n\nfor chart in (Chart.BASE, Chart.ISTIOD):\n    chart.install(cluster)\n';
    expect(await found({ 'cdk.json': '{}', 'charts.py': charts, 'app.py': program })).toEqual([
      'base 1.22.2 charts.py:5',
      'istiod 1.22.1 charts.py:6',
    ]);
  });

  it('takes a constant of another class, in C#', async () => {
    const mesh = `using Pulumi.Kubernetes.Helm.V3;\npublic class Mesh : ComponentResource\n{\n    private const string Version = "0.1.0";\n    public Mesh(string name)\n    {\n        new Release(name, new ReleaseArgs { Chart = "istiod", Version = Istio.Version, RepositoryOpts = new RepositoryOptsArgs { Repo = "${REPO}" } });\n    }\n}\n`;
    const versions = 'public static class Istio\n{\n    public const string Version = "1.22.2";\n}\n';
    expect(await found({ 'Pulumi.yaml': 'name: mesh\n', 'Mesh.cs': mesh, 'Istio.cs': versions })).toEqual([
      'istiod 1.22.2 Istio.cs:3',
    ]);
  });
});
