// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pipelines write so
/** Jobs of pipelines of GitLab that run the same command of istioctl, each on files and with a release of its own. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const OPERATOR = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: minimal\n';
const MESHES: Files = { 'mesh/dev.yaml': OPERATOR, 'mesh/prod.yaml': OPERATOR };
const FETCH =
  '  before_script:\n  - curl -fsSL "https://github.com/istio/istio/releases/download/${ISTIO}/istioctl-${ISTIO}-linux-amd64.tar.gz" | tar -xz -C /usr/local/bin\n';

async function places(pipeline: string, more: Files = MESHES): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ ...more, '.gitlab-ci.yml': pipeline }));
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at, release }) => `${release.declared.file} ${version} ${at.file}:${at.line}`)
    .toSorted();
}

const BOTH = ['mesh/dev.yaml 1.28.1 .gitlab-ci.yml:', 'mesh/prod.yaml 1.27.3 .gitlab-ci.yml:'] as const;

function both(dev: number, prod: number): readonly string[] {
  return [`${BOTH[0]}${dev}`, `${BOTH[1]}${prod}`];
}

/** Two jobs that extend the same commands. */
function jobs(command: string, dev: readonly string[], prod: readonly string[], head = ''): string {
  const own = (name: string, lines: readonly string[]): string =>
    `deploy:${name}:\n  extends: .mesh\n${lines.map(line => `  ${line}\n`).join('')}`;
  return `.mesh:\n${head}  script:\n  - ${command}\n${own('dev', dev)}${own('prod', prod)}`;
}

describe('detect: jobs of GitLab', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'run in images of istioctl',
      jobs(
        'istioctl install -y -f "mesh/$CI_ENVIRONMENT_NAME.yaml"',
        ['image: docker.io/istio/istioctl:1.28.1', 'environment: dev'],
        ['image: {name: "istio/istioctl:1.27.3-distroless"}', 'environment: {name: prod}'],
      ),
      both(6, 10),
    ],
    [
      'name their images by variables of their own',
      jobs(
        'istioctl upgrade -y -f mesh/${CLUSTER}.yaml',
        ['variables: {CLUSTER: dev, IMAGE: "istio/istioctl:1.28.1"}'],
        ['variables: {CLUSTER: prod, IMAGE: "istio/istioctl:1.27.3"}'],
        '  image: $IMAGE\n',
      ),
      both(7, 10),
    ],
    [
      'fetch what a variable of their own says',
      jobs(
        'istioctl install -y -f mesh/$CI_ENVIRONMENT_SLUG.yaml',
        ['variables: {ISTIO: "1.28.1"}', 'environment: dev'],
        ['environment: prod', 'variables: {ISTIO: "1.27.3"}'],
        FETCH,
      ),
      both(8, 13),
    ],
    [
      'are made of the rows of a matrix',
      'mesh:\n  image: istio/istioctl:$RELEASE\n  parallel:\n    matrix:\n    - TARGET: dev\n      RELEASE: 1.28.1\n    - TARGET: [prod]\n      RELEASE: 1.27.3\n  environment: $TARGET\n  script: istioctl install -y -f mesh/$CI_ENVIRONMENT_NAME.yaml\n',
      both(6, 8),
    ],
    [
      'run by rules that set variables',
      'mesh:\n  image: istio/istioctl:$TAG\n  rules:\n  - if: $CI_COMMIT_BRANCH == "develop"\n    variables: {TIER: dev, TAG: 1.28.1}\n  - if: $CI_COMMIT_BRANCH == "main"\n    variables: {TIER: prod, TAG: 1.27.3}\n  script:\n  - istioctl install -y -f mesh/$TIER.yaml\n',
      both(5, 7),
    ],
    [
      'have the same release, each on a line of its own',
      jobs(
        'istioctl install -y -f "mesh/$CI_ENVIRONMENT_NAME.yaml"',
        ['image: istio/istioctl:1.28.1', 'environment: dev'],
        ['image: istio/istioctl:1.28.1', 'environment: prod'],
      ),
      ['mesh/dev.yaml 1.28.1 .gitlab-ci.yml:6', 'mesh/prod.yaml 1.28.1 .gitlab-ci.yml:10'],
    ],
    [
      'take the image of all',
      `image: istio/istioctl:1.28.1\n${jobs('istioctl install -y -f mesh/$CI_ENVIRONMENT_NAME.yaml', ['environment: dev'], ['environment: prod'])}`,
      ['mesh/dev.yaml 1.28.1 .gitlab-ci.yml:1', 'mesh/prod.yaml 1.28.1 .gitlab-ci.yml:1'],
    ],
  ])('%s', async (_, pipeline, expected) => {
    expect(await places(pipeline)).toEqual(expected);
  });

  it('share what they begin with', async () => {
    const pipeline = jobs(
      'istioctl install -y -f base.yaml -f "mesh/$CI_ENVIRONMENT_NAME.yaml"',
      ['image: istio/istioctl:1.28.1', 'environment: dev'],
      ['image: istio/istioctl:1.27.3', 'environment: prod'],
    );
    const files = { ...MESHES, 'base.yaml': OPERATOR };
    const { installations } = await detect(memoryTree({ ...files, '.gitlab-ci.yml': pipeline }));
    const planes = installations.filter(({ chart }) => chart === 'istiod');
    expect(planes.map(({ version, at }) => `${version} ${at.line}`).toSorted()).toEqual([
      '1.27.3 10',
      '1.28.1 6',
    ]);
    expect(new Set(planes.map(({ release }) => release.id)).size).toBe(2);
  });

  it('are told by their images alone where they are handed no files', async () => {
    const pipeline = jobs(
      'istioctl install -y --set profile=default',
      ['image: istio/istioctl:1.28.1'],
      ['image: istio/istioctl:1.27.3'],
    );
    expect(await places(pipeline, {})).toEqual([
      '.gitlab-ci.yml 1.27.3 .gitlab-ci.yml:9',
      '.gitlab-ci.yml 1.28.1 .gitlab-ci.yml:6',
    ]);
  });

  it.each(['"mesh/${CI_ENVIRONMENT_NAME}.yaml"', '"mesh/$[[ inputs.environment ]].yaml"'])(
    'of a file that is included with inputs, %s',
    async file => {
      const header =
        'spec:\n  inputs:\n    environment:\n    istio:\n      default: "1.27.3"\n---\nmesh:$[[ inputs.environment ]]:\n  environment:\n    name: $[[ inputs.environment ]]\n  variables:\n    ISTIO: "$[[ inputs.istio ]]"\n';
      const template = `${header}${FETCH}  script:\n  - istioctl install -y -f ${file}\n`;
      const root =
        'include:\n- local: ci/mesh.yml\n  inputs:\n    environment: dev\n    istio: "1.28.1"\n- local: ci/mesh.yml\n  inputs:\n    environment: prod\n';
      expect(await places(root, { ...MESHES, 'ci/mesh.yml': template })).toEqual([
        'mesh/dev.yaml 1.28.1 .gitlab-ci.yml:5',
        'mesh/prod.yaml 1.27.3 ci/mesh.yml:5',
      ]);
    },
  );

  it('of a pipeline that others start', async () => {
    const child = 'mesh:\n  image: istio/istioctl:$TAG\n  script: [istioctl install -y -f mesh/$TIER.yaml]\n';
    const start = (tier: string, tag: string): string =>
      `${tier}:\n  trigger: {include: ci/mesh.yml}\n  variables:\n    TIER: ${tier}\n    TAG: ${tag}\n`;
    const root = start('dev', '1.28.1') + start('prod', '1.27.3');
    expect(await places(root, { ...MESHES, 'ci/mesh.yml': child })).toEqual(both(5, 10));
  });

  it('leave open what one of them does not say', async () => {
    const pipeline = jobs(
      'istioctl install -y -f "mesh/$CI_ENVIRONMENT_NAME.yaml"',
      ['image: istio/istioctl:1.28.1', 'environment: dev'],
      ['image: registry.example.org/tools:2', 'environment: prod'],
    );
    expect(await places(pipeline)).toEqual([
      'mesh/dev.yaml 1.28.1 .gitlab-ci.yml:6',
      'mesh/prod.yaml null .gitlab-ci.yml:3',
    ]);
  });
});

describe('detect: variables of GitLab that refer to each other', () => {
  const REPO = 'https://istio-release.storage.googleapis.com/charts';
  const JOB = `include: [{local: /ci/versions.yml}]\nmesh:\n  variables:\n    VERSION: !reference [.versions, variables, ISTIO]\n  script:\n  - helm upgrade -i istiod istiod --repo ${REPO} --version $VERSION -n istio-system\n`;

  it('are what stands in the file that is included, also by way of another', async () => {
    const versions = '.versions:\n  variables:\n    ISTIO: 1.26.7\n    RABBITMQ: 4.4.34\n';
    expect(await places(JOB, { 'ci/versions.yml': versions })).toEqual([
      '.gitlab-ci.yml 1.26.7 ci/versions.yml:3',
    ]);
    const through =
      '.base:\n  variables:\n    MESH: 1.26.7\n.versions:\n  variables:\n    ISTIO: !reference [.base, variables, MESH]\n';
    expect(await places(JOB, { 'ci/versions.yml': through })).toEqual([
      '.gitlab-ci.yml 1.26.7 ci/versions.yml:3',
    ]);
  });

  it('may go in a ring, or nowhere', async () => {
    const ring = '.versions:\n  variables:\n    ISTIO: !reference [.versions, variables, ISTIO]\n';
    for (const text of [ring, 'other: 1\n'])
      expect(await places(JOB, { 'ci/versions.yml': text })).toEqual([
        expect.stringContaining('.gitlab-ci.yml null'),
      ]);
  });
});
