// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write so
/** Jobs of a matrix of GitHub's that hand istioctl a file each, in the version of the same job. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const OPERATOR = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: minimal\n';
const MESHES: Files = { 'mesh/dev.yaml': OPERATOR, 'mesh/prod.yaml': OPERATOR };

function workflow(matrix: string, steps: string, more = ''): Files {
  return {
    ...MESHES,
    '.github/workflows/mesh.yml': `on: push\n${more}jobs:\n  mesh:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n${matrix}    steps:\n${steps}`,
  };
}

const INCLUDE =
  '        include:\n          - {env: dev, istio: 1.27.1}\n          - env: prod\n            istio: 1.26.4\n';
const FETCH =
  '      - env:\n          ISTIO_VERSION: ${{ matrix.istio }}\n        run: |\n          curl -sL https://istio.io/downloadIstio | sh -\n          echo "$PWD/istio-$ISTIO_VERSION/bin" >> "$GITHUB_PATH"\n';
const INSTALL = '      - run: istioctl install -y --filename mesh/${{ matrix.env }}.yaml\n';

async function places(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at, release }) => `${release.declared.file} ${version} ${at.line}`)
    .sort();
}

describe('detect: files that a matrix names', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'entries of include',
      workflow(INCLUDE, FETCH + INSTALL),
      ['mesh/dev.yaml 1.27.1 8', 'mesh/prod.yaml 1.26.4 10'],
    ],
    [
      'a list that entries of include add to, by a variable of the step',
      workflow(
        `        env: [dev, prod]\n${INCLUDE}`,
        `${FETCH}      - env:\n          TARGET: \${{ matrix.env }}\n        run: istioctl install -y -f mesh/$TARGET.yaml\n`,
      ),
      ['mesh/dev.yaml 1.27.1 9', 'mesh/prod.yaml 1.26.4 11'],
    ],
    [
      'the release in the path of the tool',
      workflow(
        INCLUDE,
        '      - run: |\n          curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${{ matrix.istio }} sh -\n          istio-${{ matrix.istio }}/bin/istioctl install -y -f mesh/${{ matrix.env }}.yaml\n',
      ),
      ['mesh/dev.yaml 1.27.1 8', 'mesh/prod.yaml 1.26.4 10'],
    ],
    [
      'mappings in a list',
      workflow(
        '        cluster:\n          - name: dev\n            istio: 1.27.1\n          - name: prod\n            istio: 1.26.4\n',
        (FETCH + INSTALL)
          .replaceAll('matrix.istio', 'matrix.cluster.istio')
          .replaceAll('matrix.env', 'matrix.cluster.name'),
      ),
      ['mesh/dev.yaml 1.27.1 9', 'mesh/prod.yaml 1.26.4 11'],
    ],
    [
      'a version that all have',
      workflow('        env: [dev, prod]\n', INSTALL, 'env:\n  ISTIO_VERSION: 1.27.1\n'),
      ['mesh/dev.yaml 1.27.1 3', 'mesh/prod.yaml 1.27.1 3'],
    ],
    [
      'the same version twice',
      workflow(INCLUDE.replace('1.26.4', '1.27.1'), FETCH + INSTALL),
      ['mesh/dev.yaml 1.27.1 8', 'mesh/prod.yaml 1.27.1 10'],
    ],
  ])('are handed to the release of their job: %s', async (_, files, expected) => {
    expect(await places(files)).toEqual(expected);
  });

  it('leaves open what is computed when it runs', async () => {
    const files = workflow('        include: ${{ fromJson(needs.x.outputs.y) }}\n', FETCH + INSTALL);
    expect(await places(files)).toEqual(['mesh/dev.yaml null 2', 'mesh/prod.yaml null 2']);
  });

  it('does not take what is left out', async () => {
    const files = workflow(
      '        env: [dev, prod]\n        exclude:\n          - env: prod\n',
      INSTALL,
      'env:\n  ISTIO_VERSION: 1.27.1\n',
    );
    expect(await places(files)).toContain('mesh/dev.yaml 1.27.1 3');
  });

  it('survives a matrix of more jobs than there can be', async () => {
    const list = `[${Array.from({ length: 200 }, (_, index) => index).join(', ')}]`;
    const files = workflow(`        a: ${list}\n        b: ${list}\n        env: [dev]\n`, FETCH + INSTALL);
    expect(await places(files)).toHaveLength(2);
  });
});
