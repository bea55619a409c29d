import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

function application(chart: string, version: string, repository: string, values = ''): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    'metadata: {name: mesh}',
    'spec:',
    '  source:',
    `    repoURL: ${repository}`,
    `    chart: ${chart}`,
    `    targetRevision: ${version}`,
    '    helm:',
    '      valuesObject:',
    `        ${values || 'x: 1'}`,
    '  destination: {server: https://kubernetes.default.svc, namespace: istio-system}',
  ].join('\n');
}

async function found(
  chart: string,
  version: string,
  repository = 'https://charts.acme.example',
  values = '',
) {
  const { installations, problems } = await detect(
    memoryTree({ 'mesh.yaml': application(chart, version, repository, values) }),
  );
  return {
    charts: installations.map(
      found => `${found.chart} ${found.istioVersion} ${found.at.file}:${found.at.line}`,
    ),
    told: problems.map(({ why, blocking, assumption }) => ({ why, blocking, assumption })),
  };
}

describe('detect/renamed-charts', () => {
  it.each([
    ['istio-base', 'base'],
    ['istio-discovery', 'istiod'],
    ['istio-helm-istiod', 'istiod'],
    ['istio-ingress-gateway', 'gateway'],
    ['cni-istio', 'cni'],
    ['istio-ztunnel-chart', 'ztunnel'],
  ])('takes %s at a release of Istio for a copy of %s, and says so', async (name, chart) => {
    const { charts, told } = await found(name, '1.22.3');
    expect(charts).toEqual([`${chart} 1.22.3 mesh.yaml:8`]);
    expect(told).toEqual([
      {
        why: `it is taken for a copy of Istio's chart ${chart}, by its name and its version; https://charts.acme.example may say otherwise`,
        blocking: false,
        assumption: true,
      },
    ]);
  });

  it('believes the tag of the images more than the version of the chart', async () => {
    const values = 'global: {tag: 1.22.1}';
    const { charts } = await found('istio-istiod', '1.24.0', 'https://charts.acme.example', values);
    expect(charts).toEqual(['istiod 1.22.1 mesh.yaml:11']);
    const same = await found('istio-istiod', '1.22.1', 'https://charts.acme.example', values);
    expect(same.charts).toEqual(['istiod 1.22.1 mesh.yaml:8']);
    const base = await found('istio-base', '1.24.0', 'https://charts.acme.example', values);
    expect(base.charts).toEqual(['base 1.22.1 mesh.yaml:11']);
  });

  it('takes a name that Istio’s repository has not for the chart that is meant', async () => {
    const home = 'https://istio-release.storage.googleapis.com/charts';
    const { charts, told } = await found('istio-base', '1.9.0', home);
    expect(charts).toEqual(['base 1.9.0 mesh.yaml:8']);
    expect(told.map(({ why }) => why)).toEqual([
      `it is taken for Istio's chart base: ${home} has none that is called istio-base`,
    ]);
  });

  it.each([
    ['istio-base', '0.3.1', 'https://charts.acme.example'],
    ['istio-base', '1.2.0', 'https://charts.acme.example'],
    ['istio-base', '~1.22.0', 'https://charts.acme.example'],
    ['istio-egress', '1.22.3', 'https://istio-release.storage.googleapis.com/charts'],
    ['istio-base', '1.5.0', 'https://istio-release.storage.googleapis.com/charts'],
    ['istio-addons', '1.22.3', 'https://charts.acme.example'],
  ])('leaves %s %s of %s undecided', async (name, version, repository) => {
    const { charts, told } = await found(name, version, repository);
    expect(charts).toEqual([]);
    expect(told).toContainEqual({
      why: expect.stringContaining(`chart ${name} is not one of Istio's own charts: `),
      blocking: true,
      assumption: undefined,
    });
  });

  it('knows copies in charts/ by where they say they are from, whatever their names', async () => {
    const copy = (name: string, source: string): string =>
      `apiVersion: v2\nname: ${name}\nversion: 1.20.3\nappVersion: 1.20.3\nsources: ['${source}']\n`;
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/Chart.yaml':
          'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: ingressgateway, version: 1.20.3, repository: "file://charts/gateway"}\n- {name: egressgateway, version: 1.20.3, repository: "file://../out"}\n',
        'mesh/charts/ingressgateway/Chart.yaml': copy('ingressgateway', 'https://github.com/istio/istio'),
        'mesh/charts/egressgateway/Chart.yaml': copy('egressgateway', 'https://acme.example/gateways'),
      }),
    );
    expect(installations.map(({ chart, valuesPath, at }) => [chart, valuesPath, at.file])).toEqual([
      ['gateway', ['ingressgateway'], 'mesh/charts/ingressgateway/Chart.yaml'],
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'Argo CD',
      { 'mesh.yaml': application('rancher-istio', '102.3.1+up1.18.2', 'https://charts.rancher.io') },
    ],
    [
      'Helm of Terraform',
      {
        'main.tf':
          'resource "helm_release" "istio" {\n  name = "istio"\n  repository = "https://charts.rancher.io"\n  chart = "rancher-istio"\n  version = "102.3.1+up1.18.2"\n}\n',
      },
    ],
    [
      'an app of Rancher',
      {
        'main.tf':
          'variable "istio_chart" {\n  default = "102.3.1+up1.18.2"\n}\nresource "rancher2_app_v2" "istio" {\n  cluster_id = "c"\n  name = "rancher-istio"\n  namespace = "istio-system"\n  repo_name = "rancher-charts"\n  chart_name = "rancher-istio"\n  chart_version = var.istio_chart\n}\n',
      },
    ],
    [
      'Fleet',
      {
        'istio/fleet.yaml':
          'defaultNamespace: istio-system\nhelm:\n  chart: rancher-istio\n  repo: https://charts.rancher.io\n  version: 102.3.1+up1.18.2\n',
      },
    ],
  ])(
    'takes Rancher’s chart for the release that it wraps, and none of its values for known: %s',
    async (_, files) => {
      const { installations, problems } = await detect(memoryTree(files));
      expect(installations.map(({ chart, istioVersion }) => [chart, istioVersion])).toEqual([
        ['istiod', '1.18.2'],
      ]);
      expect(problems.filter(({ blocking }) => blocking).map(({ why }) => why)).toContainEqual(
        expect.stringMatching(/with which settings it installs Istio is not known|are not read/),
      );
    },
  );

  it.each([
    ['global: {tag: 1.11.8}\n', '1.11.8 mesh/values.yaml:1'],
    ['pilot: {tag: ""}\nglobal:\n  tag: 1.11.8-distroless\n', '1.11.8 mesh/values.yaml:3'],
    ['global: {tag: latest}\n', 'null mesh/Chart.yaml:3'],
    ['{}\n', 'null mesh/Chart.yaml:3'],
  ])('takes no number of Istio’s source for a release: %j', async (values, expected) => {
    const { installations } = await detect(
      memoryTree({
        'mesh/Chart.yaml':
          'apiVersion: v1\nname: istio-discovery\nversion: 1.2.0\nsources: ["https://github.com/istio/istio"]\n',
        'mesh/values.yaml': values,
      }),
    );
    expect(installations.map(({ istioVersion, at }) => `${istioVersion} ${at.file}:${at.line}`)).toEqual([
      expected,
    ]);
  });
});
