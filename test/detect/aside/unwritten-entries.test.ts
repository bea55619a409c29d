/** Entries of values that a chart's templates are filled with count by what these write of them, and once. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

type Files = Readonly<Record<string, string>>;

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort(),
    told: problems.filter(({ about }) => about !== undefined),
  };
}

const APPS: Files = {
  'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
  'apps/templates/apps.yaml': dedent(`
    {{- range .Values.applications }}
    {{- if .enabled }}
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: {{ .name }}}
    spec:
      source:
        repoURL: https://istio-release.storage.googleapis.com/charts
        chart: {{ .chart }}
        targetRevision: {{ .version }}
      destination: {server: "https://kubernetes.default.svc", namespace: istio-system}
    {{- end }}
    {{- end }}
  `),
};

function values(cni: string): string {
  return dedent(`
    applications:
    - {name: istiod, enabled: true, repository: "https://istio-release.storage.googleapis.com/charts", chart: istiod, version: 1.25.4}
    - name: istio-cni
      enabled: false
      repository: https://istio-release.storage.googleapis.com/charts
      chart: cni
      version: ${cni}
  `);
}

describe('detect/unwritten-entries', () => {
  it('counts no entry that is switched off, and tells of it by what it is', async () => {
    const before = await found({ ...APPS, 'apps/values.yaml': values('1.25.3') });
    expect(before.charts).toEqual(['istiod 1.25.4 apps/values.yaml:2']);
    expect(before.told).toEqual([
      expect.objectContaining({
        what: 'istio-cni',
        why: 'taken not to be deployed: the templates of chart apps are filled with these values, and write no installation of this entry',
        file: 'apps/values.yaml',
        line: 3,
        blocking: false,
        assumption: true,
      }),
    ]);
    const after = await found({ ...APPS, 'apps/values.yaml': values('1.26.0') });
    expect(after.told[0]?.about).not.toEqual(before.told[0]?.about);
  });

  it('counts what other values say in the place of an entry, and not that entry', async () => {
    const { charts } = await found({
      ...APPS,
      'apps/templates/apps.yaml': (APPS['apps/templates/apps.yaml'] ?? '').replace(
        '{{ .version }}',
        '{{ $.Values.version | default .version }}',
      ),
      'apps/values.yaml': values('1.25.3'),
      'root.yaml': dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: root, namespace: argocd}
        spec:
          source:
            repoURL: https://git.example.com/x
            path: apps
            helm: {valuesObject: {version: 1.24.7}}
          destination: {server: "https://kubernetes.default.svc", namespace: argocd}
      `),
    });
    expect(charts).toEqual(['istiod 1.24.7 root.yaml:8']);
  });

  it.each<[string, Files]>([
    [
      'a template that is not read takes it as well',
      { 'apps/templates/job.yaml': 'kind: Job\nargs: {{ .Values.applications | toJson }}\n' },
    ],
    [
      'values come from elsewhere',
      {
        'root.yaml': dedent(`
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: {name: root, namespace: argocd}
          spec:
            sources:
            - {repoURL: "https://git.example.com/x", path: apps, helm: {valueFiles: [$other/values.yaml]}}
            - {repoURL: "https://git.example.com/other", ref: other}
            destination: {server: "https://kubernetes.default.svc", namespace: argocd}
        `),
      },
    ],
  ])('counts it where %s', async (_, files) => {
    const { charts } = await found({ ...APPS, 'apps/values.yaml': values('1.25.3'), ...files });
    expect(charts).toContain('cni 1.25.3 apps/values.yaml:7');
  });

  it('counts none either where the templates hand on the values of the entries that are on', async () => {
    const files: Files = {
      'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
      'apps/templates/apps.yaml': dedent(`
        {{- range $name, $app := .Values.applications }}
        {{- if $app.enabled }}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: {{ $name }}}
        spec:
          source:
            repoURL: https://istio-release.storage.googleapis.com/charts
            chart: {{ $app.chart }}
            targetRevision: {{ $app.version }}
            helm:
              {{- with $app.values }}
              valuesObject:
                {{- toYaml . | nindent 8 }}
              {{- end }}
          destination: {server: "https://kubernetes.default.svc", namespace: istio-system}
        {{- end }}
        {{- end }}
      `),
      'apps/values.yaml': dedent(`
        applications:
          istiod:
            enabled: true
            repoURL: https://istio-release.storage.googleapis.com/charts
            chart: istiod
            version: 1.25.4
            values: {profile: ambient}
          ingress:
            enabled: false
            repoURL: https://istio-release.storage.googleapis.com/charts
            chart: gateway
            version: 1.25.3
      `),
    };
    expect((await found(files)).charts).toEqual(['istiod 1.25.4 apps/values.yaml:6']);
  });
});
