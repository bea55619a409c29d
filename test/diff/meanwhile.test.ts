import { describe, expect, it } from '../support/jest.js';
import { diffYaml } from './support.js';

function workload(kind: string, name: string, spec: string, pod: string, image: string): string {
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec: { ${spec}template: { metadata: { ${pod} }, spec: { containers: [{ name: CONTAINER, image: "${image}" }] } } }`;
}

/** What stays up while the image of a workload moves. */
function meanwhile(
  kind: string,
  spec: string,
  { container = 'app', pod = 'labels: {app: x}', others = '' } = {},
): string | undefined {
  const render = (image: string) =>
    `${workload(kind, 'x', spec, pod, image).replace('CONTAINER', container)}\n---\n${others}`;
  const { restarts } = diffYaml(render('a:1'), render('a:2'));
  expect(restarts).toHaveLength(1);
  return restarts[0]?.meanwhile;
}

const hpa = (min: number) =>
  `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {minReplicas: ${min}, scaleTargetRef: {kind: Deployment, name: x}}}`;

describe('diff/meanwhile', () => {
  it.each([
    ['', '1 pod: each goes once its successor is ready'],
    ['replicas: 0, ', 'it has no pods'],
    ['replicas: 3, ', '3 pods: each goes once its successor is ready'],
    ['replicas: 4, ', '4 pods: 3 of them ready at any time'],
    [
      'replicas: 4, strategy: {rollingUpdate: {maxUnavailable: 0}}, ',
      '4 pods: each goes once its successor is ready',
    ],
    [
      'replicas: 2, strategy: {rollingUpdate: {maxUnavailable: 100%}}, ',
      '2 pods: none may be ready for a moment',
    ],
    [
      'replicas: 1, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 25%}}, ',
      '1 pod: none may be ready for a moment',
    ],
    [
      'replicas: 3, strategy: {type: Recreate}, ',
      'all its pods stop before new ones start (strategy Recreate)',
    ],
  ])('Deployment {%s}: %s', (spec, expected) => {
    expect(meanwhile('Deployment', spec)).toBe(expected);
  });

  it('an autoscaler says how many there are at least', () => {
    expect(meanwhile('Deployment', 'replicas: 1, ', { others: hpa(4) })).toBe(
      'at least 4 pods: at least 3 of them ready at any time',
    );
    expect(
      meanwhile('Deployment', 'replicas: 4, ', { others: hpa(4).replace('name: x}}', 'name: y}}') }),
    ).toBe('4 pods: 3 of them ready at any time');
  });

  it.each([
    ['', 'node by node, the old pod goes before the new one starts'],
    [
      'updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}, ',
      'on each node the old pod goes once the new one is ready',
    ],
    [
      'updateStrategy: {rollingUpdate: {maxUnavailable: 50%}}, ',
      'on up to 50% of the nodes at once, the old pod goes before the new one starts',
    ],
    [
      'updateStrategy: {type: OnDelete}, ',
      'nothing happens until somebody deletes its pods (updateStrategy OnDelete)',
    ],
  ])('DaemonSet {%s}: %s', (spec, expected) => {
    expect(meanwhile('DaemonSet', spec)).toBe(expected);
  });

  it('says what hangs on each part of Istio', () => {
    expect(meanwhile('Deployment', '', { container: 'discovery' })).toContain('proxies keep serving');
    expect(meanwhile('DaemonSet', '', { container: 'install-cni' })).toContain('redirection');
    expect(meanwhile('DaemonSet', '', { pod: 'labels: {app: ztunnel}' })).toContain('ambient pods');
    const gateway = { pod: 'annotations: {inject.istio.io/templates: gateway}', container: 'istio-proxy' };
    expect(meanwhile('Deployment', '', gateway)).toContain('at the latest 30 s');
  });

  it('says how far proxies fall behind', () => {
    const injector = (tag: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio-sidecar-injector}, data: {values: '{"global":{"tag":"${tag}"}}'}}`;
    const kept = (from: string, to: string) => diffYaml(injector(from), injector(to)).restarts[0]?.meanwhile;
    expect(kept('1.20.6', '1.22.2')).toContain('2 minor releases behind');
    expect(kept('1.21.6', '1.22.2')).toBe('they go on serving');
    expect(kept('1.22.2', '1.20.6')).toContain('newer than their control plane');
  });
});
