/** istioctl that only writes manifests, beside those manifests; and scripts that have a release of their own at hand. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Record<string, string>;

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    told: problems.filter(({ assumption }) => assumption).map(({ why }) => why),
  };
}

const OPERATOR = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: minimal}\n';
const RENDERED: Files = {
  'deploy/istiod.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  selector: {}\n  template:\n    spec:\n      containers:\n      - name: discovery\n        image: docker.io/istio/pilot:1.22.2\n',
};
const OF_OPERATOR = ['base null scripts/render.sh:2', 'istiod null scripts/render.sh:2'];

describe('detect/istio-operator/idle: what is rendered elsewhere', () => {
  it.each([
    ['another program', '| ./split.py -o ../deploy'],
    ['a file', '> ../deploy/istiod.yaml'],
    ['a file, through a filter', '| grep -v x > ../deploy/istiod.yaml'],
  ])('is that rendering alone, where istioctl writes to %s', async (_, to) => {
    const script = `FILE="$(dirname "$0")/mesh.yaml"\nistioctl manifest generate -f $FILE ${to}\n`;
    const files = { ...RENDERED, 'scripts/mesh.yaml': OPERATOR, 'scripts/render.sh': script };
    const { charts, told } = await found(files);
    expect(charts).toEqual(['istiod 1.22.2 deploy/istiod.yaml:10']);
    expect(told).toEqual([expect.stringContaining('that is read where it stands (deploy/istiod.yaml:1)')]);
  });

  it.each([
    ['kubectl', '| kubectl apply -f -'],
    ['kubectl, through a filter', '| grep -v x | kubectl apply -f -'],
    ['a file that kubectl gets', '> mesh.out\nkubectl apply -f mesh.out'],
  ])('is an installation of its own, where %s applies it', async (_, to) => {
    const script = `\nistioctl manifest generate -f mesh.yaml ${to}\n`;
    const files = { ...RENDERED, 'scripts/mesh.yaml': OPERATOR, 'scripts/render.sh': script };
    const { charts } = await found(files);
    expect(charts).toEqual(expect.arrayContaining(OF_OPERATOR));
  });

  it('is an installation where nothing is rendered', async () => {
    const script = '\nistioctl manifest generate -f mesh.yaml > mesh.out\n';
    const { charts } = await found({ 'scripts/mesh.yaml': OPERATOR, 'scripts/render.sh': script });
    expect(charts).toEqual(OF_OPERATOR);
  });
});

describe('detect: what helm renders into the tree', () => {
  const HERE = '$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)';
  it.each([
    ['beside the script', 'deploy/render.sh', '${DIR}/istiod.yaml'],
    ['in a folder beside it', 'scripts/render.sh', '${DIR}/../deploy/istiod.yaml'],
  ])('is that rendering alone, %s, whose folder a command tells', async (_, script, to) => {
    const text = `DIR="${HERE}"\nhelm template istiod istio/istiod --repo https://istio-release.storage.googleapis.com/charts \\\n  --version "$(./version.sh)" > "${to}"\n`;
    const { charts } = await found({ ...RENDERED, [script]: text });
    expect(charts).toEqual(['istiod 1.22.2 deploy/istiod.yaml:10']);
  });
});

describe('detect: what helm renders beside its own installation', () => {
  const REPO = '--repo https://istio-release.storage.googleapis.com/charts --version 1.22.2';
  const copy = (to: string): Files => ({
    ...RENDERED,
    Makefile: `look:\n\thelm template istiod istiod ${REPO} ${to}\nmesh:\n\thelm install istiod istiod ${REPO} -n istio-system\n`,
  });

  it.each(['--output-dir deploy', '> deploy/istiod.yaml'])('is a copy: %s', async to => {
    const { charts, told } = await found(copy(to));
    expect(charts).toEqual(['istiod 1.22.2 Makefile:4']);
    expect(told).toContainEqual(expect.stringContaining('`helm template` writes them (Makefile:2)'));
  });

  it('is no copy where it lies elsewhere, or where a command applies it', async () => {
    const rendering = 'istiod 1.22.2 deploy/istiod.yaml:10';
    expect((await found(copy('--output-dir other'))).charts).toContain(rendering);
    expect((await found(copy('| kubectl apply -f -'))).charts).toContain(rendering);
  });

  it('has a release of its own for each chart whose name a flag gives', async () => {
    const chart = (name: string): string =>
      `apiVersion: v2\nname: ${name}\nversion: 1.22.2\nappVersion: 1.22.2\nsources: [https://github.com/istio/istio]\n`;
    const { charts, told } = await found({
      Makefile:
        'NAME = mesh\nmesh:\n\thelm install base/ -n istio-system --name-template ${NAME}-base\n\thelm install istiod/ -n istio-system --name-template ${NAME}-istiod\n',
      'base/Chart.yaml': chart('base'),
      'istiod/Chart.yaml': chart('istiod'),
    });
    expect(charts).toEqual(['base 1.22.2 base/Chart.yaml:3', 'istiod 1.22.2 istiod/Chart.yaml:3']);
    expect(told).toEqual([]);
  });
});

describe('detect/istio-operator: what another command prints for istioctl', () => {
  const script =
    'istioctl install --context=one -f mesh.yaml -y\n./gen.sh | istioctl --context=one install -y -f -\n./gen.sh | istioctl --context=two install -y -f -\n';

  it('is an installation of its own, in each cluster, where all that the tree holds is handed to others', async () => {
    const { charts } = await found({ 'mesh.yaml': OPERATOR, 'up.sh': script });
    expect(charts.filter(one => one.startsWith('istiod'))).toEqual([
      'istiod null up.sh:1',
      'istiod null up.sh:2',
      'istiod null up.sh:3',
    ]);
  });

  it('is of its own release, where the file that it is handed is none of the tree', async () => {
    const run = (release: string, file: string): string =>
      `istio-${release}/bin/istioctl install -y -f ${file}\n`;
    const { charts } = await found({
      'mesh.yaml': OPERATOR,
      'east.yaml': OPERATOR,
      'one.sh': run('1.26.0', 'mesh.yaml'),
      'two.sh': run('1.29.1', '~/mesh/limits.yaml'),
      'three.sh': run('1.24.2', '~/mesh/other.yaml'),
    });
    expect(charts.filter(one => one.startsWith('istiod'))).toEqual(
      expect.arrayContaining([
        'istiod 1.26.0 one.sh:1',
        'istiod 1.29.1 two.sh:1',
        'istiod 1.24.2 three.sh:1',
      ]),
    );
  });

  it('is of each release that a script of its own hands the same file', async () => {
    const run = (release: string): string => `istio-${release}/bin/istioctl install -y -f mesh.yaml\n`;
    const { charts } = await found({
      'mesh.yaml': OPERATOR,
      'one.sh': run('1.26.0'),
      'two.sh': run('1.29.1'),
      'three.sh': run('1.29.1'),
    });
    expect(charts.filter(one => one.startsWith('istiod')).sort()).toEqual([
      'istiod 1.26.0 one.sh:1',
      'istiod 1.29.1 three.sh:1',
      'istiod 1.29.1 two.sh:1',
    ]);
  });

  it('may be an IstioOperator of the tree that nobody else is handed', async () => {
    const { charts } = await found({ 'mesh.yaml': OPERATOR, 'east.yaml': OPERATOR, 'up.sh': script });
    expect(charts.filter(one => one.startsWith('istiod'))).toEqual([
      'istiod null up.sh:1',
      'istiod null east.yaml:2',
    ]);
  });
});

describe('detect/istio-operator: versions that are named elsewhere', () => {
  const files = (own: string): Files => ({
    'load.sh': 'ISTIO_VERSION=1.26.0\ndocker pull istio/pilot:$ISTIO_VERSION\n',
    'install.sh': `istioctl install --set profile=minimal -y\n${own}\n`,
  });

  it('are not those of a script that has another release at hand', async () => {
    const { charts } = await found(files('kubectl apply -f ~/istio-1.28.0/samples/addons/kiali.yaml'));
    expect(charts).toEqual(['base null install.sh:1', 'istiod null install.sh:1']);
  });

  it('are those of a script that says nothing else', async () => {
    const { charts } = await found(files('kubectl apply -f ~/istio-1.26.0/samples/addons/kiali.yaml'));
    expect(charts).toEqual(['base 1.26.0 load.sh:1', 'istiod 1.26.0 load.sh:1']);
  });
});

describe('detect/scripts: releases that are cloned', () => {
  it.each([
    ['git clone --branch 1.22.2 --depth 1 https://github.com/istio/istio.git', '1.22.2'],
    ['git clone -b release-1.22 https://github.com/istio/istio', 'null'],
  ])('%s', async (clone, version) => {
    const script = `${clone}\nhelm install istiod istio/manifests/charts/istio-control/istio-discovery -n istio-system\n`;
    const { charts } = await found({ 'up.sh': script });
    expect(charts).toEqual([`istiod ${version} up.sh:1`]);
  });
});

describe('detect/terraform: charts below the root', () => {
  it('are found from a module that nothing calls', async () => {
    const chart =
      'apiVersion: v1\nname: istio-discovery\nversion: 1.22.2\nappVersion: 1.22.2\nsources: [https://github.com/istio/istio]\n';
    const folder = 'modules/mesh/charts/istio-discovery';
    const { charts } = await found({
      'modules/mesh/main.tf': `resource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "\${path.root}/${folder}"\n  namespace = "istio-system"\n}\n`,
      [`${folder}/Chart.yaml`]: chart,
    });
    expect(charts).toEqual([`istiod 1.22.2 ${folder}/Chart.yaml:3`]);
  });
});
