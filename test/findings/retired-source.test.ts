import { retiredSources } from '../../src/findings/retired-source.js';
import type { Installation } from '../../src/model.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

function found(repository: string | undefined, values = '') {
  const state = chartState('istiod', '1.30.3', values);
  const { chart } = state.installation.release;
  if (chart.kind !== 'published') throw new Error('not published');
  const installation: Installation = {
    ...state.installation,
    release: {
      ...state.installation.release,
      chart: { ...chart, ...(repository === undefined ? {} : { repository }) },
    },
  };
  const after = { ...state, installation };
  return retiredSources(chartUpgrade(chartState('istiod', '1.29.6'), after), after);
}

const at = (findings: ReturnType<typeof found>) =>
  findings.flatMap(({ locations }) => locations.map(({ file, line }) => `${file}:${line}`));

describe('findings/retired-source', () => {
  it.each([
    'https://istio-release.storage.googleapis.com/charts',
    'https://istio-release.storage.googleapis.com/charts/',
    'oci://gcr.io/istio-release/charts',
  ])('finds charts of %s', repository => {
    const findings = found(repository);
    expect(at(findings)).toEqual(['Chart.yaml:3']);
    expect(findings[0]?.severity).toBe('low');
  });

  it.each([
    undefined,
    'https://blob.istio.io/istio-release/charts',
    'oci://ghcr.io/istio/release/charts',
    'https://charts.example.com/istio',
  ])('leaves %s alone', repository => {
    expect(found(repository)).toEqual([]);
  });

  it.each([
    ['global:\n  hub: gcr.io/istio-release\n', ['values.yaml:2']],
    ['hub: registry.istio.io/release\n', ['values.yaml:1']],
    ['global:\n  hub: docker.io/istio\n', []],
    ['global:\n  hub: mirror.example.com/gcr.io/istio-release\n', []],
    ['global:\n  hub: [gcr.io/istio-release]\n', []],
  ])('judges the hub of %j', (values, places) => {
    const findings = found(undefined, values);
    expect(at(findings)).toEqual(places);
    for (const { severity } of findings) expect(severity).toBe('medium');
  });
});
