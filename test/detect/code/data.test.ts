/** What programs read out of files of data, and the libraries by which tests of Go install charts. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Record<string, string>;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const YAML =
  'charts:\n  istio:\n    repo: https://istio-release.storage.googleapis.com/charts\n    version: 1.25.4\n';

describe('detect/code-data', () => {
  it('reads what a program of Go embeds, by the tags of its structs', async () => {
    const files: Files = {
      'e2e/deps.json':
        '{\n  "charts": {\n    "istio-mesh": { "version": "1.26.1" },\n    "opa": { "version": "9.0.1" }\n  }\n}\n',
      'e2e/deps.go':
        'package e2e\n\nimport _ "embed"\n\n//go:embed deps.json\nvar raw []byte\n\ntype source struct {\n\tVersion string `json:"version"`\n}\n\nvar deps struct {\n\tCharts struct {\n\t\tIstio source `json:"istio-mesh"`\n\t\tOPA   source `json:"opa"`\n\t} `json:"charts"`\n}\n\nfunc init() { json.Unmarshal(raw, &deps) }\n',
      'e2e/main_test.go':
        'package e2e\n\nfunc install(h *helm.Manager) {\n\tfor _, c := range []struct{ release, chart string }{\n\t\t{"istio-base", "istio/base"},\n\t\t{"istiod", "istio/istiod"},\n\t} {\n\t\th.RunInstall(helm.WithName(c.release), helm.WithChart(c.chart), helm.WithVersion(deps.Charts.Istio.Version))\n\t}\n}\n',
    };
    expect(await found(files)).toEqual(['base 1.26.1 e2e/deps.json:3', 'istiod 1.26.1 e2e/deps.json:3']);
  });

  it.each<[string, Files, string]>([
    [
      'a file that is read',
      {
        'e2e/versions.json': '{"istio-mesh": "1.26.2"}\n',
        'e2e/setup_test.go':
          'package e2e\n\ntype versions struct {\n\tMesh string `json:"istio-mesh"`\n}\n\nfunc install(m *helm.Manager) error {\n\traw, err := os.ReadFile("versions.json")\n\tvar v versions\n\tif err := json.Unmarshal(raw, &v); err != nil {\n\t\treturn err\n\t}\n\treturn m.RunInstall(helm.WithChart("istio/istiod"), helm.WithVersion(v.Mesh))\n}\n',
      },
      'istiod 1.26.2 e2e/versions.json:1',
    ],
    [
      'a command of Go',
      {
        'install/versions.yaml': 'certManager: 1.15.0\nistio: 1.24.6\n',
        'install/mesh.go':
          'package install\n\n//go:embed versions.yaml\nvar raw []byte\n\nvar versions struct{ Istio, CertManager string }\n\nfunc init() { yaml.Unmarshal(raw, &versions) }\n\nfunc Mesh() error {\n\treturn exec.Command("helm", "upgrade", "--install", "istiod", "istio/istiod", "--version", versions.Istio).Run()\n}\n',
      },
      'istiod 1.24.6 install/versions.yaml:2',
    ],
    [
      'a part of what Python opens',
      {
        'deps.yaml': YAML,
        'up.py':
          'with open("deps.yaml") as f:\n    deps = yaml.safe_load(f)\n\nmesh = deps["charts"]["istio"]\nsubprocess.run(["helm", "upgrade", "--install", "istiod", "istio/istiod", "--version", mesh["version"]])\n',
      },
      'istiod 1.25.4 deps.yaml:4',
    ],
    [
      'a text of Python',
      {
        'deps.yaml': YAML,
        'up.py':
          "deps = yaml.safe_load(Path(\"deps.yaml\").read_text())\nos.system(f\"helm upgrade --install istiod istio/istiod --version {deps['charts']['istio']['version']}\")\n",
      },
      'istiod 1.25.4 deps.yaml:4',
    ],
    [
      'what JavaScript imports',
      {
        'deps.json': '{ "charts": { "istio": { "version": "1.23.5" }, "kiali": { "version": "1.80.0" } } }\n',
        'up.mjs':
          "import { charts } from './deps.json' with { type: 'json' };\nconst { istio: mesh } = charts;\nawait $`helm upgrade --install istiod istio/istiod --version ${mesh.version}`;\n",
      },
      'istiod 1.23.5 deps.json:1',
    ],
  ])('reads %s', async (_, files, expected) => {
    expect(await found(files)).toEqual([expected]);
  });

  it('takes no chart of a test that only looks at it', async () => {
    const test =
      'package e2e\n\nvar cases = []struct{ chart, version string }{{chart: "istio/istiod", version: "1.20.1"}}\n\nvar one = Release{Chart: "istio/istiod", Version: "1.20.1"}\n';
    expect(await found({ 'e2e/main_test.go': test })).toEqual([]);
  });

  describe('what is taken at once out of a file', () => {
    const DEPS =
      'charts:\n  redis:\n    version: 1.18.3\n  istio:\n    repo: https://istio-release.storage.googleapis.com/charts\n    version: 1.25.4\n';
    const JSON_DEPS =
      '{\n  "istio": {\n    "repo": "https://istio-release.storage.googleapis.com/charts",\n    "version": "1.25.4"\n  }\n}\n';
    const python = (read: string, given: string): string =>
      `from mesh import Mesh\n\n${read}\napp = App()\nMesh(app, "mesh", ${given})\n`;
    const MESH =
      'from cdk8s import Chart, Helm\n\n\nclass Mesh(Chart):\n    def __init__(self, scope, id, *, source: dict):\n        super().__init__(scope, id)\n\n        def istio(chart: str, release: str, **values) -> Helm:\n            return Helm(\n                self,\n                release,\n                chart=chart,\n                repo=source["repo"],\n                version=source["version"],\n                values=values,\n            )\n\n        istio("base", "istio-base")\n        istio("gateway", "edge", service={"type": "NodePort"})\n';
    const both = (at: string): readonly string[] => [`base 1.25.4 ${at}`, `gateway 1.25.4 ${at}`];

    it.each<[string, string, string]>([
      [
        'by keys behind the call',
        'versions = yaml.safe_load(Path("versions.yaml").read_text())["charts"]',
        'source=versions["istio"]',
      ],
      [
        'by what is asked of it',
        'with open("versions.yaml") as f:\n    mesh = yaml.safe_load(f).get("charts", {}).get("istio")\n',
        'source=mesh',
      ],
      [
        'by keys of keys',
        'versions = yaml.safe_load(open("versions.yaml"))["charts"]["istio"]',
        'source=versions',
      ],
    ])('reads it %s, in Python', async (_, read, given) => {
      const files = { 'cdk8s.yaml': 'language: python\n', 'versions.yaml': DEPS, 'mesh.py': MESH };
      expect(await found({ ...files, 'main.py': python(read, given) })).toEqual(both('versions.yaml:6'));
    });

    it('reads it in TypeScript, and a version alone', async () => {
      const program = (read: string): string =>
        `${read}\nfor (const chart of ["base", "gateway"])\n  new Helm(app, chart, { chart, repo: "https://istio-release.storage.googleapis.com/charts", version });\n`;
      for (const read of [
        'const version = JSON.parse(readFileSync("versions.json", "utf8")).istio.version;',
        'const { istio } = JSON.parse(readFileSync("versions.json", "utf8"));\nconst version = istio.version;',
        'const deps = (JSON.parse(readFileSync("versions.json", "utf8")) as Deps).istio;\nconst version = deps.version;',
      ])
        expect(
          await found({ 'cdk8s.yaml': 'app: node\n', 'versions.json': JSON_DEPS, 'main.ts': program(read) }),
        ).toEqual(both('versions.json:4'));
    });
  });
});
