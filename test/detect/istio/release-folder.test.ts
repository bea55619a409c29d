// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL and shells write their templates like this

import { detect } from '../../../src/detect/detect.js';
import { chartOfReleaseFolder, unpackedChart } from '../../../src/detect/istio/release-folder.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

type Files = Readonly<Record<string, string>>;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at, release }) =>
    [chart, release.chart.name, version, `${at.file}:${at.line}`].join(' '),
  );
}

function helmRelease(name: string, chart: string, ...more: readonly string[]): string {
  return [
    `resource "helm_release" "${name}" {`,
    `  name = "${name}"`,
    `  chart = "${chart}"`,
    ...more,
    '}',
    '',
  ].join('\n');
}

const GATEWAY = 'manifests/charts/gateways/istio-ingress';

describe('detect: charts of an unpacked release', () => {
  it.each([
    ['istio-1.22.2/manifests/charts/base', 'base', '1.22.2'],
    ['./istio-1.22.2/manifests/charts/base/', 'base', '1.22.2'],
    ['/opt/istio-v1.22.2/manifests/charts/istio-control/istio-discovery', 'istiod', 'v1.22.2'],
    ['../istio-${V}/manifests/charts/istio-cni', 'cni', '${V}'],
    ['istio-1.9.2/manifests/charts/gateways/istio-egress', 'istio-egress', '1.9.2'],
    ['./helm/istio/istio-control/istio-discovery', 'istiod', undefined],
    ['istio-master/manifests/charts/ztunnel', 'ztunnel', undefined],
    ['manifests/charts/gateway', 'gateway', undefined],
  ])('reads %s', (path, name, version) => {
    expect(chartOfReleaseFolder(path)).toMatchObject({ name, ...(version ? { version } : {}) });
    expect(chartOfReleaseFolder(path)?.version).toBe(version);
  });

  it.each([
    'istio-1.22.2/manifests/charts/istio-operator',
    'istio-1.22.2/manifests/charts/base/templates',
    'istio-1.22.2/charts/base',
    'https://example.com/istio-1.22.2/manifests/charts/base',
    'manifests/charts/constructor',
    `${'istio-'.repeat(200_000)}/manifests/charts/base`,
  ])('does not take others for one', path => {
    expect(chartOfReleaseFolder(path)).toBeUndefined();
  });

  it.each([
    ['./helm/istio-1.18.0/charts/base', 'base', '1.18.0'],
    ['helm/istio-1.18.0/charts/istio-control/istio-discovery', 'istiod', '1.18.0'],
    ['../istio-v1.22.2/istiod', 'istiod', 'v1.22.2'],
    ['vendor/istio-${V}/charts/gateways/istio-ingress', 'istio-ingress', '${V}'],
    ['istio-1.22.2/manifests/charts/ztunnel', 'ztunnel', '1.22.2'],
    ['./charts/base', undefined, undefined],
    ['charts/istio-1.22.2/kiali', undefined, undefined],
  ])('reads %s below the folder of a release', (path, name, version) => {
    expect(unpackedChart(path)?.name).toBe(name);
    expect(unpackedChart(path)?.version).toBe(version);
  });

  it('finds parts of a release that somebody copied, at the paths that name it', async () => {
    const text =
      helmRelease('istio-base', './helm/istio-1.18.0/charts/base') +
      helmRelease('istio-ingress', './helm/istio-1.18.0/charts/gateways/istio-ingress');
    expect(await found({ 'istio.tf': text })).toEqual([
      'base base 1.18.0 istio.tf:3',
      'gateway istio-ingress 1.18.0 istio.tf:7',
    ]);
  });

  it('finds them where Terraform installs them, at their lines', async () => {
    const text =
      helmRelease('istio_base', 'istio-1.9.2/manifests/charts/base') +
      helmRelease('istiod', 'istio-1.9.2/manifests/charts/istio-control/istio-discovery') +
      helmRelease('istio_ingress', `istio-1.9.2/${GATEWAY}`) +
      helmRelease('istio_egress', 'istio-1.9.2/manifests/charts/gateways/istio-egress');
    const detection = await detect(memoryTree({ 'istio.tf': text }));
    expect(detection.problems).toEqual([]);
    expect(await found({ 'istio.tf': text })).toEqual([
      'base base 1.9.2 istio.tf:3',
      'istiod istiod 1.9.2 istio.tf:7',
      'gateway istio-ingress 1.9.2 istio.tf:11',
      'gateway istio-egress 1.9.2 istio.tf:15',
    ]);
  });

  it('takes the version of the folder, not the one that stands beside it', async () => {
    const chart = 'istio-1.22.2/manifests/charts/base';
    expect(await found({ 'a.tf': helmRelease('istio', chart, '  version = "1.23.0"') })).toEqual([
      'base base 1.22.2 a.tf:3',
    ]);
    expect(await found({ 'a.sh': `helm install istio ${chart} --version 1.23.0\n` })).toEqual([
      'base base 1.22.2 a.sh:1',
    ]);
  });

  it('finds the version where the variable in the folder gets its own', async () => {
    const main = helmRelease('istio_base', '${path.module}/istio-${var.istio_version}/manifests/charts/base');
    const variable = 'variable "istio_version" {\n  default = "1.22.2"\n}\n';
    const plain = main.replace('${path.module}/', '');
    expect(await found({ 'm/main.tf': plain, 'm/v.tf': variable })).toEqual(['base base 1.22.2 m/v.tf:2']);
    expect(await found({ 'm/main.tf': main, 'm/v.tf': variable })).toMatchObject(
      [/^base base 1\.22\.2 /].map(pattern => expect.stringMatching(pattern)),
    );
  });

  it.each<readonly [string, Files, string, string]>([
    [
      'Terraform',
      { 'a.tf': helmRelease('istio_base', './istio/manifests/charts/base') },
      'a.tf:3',
      'is unpacked there',
    ],
    [
      'Terraform, by a variable',
      {
        'a.tf': `variable "istio_version" {}\n${helmRelease('istio_base', 'istio-${var.istio_version}/manifests/charts/base')}`,
      },
      'a.tf:4',
      '`var.istio_version` (a.tf:1)',
    ],
    [
      'a script',
      { 'a.sh': 'helm install istio-base \\\n  manifests/charts/base\n' },
      'a.sh:2',
      'was unpacked before',
    ],
    [
      'Helmfile',
      { 'helmfile.yaml': 'releases:\n- name: istio-base\n  chart: ./manifests/charts/base\n' },
      'helmfile.yaml:3',
      'is unpacked there',
    ],
  ])('says that the tree does not hold what is unpacked: %s', async (_form, files, place, look) => {
    const { installations, problems } = await detect(memoryTree(files));
    expect(
      installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    ).toEqual([`base null ${place}`]);
    expect(problems).toMatchObject([{ why: expect.stringContaining(look), blocking: true }]);
    expect(JSON.stringify(problems)).not.toContain('newest');
  });

  it.each<readonly [string, Files, string]>([
    [
      'Helmfile',
      {
        'helmfile.yaml':
          'releases:\n- name: istio-ingress\n  chart: ./istio-1.22.2/manifests/charts/gateways/istio-ingress\n',
      },
      'gateway istio-ingress 1.22.2 helmfile.yaml:3',
    ],
    [
      'a task of Ansible',
      {
        'play.yml': dedent(`
          - hosts: all
            tasks:
            - name: istiod
              kubernetes.core.helm:
                name: istiod
                chart_ref: "{{ home }}/istio-1.22.2/manifests/charts/istio-control/istio-discovery"
                release_namespace: istio-system
        `),
      },
      'istiod istiod 1.22.2 play.yml:6',
    ],
    [
      'Skaffold',
      {
        'skaffold.yaml': dedent(`
          apiVersion: skaffold/v4beta6
          kind: Config
          deploy:
            helm:
              releases:
              - name: istio-base
                chartPath: istio-1.22.2/manifests/charts/base
        `),
      },
      'base base 1.22.2 skaffold.yaml:7',
    ],
    [
      'a script of several lines',
      { 'a.sh': `V=1.22.2\nhelm install istio-ingress \\\n  istio-$V/${GATEWAY}\n` },
      'gateway istio-ingress 1.22.2 a.sh:1',
    ],
  ])('reads them of %s', async (_form, files, expected) => {
    expect(await found(files)).toEqual([expected]);
  });

  it('leaves a chart of that path in the tree what it is', async () => {
    const files = {
      'a.tf': helmRelease('istio_base', 'istio-1.9.2/manifests/charts/base'),
      'istio-1.9.2/manifests/charts/base/Chart.yaml':
        'name: base\nversion: 1.9.2\nappVersion: 1.9.2\nsources: [https://github.com/istio/istio]\n',
    };
    const { installations } = await detect(memoryTree(files));
    expect(installations).toMatchObject([{ chart: 'base', release: { chart: { kind: 'tree' } } }]);
  });
});
