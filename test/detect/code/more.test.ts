/** Charts of Istio behind many others that code installs: they are found, or the report says that not all was looked at. */

import { readDeclarations } from '../../../src/analysis/side.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';
const PULUMI = { 'Pulumi.yaml': 'name: a\nruntime: nodejs\n' };
const IMPORTS = 'import * as k8s from "@pulumi/kubernetes";\n';
const INSTALL =
  'function install(chart: string, version: string, repo: string) {\n  new k8s.helm.v3.Release(chart, { chart, version, repositoryOpts: { repo } });\n}\n';
const NOT_ALL =
  'it has more calls, loops, lists or names by which charts are installed than people write: those beyond were not looked at';

function many(count: number, one: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => one(index)).join('\n');
}

function files(count: number, one: (index: number) => readonly [string, string]): Files {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => one(index)));
}

function program(code: string): Files {
  return { ...PULUMI, 'index.ts': `${IMPORTS}${code}` };
}

function call(name: string, version = '1.22.2'): string {
  return `install("${name}", "${version}", "${REPO}");`;
}

function item(name: string, more = ''): string {
  return `{ n: "${name}", version: "1.22.2", repo: "${REPO}"${more} },`;
}

const BODY =
  '  new k8s.helm.v3.Release(c.n, { chart: c.n, version: c.version, repositoryOpts: { repo: c.repo } });\n}\n';

function loop(items: string): string {
  return `for (const c of [\n${items}\n]) {\n${BODY}`;
}

function release(chart: string): string {
  return `new k8s.helm.v3.Release("a", { chart: ${chart}, version: "1.22.2", repositoryOpts: { repo: "${REPO}" } });\n`;
}

async function read(tree: Files) {
  const { detection, problems, unread } = await readDeclarations(memoryTree(tree));
  return {
    found: [...new Set(detection.installations.map(({ chart, version }) => `${chart} ${version}`))].sort(),
    told: problems
      .filter(({ blocking, why }) => blocking && !why.startsWith('values that'))
      .map(({ why }) => why),
    unread: unread.length,
  };
}

const BOTH = ['base 1.22.2', 'istiod 1.22.2'];

describe('detect: charts behind many others', () => {
  it.each<readonly [string, Files]>([
    [
      'calls',
      program(`${INSTALL}${call('base')}\n${many(100, index => call(`app${index}`))}\n${call('istiod')}\n`),
    ],
    [
      'items of a list',
      program(loop(`${item('base')}\n${many(300, index => item(`app${index}`))}\n${item('istiod')}`)),
    ],
    [
      'items of an object that is long',
      program(
        `const charts = {\n${many(20, index => `"app${index}": { version: "1.0.0", note: "${'x'.repeat(1500)}" },`)}\n"base": { version: "1.22.2" }, "istiod": { version: "1.22.2" },\n};\nfor (const [name, c] of Object.entries(charts)) {\n${release('name').replace('"1.22.2"', 'c.version')}}\n`,
      ),
    ],
    [
      'items of a list before its loop',
      program(
        `[\n"base",\n${many(1500, index => `"application${index}",`)}\n"istiod",\n].forEach(c => ${release('c').trim().slice(0, -1)});\n`,
      ),
    ],
    ['loops', program(`${loop(item('base'))}${many(100, () => loop(item('app')))}${loop(item('istiod'))}`)],
    [
      'charts that names stand for',
      program(
        `const ISTIOD = "istiod";\nconst APP = "app";\nconst BASE = "base";\n${release('BASE')}${many(250, () => release('APP'))}${release('ISTIOD')}`,
      ),
    ],
    [
      'functions of one expression',
      program(
        `${many(250, index => `const f${index} = (chart: string) => g(chart);`)}\nconst install = (chart: string, version: string, repo: string) => new k8s.helm.v3.Release(chart, { chart, version, repositoryOpts: { repo } });\n${call('base')}\n${call('istiod')}\n`,
      ),
    ],
    [
      'other places that hand on a chart',
      program(
        `${many(100, index => `function f${index}(chart: string) { g({ chart }); }`)}\n${INSTALL}${call('base')}\n${call('istiod')}\n`,
      ),
    ],
    [
      'constants of an enum',
      {
        'cdk.json': '{}',
        'src/C.java': `// istio\npublic enum C {\n  BASE("base", "1.22.2", "${REPO}"),\n${many(250, index => `  A${index}("app${index}", "1.0.0", "https://x.example/c"),`)}\n  ISTIOD("istiod", "1.22.2", "${REPO}");\n  private final String chart;\n  private final String version;\n  private final String repo;\n  C(String chart, String version, String repo) {\n    this.chart = chart;\n    this.version = version;\n    this.repo = repo;\n  }\n  void install(Construct s) {\n    HelmChart.Builder.create(s, chart).chart(chart).version(version).repository(repo).build();\n  }\n}\n`,
        'src/M.java': 'class M { void m() { for (C c : C.values()) c.install(this); } }\n',
      },
    ],
    [
      'calls of Nix',
      {
        'a.nix': `{ lib }: let\n  fetch = chart: version: lib.helm.downloadHelmChart { repo = "${REPO}"; inherit chart version; };\nin [\n(fetch "base" "1.22.2")\n${many(250, index => `(fetch "app${index}" "1.0.0")`)}\n(fetch "istiod" "1.22.2")\n]\n`,
      },
    ],
  ])('finds them behind %s', async (_, tree) => {
    expect(await read(tree)).toEqual({ found: BOTH, told: [], unread: 0 });
  });

  it('finds the version that each of many callers hands over', async () => {
    const mesh = `function mesh(name: string, version: string) {\n  ${release('"istiod"').replace('"1.22.2"', 'version')}}\n`;
    const { found } = await read(
      program(`${mesh}${many(100, index => `mesh("c${index}", "1.22.2");`)}\nmesh("last", "1.23.2");\n`),
    );
    expect(found).toEqual(['istiod 1.22.2', 'istiod 1.23.2']);
  });

  it.each<readonly [string, Files]>([
    [
      'calls',
      program(`${INSTALL}${call('base')}\n${many(1100, index => call(`app${index}`))}\n${call('istiod')}\n`),
    ],
    [
      'loops',
      program(
        `${loop(item('base'))}${many(210, index => `for (const c of some${index}()) { f(c); }`)}\n${loop(item('istiod'))}`,
      ),
    ],
    [
      'items of a list',
      program(loop(`${item('base')}\n${many(2100, index => `{ n: "app${index}" },`)}\n${item('istiod')}`)),
    ],
    [
      'places of a body',
      program(
        `for (const n of ["istiod"]) {\n${release('"base"')}${many(250, index => `f({ chart: x${index} });`)}\n${release('n')}}\n`,
      ),
    ],
    [
      'names',
      program(
        `const ISTIOD = "istiod";\nconst BASE = "base";\n${release('BASE')}${many(350, index => release(`APP${index}`))}${release('ISTIOD')}`,
      ),
    ],
    [
      'calls of Nix',
      {
        'a.nix': `{ lib }: let\n  fetch = chart: version: lib.helm.downloadHelmChart { repo = "${REPO}"; inherit chart version; };\nin [\n(fetch "base" "1.22.2")\n${many(1100, index => `(fetch "app${index}" "1.0.0")`)}\n(fetch "istiod" "1.22.2")\n]\n`,
      },
    ],
  ])('tells of more %s than are read', async (_, tree) => {
    expect(await read(tree)).toEqual({ found: ['base 1.22.2'], told: [NOT_ALL], unread: 0 });
  });

  const UPGRADE: Files = {
    'e2e/helm.ts':
      "export async function upgrade(release: string, chart: string, options: Options) {\n  await execa('helm', ['upgrade', '--install', release, chart, '--repo', options.repo, '--version', options.version]);\n}\n",
    'e2e/istio.ts': `import { upgrade } from './helm.js';\n\nawait upgrade('istiod', 'istiod', { repo: '${REPO}', version: '1.22.2' });\n`,
  };

  it('finds a caller among more files than a program has', async () => {
    const others = files(400, index => [`e2e/${index}.ts`, 'export const a = 1;\n']);
    expect(await read({ ...UPGRADE, ...others })).toEqual({ found: ['istiod 1.22.2'], told: [], unread: 0 });
  });

  it('takes no default for the version where not all that may call is looked through', async () => {
    const own = `/** istio */\nexport function mesh(version = "1.22.2") {\n  install({ chart: "istiod", version, repo: "${REPO}" });\n}\n`;
    const callers = (count: number): Files => ({
      'e2e/mesh.ts': own,
      'e2e/up.ts': 'import { mesh } from "./mesh";\nmesh("1.23.2");\n',
      ...files(count, index => [`e2e/z${index}.ts`, 'export const a = 1;\n']),
    });
    expect((await read(callers(3))).found).toEqual(['istiod 1.23.2']);
    const { found, told } = await read(callers(400));
    expect(found).toEqual(['istiod null']);
    expect(told).toEqual([expect.stringContaining('the tree does not decide its version')]);
  });

  it('finds the project among many packages, and tells of programs beyond those that are read', async () => {
    const packages = files(250, index => [`packages/${index}/package.json`, '{"name": "a"}']);
    const own = {
      'zz/package.json': '{"dependencies": {"@pulumi/kubernetes": "4"}}',
      'zz/index.ts': `${IMPORTS}new k8s.helm.v3.Release("istiod", { chart: "istiod", version: "1.22.2" });\n`,
    };
    expect((await read({ ...packages, ...own })).found).toEqual(['istiod 1.22.2']);
    const programs = files(150, index => [
      `a/${String(index).padStart(3, '0')}.ts`,
      '// istio\nexport const a = ["istiod"];\n',
    ]);
    expect((await read(programs)).told).toContain(
      'it and 49 more come after the first 100 programs that name charts of Istio, and were not looked at',
    );
  });
});
