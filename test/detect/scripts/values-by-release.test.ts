/** IstioOperators that a script keeps for each release, and the release that it reads out of a file. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { bumps, judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';

const SCRIPT =
  '#!/bin/bash\nistio_version=$(jq -er .istio_version $1.json)\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$istio_version sh -\nistio-${istio_version}/bin/istioctl install -y -f values/values-$istio_version.yaml\n';

function operator(version: string): string {
  return `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec:\n  profile: minimal\n  tag: ${version}\n`;
}

const FILES = {
  'scripts/install.sh': SCRIPT,
  'values/values-1.22.2.yaml': operator('1.22.2'),
  'values/values-1.24.1.yaml': operator('1.24.1'),
};

async function found(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree({ ...FILES, ...files }));
  return {
    planes: installations.flatMap(({ chart, version, at }) =>
      chart === 'istiod' ? [`${version} ${at.file}`] : [],
    ),
    blocking: problems.filter(({ blocking }) => blocking).map(({ what }) => what),
  };
}

describe('detect/scripts: files for each release', () => {
  it('takes the one of the release that the file of an environment names', async () => {
    const { planes, blocking } = await found({ 'dev.json': '{"region": "x",\n"istio_version": "1.24.1"}\n' });
    expect(planes).toEqual(['1.24.1 values/values-1.24.1.yaml']);
    expect(blocking).toEqual([]);
  });

  it('takes it out of a file that is handed to jq', async () => {
    const script = SCRIPT.replace(
      '$(jq -er .istio_version $1.json)',
      '$(cat environments/$1.json | jq -r .istio_version)',
    );
    const { planes } = await found({
      'scripts/install.sh': script,
      'environments/dev.json': '{"istio_version": "1.24.1"}\n',
    });
    expect(planes).toEqual(['1.24.1 values/values-1.24.1.yaml']);
  });

  it('makes an installation of each environment, by its own release and file', async () => {
    const script = SCRIPT.replace('$1.json', 'environments/$1.json');
    const { planes, blocking } = await found({
      'scripts/install.sh': script,
      'environments/dev.json': '{"istio_version": "1.24.1"}\n',
      'environments/prod.json': '{"istio_version": "1.22.2"}\n',
    });
    expect(planes.toSorted()).toEqual([
      '1.22.2 values/values-1.22.2.yaml',
      '1.24.1 values/values-1.24.1.yaml',
    ]);
    expect(blocking).toEqual([]);
  });

  it('names the one that is missing, and takes none of the others for it', async () => {
    const { planes, blocking } = await found({ 'dev.json': '{"istio_version": "1.26.0"}\n' });
    expect(planes).toEqual(['1.26.0 dev.json']);
    expect(blocking).toEqual(['istioctl -f values/values-1.26.0.yaml']);
  });

  it('takes it where its name spells the release with dashes, in a folder that is filled in', async () => {
    const script =
      'ISTIO_VERSION=${ISTIO_VERSION:-1.24.1}\nISTIO_VERSION_NAME=${ISTIO_VERSION//./-}\nistioctl=$ROOT/istio-$ISTIO_VERSION/bin/istioctl\n$istioctl install -y -f ./istio/$ENV/config-${ISTIO_VERSION_NAME}.yaml\n';
    const untagged = operator('').replace('  tag: \n', '');
    const { installations } = await detect(
      memoryTree({
        'setup.bash': script,
        'istio/local/config-1-22-2.yaml': untagged,
        'istio/local/config-1-24-1.yaml': untagged,
        'istio/prod/config-1-22-2.yaml': untagged,
        'istio/other.yaml': untagged,
      }),
    );
    expect(
      installations.flatMap(({ chart, version, at, release: { declared } }) =>
        chart === 'istiod' ? [`${version} ${at.file}:${at.line} ${declared.file}`] : [],
      ),
    ).toEqual([
      '1.24.1 setup.bash:1 istio/local/config-1-24-1.yaml',
      'null istio/other.yaml:2 istio/other.yaml',
    ]);
  });

  it('pairs each environment with itself, where one of them moves', async () => {
    const tree = (dev: string) =>
      memoryTree({
        ...FILES,
        'dev.json': `{"istio_version": "${dev}"}\n`,
        'prod.json': '{"istio_version": "1.22.2"}\n',
      });
    expect(bumps(await judged(tree('1.22.2'), tree('1.24.1')))).toEqual([
      'base 1.22.2 -> 1.24.1',
      'istiod 1.22.2 -> 1.24.1',
    ]);
  });
});

describe('detect/istio-operator: what is no installation', () => {
  it('is a profile of a release that is unpacked in the tree, unless it is handed to istioctl', async () => {
    const files = { 'helm/istio-1.22.2/profiles/default.yaml': operator('1.22.2') };
    expect((await detect(memoryTree(files))).installations).toEqual([]);
    const run = { 'run.sh': 'istioctl install -f helm/istio-1.22.2/profiles/default.yaml -y\n' };
    expect((await detect(memoryTree({ ...files, ...run }))).installations).not.toEqual([]);
  });

  it('is the record of an installation beside its workloads', async () => {
    const record = operator('1.22.2').replace(
      'metadata: {name: mesh}',
      'metadata: {name: installed-state, annotations: {install.istio.io/ignoreReconcile: "true"}}',
    );
    const workload =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, labels: {app: istiod}}\nspec: {template: {spec: {containers: [{name: discovery, image: docker.io/istio/pilot:1.22.2}]}}}\n';
    const alone = await detect(memoryTree({ 'dump/record.yaml': record }));
    expect(alone.installations.map(({ at }) => at.file)).toContain('dump/record.yaml');
    const beside = await detect(memoryTree({ 'dump/record.yaml': record, 'dump/istiod.yaml': workload }));
    expect(beside.installations.map(({ at }) => at.file)).toEqual(['dump/istiod.yaml']);
  });

  it('is no version of another script that installs by itself', async () => {
    const { installations } = await detect(
      memoryTree({
        'install.sh':
          'ISTIO_VERSION=1.20.0\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\nexport PATH=$PWD/istio-$ISTIO_VERSION/bin:$PATH\nistioctl install --set profile=minimal -y\n',
        'install.ps1': 'istioctl install --set profile=minimal -y\n',
      }),
    );
    const planes = installations.filter(({ chart }) => chart === 'istiod');
    expect(planes.map(({ version, at }) => `${version} ${at.file}`).sort()).toEqual([
      '1.20.0 install.sh',
      'null install.ps1',
    ]);
  });
});
