// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Commands that YAML holds in brackets. */

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
    'of Task',
    {
      'Taskfile.yml':
        "version: '3'\ntasks:\n  mesh:\n    cmds: ['helm upgrade --install istiod istio/istiod --version 1.24.2']\n",
    },
    ['istiod 1.24.2 Taskfile.yml:4'],
  ],
  [
    'of Task, in a task on one line',
    {
      'Taskfile.yml':
        "version: '3'\nvars: {V: 1.24.2}\ntasks:\n  mesh: {cmds: [\"helm upgrade --install istio-base istio/base --version {{.V}}\", 'helm upgrade --install istiod istio/istiod --version {{.V}}']}\n  gw:\n    - helm upgrade --install gw istio/gateway --version {{.V}}\n",
    },
    ['base 1.24.2 Taskfile.yml:2', 'gateway 1.24.2 Taskfile.yml:2', 'istiod 1.24.2 Taskfile.yml:2'],
  ],
  [
    'of GitLab',
    {
      '.gitlab-ci.yml':
        'variables:\n  ISTIO_VERSION: "1.24.2"\nmesh:\n  image: alpine/helm:3\n  script: ["helm repo add istio https://istio-release.storage.googleapis.com/charts", "helm upgrade --install istiod istio/istiod --version $ISTIO_VERSION"]\n',
    },
    ['istiod 1.24.2 .gitlab-ci.yml:2'],
  ],
  [
    'of Drone, without quotes',
    {
      '.drone.yml':
        'kind: pipeline\nsteps:\n- name: mesh\n  image: alpine/helm:3\n  commands: [helm upgrade --install istiod istio/istiod --version 1.24.2, "helm upgrade --install gw istio/gateway --version 1.24.3"]\n',
    },
    ['gateway 1.24.3 .drone.yml:5', 'istiod 1.24.2 .drone.yml:5'],
  ],
  [
    'of Woodpecker, of several lines',
    {
      '.woodpecker.yml':
        'steps:\n  mesh:\n    image: alpine/helm:3\n    commands: [\n      "helm upgrade --install istiod istio/istiod --version 1.24.2",\n      "helm upgrade --install gw istio/gateway --set a=[b] --version 1.24.3",\n    ]\n',
    },
    ['gateway 1.24.3 .woodpecker.yml:6', 'istiod 1.24.2 .woodpecker.yml:5'],
  ],
  [
    'in a step on one line',
    {
      '.woodpecker.yml':
        'steps:\n  - {name: mesh, image: alpine/helm, commands: ["istioctl install -y --set tag=1.24.2"]}\n',
    },
    ['base 1.24.2 .woodpecker.yml:2', 'gateway 1.24.2 .woodpecker.yml:2', 'istiod 1.24.2 .woodpecker.yml:2'],
  ],
];

describe('detect/scripts/flow-lists', () => {
  it.each(CASES)('reads them %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it('leaves the words of one command together', async () => {
    const text =
      'steps:\n- name: helm\n  args: ["upgrade", "--install", "istiod", "istio/istiod", "--version", "1.24.2"]\n';
    expect(await found({ 'cloudbuild.yaml': text })).toEqual(['istiod 1.24.2 cloudbuild.yaml:3']);
  });

  it.each(['[sh, -c, ', '["/bin/bash", "-ec", '])(
    'take what a shell is given for commands: %s',
    async words => {
      const text = `apiVersion: batch/v1\nkind: Job\nmetadata: {name: mesh}\nspec: {template: {spec: {containers: [{name: helm, image: x, command: ${words}"helm upgrade --install istiod istio/istiod --version 1.24.2"]}]}}}\n`;
      expect(await found({ 'job.yaml': text })).toEqual(['istiod 1.24.2 job.yaml:4']);
    },
  );

  it('takes the command of a step that is written in braces', async () => {
    const files = {
      Makefile: 'deploy:\n\thelm upgrade --install istiod istio/istiod --version $(ISTIO_VERSION)\n',
      '.github/workflows/deploy.yml':
        'on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps: [{run: make deploy ISTIO_VERSION=1.24.2}]\n',
    };
    expect(await found(files)).toEqual(['istiod 1.24.2 .github/workflows/deploy.yml:5']);
  });

  it.each([
    ['lists that nothing closes', `${'cmds: ["istio helm '.repeat(15_000)}\n`],
    ['brackets in brackets', `# istio helm\ncmds: ${'['.repeat(100_000)}\n`],
    ['mappings that nothing closes', `# istio helm\n${'{run: "'.repeat(40_000)}\n`],
    ['lists of spaces', `# istio helm\ncmds: [${' '.repeat(300_000)}\n`],
  ])('gets through %s', async (_, text) => {
    expect(await found({ 'Taskfile.yml': text })).toEqual([]);
  });
});
