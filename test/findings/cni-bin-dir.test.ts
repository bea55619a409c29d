import { cniBinDir } from '../../src/findings/cni-bin-dir.js';
import type { IstioChart } from '../../src/model.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

function judge(values: string, chart: IstioChart = 'cni') {
  const [before, after] = [chartState(chart, '1.26.4', values), chartState(chart, '1.27.2', values)];
  return cniBinDir(chartUpgrade(before, after), after);
}

describe('findings/cni-bin-dir', () => {
  it('asks where the platform is GKE and nobody names the folder', () => {
    expect(judge('global: {platform: gke}\n')).toMatchObject([
      { exposure: 'possible', overrides: [{ path: 'cni.cniBinDir', value: '/home/kubernetes/bin' }] },
    ]);
  });

  it.each([
    ['another platform', 'global: {platform: openshift}\n'],
    ['no platform', ''],
    ['the folder below cni', 'global: {platform: gke}\ncni: {cniBinDir: /home/kubernetes/bin}\n'],
    ['the folder at the root', 'platform: gke\ncniBinDir: /home/kubernetes/bin\n'],
  ])('says nothing for %s', (_, values) => {
    expect(judge(values)).toEqual([]);
  });

  it('says nothing for another chart', () => {
    expect(judge('global: {platform: gke}\n', 'istiod')).toEqual([]);
  });
});
