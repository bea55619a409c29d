/** What templates of the tree's own charts declare, besides Applications: for each installation of the chart, by its values. */

import { detect } from '../../src/detect/detect.js';
import { unreadForms } from '../../src/detect/unread/forms.js';
import { lookup } from '../../src/detect/values/values.js';
import type { Detection } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { dedent } from '../support/yaml.js';

type Files = Readonly<Record<string, string>>;

async function read(
  files: Files,
): Promise<{ readonly detection: Detection; readonly unread: readonly string[] }> {
  const tree = memoryTree(files);
  const detection = await detect(tree);
  return {
    detection,
    unread: (await unreadForms(tree, detection)).map(({ what, file }) => `${what} ${file}`),
  };
}

/** `chart version file:line` of each installation. */
function brief({ installations }: Detection): readonly string[] {
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const CHART = { 'platform/Chart.yaml': 'apiVersion: v2\nname: platform\nversion: 0.1.0\n' };

const HELM_RELEASE = dedent(`
  {{- if .Values.istio.enabled }}
  apiVersion: source.toolkit.fluxcd.io/v1
  kind: HelmRepository
  metadata: {name: istio, namespace: istio-system}
  spec: {url: "https://istio-release.storage.googleapis.com/charts"}
  ---
  apiVersion: helm.toolkit.fluxcd.io/v2
  kind: HelmRelease
  metadata: {name: istiod, namespace: istio-system}
  spec:
    chart:
      spec:
        chart: istiod
        version: {{ .Values.istio.version | quote }}
        sourceRef: {kind: HelmRepository, name: istio}
    values:
      {{- toYaml .Values.istio.values | nindent 6 }}
  {{- end }}
`);

const VALUES = dedent(`
  istio:
    enabled: true
    version: 1.20.6
    values:
      pilot:
        env:
          PIN: "false"
`);

const FLUX: Files = {
  ...CHART,
  'platform/values.yaml': VALUES,
  'platform/templates/istiod.yaml': HELM_RELEASE,
};

/** An Application that deploys the chart. */
function parent(name: string, version: string): Files {
  return {
    [`clusters/${name}.yaml`]: dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: platform-${name}, namespace: argocd}
      spec:
        destination: {server: "https://${name}.example.com", namespace: flux-system}
        source:
          repoURL: https://git.example.com/x
          path: platform
          helm:
            valuesObject:
              istio:
                version: ${version}
    `),
  };
}

describe('detect/chart-declarations', () => {
  it('reads a HelmRelease that a chart writes by its own values, with the lines of those', async () => {
    const { detection, unread } = await read(FLUX);
    expect(brief(detection)).toEqual(['istiod 1.20.6 platform/values.yaml:3']);
    const [found] = detection.installations;
    expect(found?.release).toMatchObject({
      form: 'flux',
      declared: { file: 'platform/templates/istiod.yaml', line: 7 },
      releaseName: 'istiod',
      namespace: 'istio-system',
    });
    expect(lookup(found?.release.values ?? [], ['pilot', 'env', 'PIN'])).toMatchObject({
      value: 'false',
      file: 'platform/values.yaml',
      line: 7,
    });
    expect(detection.problems).toContainEqual(
      expect.objectContaining({ what: 'chart platform', assumption: true, blocking: false }),
    );
    expect(unread).toEqual([]);
  });

  it('reads it once for each installation of the chart, by its values', async () => {
    const { detection, unread } = await read({
      ...FLUX,
      ...parent('dev', '1.22.2'),
      ...parent('prod', '1.21.0'),
    });
    expect(brief(detection)).toEqual([
      'istiod 1.22.2 clusters/dev.yaml:12',
      'istiod 1.21.0 clusters/prod.yaml:12',
    ]);
    expect(new Set(detection.installations.map(({ id }) => id)).size).toBe(2);
    expect(unread).toEqual([]);
  });

  it('has none where a condition says so', async () => {
    const off = VALUES.replace('enabled: true', 'enabled: false');
    const { detection, unread } = await read({ ...FLUX, 'platform/values.yaml': off });
    expect(detection.installations).toEqual([]);
    expect(unread).toEqual([]);
  });

  it('reads what a chart inside the chart writes, by its part of the values', async () => {
    const { detection } = await read({
      'whole/Chart.yaml': dedent(`
        apiVersion: v2
        name: whole
        version: 0.1.0
        dependencies:
        - {name: platform, alias: mesh, version: 0.1.0, repository: "file://../platform", condition: mesh.on}
      `),
      'whole/values.yaml': 'mesh:\n  istio:\n    version: 1.21.0\n',
      ...FLUX,
    });
    expect(brief(detection)).toEqual(['istiod 1.21.0 whole/values.yaml:3']);
  });

  it.each([
    [
      'a HelmRelease of Flux',
      {
        'clusters/platform.yaml': dedent(`
          apiVersion: helm.toolkit.fluxcd.io/v2
          kind: HelmRelease
          metadata: {name: platform, namespace: flux-system}
          spec:
            chart:
              spec: {chart: ./platform, sourceRef: {kind: GitRepository, name: flux-system}}
            values:
              istio:
                version: 1.22.2
        `),
      },
      'clusters/platform.yaml:9',
    ],
    [
      'Helmfile',
      {
        'helmfile.yaml': dedent(`
          releases:
          - name: platform
            chart: ./platform
            values:
            - istio:
                version: 1.22.2
        `),
      },
      'helmfile.yaml:6',
    ],
    [
      'Terraform',
      {
        'main.tf': dedent(`
          resource "helm_release" "platform" {
            name  = "platform"
            chart = "\${path.module}/platform"
            set {
              name  = "istio.version"
              value = "1.22.2"
            }
          }
        `),
      },
      'main.tf:5',
    ],
  ])('follows the values that %s gives to the chart', async (_name, deployer, at) => {
    const { detection, unread } = await read({ ...FLUX, ...deployer });
    expect(brief(detection)).toEqual([`istiod 1.22.2 ${at}`]);
    expect(unread).toEqual([]);
  });

  it('reads Applications of a chart that Helmfile deploys by the values of the release, not by defaults', async () => {
    const { detection, unread } = await read({
      ...CHART,
      'platform/values.yaml': 'version: 1.20.6\n',
      'platform/templates/istiod.yaml': dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: istiod, namespace: argocd}
        spec:
          destination: {server: "https://kubernetes.default.svc", namespace: istio-system}
          source:
            repoURL: https://istio-release.storage.googleapis.com/charts
            chart: istiod
            targetRevision: {{ .Values.version }}
      `),
      'helmfile.yaml': dedent(`
        releases:
        - name: platform
          chart: ./platform
          values:
          - version: 1.22.2
      `),
    });
    expect(brief(detection)).toEqual(['istiod 1.22.2 helmfile.yaml:5']);
    expect(unread).toEqual([]);
  });

  it.each([
    [
      'an ApplicationSet',
      dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: istiod, namespace: argocd}
        spec:
          generators:
          - list:
              elements:
              {{- range .Values.clusters }}
              - cluster: {{ .name }}
                version: {{ .version }}
              {{- end }}
          template:
            metadata: {name: 'istiod-{{ "{{cluster}}" }}'}
            spec:
              destination: {name: '{{ "{{cluster}}" }}', namespace: istio-system}
              source:
                repoURL: https://istio-release.storage.googleapis.com/charts
                chart: istiod
                targetRevision: '{{ "{{version}}" }}'
      `),
      'clusters:\n- {name: dev, version: 1.22.2}\n- {name: prod, version: 1.21.0}\n',
      ['istiod 1.22.2 platform/values.yaml:2', 'istiod 1.21.0 platform/values.yaml:3'],
    ],
    [
      'a HelmChart of k3s',
      dedent(`
        apiVersion: helm.cattle.io/v1
        kind: HelmChart
        metadata: {name: istiod, namespace: kube-system}
        spec:
          repo: https://istio-release.storage.googleapis.com/charts
          chart: istiod
          version: {{ .Values.version }}
          targetNamespace: istio-system
          valuesContent: |-
            pilot: {env: {PIN: {{ .Values.pin | quote }}}}
      `),
      'version: 1.22.2\npin: "false"\n',
      ['istiod 1.22.2 platform/values.yaml:1'],
    ],
    [
      'a resource of the Sail operator',
      dedent(`
        apiVersion: sailoperator.io/v1
        kind: Istio
        metadata: {name: default}
        spec:
          namespace: istio-system
          version: v{{ .Values.version }}
          values: {pilot: {env: {PIN: "false"}}}
      `),
      'version: 1.24.2\n',
      ['istiod 1.24.2 platform/values.yaml:1'],
    ],
    [
      'an IstioOperator',
      dedent(`
        apiVersion: install.istio.io/v1alpha1
        kind: IstioOperator
        metadata: {name: mesh, namespace: istio-system}
        spec:
          profile: minimal
          tag: {{ .Values.version }}
          values: {pilot: {env: {PIN: "false"}}}
      `),
      'version: 1.22.2\n',
      ['base 1.22.2 platform/values.yaml:1', 'istiod 1.22.2 platform/values.yaml:1'],
    ],
  ])('reads %s', async (_name, template, values, expected) => {
    const { detection, unread } = await read({
      ...CHART,
      'platform/values.yaml': values,
      'platform/templates/mesh.yaml': template,
    });
    expect(brief(detection)).toEqual(expected);
    expect(unread).toEqual([]);
    const istiod = detection.installations.find(({ chart }) => chart === 'istiod');
    if (template.includes('PIN'))
      expect(lookup(istiod?.release.values ?? [], ['pilot', 'env', 'PIN'])?.value).toBe('false');
  });

  it('names what the tree does not decide: a version, values, and whether there is one', async () => {
    const template = HELM_RELEASE.replace('{{ .Values.istio.version | quote }}', '{{ include "version" . }}')
      .replace('{{- if .Values.istio.enabled }}', '{{- if .Capabilities.APIVersions.Has "example.com/v1" }}')
      .replace(
        '{{- toYaml .Values.istio.values | nindent 6 }}',
        'meshConfig: {rootNamespace: a, ingressClass: "{{ include "class" . }}"}',
      );
    const { detection, unread } = await read({ ...FLUX, 'platform/templates/istiod.yaml': template });
    expect(brief(detection)).toEqual(['istiod null platform/templates/istiod.yaml:14']);
    const [found] = detection.installations;
    expect(found?.release.openValues).toMatchObject([{ path: ['meshConfig', 'ingressClass'] }]);
    expect(JSON.stringify([detection.problems, found?.id, found?.release.id])).not.toContain('preflight');
    expect(detection.problems.filter(({ blocking }) => blocking).map(({ what }) => what)).toEqual([
      'chart istiod',
      'values of istiod',
    ]);
    expect(detection.problems).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('whether it is deployed'), assumption: true }),
    );
    expect(unread).toEqual(['HelmRelease platform/templates/istiod.yaml']);
  });

  it('finds resources among the values of a library chart that a chart’s HelmRelease installs', async () => {
    const { detection } = await read({
      ...CHART,
      'platform/values.yaml': 'host: db.example.com\n',
      'platform/templates/rules.yaml': dedent(`
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: rules, namespace: shop}
        spec:
          chart:
            spec: {chart: raw, version: 1.0.0, sourceRef: {kind: HelmRepository, name: bedag}}
          values:
            resources:
            - apiVersion: networking.istio.io/v1
              kind: DestinationRule
              metadata: {name: db}
              spec: {host: "{{ .Values.host }}"}
      `),
    });
    expect(
      detection.manifests?.map(({ data, namespace }) => [data.file, data.lineOf([]), namespace, data.value]),
    ).toEqual([
      [
        'platform/templates/rules.yaml',
        9,
        'shop',
        expect.objectContaining({ kind: 'DestinationRule', spec: { host: 'db.example.com' } }),
      ],
    ]);
  });

  it('reads what a template takes in whole from a file of named templates, and one of those from another', async () => {
    const { detection, unread } = await read({
      ...CHART,
      'platform/values.yaml': VALUES,
      'platform/templates/release.yaml': '{{ include "mesh.release" . }}\n',
      'platform/templates/gateway.yaml': '{{- template "mesh.gateway" . }}\n',
      'platform/templates/_mesh.tpl': `{{- define "mesh.release" -}}\n${HELM_RELEASE}{{- end }}\n`,
      'platform/templates/_gateway.tpl': dedent(`
        {{- define "mesh.gateway" }}
        ---
        {{- include "mesh.chart" (dict "ctx" . "chart" "gateway") | nindent 0 }}
        {{- end }}
        {{- define "mesh.chart" -}}
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: ingress, namespace: {{ .ctx.Release.Namespace }}}
        spec:
          chart:
            spec:
              chart: {{ .chart }}
              version: 1.21.3
              sourceRef: {kind: HelmRepository, name: istio, namespace: istio-system}
        {{- end }}
      `),
    });
    expect(brief(detection)).toEqual([
      'gateway 1.21.3 platform/templates/_gateway.tpl:13',
      'istiod 1.20.6 platform/values.yaml:3',
    ]);
    expect(detection.installations.map(({ release }) => release.declared)).toEqual([
      { file: 'platform/templates/gateway.yaml', line: 1 },
      { file: 'platform/templates/release.yaml', line: 1 },
    ]);
    expect(unread).toEqual([]);
  });

  it('reads what a template takes in from a library chart beside its own', async () => {
    const files = {
      'lib/Chart.yaml': 'apiVersion: v2\nname: lib\ntype: library\nversion: 0.3.0\n',
      'lib/templates/_app.tpl': dedent(`
        {{- define "lib.application" -}}
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: {{ .name }}}
        spec:
          source:
            repoURL: {{ .repoURL }}
            chart: {{ .chart }}
            targetRevision: {{ .version }}
          destination: {server: "https://kubernetes.default.svc", namespace: istio-system}
        {{- end -}}
      `),
      'infra/Chart.yaml': dedent(`
        apiVersion: v2
        name: infra
        version: 0.1.0
        dependencies:
        - {name: lib, version: 0.3.0, repository: "file://../lib"}
      `),
      'infra/templates/apps.yaml': dedent(`
        {{- range .Values.applications }}
        ---
        {{ include "lib.application" . }}
        {{- end }}
      `),
      'infra/values.yaml': dedent(`
        applications:
        - name: mesh
          repoURL: https://istio-release.storage.googleapis.com/charts
          chart: istiod
          version: 1.26.1
      `),
    };
    const { detection, unread } = await read(files);
    expect(
      detection.installations.map(({ chart, version, at, release }) => [
        chart,
        version,
        `${at.file}:${at.line}`,
        release.form,
      ]),
    ).toEqual([['istiod', '1.26.1', 'infra/values.yaml:5', 'argocd']]);
    expect(unread).toEqual([]);
    const beside = await read({ ...files, 'infra/values-lab.yaml': 'applications: [{chart: istiod}]\n' });
    expect(beside.unread).toEqual(['values file infra/values-lab.yaml infra/templates/apps.yaml']);
  });

  it('names the file of a named template where a template that takes it in can’t be filled', async () => {
    const { detection, unread } = await read({
      ...CHART,
      'platform/values.yaml': VALUES,
      'platform/templates/release.yaml': '{{ include "mesh.release" . }}\n{{ break }}\n',
      'platform/templates/_mesh.tpl': `{{- define "mesh.release" -}}\n${HELM_RELEASE}{{- end }}\n`,
    });
    expect(brief(detection)).toEqual([]);
    expect(unread).toEqual(['HelmRelease platform/templates/_mesh.tpl']);
  });

  it('names the file of a named template that is taken in by a name which is put together', async () => {
    const files = {
      ...CHART,
      'platform/values.yaml': VALUES,
      'platform/templates/_mesh.tpl': `{{- define "mesh.release" -}}\n${HELM_RELEASE}{{- end }}\n`,
    };
    const told = async (name: string): Promise<readonly string[]> =>
      (await read({ ...files, 'platform/templates/release.yaml': `{{ include ${name} . }}\n{{ break }}\n` }))
        .unread;
    expect(await told('(printf "mesh.%s" .Values.kind)')).toEqual([
      'HelmRelease platform/templates/_mesh.tpl',
    ]);
    expect(await told('"mesh.other"')).toEqual([]);
  });
});
