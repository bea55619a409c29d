// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write their variables like this
/** Versions that workflows, actions and scripts hand to what they run. */

import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { planes } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

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

  it.each([
    ['Makefile', 'deploy:\n\t./scripts/mesh.sh 1.23.2\n', 2],
    ['Taskfile.yml', "version: '3'\ntasks:\n  up:\n    cmds:\n    - ./scripts/mesh.sh 1.23.2\n", 5],
  ])('reads what %s hands to a script without a word of Istio', async (file, text, line) => {
    const script = { 'scripts/mesh.sh': `version="$1"\n${HELM} "\${version}"\n` };
    expect(await planes({ [file]: text, ...script })).toEqual([`1.23.2 ${file}:${line}`]);
  });

  describe('what it can not tell', () => {
    const SCRIPT = { 'hack/install.sh': `${HELM} $ISTIO_VERSION\n` };
    const matrix = (entries: string): string =>
      workflow(
        `    strategy:\n      matrix:\n${entries}    steps:\n    - run: ${HELM} \${{ matrix.istio }}\n`,
      );

    it.each([
      ['an entry that is filled in', '        istio:\n        - "1.23.4"\n        - ${{ vars.NEXT }}\n'],
      [
        'a list that is filled in',
        '        istio: ${{ fromJSON(needs.x.outputs.y) }}\n        include:\n        - istio: "1.24.2"\n',
      ],
    ])('leaves the version open beside %s', async (_, entries) => {
      const [only, ...others] = await planes({ [CI]: matrix(entries) });
      expect([only?.split(' ')[0], others]).toEqual(['null', []]);
    });

    it('takes nothing empty, no flag and no path for a version', async () => {
      const script = { 'hack/install.sh': `${HELM} "$1"\n` };
      const run = (text: string): string => workflow(`    steps:\n    - run: ${text} # istio\n`);
      expect(await planes({ [CI]: run('./hack/install.sh -v 1.24.2'), ...script })).toEqual([
        'null hack/install.sh:1',
      ]);
      const env = workflow('    env:\n      ISTIO_VERSION: ""\n    steps:\n    - run: ./hack/install.sh\n');
      expect(await planes({ [CI]: env, ...SCRIPT })).toEqual(['null hack/install.sh:1']);
      const copied = { Dockerfile: 'FROM alpine # istio\nCOPY hack/install.sh /usr/local/bin/\nRUN helm\n' };
      expect(await planes({ ...copied, ...script })).toEqual(['null hack/install.sh:1']);
    });

    it('takes no place that names a script for one that runs it', async () => {
      const jobs =
        "    env:\n      ISTIO_VERSION: 1.24.2\n    steps:\n    - run: hack/install.sh\n  lint:\n    env:\n      ISTIO_VERSION: 1.20.0\n    steps:\n    - uses: actions/cache@v4\n      with:\n        key: ${{ hashFiles('hack/install.sh') }}\n    - run: shellcheck hack/install.sh\n";
      const paths = 'on:\n  push:\n    paths:\n    - hack/install.sh\n';
      const text = workflow(jobs).replace('on: push\n', paths);
      expect(await planes({ [CI]: text, ...SCRIPT })).toEqual([`1.24.2 ${CI}:9`]);
    });

    it('hands no environment to a workflow that is called', async () => {
      const called =
        'on:\n  workflow_call:\n    inputs: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: COMMAND\n'.replace(
          'COMMAND',
          `${HELM} $ISTIO_VERSION`,
        );
      const caller = (version: string): string =>
        `on: push\nenv:\n  ISTIO_VERSION: ${version}\njobs:\n  a:\n    uses: ./.github/workflows/called.yaml\n`;
      const files = { 'called.yaml': called, 'a.yaml': caller('1.23.4'), 'b.yaml': caller('1.24.2') };
      const placed = Object.entries(files).map(([name, text]) => [`.github/workflows/${name}`, text]);
      expect(await planes(Object.fromEntries(placed))).toEqual(['null .github/workflows/called.yaml:8']);
    });
  });

  it('counts a default for those that hand nothing over', async () => {
    const quiet = 'on: push # istio\njobs:\n  d:\n    steps:\n    - run: hack/install.sh\n';
    const steps =
      '    env:\n      ISTIO_VERSION: ${{ matrix.istio }}\n    steps:\n    - run: hack/install.sh\n';
    expect(
      await planes({
        [CI]: workflow(MATRIX + steps),
        '.github/workflows/deploy.yaml': quiet,
        'hack/install.sh': `${HELM} \${ISTIO_VERSION:-1.22.2}\n`,
      }),
    ).toEqual(['1.22.2 hack/install.sh:1', `1.23.4 ${CI}:8`, `1.24.2 ${CI}:9`]);
  });

  it.each([
    ['required: true', ['1.23.4 .github/workflows/ci.yaml:8']],
    [
      'default: "1.24.2"',
      ['1.23.4 .github/workflows/ci.yaml:8', '1.24.2 .github/actions/istio/action.yml:3'],
    ],
  ])('counts an input of an action: %s', async (declared, expected) => {
    const action = `inputs:\n  version:\n    ${declared}\nruns:\n  using: composite\n  steps:\n  - shell: bash\n    env:\n      ISTIO_VERSION: \${{ inputs.version }}\n    run: ${HELM} $ISTIO_VERSION\n`;
    const steps =
      '    steps:\n    - uses: ./.github/actions/istio\n      with:\n        version: 1.23.4\n    - uses: ./.github/actions/istio\n';
    expect(await planes({ [CI]: workflow(steps), '.github/actions/istio/action.yml': action })).toEqual(
      expected,
    );
  });

  it.each(['${1:-1.22.2}', '"${1-1.22.2}"'])('is given %s of the command itself', async version => {
    const script = { 'mesh.sh': `${HELM} ${version}\n` };
    expect(await planes(script)).toEqual(['1.22.2 mesh.sh:1']);
    const run = (given: string): string => `    steps:\n    - run: ./mesh.sh ${given}\n`;
    expect(await planes({ ...script, [CI]: workflow(run('1.24.2')) })).toEqual([`1.24.2 ${CI}:6`]);
    expect(await planes({ ...script, [CI]: workflow(run('')) })).toEqual(['1.22.2 mesh.sh:1']);
  });

  it('lets a script, and a file that it sources, outweigh who runs it', async () => {
    const run = (before: string): string =>
      workflow(
        `    env:\n      ISTIO_VERSION: 1.22.2\n    steps:\n    - run: |\n        ${before}\n        ./hack/install.sh\n`,
      );
    const script = `${HELM} $ISTIO_VERSION\n`;
    expect(await planes({ [CI]: run('export ISTIO_VERSION=1.24.2'), 'hack/install.sh': script })).toEqual([
      `1.24.2 ${CI}:9`,
    ]);
    expect(
      await planes({
        [CI]: run('true'),
        'hack/install.sh': `. hack/versions.env\n${script}`,
        'hack/versions.env': 'ISTIO_VERSION=1.20.6\n',
      }),
    ).toEqual(['1.20.6 hack/versions.env:1']);
  });

  it.each(['VERSION="${MESH_VERSION:-1.20.6}"', 'VERSION=$MESH_VERSION'])(
    'hands a name of the environment to a script that calls it otherwise: %s',
    async set => {
      const files = (version: string): Record<string, string> => ({
        [CI]: workflow(
          `    steps:\n    - run: ./hack/install.sh # istio\n      env:\n        MESH_VERSION: ${version}\n`,
        ),
        'hack/install.sh': `${set}\n${HELM} "$VERSION"\n`,
      });
      const [found] = await planes(files('1.24.2'));
      expect(found).toMatch(/^1\.24\.2 \.github\/workflows\/ci\.yaml:/);
    },
  );

  it('tells scripts of one name apart by their folders', async () => {
    const steps = '    steps:\n    - run: ./a/install.sh 1.23.4 # istio\n    - run: ./b/install.sh 1.24.2\n';
    const script = `${HELM} "$1"\n`;
    const { installations } = await detect(
      memoryTree({ [CI]: workflow(steps), 'a/install.sh': script, 'b/install.sh': script }),
    );
    expect(installations.map(({ version, environment }) => `${version} ${environment}`)).toEqual([
      '1.23.4 a',
      '1.24.2 b',
    ]);
  });

  it('keeps matrices of several jobs apart, whatever order their entries are in', async () => {
    const job = (name: string, versions: string): string =>
      `  ${name}:\n    strategy:\n      matrix:\n        istio: [${versions}]\n    steps:\n    - run: ${HELM} \${{ matrix.istio }}\n`;
    const of = (...jobs: readonly string[]) =>
      detect(memoryTree({ [CI]: `on: push\njobs:\n${jobs.join('')}` }));
    const moves = async (
      before: ReturnType<typeof of>,
      after: ReturnType<typeof of>,
    ): Promise<readonly string[]> =>
      pairUpgrades(await before, await after, { before: [], after: [] })
        .map(({ kind, before: old, after: now }) => `${kind} ${old?.version ?? '-'} ${now?.version ?? '-'}`)
        .sort();
    const [a, b] = [job('a', '"1.22.1", "1.23.4"'), job('b', '"1.24.1", "1.24.3"')];
    expect(await moves(of(a, b), of(job('a', '"1.22.1", "1.23.5"'), b))).toEqual(['upgrade 1.23.4 1.23.5']);
    expect(await moves(of(a, b), of(a, job('b', '"1.24.3", "1.24.1"')))).toEqual([]);
    expect(
      await moves(of(a, b), of(job('c', '"1.22.1", "1.24.2"'), a, job('b', '"1.24.1", "1.24.4"'))),
    ).toEqual(['install - 1.22.1', 'install - 1.24.2', 'upgrade 1.24.3 1.24.4']);
  });

  it('leaves out what a matrix excludes, and takes no entry that adds to another for one more', async () => {
    const more =
      '        exclude:\n        - istio: "1.23.4"\n        include:\n        - {istio: "1.24.2", debug: true}\n';
    const steps = `    steps:\n    - run: ${HELM} \${{ matrix.istio }}\n`;
    expect(await planes({ [CI]: workflow(MATRIX + more + steps) })).toEqual([`1.24.2 ${CI}:9`]);
  });

  describe('pipelines of GitLab', () => {
    const PIPELINE = '.gitlab-ci.yml';
    const job = (rest: string): string => `mesh:\n${rest}  script:\n  - ${HELM} $ISTIO_VERSION\n`;
    const globally = 'variables:\n  ISTIO_VERSION: "1.22.0"\n';

    it.each([
      ['the file', globally, '', ['1.22.0 .gitlab-ci.yml:2']],
      ['the job', globally, '  variables:\n    ISTIO_VERSION: "1.23.4"\n', ['1.23.4 .gitlab-ci.yml:5']],
      [
        'what it extends',
        `${globally}.mesh:\n  variables:\n    ISTIO_VERSION:\n      value: "1.23.4"\n`,
        '  extends: .mesh\n',
        ['1.23.4 .gitlab-ci.yml:6'],
      ],
      [
        'its matrix',
        `.mesh:\n  variables:\n    ISTIO_VERSION: "1.22.0"\n`,
        '  extends: .mesh\n  parallel:\n    matrix:\n    - CLUSTER: a\n      ISTIO_VERSION: "1.24.2"\n    - CLUSTER: b\n      ISTIO_VERSION: ["1.23.4"]\n',
        ['1.23.4 .gitlab-ci.yml:11', '1.24.2 .gitlab-ci.yml:9'],
      ],
    ])('give a variable of %s', async (_, before, rest, expected) => {
      expect(await planes({ [PIPELINE]: before + job(rest) })).toEqual(expected);
    });

    it.each([
      ['before_script', '  before_script:\n  - export ISTIO_VERSION=1.24.2\n'],
      ['rules', '  rules:\n  - if: $X\n    variables:\n      ISTIO_VERSION: "1.24.2"\n'],
    ])('leave it open where %s set it anew', async (_, rest) => {
      const [only, ...others] = await planes({ [PIPELINE]: globally + job(rest) });
      expect([only?.split(' ')[0], others]).toEqual(['null', []]);
    });

    it('find a job again by its name', async () => {
      const of = (a: string, b: string) =>
        detect(
          memoryTree({
            [PIPELINE]: `.mesh:\n  script:\n  - ${HELM} $ISTIO_VERSION\na:\n  extends: .mesh\n  variables:\n    ISTIO_VERSION: "${a}"\nb:\n  extends: .mesh\n  variables:\n    ISTIO_VERSION: "${b}"\n`,
          }),
        );
      const upgrades = pairUpgrades(await of('1.22.2', '1.22.3'), await of('1.24.2', '1.22.3'), {
        before: [],
        after: [],
      });
      expect(upgrades.map(({ before, after }) => [before?.version, after?.version])).toEqual([
        ['1.22.2', '1.24.2'],
      ]);
    });

    it('run what is hidden as the jobs that extend it', async () => {
      const hidden = `.mesh:\n  variables:\n    ISTIO_VERSION: "1.22.0"\n  script:\n  - ${HELM} $ISTIO_VERSION\n`;
      const jobs =
        'dev:\n  extends: .mesh\n  variables:\n    ISTIO_VERSION: "1.24.2"\nprod:\n  extends: [.mesh]\nother:\n  extends: .mesh\n  script: [true]\n';
      expect(await planes({ [PIPELINE]: hidden + jobs })).toEqual([
        '1.22.0 .gitlab-ci.yml:3',
        '1.24.2 .gitlab-ci.yml:9',
      ]);
    });

    it('hand it to scripts, and leave it open where it is put together', async () => {
      const run = (version: string): string =>
        `istio:\n  variables:\n    ISTIO_VERSION: ${version}\n  script:\n  - ./hack/install.sh\n`;
      const script = { 'hack/install.sh': `${HELM} $ISTIO_VERSION\n` };
      expect(await planes({ [PIPELINE]: run('1.23.4'), ...script })).toEqual([`1.23.4 ${PIPELINE}:3`]);
      expect(await planes({ [PIPELINE]: run('1.23.$PATCH'), ...script })).toEqual(['null hack/install.sh:1']);
    });
  });
});
