/** Charts that are fields of the object whose method installs them, and constants of other classes. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

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

  const FIELDS =
    '    private final String chart;\n    private final String repository;\n    private final String version;\n\n    Addon(String chart, String repository, String version) {\n        this.chart = chart;\n        this.repository = repository;\n        this.version = version;\n    }\n';
  const getters = (name: (field: string) => string): string =>
    ['chart', 'repository', 'version']
      .map(field => `    public String ${name(field)}() {\n        return ${field};\n    }\n`)
      .join('');
  const CONSTANTS =
    '    REDIS("redis", Repos.REDIS, "18.0.0"),\n    BASE("base", Repos.ISTIO, "1.22.2"),\n    EDGE("gateway", Repos.ISTIO, "1.22.1");\n';
  const REPOS_FILE = `package p;\nfinal class Repos {\n    static final String REDIS = "https://charts.example.org";\n    static final String ISTIO = "${REPO}";\n}\n`;
  const addons = (methods: string): string =>
    `package p;\npublic enum Addon {\n${CONSTANTS}\n${FIELDS}${methods}}\n`;
  const stack = (round: string, name: (field: string) => string, end = ''): string =>
    `package p;\npublic class Mesh extends Stack {\n    public Mesh(final Construct scope, final String id) {\n        super(scope, id);\n        ${round}\n            HelmChart.Builder.create(this, addon.name())\n                .cluster(cluster)\n                .repository(addon.${name('repository')}())\n                .chart(addon.${name('chart')}())\n                .version(addon.${name('version')}())\n                .build();\n        }${end}\n    }\n}\n`;
  const plain = (field: string): string => field;
  const getter = (field: string): string => `get${field[0]?.toUpperCase()}${field.slice(1)}`;

  it.each<readonly [string, Files]>([
    [
      'through all constants of an enum',
      {
        'Addon.java': addons(getters(plain)),
        'Mesh.java': stack('for (Addon addon : Addon.values()) {', plain),
      },
    ],
    [
      'through some of them, by getters',
      {
        'Addon.java': addons(getters(getter)),
        'Mesh.java': stack('for (final Addon addon : List.of(Addon.BASE, Addon.EDGE)) {', getter),
      },
    ],
    [
      'through a stream of them',
      {
        'Addon.java': addons(getters(plain)),
        'Mesh.java': stack('Arrays.stream(Addon.values()).forEach(addon -> {', plain, ');'),
      },
    ],
    [
      'through the set of all of them',
      {
        'Addon.java': addons(getters(plain)),
        'Mesh.java': stack('for (Addon addon : EnumSet.allOf(Addon.class)) {', plain),
      },
    ],
  ])('goes %s, in Java', async (_, files) => {
    expect(await found({ 'cdk.json': '{}', 'Repos.java': REPOS_FILE, ...files })).toEqual([
      'base 1.22.2 Addon.java:4',
      'gateway 1.22.1 Addon.java:5',
    ]);
  });

  it('takes constants that a method is handed, and records of a list, in Java', async () => {
    const install = `package p;\npublic class Mesh {\n    void all() {\n        install(Addon.BASE);\n        install(Addon.EDGE);\n    }\n    void install(Addon addon) {\n        HelmChart.Builder.create(this, addon.name()).repository(addon.repository()).chart(addon.chart()).version(addon.version()).build();\n    }\n}\n`;
    const shared = { 'cdk.json': '{}', 'Repos.java': REPOS_FILE };
    expect(await found({ ...shared, 'Addon.java': addons(getters(plain)), 'Mesh.java': install })).toEqual([
      'base 1.22.2 Addon.java:4',
      'gateway 1.22.1 Addon.java:5',
    ]);
    const record =
      'package p;\npublic record Addon(String chart, String repository, String version) {\n    static final List<Addon> ALL = List.of(\n        new Addon("base", Repos.ISTIO, "1.22.2"),\n        new Addon("gateway", Repos.ISTIO, "1.22.1"));\n}\n';
    expect(
      await found({
        ...shared,
        'Addon.java': record,
        'Mesh.java': stack('for (Addon addon : Addon.ALL) {', plain),
      }),
    ).toEqual(['base 1.22.2 Addon.java:4', 'gateway 1.22.1 Addon.java:5']);
  });

  it('takes no field that a method makes something else of, in Java', async () => {
    const methods = getters(plain).replace('return version', 'return pinned(version)');
    expect(
      await found({
        'cdk.json': '{}',
        'Repos.java': REPOS_FILE,
        'Addon.java': addons(methods),
        'Mesh.java': stack('for (Addon addon : Addon.values()) {', plain),
      }),
    ).toEqual(['base null Mesh.java:10', 'gateway null Mesh.java:10']);
  });

  it('goes through an Enum, in Python, and one in Kotlin', async () => {
    const python = `from enum import Enum\n\n\nclass Addon(Enum):\n    BASE = ("base", "1.22.2")\n    EDGE = ("gateway", "1.22.1")\n\n    def __init__(self, chart, version):\n        self.chart = chart\n        self.version = version\n`;
    const app = `from addons import Addon\n\nfor addon in Addon:\n    cluster.add_helm_chart(addon.name, chart=addon.chart, version=addon.version, repository="${REPO}")\n`;
    expect(await found({ 'cdk.json': '{}', 'addons.py': python, 'app.py': app })).toEqual([
      'base 1.22.2 addons.py:5',
      'gateway 1.22.1 addons.py:6',
    ]);
    const kotlin =
      'enum class Addon(val chart: String, val version: String) {\n    BASE("base", "1.22.2"),\n    EDGE("gateway", "1.22.1"),\n}\n';
    const stackOf = `class Mesh(scope: Construct, id: String) : Stack(scope, id) {\n    init {\n        Addon.entries.forEach { addon ->\n            HelmChart.Builder.create(this, addon.name).chart(addon.chart).version(addon.version).repository("${REPO}").build()\n        }\n    }\n}\n`;
    expect(await found({ 'cdk.json': '{}', 'Addon.kt': kotlin, 'Mesh.kt': stackOf })).toEqual([
      'base 1.22.2 Addon.kt:2',
      'gateway 1.22.1 Addon.kt:3',
    ]);
  });
});
