import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function chart(name: string, dependencies: string): string {
  return `apiVersion: v2\nname: ${name}\nversion: 0.1.0\ndependencies:\n${dependencies}`;
}

function dependency(name: string, version: string, more = '', repository = ISTIO): string {
  return `- name: ${name}\n  version: ${version}\n  repository: ${repository}\n${more}`;
}

describe('detect/chart-yaml', () => {
  it('says of charts that write resources, and that nobody deploys, which values it left out', async () => {
    const files = {
      'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
      'shop/templates/rule.yaml':
        'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: shop}\nspec: {host: "{{ .Values.host }}"}\n',
      'shop/values.yaml': 'host: a\n',
    };
    const told = async (more: Record<string, string>) =>
      (await detect(memoryTree({ ...files, ...more }))).problems.map(({ why, assumption }) => [
        why.replace(/^nothing in .* their own/, ''),
        assumption,
      ]);
    expect(await told({})).toEqual([['', true]]);
    expect(await told({ 'shop/values-prod.yaml': 'host: b\n' })).toEqual([
      ['. shop/values-prod.yaml beside them is left out: name those that are used with `--values`', true],
    ]);
    expect(await told({ 'shop/envs/a.yaml': 'host: b\n', 'shop/envs/b.yaml': 'host: c\n' })).toEqual([
      [
        '. shop/envs/a.yaml and 1 more beside them are left out: name those that are used with `--values`',
        true,
      ],
    ]);
  });

  it('takes charts out of Istio’s source for what their umbrella says, unless images say more', async () => {
    const own = (name: string): string =>
      `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nappVersion: 1.0.0\nsources: ["https://github.com/istio/istio"]\n`;
    const files = {
      'mesh/Chart.yaml': chart(
        'mesh',
        dependency('base', '1.22.6', '', 'file://charts/base') +
          dependency('istiod', '1.22.6', '', 'file://charts/istiod'),
      ),
      'mesh/charts/base/Chart.yaml': own('base'),
      'mesh/charts/istiod/Chart.yaml': own('istiod'),
    };
    const found = async (more: Record<string, string>) =>
      (await detect(memoryTree({ ...files, ...more }))).installations.map(
        ({ chart: name, version, at }) => `${name} ${version} ${at.file}:${at.line}`,
      );
    expect(await found({})).toEqual(['base 1.22.6 mesh/Chart.yaml:6', 'istiod 1.22.6 mesh/Chart.yaml:9']);
    expect(await found({ 'mesh/values.yaml': 'istiod:\n  global: {tag: 1.21.6}\n' })).toEqual([
      'base 1.22.6 mesh/Chart.yaml:6',
      'istiod 1.21.6 mesh/values.yaml:2',
    ]);
    const { problems } = await detect(memoryTree(files));
    expect(problems).toMatchObject(
      ['base', 'istiod'].map(name => ({
        what: `dependency ${name}`,
        why: expect.stringContaining('else as Chart.yaml says'),
        halfBump: { effect: 'deploy-fails' },
      })),
    );
  });

  it('finds every chart of Istio in an umbrella, with lines and values', async () => {
    const tree = memoryTree({
      'platform/mesh/Chart.yaml': chart(
        'mesh',
        dependency('base', '1.20.6') + dependency('istiod', '1.20.6', '  alias: pilot\n'),
      ),
      'platform/mesh/values.yaml': dedent(`
        global:
          hub: example.com/istio
        pilot:
          revision: stable
          pilot:
            env:
              ENABLE_AUTO_SNI: "false"
      `),
    });
    const { releases, installations, problems, environments } = await detect(tree);
    expect(problems).toEqual([]);
    expect(releases).toHaveLength(1);
    expect(releases[0]).toMatchObject({
      form: 'helm-chart',
      deployer: 'unknown',
      releaseName: 'mesh',
      namespace: 'istio-system',
      environment: 'platform/mesh',
      values: [
        {
          source: 'default',
          file: 'platform/mesh/values.yaml',
          home: { document: 0, path: [], style: 'mapping' },
        },
      ],
    });
    expect(installations).toMatchObject([
      { id: 'platform/mesh/base', chart: 'base', at: { file: 'platform/mesh/Chart.yaml', line: 6 } },
      {
        id: 'platform/mesh/istiod',
        chart: 'istiod',
        version: '1.20.6',
        istioVersion: '1.20.6',
        at: { file: 'platform/mesh/Chart.yaml', line: 9 },
        valuesPath: ['pilot'],
        chartPath: 'mesh/charts/pilot',
        revision: 'stable',
      },
    ]);
    expect(environments.map(({ name }) => name)).toEqual(['platform/mesh']);
    const istiod = installations[1];
    expect(
      istiod && lookup(istiod.release.values, ['pilot', 'env', 'ENABLE_AUTO_SNI'], istiod.valuesPath),
    ).toMatchObject({ value: 'false', line: 7 });
  });

  it('decides conditions and tags as Helm does', async () => {
    const conditional = [
      dependency('base', '1.20.6', '  condition: nowhere,base.enabled\n'),
      dependency('cni', '1.20.6', '  tags: [mesh, network]\n'),
      dependency('istiod', '1.20.6', '  condition: istiod.enabled\n  tags: [mesh]\n'),
      dependency('ztunnel', '1.20.6', '  tags: [ambient]\n'),
    ].join('');
    const values =
      'base:\n  enabled: false\nistiod:\n  enabled: true\ntags:\n  mesh: false\n  network: true\n  ambient: false\n';
    const { installations } = await detect(
      memoryTree({ 'Chart.yaml': chart('mesh', conditional), 'values.yaml': values }),
    );
    expect(installations.map(installation => installation.chart)).toEqual(['cni', 'istiod']);
  });

  it('knows mirrors by the charts that they serve, and leaves charts of the same name alone', async () => {
    const mirror = 'oci://registry.example.com/mirror';
    const both = chart(
      'mesh',
      dependency('istiod', '1.20.6', '', mirror) + dependency('gateway', '1.20.6', '', `${mirror}/`),
    );
    const foreign = chart(
      'app',
      dependency('gateway', '3.0.0', '', 'https://charts.example.com') +
        dependency('base', '1.0.0', '', 'https://charts.example.com'),
    );
    const { installations } = await detect(
      memoryTree({ 'mesh/Chart.yaml': both, 'app/Chart.yaml': foreign }),
    );
    expect(installations.map(({ id }) => id)).toEqual(['mesh/istiod', 'mesh/gateway']);
  });

  it('follows file:// and nested charts, values and all', async () => {
    const tree = memoryTree({
      'outer/Chart.yaml': chart('outer', dependency('mesh', '0.1.0', '', 'file://../mesh')),
      'outer/values.yaml': 'mesh:\n  istiod:\n    revision: outer\n',
      'mesh/Chart.yaml': chart('mesh', dependency('istiod', '1.20.6')),
      'mesh/values.yaml': 'istiod:\n  revision: inner\n  meshConfig: {}\n',
      'whole/Chart.yaml': 'apiVersion: v2\nname: whole\nversion: 0.1.0\n',
      'whole/charts/inner/Chart.yaml': chart('inner', dependency('cni', '1.20.6')),
    });
    const { releases, installations } = await detect(tree);
    expect(releases.map(({ id }) => id)).toEqual([
      'helm-chart:outer/Chart.yaml',
      'helm-chart:whole/Chart.yaml',
    ]);
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        valuesPath: ['mesh', 'istiod'],
        chartPath: 'outer/charts/mesh/charts/istiod',
        revision: 'outer',
        at: { file: 'mesh/Chart.yaml' },
      },
      { chart: 'cni', valuesPath: ['inner', 'cni'], chartPath: 'whole/charts/inner/charts/cni' },
    ]);
    expect(releases[0]?.values).toMatchObject([
      { file: 'mesh/values.yaml', below: ['mesh'] },
      { file: 'outer/values.yaml' },
    ]);
  });

  it('takes the locked version of a range, and names half a bump', async () => {
    const lock = (version: string): string =>
      `dependencies:\n- name: istiod\n  repository: ${ISTIO}\n  version: ${version}\n`;
    const ranged = await detect(
      memoryTree({
        'Chart.yaml': chart('mesh', dependency('istiod', '~1.22.0')),
        'Chart.lock': lock('1.22.2'),
      }),
    );
    expect(ranged.installations).toMatchObject([
      { version: '1.22.2', istioVersion: '1.22.2', at: { file: 'Chart.lock', line: 4 } },
    ]);
    expect(ranged.problems).toEqual([]);

    const half = await detect(
      memoryTree({
        'Chart.yaml': chart('mesh', dependency('istiod', '1.22.2')),
        'Chart.lock': lock('1.20.6'),
      }),
    );
    expect(half.installations).toMatchObject([{ version: '1.22.2', at: { file: 'Chart.yaml', line: 6 } }]);
    expect(half.problems).toMatchObject([
      { what: 'dependency istiod', file: 'Chart.lock', line: 4, blocking: false },
    ]);

    const open = await detect(memoryTree({ 'Chart.yaml': chart('mesh', dependency('istiod', '~1.22.0')) }));
    expect(open.installations).toMatchObject([{ version: '~1.22.0', istioVersion: null }]);
  });

  it('uses vendored archives and unpacked copies', async () => {
    const own = (version: string): string =>
      `apiVersion: v1\nname: istiod\nversion: ${version}\nappVersion: ${version}\nsources:\n- https://github.com/istio/istio\n`;
    const archived = memoryTree({
      'mesh/Chart.yaml': chart('mesh', dependency('istiod', '1.22.2')),
      'mesh/charts/istiod-1.22.2.tgz': '',
    });
    expect((await detect(archived)).releases[0]?.chart).toMatchObject({
      dependencies: [{ archive: 'mesh/charts/istiod-1.22.2.tgz', version: '1.22.2' }],
    });

    const stale = await detect(
      memoryTree({
        'Chart.yaml': chart('mesh', dependency('istiod', '1.22.2')),
        'charts/istiod-1.20.6.tgz': '',
      }),
    );
    expect(stale.installations).toMatchObject([{ version: '1.22.2' }]);
    expect(stale.releases[0]?.chart).not.toMatchObject({ dependencies: [{ archive: expect.anything() }] });
    expect(stale.problems).toMatchObject([{ file: 'Chart.yaml', line: 6, blocking: false }]);

    const unpacked = await detect(
      memoryTree({
        'charts/istiod/Chart.yaml': own('1.22.2'),
        'charts/istiod/values.yaml': 'revision: ""\n',
      }),
    );
    expect(unpacked.installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'charts/istiod/Chart.yaml', line: 3 },
        valuesPath: [],
        chartPath: 'istiod',
      },
    ]);

    const undeclared = await detect(
      memoryTree({ 'Chart.yaml': 'name: mesh\nversion: 1.0.0\n', 'charts/istiod/Chart.yaml': own('1.22.2') }),
    );
    expect(undeclared.installations).toMatchObject([
      { chart: 'istiod', chartPath: 'mesh/charts/istiod', valuesPath: ['istiod'] },
    ]);
  });

  it('makes a release of a chart that writes Istio resources, and none of one that does not', async () => {
    const plain = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
    const { releases, installations } = await detect(
      memoryTree({
        'shop/Chart.yaml': plain,
        'shop/templates/rule.yaml':
          'apiVersion: networking.istio.io/v1\nkind: DestinationRule\n{{- if true }}\n',
        'other/Chart.yaml': plain,
        'other/templates/web.yaml': 'kind: Deployment\n',
      }),
    );
    expect(releases).toMatchObject([
      { id: 'helm-chart:shop/Chart.yaml', releaseName: 'shop', namespace: 'default' },
    ]);
    expect(installations).toEqual([]);
  });

  it('brings the parts of an ambient chart along', async () => {
    const values = 'ambient:\n  istiod:\n    revision: blue\n';
    const { installations } = await detect(
      memoryTree({ 'Chart.yaml': chart('mesh', dependency('ambient', '1.24.0')), 'values.yaml': values }),
    );
    expect(
      installations.map(({ id, partOf, chartPath, revision }) => [id, partOf, chartPath, revision]),
    ).toEqual([
      ['ambient', undefined, 'mesh/charts/ambient', ''],
      ['base', 'ambient', 'mesh/charts/ambient/charts/base', ''],
      ['cni', 'ambient', 'mesh/charts/ambient/charts/cni', ''],
      ['istiod', 'ambient', 'mesh/charts/ambient/charts/istiod', 'blue'],
      ['ztunnel', 'ambient', 'mesh/charts/ambient/charts/ztunnel', ''],
    ]);
  });

  it('names values files that nothing uses, and values that can not be read', async () => {
    const unused = await detect(
      memoryTree({
        'Chart.yaml': chart('mesh', dependency('istiod', '1.20.6')),
        'values-prod.yaml': 'istiod:\n  pilot: {}\n',
        'values-notes.yaml': 'nothing: 1\n',
      }),
    );
    expect(unused.problems).toMatchObject([
      { what: 'values file values-prod.yaml', file: 'values-prod.yaml', line: 1 },
    ]);

    const broken = await detect(
      memoryTree({
        'Chart.yaml': chart('mesh', dependency('istiod', '1.20.6')),
        'values.yaml': 'a: 1\nb: [1\n',
      }),
    );
    expect(broken.installations).toHaveLength(1);
    expect(broken.problems).toMatchObject([{ file: 'values.yaml', blocking: true }]);
    expect(broken.problems[0]?.line).toBeGreaterThan(1);
  });

  it('reads requirements of Helm 2 and skips library charts', async () => {
    const { installations } = await detect(
      memoryTree({
        'former/Chart.yaml': 'apiVersion: v1\nname: former\nversion: 1.0.0\n',
        'former/requirements.yaml': `dependencies:\n${dependency('istiod', '1.16.0')}`,
        'index/Chart.yaml': `type: library\n${chart('index', dependency('istiod', '1.20.0'))}`,
      }),
    );
    expect(installations).toMatchObject([
      { version: '1.16.0', at: { file: 'former/requirements.yaml', line: 3 } },
    ]);
  });

  it.each(['archive', '.archived', 'z-archieve', 'obsoletely'])(
    'leaves charts in %s/ alone',
    async folder => {
      const chart =
        'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: 1.22.2\n  repository: https://istio-release.storage.googleapis.com/charts\n';
      const { installations } = await detect(
        memoryTree({ [`charts/${folder}/mesh/Chart.yaml`]: chart, 'archive-service/mesh/Chart.yaml': chart }),
      );
      expect(installations.map(({ at }) => at.file)).toEqual(['archive-service/mesh/Chart.yaml']);
    },
  );

  it('takes a chart that brings its namesake for a wrapper of it', async () => {
    const { installations } = await detect(
      memoryTree({
        'mesh/Chart.yaml':
          'apiVersion: v2\nname: istiod\nversion: 1.22.2-5\nappVersion: 1.22.2\nkeywords: [istio]\nsources: [https://github.com/istio/istio]\ndependencies:\n' +
          dependency('istiod', '1.22.2'),
      }),
    );
    expect(installations.map(({ chart, version, at }) => [chart, version, at.line])).toEqual([
      ['istiod', '1.22.2', 9],
    ]);
  });

  it('knows copies of Istio’s charts under the names of their releases, and leaves their files alone', async () => {
    const copy = (name: string): string =>
      `apiVersion: v1\nname: ${name}\nversion: 1.22.2\nappVersion: 1.22.2\nkeywords: [istio]\nsources: [https://github.com/istio/istio]\n`;
    const { installations } = await detect(
      memoryTree({
        'mesh/Chart.yaml':
          'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istio-base, version: 1.22.2}\n- {name: istiod, version: 1.22.2}\n',
        'mesh/charts/istio-base/Chart.yaml': copy('istio-base'),
        'mesh/charts/istiod/Chart.yaml': copy('istiod'),
        'mesh/charts/istiod/files/gen-istio.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod}\nspec: {template: {spec: {containers: [{name: discovery, image: "gcr.io/istio-testing/pilot:latest"}]}}}\n',
      }),
    );
    expect(installations.map(({ chart, version }) => [chart, version])).toEqual([
      ['base', '1.22.2'],
      ['istiod', '1.22.2'],
    ]);
  });

  it.each(['', '  condition: mesh.enabled\n'])(
    'takes a chart below `charts/` as it stands where it comes from nowhere else, whatever version is asked for: %j',
    async more => {
      const files = {
        'Chart.yaml': chart('shop', `- name: mesh\n  version: 1.11.4\n${more}`),
        'values.yaml': 'mesh: {enabled: true}\n',
        'charts/mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 1.14.1\ndependencies:\n${dependency('istiod', '1.22.1')}`,
      };
      const found = async (values: string) =>
        (await detect(memoryTree({ ...files, 'values.yaml': values }))).installations.map(
          ({ chart: name, version, at }) => `${name} ${version} ${at.file}:${at.line}`,
        );
      expect(await found('mesh: {enabled: true}\n')).toEqual(['istiod 1.22.1 charts/mesh/Chart.yaml:6']);
      // Helm switches it off all the same.
      expect(await found('mesh: {enabled: false}\n')).toHaveLength(more === '' ? 1 : 0);
    },
  );
});
