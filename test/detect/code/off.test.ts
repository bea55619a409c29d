/** What code installs only where something says so, and what says so. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const RELEASE =
  'new k8s.helm.v3.Release("istiod", { chart: "istiod", version: "1.22.2", repositoryOpts: { repo: "https://istio-release.storage.googleapis.com/charts" } });';
const IMPORTS = 'import * as k8s from "@pulumi/kubernetes";\nimport * as pulumi from "@pulumi/pulumi";\n';

async function read(code: string, more: Files = {}) {
  const files = { 'Pulumi.yaml': 'name: a\nruntime: nodejs\n', 'index.ts': `${IMPORTS}${code}`, ...more };
  const { installations, problems } = await detect(memoryTree(files));
  return {
    found: installations.map(({ chart, version }) => `${chart} ${version}`),
    told: problems.flatMap(({ why, assumption }) => (assumption ? [why] : [])),
  };
}

function list(items: string, condition = 'c.enabled'): string {
  return `const charts = [\n${items}\n];\nfor (const c of charts) {\n  if (!${condition}) continue;\n  new k8s.helm.v3.Release(c.name, { chart: c.name, version: "1.22.2", repositoryOpts: { repo: "https://istio-release.storage.googleapis.com/charts" } });\n}\n`;
}

describe('detect: what code installs only where something says so', () => {
  it('tells of what no call comes to', async () => {
    const mesh = `function mesh(mode: string) {\n  if (mode === "istio") {\n    ${RELEASE}\n  }\n}\n`;
    expect(await read(`${mesh}mesh("none");\n`)).toEqual({
      found: [],
      told: [
        'taken not to be deployed: the code comes there only where `mode === "istio"`, which nothing in this repository asks for',
      ],
    });
    expect(await read(`${mesh}mesh("none");\nmesh("istio");\n`)).toEqual({
      found: ['istiod 1.22.2'],
      told: [],
    });
  });

  it.each([
    ['one that is off', '{ name: "istiod", enabled: false },', undefined, 0],
    [
      'one of two on a line',
      '{ name: "istiod", enabled: false }, { name: "istiod", enabled: true },',
      undefined,
      1,
    ],
    [
      'one that something else may switch on',
      '{ name: "istiod", enabled: false },',
      '(c.enabled || force)',
      1,
    ],
  ])('reads items of lists: %s', async (_, items, condition, count) => {
    expect((await read(list(items, condition))).found).toHaveLength(count);
  });

  const OFF =
    'the code installs it only where `mesh` says so, which nothing in this repository switches on: it counts for who runs it with that';
  const ASKS = `const config = new pulumi.Config();\nif (config.getBoolean("mesh")) {\n  ${RELEASE}\n}\n`;

  it.each<[string, Files, readonly string[]]>([
    ['nobody', {}, [OFF]],
    ['settings that say no', { 'Pulumi.dev.yaml': 'config:\n  a:mesh: false\n' }, [OFF]],
    ['a script that says no', { 'up.sh': 'pulumi config set mesh false\n' }, [OFF]],
    ['a script', { 'up.sh': 'pulumi config set --path mesh true\n' }, []],
    ['CircleCI', { '.circleci/config.yml': 'a: pulumi up -c mesh=true\n' }, []],
    ['Jenkins', { Jenkinsfile: 'sh "pulumi up -c mesh=true"\n' }, []],
    ['a file that is too long to be read', { 'up.sh': `# ${'long '.repeat(250_000)}\n` }, []],
  ])('knows who switches it on: %s', async (_, files, told) => {
    expect(await read(ASKS, files)).toEqual({ found: ['istiod 1.22.2'], told });
  });
});
