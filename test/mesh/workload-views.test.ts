/** Views of what makes pods: which data plane they belong to, their probes, and what of istiod they ask. */
import { describe, expect, it } from '../support/jest.js';
import { itemsOf, meshOf } from './mesh-of.js';

const NAMESPACE = (labels: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${labels}}}\n---\n`;

const DEPLOYMENT = (metadata = '', spec = 'containers: [{name: web, image: nginx}]') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  template:\n    metadata: {${metadata}}\n    spec: {${spec}}\n`;

function firstOf(view: string, yaml: string): Readonly<Record<string, unknown>> {
  const [item] = itemsOf(view, meshOf(yaml));
  if (!item) throw new Error(`${view} has no item`);
  return item.value;
}

describe('workloads', () => {
  it.each([
    ['unknown', 'unknown', DEPLOYMENT()],
    ['no', 'no', NAMESPACE('') + DEPLOYMENT()],
    ['yes', 'no', NAMESPACE('istio-injection: enabled') + DEPLOYMENT()],
    ['yes', 'no', NAMESPACE('istio.io/rev: "1-24"') + DEPLOYMENT()],
    [
      'no',
      'no',
      NAMESPACE('istio-injection: enabled') + DEPLOYMENT('labels: {sidecar.istio.io/inject: "false"}'),
    ],
    [
      'no',
      'no',
      NAMESPACE('istio-injection: enabled') + DEPLOYMENT('annotations: {sidecar.istio.io/inject: "false"}'),
    ],
    ['yes', 'no', DEPLOYMENT('labels: {sidecar.istio.io/inject: "true"}')],
    [
      'no',
      'no',
      NAMESPACE('istio-injection: disabled') + DEPLOYMENT('labels: {sidecar.istio.io/inject: "true"}'),
    ],
    ['no', 'no', NAMESPACE('istio-injection: enabled') + DEPLOYMENT('', 'hostNetwork: true')],
    ['no', 'yes', NAMESPACE('istio.io/dataplane-mode: ambient') + DEPLOYMENT()],
    [
      'no',
      'no',
      NAMESPACE('istio.io/dataplane-mode: ambient') + DEPLOYMENT('labels: {istio.io/dataplane-mode: none}'),
    ],
    ['unknown', 'yes', DEPLOYMENT('labels: {istio.io/dataplane-mode: ambient}')],
  ])('injected %s, ambient %s', (injected, ambient, yaml) => {
    expect(firstOf('workloads', yaml)).toMatchObject({ injected, ambient });
  });

  it('finds pods in CronJobs and in bare Pods', () => {
    const yaml =
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {a: b}}}}}}\n---\n' +
      'apiVersion: v1\nkind: Pod\nmetadata: {name: b, labels: {c: d}}\nspec: {containers: [{name: x}]}\n';
    expect(
      itemsOf('workloads', meshOf(yaml)).map(({ value }) => [
        value.kind,
        value.labels,
        value.runsToCompletion,
      ]),
    ).toEqual([
      ['CronJob', { a: 'b' }, true],
      ['Pod', { c: 'd' }, false],
    ]);
  });

  it('tells containers apart, and points at the proxy that a workload declares', () => {
    const yaml = DEPLOYMENT(
      '',
      'initContainers: [{name: wait}, {name: logs, restartPolicy: Always}], containers: [{name: web}, {name: istio-proxy, image: auto, resources: {limits: {cpu: 2}}}]',
    );
    const [item] = itemsOf('workloads', meshOf(yaml));
    expect(item?.value).toMatchObject({
      containers: ['web', 'istio-proxy'],
      initContainers: ['wait', 'logs'],
      nativeSidecars: ['logs'],
      declaresProxy: true,
      proxyCpuLimit: '2',
    });
    expect(item?.paths.proxy).toEqual(['spec', 'template', 'spec', 'containers', 1]);
  });

  it('takes what is malformed for what is absent', () => {
    const yaml =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: [1], containers: x}\n';
    expect(firstOf('workloads', yaml)).toMatchObject({ containers: [], labels: {}, hostNetwork: false });
  });
});

describe('httpProbes', () => {
  it('gives the host that a probe names, and its Host header', () => {
    const yaml = DEPLOYMENT(
      'annotations: {sidecar.istio.io/rewriteAppHTTPProbers: "false"}',
      'containers: [{name: web, readinessProbe: {httpGet: {path: /, port: 80, host: a.example}}, livenessProbe: {httpGet: {port: web, scheme: https, httpHeaders: [{name: host, value: b.example}]}}, startupProbe: {tcpSocket: {port: 80}}}]',
    );
    expect(itemsOf('httpProbes', meshOf(yaml)).map(({ value }) => value)).toMatchObject([
      { probe: 'readinessProbe', host: 'a.example', hostHeader: '', scheme: 'HTTP', rewrite: 'false' },
      { probe: 'livenessProbe', host: '', hostHeader: 'b.example', scheme: 'HTTPS', port: 'web' },
    ]);
  });
});

describe('istioKeys', () => {
  it('lists labels and annotations of Istio with their lines, on pods and on resources', () => {
    const yaml = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    example.com/istio: x
    sidecar.istio.io/inject: "no pod sees this"
spec:
  template:
    metadata:
      labels:
        app: web
        istio.io/rev: stable
      annotations:
        traffic.sidecar.istio.io/excludeOutboundPorts: "53"
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: g, labels: { istio.io/rev: a } }
spec: { gatewayClassName: istio }
`;
    const items = itemsOf('istioKeys', meshOf(yaml));
    expect(items.map(({ value, places }) => [value.key, value.form, value.onPod, places.at?.line])).toEqual([
      ['sidecar.istio.io/inject', 'annotation', false, 7],
      ['istio.io/rev', 'label', true, 13],
      ['traffic.sidecar.istio.io/excludeOutboundPorts', 'annotation', true, 15],
      ['istio.io/rev', 'label', false, 19],
    ]);
    expect(items.at(-1)?.value.gatewayClass).toBe('istio');
  });
});

describe('istiodClients', () => {
  const container = (image: string, more = '') =>
    DEPLOYMENT('', `containers: [{name: c, image: "${image}", ${more}}]`);

  it.each([
    ['kiali', 'quay.io/kiali/kiali:v2.17', '', { ports: [], plaintext: false, debug: false }],
    [
      'istioctl',
      'istio/istioctl:1.29.1',
      'args: [proxy-status, --plaintext, --xds-address, "istiod.istio-system:15010"]',
      { ports: ['15010'], plaintext: true, debug: true },
    ],
    ['istioctl', 'bitnami/kubectl', 'command: [sh, -c, "istioctl analyze; true"]', { debug: false }],
    [
      'other',
      'curl',
      'command: [sh, -c, "curl http://istiod.istio-system:15014/debug/syncz"]',
      { ports: ['15014'], plaintext: false, debug: true },
    ],
  ])('%s', (tool, image, more, expected) => {
    expect(firstOf('istiodClients', container(image, more))).toMatchObject({ tool, ...expected });
  });

  it('leaves alone what only carries such numbers', () => {
    const yaml = container(
      'web',
      'args: ["--port=15014"], env: [{name: A, value: istiod}, {name: B, value: "115010"}]',
    );
    expect(itemsOf('istiodClients', meshOf(container('web', 'args: ["--port=15014"]')))).toEqual([]);
    expect(firstOf('istiodClients', yaml)).toMatchObject({ ports: ['15014'], debug: false });
  });
});

describe('istiodClients: Kiali without a Deployment here', () => {
  it.each([
    ['kiali.io/v1alpha1', 'Kiali', '{deployment: {namespace: watch}}', 'watch'],
    ['kiali.io/v1alpha1', 'Kiali', '{}', 'ops'],
    [
      'argoproj.io/v1alpha1',
      'Application',
      '{sources: [{ref: values}, {chart: kiali-server}], destination: {namespace: watch}}',
      'watch',
    ],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', '{chart: {spec: {chart: kiali-server}}}', 'ops'],
    [
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      '{chart: {spec: {chart: kiali-operator}}, values: {cr: {create: true, namespace: watch}}}',
      'watch',
    ],
  ])('%s %s %s', (apiVersion, kind, spec, namespace) => {
    const yaml = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: kiali, namespace: ops}\nspec: ${spec}\n`;
    expect(firstOf('istiodClients', yaml)).toMatchObject({
      tool: 'kiali',
      namespace,
      isRootNamespace: false,
    });
  });

  it('leaves other charts alone', () => {
    const yaml =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: kiali}\nspec: {chart: {spec: {chart: kiali-operator}}}\n';
    expect(itemsOf('istiodClients', meshOf(yaml))).toEqual([]);
  });
});

describe('workloadEntries', () => {
  it.each([
    ['spec: {network: vms}', 'vms', 5],
    ['spec: {}', '', 3],
  ])('knows the network of %s', (spec, network, line) => {
    const yaml = `apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: a}\n\n${spec}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system, labels: {topology.istio.io/network: pods}}\n`;
    const [item] = itemsOf('workloadEntries', meshOf(yaml));
    expect(item?.value).toMatchObject({ network, meshNetwork: 'pods' });
    expect(item?.places.at?.line).toBe(line);
  });
});

describe('caSecrets', () => {
  const external = (spec: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: ca, namespace: istio-system}\nspec: {target: {name: cacerts${spec}\n`;

  it.each([
    ['}, data: [{secretKey: ca-key.pem}]}', ['ca-key.pem'], true],
    ['}, data: [{secretKey: ca-key.pem}], dataFrom: [{extract: {key: a}}]}', ['ca-key.pem'], false],
    [', template: {data: {tls.key: x}}}, dataFrom: [{extract: {key: a}}]}', ['tls.key'], true],
    [', template: {templateFrom: [{}], data: {tls.key: x}}}}', ['tls.key'], false],
  ])('knows the keys of %s', (spec, keys, keysKnown) => {
    expect(firstOf('caSecrets', external(spec))).toMatchObject({ keys, keysKnown, isRootNamespace: true });
  });

  it('leaves other Secrets alone', () => {
    const yaml = external('}}').replace('cacerts', 'other');
    expect(itemsOf('caSecrets', meshOf(yaml))).toEqual([]);
  });
});
