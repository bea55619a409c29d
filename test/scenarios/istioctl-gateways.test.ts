/** Gateways that istioctl installs from charts of its own: out of an unpacked release, as rendered into the tree, or out of reach. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { gatewayChart } from '../support/release-server.js';
import { temporaryFolder } from '../support/rendering.js';
import { analyse, type Files } from '../support/scenario.js';

const helms = await testHelms();
const helm = helms[0]?.path;

let releases: string;

/** A chart as istioctl's are: the gateway's values below `gateways.istio-ingressgateway`, one label that moves with the release. */
function template(label: string): string {
  return [
    '{{ $gateway := index .Values "gateways" "istio-ingressgateway" }}',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: {{ $gateway.name }}, namespace: {{ .Release.Namespace }}, labels: {release: {{ .Release.Name }}}}',
    'spec:',
    '  template:',
    `    metadata: {labels: {istio.io/dataplane-mode: ${label}}}`,
    '    spec:',
    '      containers:',
    '      - name: istio-proxy',
    '        env: [{name: A, value: chart}]',
    '        resources: {requests: {cpu: 100m}}',
    '        ports: {{ $gateway.ports | toJson }}',
    '',
  ].join('\n');
}

beforeAll(async () => {
  releases = await temporaryFolder();
  for (const [version, label] of [
    ['1.26.2', 'ambient'],
    ['1.27.1', 'none'],
  ] as const) {
    const files = {
      'templates/deployment.yaml': template(label),
      'values.yaml': 'gateways: {istio-ingressgateway: {name: x, ports: []}}\n',
    };
    for (const entry of gatewayChart('istio-ingress', files)) {
      const file = path.join(releases, `istio-${version}`, entry.path);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, entry.content ?? '');
    }
  }
});

function mesh(version: string, more: Files = {}): Files {
  return {
    'mesh/op.yaml': [
      'apiVersion: install.istio.io/v1alpha1',
      'kind: IstioOperator',
      'spec:',
      '  profile: empty',
      `  tag: ${version}`,
      '  components:',
      '    ingressGateways:',
      '    - name: edge',
      '      enabled: true',
      '      k8s:',
      '        env: [{name: A, value: own}]',
      '        service: {ports: [{port: 80}]}',
      '        overlays:',
      '        - kind: Deployment',
      '          name: edge',
      '          patches: [{path: spec.replicas, value: 3}]',
      '',
    ].join('\n'),
    ...more,
  };
}

/** What istioctl generated from it, committed beside it. */
function rendered(version: string, label: string): Files {
  return {
    'mesh/out/edge.yaml': [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: edge',
      '  namespace: istio-system',
      '  labels: {operator.istio.io/component: IngressGateways}',
      'spec:',
      '  template:',
      `    metadata: {labels: {istio.io/dataplane-mode: ${label}}, annotations: {note: "{{ not a template }}"}}`,
      '    spec:',
      `      containers: [{name: istio-proxy, image: "docker.io/istio/proxyv2:${version}", args: [proxy, router]}]`,
      '',
    ].join('\n'),
  };
}

const LABEL = {
  path: 'spec.template.metadata.labels["istio.io/dataplane-mode"]',
  before: 'ambient',
  after: 'none',
};

describe('scenarios: gateways of istioctl', () => {
  it('are compared by the charts of the releases, with the settings that istioctl applies', async () => {
    if (helm === undefined) return;
    const options = { helm, charts: releases };
    const report = await analyse(mesh('1.26.2'), mesh('1.27.1'), options);
    expect(report.incomplete).toEqual([]);
    expect(report.verdict).toBe('pass');
    expect(report.upgrades).toMatchObject([
      {
        chart: 'gateway',
        releaseName: 'edge',
        form: 'istio-operator',
        from: { version: '1.26.2' },
        to: { version: '1.27.1' },
      },
    ]);
    expect(report.changes.map(({ path: at, before, after }) => ({ path: at, before, after }))).toEqual([
      LABEL,
    ]);

    // A setting under `k8s` arrives in the object, though no value of the chart stands for it.
    const own = mesh('1.27.1');
    const scaled = {
      'mesh/op.yaml': (own['mesh/op.yaml'] ?? '')
        .replace('value: 3', 'value: 5')
        .replace('value: own', 'value: other'),
    };
    const settings = await analyse(own, scaled, options);
    expect(settings.changes.map(({ path: at, before, after, cause }) => [at, before, after, cause])).toEqual([
      ['spec.replicas', 3, 5, 'values'],
      ['spec.template.spec.containers[istio-proxy].env[A].value', 'own', 'other', 'values'],
    ]);
  }, 120_000);

  it('are named once, and do not bar the way, where the release is out of reach', async () => {
    if (helm === undefined) return;
    const report = await analyse(mesh('1.26.2'), mesh('1.27.1'), { helm });
    expect(report.verdict).toBe('attention');
    expect(report.incomplete).toMatchObject([
      {
        what: 'gateway edge',
        why: expect.stringContaining('an unpacked release given with --charts settles it'),
        file: 'mesh/op.yaml',
        line: 5,
        blocking: false,
      },
    ]);
  }, 120_000);

  it('are compared as they were rendered, where the tree holds that', async () => {
    if (helm === undefined) return;
    const report = await analyse(
      mesh('1.26.2', rendered('1.26.2', 'ambient')),
      mesh('1.27.1', rendered('1.27.1', 'none')),
      { helm },
    );
    expect(report.incomplete).toEqual([]);
    expect(report.changes.filter(({ noise }) => noise === undefined)).toMatchObject([LABEL]);
  }, 120_000);
});
