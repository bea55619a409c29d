/** What a release of Istio holds that was unpacked under a name of its own, and istioctl that only looks. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { planes } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const OPERATOR =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {profile: minimal}\n';
const DISCOVERY =
  'apiVersion: v1\nname: istio-discovery\nversion: 1.9.2\nappVersion: 1.9.2\nsources: [https://github.com/istio/istio]\n';

describe('detect: samples of a release that is unpacked', () => {
  const home = 'mesh-charts';
  const chart = { [`${home}/manifests/charts/istio-control/istio-discovery/Chart.yaml`]: DISCOVERY };

  it('ask for nothing, whatever its folder is called', async () => {
    const sample = { [`${home}/samples/operator/cni.yaml`]: OPERATOR };
    const { installations } = await detect(memoryTree({ ...chart, ...sample }));
    expect(installations.map(({ at }) => at.file)).toEqual([
      `${home}/manifests/charts/istio-control/istio-discovery/Chart.yaml`,
    ]);
    expect(await planes(sample)).toEqual([`null ${home}/samples/operator/cni.yaml:2`]);
  });

  it('do so as profiles of the operator of Sail, beside its charts', async () => {
    const profile = {
      'resources/v1.23.0/profiles/demo.yaml':
        'apiVersion: operator.istio.io/v1alpha1\nkind: Istio\nspec: {values: {}}\n',
    };
    const charts = { 'resources/v1.23.0/charts/istiod/Chart.yaml': DISCOVERY };
    expect(await planes(profile)).toHaveLength(1);
    expect((await planes({ ...profile, ...charts })).join()).not.toContain('profiles');
  });

  it('count where a command is handed them', async () => {
    const files = {
      ...chart,
      [`${home}/samples/operator/cni.yaml`]: OPERATOR,
      'up.sh': `istioctl install -y -f ${home}/samples/operator/cni.yaml\n`,
    };
    expect((await planes(files)).join()).toContain('up.sh');
  });
});

describe('detect: the version of an istioctl that installs nothing', () => {
  function workflow(command: string): string {
    return `env:\n  ISTIO_VERSION: 1.23.0\njobs:\n  check:\n    steps:\n      - run: |\n          curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=\${{ env.ISTIO_VERSION }} sh -\n          sudo mv istio-\${{ env.ISTIO_VERSION }}/bin/istioctl /usr/local/bin/\n          istioctl version --remote=false\n          ${command}\n`;
  }

  it.each([
    ['istioctl analyze mesh/ --use-kube=false', 'null mesh/operator.yaml:2'],
    ['istioctl validate -f mesh/operator.yaml', 'null mesh/operator.yaml:2'],
    ['istioctl install -y -f mesh/operator.yaml', '1.23.0 .github/workflows/mesh.yml:2'],
    // Who fetches it tries it, whoever installs with it.
    ['istioctl verify-install', '1.23.0 .github/workflows/mesh.yml:2'],
  ])('is not that of an IstioOperator: %s', async (command, place) => {
    const files = { 'mesh/operator.yaml': OPERATOR, '.github/workflows/mesh.yml': workflow(command) };
    expect(await planes(files)).toEqual([place]);
  });

  it('is that of an operator which another script puts into the cluster, however often it is tried', async () => {
    const script =
      'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.22.0 sh -\necho "$PWD/istio-1.22.0/bin" >> $GITHUB_PATH\necho "TOOL=$PWD/istio-1.22.0/bin/istioctl" >> $GITHUB_ENV\n$PWD/istio-1.22.0/bin/istioctl version\nistioctl version --remote=false\n';
    const files = {
      'mesh/operator.yaml': OPERATOR,
      'setup.sh': script,
      'hook.sh': 'istioctl operator init\nkubectl apply -f mesh/operator.yaml\n',
      'down.sh': `${script}istioctl uninstall --purge -y\n`,
    };
    expect(await planes(files)).toEqual(['1.22.0 setup.sh:1']);
  });
});
