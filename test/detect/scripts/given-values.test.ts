// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
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

  it.each([
    ['a name that is given', 'ENV=$1\n', '"values/$ENV.yaml"'],
    ['a name with another value by itself', 'TARGET="${1:-dev}"\nFILE="values/${TARGET}.yaml"\n', '"$FILE"'],
    ['a folder of its own', 'HERE="$(cd "$(dirname "$0")" && pwd)"\n', '"$HERE/values/${ENV:?}.yaml"'],
  ])('takes the values of each environment, by %s', async (_, head, name) => {
    const files = {
      'mesh/up.sh': `#!/bin/bash\n${head}${ISTIOD} -f values/common.yaml -f ${name}\n`,
      'mesh/values/common.yaml': 'global: {variant: debug}\n',
      'mesh/values/dev.yaml': 'pilot: {autoscaleMin: 1}\n',
      'mesh/values/prod.yaml': 'pilot: {autoscaleMin: 3}\n',
      'mesh/values/prod.yaml.example': 'pilot: {}\n',
    };
    expect(await given(files)).toEqual([
      { values: ['mesh/values/common.yaml', 'mesh/values/dev.yaml'], open: [] },
      { values: ['mesh/values/common.yaml', 'mesh/values/prod.yaml'], open: [] },
    ]);
  });

  it.each([
    ['two names', '"values/$REGION-$ENV.yaml"', 'values file values/$REGION-$ENV.yaml'],
    ['a name alone', '"$FILE"', 'values file $FILE'],
    ['no file that may be meant', '"other/$ENV.yaml"', 'values file other/$ENV.yaml'],
  ])('leaves values open by %s', async (_, name, open) => {
    const files = { 'up.sh': `#!/bin/bash\n${ISTIOD} -f ${name}\n`, 'values/eu-dev.yaml': 'pilot: {}\n' };
    expect(await given(files)).toEqual([{ values: [], open: [open] }]);
  });

  it('takes the version of the environment whose values it takes', async () => {
    const { installations } = await detect(
      memoryTree({
        'up.sh': `#!/bin/bash\nsource "env/$ENV.env"\n${ISTIOD.replace('1.24.1', '"$ISTIO_VERSION"')} -f "values/$ENV.yaml"\n`,
        'env/dev.env': 'ISTIO_VERSION=1.24.1\n',
        'env/prod.env': 'ISTIO_VERSION=1.23.4\n',
        'values/dev.yaml': 'pilot: {autoscaleMin: 1}\n',
        'values/prod.yaml': 'pilot: {autoscaleMin: 3}\n',
      }),
    );
    expect(installations.map(({ environment, version }) => [environment, version])).toEqual([
      ['dev', '1.24.1'],
      ['prod', '1.23.4'],
    ]);
  });

  it('takes files of a Makefile where they are there', async () => {
    const makefile =
      'ENV ?= dev\nfiles = $(foreach f,$(wildcard values/$(1).yaml values/$(1).$(ENV).yaml values/extra.yaml),-f $(f))\nistiod:\n\thelm upgrade --install $@ oci://gcr.io/istio-release/charts/$@ --version 1.24.1 $(call files,$@)\n';
    expect(
      await given({
        Makefile: makefile,
        'values/istiod.yaml': 'global: {variant: debug}\n',
        'values/istiod.prod.yaml': 'pilot: {autoscaleMin: 3}\n',
        'values/cni.prod.yaml': 'logging: {}\n',
      }),
    ).toEqual([{ values: ['values/istiod.yaml', 'values/istiod.prod.yaml'], open: [] }]);
  });
});
