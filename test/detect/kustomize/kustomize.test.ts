import { detect } from '../../../src/detect/detect.js';
import { mergedValues } from '../../../src/detect/values/values.js';
import type { Release } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

async function only(files: Record<string, string>): Promise<Release> {
  const { releases } = await detect(memoryTree(files));
  expect(releases).toHaveLength(1);
  return releases[0] as Release;
}

function kustomization(fields: string, rest = ''): string {
  return `${rest}helmCharts:\n- name: istiod\n  repo: ${REPOSITORY}\n  version: 1.22.2\n  releaseName: plane\n  namespace: istio-system\n${fields}`;
}

describe('detect/kustomize', () => {
  it('says where more overlays build on a chart than are followed', async () => {
    const tree = (count: number): Record<string, string> => ({
      'mesh/kustomization.yaml': kustomization(''),
      ...Object.fromEntries(
        Array.from({ length: count }, (_, number) => [
          `overlays/o${number}/kustomization.yaml`,
          'resources: [../../mesh]\n',
        ]),
      ),
    });
    const some = await detect(memoryTree(tree(50)));
    expect([some.installations.length, some.problems]).toEqual([50, []]);
    const many = await detect(memoryTree(tree(60)));
    expect(many.installations).toHaveLength(50);
    expect(many.problems).toEqual([
      expect.objectContaining({
        what: 'overlays of istiod',
        file: 'mesh/kustomization.yaml',
        line: 2,
        blocking: true,
      }),
    ]);
  });

  it('reads an umbrella of the tree that it finds in `chartHome`', async () => {
    const { installations, problems } = await detect(
      memoryTree({
        'deploy/kustomization.yaml':
          'helmGlobals: {chartHome: ../addons}\nhelmCharts:\n- name: mesh\n  releaseName: mesh\n  valuesFile: mesh.yaml\n',
        'deploy/mesh.yaml': 'istiod: {pilot: {env: {A: "1"}}}\n',
        'addons/mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: 1.22.2\n  repository: ${REPOSITORY}\n`,
      }),
    );
    expect(problems).toEqual([]);
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'addons/mesh/Chart.yaml', line: 6 },
        release: { form: 'kustomize' },
      },
    ]);
    expect(mergedValues(installations[0]?.release.values ?? [])).toEqual({
      istiod: { pilot: { env: { A: '1' } } },
    });
  });

  it('reads any chart of the tree that writes resources of the mesh, and names what is patched in these', async () => {
    const files = (template: string) => ({
      'feeds/kustomization.yaml':
        'helmCharts:\n- name: feeds\n  releaseName: feeds\npatches:\n- target: {kind: DestinationRule, name: db}\n  patch: "[{op: remove, path: /spec/trafficPolicy}]"\n- target: {kind: Deployment}\n  patch: "[{op: remove, path: /spec/replicas}]"\n',
      'feeds/charts/feeds/Chart.yaml': 'apiVersion: v2\nname: feeds\nversion: 0.1.0\n',
      'feeds/charts/feeds/templates/a.yaml': template,
    });
    const rule =
      'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: db}\nspec: {host: db}\n';
    const { releases, problems } = await detect(memoryTree(files(rule)));
    expect(releases).toMatchObject([
      { form: 'kustomize', chart: { kind: 'tree', path: 'feeds/charts/feeds' } },
    ]);
    expect(problems).toMatchObject([
      {
        what: expect.stringContaining('patch of DestinationRule db'),
        file: 'feeds/kustomization.yaml',
        line: 6,
      },
    ]);
    const other = await detect(
      memoryTree(files('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio.io}\n')),
    );
    expect(other.releases).toEqual([]);
  });

  it('finds a chart with version, name, namespace and line', async () => {
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/kustomization.yaml': kustomization('  kubeVersion: "1.29"\n  apiVersions: [a/v1]\n'),
      }),
    );
    expect(problems).toEqual([]);
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'mesh/kustomization.yaml', line: 4 },
        release: {
          form: 'kustomize',
          releaseName: 'plane',
          namespace: 'istio-system',
          kubeVersion: '1.29',
          apiVersions: ['a/v1'],
          skipCrds: true,
          declared: { file: 'mesh/kustomization.yaml', line: 2 },
        },
      },
    ]);
  });

  it.each([
    ['override', { a: 'inline', b: 'inline', c: 'file', d: 'more' }],
    ['merge', { a: 'file', b: 'inline', c: 'file', d: 'more' }],
    ['replace', { a: 'inline', b: 'inline', d: 'more' }],
  ])('merges values as valuesMerge: %s says, additional files last', async (merge, merged) => {
    const release = await only({
      'kustomization.yaml': kustomization(
        `  valuesFile: values.yaml\n  valuesMerge: ${merge}\n  valuesInline: {a: inline, b: inline, d: inline}\n  additionalValuesFiles: [more.yaml]\n`,
      ),
      'values.yaml': 'a: file\nc: file\n',
      'more.yaml': 'd: more\n',
    });
    expect(mergedValues(release.values)).toEqual(merged);
    expect(release.problems).toEqual([]);
    expect(release.valuesUnknown).toBeUndefined();
  });

  it('can’t tell what counts where `merge` has no file', async () => {
    const release = await only({
      'kustomization.yaml': kustomization('  valuesMerge: merge\n  valuesInline: {a: 1}\n'),
    });
    expect(release.valuesUnknown).toBe(true);
    expect(release.problems).toMatchObject([{ line: 7, blocking: true }]);
  });

  it.each(['../outside.yaml', 'absent.yaml', 'https://example.com/values.yaml'])(
    'names values file %s',
    async file => {
      const release = await only({ 'kustomization.yaml': kustomization(`  valuesFile: ${file}\n`) });
      expect(release.valuesUnknown).toBe(true);
      expect(release.problems).toMatchObject([
        { what: `values file ${file}`, file: 'kustomization.yaml', line: 7, blocking: true },
      ]);
    },
  );

  it('takes a chart of the tree from chartHome where nothing says where else it would come from', async () => {
    const chart =
      'name: istiod\nversion: 1.22.3\nappVersion: 1.22.3\nsources: ["https://github.com/istio/istio"]\n';
    const found = async (entry: string) => {
      const { installations } = await detect(
        memoryTree({
          'kustomization.yaml': `helmGlobals: {chartHome: vendored}\nhelmCharts:\n- ${entry}\n`,
          'vendored/istiod/Chart.yaml': chart,
        }),
      );
      return installations.map(({ version, at, release }) => `${version} ${at.file} ${release.form}`);
    };
    expect(await found('{name: istiod}')).toEqual(['1.22.3 vendored/istiod/Chart.yaml kustomize']);
    expect(await found(`{name: istiod, repo: "${REPOSITORY}", version: 1.22.2}`)).toEqual([
      '1.22.2 kustomization.yaml kustomize',
    ]);
  });

  it('finds a generator file, and a repository that serves nobody else’s chart', async () => {
    const { installations } = await detect(
      memoryTree({
        'istiod.yaml':
          'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\nname: istiod\nrepo: https://charts.example.com\nversion: 1.24.1\n',
        'kustomization.yaml':
          'helmCharts:\n- {name: base, repo: "https://charts.example.com", version: 1.24.1}\n',
      }),
    );
    expect(installations.map(({ chart, version }) => [chart, version])).toEqual(
      expect.arrayContaining([
        ['istiod', '1.24.1'],
        ['base', '1.24.1'],
      ]),
    );
  });

  const generator = (chart: string, version: string): string =>
    `apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: ${chart}}\nname: ${chart}\nrepo: ${REPOSITORY}\nversion: ${version}\n`;
  const found = async (files: Record<string, string>): Promise<readonly string[]> =>
    (await detect(memoryTree(files))).installations.map(
      ({ chart, version, at, release }) =>
        `${chart} ${version} ${at.file}:${at.line} by ${release.declared.file}`,
    );

  it('finds generators as folders that kustomizations list patch them', async () => {
    expect(
      await found({
        'generators/base/kustomization.yaml': 'resources: [istiod.yaml]\n',
        'generators/base/istiod.yaml': generator('istiod', '1.26.4'),
        'generators/dev/kustomization.yaml':
          'resources: [../base]\npatches:\n- target: {kind: HelmChartInflationGenerator}\n  patch: |-\n    - op: replace\n      path: /version\n      value: 1.27.1\n',
        'envs/dev/kustomization.yaml': 'generators: [../../generators/dev]\n',
        'envs/prod/kustomization.yaml': 'generators:\n- ../../generators/base\n',
      }),
    ).toEqual([
      'istiod 1.27.1 generators/dev/kustomization.yaml:7 by envs/dev/kustomization.yaml',
      'istiod 1.26.4 generators/base/istiod.yaml:6 by envs/prod/kustomization.yaml',
    ]);
  });

  it('resolves a version by its name, at the line that decides it', async () => {
    const declaration = `helmCharts:\n- name: istiod\n  version: \${ARGOCD_ENV_mesh_version}\n`;
    const { installations } = await detect(
      memoryTree({
        'mesh/kustomization.yaml': declaration,
        'vars.yaml': '# istio\nmesh_version: "1.22.1"\n',
      }),
    );
    expect(installations).toMatchObject([{ version: '1.22.1', at: { file: 'vars.yaml', line: 2 } }]);
  });

  it('does not choose between two values of a name', async () => {
    const declaration = `helmCharts:\n- name: istiod\n  version: \${mesh_version}\n`;
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/kustomization.yaml': declaration,
        'a/vars.yaml': 'mesh_version: 1.22.1\n',
        'b/vars.yaml': 'mesh_version: 1.22.2\n',
      }),
    );
    expect(installations).toMatchObject([{ version: null, istioVersion: null }]);
    expect(problems).toMatchObject([
      { why: expect.stringContaining('1.22.1 in a/vars.yaml:1'), blocking: true },
    ]);
  });

  it('reads variables of istiod that patches set, here and in what builds on it', async () => {
    const release = await only({
      'base/kustomization.yaml': kustomization('', ''),
      'overlay/kustomization.yaml': 'resources: [../base]\npatches:\n- path: env.yaml\n',
      'overlay/env.yaml': dedent(`
        kind: Deployment
        metadata: {name: istiod}
        spec:
          template:
            spec:
              containers:
              - name: discovery
                env:
                - name: ENABLE_AUTO_SNI
                  value: "false"
      `),
    });
    const [layer] = release.values;
    expect(layer).toMatchObject({ kind: 'document', file: 'overlay/env.yaml' });
    expect(layer?.kind === 'document' && layer.data.lineOf(['pilot', 'env', 'ENABLE_AUTO_SNI'])).toBe(10);
    expect(mergedValues(release.values)).toEqual({ pilot: { env: { ENABLE_AUTO_SNI: 'false' } } });
  });

  it('says that a patch of the mesh’s ConfigMap is not applied', async () => {
    const release = await only({
      'kustomization.yaml': kustomization('', 'patches:\n- path: mesh.yaml\n'),
      'mesh.yaml': 'kind: ConfigMap\nmetadata: {name: istio}\ndata: {mesh: "a: b"}\n',
    });
    expect(release.valuesUnknown).toBe(true);
    expect(release.problems).toMatchObject([{ file: 'mesh.yaml', blocking: true }]);
  });

  it('names an image tag that contradicts the chart', async () => {
    const release = await only({
      'kustomization.yaml': kustomization('', 'images:\n- name: docker.io/istio/pilot\n  newTag: 1.21.0\n'),
    });
    expect(release.problems).toMatchObject([
      { why: expect.stringContaining('half a bump'), line: 3, blocking: false },
    ]);
  });

  it('names somebody else’s chart that speaks of Istio, and passes over the rest', async () => {
    const { releases, problems } = await detect(
      memoryTree({
        'kustomization.yaml':
          'helmCharts:\n- {name: istio-stack, repo: "https://x", version: 1.0.0}\n- {name: kiali-server, repo: "https://x"}\n- {name: base}\n',
      }),
    );
    expect(releases).toEqual([]);
    expect(problems).toMatchObject([{ what: expect.stringContaining('istio-stack') }]);
  });

  it.each([
    'helmCharts: 3',
    'helmCharts: [1, null, {}]',
    'helmCharts: {name: istiod}',
    'helmCharts: [',
    'helmCharts:\n- {name: istiod, valuesInline: [1], valuesFile: 7, version: {a: 1}}',
  ])('survives %s', async text => {
    const { installations } = await detect(memoryTree({ 'kustomization.yaml': `${text}\n` }));
    expect(installations.every(({ version }) => version === null)).toBe(true);
  });
});
