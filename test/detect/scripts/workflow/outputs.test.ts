/** Workflows of GitHub: what steps write for those after them, what is taken where an input is empty, and inputs that are no versions. */

import { whole as found } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';

const CI = '.github/workflows/mesh.yml';
const ACTION = '.github/actions/istio/action.yml';
const HELM =
  'helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version';
const expression = (text: string): string => `$\{{ ${text} }}`;

const job = (steps: string): string => `on: push\njobs:\n  mesh:\n    steps:\n${steps}`;

describe('detect: what steps of workflows write', () => {
  const OUTPUT = expression('steps.read.outputs.istio');

  it.each([
    ['a file', 'echo "istio=$(cat .istio-version)" >> "$GITHUB_OUTPUT"', OUTPUT, '.istio-version:1'],
    ['a value', "echo 'istio=1.22.4' >> $GITHUB_OUTPUT", OUTPUT, `${CI}:6`],
    ['as it was before', 'echo "::set-output name=istio::1.22.4"', OUTPUT, `${CI}:6`],
    [
      'a key of a file',
      `echo istio=$(yq -r '.istio' mesh.yaml) >> "$\{GITHUB_OUTPUT}"`,
      OUTPUT,
      'mesh.yaml:1',
    ],
    ['the environment', 'echo "MESH=1.22.4" >> "$GITHUB_ENV"', '$MESH', `${CI}:6`],
    [
      'the environment, of a file',
      'echo "MESH=$(cat .istio-version)" >> $GITHUB_ENV',
      '"$MESH"',
      '.istio-version:1',
    ],
  ])('is taken: %s', async (_, write, version, at) => {
    const steps = `    - id: read\n      run: ${write}\n    - run: ${HELM} ${version}\n`;
    const files = { '.istio-version': '1.22.4\n', 'mesh.yaml': 'istio: 1.22.4\n' };
    expect(await found({ [CI]: job(steps), ...files })).toEqual([`istiod 1.22.4 ${at}`]);
  });

  it('is a variable of its commands, and an output of its job', async () => {
    const read = `    outputs:\n      istio: ${OUTPUT}\n    steps:\n    - id: read\n      run: |\n        TAG=$(cat .istio-version)\n        echo "istio=$TAG" >> $GITHUB_OUTPUT\n`;
    const install = `  install:\n    needs: read\n    env:\n      MESH: ${expression('needs.read.outputs.istio')}\n    steps:\n    - run: ./mesh.sh\n      env:\n        ISTIO_VERSION: ${expression('env.MESH')}\n`;
    expect(
      await found({
        [CI]: `on: push\njobs:\n  read:\n${read}${install}`,
        'mesh.sh': `#!/bin/sh\n${HELM} $ISTIO_VERSION\n`,
        '.istio-version': '1.22.4\n',
      }),
    ).toEqual(['istiod 1.22.4 .istio-version:1']);
  });

  it('is not there before that step, and is open where it is made elsewhere', async () => {
    const run = `    - run: ${HELM} $MESH\n`;
    const write = (value: string): string => `    - run: echo "MESH=${value}" >> $GITHUB_ENV\n`;
    expect(await found({ [CI]: job(run + write('1.22.4')) })).toEqual([`istiod null ${CI}:5`]);
    const [only] = await found({ [CI]: job(write('$(curl -s https://acme.io/istio)') + run) });
    expect(only?.startsWith('istiod null')).toBe(true);
  });

  it.each([
    ['by itself', `${HELM} $(cat .istio-version)`, '.istio-version:1'],
    ['of a key', `${HELM} "$(yq .istio mesh.yaml)"`, 'mesh.yaml:1'],
  ])('a command takes out of a file %s', async (_, run, at) => {
    const files = { '.istio-version': '1.22.4\n', 'mesh.yaml': 'istio: 1.22.4\n' };
    expect(await found({ 'mesh.sh': `#!/bin/sh\n${run}\n`, ...files })).toEqual([`istiod 1.22.4 ${at}`]);
  });
});

describe('detect: inputs of workflows and actions', () => {
  const env = `env:\n  ISTIO_VERSION: ${expression("inputs.istio || '1.25.2'")}\n`;

  it.each([
    ['a command', `${HELM} "$ISTIO_VERSION"`, {}],
    ['a script', './mesh.sh', { 'mesh.sh': `#!/bin/sh\n${HELM} $ISTIO_VERSION\n` }],
  ])('are what stands behind them where nobody gives them, at that line, for %s', async (_, run, files) => {
    const on = 'on:\n  workflow_dispatch:\n    inputs:\n      istio: {description: release}\n';
    const jobs = `jobs:\n  mesh:\n    steps:\n    - run: ${run}\n`;
    expect(await found({ [CI]: on + env + jobs, ...files })).toEqual([`istiod 1.25.2 ${CI}:6`]);
  });

  const action = `inputs:\n  version: {default: 1.23.3}\n  profile: {default: minimal}\nruns:\n  steps:\n  - run: istio-${expression('inputs.version')}/bin/istioctl install -y --set profile=${expression('inputs.profile')}\n`;
  const use = (given: string): string => `    - uses: ./.github/actions/istio\n      with: {${given}}\n`;

  it.each([
    ['its default', use(''), ['base', 'istiod']],
    ['what is given', use('profile: default'), ['base', 'gateway', 'istiod']],
  ])('tell the profile: %s', async (_, steps, charts) => {
    expect(await found({ [ACTION]: action, [CI]: job(steps) })).toEqual(
      charts.map(chart => `${chart} 1.23.3 ${ACTION}:2`),
    );
  });

  it('of several callers are each a version, whatever the tree names Istio’s release', async () => {
    const fetches = `inputs:\n  version: {default: 1.23.3}\nruns:\n  steps:\n  - run: curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${expression('inputs.version')} sh -\n  - run: istioctl install -y --set profile=minimal\n`;
    const called =
      'on:\n  workflow_call:\n    inputs:\n      istio_version: {type: string}\njobs:\n  mesh:\n    steps:\n' +
      use(`version: "${expression('inputs.istio_version')}"`);
    const calls = `  call:\n    uses: ./.github/workflows/called.yml\n    with:\n      istio_version: 1.24.2\n`;
    expect(
      await found({ [ACTION]: fetches, '.github/workflows/called.yml': called, [CI]: job(use('')) + calls }),
    ).toEqual([
      `base 1.23.3 ${ACTION}:2`,
      `base 1.24.2 ${CI}:10`,
      `istiod 1.23.3 ${ACTION}:2`,
      `istiod 1.24.2 ${CI}:10`,
    ]);
  });
});
