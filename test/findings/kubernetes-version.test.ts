import { kubernetesVersion } from '../../src/findings/kubernetes-version.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');

function judge(from: string, to: string, versions: readonly string[], declared?: string) {
  const [before, after] = [chartState('istiod', from), chartState('istiod', to)];
  const clusters = versions.map(version => ({
    version,
    at: { file: 'eks.yaml', line: 4 },
    name: 'Cluster a',
  }));
  const kubernetes = { version: declared ?? '1.30.0', declared: declared !== undefined };
  return kubernetesVersion(chartUpgrade(before, after), before, after, clusters, kubernetes, facts);
}

describe('findings/kubernetes-version', () => {
  it('points at a cluster that is too old for the new release', () => {
    expect(judge('1.29.6', '1.30.0', ['1.31.0', '1.33.0'])).toMatchObject([
      {
        exposure: 'exposed',
        severity: 'medium',
        knob: { from: '1.30', to: '1.32' },
        locations: [{ file: 'eks.yaml', line: 4, message: expect.stringContaining('runs Kubernetes 1.31') }],
      },
    ]);
  });

  it('says nothing of clusters that are new enough, or where nothing moves', () => {
    expect(judge('1.29.6', '1.30.0', ['1.32.0'])).toEqual([]);
    expect(judge('1.29.0', '1.29.6', ['1.20.0'])).toEqual([]);
  });

  it('takes what was given for a cluster, and is quiet without any', () => {
    expect(judge('1.29.6', '1.30.0', [])).toEqual([]);
    expect(judge('1.29.6', '1.30.0', [], '1.31.0')).toMatchObject([
      { exposure: 'exposed', locations: [{ file: 'Chart.yaml', line: 3 }] },
    ]);
    expect(judge('1.29.6', '1.30.0', [], '1.33.0')).toEqual([]);
  });

  it('says quietly that a cluster is newer than what was tested, where the change goes back', () => {
    expect(judge('1.25.0', '1.24.0', ['1.32.0'])).toMatchObject([{ severity: 'low', exposure: 'exposed' }]);
    expect(judge('1.24.0', '1.25.0', ['1.33.0'])).toEqual([]);
  });
});
