/** IstioOperators beside what was rendered from them: what is not theirs counts, and what moved alone is told. */

import { memoryTree } from '../../../src/tree/memory.js';
import { judged } from '../../../tools/score/judged.js';
import { all as found } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const OPERATOR =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: istio, namespace: istio-system}\nspec: {profile: minimal}\n';

function workload(kind: string, name: string, image: string, labels = '{}'): string {
  return `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: istio-system, labels: ${labels}}\nspec:\n  selector: {}\n  template: {spec: {containers: [{name: x, image: "docker.io/istio/${image}"}]}}\n`;
}

describe('detect/istio-operator: renderings beside it', () => {
  it('of charts that it does not install are installations of their own', async () => {
    const files = {
      'istio/profile.yaml': OPERATOR,
      'istio/install.yaml': `${workload('Deployment', 'istiod', 'pilot:1.22.1')}---\n${workload('DaemonSet', 'istio-cni-node', 'install-cni:1.22.1')}`,
    };
    expect(await found(files)).toEqual([
      'base 1.22.1 istio/install.yaml:6',
      'cni 1.22.1 istio/install.yaml:13',
      'istiod 1.22.1 istio/install.yaml:6',
    ]);
  });

  it('are its gateway where they are one, and their own where several have its name', async () => {
    const gateway = workload('Deployment', 'istio-ingressgateway', 'proxyv2:1.22.1').replace(
      '{spec: {containers: [{name: x,',
      '{metadata: {labels: {app: istio-ingressgateway}}, spec: {containers: [{name: x,',
    );
    const operator = OPERATOR.replace('minimal', 'default');
    const mesh = ['base null mesh.yaml:2', 'istiod null mesh.yaml:2'];
    expect(await found({ 'mesh.yaml': operator, 'edge/a.yaml': gateway })).toEqual(
      [...mesh, 'gateway 1.22.1 edge/a.yaml:6'].sort(),
    );
    const other = gateway.replaceAll('1.22.1', '1.21.0');
    expect(await found({ 'mesh.yaml': operator, 'edge/a.yaml': gateway, 'edge/b.yaml': other })).toEqual(
      [
        ...mesh,
        'gateway 1.21.0 edge/b.yaml:6',
        'gateway 1.22.1 edge/a.yaml:6',
        'gateway null mesh.yaml:2',
      ].sort(),
    );
    const whole = `${workload('Deployment', 'istiod', 'pilot:1.22.1')}---\n${gateway}`;
    expect(
      await found({ 'mesh.yaml': operator, 'out/install.yaml': whole, 'out/old.yaml': other }),
    ).not.toContain('gateway 1.21.0 out/old.yaml:6');
  });

  it('whose image moves without their labels are judged by the image, and half a bump', async () => {
    const tree = (tag: string) =>
      memoryTree({
        'istio/profile.yaml': OPERATOR,
        'istio/install.yaml': workload(
          'Deployment',
          'istiod',
          `pilot:${tag}`,
          '{app.kubernetes.io/version: 1.24.3}',
        ),
      });
    const { upgrades } = await judged(tree('1.24.3'), tree('1.29.1'));
    const plane = upgrades.find(({ chart }) => chart === 'istiod');
    expect([plane?.before?.istioVersion, plane?.after?.istioVersion]).toEqual(['1.24.3', '1.29.1']);
    expect(plane?.after?.release.problems).toMatchObject([
      { halfBump: { version: '1.24.3', judged: '1.29.1', effect: 'other-manifests' } },
    ]);
    // Back to an older one: what was rendered counts, and what moved is told.
    const { problems } = await judged(tree('1.24.3'), tree('1.20.6'));
    expect(problems).toMatchObject([{ halfBump: { version: '1.20.6', judged: '1.24.3' } }]);
  });

  it('pair with what was an IstioOperator before, `base` among it', async () => {
    const before = {
      'istio-1-16/profile.yaml': OPERATOR.replace('{profile: minimal}', '{profile: minimal, tag: 1.16.0}'),
    };
    const crd =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: gateways.networking.istio.io}\n';
    const after = {
      'istio-1-25/install.yaml': `${crd}---\n${workload('Deployment', 'istiod', 'pilot:1.25.1')}`,
    };
    const { upgrades } = await judged(memoryTree(before), memoryTree(after));
    expect(
      upgrades.map(({ chart, before: from, after: to }) => `${chart} ${from?.version} ${to?.version}`).sort(),
    ).toEqual(['base 1.16.0 1.25.1', 'istiod 1.16.0 1.25.1']);
  });
});

describe('detect/istio-operator: files that no command is handed', () => {
  const INSTALL =
    'ISTIO_VERSION=1.19.0\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\nistioctl install -y --set profile=minimal\n';

  it('are not of the release that a script of something else installs', async () => {
    const places = await found({ 'k8s/istio.yaml': OPERATOR, 'scripts/deploy.sh': INSTALL });
    expect(places).toContain('istiod null k8s/istio.yaml:2');
    expect(places).toContain('istiod 1.19.0 scripts/deploy.sh:1');
  });

  it('are of each script that hands them to an istioctl of a release that it names itself', async () => {
    const run = (version: string, path: string): string =>
      `curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${version} sh -\nistioctl install -y -f ${path}\n`;
    const files = {
      'mesh/istio.yaml': OPERATOR,
      'mesh/up.sh': run('1.22.2', 'istio.yaml'),
      'scripts/deploy.sh': run('1.22.2', '../mesh/istio.yaml'),
    };
    const places = await found(files);
    expect(places).toContain('istiod 1.22.2 mesh/up.sh:1');
    expect(places).toContain('istiod 1.22.2 scripts/deploy.sh:1');
    const later = memoryTree({ ...files, 'scripts/deploy.sh': run('1.23.4', '../mesh/istio.yaml') });
    const { upgrades } = await judged(memoryTree(files), later);
    expect(
      upgrades.map(({ chart, before, after }) => `${chart} ${before?.version} ${after?.version}`),
    ).toContain('istiod 1.22.2 1.23.4');
  });

  it('are of that of a script that speaks of them', async () => {
    const script = `${INSTALL}kubectl apply -f k8s/istio.yaml\n`;
    expect(await found({ 'k8s/istio.yaml': OPERATOR, 'scripts/deploy.sh': script })).not.toContain(
      'istiod null k8s/istio.yaml:2',
    );
  });

  it('count, whatever they are called, where they name a tag', async () => {
    const files = {
      'istio/config-default.yaml': OPERATOR,
      'istio/config-1.22.yaml': OPERATOR.replace('{profile: minimal}', '{profile: minimal, tag: 1.22.2}'),
      'up.sh': 'istioctl install -y -f istio/config-default.yaml\n',
    };
    expect(await found(files)).toContain('istiod 1.22.2 istio/config-1.22.yaml:4');
  });

  it('are none where they are for another release than the one that istioctl is handed', async () => {
    const files = {
      'istio/config-default.yaml': OPERATOR,
      'istio/config-1.14.6.yaml': OPERATOR,
      'up.sh': 'istioctl install -y -f istio/config-default.yaml\n',
    };
    expect((await found(files)).some(place => place.includes('1.14.6'))).toBe(false);
  });
});
