import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

function copy(name: string): string {
  return `apiVersion: v2\nname: ${name}\nversion: 1.25.2\nappVersion: 1.25.2\nsources: ["https://github.com/istio/istio"]\n`;
}

describe('detect/kustomize: charts that are kept beside kustomizations', () => {
  it.each([
    ['charts', ''],
    ['vendored', 'helmGlobals: {chartHome: vendored}\n'],
  ])('finds them under %s, whatever they are called', async (home, more) => {
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/kustomization.yaml': `${more}helmCharts:\n- {name: base, releaseName: base}\n- {name: istiod, releaseName: istiod}\n`,
        [`mesh/${home}/base/Chart.yaml`]: copy('base'),
        [`mesh/${home}/istiod/Chart.yaml`]: copy('istiod'),
      }),
    );
    expect(installations.map(({ chart, version, release }) => `${chart} ${version} ${release.form}`)).toEqual(
      ['base 1.25.2 kustomize', 'istiod 1.25.2 kustomize'],
    );
    expect(problems.filter(({ assumption }) => assumption)).toEqual([]);
  });

  it('tells a copy that is of another version than the kustomization asks for', async () => {
    const files = (version: string): Record<string, string> => ({
      'mesh/kustomization.yaml': `helmCharts:\n- name: istiod\n  repo: https://istio-release.storage.googleapis.com/charts\n  version: ${version}\n`,
      'mesh/charts/istiod/Chart.yaml': copy('istiod'),
    });
    const agreed = await detect(memoryTree(files('1.25.2')));
    expect(agreed.problems.filter(({ halfBump }) => halfBump)).toEqual([]);
    expect(agreed.installations).toMatchObject([
      { chart: 'istiod', version: '1.25.2', at: { file: 'mesh/kustomization.yaml', line: 4 } },
    ]);
    const moved = await detect(memoryTree(files('1.26.0')));
    // As Kustomize does since 5.3.
    expect(moved.installations).toMatchObject([
      { chart: 'istiod', version: '1.26.0', at: { file: 'mesh/kustomization.yaml', line: 4 } },
    ]);
    expect(moved.problems).toContainEqual(
      expect.objectContaining({
        file: 'mesh/kustomization.yaml',
        line: 4,
        blocking: true,
        halfBump: { chart: 'istiod', version: '1.25.2', judged: '1.26.0', effect: 'other-charts' },
      }),
    );
  });

  it('leaves a chart of that name to its maker', async () => {
    const { installations } = await detect(
      memoryTree({
        'shop/kustomization.yaml': 'helmCharts:\n- {name: base, releaseName: base}\n',
        'shop/charts/base/Chart.yaml': 'apiVersion: v2\nname: base\nversion: 1.25.2\n',
      }),
    );
    expect(installations).toEqual([]);
  });
});
