/** What a tree keeps beside what it deploys is no installation, and that is told. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { application, type Files } from '../../support/scenario.js';

const SOURCE =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: istio, namespace: flux-system}\nspec: {url: "https://istio-release.storage.googleapis.com/charts"}\n';

function release(name: string, version: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {chart: {spec: {chart: ${name}, version: ${version}, sourceRef: {kind: HelmRepository, name: istio}}}}\n`;
}

function flux(path: string): Files {
  return {
    'clusters/infra.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: infra, namespace: flux-system}\nspec: {path: ./${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`,
    'infra/source.yaml': SOURCE,
  };
}

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}`).sort(),
    told: problems.filter(({ assumption }) => assumption).map(({ why }) => why),
    blocking: problems.filter(({ blocking }) => blocking),
  };
}

const LISTED: Files = {
  ...flux('infra'),
  'infra/kustomization.yaml': 'resources: [source.yaml, istiod.yaml]\n',
  'infra/istiod.yaml': release('istiod', '1.22.2'),
};

describe('detect/left-out: kustomizations', () => {
  it('leaves a release out that the kustomization of its folder does not take in', async () => {
    const { charts, told, blocking } = await found({
      ...LISTED,
      'infra/base.yaml': release('base', '1.20.6'),
    });
    expect(charts).toEqual(['istiod 1.22.2 infra/istiod.yaml']);
    expect(told).toEqual([
      'taken not to be deployed: clusters/infra.yaml:1 deploys the folder that it is in, where infra/kustomization.yaml does not take it in, and nothing else refers to it',
    ]);
    expect(blocking).toEqual([]);
  });

  it.each<[string, Files]>([
    [
      'a kustomization of it that somebody deploys by hand',
      {
        'other/kustomization.yaml': 'resources: [../infra/base.yaml]\n',
        'run.sh': 'kubectl apply -f infra/base.yaml\n',
      },
    ],
    [
      'another Kustomization of Flux',
      {
        'clusters/base.yaml':
          flux('infra/more')['clusters/infra.yaml']?.replace('name: infra', 'name: base') ?? '',
        'infra/more/kustomization.yaml': 'resources: [../base.yaml]\n',
      },
    ],
  ])('counts what gets in by %s', async (_, files) => {
    const { charts } = await found({ ...LISTED, 'infra/base.yaml': release('base', '1.20.6'), ...files });
    expect(charts).toEqual(['base 1.20.6 infra/base.yaml', 'istiod 1.22.2 infra/istiod.yaml']);
  });

  it('looks at the kustomizations that the deployed one takes in, too', async () => {
    const files = {
      ...flux('clusters-prod'),
      'clusters-prod/kustomization.yaml': 'resources: [../infra]\n',
      'infra/kustomization.yaml': 'resources: [source.yaml, istiod.yaml]\n',
      'infra/istiod.yaml': release('istiod', '1.22.2'),
      'infra/base.yaml': release('base', '1.20.6'),
    };
    const { charts, told } = await found(files);
    expect(charts).toEqual(['istiod 1.22.2 infra/istiod.yaml']);
    expect(told).toEqual([expect.stringContaining('where infra/kustomization.yaml does not take it in')]);
  });

  const inFolder = (entry: string): Files => ({
    ...flux('infra'),
    'infra/kustomization.yaml': `resources:\n- source.yaml\n${entry}\n`,
    'infra/mesh/ks.yaml':
      flux('infra/mesh/app')['clusters/infra.yaml']?.replace('name: infra', 'name: mesh') ?? '',
    'infra/mesh/app/kustomization.yaml': 'resources: [istiod.yaml]\n',
    'infra/mesh/app/istiod.yaml': release('istiod', '1.22.2'),
  });

  it('leaves out what is deployed by a Kustomization of Flux that is commented out itself', async () => {
    expect((await found(inFolder('- ./mesh/ks.yaml'))).charts).toEqual([
      'istiod 1.22.2 infra/mesh/app/istiod.yaml',
    ]);
    const { charts, told } = await found(inFolder('# - ./mesh/ks.yaml'));
    expect(charts).toEqual([]);
    expect(told.join()).toContain('infra/kustomization.yaml has it commented out');
  });

  it('counts it where nothing is seen to deploy the kustomization that has it commented out', async () => {
    const { 'clusters/infra.yaml': _, ...files } = inFolder('# - ./mesh/ks.yaml');
    expect((await found(files)).charts).toEqual(['istiod 1.22.2 infra/mesh/app/istiod.yaml']);
  });

  it('counts it where another kustomization takes that in', async () => {
    const { charts } = await found({
      ...inFolder('# - ./mesh/ks.yaml'),
      'clusters/other.yaml':
        flux('other')['clusters/infra.yaml']?.replace('name: infra', 'name: other') ?? '',
      'other/kustomization.yaml': 'resources: [../infra/mesh/ks.yaml]\n',
    });
    expect(charts).toEqual(['istiod 1.22.2 infra/mesh/app/istiod.yaml']);
  });

  it('counts the files of generators that the deployed kustomization names', async () => {
    const files = (generator: string): Files => ({
      'root.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec: {source: {repoURL: x, path: mesh}}\n',
      'mesh/kustomization.yaml': `generators: [${generator}]\n`,
      'apps/base.yaml': application('1.24.1'),
      'mesh/other.yaml':
        'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: x}\nliterals: [a=b]\n',
      'mesh/istiod.yaml':
        'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: istiod}\nname: istiod\nrepo: https://istio-release.storage.googleapis.com/charts\nversion: 1.22.2\n',
    });
    expect((await found(files('istiod.yaml'))).charts).toEqual([
      'istiod 1.22.2 mesh/istiod.yaml',
      'istiod 1.24.1 apps/base.yaml',
    ]);
    expect((await found(files('other.yaml'))).charts).toEqual(['istiod 1.24.1 apps/base.yaml']);
  });

  it('counts what Argo CD takes as it lies, kustomizations or not', async () => {
    const { charts } = await found({
      'root.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: root}\nspec: {source: {repoURL: x, path: apps, directory: {recurse: true}}}\n',
      'apps/mesh/kustomization.yaml': 'resources: [istiod.yaml]\n',
      'apps/mesh/istiod.yaml': application('1.22.2'),
      'apps/mesh/other.yaml': application('1.20.6', '', 'other'),
    });
    expect(charts).toHaveLength(2);
  });

  it('counts it where a folder without a kustomization is deployed', async () => {
    const { 'infra/kustomization.yaml': _, ...files } = LISTED;
    const { charts } = await found({ ...files, 'infra/base.yaml': release('base', '1.20.6') });
    expect(charts).toHaveLength(2);
  });

  it('counts it where nothing else installs Istio, unless it is commented out', async () => {
    const files = {
      ...flux('infra'),
      'infra/mesh/kustomization.yaml': 'resources: [istiod.yaml]\n',
      'infra/mesh/istiod.yaml': release('istiod', '1.22.2'),
    };
    const kustomization = (more: string): Files => ({
      'infra/kustomization.yaml': `resources:\n- source.yaml\n${more}`,
    });
    expect((await found({ ...files, ...kustomization('') })).charts).toEqual([
      'istiod 1.22.2 infra/mesh/istiod.yaml',
    ]);
    expect((await found({ ...files, ...kustomization('# the mesh\n') })).charts).toHaveLength(1);
    for (const line of ['# - mesh\n', '#- ./mesh/\n', '  # - "mesh"\n', '# - mesh  # for later\n']) {
      const { charts, told } = await found({ ...files, ...kustomization(line) });
      expect(charts).toEqual([]);
      expect(told).toEqual([expect.stringContaining('where infra/kustomization.yaml has it commented out')]);
    }
    expect((await found({ ...files, ...kustomization('- mesh\n') })).charts).toHaveLength(1);
  });
});

/** An Application that deploys a folder of manifests. */
function deploying(directory: string, name = 'root', path = 'apps'): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    `metadata: {name: ${name}, namespace: argocd}`,
    'spec:',
    '  source:',
    '    repoURL: https://git.example.com/x',
    `    path: ${path}`,
    `    directory: ${directory}`,
    '  destination: {server: https://kubernetes.default.svc, namespace: argocd}',
    '',
  ].join('\n');
}

describe('detect/left-out: what an Application leaves out by name', () => {
  const APPS: Files = {
    'apps/mesh/istiod.yaml': application('1.26.0'),
    'apps/lab/istiod.yaml': application('1.25.0', '', 'lab'),
  };

  it.each([
    "{recurse: true, exclude: 'lab/*'}",
    "{recurse: true, exclude: '{lab/*,**/*.off.yaml}'}",
    "{recurse: true, include: 'mesh/*'}",
  ])('takes it not to be deployed: %s', async directory => {
    const { charts, told, blocking } = await found({ ...APPS, 'root.yaml': deploying(directory) });
    expect(charts).toEqual(['istiod 1.26.0 apps/mesh/istiod.yaml']);
    expect(told).toEqual([
      'taken not to be deployed: root.yaml:1 deploys the folder that it is in and leaves it out by name, and nothing else refers to it',
    ]);
    expect(blocking).toEqual([]);
  });

  it.each<[string, Files]>([
    ['another Application that takes it in', { 'lab.yaml': deploying('{recurse: true}', 'all') }],
    ['another one for its folder', { 'lab.yaml': deploying('{recurse: false}', 'lab', 'apps/lab') }],
    ['a script that applies it', { 'run.sh': 'kubectl apply -f apps/lab/istiod.yaml\n' }],
  ])('counts it all the same for %s', async (_, files) => {
    const root = deploying("{recurse: true, exclude: 'lab/*'}");
    const { charts } = await found({ ...APPS, ...files, 'root.yaml': root });
    expect(charts).toContain('istiod 1.25.0 apps/lab/istiod.yaml');
  });

  it.each<[string, Files, number]>([
    ['takes a chart not to be deployed', {}, 1],
    [
      'counts one that a script installs',
      { 'lab.sh': 'helm upgrade -i lab ./mesh/legacy-lab -n istio-system\n' },
      2,
    ],
  ])('%s that the generator of an ApplicationSet leaves out', async (_, files, count) => {
    const umbrella = (version: string): string =>
      `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, version: ${version}, repository: "https://istio-release.storage.googleapis.com/charts"}\n`;
    const { charts, told } = await found({
      'mesh/eu/Chart.yaml': umbrella('1.25.3'),
      'mesh/legacy-lab/Chart.yaml': umbrella('1.19.3'),
      'set.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: ApplicationSet',
        'metadata: {name: mesh}',
        'spec:',
        '  goTemplate: true',
        '  generators:',
        '  - git: {repoURL: "https://git.example.com/x", directories: [{path: mesh/*}, {path: mesh/legacy-lab, exclude: true}]}',
        '  template:',
        '    metadata: {name: "{{.path.basename}}"}',
        '    spec:',
        '      source: {repoURL: "https://git.example.com/x", path: "{{.path.path}}"}',
        '      destination: {name: in-cluster, namespace: istio-system}',
        '',
      ].join('\n'),
      ...files,
    });
    expect(charts).toHaveLength(count);
    expect(charts).toContain('istiod 1.25.3 mesh/eu/Chart.yaml');
    expect(told.filter(why => why.startsWith('taken not'))).toEqual(
      count === 2
        ? []
        : [
            'taken not to be deployed: set.yaml:1 leaves the folder mesh/legacy-lab out of those that it deploys, and nothing else refers to it',
          ],
    );
  });

  it('leave nothing out where a generator means no folder of the tree', async () => {
    const umbrella =
      'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, version: 1.25.3, repository: "https://istio-release.storage.googleapis.com/charts"}\n';
    const { charts, told } = await found({
      'mesh/lab/Chart.yaml': umbrella,
      'set.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: mesh}\nspec:\n  generators:\n  - git: {repoURL: "https://git.example.com/other", directories: [{path: mesh/*}, {path: mesh/lab, exclude: true}]}\n  template:\n    metadata: {name: "{{path.basename}}"}\n    spec:\n      source: {repoURL: "https://git.example.com/other", path: "{{path}}"}\n      destination: {name: in-cluster, namespace: istio-system}\n',
    });
    expect(charts).toEqual(['istiod 1.25.3 mesh/lab/Chart.yaml']);
    expect(told.filter(why => why.startsWith('taken not'))).toEqual([]);
  });

  it('says nothing of what no pattern leaves out', async () => {
    const { charts } = await found({ ...APPS, 'root.yaml': deploying("{exclude: 'other/*'}") });
    expect(charts).toHaveLength(2);
  });
});

describe('detect/left-out: renderings in the folder of their chart', () => {
  const IMAGE = (version: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}\nspec: {selector: {matchLabels: {istio: pilot}}, template: {metadata: {labels: {istio: pilot}}, spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:${version}"}]}}}\n`;
  const CHART: Files = {
    'mesh/Chart.yaml':
      'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, version: 1.24.2, repository: "https://istio-release.storage.googleapis.com/charts"}\n',
    'mesh/out.yaml': IMAGE('1.22.2'),
    'mesh.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec: {source: {repoURL: x, path: mesh}, destination: {namespace: istio-system}}\n',
  };

  it('leaves out what nothing applies', async () => {
    const { charts, told } = await found(CHART);
    expect(charts).toEqual(['istiod 1.24.2 mesh/Chart.yaml']);
    expect(told).toEqual([
      'taken not to be deployed: it was rendered of the chart mesh, in whose folder it is kept, and nothing refers to it',
    ]);
  });

  it.each<[string, Files]>([
    ['a script applies it', { ...CHART, 'up.sh': 'kubectl apply -f mesh/out.yaml # istio\n' }],
    [
      'a kustomization takes it in',
      { ...CHART, 'lab/kustomization.yaml': 'resources: [../mesh/out.yaml]\n' },
    ],
    [
      'the chart brings another one',
      { ...CHART, 'mesh/Chart.yaml': CHART['mesh/Chart.yaml']?.replace('name: istiod', 'name: cni') ?? '' },
    ],
  ])('counts it where %s', async (_, files) => {
    expect((await found(files)).charts).toContain('istiod 1.22.2 mesh/out.yaml');
  });
});

describe('detect/left-out: old files', () => {
  const run = (version: string): string =>
    `helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version ${version} -n istio-system\n`;

  it.each([
    'scripts/install-old.sh',
    'scripts/install.bak.sh',
    'scripts/old_mesh.sh',
    'scripts/deprecated-mesh.sh',
    'scripts/install.sh.old',
  ])('leaves %s out, also where the folder is named', async file => {
    const { charts, told } = await found({
      'scripts/install.sh': run('1.24.2'),
      [file]: run('1.20.6'),
      'up.sh': 'cd scripts/\n./install.sh # istio\n',
    });
    expect(charts).toEqual(['istiod 1.24.2 scripts/install.sh']);
    expect(told).toEqual(
      file.endsWith('.old')
        ? []
        : [
            `taken not to be deployed: the file ${file} is called like what is out of use, and nothing refers to it`,
          ],
    );
  });

  it.each<[string, Files]>([
    ['scripts/install-old.sh', { 'scripts/all.sh': './install-old.sh # istio\n' }],
    ['scripts/install-old.sh', { Makefile: 'mesh: # istio\n\t./scripts/install-old.sh\n' }],
    ['scripts/install-old.sh', { Makefile: 'mesh:\n\tcd scripts && ./install-old.sh\n' }],
    [
      'scripts/install-old.sh',
      {
        '.github/workflows/up.yml':
          'on: push\njobs:\n  up:\n    steps:\n    - working-directory: scripts\n      run: ./install-old.sh\n',
      },
    ],
    ['scripts/threshold.sh', {}],
    ['scripts/unusedless.sh', {}],
    ['envs/old.sh', {}],
  ])('counts %s', async (file, more) => {
    const { charts } = await found({ 'scripts/install.sh': run('1.24.2'), [file]: run('1.20.6'), ...more });
    expect(charts).toContain(`istiod 1.20.6 ${file}`);
  });

  it('leaves out what is named in a comment, or as a part of another name', async () => {
    const { charts } = await found({
      'scripts/install.sh': run('1.24.2'),
      'scripts/install-old.sh': run('1.20.6'),
      Makefile: '# see install-old.sh\nmesh:\n\tcd scripts && ./reinstall-old.sh install-old.sh.txt\n',
    });
    expect(charts).toEqual(['istiod 1.24.2 scripts/install.sh']);
  });

  it('leaves a manifest out that is called disabled, and none that may be of an old revision', async () => {
    const { charts } = await found({
      'mesh/istiod.yaml': application('1.22.2'),
      'mesh/istiod-disabled.yaml': application('1.20.6', '', 'disabled'),
      'mesh/istiod-old.yaml': application('1.20.7', '', 'old'),
    });
    expect(charts).toEqual(['istiod 1.20.7 mesh/istiod-old.yaml', 'istiod 1.22.2 mesh/istiod.yaml']);
    const deployed = await found({
      'mesh/istiod.yaml': application('1.22.2'),
      'mesh/istiod-disabled.yaml': application('1.20.6', '', 'disabled'),
      'mesh/kustomization.yaml': 'resources: [istiod.yaml, istiod-disabled.yaml]\n',
    });
    expect(deployed.charts).toHaveLength(2);
  });

  it.each(['.ref', 'scratch', 'wip', 'workflows-disabled'])(
    'leaves the folder %s out where something else is in use',
    async folder => {
      const { charts } = await found({
        'apps/istiod.yaml': application('1.22.2'),
        [`${folder}/istiod.yaml`]: application('1.20.6'),
      });
      expect(charts).toEqual(['istiod 1.22.2 apps/istiod.yaml']);
    },
  );

  it('knows a folder that is put aside from the environments beside it', async () => {
    const { charts } = await found({
      'live/prod/istiod.yaml': application('1.22.2'),
      'live/_old/istiod.yaml': application('1.20.6'),
    });
    expect(charts).toEqual(['istiod 1.22.2 live/prod/istiod.yaml']);
  });
});

describe('detect/left-out: old folders and copies', () => {
  it.each([
    'istio-old',
    'old',
    'mesh_bk',
    'istio.bak',
    'backup',
    'trash',
    'istio-deprecated',
    'oldstuff',
    'old_istio',
  ])('leaves out what stands in %s', async folder => {
    const files = {
      'apps/istiod.yaml': application('1.22.2'),
      [`${folder}/istiod.yaml`]: application('1.20.6'),
    };
    const { charts, told } = await found(files);
    expect(charts).toEqual(['istiod 1.22.2 apps/istiod.yaml']);
    expect(told).toEqual([
      `taken not to be deployed: the folder ${folder} is called like what is out of use, and nothing refers to it`,
    ]);
    const alone = await found({ [`${folder}/istiod.yaml`]: application('1.20.6') });
    expect(alone).toEqual({ charts: [], told, blocking: [] });
  });

  it.each(['clusters/backup', 'envs/old'])('takes %s for an environment', async folder => {
    const { charts } = await found({
      'apps/istiod.yaml': application('1.22.2'),
      [`${folder}/istiod.yaml`]: application('1.20.6', '', 'other'),
    });
    expect(charts).toContain(`istiod 1.20.6 ${folder}/istiod.yaml`);
  });

  it.each<[string, Files]>([
    [
      'something deploys it',
      {
        'root.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: old}\nspec: {source: {repoURL: x, path: mesh-old}}\n',
      },
    ],
    [
      'a kustomization takes it in',
      { 'apps/kustomization.yaml': 'resources: [istiod.yaml, ../mesh-old/istiod.yaml]\n' },
    ],
    ['a script applies it', { 'apply.sh': '#!/bin/sh\nkubectl apply -f mesh-old/istiod.yaml\n' }],
  ])('counts it where %s', async (_, more) => {
    const files = {
      'apps/istiod.yaml': application('1.22.2'),
      'mesh-old/istiod.yaml': application('1.20.6', '', 'former'),
    };
    const { charts } = await found({ ...files, ...more });
    expect(charts).toContain('istiod 1.20.6 mesh-old/istiod.yaml');
  });

  it.each(['bold', 'threshold', 'golden'])('knows %s from an old folder', async folder => {
    const files = {
      'apps/istiod.yaml': application('1.22.2'),
      [`${folder}/istiod.yaml`]: application('1.20.6', '', 'other'),
    };
    expect((await found(files)).charts).toHaveLength(2);
  });

  it('leaves copies of charts out that nothing installs, where something else installs Istio', async () => {
    const copy =
      'apiVersion: v2\nname: cni\nversion: 1.20.6\nappVersion: 1.20.6\nsources: ["https://github.com/istio/istio"]\n';
    const alone = await found({ 'charts/cni/Chart.yaml': copy });
    expect(alone.charts).toEqual(['cni 1.20.6 charts/cni/Chart.yaml']);
    const { charts, told } = await found({
      'charts/cni/Chart.yaml': copy,
      'istiod.yaml': application('1.22.2'),
    });
    expect(charts).toEqual(['istiod 1.22.2 istiod.yaml']);
    expect(told).toEqual([expect.stringContaining('nothing in this repository installs this copy')]);
  });
});

describe('detect/left-out: what was read out of a cluster', () => {
  const list = (more: string): string =>
    `apiVersion: v1\nkind: List\nitems:\n- ${application('1.20.6')
      .replace(/metadata: .*/, `metadata:\n  name: istiod\n  namespace: argocd\n${more}`)
      .trimEnd()
      .split('\n')
      .join('\n  ')}\n`;
  const plain = list('  generation: 3');
  const exported = list('  resourceVersion: "4711"\n  uid: 0f1e2d3c-1111-2222-3333-444455556666');

  it('counts only where nothing else installs Istio', async () => {
    const declared = { 'apps/istiod.yaml': application('1.22.2') };
    const own = 'istiod 1.22.2 apps/istiod.yaml';
    const other = 'istiod 1.20.6 dump.yaml';
    const { charts, told } = await found({ ...declared, 'dump.yaml': exported });
    expect(charts).toEqual([own]);
    expect(told.join()).toContain('dump.yaml holds what was read out of a cluster');
    expect((await found({ 'dump.yaml': exported })).charts).toEqual([other]);
    expect((await found({ ...declared, 'dump.yaml': plain })).charts).toEqual([other, own]);
    expect(
      (await found({ ...declared, 'dump.yaml': exported, 'kustomization.yaml': 'resources: [dump.yaml]\n' }))
        .charts,
    ).toEqual([other, own]);
  });
});

describe('detect/left-out: components', () => {
  const component = (chart: string): string =>
    `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nhelmCharts:\n- name: ${chart}\n  repo: https://istio-release.storage.googleapis.com/charts\n  version: 1.22.2\n`;

  it('leaves a component out that a kustomization has commented out', async () => {
    const files = (entries: string): Files => ({
      'components/mesh/kustomization.yaml': component('istiod'),
      'components/ambient/kustomization.yaml': component('ztunnel'),
      'overlays/prod/kustomization.yaml': `components:\n- ../../components/mesh\n${entries}`,
    });
    const istiod = 'istiod 1.22.2 components/mesh/kustomization.yaml';
    const ztunnel = 'ztunnel 1.22.2 components/ambient/kustomization.yaml';
    expect((await found(files('# - ../../components/ambient\n'))).charts).toEqual([istiod]);
    expect((await found(files('- ../../components/ambient\n'))).charts).toEqual([istiod, ztunnel]);
    expect((await found(files(''))).charts).toEqual([istiod, ztunnel]);
  });
});
