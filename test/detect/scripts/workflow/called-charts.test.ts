// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write so
/** Charts that workflows and actions are handed by those that call them. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { blockingIn } from '../../../support/changes.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const HELM =
  'helm upgrade --install ${{ inputs.chart }} istio/${{ inputs.chart }} --version ${{ inputs.version }} -n istio-system';
const CALLED = `on:\n  workflow_call:\n    inputs:\n      chart: {type: string, required: true}\n      version: {type: string, default: 1.21.1}\njobs:\n  helm:\n    steps:\n      - run: ${HELM}\n`;
const ACTION = `inputs:\n  chart: {required: true}\n  version: {required: true}\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: ${HELM}\n`;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .map(({ chart, version, at, release }) => `${chart} ${version} ${at.file}:${at.line} ${release.form}`)
    .sort();
}

function call(chart: string, version: string): string {
  return `  ${chart}:\n    uses: ./.github/workflows/helm.yml\n    with:\n      chart: ${chart}\n${version === '' ? '' : `      version: ${version}\n`}`;
}

describe('detect/scripts: charts that are inputs', () => {
  const helm = { '.github/workflows/helm.yml': CALLED };

  it('are those of each job that calls the workflow, at its version', async () => {
    const jobs = `jobs:\n${call('base', '1.22.1')}${call('istiod', '1.22.1')}${call('cni', '')}`;
    expect(await found({ ...helm, '.github/workflows/mesh.yml': jobs })).toEqual([
      'base 1.22.1 .github/workflows/mesh.yml:6 script',
      'cni 1.21.1 .github/workflows/helm.yml:5 script',
      'istiod 1.22.1 .github/workflows/mesh.yml:11 script',
    ]);
  });

  it('are those of each job that a matrix makes', async () => {
    const jobs =
      'jobs:\n  mesh:\n    strategy:\n      matrix:\n        chart: [base, istiod]\n        cluster: [east, west]\n    uses: ./.github/workflows/helm.yml\n    with:\n      chart: ${{ matrix.chart }}\n      version: 1.22.1\n';
    expect(await found({ ...helm, '.github/workflows/mesh.yml': jobs })).toEqual([
      'base 1.22.1 .github/workflows/mesh.yml:10 script',
      'istiod 1.22.1 .github/workflows/mesh.yml:10 script',
    ]);
  });

  it('are told where they are not known, and what is handed with them moves', async () => {
    const jobs = (version: string): Files => ({
      ...helm,
      '.github/workflows/mesh.yml': `jobs:\n  mesh:\n    strategy:\n      matrix: \${{ fromJSON(vars.MATRIX) }}\n    uses: ./.github/workflows/helm.yml\n    with:\n      chart: \${{ matrix.chart }}\n      version: ${version}\n`,
    });
    const told = await blockingIn(jobs('1.21.1'), jobs('1.22.1'));
    expect(told.map(({ file, line }) => `${file}:${line}`)).toEqual(['.github/workflows/helm.yml:9']);
    expect(await blockingIn(jobs('1.22.1'), { ...jobs('1.22.1'), 'other.sh': 'echo istio\n' })).toEqual([]);
  });

  it('are those of each step that uses the action', async () => {
    const use = (chart: string, version: string): string =>
      `      - uses: ./.github/actions/helm\n        with: {chart: ${chart}, version: ${version}}\n`;
    const steps = `jobs:\n  mesh:\n    steps:\n${use('base', '1.22.1')}${use('istiod', '1.22.1')}${use('istiod', '1.21.3')}`;
    const files = { '.github/actions/helm/action.yml': ACTION, '.github/workflows/mesh.yml': steps };
    expect(await found(files)).toEqual([
      'base 1.22.1 .github/workflows/mesh.yml:5 script',
      'istiod 1.21.3 .github/workflows/mesh.yml:9 script',
      'istiod 1.22.1 .github/workflows/mesh.yml:7 script',
    ]);
  });

  it('are nothing where nobody calls it, or hands it a chart of somebody else', async () => {
    expect(await found(helm)).toEqual([]);
    const jobs = `jobs:\n${call('kiali', '1.22.1')}`;
    expect((await found({ ...helm, '.github/workflows/mesh.yml': jobs })).join()).not.toContain('istiod');
  });
});

describe('detect: actions that are given a chart by its path', () => {
  const step = (path: string): Files => ({
    '.github/workflows/mesh.yml': `jobs:\n  mesh:\n    steps:\n      - uses: acme/deploy-helm@v1\n        with:\n          chart-path: ${path}\n          version: 1.22.1\n          chart-repository: https://istio-release.storage.googleapis.com/charts\n`,
  });

  it('is one of the repository, unless the tree has it', async () => {
    expect((await found(step('istio/istiod'))).join()).toContain(
      'istiod 1.22.1 .github/workflows/mesh.yml:7',
    );
    const own = { 'istio/istiod/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 0.1.0\n' };
    expect(await found({ ...step('istio/istiod'), ...own })).toEqual([]);
  });
});
