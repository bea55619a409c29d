/** Commands of scripts and pipelines that never run, as the file itself says: nothing is installed by them, and that is told. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

function helm(chart: string, version: string): string {
  return `helm upgrade --install ${chart} ${chart} --repo https://istio-release.storage.googleapis.com/charts --version ${version} -n istio-system`;
}

async function read(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    found: installations.map(({ chart, version }) => `${chart} ${version}`).sort(),
    told: problems.flatMap(({ what, assumption, line }) => (assumption ? [`${what}:${line}`] : [])),
  };
}

const WORKFLOW = '.github/workflows/a.yml';
const OFF: readonly (readonly [what: string, file: string, lines: readonly string[], told: number])[] = [
  [
    'a step of GitHub',
    WORKFLOW,
    [
      'jobs:',
      '  a:',
      '    steps:',
      '    - if: false',
      `      run: ${helm('cni', '1.20.0')}`,
      '    - run: ON',
    ],
    5,
  ],
  [
    'a step of GitHub by an expression',
    WORKFLOW,
    [
      'jobs:',
      '  a:',
      '    steps:',
      `    - run: ${helm('cni', '1.20.0')}`,
      `      if: \${{ false }} # broken`,
      '    - run: ON',
    ],
    4,
  ],
  [
    'a job of GitHub, with the script that it runs',
    WORKFLOW,
    [
      'jobs:',
      '  b:',
      '    if: false',
      '    steps:',
      `    - run: ${helm('cni', '1.20.0')}`,
      '  a:',
      '    steps:',
      '    - run: ON',
    ],
    5,
  ],
  [
    'a stage of Azure Pipelines',
    'azure-pipelines.yml',
    [
      'stages:',
      '- stage: old',
      '  condition: false',
      '  jobs:',
      '  - job: a',
      '    steps:',
      `    - script: ${helm('cni', '1.20.0')}`,
      '- stage: new',
      '  jobs:',
      '  - job: a',
      '    steps:',
      '    - script: ON',
    ],
    7,
  ],
  [
    'a step of Azure Pipelines',
    'azure-pipelines.yml',
    ['steps:', `- script: ${helm('cni', '1.20.0')}`, '  enabled: false', '- script: ON'],
    2,
  ],
  [
    'a task of Azure Pipelines',
    'azure-pipelines.yml',
    [
      'steps:',
      '- task: HelmDeploy@0',
      '  enabled: false',
      '  inputs:',
      '    command: upgrade',
      '    chartName: cni',
      '    arguments: --repo https://istio-release.storage.googleapis.com/charts --version 1.20.0 -n istio-system',
      '- script: ON',
    ],
    6,
  ],
  [
    'a job of GitLab',
    '.gitlab-ci.yml',
    ['a:', '  script:', `  - ${helm('cni', '1.20.0')}`, '  when: never', 'b:', '  script:', '  - ON'],
    3,
  ],
  [
    'a job of GitLab by its rules',
    '.gitlab-ci.yml',
    [
      'a:',
      '  rules:',
      '  - when: never',
      '  script:',
      `  - ${helm('cni', '1.20.0')}`,
      'b:',
      '  script:',
      '  - ON',
    ],
    5,
  ],
  [
    'a hidden job of GitLab',
    '.gitlab-ci.yml',
    ['.a:', '  script:', `  - ${helm('cni', '1.20.0')}`, 'b:', '  script:', '  - ON'],
    3,
  ],
  [
    'a part of a script',
    'up.sh',
    [
      'if false; then',
      '  if [ -n "$X" ]; then',
      '    echo',
      '  fi',
      `  ${helm('cni', '1.20.0')}`,
      'fi',
      'ON',
    ],
    5,
  ],
  [
    'a part of a script with another one',
    'up.sh',
    ['if [ 0 -eq 1 ]', 'then', `  ${helm('cni', '1.20.0')}`, 'else', '  ON', 'fi'],
    3,
  ],
  [
    'a run of istioctl',
    'up.sh',
    ['if false', 'then', '  istioctl install -y --set profile=minimal --set tag=1.20.0', 'fi', 'ON'],
    3,
  ],
];

describe('detect/scripts/never', () => {
  it.each(OFF)('leaves out what is switched off: %s', async (_, file, lines, line) => {
    const text = `${lines.join('\n')}\n`;
    const on = { [file]: text.replace('ON', helm('istiod', '1.24.2')) };
    expect(await read(on)).toEqual({ found: ['istiod 1.24.2'], told: [`command in ${file}:${line}`] });
    const alone = { [file]: text.replace('ON', 'echo istio') };
    expect(await read(alone)).toEqual({ found: [], told: [`command in ${file}:${line}`] });
  });

  it('hands nothing to a script that only a job runs which never does', async () => {
    const script =
      '#!/bin/bash\nhelm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version ${1:-1.24.2} -n istio-system\n';
    const job = (name: string, more: string, version: string): string =>
      `  ${name}:\n${more}    runs-on: x\n    steps:\n    - run: ./mesh.sh ${version}\n`;
    const workflow = (off: string): string =>
      `jobs:\n${job('old', off, '1.20.0')}${job('new', '', '1.24.3')}`;
    expect((await read({ 'mesh.sh': script, [WORKFLOW]: workflow('') })).found).toEqual([
      'istiod 1.20.0',
      'istiod 1.24.3',
    ]);
    expect((await read({ 'mesh.sh': script, [WORKFLOW]: workflow('    if: false\n') })).found).toEqual([
      'istiod 1.24.3',
    ]);
  });

  it.each<[string, Files]>([
    [
      'a condition that may hold',
      {
        [WORKFLOW]: `jobs:\n  a:\n    if: \${{ inputs.mesh != false }}\n    steps:\n    - run: ${helm('cni', '1.20.0')}\n      if: always()\n`,
      },
    ],
    [
      'a hidden job that others extend',
      {
        '.gitlab-ci.yml': `.a:\n  script:\n  - ${helm('cni', '1.20.0')}\nb:\n  extends: .a\n`,
      },
    ],
    [
      'a hidden job with an anchor',
      {
        '.gitlab-ci.yml': `.a:\n  script: &up\n  - ${helm('cni', '1.20.0')}\nb:\n  script: *up\n`,
      },
    ],
    [
      'a hidden job for others to include',
      { 'ci/mesh.gitlab-ci.yml': `.a:\n  script:\n  - ${helm('cni', '1.20.0')}\n` },
    ],
    [
      'a job by hand',
      {
        '.gitlab-ci.yml': `a:\n  script:\n  - ${helm('cni', '1.20.0')}\n  rules:\n  - if: $X\n    when: never\n  - when: manual\n`,
      },
    ],
    [
      'a comparison in a script',
      { 'up.sh': `if [ "$SKIP" = false ]; then\n  ${helm('cni', '1.20.0')}\nfi\n` },
    ],
    ['what follows on one line', { 'up.sh': `if false; then echo; fi\n${helm('cni', '1.20.0')}\n` }],
    [
      'another part of it',
      { 'up.sh': `if false; then\n  echo\nelif true; then\n  ${helm('cni', '1.20.0')}\nfi\n` },
    ],
    [
      'what follows on the line of its `fi`',
      { 'up.sh': `if false; then\n  echo\nfi; ${helm('cni', '1.20.0')}\n` },
    ],
    [
      'what follows a text that holds its start',
      {
        'up.sh': `cat > old.sh <<EOF\nif false; then\nEOF\n${helm('cni', '1.20.0')}\ncat >> old.sh <<EOF\nfi\nEOF\n`,
      },
    ],
    [
      'what follows a `fi` behind a command',
      {
        'up.sh': `if false; then\n  echo; fi\n${helm('cni', '1.20.0')}\nfor x in a; do if [ -n "$x" ]; then\n  echo\nfi; done\n`,
      },
    ],
    [
      'a hidden job whose name stands far to the right',
      {
        '.gitlab-ci.yml': `.a:\n  script:\n  - ${helm('cni', '1.20.0')}\n  rules:\n  - when: never\nb:\n  extends: [${' '.repeat(400)}.a]\n  rules:\n  - when: always\n`,
      },
    ],
    ['a value of that name', { 'task.yaml': `enabled: false\nmesh:\n  run: ${helm('cni', '1.20.0')}\n` }],
  ])('counts %s', async (_, files) => {
    expect((await read(files)).found).toEqual(['cni 1.20.0']);
  });

  it.each([
    ['      when: false\n', []],
    ['      when: [mesh, false]\n', []],
    ['      when: mesh\n', ['cni 1.20.0']],
  ])('a task of Ansible with %s', async (when, found) => {
    const task = `- hosts: all\n  tasks:\n    - kubernetes.core.helm:\n        name: cni\n        chart_ref: cni\n        chart_repo_url: https://istio-release.storage.googleapis.com/charts\n        chart_version: 1.20.0\n        release_namespace: istio-system\n${when}`;
    expect((await read({ 'play.yml': task })).found).toEqual(found);
  });
});

const CHART = 'istiod --repo https://istio-release.storage.googleapis.com/charts --version 1.22.3';
const TAKEN_UP: readonly (readonly [what: string, files: Files])[] = [
  [
    'a hidden job that what is included may extend',
    {
      '.gitlab-ci.yml': `include:\n- local: ci/deploy.yml\n.deploy:\n  script:\n  - helm upgrade -i istiod ${CHART}\n`,
      'ci/deploy.yml': 'deploy:\n  extends: .deploy\n',
    },
  ],
  [
    'a job that another one extends under rules of its own',
    {
      '.gitlab-ci.yml': `.deploy:\n  rules:\n  - when: never\n  script:\n  - helm upgrade -i istiod ${CHART}\ndeploy:\n  extends: .deploy\n  rules:\n  - if: $CI_COMMIT_TAG\n`,
    },
  ],
  [
    'an anchor in what is switched off',
    {
      '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    if: false\n    steps: &steps\n    - run: helm upgrade -i istiod ${CHART}\n  b:\n    steps: *steps\n`,
    },
  ],
  [
    'an `else` on the line of its `if`',
    { 'install.sh': `if false; then echo off; else helm upgrade -i istiod ${CHART}; fi\n` },
  ],
  [
    'a command on the line of its `else`',
    { 'install.sh': `if false; then\n  echo off\nelse helm upgrade -i istiod ${CHART}; fi\n` },
  ],
];

describe('what runs though something around it is switched off', () => {
  it.each(TAKEN_UP)('is installed: %s', async (_, files) => {
    expect(await read(files)).toEqual({ found: ['istiod 1.22.3'], told: [] });
  });
});
