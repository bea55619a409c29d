/** Istio as an addon of minikube and MicroK8s. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

function all(version: string | null, line: number): readonly string[] {
  return ['base', 'istiod', 'gateway'].map(chart => `${chart} ${version} up.sh:${line}`);
}

describe('detect: Istio as an addon of a local cluster', () => {
  it('is of the image that its operator is given', async () => {
    const script =
      'minikube addons enable istio-provisioner --images="IstioOperator=istio/operator:1.18.1"\nminikube addons enable istio\n';
    expect(await found({ 'up.sh': script })).toEqual(all('1.18.1', 1));
  });

  it('is looked up where a name stands for it', async () => {
    const script =
      'RELEASE=1.18.1\nminikube addons enable istio-provisioner --images="IstioOperator=istio/operator:$RELEASE"\nminikube addons enable istio\n';
    expect(await found({ 'up.sh': script })).toEqual(all('1.18.1', 1));
  });

  it.each([
    'minikube start --cpus 4 --addons ingress --addons=istio-provisioner,istio\n',
    'minikube -p mesh addons enable istio\n',
    'sudo microk8s enable istio\n',
    'microk8s.enable dns istio\n',
    'microk8s enable community/istio\n',
  ])('is of a release that the repository does not decide: %j', async script => {
    const files = { 'up.sh': script, '.env': 'ISTIO_VERSION=1.22.1\n' };
    expect(await found(files)).toEqual(all(null, 1));
    const { problems } = await detect(memoryTree(files));
    expect(problems.map(({ why }) => why).join()).toContain('an addon of the cluster brings it');
  });

  it.each([
    'minikube addons disable istio\n',
    'minikube addons enable istio-provisioner ingress\n',
    'echo "run minikube addons enable istio"\n',
    '# microk8s enable istio\nmicrok8s status | grep istio\n',
    'minikube start --profile istio\n',
  ])('is not there: %j', async script => {
    expect(await found({ 'up.sh': script })).toEqual([]);
  });
});
