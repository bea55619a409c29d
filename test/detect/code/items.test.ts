/** Lists of charts in code: what each item says is its own. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Record<string, string>;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const REPO = 'https://istio-release.storage.googleapis.com/charts';
const OTHER = 'https://charts.jetstack.io';

const GO = `package stack\n\nconst istioRepo = "${REPO}"\nconst other = "${OTHER}"\n\nvar components = []Component{\n\t{Repo: other, Chart: "cert-manager", Version: "1.14.1"},\n\t{Repo: istioRepo, Chart: "base", Version: "1.24.1"},\n\t{\n\t\tRepo:    istioRepo,\n\t\tChart:   "istiod",\n\t\tVersion: "1.24.2",\n\t\tValues:  map[string]any{"pilot": map[string]any{"cni": true}},\n\t},\n\t{Repo: istioRepo, Chart: "ztunnel", Version: "1.22.0", Disabled: true},\n}\n`;
const SKIPS =
  'package stack\n\nfunc up() {\n\tfor _, c := range components {\n\t\tif !c.Disabled {\n\t\t\tapply(c)\n\t\t}\n\t}\n}\n';

describe('detect/code-item-switches', () => {
  it('reads the repository of each item, and none that the code leaves out', async () => {
    expect(await found({ 'stack/components.go': GO, 'stack/up.go': SKIPS })).toEqual([
      'base 1.24.1 stack/components.go:8',
      'istiod 1.24.2 stack/components.go:12',
    ]);
    const list = `ISTIO = "${REPO}"\nCHARTS = [\n    {"repo": "${OTHER}", "chart": "cert-manager", "version": "1.14.1"},\n    {"repo": ISTIO, "chart": "base", "version": "1.22.1"},\n    {"repo": ISTIO, "chart": "ztunnel", "version": "1.22.0", "enabled": False},\n]\n`;
    const loop =
      'from charts import CHARTS\nfor c in CHARTS:\n    if c.get("enabled", True):\n        helm(c["chart"], c["version"])\n';
    expect(await found({ 'charts.py': list, 'up.py': loop })).toEqual(['base 1.22.1 charts.py:4']);
  });

  it('tells what it leaves out', async () => {
    const { problems } = await detect(memoryTree({ 'stack/components.go': GO, 'stack/up.go': SKIPS }));
    expect(problems.filter(({ assumption }) => assumption).map(({ what, line }) => [what, line])).toEqual([
      ['ztunnel', 15],
    ]);
  });

  it('reads what nothing leaves out, and what the program may switch on', async () => {
    const all = 'ztunnel 1.22.0 stack/components.go:15';
    expect(await found({ 'stack/components.go': GO })).toContain(all);
    const sets = `${SKIPS}func on(c *Component) { c.Disabled = false }\n`;
    expect(await found({ 'stack/components.go': GO, 'stack/up.go': sets })).toContain(all);
  });
});

describe('the library of Helm for Go', () => {
  it('reads charts that a loop locates', async () => {
    const program = `package main\n\nconst istio = "${REPO}"\n\nvar charts = []struct{ name, repo, chart, version string }{\n\t{"cert-manager", "${OTHER}", "cert-manager", "1.14.2"},\n\t{"istio-base", istio, "base", "1.24.1"},\n\t{"istiod", istio, "istiod", "1.24.2"},\n}\n\nfunc main() {\n\tfor _, c := range charts {\n\t\ti := action.NewInstall(cfg)\n\t\ti.RepoURL = c.repo\n\t\ti.Version = c.version\n\t\tp, err := i.ChartPathOptions.LocateChart(c.chart, settings)\n\t\trun(i, p, err)\n\t}\n}\n`;
    expect(await found({ 'main.go': program })).toEqual(['base 1.24.1 main.go:7', 'istiod 1.24.2 main.go:8']);
  });

  it('reads charts that a function is handed, and those that stand there', async () => {
    const install = `package mesh\n\nconst version = "1.25.1"\n\nfunc install(cfg *action.Configuration, chart string) error {\n\ti := action.NewInstall(cfg)\n\ti.RepoURL = "${REPO}"\n\ti.Version = version\n\tp, err := i.LocateChart(chart, settings)\n\treturn load(i, p, err)\n}\n\nfunc Up(cfg *action.Configuration) error {\n\tif err := install(cfg, "base"); err != nil {\n\t\treturn err\n\t}\n\treturn install(cfg, "istiod")\n}\n`;
    expect(await found({ 'mesh/install.go': install })).toEqual([
      'base 1.25.1 mesh/install.go:3',
      'istiod 1.25.1 mesh/install.go:3',
    ]);
    const both = `package mesh\n\nfunc up(i, j *action.Install) {\n\ti.RepoURL = "${REPO}"\n\ti.Version = "1.24.1"\n\ti.LocateChart("base", settings)\n\tj.RepoURL = "${REPO}"\n\tj.Version = "1.24.2"\n\tj.LocateChart("istiod", settings)\n}\n`;
    expect(await found({ 'mesh/up.go': both })).toEqual([
      'base 1.24.1 mesh/up.go:5',
      'istiod 1.24.2 mesh/up.go:8',
    ]);
  });
});
