// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Recipes of just and tasks of Task that others run with what they give them. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'of just: dependencies with arguments, and with flags behind them',
    {
      'istiod.yaml': 'global:\n  proxy:\n    logLevel: warning\n',
      justfile:
        'set dotenv-load := false\n\nistio_version := env_var_or_default("ISTIO_VERSION", "1.21.5")\nrepo := "https://istio-release.storage.googleapis.com/charts"\n\ndefault:\n    @just --list\n\n_chart release chart *args:\n    helm upgrade --install {{release}} {{chart}} --repo {{repo}} --version {{istio_version}} -n istio-system --create-namespace {{args}}\n\nmesh: (_chart "istio-base" "base") (_chart "istiod" "istiod" "-f" "istiod.yaml")\n',
    },
    ['base 1.21.5 justfile:3', 'istiod 1.21.5 justfile:3'],
  ],
  [
    'of just: names alone',
    {
      justfile:
        'istio_version := "1.21.5"\n\nchart release chart:\n    helm upgrade --install {{release}} {{chart}} --repo https://istio-release.storage.googleapis.com/charts --version {{istio_version}} -n istio-system\n\nmesh: (chart "istio-base" "base") (chart "istiod" "istiod")\n',
    },
    ['base 1.21.5 justfile:1', 'istiod 1.21.5 justfile:1'],
  ],
  [
    'of just: what a parameter is otherwise',
    {
      justfile:
        'mesh version="1.21.5":\n    helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version {{version}} -n istio-system\n',
    },
    ['istiod 1.21.5 justfile:1'],
  ],
  [
    'of just: each caller with a version of its own',
    {
      justfile:
        'dev: (mesh "1.26.2" "dev")\nprod: (mesh "1.25.1" "prod")\nmesh version env:\n    helm upgrade --install istiod istio/istiod --version {{version}} -n istio-system --set meshConfig.trustDomain={{env}}\n',
    },
    ['istiod 1.25.1 justfile:2', 'istiod 1.26.2 justfile:1'],
  ],
  [
    'of just: calls in a recipe',
    {
      Justfile:
        'ISTIO := "1.26.2"\nmesh:\n    just chart base\n    @just chart istiod --wait\nchart name *flags:\n    #!/usr/bin/env bash\n    set -e\n    helm upgrade --install istio-{{name}} istio/{{ name }} --version {{ISTIO}} -n istio-system {{flags}}\n',
    },
    ['base 1.26.2 Justfile:1', 'istiod 1.26.2 Justfile:1'],
  ],
  [
    'of Task: files that are included, with what these are given',
    {
      'Taskfile.yml':
        'version: "3"\nincludes:\n  mesh:\n    taskfile: ./tasks/mesh.yml\n    vars:\n      VERSION: 1.28.1\ntasks:\n  default:\n    cmds:\n      - task: mesh:install\n',
      'tasks/mesh.yml':
        'version: "3"\nvars:\n  VERSION: \'{{.VERSION | default "1.27.0"}}\'\n  REPO: oci://gcr.io/istio-release/charts\ntasks:\n  install:\n    cmds:\n      - task: chart\n        vars: { NAME: istio-base, CHART: base }\n      - task: chart\n        vars: { NAME: istiod, CHART: istiod }\n  chart:\n    internal: true\n    cmds:\n      - helm upgrade --install {{.NAME}} {{.REPO}}/{{.CHART}} --version {{.VERSION}} -n istio-system --create-namespace\n',
    },
    ['base 1.28.1 Taskfile.yml:6', 'istiod 1.28.1 Taskfile.yml:6'],
  ],
  [
    'of Task: calls with variables',
    {
      'Taskfile.yml':
        'version: "3"\nvars:\n  VERSION: 1.28.1\ntasks:\n  install:\n    cmds:\n      - task: chart\n        vars: { NAME: istio-base, CHART: base }\n      - task: chart\n        vars: { NAME: istiod, CHART: istiod }\n  chart:\n    internal: true\n    cmds:\n      - helm upgrade --install {{.NAME}} oci://gcr.io/istio-release/charts/{{.CHART}} --version {{.VERSION}} -n istio-system\n',
    },
    ['base 1.28.1 Taskfile.yml:3', 'istiod 1.28.1 Taskfile.yml:3'],
  ],
  [
    'of Task: variables of an included file',
    {
      'Taskfile.yml':
        'version: "3"\nincludes:\n  mesh:\n    taskfile: ./tasks/mesh.yml\n    vars:\n      VERSION: 1.28.1\n',
      'tasks/mesh.yml':
        'version: "3"\ntasks:\n  install:\n    cmds:\n      - helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod --version {{.VERSION}} -n istio-system\n',
    },
    ['istiod 1.28.1 Taskfile.yml:6'],
  ],
  [
    'of Task: what a variable is otherwise, where that is written',
    {
      'Taskfile.yml':
        'version: "3"\nvars:\n  VERSION: \'{{.VERSION | default "1.27.0"}}\'\ntasks:\n  install:\n    cmds:\n      - helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod --version {{.VERSION}} -n istio-system\n',
    },
    ['istiod 1.27.0 Taskfile.yml:3'],
  ],
  [
    'of Task: a call for each item of a list',
    {
      'Taskfile.yaml':
        "version: '3'\nvars:\n  ISTIO_VERSION: 1.26.2\ntasks:\n  mesh:\n    cmds:\n      - for: [base, istiod, cni]\n        task: helm\n        vars:\n          CHART: '{{.ITEM}}'\n  helm:\n    requires: {vars: [CHART]}\n    cmds:\n      - |\n        helm repo add istio https://istio-release.storage.googleapis.com/charts\n        helm upgrade --install istio-{{.CHART}} istio/{{.CHART}} \\\n          --version {{.ISTIO_VERSION}} -n istio-system\n",
    },
    ['base 1.26.2 Taskfile.yaml:3', 'cni 1.26.2 Taskfile.yaml:3', 'istiod 1.26.2 Taskfile.yaml:3'],
  ],
  [
    'of Task: each caller with a version of its own',
    {
      'Taskfile.yml':
        "version: '3'\ntasks:\n  dev:\n    - task: istio\n      vars: {VERSION: 1.26.2, ENV: dev}\n  prod:\n    - task: istio\n      vars: {VERSION: 1.25.1, ENV: prod}\n  istio:\n    internal: true\n    cmds:\n      - helm upgrade --install istiod istio/istiod --version {{.VERSION}} -n istio-system -f {{.ENV}}.yaml\n",
      'dev.yaml': 'pilot: {}\n',
      'prod.yaml': 'pilot: {}\n',
    },
    ['istiod 1.25.1 Taskfile.yml:8', 'istiod 1.26.2 Taskfile.yml:5'],
  ],
  [
    'of Task: settings of each environment',
    {
      'Taskfile.yml':
        "version: '3'\ndotenv: ['env/{{.ENV}}.env']\ntasks:\n  istio:\n    cmds:\n      - helm upgrade --install istiod istio/istiod --version $ISTIO_VERSION -n istio-system\n",
      'env/dev.env': 'ISTIO_VERSION=1.21.2\n',
      'env/prod.env': 'ISTIO_VERSION=1.20.7\n',
    },
    ['istiod 1.20.7 env/prod.env:1', 'istiod 1.21.2 env/dev.env:1'],
  ],
  [
    'of Task: what a command prints',
    {
      '.istio-version': '1.22.2\n',
      'Taskfile.yml':
        "version: '3'\nvars:\n  ISTIO_VERSION:\n    sh: cat .istio-version\ntasks:\n  istio:\n    cmds:\n      - helm upgrade --install istiod istio/istiod --version {{.ISTIO_VERSION}} -n istio-system\n",
    },
    ['istiod 1.22.2 .istio-version:1'],
  ],
  [
    'of Task: charts that are pulled into a folder with a version in its name',
    {
      '.env': 'ISTIO_VERSION=1.26.2\n',
      'Taskfile.yml':
        'version: "3"\ndotenv: [".env"]\nvars:\n  CHARTS: .charts/{{.ISTIO_VERSION}}\ntasks:\n  pull:\n    cmds:\n      - mkdir -p {{.CHARTS}}\n      - for: [base, istiod]\n        cmd: helm pull {{.ITEM}} --repo https://istio-release.storage.googleapis.com/charts --version {{.ISTIO_VERSION}} --untar --untardir {{.CHARTS}}\n  install:\n    deps: [pull]\n    cmds:\n      - helm upgrade --install istio-base {{.CHARTS}}/base -n istio-system --create-namespace\n      - helm upgrade --install istiod {{.CHARTS}}/istiod -n istio-system -f istiod.yaml\n',
      'istiod.yaml': 'pilot:\n  autoscaleMin: 2\n',
    },
    ['base 1.26.2 .env:1', 'istiod 1.26.2 .env:1'],
  ],
  [
    'of Task: a command for each item of a list that has a name',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  V: 1.24.2\n  CHARTS: base istiod\ntasks:\n  mesh:\n    cmds:\n      - for: {var: CHARTS}\n        cmd: helm upgrade --install istio-{{.ITEM}} istio/{{.ITEM}} --version {{.V}}\n",
    },
    ['base 1.24.2 Taskfile.yml:3', 'istiod 1.24.2 Taskfile.yml:3'],
  ],
  [
    'of Task: a call for each item of a list that has a name',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  CHARTS: [base, istiod]\n  V: 1.24.2\ntasks:\n  mesh:\n    cmds:\n      - for: {var: CHARTS, as: CHART}\n        task: one\n        vars: {CHART: '{{.CHART}}'}\n      - for: [cni, ztunnel]\n        cmd: helm upgrade --install istio-{{.ITEM}} istio/{{.ITEM}} --version {{.V}}\n  one:\n    internal: true\n    cmds:\n      - helm upgrade --install istio-{{.CHART}} istio/{{.CHART}} --version {{.V}}\n",
    },
    [
      'base 1.24.2 Taskfile.yml:4',
      'cni 1.24.2 Taskfile.yml:4',
      'istiod 1.24.2 Taskfile.yml:4',
      'ztunnel 1.24.2 Taskfile.yml:4',
    ],
  ],
  [
    'of Task: tasks whose names hold an item',
    {
      'Taskfile.yml':
        "version: '3'\ntasks:\n  mesh:\n    vars:\n      CHARTS: |\n        base\n        istiod\n    cmds:\n      - for:\n          var: CHARTS\n        task: 'install-{{.ITEM}}'\n  install-base:\n    - helm upgrade --install base istio/base --version 1.24.1\n  install-istiod:\n    - helm upgrade --install istiod istio/istiod --version 1.24.2\n",
    },
    ['base 1.24.1 Taskfile.yml:13', 'istiod 1.24.2 Taskfile.yml:15'],
  ],
  [
    'of Task: a command for each key of a map',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  CHARTS: {map: {base: 1.24.1, istiod: 1.24.2}}\ntasks:\n  mesh:\n    cmds:\n      - for: {var: CHARTS}\n        cmd: helm upgrade --install istio-{{.KEY}} istio/{{.KEY}} --version {{.ITEM}}\n",
    },
    ['base 1.24.1 Taskfile.yml:3', 'istiod 1.24.2 Taskfile.yml:3'],
  ],
  [
    'of Task: what a variable on one line is where nobody gives it',
    {
      'Taskfile.yml':
        "version: '3'\nvars: {V: '{{.V | default \"1.20.3\"}}'}\ntasks:\n  mesh:\n    cmds:\n      - helm upgrade --install istiod istio/istiod --version {{.V}}\n",
    },
    ['istiod 1.20.3 Taskfile.yml:2'],
  ],
  [
    'of Task: what a variable is otherwise, told first',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  ISTIO_VERSION: '{{default \"1.20.3\" .ISTIO_VERSION}}'\ntasks:\n  mesh:\n    - istioctl install -y --set tag={{.ISTIO_VERSION}}\n  base:\n    - helm upgrade --install base istio/base --version {{.ISTIO_VERSION}}\n",
    },
    [
      'base 1.20.3 Taskfile.yml:3',
      'base 1.20.3 Taskfile.yml:3',
      'gateway 1.20.3 Taskfile.yml:3',
      'istiod 1.20.3 Taskfile.yml:3',
    ],
  ],
];

describe('detect/scripts/recipes', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each([
    [
      'recipes that run themselves',
      {
        justfile:
          'a x: (b x) (a x)\n    just b {{x}}\nb x: (a x) (b x)\n    just a {{x}}\n    helm install {{x}} istio/{{x}}\n',
      },
    ],
    [
      'heads without an end',
      { justfile: `# istio helm\n${'a '.repeat(400)}\n${'a="'.repeat(300)}:\n`.repeat(50) },
    ],
    [
      'tasks that call and include each other',
      {
        'Taskfile.yml':
          "version: '3'\nincludes: {a: ./Taskfile.yml, b: .}\ntasks:\n  x:\n    cmds:\n    - task: x\n      vars: {C: '{{.C}}'}\n    - task: a:b:x\n      vars: {C: '{{.C}}'}\n    - helm install {{.C}} istio/{{.C}}\n",
      },
    ],
    [
      'recipes that hand on what they are given many times over',
      {
        justfile: `# istio helm\n${Array.from({ length: 7 }, (_, n) => `r${n} a: (r${n + 1} "${'{{a}}'.repeat(180)}")\n    helm {{a}}\n`).join('')}r7 a:\n    helm {{a}}\ns: (r0 "x")\n`,
      },
    ],
    [
      'names that are no names',
      {
        'Taskfile.yml': "includes:\n  m: {taskfile: ./x.yml, vars: {'(': x}}\n",
        'x.yml': "vars: {'(': y}\ntasks:\n  x:\n    cmds: [helm istio]\n",
      },
    ],
    [
      'tasks of files in files without end',
      {
        'Taskfile.yml': `includes: {a: ./Taskfile.yml}\ntasks:\n  d:\n    cmds:\n      - task: '${'a:'.repeat(20_000)}d'\n      - helm istio\n`,
      },
    ],
    [
      'files of tasks that all include and call each other',
      Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [
          `d${n}/Taskfile.yml`,
          `includes:\n${Array.from({ length: 30 }, (_, m) => `  n${m}: {taskfile: ../d${m}, vars: {W: '${m}'}}\n`).join('')}tasks:\n${Array.from({ length: 30 }, (_, m) => `  t${m}:\n    cmds:\n      - helm {{.V}} istio\n      - task: n${(m * 7 + n) % 30}:t${m}\n        for: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n        vars: {V: '{{.ITEM}}'}\n`).join('')}`,
        ]),
      ),
    ],
  ] as [string, Files][])('gets through %s', async (_, files) => {
    expect(await found(files)).toEqual([]);
  });
});
