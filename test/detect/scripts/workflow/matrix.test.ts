// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write their expressions like this
/** Several releases of a matrix that one workflow runs istioctl of. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const WORKFLOW = '.github/workflows/a.yml';

describe('detect/scripts: several releases of a matrix', () => {
  const steps = (run: readonly string[]): Files => ({
    [WORKFLOW]: `jobs:\n  e2e:\n    strategy:\n      matrix:\n        istio: ["1.23.5", "1.24.3"]\n        chart: [base, cni]\n    steps:\n    - run: |\n${run.map(line => `        ${line}\n`).join('')}`,
  });
  const fetch = 'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${{ matrix.istio }} sh -';

  it.each([
    [
      'by the path of istioctl',
      [fetch, './istio-${{ matrix.istio }}/bin/istioctl install -y --set profile=minimal'],
    ],
    [
      'by the folder that it runs in',
      [fetch, 'cd istio-${{ matrix.istio }}', 'bin/istioctl install -y --set profile=minimal'],
    ],
    ['by a tag', ['istioctl install -y --set profile=minimal --set tag=${{ matrix.istio }}']],
  ])('are one installation each %s', async (_, run) => {
    const { installations, problems } = await detect(memoryTree(steps(run)));
    const planes = installations.filter(({ chart }) => chart === 'istiod');
    expect(planes.map(({ version, at }) => `${version} ${at.file}:${at.line}`)).toEqual([
      `1.23.5 ${WORKFLOW}:5`,
      `1.24.3 ${WORKFLOW}:5`,
    ]);
    expect(problems.filter(({ halfBump }) => halfBump)).toEqual([]);
  });

  it('are none for a list of charts', async () => {
    const run =
      'helm install istio-${{ matrix.chart }} istio/${{ matrix.chart }} --version 1.24.2 -n istio-system';
    const { installations } = await detect(memoryTree(steps([run])));
    expect(installations.map(({ chart, version }) => `${chart} ${version}`)).toEqual([
      'base 1.24.2',
      'cni 1.24.2',
    ]);
  });
});
