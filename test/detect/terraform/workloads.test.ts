// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this

import { detect } from '../../../src/detect/detect.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

type Files = Readonly<Record<string, string>>;

function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

async function found(files: Files): Promise<readonly string[]> {
  return briefly(await detect(memoryTree(files)));
}

/** A workload as blocks; its image stands in line 10, its arguments in line 11. */
function workload(image: string, args = '["proxy", "router"]', type = 'kubernetes_deployment'): string {
  return dedent(`
    resource "${type}" "gateway" {
      metadata {
        name      = "istio-ingressgateway"
        namespace = "istio-ingress"
      }
      spec {
        template {
          spec {
            container {
              image = ${image}
              args  = ${args}
            }
          }
        }
      }
    }
  `);
}

const VARIABLE = 'variable "istio_version" {\n  default = "1.22.2"\n}\n';

describe('detect/terraform: workloads of Istio without a chart', () => {
  it('finds a gateway that is written in blocks, and where its tag gets its value', async () => {
    const files = {
      'main.tf': workload('"docker.io/istio/proxyv2:${local.istio_version}"'),
      'locals.tf': 'locals {\n  istio_version = var.istio_version\n}\n',
      'variables.tf': VARIABLE,
      'terraform.tfvars': '# mesh\nistio_version = "1.27.2"\n',
    };
    const detection = await detect(memoryTree(files));
    expect(detection.problems).toEqual([]);
    expect(detection.installations).toMatchObject([
      {
        chart: 'gateway',
        version: '1.27.2',
        at: { file: 'terraform.tfvars', line: 2 },
        release: {
          form: 'terraform',
          deployer: 'terraform',
          declared: { file: 'main.tf', line: 1 },
          releaseName: 'istio-ingressgateway',
          namespace: 'istio-ingress',
          valuesUnknown: true,
        },
      },
    ]);
  });

  it.each([
    ['kubernetes_deployment', 'docker.io/istio/pilot', '["discovery"]', 'istiod'],
    ['kubernetes_deployment_v1', 'registry.istio.io/release/proxyv2', '["proxy", "router"]', 'gateway'],
    ['kubernetes_daemon_set_v1', 'gcr.io/istio-release/ztunnel', '["proxy", "ztunnel"]', 'ztunnel'],
    ['kubernetes_daemonset', 'example.com/mirror/install-cni', '[]', 'cni'],
  ])('knows %s with %s', async (type, image, args, chart) => {
    expect(await found({ 'istio.tf': workload(`"${image}:1.22.2"`, args, type) })).toEqual([
      `${chart} 1.22.2 istio.tf:10`,
    ]);
  });

  it.each([
    ['a sidecar', workload('"docker.io/istio/proxyv2:1.22.2"', '["proxy", "sidecar"]')],
    [
      'an application that Istio’s examples bring',
      workload('"docker.io/istio/examples-bookinfo-reviews-v1:1.20.2"'),
    ],
    ['one that is switched off', workload('"istio/proxyv2:1.22.2"').replace('{\n', '{\n  count = 0\n')],
  ])('leaves %s alone', async (_what, text) => {
    expect(await found({ 'istio.tf': text })).toEqual([]);
  });

  it('says where to look for a tag that the tree does not decide', async () => {
    const text = `variable "tag" {}\n${workload('"istio/proxyv2:${var.tag}"')}`;
    const detection = await detect(memoryTree({ 'istio.tf': text }));
    expect(briefly(detection)).toEqual(['gateway null istio.tf:11']);
    expect(detection.problems).toMatchObject([{ blocking: true, why: expect.stringContaining('`var.tag`') }]);
  });

  it('finds one per call of a module', async () => {
    const call = (name: string, version: string): string =>
      `module "${name}" {\n  source = "./gateway"\n  istio_version = "${version}"\n}\n`;
    const files = {
      'main.tf': call('blue', '1.22.2') + call('green', '1.23.0'),
      'gateway/main.tf': workload('"istio/proxyv2:${var.istio_version}"') + VARIABLE,
    };
    expect((await found(files)).toSorted()).toEqual(['gateway 1.22.2 main.tf:3', 'gateway 1.23.0 main.tf:7']);
  });

  it('finds those that are applied as texts or maps', async () => {
    const manifest = [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: istiod',
      '  namespace: istio-system',
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      '      - name: discovery',
      '        image: docker.io/istio/pilot:${version}',
      '',
    ].join('\n');
    const apply = 'resource "kubectl_manifest" "istiod" {\n  yaml_body = ';
    for (const name of ['istiod.yaml', 'istiod.yaml.tftpl']) {
      const text = `${apply}templatefile("\${path.module}/${name}", { version = var.istio_version })\n}\n`;
      expect(await found({ 'm/main.tf': text + VARIABLE, [`m/${name}`]: manifest })).toEqual([
        'istiod 1.22.2 m/main.tf:5',
      ]);
    }
    const whole = `${apply}file("\${path.module}/istiod.yaml")\n}\n`;
    const files = { 'm/main.tf': whole, 'm/istiod.yaml': manifest.replace('${version}', '1.22.2') };
    expect(await found(files)).toEqual(['istiod 1.22.2 m/istiod.yaml:11']);
    const inline = `${apply}<<-EOT\n${manifest.replace('${version}', '${var.istio_version}')}EOT\n}\n`;
    expect(await found({ 'main.tf': inline, 'variables.tf': VARIABLE })).toEqual([
      'istiod 1.22.2 variables.tf:2',
    ]);
  });
});
