/** Azure Pipelines: templates with parameters, lists that steps are made of, variables, and tasks that run Helm or a script. */

import { whole as found } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const ROOT = 'azure-pipelines.yml';
const REPOSITORY = '--repo https://istio-release.storage.googleapis.com/charts';
const HELM = `helm upgrade --install istiod istiod ${REPOSITORY} --version`;
const parameter = (name: string): string => `$\{{ parameters.${name} }}`;

const TEMPLATE = 'pipelines/mesh.yml';
const template = (step: string): string =>
  `parameters:\n- name: env\n- name: istio\n  default: 1.22.4\nstages:\n- stage: mesh_${parameter('env')}\n  jobs:\n  - job: mesh\n    steps:\n${step}`;
const PIPELINE = `stages:\n- template: ${TEMPLATE}\n  parameters:\n    env: dev\n    istio: 1.23.6\n- template: ${TEMPLATE}\n  parameters:\n    env: prod\n`;

describe('detect: Azure Pipelines', () => {
  it.each([
    ['a command', `    - script: ${HELM} ${parameter('istio')}\n`, {}],
    [
      'the environment of a script',
      `    - bash: ./mesh.sh\n      env:\n        ISTIO_VERSION: ${parameter('istio')}\n`,
      { 'mesh.sh': `#!/bin/sh\n${HELM} $ISTIO_VERSION\n` },
    ],
    [
      'a task that runs a script',
      `    - task: Bash@3\n      inputs:\n        filePath: mesh.sh\n        arguments: ${parameter('istio')}\n`,
      { 'mesh.sh': `#!/bin/sh\n${HELM} $1\n` },
    ],
  ])('give a template what each of those says that run it, in %s', async (_, step, files) => {
    expect(await found({ [ROOT]: PIPELINE, [TEMPLATE]: template(step), ...files })).toEqual([
      `istiod 1.22.4 ${TEMPLATE}:4`,
      `istiod 1.23.6 ${ROOT}:5`,
    ]);
  });

  it('take the default of a template that nothing runs', async () => {
    const step = `    - script: ${HELM} ${parameter('istio')}\n`;
    expect(await found({ [TEMPLATE]: template(step) })).toEqual([`istiod 1.22.4 ${TEMPLATE}:4`]);
  });

  it('run a task of Helm for each of a list, and hand parameters through templates', async () => {
    const inputs =
      '      command: upgrade\n      chartName: istio/$' +
      '{{ chart }}\n      releaseName: istio-$' +
      `{{ chart }}\n      chartVersion: ${parameter('version')}\n`;
    const each = "- ${{ each chart in split('base, istiod', ',') }}:\n  - task: HelmDeploy@0\n    inputs:\n";
    expect(
      await found({
        [ROOT]: 'extends:\n  template: /ci/main.yml@self\n  parameters:\n    istio: 1.24.1\n',
        'ci/main.yml': `parameters:\n  istio: ''\nsteps:\n- template: steps/mesh.yml\n  parameters:\n    version: ${parameter('istio')}\n    chart: istiod\n`,
        'ci/steps/mesh.yml': `parameters:\n- name: version\nsteps:\n${each}${inputs}`,
      }),
    ).toEqual([`base 1.24.1 ${ROOT}:4`, `istiod 1.24.1 ${ROOT}:4`]);
  });

  it('go through the mappings of a parameter, each with its own version', async () => {
    const charts =
      'parameters:\n- name: charts\n  type: object\n  default:\n  - {name: base, version: 1.23.1}\n  - {name: istiod, version: 1.23.2}\n';
    const step = `- $\{{ each one in parameters.charts }}:\n  - bash: helm upgrade --install $\{{ one.name }} $\{{ one.name }} ${REPOSITORY} --version $\{{ one.version }}\n`;
    expect(await found({ [ROOT]: `${charts}steps:\n${step}` })).toEqual([
      `base 1.23.1 ${ROOT}:5`,
      `istiod 1.23.2 ${ROOT}:6`,
    ]);
  });

  it.each([
    [
      'of the stages that run a template',
      'stages:\n- stage: dev\n  variables:\n    istio: 1.23.6\n  jobs:\n  - template: ci/mesh.yml\n- stage: prod\n  variables:\n  - group: secrets\n  - name: istio\n    value: 1.22.4\n  jobs:\n  - template: ci/mesh.yml\n',
      { 'ci/mesh.yml': `jobs:\n- job: mesh\n  steps:\n  - script: ${HELM} $(istio)\n` },
      [`istiod 1.22.4 ${ROOT}:11`, `istiod 1.23.6 ${ROOT}:4`],
    ],
    [
      'of a file for each environment',
      `stages:\n- $\{{ each env in split('dev,prod', ',') }}:\n  - stage: mesh\n    variables:\n    - template: vars/$\{{ env }}.yml\n    jobs:\n    - job: mesh\n      steps:\n      - script: ${HELM} $(istio)\n`,
      {
        'vars/dev.yml': 'variables:\n  istio: 1.23.6\n',
        'vars/prod.yml': 'variables:\n  istio: 1.22.4\n',
        'vars/stage.yml': 'variables:\n  istio: 1.21.0\n',
      },
      ['istiod 1.22.4 vars/prod.yml:2', 'istiod 1.23.6 vars/dev.yml:2'],
    ],
    [
      'that conditions tell apart',
      `variables:\n- $\{{ if eq(parameters.env, 'prod') }}:\n  - name: istio\n    value: 1.22.4\n- $\{{ else }}:\n  - name: istio\n    value: 1.23.6\nsteps:\n- script: ${HELM} $(istio)\n`,
      {},
      [`istiod 1.22.4 ${ROOT}:4`, `istiod 1.23.6 ${ROOT}:7`],
    ],
  ])('take variables %s', async (_, pipeline, files, expected) => {
    expect(await found({ [ROOT]: pipeline, ...files })).toEqual(expected);
  });

  it('leave a version open that nothing gives, and come to an end with templates that run each other', async () => {
    const file = (other: string): string =>
      `parameters:\n- name: istio\nsteps:\n- template: ${other}\n  parameters: {istio: "${parameter('istio')}"}\n- script: ${HELM} ${parameter('istio')}\n`;
    const versions = await found({ 'ci/a.yml': file('b.yml'), 'ci/b.yml': file('a.yml') });
    expect(versions.map(one => one.replace(/:.*/, ''))).toEqual([
      'istiod null ci/b.yml',
      'istiod null ci/b.yml',
    ]);
  });
});
