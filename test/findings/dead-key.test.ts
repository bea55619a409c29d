import { deadKeys } from '../../src/findings/dead-key.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import { FILE, meshOf } from '../mesh/mesh-of.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');

function found(yaml: string, from = '1.24.6', to = '1.27.0') {
  const [before, after] = [chartState('istiod', from), chartState('istiod', to)];
  return deadKeys(chartUpgrade(before, after), before, after, meshOf(yaml), facts);
}

function deployment(annotation: string, label = 'app: a'): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: a, namespace: shop}',
    'spec:',
    '  template:',
    '    metadata:',
    '      labels:',
    `        ${label}`,
    '      annotations:',
    `        ${annotation}`,
    '        sidecar.istio.io/inject: "true"',
    '    spec: {}',
    '',
  ].join('\n');
}

describe('findings/dead-key', () => {
  it('finds an annotation that the new release no longer reads, at its line', () => {
    const [finding, ...more] = found(deployment('sidecar.istio.io/enableCoreDump: "true"'));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'dead-setting',
      severity: 'medium',
      knob: { kind: 'annotation', name: 'sidecar.istio.io/enableCoreDump', from: 'read', to: 'ignored' },
      locations: [{ file: FILE, line: 10, resource: 'Deployment/shop/a' }],
    });
  });

  it('says of one that was dead before that it did nothing then', () => {
    const [finding] = found(deployment('sidecar.istio.io/enableCoreDump: "true"'), '1.27.0', '1.29.0');
    expect(finding).toMatchObject({ rule: 'dead-setting', severity: 'low' });
  });

  it.each([
    ['sidecar.istio.io/proxyCPUs: "1"', 'sidecar.istio.io/proxyCPU'],
    ['sidecar.istio.io/rewriteAppHTTPProbe: "true"', 'sidecar.istio.io/rewriteAppHTTPProbers'],
  ])('asks of %s whether it is a slip', (annotation, meant) => {
    const [finding] = found(deployment(annotation));
    expect(finding).toMatchObject({ rule: 'unknown-setting', severity: 'info' });
    expect(finding?.summary).toContain(`Did you mean ${meant}?`);
  });

  it.each([
    'sidecar.istio.io/proxyCPU: "1"',
    'sidecar.istio.io/somethingElseEntirely: "1"',
    'platform.istio.io/proxyCPUs: "1"',
    'example.com/proxyCPU: "1"',
    // Comes with a later release.
    'sidecar.istio.io/statsFlushInterval: 5s',
  ])('leaves %s alone', annotation => {
    expect(found(deployment(annotation))).toEqual([]);
  });

  it('has nothing to say where no release moves', () => {
    expect(found(deployment('sidecar.istio.io/enableCoreDump: "true"'), '1.27.0', '1.27.0')).toEqual([]);
  });

  it('counts the places that it does not name', () => {
    const yaml = Array.from({ length: 12 }, (_, index) =>
      deployment('sidecar.istio.io/enableCoreDump: "true"').replace('name: a', `name: a${index}`),
    ).join('---\n');
    const [finding] = found(yaml);
    expect(finding?.locations).toHaveLength(10);
    expect(finding?.locations[0]?.message).toContain('and at 2 more places');
  });
});
