import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function application(source: string, more = ''): string {
  const head = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: istiod\n';
  const destination = '  destination:\n    server: https://prod.example.com\n    namespace: istio-system\n';
  return `${head}spec:\n${destination}${more}${dedent(source)
    .split('\n')
    .map(line => (line === '' ? line : `  ${line}`))
    .join('\n')}`;
}

function pin({ installations }: Detection) {
  const [first] = installations;
  return first && lookup(first.release.values, ['pilot', 'env', 'PIN'], first.valuesPath);
}

describe('detect/argocd', () => {
  it('reads a published chart, its values and where all of it stands', async () => {
    const text = application(`
      source:
        repoURL: ${ISTIO}
        chart: istiod
        targetRevision: 1.20.6
        helm:
          releaseName: control-plane
          kubeVersion: 1.29.0
          apiVersions: [example.com/v1]
          skipCrds: true
          values: |
            revision: stable

            pilot:
              env:
                PIN: "false"
    `);
    const { releases, installations, problems, environments } = await detect(
      memoryTree({ 'apps/prod/istiod.yaml': text }),
    );
    expect(problems).toEqual([]);
    expect(environments.map(({ name }) => name)).toEqual(['apps/prod']);
    expect(releases).toMatchObject([
      {
        form: 'argocd',
        deployer: 'argocd',
        releaseName: 'control-plane',
        namespace: 'istio-system',
        destination: 'https://prod.example.com',
        kubeVersion: '1.29.0',
        apiVersions: ['example.com/v1'],
        skipCrds: true,
        chart: { kind: 'published', name: 'istiod', repository: ISTIO, version: '1.20.6' },
      },
    ]);
    expect(installations).toMatchObject([
      {
        id: 'apps/prod/istiod',
        chartPath: 'istiod',
        valuesPath: [],
        revision: 'stable',
        at: { file: 'apps/prod/istiod.yaml', line: 12 },
      },
    ]);
    const layer = releases[0]?.values[0];
    expect(layer).toMatchObject({
      source: 'inline',
      line: 18,
      home: { document: 0, path: ['spec', 'source', 'helm', 'values'], style: 'block-string' },
    });
    expect(layer?.kind === 'document' && layer.text).toBe(
      'revision: stable\n\npilot:\n  env:\n    PIN: "false"\n',
    );
    expect(pin({ releases, installations, problems, environments })).toMatchObject({
      value: 'false',
      line: 23,
    });
  });

  it('lets valuesObject replace values entirely', async () => {
    const found = await detect(
      memoryTree({
        'app.yaml': application(`
          source:
            repoURL: ${ISTIO}
            chart: istiod
            targetRevision: 1.20.6
            helm:
              values: |
                pilot:
                  env:
                    PIN: "false"
              valuesObject:
                meshConfig:
                  accessLogFile: /dev/stdout
        `),
      }),
    );
    expect(pin(found)).toBeUndefined();
    expect(found.releases[0]?.values).toMatchObject([
      {
        source: 'inline',
        line: 18,
        home: { path: ['spec', 'source', 'helm', 'valuesObject'], style: 'mapping' },
      },
    ]);
    const layer = found.releases[0]?.values[0];
    expect(layer?.kind === 'document' && JSON.parse(layer.text)).toEqual({
      meshConfig: { accessLogFile: '/dev/stdout' },
    });
  });

  it('applies files, then inline values, then parameters, then files of parameters', async () => {
    const app = (helm: string): string =>
      application(`
        sources:
        - repoURL: ${ISTIO}
          chart: istiod
          targetRevision: 1.20.6
          helm:
            valueFiles:
            - $here/values/base.yaml
            - $here/values/prod.yaml
${helm}
        - repoURL: https://git.example.com/platform.git
          targetRevision: main
          ref: here
      `);
    const files = {
      'values/base.yaml': 'pilot:\n  env:\n    PIN: base\n',
      'values/prod.yaml': 'pilot:\n  env:\n    PIN: prod\n',
      'pin.txt': 'from a file',
    };
    const inline = '            valuesObject: {pilot: {env: {PIN: inline}}}\n';
    const parameter =
      '            parameters:\n            - {name: pilot.env.PIN, value: "12", forceString: true}\n            - {name: pilot.env.PIN, value: "13"}\n';
    const file = '            fileParameters:\n            - {name: pilot.env.PIN, path: $here/pin.txt}\n';
    const seen: unknown[] = [];
    for (const helm of ['', inline, inline + parameter, inline + parameter + file]) {
      const found = await detect(memoryTree({ ...files, 'app.yaml': app(helm.trimEnd()) }));
      expect(found.problems).toEqual([]);
      seen.push(pin(found)?.value);
    }
    expect(seen).toEqual(['prod', 'inline', '12', 'from a file']);
  });

  it('names values files that are missing, elsewhere or out of bounds', async () => {
    const app = (file: string, more = ''): string =>
      application(`
        sources:
        - repoURL: ${ISTIO}
          chart: istiod
          targetRevision: 1.20.6
          helm:
            valueFiles: [values.yaml, "$here/known.yaml", "${file}"]
${more}
        - {repoURL: https://git.example.com/here, ref: here}
        - {repoURL: https://git.example.com/private, ref: private}
      `);
    async function read(file: string, more?: string) {
      const { releases } = await detect(memoryTree({ 'app.yaml': app(file, more), 'known.yaml': 'a: 1\n' }));
      return {
        why: releases[0]?.problems.map(({ why, line, blocking }) => [line, blocking, why]) ?? [],
        unknown: releases[0]?.valuesUnknown === true,
      };
    }
    expect(await read('$here/none.yaml')).toMatchObject({
      why: [[14, true, expect.stringContaining('the deployment fails')]],
      unknown: false,
    });
    expect(await read('$here/none.yaml', '            ignoreMissingValueFiles: true')).toEqual({
      why: [],
      unknown: false,
    });
    expect(await read('$private/none.yaml')).toMatchObject({
      why: [[14, true, expect.stringContaining('https://git.example.com/private')]],
      unknown: true,
    });
    expect(await read('$private/none.yaml', '            ignoreMissingValueFiles: true')).toMatchObject({
      unknown: true,
    });
    expect(await read('$here/../../etc/passwd')).toMatchObject({
      why: [[14, true, expect.stringContaining('leads out of the repository')]],
    });
    expect(await read('https://example.com/values.yaml')).toMatchObject({ unknown: true });
    expect(await read('profiles/large.yaml')).toMatchObject({
      why: [[14, true, expect.stringContaining('published chart')]],
      unknown: true,
    });
    expect(await read('$typo/values.yaml')).toMatchObject({
      why: [[14, true, expect.stringContaining('ref: typo')]],
    });
  });

  it('deploys charts of the tree: once per Application, the bare chart no more', async () => {
    const app = (name: string): string =>
      application(`
        source:
          repoURL: https://git.example.com/platform
          path: charts/mesh
          helm:
            valueFiles: [values.yaml, ../../env/${name}.yaml, /shared/*.yaml]
      `).replace('name: istiod', `name: mesh-${name}`);
    const { releases, installations, environments, problems } = await detect(
      memoryTree({
        'charts/mesh/Chart.yaml': `name: mesh\nversion: 1.0.0\ndependencies:\n- name: istiod\n  version: 1.20.6\n  repository: ${ISTIO}\n`,
        'charts/mesh/values.yaml': 'istiod:\n  revision: ""\n',
        'charts/mesh/.argocd-source-mesh-prod.yaml':
          'helm:\n  parameters:\n  - name: istiod.pilot.env.PIN\n    value: overridden\n',
        'apps/dev/mesh.yaml': app('dev'),
        'apps/prod/mesh.yaml': app('prod'),
        'env/dev.yaml': 'istiod: {pilot: {env: {PIN: dev}}}\n',
        'env/prod.yaml': 'istiod: {pilot: {env: {PIN: prod}}}\n',
        'shared/a.yaml': 'istiod: {meshConfig: {}}\n',
      }),
    );
    expect(problems).toEqual([]);
    expect(environments.map(({ name }) => name)).toEqual(['apps/dev', 'apps/prod']);
    expect(installations.map(({ id, at }) => [id, at.file, at.line])).toEqual([
      ['apps/dev/istiod', 'charts/mesh/Chart.yaml', 5],
      ['apps/prod/istiod', 'charts/mesh/Chart.yaml', 5],
    ]);
    const [dev, prod] = releases;
    expect(dev?.values.map(({ source, file }) => [source, file])).toEqual([
      ['default', 'charts/mesh/values.yaml'],
      ['file', 'charts/mesh/values.yaml'],
      ['file', 'env/dev.yaml'],
      ['file', 'shared/a.yaml'],
    ]);
    expect(dev && lookup(dev.values, ['istiod', 'pilot', 'env', 'PIN'])?.value).toBe('dev');
    expect(prod && lookup(prod.values, ['istiod', 'pilot', 'env', 'PIN'])).toMatchObject({
      value: 'overridden',
      file: 'charts/mesh/.argocd-source-mesh-prod.yaml',
      line: 4,
    });
  });

  it('substitutes the build environment, and owns up to what only Argo CD knows', async () => {
    const app = (file: string): string =>
      application(`
        source:
          repoURL: https://git.example.com/platform
          path: mesh
          helm:
            valueFiles: ["${file}"]
      `);
    const files = {
      'mesh/Chart.yaml': `name: mesh\ndependencies:\n- {name: istiod, version: 1.20.6, repository: "${ISTIO}"}\n`,
      'mesh/istiod.yaml': 'a: 1\n',
    };
    const known = await detect(memoryTree({ ...files, 'app.yaml': app('$ARGOCD_APP_NAME.yaml') }));
    expect(known.problems).toEqual([]);
    expect(known.releases[0]?.values).toMatchObject([{ file: 'mesh/istiod.yaml' }]);
    const unknown = await detect(memoryTree({ ...files, 'app.yaml': app('$ARGOCD_APP_REVISION.yaml') }));
    expect(unknown.releases[0]).toMatchObject({ valuesUnknown: true, problems: [{ blocking: true }] });
  });

  it('reads registries with and without scheme, generic names beside istiod, and lists', async () => {
    const list = dedent(`
      apiVersion: v1
      kind: List
      items:
      - apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: base}
        spec:
          source: {repoURL: registry.example.com/mirror, chart: base, targetRevision: 1.20.6}
      - apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: istiod}
        spec:
          source: {repoURL: "oci://registry.example.com/mirror/istiod", path: ., targetRevision: 1.20.6}
      - apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: ztunnel}
        spec:
          source: {repoURL: registry.example.com/mirror, chart: ztunnel, targetRevision: "\${version}"}
      - apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: gateway}
        spec:
          source: {repoURL: https://charts.example.com, chart: gateway, targetRevision: 1.0.0}
    `);
    const { installations, problems } = await detect(memoryTree({ 'apps.yaml': list }));
    expect(
      installations.map(({ chart, version, at, release }) => [
        chart,
        version,
        at.line,
        release.chart.kind === 'published' && release.chart.repository,
      ]),
    ).toEqual([
      ['base', '1.20.6', 8, 'oci://registry.example.com/mirror'],
      ['istiod', '1.20.6', 13, 'oci://registry.example.com/mirror'],
      ['ztunnel', null, 18, 'oci://registry.example.com/mirror'],
    ]);
    expect(problems).toMatchObject([{ what: 'chart ztunnel', line: 18, blocking: true }]);
  });

  it('names what it can not follow: other repositories, plugins, wrappers; and where plain folders go', async () => {
    const elsewhere = application('source:\n  repoURL: https://git.example.com/other\n  path: istio/istiod');
    const plugin = application(
      'source:\n  repoURL: https://git.example.com/here\n  path: config\n  plugin: {name: envsubst}',
    );
    const wrapper = application(
      'source:\n  repoURL: https://charts.example.com\n  chart: company-istio\n  targetRevision: 3.0.0',
    );
    const plain = application('source:\n  repoURL: https://git.example.com/here\n  path: config');
    const { problems, deployedFolders, releases } = await detect(
      memoryTree({
        'a.yaml': elsewhere,
        'b.yaml': plugin,
        'c.yaml': wrapper,
        'd.yaml': plain,
        'config/rule.yaml': 'kind: X\n',
      }),
    );
    // Its path says what it is, and nothing here at which version.
    expect(releases).toMatchObject([
      { declared: { file: 'a.yaml' }, chart: { name: 'istiod', version: null }, valuesUnknown: true },
    ]);
    expect(problems.map(({ file, line, blocking }) => [file, line, blocking]).sort()).toEqual([
      ['a.yaml', 9, true],
      ['b.yaml', 9, true],
      ['c.yaml', 9, true],
    ]);
    expect(deployedFolders).toMatchObject([
      {
        folder: 'config',
        namespace: 'istio-system',
        destination: 'https://prod.example.com',
        declared: { file: 'd.yaml' },
      },
    ]);
  });

  it('names values that can not be read, and keeps the rest', async () => {
    const broken = application(
      `source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: 1.20.6, helm: {values: "a: [1"}}`,
    );
    const list = application(
      `source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: 1.20.6, helm: {values: "- 1"}}`,
    );
    for (const text of [broken, list]) {
      const { installations, releases, problems } = await detect(memoryTree({ 'app.yaml': text }));
      expect(installations).toHaveLength(1);
      expect(releases[0]?.valuesUnknown).toBe(true);
      expect(problems).toMatchObject([{ file: 'app.yaml', line: 9, blocking: true }]);
    }
  });

  it('names what a template can install although only values from elsewhere decide it', async () => {
    const template = [
      '{{- $name := "istiod" }}',
      '{{- if (index .Values.enabled $name) }}',
      'apiVersion: argoproj.io/v1alpha1',
      'kind: Application',
      'metadata:',
      '  name: {{ $name }}',
      '  namespace: {{ required "where" .Values.argo.namespace }}',
      '  labels:',
      '    {{- include "common.labels" . | nindent 4 }}',
      'spec:',
      '  source:',
      '    repoURL: https://istio-release.storage.googleapis.com/charts',
      '    chart: istiod',
      '    targetRevision: 1.22.2',
      '    helm:',
      '      valuesObject:',
      '        {{- $base := tpl (.Files.Get "base.yaml") . | fromYaml }}',
      '        {{- $base | toYaml | nindent 8 }}',
      '{{- end }}',
      '',
    ].join('\n');
    const { installations } = await detect(
      memoryTree({
        'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
        'apps/values.yaml': 'enabled: {}\n',
        'apps/templates/istiod.yaml': template,
        'off/Chart.yaml': 'apiVersion: v2\nname: off\nversion: 0.1.0\n',
        'off/values.yaml': 'enabled: {istiod: false}\n',
        'off/templates/istiod.yaml': template,
      }),
    );
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'apps/templates/istiod.yaml', line: 14 },
        release: { releaseName: 'istiod', values: [], valuesUnknown: true },
      },
    ]);
  });

  it('finds once what an Argo CD that manages itself deploys', async () => {
    const chart = (name: string): string => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`;
    const deploys = (path: string): string =>
      application(
        `source: {repoURL: "{{ .Values.repository }}", path: ${path}, targetRevision: HEAD}`,
      ).replace('name: istiod', `name: ${path.replace('/', '-')}`);
    const istiod = application(`
      source:
        repoURL: ${ISTIO}
        chart: istiod
        targetRevision: 1.22.2
    `);
    const values = 'repository: https://github.com/example/gitops\n';
    const ring = {
      'apps/all/Chart.yaml': chart('all'),
      'apps/all/values.yaml': values,
      'apps/all/templates/argocd.yaml': deploys('apps/argocd'),
      'apps/all/templates/istiod.yaml': istiod,
      'apps/argocd/Chart.yaml': chart('argocd'),
      'apps/argocd/values.yaml': values,
      'apps/argocd/templates/all.yaml': deploys('apps/all'),
    };
    const beside = {
      'other/Chart.yaml': chart('other'),
      'other/templates/web.yaml': deploys('web').replace(
        '{{ .Values.repository }}',
        'https://example.com/web',
      ),
    };
    for (const files of [ring, { ...ring, ...beside }, { ...ring, 'root.yaml': deploys('apps/all') }]) {
      const { installations } = await detect(memoryTree(files));
      expect(installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}`)).toEqual([
        'istiod 1.22.2 apps/all/templates/istiod.yaml',
      ]);
    }
  });
});
