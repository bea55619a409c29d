import { detect } from '../../../src/detect/detect.js';
import { lookup, mergedValues } from '../../../src/detect/values/values.js';
import type { Installation, Release } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

function operator(tag: string, spec: string): string {
  const body = dedent(spec).replace(/^(?=.)/gm, '  ');
  return `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  tag: ${tag}\n${body}`;
}

async function gateways(files: Readonly<Record<string, string>>): Promise<readonly Installation[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.filter(({ chart }) => chart === 'gateway');
}

async function names(tag: string, spec: string): Promise<readonly string[]> {
  return (await gateways({ 'op.yaml': operator(tag, spec) })).map(({ release }) => release.releaseName);
}

const LISTED = 'components:\n  ingressGateways:\n  - name: edge\n    enabled: true\n';

describe('detect: gateways of an IstioOperator', () => {
  it.each([
    ['a list beside the profile', LISTED, ['istio-ingressgateway', 'edge'], ['edge']],
    [
      'an entry that says nothing of being enabled',
      'components:\n  ingressGateways:\n  - name: edge\n',
      ['istio-ingressgateway'],
      ['edge'],
    ],
    [
      "the profile's own gateway with settings",
      'profile: minimal\ncomponents:\n  ingressGateways:\n  - name: istio-ingressgateway\n    k8s: {replicaCount: 2}\n',
      [],
      ['istio-ingressgateway'],
    ],
    [
      'one that is switched off',
      'components:\n  ingressGateways:\n  - name: istio-ingressgateway\n    enabled: false\n',
      [],
      [],
    ],
    [
      'one that values switch on',
      'profile: minimal\nvalues:\n  gateways:\n    istio-ingressgateway: {enabled: true}\n',
      ['istio-ingressgateway'],
      ['istio-ingressgateway'],
    ],
    ['none', 'profile: minimal\n', [], []],
  ])('takes %s as istioctl does before 1.24 and from then on', async (_, spec, old, now) => {
    expect(await names('1.23.2', spec)).toEqual(old);
    expect(await names('1.24.0', spec)).toEqual(now);
  });

  it('merges lists of several files by name before 1.24, and takes the last one from then on', async () => {
    const files = (tag: string) => ({
      'a.yaml': operator(tag, `profile: minimal\n${LISTED}    label: {app: edge}\n`),
      'b.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  components:\n    ingressGateways:\n    - {name: edge, namespace: edge-ns}\n    - {name: other, enabled: true}\n',
      'x.sh': 'istioctl install -f a.yaml -f b.yaml\n',
    });
    const brief = (found: readonly Installation[]) =>
      found.map(({ release }) => `${release.namespace}/${release.releaseName}`);
    const old = await gateways(files('1.23.2'));
    expect(brief(old)).toEqual(['edge-ns/edge', 'istio-system/other']);
    expect(
      lookup(old[0]?.release.values ?? [], ['gateways', 'istio-ingressgateway', 'labels', 'app']),
    ).toMatchObject({ value: 'edge', file: 'a.yaml', line: 10 });
    expect(brief(await gateways(files('1.24.0')))).toEqual(['edge-ns/edge', 'istio-system/other']);
    expect(mergedValues((await gateways(files('1.24.0')))[0]?.release.values ?? [])).not.toHaveProperty([
      'gateways',
      'istio-ingressgateway',
      'labels',
    ]);
  });

  it.each([
    ['--set components.ingressGateways[0].enabled=false', []],
    ['--set components.ingressGateways.[name:edge].enabled=false', []],
    ['--set components.egressGateways[0].name=out', ['edge', 'out']],
  ])('applies %s', async (flag, expected) => {
    const found = await gateways({
      'op.yaml': operator('1.26.0', LISTED),
      'x.sh': `istioctl install -f op.yaml ${flag}\n`,
    });
    expect(found.map(({ release }) => release.releaseName)).toEqual(expected);
  });

  it('stands for the charts that istioctl has of its own, with name, labels and ports as their values', async () => {
    const spec = `
      meshConfig: {trustDomain: corp}
      values:
        gateways:
          istio-ingressgateway: {autoscaleEnabled: false}
      components:
        ingressGateways:
        - name: edge
          label: {app: edge}
          k8s:
            env: [{name: ISTIO_META_ROUTER_MODE, value: sni-dnat}]
            resources: {limits: {cpu: 1500m}}
            service: {type: ClusterIP, ports: [{name: http2, port: 80, targetPort: 8080}]}
            replicaCount: 3
            overlays:
            - kind: Service
              name: edge
              patches: [{path: spec.externalTrafficPolicy, value: Local}]
    `;
    const [found] = await gateways({ 'op.yaml': operator('1.26.0', spec) });
    const release = found?.release as Release;
    expect(found).toMatchObject({
      version: '1.26.0',
      chartPath: 'istio-ingress',
      valuesPath: ['gateways', 'istio-ingressgateway'],
      valuesInChart: ['gateways', 'istio-ingressgateway'],
    });
    expect(release.chart).toMatchObject({
      name: 'istio-ingress',
      repository: expect.stringContaining('github.com'),
    });
    expect(mergedValues(release.values)).toEqual({
      global: { tag: '1.26.0' },
      meshConfig: { trustDomain: 'corp' },
      gateways: {
        'istio-ingressgateway': {
          autoscaleEnabled: false,
          name: 'edge',
          labels: { app: 'edge' },
          env: { ISTIO_META_ROUTER_MODE: 'sni-dnat' },
          resources: { limits: { cpu: '1500m' } },
          ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
        },
      },
    });
    const container = (fields: object) => ({
      spec: { template: { spec: { containers: [{ name: 'istio-proxy', ...fields }] } } },
    });
    expect(release.afterHelm).toEqual([
      {
        kind: 'Deployment',
        name: 'edge',
        how: 'merge',
        at: { file: 'op.yaml', line: 14 },
        value: container({ env: [{ name: 'ISTIO_META_ROUTER_MODE', value: 'sni-dnat' }] }),
      },
      {
        kind: 'Deployment',
        name: 'edge',
        how: 'merge',
        at: { file: 'op.yaml', line: 15 },
        value: container({ resources: { limits: { cpu: '1500m' } } }),
      },
      {
        kind: 'Service',
        name: 'edge',
        how: 'merge',
        at: { file: 'op.yaml', line: 16 },
        value: { spec: { type: 'ClusterIP' } },
      },
      {
        kind: 'Deployment',
        name: 'edge',
        how: 'merge',
        at: { file: 'op.yaml', line: 17 },
        value: { spec: { replicas: 3 } },
      },
      {
        kind: 'Service',
        name: 'edge',
        how: 'write',
        path: 'spec.externalTrafficPolicy',
        value: 'Local',
        at: { file: 'op.yaml', line: 21 },
      },
    ]);
  });

  it('leaves the number of pods to an autoscaler before 1.24, where values switch one on', async () => {
    const spec = `
      values: {gateways: {istio-ingressgateway: {autoscaleEnabled: true}}}
      components: {ingressGateways: [{name: istio-ingressgateway, enabled: true, k8s: {replicaCount: 3}}]}
    `;
    const patches = async (tag: string) =>
      (await gateways({ 'op.yaml': operator(tag, spec) }))[0]?.release.afterHelm;
    expect(await patches('1.23.2')).toBeUndefined();
    expect(await patches('1.24.0')).toHaveLength(1);
  });

  it('names settings that istioctl makes nothing of', async () => {
    const spec = 'components: {ingressGateways: [{name: edge, k8s: {replicas: 3}}]}\n';
    const { problems } = await detect(memoryTree({ 'op.yaml': operator('1.26.0', spec) }));
    expect(problems).toMatchObject([{ what: 'gateway edge.k8s.replicas', line: 5, blocking: false }]);
  });

  it('tells istiod of a CNI that the profile brings, where that release reads it', async () => {
    const cni = async (tag: string, profile: string) => {
      const { installations } = await detect(
        memoryTree({ 'op.yaml': operator(tag, `profile: ${profile}\n`) }),
      );
      const istiod = installations.find(({ chart }) => chart === 'istiod');
      return mergedValues(istiod?.release.values ?? []);
    };
    expect(await cni('1.26.0', 'ambient')).toMatchObject({ pilot: { cni: { enabled: true } } });
    expect(await cni('1.23.0', 'ambient')).toMatchObject({ istio_cni: { enabled: true } });
    expect(await cni('1.26.0', 'default')).not.toHaveProperty('pilot');
  });

  it('puts components where the profile does', async () => {
    const { installations } = await detect(
      memoryTree({ 'op.yaml': operator('1.26.0', 'profile: openshift-ambient\n') }),
    );
    expect(installations.map(({ chart, release }) => `${release.namespace}/${chart}`)).toEqual([
      'istio-system/base',
      'istio-system/istiod',
      'kube-system/cni',
      'kube-system/ztunnel',
    ]);
  });

  it('takes those of the file beside it, where another rendering lies below', async () => {
    const rendered = (tag: string): string =>
      [
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  template:\n    spec:\n      containers:\n      - name: discovery\n        image: docker.io/istio/pilot:${tag}\n`,
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istio-ingressgateway, namespace: istio-system}\nspec:\n  template:\n    spec:\n      containers:\n      - name: istio-proxy\n        image: docker.io/istio/proxyv2:${tag}\n        args: [proxy, router]\n`,
      ].join('---\n');
    const { installations } = await detect(
      memoryTree({
        'mesh/iop.yaml':
          'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: default}\n',
        'mesh/manifest.yaml': rendered('1.21.2'),
        'mesh/compared/other.yaml': rendered('1.20.5'),
      }),
    );
    expect(
      installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    ).toEqual([
      'base 1.21.2 mesh/manifest.yaml:9',
      'istiod 1.21.2 mesh/manifest.yaml:9',
      'gateway 1.21.2 mesh/manifest.yaml:19',
    ]);
  });

  it('takes the manifests that were rendered from it, where they are beside it', async () => {
    const labels = 'labels: {operator.istio.io/component: IngressGateways}';
    const rendered = [
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: edge, namespace: istio-system, ${labels}}\nspec: {template: {spec: {containers: [{name: istio-proxy, image: "docker.io/istio/proxyv2:1.26.0", args: [proxy, router]}]}}}\n`,
      `apiVersion: v1\nkind: Service\nmetadata: {name: edge, namespace: istio-system, ${labels}}\n`,
      `apiVersion: v1\nkind: Service\nmetadata: {name: other, namespace: istio-system, ${labels}}\n`,
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: edge-service-account, namespace: istio-system, ${labels}}\n`,
    ].join('---\n');
    const [found] = await gateways({
      'mesh/op.yaml': operator('1.26.0', LISTED),
      'mesh/out/edge.yaml': rendered,
    });
    expect(found?.release.chart).toMatchObject({
      rendered: [0, 1, 3].map(document => ({ file: 'mesh/out/edge.yaml', document })),
    });
    expect(found?.release.afterHelm).toBeUndefined();
  });
});
