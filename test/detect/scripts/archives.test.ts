import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const HOME = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    problems: problems.map(({ why }) => why),
  };
}

function installAll(place: string, version: string): string {
  const charts = ['base', 'istiod', 'cni', 'gateway'];
  return charts.map(chart => `helm upgrade -i istio-${chart} "${place}/${chart}-${version}.tgz"\n`).join('');
}

describe('detect/scripts: archives of charts', () => {
  it('takes the version in the name of an archive from a file that is sourced', async () => {
    const { charts, problems } = await found({
      'cluster.env': 'NODES=3\nISTIO_VERSION="1.30.1"\n',
      'scripts/lib.sh': 'source "${ROOT}/cluster.env"\n',
      'scripts/install.sh': `source lib.sh\nCHARTS="${HOME}"\n${installAll('${CHARTS}', '${ISTIO_VERSION}')}`,
    });
    expect(charts).toEqual([
      'base 1.30.1 cluster.env:2',
      'istiod 1.30.1 cluster.env:2',
      'cni 1.30.1 cluster.env:2',
      'gateway 1.30.1 cluster.env:2',
    ]);
    expect(problems).toEqual([]);
  });

  it('names every chart whose archive only a run names', async () => {
    const { charts, problems } = await found({
      'install.sh': `source lib.sh\n${installAll(HOME, '${ISTIO_VERSION}')}`,
    });
    expect(charts).toEqual([
      'base null install.sh:2',
      'istiod null install.sh:3',
      'cni null install.sh:4',
      'gateway null install.sh:5',
    ]);
    expect(problems).toHaveLength(4);
    expect(problems[0]).toContain('`ISTIO_VERSION` gets its value outside of this repository');
  });

  it.each([
    ['${ISTIO_CHARTS}', '$ISTIO_VERSION'],
    ['./downloads', '${ISTIO_VERSION}'],
    [HOME, '$ISTIO_VERSION'],
  ])('reads archives in %s', async (place, version) => {
    const { charts } = await found({
      'versions.env': 'ISTIO_VERSION=1.22.2\n',
      'install.sh': installAll(place, version),
    });
    expect(charts).toEqual([
      'base 1.22.2 versions.env:1',
      'istiod 1.22.2 versions.env:1',
      'cni 1.22.2 versions.env:1',
      'gateway 1.22.2 versions.env:1',
    ]);
  });

  it('says where the version of this very file is written', async () => {
    const { charts } = await found({ 'install.sh': `V=1.22.2\nhelm install i ${HOME}/istiod-\${V}.tgz\n` });
    expect(charts).toEqual(['istiod 1.22.2 install.sh:1']);
  });

  it('does not take a tag that is filled in for a version', async () => {
    const { charts } = await found({
      'install.sh': 'helm install i oci://gcr.io/istio-release/charts/istiod:$ISTIO_VERSION\n',
      'a.env': 'ISTIO_VERSION=1.22.2\n',
    });
    expect(charts).toEqual(['istiod 1.22.2 a.env:1']);
  });

  it('passes over archives of others', async () => {
    const { charts, problems } = await found({
      'install.sh': 'helm install base ./out/base-${VERSION}.tgz # istio\nhelm install app app-1.2.3.tgz\n',
    });
    expect({ charts, problems }).toEqual({ charts: [], problems: [] });
  });
});
