import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

interface SetParts {
  readonly generators: string;
  readonly version: string;
  readonly go?: boolean;
  readonly helm?: string;
  readonly more?: string;
}

function applicationSet({ generators, version, go = false, helm = '', more = '' }: SetParts): string {
  const field = (name: string): string => (go ? `{{ .${name} }}` : `{{${name}}}`);
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: ApplicationSet',
    'metadata: {name: istiod}',
    'spec:',
    `  goTemplate: ${go}`,
    '  generators:',
    ...indented(generators, 2),
    '  template:',
    `    metadata: {name: 'istiod-${field('name')}'}`,
    '    spec:',
    `      destination: {server: 'https://${field('name')}.example.com', namespace: istio-system}`,
    '      source:',
    `        repoURL: ${ISTIO}`,
    '        chart: istiod',
    `        targetRevision: '${version}'`,
    ...(helm === '' ? [] : ['        helm:', ...indented(helm, 10)]),
    ...indented(more, 2),
    '',
  ].join('\n');
}

function indented(text: string, width: number): string[] {
  return dedent(text)
    .split('\n')
    .filter(line => line !== '')
    .map(line => `${' '.repeat(width)}${line}`);
}

const LIST = `
  - list:
      elements:
      - {name: dev, version: 1.22.2}
      - name: prod
        version: 1.20.6
`;

async function read(files: Record<string, string>) {
  const tree = memoryTree(files);
  const detection = await detect(tree);
  return { detection, unread: (await unreadForms(tree)).map(({ what }) => what) };
}

function brief({ installations }: Detection) {
  return installations.map(({ version, at, release }) => [
    version,
    `${at.file}:${at.line}`,
    release.releaseName,
  ]);
}

describe('detect/argocd-sets: generators', () => {
  it.each([
    [false, '{{version}}'],
    [true, '{{ .version }}'],
  ])('makes an Application of each element of a list (goTemplate: %s)', async (go, version) => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({ generators: LIST, version, go }),
    });
    expect(brief(detection)).toEqual([
      ['1.22.2', 'set.yaml:9', 'istiod-dev'],
      ['1.20.6', 'set.yaml:11', 'istiod-prod'],
    ]);
    expect(detection.installations.map(({ environment }) => environment)).toEqual([
      'dev.example.com',
      'prod.example.com',
    ]);
    expect(detection.problems).toEqual([]);
    expect(unread).toEqual([]);
  });

  it('reads files of this repository, and puts each Application where its file is', async () => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({
        generators: '- git: {repoURL: https://git/x, files: [{path: "clusters/*/config.yaml"}]}',
        version: '{{ .mesh.version }}',
        go: true,
        helm: `
          values: |
            revision: {{ .path.basename }}
            pilot:
              env:
                PIN: "false"
        `,
      }),
      'clusters/dev/config.yaml': 'name: dev\nmesh:\n  version: 1.22.2\n',
      'clusters/prod/config.yaml': 'name: prod\nmesh:\n  version: 1.20.6\n',
    });
    expect(brief(detection).map(([version, at]) => [version, at])).toEqual([
      ['1.22.2', 'clusters/dev/config.yaml:3'],
      ['1.20.6', 'clusters/prod/config.yaml:3'],
    ]);
    expect(detection.installations.map(({ environment, revision }) => [environment, revision])).toEqual([
      ['clusters/dev', 'dev'],
      ['clusters/prod', 'prod'],
    ]);
    const values = detection.installations[0]?.release.values ?? [];
    expect(lookup(values, ['pilot', 'env', 'PIN'])).toMatchObject({
      value: 'false',
      file: 'set.yaml',
      line: 21,
    });
    expect(values).toMatchObject([{ text: expect.stringContaining('revision: dev') }]);
    // Text that was filled in is not what stands in the file.
    expect(values[0]?.kind === 'document' && values[0].home).toBeFalsy();
    expect(unread).toEqual([]);
  });

  it('makes one of each folder, leaving out what is excluded', async () => {
    const chart = (version: string): string =>
      `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: ${version}\n  repository: ${ISTIO}\n`;
    const set = applicationSet({
      generators:
        '- git: {repoURL: https://git/x, directories: [{path: "envs/*"}, {path: envs/old, exclude: true}]}',
      version: 'HEAD',
    })
      .replace('        chart: istiod\n', "        path: '{{path}}'\n")
      .replaceAll('{{name}}', '{{path.basename}}');
    const { detection } = await read({
      'set.yaml': set,
      'envs/dev/Chart.yaml': chart('1.22.2'),
      'envs/prod/Chart.yaml': chart('1.20.6'),
      'envs/old/Chart.yaml': chart('1.16.0'),
    });
    const made = detection.installations.filter(({ release }) => release.form === 'argocd');
    expect(made.map(({ version, environment }) => [version, environment])).toEqual([
      ['1.22.2', 'envs/dev'],
      ['1.20.6', 'envs/prod'],
    ]);
  });

  it('crosses a matrix, whose second half may use the first, and merges by key', async () => {
    const matrix = await read({
      'set.yaml': applicationSet({
        generators: `
          - matrix:
              generators:
              - list: {elements: [{name: dev}, {name: prod}]}
              - git: {repoURL: https://git/x, files: [{path: "clusters/{{name}}/*.json"}]}
        `,
        version: '{{version}}',
      }),
      'clusters/dev/istio.json': '{"version": "1.22.2"}',
      'clusters/prod/istio.json': '{"version": "1.20.6"}',
    });
    expect(brief(matrix.detection)).toEqual([
      ['1.22.2', 'clusters/dev/istio.json:1', 'istiod-dev'],
      ['1.20.6', 'clusters/prod/istio.json:1', 'istiod-prod'],
    ]);
    const merged = await read({
      'set.yaml': applicationSet({
        generators: `
          - merge:
              mergeKeys: [name]
              generators:
              - list: {elements: [{name: dev, version: 1.20.6}, {name: prod, version: 1.20.6}]}
              - list: {elements: [{name: dev, version: 1.22.2}]}
        `,
        version: '{{version}}',
      }),
    });
    expect(brief(merged.detection).map(([version]) => version)).toEqual(['1.22.2', '1.20.6']);
  });

  it('merges what is said of clusters that the tree does not hold, each of them by itself', async () => {
    const { detection } = await read({
      'set.yaml': applicationSet({
        generators: `
          - merge:
              mergeKeys: [server]
              generators:
              - clusters:
                  values: {version: 1.24.2}
              - clusters:
                  selector: {matchLabels: {environment: staging}}
                  values: {version: 1.25.0}
              - clusters:
                  selector: {matchLabels: {environment: prod}}
                  values: {version: 1.23.4}
        `,
        version: '{{values.version}}',
      }),
    });
    expect(brief(detection).map(([version]) => version)).toEqual(['1.24.2', '1.25.0', '1.23.4']);
  });

  it('takes the charts of a mirror for Istio’s where it serves istiod too', async () => {
    const set = applicationSet({
      generators: '- list: {elements: [{name: base}, {name: istiod}]}',
      version: '1.22.2',
    })
      .replace(ISTIO, 'https://charts.example.com/mesh')
      .replace('chart: istiod', "chart: '{{name}}'");
    const { detection } = await read({ 'set.yaml': set });
    expect(detection.installations.map(({ chart }) => chart)).toEqual(['base', 'istiod']);
  });

  it('goes by selectors', async () => {
    const generators = `
      - list: {elements: [{name: dev, version: 1.22.2}, {name: prod, version: 1.20.6}]}
        selector: {matchLabels: {name: dev}}
    `;
    const { detection } = await read({ 'set.yaml': applicationSet({ generators, version: '{{version}}' }) });
    expect(brief(detection).map(([version]) => version)).toEqual(['1.22.2']);
  });
});

describe('detect/argocd-sets: more of generators', () => {
  const SECRET = (name: string, version: string): string =>
    dedent(`
      apiVersion: v1
      kind: Secret
      metadata:
        name: ${name}
        labels:
          argocd.argoproj.io/secret-type: cluster
          istio-version: ${version}
      stringData:
        name: ${name}
        server: https://${name}.example.com
    `);

  it.each([
    [false, '{{metadata.labels.istio-version}}'],
    [true, '{{ index .metadata.labels "istio-version" }}'],
  ])('reads clusters that this tree declares (goTemplate: %s)', async (go, version) => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({
        generators: '- clusters: {selector: {matchExpressions: [{key: istio-version, operator: Exists}]}}',
        version,
        go,
      }),
      'clusters/dev.yaml': SECRET('dev', '1.22.2'),
      'clusters/prod.yaml': SECRET('prod', '1.20.6').replace('kind: Secret', 'kind: Secret # istio'),
      'clusters/other.yaml': SECRET('other', '1.16.0').replace('istio-version', 'istio'),
    });
    expect(brief(detection)).toEqual([
      ['1.22.2', 'clusters/dev.yaml:7', 'istiod-dev'],
      ['1.20.6', 'clusters/prod.yaml:7', 'istiod-prod'],
    ]);
    expect(detection.problems).toEqual([]);
    expect(unread).toEqual([]);
  });

  it('reads what an external secret becomes', async () => {
    const external = SECRET('dev', '1.22.2')
      .replace('apiVersion: v1\nkind: Secret\n', '')
      .split('\n')
      .map(line => `      ${line}`)
      .join('\n');
    const { detection } = await read({
      'set.yaml': applicationSet({
        generators: '- clusters: {}',
        version: '{{metadata.labels.istio-version}}',
      }),
      'es.yaml': `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: x}\nspec:\n  target:\n    template:\n${external}\n`,
    });
    expect(brief(detection)).toEqual([['1.22.2', 'es.yaml:11', 'istiod-dev']]);
  });

  it.each([
    [false, '{{values.version}}', '{{path.basename}}'],
    [true, '{{ .values.version }}', '{{ .path.basename }}'],
  ])(
    'fills the values of a generator by its other parameters (goTemplate: %s)',
    async (go, version, folder) => {
      const set = applicationSet({
        generators: `
        - git:
            repoURL: https://git/x
            directories: [{path: "envs/*"}]
            values: {version: 1.22.2, name: 'in-${folder}'}
      `,
        version,
        go,
      });
      const name = go ? '{{ .values.name }}' : '{{values.name}}';
      const { detection } = await read({
        'set.yaml': set.replaceAll(go ? '{{ .name }}' : '{{name}}', name),
        'envs/dev/istio.yaml': 'a: 1\n',
        'envs/.hidden/istio.yaml': 'a: 1\n',
      });
      expect(brief(detection)).toEqual([['1.22.2', 'set.yaml:10', 'istiod-in-dev']]);
    },
  );

  it('keeps apart the paths of two git generators', async () => {
    const set = applicationSet({
      generators: `
        - matrix:
            generators:
            - git: {repoURL: https://git/x, directories: [{path: "apps/*"}], pathParamPrefix: app}
            - git: {repoURL: https://git/x, files: [{path: "clusters/*.yaml"}], pathParamPrefix: cluster}
      `,
      version: '{{ .version }}',
      go: true,
    }).replaceAll('{{ .name }}', '{{ .app.path.basename }}-{{ .cluster.path.filename }}');
    const { detection } = await read({
      'set.yaml': set,
      'apps/istio/x': '',
      'clusters/dev.yaml': 'version: 1.22.2\n',
    });
    expect(brief(detection)).toEqual([['1.22.2', 'clusters/dev.yaml:1', 'istiod-istio-dev.yaml']]);
  });

  it('lets the first generator of a matrix win, and the later one of a merge', async () => {
    const lists = ['1.22.2', '1.20.6'].map(version => ({ list: { elements: [{ name: 'dev', version }] } }));
    const both = async (kind: string) => {
      const generator = { [kind]: { mergeKeys: ['name'], generators: lists } };
      const generators = `- ${JSON.stringify(generator)}`;
      const { detection } = await read({
        'set.yaml': applicationSet({ generators, version: '{{ .version }}', go: true }),
      });
      return brief(detection).map(([version]) => version);
    };
    expect(await both('matrix')).toEqual(['1.22.2']);
    expect(await both('merge')).toEqual(['1.20.6']);
  });

  it('makes a list out of what the first generator of a matrix holds', async () => {
    const { detection } = await read({
      'set.yaml': applicationSet({
        generators: `
          - matrix:
              generators:
              - git: {repoURL: https://git/x, files: [{path: fleet.yaml}]}
              - list: {elementsYaml: '{{ .clusters | toJson }}'}
        `,
        version: '{{ .version }}',
        go: true,
      }),
      'fleet.yaml': 'clusters:\n- {name: dev, version: 1.22.2}\n- {name: prod, version: 1.20.6}\n',
    });
    expect(brief(detection).map(([version, , name]) => [version, name])).toEqual([
      ['1.22.2', 'istiod-dev'],
      ['1.20.6', 'istiod-prod'],
    ]);
    expect(brief(detection).map(([, at]) => at)).toEqual(['fleet.yaml:2', 'fleet.yaml:3']);
  });

  it('lays a generator’s own template over the set’s', async () => {
    const { detection } = await read({
      'set.yaml': applicationSet({
        generators: `
          - list:
              elements: [{name: dev}]
              template:
                metadata: {}
                spec:
                  source:
                    targetRevision: 1.22.2
          - list: {elements: [{name: prod}]}
        `,
        version: '1.20.6',
      }),
    });
    expect(brief(detection)).toEqual([
      ['1.22.2', 'set.yaml:13', 'istiod-dev'],
      ['1.20.6', 'set.yaml:22', 'istiod-prod'],
    ]);
  });

  it('applies a templatePatch, with its lines, and those of the parameters that give its versions', async () => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({
        generators: LIST,
        version: '1.16.0',
        go: true,
        helm: 'valuesObject: {pilot: {env: {PIN: "true", GONE: "1"}}}',
        more: `
          templatePatch: |
            spec:
              source:
                targetRevision: {{ .version }}
                {{- if eq .name "prod" }}
                helm:
                  valuesObject:
                    pilot:
                      env:
                        PIN: "false"
                        GONE: null
                {{- end }}
        `,
      }),
    });
    expect(brief(detection)).toEqual([
      ['1.22.2', 'set.yaml:9', 'istiod-dev'],
      ['1.20.6', 'set.yaml:11', 'istiod-prod'],
    ]);
    const pins = detection.releases.map(({ values }) => lookup(values, ['pilot', 'env', 'PIN']));
    expect(pins).toMatchObject([
      { value: 'true', line: 21 },
      { value: 'false', line: 31 },
    ]);
    expect(lookup(detection.releases[1]?.values ?? [], ['pilot', 'env', 'GONE'])).toBeUndefined();
    expect(detection.problems).toEqual([]);
    expect(unread).toEqual([]);
  });

  it('places each of the sources that a templatePatch lists', async () => {
    const { detection } = await read({
      'set.yaml': applicationSet({
        generators: LIST,
        version: '1.16.0',
        go: true,
        more: `
          templatePatch: |
            spec:
              sources:
              - {repoURL: "${ISTIO}", chart: base, targetRevision: 1.24.2}
              - repoURL: ${ISTIO}
                chart: istiod
                targetRevision: {{ .version }}
        `,
      }),
    });
    expect(brief(detection)).toEqual([
      ['1.24.2', 'set.yaml:23', 'istiod-dev'],
      ['1.22.2', 'set.yaml:9', 'istiod-dev'],
      ['1.24.2', 'set.yaml:23', 'istiod-prod'],
      ['1.20.6', 'set.yaml:11', 'istiod-prod'],
    ]);
  });

  it('fills in a version that a script gives the set, at its line', async () => {
    const { detection } = await read({
      'set.yaml': applicationSet({ generators: LIST, version: '${MESH_ISTIO_VERSION}' }),
      'vars.sh': 'export MESH_ISTIO_VERSION="${MESH_ISTIO_VERSION:-1.24.2}"\n',
    });
    expect(brief(detection)).toEqual([
      ['1.24.2', 'vars.sh:1', 'istiod-dev'],
      ['1.24.2', 'vars.sh:1', 'istiod-prod'],
    ]);
  });
});

describe('detect/argocd-sets: what the tree does not decide', () => {
  it('reads a version that is written, wherever the clusters come from', async () => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({ generators: '- clusters: {}', version: '1.22.2' }),
    });
    expect(brief(detection)).toEqual([['1.22.2', 'set.yaml:15', 'istiod-{{name}}']]);
    expect(detection.problems).toEqual([]);
    expect(unread).toEqual([]);
  });

  it('never guesses a version held in cluster secrets, and says where it is', async () => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({ generators: '- clusters: {}', version: '{{metadata.labels.istio}}' }),
    });
    expect(brief(detection)).toEqual([[null, 'set.yaml:15', 'istiod-{{name}}']]);
    expect(detection.problems).toContainEqual(
      expect.objectContaining({
        what: 'targetRevision of ApplicationSet istiod',
        why: expect.stringContaining('cluster secrets'),
        blocking: true,
      }),
    );
    expect(unread).toEqual(['ApplicationSet istiod']);
  });

  it.each([
    ['pilot.env.PIN', [['pilot', 'env', 'PIN']], 'pilot:\n    env:\n      PIN: {{name}}'],
    ['a name', undefined, 'global:\n    multiCluster:\n      clusterName: {{name}}'],
  ])('knows whether %s matters', async (_name, open, values) => {
    const { detection } = await read({
      'set.yaml': applicationSet({
        generators: '- clusters: {}',
        version: '1.22.2',
        helm: `values: |\n  ${values}`,
      }),
    });
    expect(detection.releases[0]?.valuesUnknown).toBeUndefined();
    expect(detection.releases[0]?.openValues?.map(({ path }) => path)).toEqual(open);
    const [layer] = detection.releases[0]?.values ?? [];
    expect(layer?.kind === 'document' && layer.text).toContain('undecided');
  });

  it('says that a templatePatch is not followed where the tree does not decide it', async () => {
    const { detection, unread } = await read({
      'set.yaml': applicationSet({
        generators: '- clusters: {}',
        version: '1.22.2',
        go: true,
        more: "templatePatch: |\n  spec: {source: {targetRevision: '{{ .metadata.labels.istio }}'}}",
      }),
    });
    expect(detection.problems).toMatchObject([
      { what: 'ApplicationSet istiod', file: 'set.yaml', line: 16, blocking: true },
    ]);
    expect(unread).toEqual(['ApplicationSet istiod']);
  });

  it.each([
    ['scmProvider: {}', 'each repository of an organisation'],
    ['pullRequest: {}', 'each open pull request'],
    ['plugin: {configMapRef: {name: fleet}}', 'ConfigMap fleet'],
    ['clusterDecisionResource: {configMapRef: placements}', 'ConfigMap placements'],
    ['git: {repoURL: https://git/fleet, files: [{path: no/*.json}]}', 'look in https://git/fleet'],
    ['unheard: {}', 'outside of this repository'],
  ])('says so of %s, and where to look', async (generator, place) => {
    const { detection } = await read({
      'set.yaml': applicationSet({ generators: `- ${generator}`, version: '{{version}}' }),
    });
    expect(brief(detection)).toMatchObject([[null, 'set.yaml:15', expect.anything()]]);
    expect(detection.problems).toMatchObject([
      {
        what: 'targetRevision of ApplicationSet istiod',
        why: expect.stringContaining(place),
        blocking: true,
      },
    ]);
  });

  it('takes a missing parameter for what Go takes it for', async () => {
    const set = (options: string) =>
      applicationSet({
        generators: '- list: {elements: [{name: dev}]}',
        version: '{{ .version }}',
        go: true,
        more: options,
      });
    for (const options of ['', 'goTemplateOptions: ["missingkey=error"]']) {
      const { detection } = await read({ 'set.yaml': set(options) });
      expect(brief(detection)).toEqual([[null, 'set.yaml:15', 'istiod-dev']]);
      expect(detection.problems).toContainEqual(expect.objectContaining({ blocking: true }));
    }
    const { detection } = await read({
      'set.yaml': set('').replace('{{ .version }}', '{{ .mesh.version | default "1.22.2" }}'),
    });
    expect(brief(detection).map(([version]) => version)).toEqual(['1.22.2']);
  });

  it('survives nonsense', async () => {
    const broken = [
      '- 7',
      '- list: {elements: 7}',
      '- list: {elements: [7, null]}',
      '- matrix: {generators: []}',
      '- merge: {}',
      '- {}',
    ];
    for (const generators of broken) {
      const { detection } = await read({
        'set.yaml': applicationSet({ generators, version: '{{ .a | explode }} {{ if }} {{', go: true }),
      });
      expect(detection.installations.every(({ version }) => version === null)).toBe(true);
    }
    const deep = `${'- matrix: {generators: ['.repeat(1)}${'{matrix: {generators: ['.repeat(40)}${']}}'.repeat(40)}]}`;
    await read({ 'set.yaml': applicationSet({ generators: deep, version: '{{version}}' }) });
  });
});

const APPS = {
  'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
  'apps/values.yaml': dedent(`
    istio:
      enabled: true
      version: 1.20.6
      values:
        pilot:
          env:
            PIN: "false"
  `),
  'apps/templates/istiod.yaml': dedent(`
    {{- if .Values.istio.enabled }}
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: istiod
    spec:
      destination:
        server: {{ .Values.server | default "https://kubernetes.default.svc" }}
        namespace: istio-system
      source:
        repoURL: ${ISTIO}
        chart: istiod
        targetRevision: {{ .Values.istio.version | quote }}
        helm:
          values: |
            {{- toYaml .Values.istio.values | nindent 8 }}
    {{- end }}
  `),
};

function parent(name: string, version: string): Record<string, string> {
  return {
    [`clusters/${name}.yaml`]: dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: apps-${name}}
      spec:
        source:
          repoURL: https://git/x
          path: apps
          helm:
            valuesObject:
              server: https://${name}.example.com
              istio:
                version: ${version}
    `),
  };
}

describe('detect/argocd-templates', () => {
  it('reads Applications that a chart writes by its own values', async () => {
    const { detection, unread } = await read(APPS);
    expect(brief(detection)).toEqual([['1.20.6', 'apps/values.yaml:3', 'istiod']]);
    expect(detection.releases.find(({ releaseName }) => releaseName === 'istiod')).toMatchObject({
      destination: 'https://kubernetes.default.svc',
      declared: { file: 'apps/templates/istiod.yaml', line: 10 },
    });
    const values = detection.installations[0]?.release.values ?? [];
    expect(lookup(values, ['pilot', 'env', 'PIN'])).toMatchObject({
      value: 'false',
      file: 'apps/values.yaml',
      line: 7,
    });
    expect(unread).toEqual([]);
  });

  it('reads them once for each Application that deploys the chart', async () => {
    const { detection } = await read({ ...APPS, ...parent('dev', '1.22.2'), ...parent('prod', '1.21.0') });
    expect(brief(detection).map(([version, at]) => [version, at])).toEqual([
      ['1.22.2', 'clusters/dev.yaml:12'],
      ['1.21.0', 'clusters/prod.yaml:12'],
    ]);
    expect(detection.installations.map(({ environment }) => environment)).toEqual([
      'dev.example.com',
      'prod.example.com',
    ]);
  });

  it('has none where a condition says so', async () => {
    const off = APPS['apps/values.yaml'].replace('enabled: true', 'enabled: false');
    expect((await read({ ...APPS, 'apps/values.yaml': off })).detection.installations).toEqual([]);
  });

  it.each([
    ['a name', 'name: istiod', 'name: {{ include "name" . }}'],
    ['labels', '  name: istiod', '  name: istiod\n  labels:\n    {{- include "labels" . | nindent 4 }}'],
  ])('reads a version beside %s that only Helm knows', async (_name, from, to) => {
    const template = APPS['apps/templates/istiod.yaml'].replace(from, to);
    const { detection, unread } = await read({ ...APPS, 'apps/templates/istiod.yaml': template });
    expect(brief(detection)).toMatchObject([['1.20.6', 'apps/values.yaml:3', expect.anything()]]);
    expect(unread).toEqual([]);
  });

  it('follows named templates of the chart', async () => {
    const template = APPS['apps/templates/istiod.yaml'].replace(
      '{{ .Values.istio.version | quote }}',
      '{{ include "apps.version" . | quote }}',
    );
    const { detection, unread } = await read({
      ...APPS,
      'apps/templates/istiod.yaml': template,
      'apps/templates/_helpers.tpl': '{{- define "apps.version" -}}{{ .Values.istio.version }}{{- end -}}',
    });
    expect(brief(detection)).toEqual([['1.20.6', 'apps/values.yaml:3', 'istiod']]);
    expect(unread).toEqual([]);
  });

  it.each([
    [
      'another value, which a text among the values names',
      '"{{ .Values.istio.given }}"',
      'apps/values.yaml:5',
    ],
    ['a plain text among the values that may be a template', '1.20.6', 'apps/values.yaml:4'],
  ])('points to %s', async (_name, revision, at) => {
    const { detection } = await read({
      ...APPS,
      'apps/templates/istiod.yaml': APPS['apps/templates/istiod.yaml'].replace(
        '{{ .Values.istio.version | quote }}',
        '{{ tpl .Values.istio.revision . | quote }}',
      ),
      'apps/values.yaml': `istio:\n  enabled: true\n  other: 1\n  revision: ${revision}\n  given: 1.20.6\n`,
    });
    expect(brief(detection)).toEqual([['1.20.6', at, 'istiod']]);
  });

  it('points to the named template of another file that holds a version', async () => {
    const { detection } = await read({
      ...APPS,
      'apps/templates/istiod.yaml': APPS['apps/templates/istiod.yaml'].replace(
        '{{ .Values.istio.version | quote }}',
        '{{ include "apps.version" . }}',
      ),
      'apps/templates/_helpers.tpl': '{{- define "apps.version" -}}\n1.20.6\n{{- end -}}\n',
    });
    expect(brief(detection)).toEqual([['1.20.6', 'apps/templates/_helpers.tpl:2', 'istiod']]);
  });

  it('points to Chart.yaml for a version that stands there', async () => {
    const template = APPS['apps/templates/istiod.yaml'].replace('.Values.istio.version', '.Chart.AppVersion');
    const { detection } = await read({
      ...APPS,
      'apps/templates/istiod.yaml': template,
      'apps/Chart.yaml': `${APPS['apps/Chart.yaml']}appVersion: 1.22.2\n`,
    });
    expect(brief(detection)).toEqual([['1.22.2', 'apps/Chart.yaml:4', 'istiod']]);
  });

  it('follows a chart that only another chart deploys, by what that one writes', async () => {
    const root = dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: apps, namespace: argocd}
      spec:
        source:
          repoURL: {{ .Values.repo }}
          path: apps
          helm:
            valuesObject:
              istio:
                version: {{ .Values.version }}
    `);
    const { detection, unread } = await read({
      ...APPS,
      'root/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 0.1.0\n',
      'root/values.yaml': 'repo: ""\nversion: 1.22.2\n',
      'root/templates/apps.yaml': root,
    });
    expect(brief(detection)).toEqual([['1.22.2', 'root/values.yaml:2', 'istiod']]);
    expect(detection.problems).toMatchObject([{ what: 'chart root', assumption: true, blocking: false }]);
    expect(unread).toEqual([]);
  });

  it('names a template that does not tell a version', async () => {
    const template = APPS['apps/templates/istiod.yaml'].replace(
      '{{ .Values.istio.version | quote }}',
      '{{ include "version" . }}',
    );
    const { detection, unread } = await read({ ...APPS, 'apps/templates/istiod.yaml': template });
    expect(detection.installations).toMatchObject([{ version: null }]);
    expect(detection.problems).toContainEqual(expect.objectContaining({ blocking: true }));
    expect(unread).toEqual(['Application']);
  });

  it('names values that a template does not tell: what it installs is read all the same', async () => {
    const template = APPS['apps/templates/istiod.yaml'].replace(
      '{{- toYaml .Values.istio.values',
      '{{- include "values" .',
    );
    const { detection, unread } = await read({ ...APPS, 'apps/templates/istiod.yaml': template });
    expect(detection.installations).toMatchObject([{ version: '1.20.6', release: { valuesUnknown: true } }]);
    expect(detection.problems).toContainEqual(expect.objectContaining({ blocking: true }));
    expect(unread).toEqual([]);
  });

  it.each([
    ['takes what may be deployed to be', '', []],
    [
      'names what may be deployed instead',
      '{{- else }}\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\n',
      ['Application'],
    ],
  ])('%s', async (_name, otherwise, names) => {
    const template = APPS['apps/templates/istiod.yaml']
      .replace('{{- if .Values.istio.enabled }}', '{{- if .Capabilities.APIVersions.Has "x" }}')
      .replace(/\{\{- end \}\}\s*$/, `${otherwise}{{- end }}\n`);
    const { detection, unread } = await read({ ...APPS, 'apps/templates/istiod.yaml': template });
    expect(brief(detection)).toEqual([['1.20.6', 'apps/values.yaml:3', 'istiod']]);
    expect(detection.problems).toContainEqual(
      expect.objectContaining({ what: 'Application istiod', assumption: true, blocking: false }),
    );
    expect(unread).toEqual(names);
  });
});
