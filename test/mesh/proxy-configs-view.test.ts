import { createMesh } from '../../src/mesh/mesh.js';
import { proxyConfigs } from '../../src/mesh/views/proxy-configs.js';
import type { IstioChart } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';
import { contextOf, FILE, meshOf, subjectOf } from './mesh-of.js';

function written(chart: IstioChart, values: string) {
  const subject = subjectOf('1.28.0', '1.29.0', values, chart);
  return proxyConfigs.items(createMesh([]), { ...contextOf(), subject });
}

describe('mesh/views/proxyConfigs', () => {
  it('reads the default of the mesh as one item, at the number of threads', () => {
    const items = written(
      'istiod',
      'meshConfig:\n  defaultConfig:\n    holdApplicationUntilProxyStarts: true\n    concurrency: 0\n    proxyMetadata: {A: "1"}\n',
    );
    expect(items.map(({ value }) => value)).toEqual([
      {
        source: 'mesh',
        namespace: '',
        isGateway: false,
        concurrency: '0',
        proxyMetadata: { A: '1' },
        cpuLimit: '',
      },
    ]);
    expect(items[0]?.places.at).toMatchObject({ line: 4 });
  });

  it('reads the annotation in values of a gateway, and none of istiod', () => {
    const values = 'podAnnotations:\n  proxy.istio.io/config: "concurrency: 2"\n';
    expect(written('gateway', values)).toMatchObject([
      { value: { source: 'chart', concurrency: '2', isGateway: true } },
    ]);
    expect(written('istiod', values)).toEqual([]);
  });

  it('reads annotations of pods and ProxyConfigs with their lines', () => {
    const mesh = meshOf(
      [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: edge, namespace: edge}',
        'spec:',
        '  template:',
        '    metadata:',
        '      annotations:',
        '        inject.istio.io/templates: gateway',
        '        sidecar.istio.io/proxyCPULimit: 500m',
        '        proxy.istio.io/config: "{concurrency: 0, proxyMetadata: {A: b}}"',
        '    spec: {containers: [{name: istio-proxy, resources: {limits: {cpu: "2"}}}]}',
        '---',
        'apiVersion: networking.istio.io/v1beta1',
        'kind: ProxyConfig',
        'metadata: {name: p, namespace: shop}',
        'spec: {concurrency: 3, environmentVariables: {C: d}}',
        '',
      ].join('\n'),
    );
    const items = proxyConfigs.items(mesh, contextOf());
    expect(items.map(({ value }) => value)).toMatchObject([
      {
        source: 'pods',
        namespace: 'edge',
        isGateway: true,
        concurrency: '0',
        proxyMetadata: { A: 'b' },
        cpuLimit: '500m',
      },
      { source: 'resource', namespace: 'shop', concurrency: '3', proxyMetadata: { C: 'd' } },
    ]);
    expect(items.map(({ places }) => places.at)).toMatchObject([
      { file: FILE, line: 10 },
      { file: FILE, line: 16 },
    ]);
  });
});
