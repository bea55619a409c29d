import { detect } from '../../../src/detect/detect.js';
import { helmfile } from '../../../src/detect/helmfile/helmfile.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Detection, Installation } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

async function found(files: Readonly<Record<string, string>>): Promise<Detection> {
  return detect(memoryTree(files), [helmfile]);
}

function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

function pin(installation: Installation | undefined, name = 'ENABLE_AUTO_SNI'): string | undefined {
  const value = installation && lookup(installation.release.values, ['pilot', 'env', name]);
  return value && `${value.value} ${value.file}:${value.line}`;
}

const REPOSITORY =
  'repositories:\n- name: mesh\n  url: https://istio-release.storage.googleapis.com/charts\n';

function release(...lines: readonly string[]): string {
  return [
    'releases:',
    '- name: istiod',
    '  namespace: istio-system',
    '  chart: mesh/istiod',
    ...lines.map(line => `  ${line}`),
    '',
  ].join('\n');
}

describe('detect: helmfile', () => {
  it('finds releases by the address of their repository', async () => {
    const { installations, problems } = await found({
      'helmfile.yaml': `${REPOSITORY}- name: cloud\n  url: registry.istio.io/release/charts\n  oci: true\n${release('version: 1.22.2')}- name: gateway\n  chart: cloud/gateway\n  version: 1.22.3\n- name: redis\n  chart: bitnami/redis\n  version: 1.0.0\n`,
    });
    expect(problems).toEqual([]);
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'helmfile.yaml', line: 11 },
        release: {
          form: 'helmfile',
          deployer: 'helmfile',
          namespace: 'istio-system',
          chart: { repository: 'https://istio-release.storage.googleapis.com/charts' },
        },
      },
      {
        chart: 'gateway',
        version: '1.22.3',
        release: { chart: { repository: 'oci://registry.istio.io/release/charts' } },
      },
    ]);
  });

  it('reads values in their order, each at its line', async () => {
    const { installations, problems } = await found({
      'helmfile.yaml': `${REPOSITORY}${release(
        'version: 1.22.2',
        'values:',
        '- values.yaml',
        '- pilot: {env: {B: inline}}',
        '- more.yaml.gotmpl',
        '- absent.yaml',
        'missingFileHandler: Warn',
        'set:',
        '- name: pilot.env.D',
        '  value: set',
      )}`,
      'values.yaml': 'pilot:\n  env:\n    A: file\n    B: file\n',
      'more.yaml.gotmpl':
        '{{- $name := .Release.Name }}\npilot:\n  env:\n    {{- if eq .Environment.Name "default" }}\n    C: {{ $name | quote }}\n    {{- end }}\n',
    });
    expect(problems).toEqual([]);
    expect([...'ABCD'].map(name => pin(installations[0], name))).toEqual([
      'file values.yaml:3',
      'inline helmfile.yaml:11',
      'istiod more.yaml.gotmpl:5',
      'set helmfile.yaml:16',
    ]);
    expect(
      installations[0]?.release.values.map(layer => layer.kind === 'document' && layer.home?.style),
    ).toEqual(['mapping', 'mapping', undefined, false]);
  });

  it('fills a state of Helmfile before 1.0 with the values that it names itself', async () => {
    const state = `${REPOSITORY}values:\n- mesh.yaml\n${release('version: {{ .Values.mesh.version }}')}`;
    const files = { 'mesh.yaml': 'mesh:\n  version: 1.22.2\n' };
    expect(briefly(await found({ ...files, 'helmfile.yaml': state }))).toEqual(['istiod 1.22.2 mesh.yaml:2']);
    expect(briefly(await found({ ...files, 'helmfile.yaml.gotmpl': state }))).toEqual([
      'istiod null helmfile.yaml.gotmpl:10',
    ]);
  });

  it('runs the default environment beside others where it installs what they do not', async () => {
    const state = (condition: string) =>
      `environments:\n  prod: {}\n---\n${REPOSITORY}${release('version: 1.22.2', `installed: {{ ${condition} }}`)}`;
    const installed = async (condition: string) =>
      (await found({ 'helmfile.yaml.gotmpl': state(condition) })).installations.map(({ version }) => version);
    expect(await installed('eq .Environment.Name "default"')).toEqual(['1.22.2']);
    expect(await installed('eq .Environment.Name "prod"')).toEqual(['1.22.2']);
    expect(await installed('true')).toEqual(['1.22.2']);
  });

  it('leaves the default environment out where others are declared, and say more', async () => {
    const files = {
      'helmfile.yaml.gotmpl': `environments:\n  prod:\n    values: [prod.yaml]\n---\n${REPOSITORY}${release('version: {{ .Values.version | default "1.20.0" }}')}`,
      'prod.yaml': 'version: 1.22.2\n',
    };
    expect(briefly(await found(files))).toEqual([expect.stringMatching(/istiod 1\.22\.2 prod\.yaml:1$/)]);
  });

  it('makes an environment of each that comes to something of its own', async () => {
    const files = {
      'helmfile.yaml.gotmpl': `environments:\n  dev:\n    values: [env/dev.yaml]\n  prod:\n    values:\n    - env/prod.yaml\n    - sni: "false"\n---\n${REPOSITORY}${release('version: {{ .Values.istio.version }}', 'values:', '- pilot: {env: {ENABLE_AUTO_SNI: "{{ .Values.sni }}"}}', '- env/{{ .Environment.Name }}-istiod.yaml')}`,
      'env/dev.yaml': 'sni: "true"\nistio:\n  version: 1.23.0\n',
      'env/prod.yaml': 'istio:\n  version: 1.22.2\n',
      'env/dev-istiod.yaml': '{}\n',
      'env/prod-istiod.yaml': 'pilot:\n  replicaCount: 3\n',
    };
    const detection = await found(files);
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual([
      'dev/istiod 1.23.0 env/dev.yaml:3',
      'prod/istiod 1.22.2 env/prod.yaml:2',
    ]);
    expect(detection.installations.map(installation => pin(installation))).toEqual([
      'true helmfile.yaml.gotmpl:18',
      'false helmfile.yaml.gotmpl:18',
    ]);
    const same = await found({
      ...files,
      'env/prod.yaml': files['env/dev.yaml'],
      'env/prod-istiod.yaml': '{}\n',
      'helmfile.yaml.gotmpl': files['helmfile.yaml.gotmpl'].replace('    - sni: "false"\n', ''),
    });
    expect(same.installations).toHaveLength(1);
  });

  it('takes releases, values and templates from bases, other states and anchors', async () => {
    const detection = await found({
      'helmfile.yaml':
        'bases:\n- common.yaml\nhelmfiles:\n- path: mesh/helmfile.yaml\n  values:\n  - version: 1.22.2\n',
      'common.yaml': 'helmDefaults:\n  wait: true\n',
      'mesh/helmfile.yaml': dedent(`
        bases: [../repositories.yaml]
        ---
        templates:
          default: &default
            namespace: istio-system
            version: {{ .Values.version }}
          shared:
            missingFileHandler: Info
        releases:
        - name: istio-base
          chart: mesh/base
          <<: *default
        - name: istiod
          chart: mesh/{{ "{{" }} .Release.Name }}
          inherit: [{template: shared}]
          values:
          - ../values/{{ "{{" }} .Release.Name }}.yaml
          <<: *default
      `),
      'repositories.yaml': REPOSITORY,
    });
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual([
      'mesh/base 1.22.2 helmfile.yaml:6',
      'mesh/istiod 1.22.2 helmfile.yaml:6',
    ]);
  });

  it('resolves ranges by the lock, and keeps them where there is none', async () => {
    const state = `${REPOSITORY}${release('version: ~1.22.0')}`;
    const lock =
      'version: v0.150.0\ndependencies:\n- name: istiod\n  repository: https://istio-release.storage.googleapis.com/charts\n  version: 1.22.3\n';
    expect(briefly(await found({ 'helmfile.yaml': state, 'helmfile.lock': lock }))).toEqual([
      'istiod 1.22.3 helmfile.lock:5',
    ]);
    const open = await found({ 'helmfile.yaml': state });
    expect(open.installations).toMatchObject([
      { version: '~1.22.0', istioVersion: null, at: { file: 'helmfile.yaml' } },
    ]);
    const stale = await found({ 'helmfile.yaml': state, 'helmfile.lock': lock.replace('1.22.3', '1.20.1') });
    expect(stale.installations).toMatchObject([{ version: '~1.22.0' }]);
  });

  it.each([
    ['a variable of the environment', 'version: {{ env "ISTIO_VERSION" }}', 'ISTIO_VERSION'],
    ['a command', 'version: {{ exec "./version.sh" (list "istio") }}', 'output of a command'],
    ['values that the tree does not hold', 'version: {{ .Values.istio.version }}', '.Values.istio'],
    [
      'a condition that nobody knows',
      'version: {{ if .Values.x }}1.22.2{{ else }}1.20.6{{ end }}',
      '.Values.x',
    ],
    ['nobody', 'wait: true', 'newest'],
  ])('names a version that is decided by %s, and never guesses it', async (_what, line, named) => {
    const { installations, problems } = await found({
      'helmfile.yaml.gotmpl': `${REPOSITORY}${release(line)}`,
    });
    expect(installations).toMatchObject([{ chart: 'istiod', version: null }]);
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'helmfile.yaml.gotmpl',
        blocking: true,
        why: expect.stringContaining(named),
      }),
    ]);
  });

  it.each([
    ['a values file that is not here', ['values:', '- values.yaml']],
    ['a values file from elsewhere', ['values:', '- git::https://git.example.com/values.git@values.yaml']],
    ['a path out of the tree', ['values:', '- ../../../etc/passwd']],
    ['encrypted values', ['secrets:', '- secrets.yaml']],
    ['transformers', ['transformers:', '- kind: LabelTransformer']],
  ])('is open where there is %s', async (_what, lines) => {
    const { installations, problems } = await found({
      'helmfile.yaml': `${REPOSITORY}${release('version: 1.22.2', ...lines)}`,
    });
    expect(installations).toMatchObject([{ version: '1.22.2', release: { valuesUnknown: true } }]);
    expect(problems).toEqual([expect.objectContaining({ blocking: true })]);
  });

  it('takes variables of istiod that a patch sets for values, and names other patches on its settings', async () => {
    const patch = (path: string, value: string): string[] => [
      'jsonPatches:',
      '- target: {kind: Deployment, name: istiod}',
      `  patch: [{op: add, path: ${path}, value: ${value}}]`,
    ];
    const env = patch('/spec/template/spec/containers/0/env/-', '{name: ENABLE_AUTO_SNI, value: "false"}');
    const set = await found({ 'helmfile.yaml': `${REPOSITORY}${release('version: 1.22.2', ...env)}` });
    expect(set.problems).toEqual([]);
    expect(pin(set.installations[0])).toBe('false helmfile.yaml:11');
    const args = patch('/spec/template/spec/containers/0/args/-', '--log_as_json');
    const other = await found({ 'helmfile.yaml': `${REPOSITORY}${release('version: 1.22.2', ...args)}` });
    expect(other.installations[0]?.release.valuesUnknown).toBe(true);
    expect(other.problems).toMatchObject([{ blocking: true }]);
  });

  it('knows which value a template leaves open', async () => {
    const { installations, problems } = await found({
      'helmfile.yaml': `${REPOSITORY}${release('version: 1.22.2', 'values:', '- open.yaml.gotmpl')}`,
      'open.yaml.gotmpl': 'pilot:\n  env:\n    A: "1"\n    B: {{ .Values.b }}\n',
    });
    expect(installations).toMatchObject([
      { version: '1.22.2', release: { openValues: [{ path: ['pilot', 'env', 'B'] }] } },
    ]);
    expect(installations[0]?.release.valuesUnknown).toBeUndefined();
    expect(pin(installations[0], 'A')).toBe('1 open.yaml.gotmpl:3');
    expect(problems).toMatchObject([{ why: expect.stringContaining('pilot.env.B'), blocking: false }]);
  });

  it('tells once of what leaves values of several releases open', async () => {
    const { problems, releases } = await found({
      'helmfile.yaml': `environments:\n  default:\n    values: [secret/env.yaml]\n---\n${REPOSITORY}releases:
- {name: istiod, chart: mesh/istiod, version: 1.22.2, values: [istiod.gotmpl]}
- {name: cni, chart: mesh/cni, version: 1.22.2, values: [cni.gotmpl]}
`,
      'istiod.gotmpl': 'revision: {{ .Values.revision }}\nresources: {{ .Values.resources }}\n',
      'cni.gotmpl': 'profile: {{ .Values.profile }}\n',
    });
    expect(problems.map(({ leavesOpen: _, ...told }) => told)).toEqual([
      {
        what: 'values of releases istiod and cni',
        why: 'the tree does not decide `the file secret/env.yaml` (helmfile.yaml:3); `revision`, `resources` and `profile` depend on it',
        file: 'helmfile.yaml',
        line: 3,
        blocking: true,
      },
    ]);
    expect(releases.map(({ openValues = [] }) => openValues.map(({ path }) => path))).toEqual([
      [['revision']],
      [['profile']],
    ]);
  });

  it('leaves out what is not installed', async () => {
    const files = (more: string, values: string) => ({
      'helmfile.yaml.gotmpl': `environments:\n  default:\n    values: [env.yaml]\n---\n${REPOSITORY}${release('version: 1.22.2', more)}`,
      'env.yaml': values,
    });
    for (const [more, values, count] of [
      ['installed: false', '{}', 0],
      ['installed: {{ .Values.mesh.enabled }}', 'mesh: {enabled: false}', 0],
      ['condition: mesh.enabled', 'mesh: {enabled: false}', 0],
      ['condition: mesh.enabled', 'mesh: {enabled: true}', 1],
      ['installed: {{ env "MESH" }}', '{}', 1],
    ] as const) {
      expect((await found(files(more, values))).installations).toHaveLength(count);
    }
  });

  it('takes charts of the tree for what they are', async () => {
    const detection = await detect(
      memoryTree({
        'helmfile.d/mesh.yaml':
          'releases:\n- name: istiod\n  namespace: istio-system\n  chart: ../charts/istiod\n  values:\n  - pilot: {env: {ENABLE_AUTO_SNI: "false"}}\n',
        'charts/istiod/Chart.yaml':
          'apiVersion: v2\nname: istiod\nversion: 1.22.2\nappVersion: 1.22.2\nsources: [https://github.com/istio/istio]\nkeywords: [istio]\n',
      }),
    );
    expect(detection.releases.map(({ form }) => form)).toEqual(['helmfile']);
    expect(briefly(detection)).toEqual(['helmfile.d/istiod 1.22.2 charts/istiod/Chart.yaml:3']);
    expect(pin(detection.installations[0])).toBe('false helmfile.d/mesh.yaml:6');
  });

  it('finds what the operator installs among the values of another release, at the version of the operator', async () => {
    const detection = await found({
      'helmfile.d/1.yaml':
        'releases:\n- name: operator\n  namespace: istio-operator\n  chart: ../charts/istio-operator\n  values: [{tag: 1.22.5}]\n',
      'helmfile.d/2.yaml':
        'releases:\n- name: mesh\n  namespace: istio-operator\n  chart: other/raw\n  values: [mesh.yaml]\n',
      'helmfile.d/mesh.yaml': dedent(`
        resources:
        - apiVersion: install.istio.io/v1alpha1
          kind: IstioOperator
          metadata: {name: mesh, namespace: istio-system}
          spec:
            profile: minimal
            values: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}
      `),
      'charts/istio-operator/Chart.yaml':
        'apiVersion: v1\nname: istio-operator\nversion: 1.0.0\nappVersion: 1.0.0\n',
    });
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual([
      'helmfile.d/base 1.22.5 helmfile.d/1.yaml:5',
      'helmfile.d/istiod 1.22.5 helmfile.d/1.yaml:5',
    ]);
    expect(pin(detection.installations[1])).toBe('false helmfile.d/mesh.yaml:7');
  });

  it('does not guess what an operator installs whose IstioOperator is elsewhere', async () => {
    const { installations, problems } = await found({
      'helmfile.yaml': 'releases:\n- name: operator\n  chart: ./charts/istio-operator\n',
      'charts/istio-operator/Chart.yaml':
        'apiVersion: v1\nname: istio-operator\nversion: 1.22.5\nappVersion: 1.22.5\n',
    });
    expect(
      installations.map(({ version, release: { valuesUnknown } }) => [version, valuesUnknown]),
    ).toContainEqual(['1.22.5', true]);
    expect(problems).toMatchObject([
      { what: 'release operator', file: 'helmfile.yaml', line: 2, blocking: true },
    ]);
  });

  it('reads around what is broken, and names it where it speaks of Istio', async () => {
    const { installations, problems } = await found({
      'helmfile.yaml': `${REPOSITORY}${release('version: 1.22.2')}---\nreleases:\n- name: istio-base\n  chart: {{ if }}\n`,
      'other/helmfile.yaml': 'releases:\n- chart: istio/base\n  name: [\n',
    });
    expect(installations).toMatchObject([{ chart: 'istiod', version: '1.22.2' }]);
    expect(problems.map(({ file, blocking }) => [file, blocking])).toEqual([
      ['helmfile.yaml', true],
      ['other/helmfile.yaml', true],
    ]);
  });

  it('survives rings of bases and states, and prototype keys', async () => {
    const { installations } = await found({
      'helmfile.yaml': `bases: [a.yaml]\nhelmfiles: [b/helmfile.yaml]\nenvironments:\n  __proto__: {values: [{a: 1}]}\n  constructor: {}\n---\n${REPOSITORY}${release('version: 1.22.2')}`,
      'a.yaml': 'bases: [a.yaml, helmfile.yaml]\n',
      'b/helmfile.yaml': 'helmfiles: [../helmfile.yaml, helmfile.yaml]\n# istio\n',
    });
    expect(({} as Record<string, unknown>).a).toBeUndefined();
    expect(installations.length).toBeGreaterThan(0);
  });
});

describe('detect: helmfile, encrypted files of an environment', () => {
  const files = (rest: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
    'helmfile.yaml.gotmpl': `environments:\n  prod:\n    values: [values.yaml]\n    secrets: [secrets.yaml]\n---\n${REPOSITORY}releases:\n{{- range $name, $one := .Values.mesh.charts }}\n- name: {{ $name }}\n  chart: mesh/{{ $one.chart }}\n  version: {{ $one.version }}\n{{- end }}\n`,
    'values.yaml': 'mesh:\n  charts:\n    plane: {chart: istiod, version: 1.24.2}\n',
    ...rest,
  });
  const istiod = 'istiod 1.24.2 values.yaml:3';

  it('hide what they hold, and nothing else', async () => {
    const sops = 'password: ENC[AES256_GCM,data:aa==,type:str]\nsops:\n  version: 3.10.2\n';
    const own = await found(files({ 'secrets.yaml': sops }));
    expect(briefly(own)).toEqual([istiod]);
    expect(own.problems.filter(({ blocking }) => blocking)).toEqual([]);
  });

  it('may hold more where they are not here', async () => {
    expect(briefly(await found(files({})))).toEqual([istiod]);
  });

  it('are told where they may hold all of the releases', async () => {
    const none = await found(files({ 'values.yaml': 'other: {}\n' }));
    expect(none.installations).toEqual([]);
    expect(none.problems.filter(({ blocking }) => blocking).map(({ why }) => why)).toEqual(
      expect.arrayContaining([expect.stringContaining('which releases it has is not decided')]),
    );
  });
});

describe('detect: helmfile, conditions', () => {
  const state = (environments: string): Readonly<Record<string, string>> => ({
    'helmfile.yaml': `environments:\n${environments}---\n${REPOSITORY}releases:\n- {name: istiod, chart: mesh/istiod, version: 1.24.2}\n- {name: ztunnel, chart: mesh/ztunnel, version: 1.24.1, condition: ambient.enabled}\n`,
  });
  const off = '    values: [{ambient: {enabled: false}}]\n';

  it('install nothing in an environment that nobody declares', async () => {
    const charts = async (environments: string): Promise<readonly string[]> =>
      (await found(state(environments))).installations.map(({ chart }) => chart);
    expect(await charts(`  dev:\n${off}  prod:\n${off}`)).not.toContain('ztunnel');
    expect(await charts(`  dev:\n${off}  default: {}\n`)).toContain('ztunnel');
    expect(await charts(`  dev:\n${off}  prod: {}\n`)).toContain('ztunnel');
  });
});
