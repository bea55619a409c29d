/** Pipelines of GitLab that stand in several files: what they include, what they start, and what each hands over. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const ROOT = '.gitlab-ci.yml';
const HELM =
  'helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts -n istio-system --version';

async function planes(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ chart, partOf }) => chart === 'istiod' && partOf === undefined)
    .map(({ version, at }) => `${version} ${at.file}:${at.line}`)
    .toSorted();
}

const hidden = (version: string): string =>
  `.mesh:\n  variables:\n    ISTIO_VERSION: "1.22.0"\n  script:\n  - ${HELM} ${version}\n`;

describe('detect: files of pipelines of GitLab', () => {
  it('take the variables of the jobs that extend what they include', async () => {
    const root = [
      'include:',
      '- local: /ci/mesh.yml',
      'mesh:',
      '  extends: .mesh',
      '  parallel:',
      '    matrix:',
      '    - CLUSTER: dev',
      '      ISTIO_VERSION: "1.25.3"',
      '    - CLUSTER: [stage, prod]',
      '      ISTIO_VERSION: "1.24.6"',
      '',
    ].join('\n');
    const mesh = hidden('$ISTIO_VERSION');
    expect(await planes({ 'ci/mesh.yml': mesh })).toEqual(['1.22.0 ci/mesh.yml:3']);
    expect(await planes({ [ROOT]: root, 'ci/mesh.yml': mesh })).toEqual([
      `1.24.6 ${ROOT}:10`,
      `1.25.3 ${ROOT}:8`,
    ]);
  });

  it.each([
    ['a job of the same name', 'include: ci/mesh.yml\nmesh:\n', 'mesh:'],
    [
      'what the file itself says',
      'include: [ci/*.yml]\n',
      'job:\n  stage: mesh\nmesh:\n  extends: .mesh\n.mesh:',
    ],
  ])('count %s before what is included', async (_, root, head) => {
    const included = `variables:\n  ISTIO_VERSION: "1.22.0"\n${head}\n  script:\n  - ${HELM} $ISTIO_VERSION\n`;
    const own = `variables:\n  ISTIO_VERSION: "1.23.1"\n${root}`;
    expect(await planes({ [ROOT]: own, 'ci/mesh.yml': included })).toEqual([`1.23.1 ${ROOT}:2`]);
  });

  it.each([
    ['among its commands', '  script:\n  - echo mesh\n  - !reference [.mesh, script]\n'],
    ['as its commands', '  script: !reference [.mesh, script]\n'],
  ])('run commands of another job that a job names %s', async (_, script) => {
    const root = `include: ci/mesh.yml\nmesh:\n  variables:\n    ISTIO_VERSION: "1.25.3"\n${script}`;
    const files = { [ROOT]: root, 'ci/mesh.yml': hidden('$ISTIO_VERSION') };
    expect(await planes(files)).toEqual([`1.25.3 ${ROOT}:4`]);
  });

  it('run what an alias stands for as the job that takes it', async () => {
    const mesh = `.mesh: &mesh\n  script:\n  - ${HELM} $ISTIO_VERSION\n`;
    const jobs = ['1.25.3', '1.24.6'].map(
      (version, index) => `job-${index}:\n  <<: *mesh\n  variables:\n    ISTIO_VERSION: "${version}"\n`,
    );
    expect(await planes({ [ROOT]: mesh + jobs.join('') })).toEqual([`1.24.6 ${ROOT}:11`, `1.25.3 ${ROOT}:7`]);
  });

  it('start others with the variables of the job, which count before their own', async () => {
    const starts = ['1.25.3', '1.24.6'].map(
      (version, index) =>
        `job-${index}:\n  variables:\n    ISTIO_VERSION: "${version}"\n  trigger:\n    include: ci/mesh.yml\n`,
    );
    const child = `variables:\n  ISTIO_VERSION: "1.22.0"\nmesh:\n  script:\n  - ${HELM} $ISTIO_VERSION\n`;
    expect(await planes({ 'ci/mesh.yml': child })).toEqual(['1.22.0 ci/mesh.yml:2']);
    expect(await planes({ [ROOT]: starts.join(''), 'ci/mesh.yml': child })).toEqual([
      `1.24.6 ${ROOT}:8`,
      `1.25.3 ${ROOT}:3`,
    ]);
  });

  it('take inputs where they are included, and their defaults elsewhere', async () => {
    const root =
      'include:\n- local: ci/mesh.yml\n  inputs: {env: dev, istio: "1.25.3"}\n- local: ci/mesh.yml\n  inputs: {env: prod}\n';
    const mesh = `spec:\n  inputs:\n    env:\n    istio:\n      default: "1.24.6"\n---\n"mesh-$[[ inputs.env ]]":\n  script:\n  - ${HELM} $[[ inputs.istio ]]\n`;
    expect(await planes({ [ROOT]: root, 'ci/mesh.yml': mesh })).toEqual([
      `1.24.6 ci/mesh.yml:5`,
      `1.25.3 ${ROOT}:3`,
    ]);
  });

  it('hand what several jobs say to a script that they run', async () => {
    const mesh = '.mesh:\n  script:\n  - ./hack/install.sh\n';
    const root =
      'include: ci/mesh.yml\na:\n  extends: .mesh\n  variables: {ISTIO_VERSION: 1.25.3}\nb:\n  extends: .mesh\n  variables: {ISTIO_VERSION: 1.24.6}\n';
    const script = `#!/bin/sh\n${HELM} $ISTIO_VERSION\n`;
    expect(await planes({ [ROOT]: root, 'ci/mesh.yml': mesh, 'hack/install.sh': script })).toEqual([
      `1.24.6 ${ROOT}:7`,
      `1.25.3 ${ROOT}:4`,
    ]);
  });

  it('are told what each rule of a job sets, and what is left where one sets nothing', async () => {
    const job = (rules: string): string =>
      `variables:\n  ISTIO_VERSION: "1.24.3"\nmesh:\n  rules:\n${rules}  script:\n  - curl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\n  - istio-$ISTIO_VERSION/bin/istioctl install -y --set profile=minimal\n`;
    const develop = '  - if: $CI_COMMIT_BRANCH == "develop"\n    variables:\n      ISTIO_VERSION: "1.25.0"\n';
    expect(await planes({ [ROOT]: job(`${develop}  - if: $CI_COMMIT_BRANCH == "main"\n`) })).toEqual([
      `1.24.3 ${ROOT}:2`,
      `1.25.0 ${ROOT}:7`,
    ]);
    const main = develop.replace('develop', 'main').replace('1.25.0', '1.23.4');
    expect(await planes({ [ROOT]: job(`${develop}${main}  - when: never\n`) })).toEqual([
      `1.23.4 ${ROOT}:10`,
      `1.25.0 ${ROOT}:7`,
    ]);
  });

  it('come to an end where they include and start each other', async () => {
    const file = (other: string): string =>
      `include: ${other}\nmesh:\n  script:\n  - ${HELM} $ISTIO_VERSION\nnext:\n  trigger: {include: ${other}}\n`;
    expect(await planes({ [ROOT]: file('ci/a.yml'), 'ci/a.yml': file(ROOT) })).toEqual([
      `null ${ROOT}:4`,
      'null ci/a.yml:4',
    ]);
  });
});
