// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write their variables like this
/** Versions that workflows, actions and scripts hand to what they run. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { pairUpgrades } from '../../src/detect/pair.js';
import { memoryTree } from '../../src/tree/memory.js';

type Files = Readonly<Record<string, string>>;

/** istiod alone: a run of istioctl brings other charts along. */
async function planes(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at }) => `${version} ${at.file}:${at.line}`)
    .sort();
}

const CI = '.github/workflows/ci.yaml';
const HELM =
  'helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version';

function workflow(job: string): string {
  return `on: push\njobs:\n  e2e:\n    runs-on: ubuntu-latest\n${job}`;
}

const MATRIX = '    strategy:\n      matrix:\n        istio:\n        - "1.23.4"\n        - "1.24.2"\n';

describe('detect/scripts/handed', () => {
  it.each([
    ['names it in the command', `    steps:\n    - run: ${HELM} \${{ matrix.istio }}\n`],
    [
      'puts it into the environment of the step',
      `    steps:\n    - env:\n        ISTIO_VERSION: \${{ matrix.istio }}\n      run: ${HELM} $ISTIO_VERSION\n`,
    ],
    [
      'puts it into the environment of the job',
      `    env:\n      ISTIO_VERSION: \${{ matrix.istio }}\n    steps:\n    - run: istioctl install -y\n`,
    ],
  ])('installs each version of a matrix where a workflow %s', async (_, steps) => {
    expect(await planes({ [CI]: workflow(MATRIX + steps) })).toEqual([`1.23.4 ${CI}:8`, `1.24.2 ${CI}:9`]);
  });

  it.each([
    [
      'as an argument',
      './hack/install.sh ${{ matrix.istio }}',
      'VERSION=$1\nistio-$VERSION/bin/istioctl install -y\n',
    ],
    ['as an argument that is used as it is', './hack/install.sh ${{ matrix.istio }}', `${HELM} "$1"\n`],
    ['in the environment', './hack/install.sh', `${HELM} $ISTIO_VERSION\n`],
    ['in the environment of istioctl', './hack/install.sh', 'istioctl install -y\n'],
  ])('installs each version that a workflow hands to a script %s', async (_, run, script) => {
    const steps = `    env:\n      ISTIO_VERSION: \${{ matrix.istio }}\n    steps:\n    - run: ${run}\n`;
    const files = { [CI]: workflow(MATRIX + steps), 'hack/install.sh': script };
    expect(await planes(files)).toEqual([`1.23.4 ${CI}:8`, `1.24.2 ${CI}:9`]);
  });

  it('hands the environment on through scripts in between', async () => {
    const steps =
      '    env:\n      ISTIO_VERSION: ${{ matrix.istio }}\n    steps:\n    - run: ./hack/all.sh # istio\n';
    expect(
      await planes({
        [CI]: workflow(MATRIX + steps),
        'hack/all.sh': 'kubectl create namespace istio-system\n./hack/install.sh\n',
        'hack/install.sh': `${HELM} $ISTIO_VERSION\n`,
      }),
    ).toEqual([`1.23.4 ${CI}:8`, `1.24.2 ${CI}:9`]);
  });

  it('takes entries of a matrix together: the file of a step, and the environment that goes with it', async () => {
    const entries = ['1.23.4', '1.24.2'].map(
      version =>
        `        - name: Istio ${version}\n          config: e2e/${version}/e2e.yaml\n          env: |\n            ISTIO_VERSION=${version}\n            K8S=28\n`,
    );
    const steps =
      '    steps:\n    - run: echo "${{ matrix.test.env }}" >> $GITHUB_ENV\n    - uses: acme/e2e@v1\n      with:\n        e2e-file: $GITHUB_WORKSPACE/${{ matrix.test.config }}\n';
    const setup = 'setup:\n  steps:\n  - command: |\n      istioctl install -y --set profile=demo\n';
    expect(
      await planes({
        [CI]: workflow(`    strategy:\n      matrix:\n        test:\n${entries.join('')}${steps}`),
        'e2e/1.23.4/e2e.yaml': setup,
        'e2e/1.24.2/e2e.yaml': setup,
      }),
    ).toEqual([`1.23.4 ${CI}:11`, `1.24.2 ${CI}:16`]);
  });

  it('reads every file that a step chooses from', async () => {
    const steps =
      "    steps:\n    - uses: acme/e2e@v1\n      env:\n        ISTIO_VERSION: ${{ matrix.istio }}\n      with:\n        e2e-file: ${{ matrix.storage == 'b' && 'e2e/b/e2e.yaml' || 'e2e/a/e2e.yaml' }}\n";
    const setup = 'setup:\n  steps:\n  - command: |\n      istioctl install -y\n';
    const found = await planes({
      [CI]: workflow(MATRIX + steps),
      'e2e/a/e2e.yaml': setup,
      'e2e/b/e2e.yaml': setup,
    });
    expect(found).toEqual([8, 8, 9, 9].map(line => `${line === 8 ? '1.23.4' : '1.24.2'} ${CI}:${line}`));
  });

  it.each([
    [
      'an action of the tree',
      '.github/actions/istio/action.yml',
      'inputs:\n  istio-version:\n    required: true\nruns:\n  using: composite\n  steps:\n  - shell: bash\n    run: COMMAND\n',
      '    steps:\n    - uses: ./.github/actions/istio\n      with:\n        istio-version: VERSION\n',
      8,
    ],
    [
      'another workflow',
      '.github/workflows/called.yaml',
      'on:\n  workflow_call:\n    inputs:\n      istio-version:\n        type: string\njobs:\n  e2e:\n    steps:\n    - run: COMMAND\n',
      '    uses: ./.github/workflows/called.yaml\n    with:\n      istio-version: VERSION\n',
      7,
    ],
  ])('reads what a workflow gives to %s', async (_, file, text, job, line) => {
    const called = text.replace('COMMAND', `${HELM} \${{ inputs.istio-version }}`);
    const given = (version: string, matrix = ''): Promise<readonly string[]> =>
      planes({ [CI]: workflow(matrix + job.replace('VERSION', version)), [file]: called });
    expect(await given('1.24.2')).toEqual([`1.24.2 ${CI}:${line}`]);
    expect(await given('${{ matrix.istio }}', MATRIX)).toEqual([`1.23.4 ${CI}:8`, `1.24.2 ${CI}:9`]);
  });

  it('never takes a part of a name for the version', async () => {
    const files = { [CI]: workflow(`    steps:\n    - run: ${HELM} \${{ inputs.istio-version }}\n`) };
    expect(await planes(files)).toEqual([`null ${CI}:6`]);
  });

  it('keeps jobs apart that each have a version of their own', async () => {
    const job = (name: string, version: string): string =>
      `  ${name}:\n    env:\n      ISTIO_VERSION: ${version}\n    steps:\n    - run: ${HELM} $ISTIO_VERSION\n`;
    expect(await planes({ [CI]: `on: push\njobs:\n${job('old', '1.23.4')}${job('new', '1.24.2')}` })).toEqual(
      [`1.23.4 ${CI}:5`, `1.24.2 ${CI}:10`].sort(),
    );
  });

  it('finds an entry of the matrix again by its minor release', async () => {
    const of = (...versions: readonly string[]) =>
      detect(
        memoryTree({
          [CI]: workflow(
            `    strategy:\n      matrix:\n        istio: [${versions.map(one => `"${one}"`).join(', ')}]\n    steps:\n    - run: ${HELM} \${{ matrix.istio }}\n`,
          ),
        }),
      );
    const moves = async (before: readonly string[], after: readonly string[]) =>
      pairUpgrades(await of(...before), await of(...after), { before: [], after: [] })
        .map(({ kind, before: old, after: now }) => `${kind} ${old?.version ?? '-'} ${now?.version ?? '-'}`)
        .sort();
    expect(await moves(['1.23.4', '1.24.2'], ['1.23.4', '1.24.3'])).toEqual(['upgrade 1.24.2 1.24.3']);
    expect(await moves(['1.23.4', '1.24.2'], ['1.23.4', '1.24.2', '1.25.0'])).toEqual(['install - 1.25.0']);
  });
});
