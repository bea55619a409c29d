/** What kustomizations take in from other repositories. */
import { detect } from '../../../src/detect/detect.js';
import { remoteBase } from '../../../src/detect/kustomize/remote.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { blockingIn } from '../../support/changes.js';
import { describe, expect, it } from '../../support/jest.js';

function kustomization(...resources: readonly string[]): Record<string, string> {
  const list = resources.map(one => `- ${one}\n`).join('');
  return {
    'mesh/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${list}`,
  };
}

/** Places and words of what stops a change. */
async function told(base: Record<string, string>, head: Record<string, string>): Promise<readonly string[]> {
  return (await blockingIn(base, head)).map(({ file, line, why }) => `${file}:${line} ${why}`);
}

describe('detect/kustomize: bases of other repositories', () => {
  it.each([
    [
      'https://github.com/acme/mesh//istio/base?ref=v1.8.0',
      { repository: 'github.com/acme/mesh', path: 'istio/base', ref: 'v1.8.0' },
    ],
    [
      'github.com/acme/mesh/istio?ref=main&timeout=90s',
      { repository: 'github.com/acme/mesh', path: 'istio', ref: 'main' },
    ],
    ['git@github.com:acme/mesh.git//istio', { repository: 'github.com/acme/mesh', path: 'istio' }],
    [
      'ssh://git@git.example.com/acme/mesh//istio',
      { repository: 'git.example.com/acme/mesh', path: 'istio' },
    ],
    [
      'git::https://git.example.com/a/b.git//istio?ref=x',
      { repository: 'git.example.com/a/b', path: 'istio', ref: 'x' },
    ],
    ['../istio/base', undefined],
    ['istio', undefined],
    ['istio.yaml', undefined],
    ['https://raw.githubusercontent.com/acme/mesh/main/istio.yaml', undefined],
  ])('reads the address %s', (address, base) => {
    expect(remoteBase(address)).toEqual(base);
  });

  it('finds Istio by the folders of Kubeflow, at a version that is decided there', async () => {
    const { installations, problems } = await detect(
      memoryTree(
        kustomization(
          'https://github.com/kubeflow/manifests//common/istio-1-17/istio-crds/base?ref=v1.8.0',
          'github.com/kubeflow/manifests/common/istio-1-17/istio-install/base?ref=v1.8.0',
        ),
      ),
    );
    expect(installations.map(({ chart, version, at }) => [chart, version, at.line])).toEqual([
      ['base', null, 4],
      ['istiod', null, 5],
    ]);
    expect(problems.map(({ why }) => why)).toEqual([
      expect.stringContaining('github.com/kubeflow/manifests at v1.8.0'),
      expect.stringContaining('github.com/kubeflow/manifests at v1.8.0'),
    ]);
  });

  it.each([
    'https://github.com/kubeflow/manifests//common/istio/istio-install/base?ref=VERSION',
    'https://github.com/acme/mesh//istio?ref=VERSION',
    'https://raw.githubusercontent.com/acme/mesh/VERSION/istio/install.yaml',
  ])('never lets it move in silence, and says nothing while it stays: %s', async address => {
    const at = (version: string): string => address.replace('VERSION', version);
    const files = kustomization('other.yaml', at('v1.8.0'));
    expect(await told(files, kustomization('other.yaml', at('v1.9.0')))).toEqual([
      expect.stringMatching(/^mesh\/kustomization\.yaml:5 .*not in this repository/),
    ]);
    expect(await told(files, kustomization('others.yaml', 'another.yaml', at('v1.8.0')))).toEqual([]);
  });

  it.each([
    'https://raw.githubusercontent.com/istio/istio/release-VERSION/samples/addons/kiali.yaml',
    'https://github.com/kubernetes-sigs/gateway-api/config/crd?ref=vVERSION',
    'https://github.com/acme/dashboards//redis?ref=VERSION',
  ])('takes %s for no mesh', async address => {
    const at = (version: string): Record<string, string> =>
      kustomization(address.replace('VERSION', version));
    const { installations, problems } = await detect(memoryTree(at('1.22.0')));
    expect([installations, problems]).toEqual([[], []]);
    expect(await told(at('1.22.0'), at('1.23.0'))).toEqual([]);
  });
});
