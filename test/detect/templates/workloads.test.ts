/** Charts of somebody's own that write Istio's workloads: what runs is what their images say, and where that is written. */

import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { analyse, type Files } from '../../support/scenario.js';

function gateway(name: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: istio-system}
spec:
  template:
    metadata: {labels: {istio: ${name}}}
    spec:
      containers:
      - name: istio-proxy
        image: ${image}
        args: [proxy, router]
`;
}

const HUB =
  '"{{ $.Values.global.hub }}/{{ $.Values.global.image | default "proxyv2" }}:{{ $.Values.global.tag }}"';
const LOOP = `{{- range $name, $it := .Values.gateways }}\n---\n${gateway('{{ $name }}', HUB)}{{- end }}\n`;

function chart(template: string, tag = '1.22.2-distroless', more: Files = {}): Files {
  return {
    'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
    'mesh/values.yaml': `gateways: {one: {}, two: {}}\nglobal:\n  hub: registry.example.com/istio\n  tag: ${tag}\n`,
    'mesh/templates/gateway.yaml': template,
    ...more,
  };
}

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(
    ({ chart, istioVersion, release, at }) =>
      `${release.releaseName} ${chart} ${istioVersion} ${at.file}:${at.line}`,
  );
}

function application(values: string): Files {
  return {
    'apps/mesh.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec:\n  destination: {namespace: istio-system}\n  source:\n    repoURL: https://github.com/shop/mesh\n    path: mesh\n    helm:\n      valuesObject:\n        ${values}\n`,
  };
}

describe('detect: workloads in templates of charts', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'an image that is written out',
      chart(gateway('edge', 'docker.io/istio/proxyv2:1.22.2')),
      ['edge gateway 1.22.2 mesh/templates/gateway.yaml:10'],
    ],
    [
      'a tag from the values, in a loop',
      chart(LOOP),
      ['one gateway 1.22.2 mesh/values.yaml:4', 'two gateway 1.22.2 mesh/values.yaml:4'],
    ],
    [
      'the values of who deploys the chart',
      chart(gateway('edge', HUB), '1.20.6', application('global: {tag: 1.24.1}')),
      ['edge gateway 1.24.1 apps/mesh.yaml:11'],
    ],
    [
      'an image that a helper puts together',
      chart(gateway('edge', '{{ include "mesh.image" . }}'), '1.22.2', {
        'mesh/templates/_helpers.tpl':
          '{{- define "mesh.image" }}docker.io/istio/proxyv2:{{ .Values.global.tag }}{{ end }}\n',
      }),
      ['edge gateway 1.22.2 mesh/templates/gateway.yaml:10'],
    ],
    [
      'an image that is a value',
      chart(gateway('edge', '{{ .Values.image }}'), '1.20.6', {
        'mesh/values.yaml': 'image: docker.io/istio/proxyv2:1.22.2\n',
      }),
      ['edge gateway 1.22.2 mesh/values.yaml:1'],
    ],
    [
      'an image of others',
      chart(gateway('edge', '{{ .Values.image }}'), '1.20.6', {
        'mesh/values.yaml': 'image: nginx:1.22.2\n',
      }),
      [],
    ],
    [
      'a tag that nothing decides',
      chart(gateway('edge', HUB), 'stable'),
      ['edge gateway null mesh/values.yaml:4'],
    ],
    ['a proxy beside an application', chart(gateway('shop', HUB).replace('args: [proxy, router]', '')), []],
  ])('reads %s', async (_, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });

  it('tells a bump of the tag alone', async () => {
    const report = await analyse(chart(LOOP, '1.20.6'), chart(LOOP, '1.22.2'));
    expect(report.upgrades.map(({ from, to }) => [from?.version, to?.version])).toEqual([
      ['1.20.6', '1.22.2'],
      ['1.20.6', '1.22.2'],
    ]);
    expect(report.verdict).not.toMatch(/^(pass|no-upgrade)$/);
  });

  it('names a template that could not be filled in, and whatever decides what it runs', async () => {
    const broken = `${gateway('edge', HUB)}{{ fail (include "mesh.nothing" .) }}{{ range }}\n`;
    const prints = async (tag: string) =>
      (await unreadForms(memoryTree(chart(broken, tag)))).map(({ file, line, fingerprint }) => [
        file,
        line,
        fingerprint,
      ]);
    const before = await prints('1.20.6');
    expect(before).toEqual([['mesh/templates/gateway.yaml', 10, expect.any(String)]]);
    expect(await prints('1.22.2')).not.toEqual(before);
  });

  it('names values files that nobody takes', async () => {
    const prints = async (tag: string) =>
      (
        await unreadForms(
          memoryTree(chart(LOOP, '1.22.2', { 'mesh/values-prod.yaml': `global: {tag: ${tag}}\n` })),
        )
      ).map(({ what, fingerprint }) => `${what} ${fingerprint}`);
    const before = await prints('1.20.6');
    expect(before).toEqual([expect.stringMatching(/^values file mesh\/values-prod\.yaml /)]);
    expect(await prints('1.22.2')).not.toEqual(before);
  });
});

describe('detect: images that are called like those of Istio', () => {
  function discovery(image: string): Files {
    return {
      'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
      'mesh/values.yaml': 'tag: 1.22.2\n',
      'mesh/templates/pilot.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: controller}\nspec:\n  template:\n    spec:\n      containers:\n      - name: discovery\n        image: ${image}\n        args: [discovery]\n# istio\n`,
    };
  }

  it('are not those of products that have a control plane of their own', async () => {
    const tag = '{{ .Values.tag }}';
    expect(await found(discovery(`"registry.example.com/pilot:${tag}"`))).toEqual([
      'controller istiod 1.22.2 mesh/values.yaml:1',
    ]);
    expect(await found(discovery(`"higress-registry.example.com/higress/pilot:${tag}"`))).toEqual([]);
    expect(await found(discovery(`"mirror.example.com/higress/pilot:${tag}"`))).toEqual([]);
  });
});
