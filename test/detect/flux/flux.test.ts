import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detect } from '../../../src/detect/detect.js';
import { flux } from '../../../src/detect/flux/flux.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Detection, Problem, Tree } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { SHARED } from '../../support/shared.js';
import { dedent } from '../../support/yaml.js';

const REPOSITORY = dedent(`
  apiVersion: source.toolkit.fluxcd.io/v1
  kind: HelmRepository
  metadata: {name: istio, namespace: flux-system}
  spec: {url: https://istio-release.storage.googleapis.com/charts}
`);

interface ReleaseParts {
  readonly version?: string;
  readonly chart?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** Lines of `spec`, besides the chart. */
  readonly more?: string;
}

function helmRelease({
  version,
  chart = 'istiod',
  name = chart,
  namespace,
  more = '',
}: ReleaseParts): string {
  return [
    'apiVersion: helm.toolkit.fluxcd.io/v2',
    'kind: HelmRelease',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace ?? 'istio-system'}`,
    'spec:',
    '  chart:',
    '    spec:',
    `      chart: ${chart}`,
    ...(version === undefined ? [] : [`      version: ${version}`]),
    '      sourceRef: {kind: HelmRepository, name: istio, namespace: flux-system}',
    ...dedent(more)
      .split('\n')
      .filter(line => line !== '')
      .map(line => `  ${line}`),
    '',
  ].join('\n');
}

function kustomization(name: string, folder: string, more = ''): string {
  return [
    'apiVersion: kustomize.toolkit.fluxcd.io/v1',
    'kind: Kustomization',
    `metadata: {name: ${name}, namespace: flux-system}`,
    'spec:',
    `  path: ${folder}`,
    '  sourceRef: {kind: GitRepository, name: flux-system}',
    ...dedent(more)
      .split('\n')
      .filter(line => line !== '')
      .map(line => `  ${line}`),
    '',
  ].join('\n');
}

async function found(files: Record<string, string>): Promise<Detection> {
  return detect(memoryTree({ 'repository.yaml': REPOSITORY, ...files }), [flux]);
}

function brief({ installations }: Detection) {
  return installations.map(({ chart, version, at }) => [chart, version, `${at.file}:${at.line}`]);
}

function pin({ installations }: Detection, index = 0) {
  const installation = installations[index];
  const result =
    installation && lookup(installation.release.values, ['pilot', 'env', 'PIN'], installation.valuesPath);
  return result && [result.value, `${result.file}:${result.line}`];
}

const VALUES = 'values:\n  pilot:\n    env:\n      PIN: "false"';

describe('detect/flux: the chart', () => {
  it.each(['v2beta1', 'v2beta2', 'v2'])('reads a HelmRelease of %s', async version => {
    const text = helmRelease({ version: '1.22.2', more: VALUES }).replace(
      'fluxcd.io/v2',
      `fluxcd.io/${version}`,
    );
    const detection = await found({ 'istiod.yaml': text });
    expect(detection.problems).toEqual([]);
    expect(detection.releases).toMatchObject([
      {
        form: 'flux',
        deployer: 'flux',
        releaseName: 'istiod',
        namespace: 'istio-system',
        chart: {
          name: 'istiod',
          repository: 'https://istio-release.storage.googleapis.com/charts',
          version: '1.22.2',
        },
        values: [{ line: 12, home: { document: 0, path: ['spec', 'values'], style: 'mapping' } }],
      },
    ]);
    expect(brief(detection)).toEqual([['istiod', '1.22.2', 'istiod.yaml:10']]);
    expect(pin(detection)).toEqual(['false', 'istiod.yaml:15']);
  });

  it('says of a variable of Kustomize that nothing here fills it in', async () => {
    const detection = await found({ 'istiod.yaml': helmRelease({ version: '$(ISTIO_VERSION)' }) });
    expect(brief(detection)).toEqual([['istiod', null, 'istiod.yaml:10']]);
    expect(detection.problems.map(({ why, line, blocking }) => [why, line, blocking])).toEqual([
      [
        'its version is `$(ISTIO_VERSION)`, and nothing in this repository fills that in: look at the substitution of the Kustomization that deploys it',
        10,
        true,
      ],
    ]);
  });

  it('reads charts that a registry keeps below a path of its own', async () => {
    const mirror = dedent(`
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: HelmRepository
      metadata: {name: istio, namespace: flux-system}
      spec: {type: oci, url: oci://registry.example.com/helm}
    `);
    const { installations, problems } = await detect(
      memoryTree({
        'mirror.yaml': mirror,
        'base.yaml': helmRelease({ chart: 'istio/base', name: 'base', version: '1.22.1' }),
        'plane.yaml': helmRelease({ chart: 'istio/istiod', name: 'plane', version: '1.22.1' }),
        'other.yaml': helmRelease({ chart: 'apps/base', name: 'other', version: '1.22.1' }),
      }),
    );
    expect(problems).toEqual([]);
    expect(installations.map(({ chart, release }) => [chart, release.chart])).toMatchObject([
      ['base', { name: 'base', repository: 'oci://registry.example.com/helm/istio' }],
      ['istiod', { name: 'istiod', repository: 'oci://registry.example.com/helm/istio' }],
    ]);
  });

  it('reads sources as the Kustomization that brings them fills them in', async () => {
    const files = (source: string, reference: string): Record<string, string> => ({
      'clusters/prod/mesh.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: mesh, namespace: flux-system}\nspec:\n  path: ./mesh\n  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substitute:\n      mesh_version: 1.24.2\n',
      'mesh/source.yaml': source,
      'mesh/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  chartRef: ${reference}\n`,
    });
    const registry =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  url: oci://ghcr.io/istio/release/charts/istiod\n  ref: {tag: "${mesh_version}"}\n';
    const chart =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  chart: istiod\n  version: ${mesh_version}\n  sourceRef: {kind: HelmRepository, name: istio}\n';
    for (const tree of [
      files(registry, '{kind: OCIRepository, name: istiod}'),
      files(chart, '{kind: HelmChart, name: istiod}'),
    ]) {
      const { installations } = await detect(memoryTree(tree));
      expect(installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`)).toEqual([
        '1.24.2 clusters/prod/mesh.yaml:9',
      ]);
    }
  });

  it('reads chartRef to an OCIRepository, by tag, range and digest', async () => {
    const release = (name: string): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}, namespace: istio-system}\nspec:\n  chartRef: {kind: OCIRepository, name: ${name}}\n`;
    const source = (name: string, ref: string): string =>
      `---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: ${name}, namespace: istio-system}\nspec:\n  url: oci://gcr.io/istio-release/charts/${name}\n  ref:\n    ${ref}\n`;
    const detection = await found({
      'istiod.yaml': release('istiod') + source('istiod', 'tag: 1.24.1'),
      'base.yaml': release('base') + source('base', 'semver: "~1.24.0"'),
      'cni.yaml': release('cni') + source('cni', 'digest: sha256:abc'),
    });
    expect(brief(detection)).toEqual([
      ['base', '~1.24.0', 'base.yaml:13'],
      ['cni', null, 'cni.yaml:12'],
      ['istiod', '1.24.1', 'istiod.yaml:13'],
    ]);
    expect(detection.installations[2]?.release.chart).toMatchObject({
      repository: 'oci://gcr.io/istio-release/charts',
    });
    expect(detection.problems.map(({ why }) => why)).toEqual([expect.stringContaining('digest')]);
  });

  it('reads chartRef to a HelmChart, and names a reference that leads nowhere', async () => {
    const detection = await found({
      'istiod.yaml': dedent(`
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: istiod, namespace: flux-system}
        spec:
          targetNamespace: istio-system
          chartRef: {kind: HelmChart, name: control-plane}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: HelmChart
        metadata: {name: control-plane, namespace: flux-system}
        spec:
          chart: istiod
          version: 1.23.0
          sourceRef: {kind: HelmRepository, name: istio}
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: ztunnel, namespace: istio-system}
        spec:
          chartRef: {kind: OCIRepository, name: ztunnel}
      `),
    });
    expect(brief(detection)).toEqual([
      ['istiod', '1.23.0', 'istiod.yaml:13'],
      ['ztunnel', null, 'istiod.yaml:20'],
    ]);
    expect(detection.installations[0]?.release).toMatchObject({
      releaseName: 'istio-system-istiod',
      namespace: 'istio-system',
    });
    expect(detection.problems).toMatchObject([
      {
        why: 'OCIRepository ztunnel is not in this repository: look there',
        file: 'istiod.yaml',
        blocking: true,
      },
    ]);
  });

  it('never guesses a version that is not given', async () => {
    const detection = await found({ 'istiod.yaml': helmRelease({}) });
    expect(brief(detection)).toEqual([['istiod', null, 'istiod.yaml:9']]);
    expect(detection.problems).toMatchObject([{ what: 'chart istiod', line: 9, blocking: true }]);
  });

  it('takes base and gateway of a mirror that serves istiod for Istio’s, and nobody else’s', async () => {
    const mirror = REPOSITORY.replace('istio-release.storage.googleapis.com', 'mirror.example.com');
    const files = {
      'repository.yaml': mirror,
      'base.yaml': helmRelease({ chart: 'base', version: '1.22.2' }),
      'istiod.yaml': helmRelease({ version: '1.22.2' }),
    };
    expect(brief(await found(files)).map(([chart]) => chart)).toEqual(['base', 'istiod']);
    const { 'istiod.yaml': _istiod, ...others } = files;
    expect(brief(await found(others))).toEqual([]);
  });

  it.each([
    ['istio', 'istiod', '1.22.2', true],
    ['istio-charts', 'base', 'v1.22.2', true],
    ['solo-istio', 'istiod', '1.22.2', false],
    ['istio-mirror', 'istiod', '1.22.2', false],
    ['istio', 'istiod', '1.22.2-patch0-solo', false],
    ['istio', 'istiod', '1.22.x', false],
    ['charts', 'istiod', '1.22.2', false],
  ])(
    'takes the repository %s, kept elsewhere, for what its name says, with %s %s',
    async (repository, chart, version, expected) => {
      const text = helmRelease({ version, chart }).replace('name: istio,', `name: ${repository},`);
      const { problems } = await detect(memoryTree({ 'istio.yaml': text }), [flux]);
      expect(problems).toMatchObject([{ what: `HelmRepository ${repository}`, line: 11, blocking: false }]);
      expect(problems[0]?.assumption ?? false).toBe(expected);
    },
  );

  it('takes nothing for granted where the tree has several repositories of the name', async () => {
    const other = REPOSITORY.replace('flux-system', 'apps');
    const { problems } = await detect(
      memoryTree({
        'a/repository.yaml': other.replace(
          'https://istio-release.storage.googleapis.com',
          'https://one.example.com',
        ),
        'b/repository.yaml': other.replace(
          'https://istio-release.storage.googleapis.com',
          'https://two.example.com',
        ),
        'c/istio.yaml': helmRelease({ version: '1.22.2' }),
      }),
      [flux],
    );
    expect(problems.filter(({ assumption }) => assumption)).toEqual([]);
  });

  it('follows a chart of this tree, and claims it', async () => {
    const detection = await detect(
      memoryTree({
        'charts/mesh/Chart.yaml':
          'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: 1.22.2\n  repository: https://istio-release.storage.googleapis.com/charts\n',
        'charts/mesh/values.yaml': 'istiod:\n  pilot: {}\n',
        'mesh.yaml': helmRelease({
          chart: './charts/mesh',
          name: 'mesh',
          more: 'values:\n  istiod:\n    pilot:\n      env: {PIN: "false"}',
        }).replace('kind: HelmRepository, name: istio', 'kind: GitRepository, name: flux-system'),
      }),
    );
    expect(detection.releases.map(({ form }) => form)).toEqual(['flux']);
    expect(brief(detection)).toEqual([['istiod', '1.22.2', 'charts/mesh/Chart.yaml:6']]);
    expect(pin(detection)).toEqual(['false', 'mesh.yaml:14']);
  });

  it('leaves other charts, archives and unused patches alone', async () => {
    const detection = await found({
      'kiali.yaml': helmRelease({ chart: 'kiali-operator', version: '2.0.0' }),
      '.archive/istiod.yaml': helmRelease({ version: '1.16.0' }),
    });
    expect(detection.installations).toEqual([]);
    expect(detection.problems).toEqual([]);
  });
});

describe('detect/flux: values', () => {
  it('merges valuesFrom in order, targetPath in its place, and values last', async () => {
    const detection = await found({
      'istiod.yaml': helmRelease({
        version: '1.22.2',
        more: `
          valuesFrom:
          - kind: ConfigMap
            name: common
          - kind: ConfigMap
            name: common
            valuesKey: pin
            targetPath: pilot.env.PIN
          - kind: ConfigMap
            name: generated-values
            valuesKey: istiod.yaml
          values:
            revision: stable
        `,
      }),
      'common.yaml': dedent(`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: common, namespace: istio-system}
        data:
          pin: "'false'"
          values.yaml: |
            revision: other
            pilot:
              env:
                PIN: "true"
                A: "1"
      `),
      'kustomization.yaml':
        'resources: [istiod.yaml, common.yaml]\nconfigMapGenerator:\n- name: generated-values\n  files: [istiod.yaml=values/istiod.yaml]\n',
      'values/istiod.yaml': 'pilot:\n  env:\n    B: "2"\n',
    });
    expect(detection.problems).toEqual([]);
    expect(pin(detection)).toEqual(['false', 'common.yaml:5']);
    expect(detection.installations[0]?.revision).toBe('stable');
    const values = detection.installations[0]?.release.values ?? [];
    expect(lookup(values, ['pilot', 'env', 'A'])).toMatchObject({ file: 'common.yaml', line: 11 });
    expect(lookup(values, ['pilot', 'env', 'B'])).toMatchObject({ file: 'values/istiod.yaml', line: 3 });
    expect(values.map(layer => layer.kind === 'document' && layer.home?.style)).toEqual([
      'block-string',
      undefined,
      'mapping',
      'mapping',
    ]);
  });

  it.each([
    ['a Secret', 'valuesFrom: [{kind: Secret, name: hidden}]', 'Secret hidden'],
    [
      'an optional ConfigMap',
      'valuesFrom: [{kind: ConfigMap, name: there, optional: true}]',
      'ConfigMap there',
    ],
    ['files of the published chart', '', 'values file values-prod.yaml'],
    [
      'a post-renderer',
      'postRenderers: [{kustomize: {patches: [{patch: "- {op: add, path: /spec/template/spec/containers/0/env/-, value: {}}"}]}}]',
      'patch istiod.yaml',
    ],
  ])('does not know what %s sets', async (name, more, what) => {
    const text = helmRelease({ version: '1.22.2', more });
    const files = name.startsWith('files')
      ? text.replace('      sourceRef', '      valuesFiles: [values.yaml, values-prod.yaml]\n      sourceRef')
      : text;
    const { releases, problems } = await found({ 'istiod.yaml': files });
    expect(releases).toMatchObject([{ valuesUnknown: true }]);
    expect(problems).toMatchObject([{ what, file: 'istiod.yaml', blocking: true }]);
  });

  it('takes variables of istiod that a post-renderer sets for values that win', async () => {
    const more = [
      'values: {pilot: {env: {A: "0"}}}',
      'postRenderers:',
      '- kustomize:',
      '    patches:',
      '    - target: {kind: Deployment, name: istiod}',
      '      patch: |',
      '        - op: add',
      '          path: /spec/template/spec/containers/0/env/-',
      '          value: {name: A, value: "1"}',
      '    - patch: |',
      '        apiVersion: apps/v1',
      '        kind: Deployment',
      '        metadata: {name: istiod, namespace: istio-system}',
      '        spec:',
      '          template: {spec: {containers: [{name: discovery, env: [{name: B, value: "2"}]}]}}',
      '    - target: {kind: Deployment, name: istiod}',
      '      patch: |',
      '        - {op: add, path: /metadata/labels/team, value: mesh}',
    ].join('\n');
    const { releases, problems } = await found({ 'istiod.yaml': helmRelease({ version: '1.22.2', more }) });
    expect(problems).toEqual([]);
    expect(releases[0]?.valuesUnknown).toBeUndefined();
    const values = releases[0]?.values ?? [];
    const pins = ['A', 'B'].map(name => lookup(values, ['pilot', 'env', name]));
    expect(pins.map(pin => pin?.value)).toEqual(['1', '2']);
    const [first] = pins;
    const text = helmRelease({ version: '1.22.2', more }).split('\n');
    expect(text[(first?.line ?? 0) - 1]).toContain('{name: A, value: "1"}');
  });

  it('tells of an image that a post-renderer gives another release', async () => {
    const more = (tag: string): string =>
      `postRenderers:\n- kustomize:\n    images:\n    - {name: docker.io/istio/pilot, newTag: ${tag}}`;
    const at = async (tag: string) =>
      (await found({ 'istiod.yaml': helmRelease({ version: '1.22.2', more: more(tag) }) })).problems;
    expect(await at('1.24.0')).toMatchObject([
      { halfBump: { chart: 'istiod', version: '1.24.0', judged: '1.22.2' }, file: 'istiod.yaml' },
    ]);
    expect(await at('1.22.2')).toEqual([]);
  });

  it('goes by the key of a ConfigMap that is there, and says where one is missing', async () => {
    const common =
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: common, namespace: istio-system}\ndata: {}\n';
    const text = (optional: boolean): string =>
      helmRelease({
        version: '1.22.2',
        more: `valuesFrom: [{kind: ConfigMap, name: common, optional: ${optional}}]`,
      });
    expect((await found({ 'a.yaml': text(true), 'b.yaml': common })).problems).toEqual([]);
    const { problems, releases } = await found({ 'a.yaml': text(false), 'b.yaml': common });
    expect(problems).toMatchObject([{ why: expect.stringContaining('no key values.yaml') }]);
    expect(releases[0]?.valuesUnknown).toBeUndefined();
  });

  it('knows the policy for CRDs', async () => {
    const skipped = await found({
      'a.yaml': helmRelease({ version: '1.22.2', more: 'install: {crds: Skip}\nupgrade: {crds: Skip}' }),
    });
    expect(skipped.releases[0]?.skipCrds).toBe(true);
    const replaced = await found({
      'a.yaml': helmRelease({
        version: '1.22.2',
        more: 'install: {crds: Skip}\nupgrade: {crds: CreateReplace}',
      }),
    });
    expect(replaced.releases[0]?.skipCrds).toBeUndefined();
  });

  it('shortens a name as Flux does', async () => {
    const name = 'a-name-that-is-longer-than-helm-allows-for-releases-of-charts';
    const { releases } = await found({ 'a.yaml': helmRelease({ version: '1.22.2', name }) });
    expect(releases[0]?.releaseName).toMatch(/^a-name-that-is-longer-than-helm-allows-f-[0-9a-f]{12}$/);
    expect(releases[0]?.releaseName).toHaveLength(53);
  });
});

describe('detect/flux: overlays and Kustomizations', () => {
  it('takes version and values from patches, one release for each overlay', async () => {
    const patch = (version: string, more = ''): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  chart:\n    spec:\n      version: ${version}\n${more}`;
    const detection = await found({
      'base/kustomization.yaml': 'resources: [istiod.yaml]\n',
      'base/istiod.yaml': helmRelease({ more: 'values:\n  pilot:\n    env: {PIN: "true", A: "1"}' }),
      'dev/kustomization.yaml': 'resources: [../base]\npatches:\n- path: patch.yaml\n',
      'dev/patch.yaml': patch(
        '1.22.2',
        '  values:\n    pilot:\n      env:\n        PIN: "false"\n        A: null\n',
      ),
      'prod/kustomization.yaml':
        'resources: [../base]\npatches:\n- target: {kind: HelmRelease, name: isti.*}\n  patch: |\n    - op: add\n      path: /spec/chart/spec/version\n      value: 1.20.6\n',
      'gone/kustomization.yaml':
        'resources: [../base]\npatches:\n- patch: |\n    $patch: delete\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: istiod, namespace: istio-system}\n',
    });
    expect(brief(detection)).toEqual([
      ['istiod', '1.22.2', 'dev/patch.yaml:7'],
      ['istiod', '1.20.6', 'prod/kustomization.yaml:7'],
    ]);
    expect(detection.installations.map(({ environment }) => environment)).toEqual(['dev', 'prod']);
    expect(pin(detection, 0)).toEqual(['false', 'dev/patch.yaml:11']);
    expect(pin(detection, 1)).toEqual(['true', 'base/istiod.yaml:13']);
    const dev = detection.installations[0]?.release.values ?? [];
    expect(lookup(dev, ['pilot', 'env', 'A'])).toBeUndefined();
    // What two releases read is edited for neither of them.
    expect(dev.map(layer => layer.kind === 'document' && layer.home !== undefined)).toEqual([false, true]);
    expect(detection.problems).toEqual([]);
  });

  it('fills in what substituteFrom and substitute give, nearest settings first', async () => {
    const settings = (version: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata:\n  istio_version: ${version}\n  pin: "false"\n`;
    const use = kustomization(
      'istio',
      './istio',
      'targetNamespace: mesh\npostBuild:\n  substitute: {name: stable}\n  substituteFrom: [{kind: ConfigMap, name: settings}]',
    );
    const detection = await found({
      'istio/istiod.yaml': helmRelease({
        version: '"$' + '{istio_version}"',
        more:
          'values:\n  revision: "$' +
          '{name}"\n  pilot:\n    env:\n      PIN: "$' +
          '{quote}$' +
          '{pin}"\n      D: $' +
          '{d:=x}',
      }),
      'clusters/dev/istio.yaml': use,
      'clusters/dev/settings.yaml': settings('1.22.2'),
      'clusters/prod/istio.yaml': use,
      'clusters/prod/settings.yaml': settings('1.20.6'),
    });
    expect(brief(detection)).toEqual([
      ['istiod', '1.22.2', 'clusters/dev/settings.yaml:5'],
      ['istiod', '1.20.6', 'clusters/prod/settings.yaml:5'],
    ]);
    expect(detection.installations.map(({ revision, environment }) => [revision, environment])).toEqual([
      ['stable', 'clusters/dev'],
      ['stable', 'clusters/prod'],
    ]);
    expect(detection.installations[0]?.release.namespace).toBe('mesh');
    expect(lookup(detection.installations[0]?.release.values ?? [], ['pilot', 'env', 'D'])?.value).toBe('x');
    expect(detection.problems).toEqual([]);
  });

  it('names a version that only a Secret or somebody else fills in, and what may be meant', async () => {
    const release = { 'istio/istiod.yaml': helmRelease({ version: '$' + '{istio_version}' }) };
    const secret = await found({
      ...release,
      'cluster.yaml': kustomization(
        'istio',
        './istio',
        'postBuild:\n  substituteFrom: [{kind: Secret, name: vars}]',
      ),
    });
    expect(brief(secret)).toEqual([['istiod', null, 'istio/istiod.yaml:10']]);
    expect(secret.problems).toMatchObject([{ what: 'chart istiod', blocking: true }]);
    const hinted = await found({ ...release, 'other/vars.yaml': 'istio_version: 1.22.2\n' });
    expect(hinted.problems).toMatchObject([
      { why: expect.stringContaining('other/vars.yaml sets istio_version to 1.22.2') },
    ]);
  });

  it('names who may override a variable from elsewhere, unless what is here comes later', async () => {
    const settings =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {istio_version: 1.22.2}\n';
    const here = '{kind: ConfigMap, name: settings}';
    const elsewhere = '{kind: Secret, name: vars}';
    const problemsBy = async (postBuild: string): Promise<readonly Problem[]> => {
      const detection = await found({
        'istio/istiod.yaml': helmRelease({ version: '$' + '{istio_version}' }),
        'clusters/settings.yaml': settings,
        'clusters/istio.yaml': kustomization('istio', './istio', `postBuild:\n  ${postBuild}`),
      });
      expect(brief(detection)).toHaveLength(1);
      return detection.problems;
    };
    expect(await problemsBy(`substituteFrom: [${here}, ${elsewhere}]`)).toMatchObject([
      { why: expect.stringContaining('Secret vars'), onlyAsNews: true },
    ]);
    expect(await problemsBy(`substituteFrom: [${elsewhere}, ${here}]`)).toEqual([]);
    expect(
      await problemsBy(`substituteFrom: [${here}, ${elsewhere}]\n  substitute: {istio_version: 1.22.2}`),
    ).toEqual([]);
  });

  it('follows Kustomizations of Kustomizations, their patches and other clusters', async () => {
    const detection = await found({
      'clusters/prod/flux-system/sync.yaml': kustomization('flux-system', './clusters/prod'),
      'clusters/prod/apps.yaml': kustomization(
        'apps',
        './apps',
        'kubeConfig: {secretRef: {name: prod-eu}}\npatches:\n- target: {kind: HelmRelease}\n  patch: |\n    - op: replace\n      path: /spec/chart/spec/version\n      value: 1.22.2',
      ),
      'apps/istiod.yaml': helmRelease({ version: '1.0.0' }),
    });
    expect(brief(detection)).toEqual([['istiod', '1.22.2', 'clusters/prod/apps.yaml:13']]);
    expect(detection.releases[0]?.destination).toBe('prod-eu');
    expect(detection.deployedFolders?.map(({ folder }) => folder)).toEqual(['clusters/prod', 'apps']);
  });

  it('says where Kustomize copies a version that it does not follow', async () => {
    const { problems } = await found({
      'kustomization.yaml':
        'resources: [istiod.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: v}\n  targets: [{select: {kind: HelmRelease}, fieldPaths: [spec.chart.spec.version]}]\n',
      'istiod.yaml': helmRelease({ version: '1.22.2' }),
    });
    expect(problems).toMatchObject([{ what: 'kustomization.yaml', line: 3, blocking: true }]);
  });

  it('says where a Kustomization of Istio leads out of the tree', async () => {
    const { problems } = await found({ 'istio.yaml': kustomization('istio', './not/here') });
    expect(problems).toMatchObject([
      { what: 'Kustomization istio', file: 'istio.yaml', line: 5, blocking: true },
    ]);
  });
});

describe('detect/flux: hostile input', () => {
  it('survives rings, climbing paths and nonsense', async () => {
    const detection = await found({
      'a/kustomization.yaml':
        'resources: [../b, ../../../etc, /etc/passwd, https://x/y, 7, null]\ncomponents: [../a, ../b]\n',
      'b/kustomization.yaml':
        'resources: [../a, istiod.yaml]\npatches: [7, {path: 7}, {patch: "["}, {path: ../../x}]\n',
      'b/istiod.yaml': helmRelease({ version: '1.22.2' }),
      'c.yaml': `${kustomization('one', './c')}---\n${kustomization('two', '../../..')}`,
      'd.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: istio\n',
      'e.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: [istio]}\nspec: {chart: {spec: {chart: {a: b}, version: [1]}}, valuesFrom: 3, values: x, postRenderers: {}}\n',
      'f.yaml': helmRelease({
        version: '1.22.2',
        name: 'proto',
        more: 'values:\n  __proto__: {polluted: true}\n  constructor: {a: 1}',
      }),
      'g.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istio\n',
    });
    expect(brief(detection).filter(([, , at]) => at === 'b/istiod.yaml:10').length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('does not grow with bases that refer to bases', async () => {
    const files: Record<string, string> = { 'l0/istiod.yaml': helmRelease({ version: '1.22.2' }) };
    files['l0/kustomization.yaml'] = 'resources: [istiod.yaml]\n';
    for (let level = 1; level < 20; level++)
      files[`l${level}/kustomization.yaml`] = `resources: [../l${level - 1}, ../l${level - 1}]\n`;
    // Two references a level: unfolded, they would be half a million.
    const detection = await found(files);
    expect(detection.installations.length).toBeGreaterThan(0);
    expect(detection.installations.length).toBeLessThan(100);
  });
});

const CORPUS = path.join(SHARED, 'repos/corpus/03-flux');
const BUMPS = path.join(SHARED, 'repos/bumps');

interface Expected {
  readonly chart: string;
  readonly version: string;
  readonly versionSource: string;
  readonly releaseName: string;
}

(existsSync(CORPUS) ? describe : describe.skip)('detect/flux: real repositories', () => {
  it.each(existsSync(CORPUS) ? readdirSync(CORPUS) : [])('finds what a reader found in %s', async name => {
    const folder = path.join(CORPUS, name);
    const expected = JSON.parse(readFileSync(path.join(folder, 'EXPECT.json'), 'utf8')) as {
      readonly installs: readonly Expected[];
    };
    const { installations } = await detect(treeOf(folder), [flux]);
    for (const { chart, version, versionSource, releaseName } of expected.installs) {
      const same = installations.filter(
        found => found.chart === chart && found.release.releaseName === releaseName,
      );
      const wanted = version === 'unpinned' ? null : version;
      const at = same.map(found => [found.version, `${found.at.file}:${found.at.line}`]);
      if (wanted === null) expect(at.map(([found]) => found)).toContain(null);
      else expect(at).toContainEqual([wanted, versionSource]);
    }
  });
});

const MOVED: readonly (readonly [string, readonly string[]])[] = [
  ['brainfair__awesome-flux-infra__1.28.3__1.29.0', ['gateway', 'gateway', 'istiod', 'istiod']],
  ['brainfair__awesome-flux-infra__1.28.3__1.29.0__41f69bc', ['istiod']],
  ['coolguy1771__home-ops__1.23.3__1.24.0', ['base', 'cni', 'istiod', 'ztunnel']],
  [
    'coolguy1771__home-ops__1.25.2__1.26.0',
    ['base', 'base', 'cni', 'gateway', 'gateway', 'istiod', 'istiod', 'ztunnel'],
  ],
  [
    'coolguy1771__home-ops__1.26.2__1.27.1',
    ['base', 'base', 'cni', 'gateway', 'gateway', 'istiod', 'istiod', 'ztunnel'],
  ],
  ['stefanprodan__gitops-istio__1.13.3__1.18.5', ['base', 'gateway', 'istiod']],
  ['stefanprodan__gitops-istio__1.18.5__1.19.3', ['base', 'gateway', 'istiod']],
];

(existsSync(BUMPS) ? describe : describe.skip)('detect/flux: real upgrades', () => {
  it.each(MOVED)('pairs %s', async (name, charts) => {
    const [, , from, to] = name.split('__');
    const [before, after] = await Promise.all(
      ['before', 'after'].map(side => detect(treeOf(path.join(BUMPS, name, side)), [flux])),
    );
    if (!before || !after) throw new Error('both sides were read');
    const upgrades = pairUpgrades(before, after, { before: [], after: [] });
    expect(upgrades.map(({ chart }) => chart).sort()).toEqual(charts);
    for (const upgrade of upgrades)
      expect([upgrade.kind, upgrade.before?.version, upgrade.after?.version]).toEqual(['upgrade', from, to]);
  });
});

/** Files that describe a repository from outside are no part of it. */
function treeOf(folder: string): Tree {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /^(SOURCE|EXPECT)\.json$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file).split(path.sep).join('/')] = readFileSync(file, 'utf8');
  }
  return memoryTree(files);
}
