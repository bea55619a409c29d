/** Values that commands of Helm are given by what stands elsewhere. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIOD = 'helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod --version 1.24.1';

async function given(files: Files) {
  const { releases } = await detect(memoryTree(files));
  return releases.map(({ values, problems }) => ({
    values: values.map(layer =>
      layer.kind === 'assignment' ? `${layer.key}=${layer.value} ${layer.file}:${layer.line}` : layer.file,
    ),
    open: problems.map(({ what }) => what),
  }));
}

describe('detect/scripts: values from elsewhere', () => {
  it.each([
    ['--set "$SETTINGS"', [], ['--set $SETTINGS']],
    ['--set pilot.autoscaleMin=2,$MORE', ['pilot.autoscaleMin=2 mesh.sh:2'], ['--set $MORE']],
    ['--set "pilot.autoscaleMin=$MIN"', [], ['--set pilot.autoscaleMin']],
    ['--set pilot.autoscaleMin=2', ['pilot.autoscaleMin=2 mesh.sh:2'], []],
  ])('tells what may be any assignment: %s', async (flag, values, open) => {
    expect(await given({ 'mesh.sh': `#!/bin/bash\n${ISTIOD} ${flag}\n` })).toEqual([{ values, open }]);
  });

  it('takes variables of a stage that a template of Azure Pipelines is given', async () => {
    const parameter = (name: string): string => `$\{{ parameters.${name} }}`;
    const stage = (env: string): string =>
      `- stage: ${env}\n  variables:\n  - template: vars/${env}.yml\n  jobs:\n  - template: ci/mesh.yml\n    parameters:\n      environment: ${env}\n      sets: $\{{ variables.meshSets }}\n`;
    const task = `- task: HelmDeploy@1\n      inputs:\n        command: upgrade\n        chartName: oci://gcr.io/istio-release/charts/${parameter('chart')}\n        releaseName: istiod\n        chartVersion: ${parameter('version')}\n        overrideValues: ${parameter('sets')}\n`;
    const found = await given({
      'azure-pipelines.yml': `stages:\n${stage('test')}${stage('prod')}`,
      'ci/mesh.yml': `parameters:\n- name: sets\n- name: environment\n- name: version\n  default: 1.24.1\n- name: chart\n  default: istiod\njobs:\n- job: mesh\n  steps:\n    ${task}`,
      'vars/test.yml': 'variables:\n  meshSets: pilot.autoscaleMin=1\n',
      'vars/prod.yml': 'variables:\n  other: x\n  meshSets: pilot.autoscaleMin=3,global.variant=debug\n',
    });
    expect(found).toEqual([
      { values: ['pilot.autoscaleMin=1 vars/test.yml:2'], open: [] },
      { values: ['pilot.autoscaleMin=3 vars/prod.yml:3', 'global.variant=debug vars/prod.yml:3'], open: [] },
    ]);
  });
});
