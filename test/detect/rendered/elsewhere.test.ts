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
