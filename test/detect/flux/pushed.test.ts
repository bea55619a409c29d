/** Artifacts that Flux pulls from a registry, and that a folder of the repository was pushed as. */
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { all } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

const RELEASE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: istio, namespace: flux-system}
spec: {url: "${REPOSITORY}"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: istiod, namespace: istio-system}
spec: {chart: {spec: {chart: istiod, version: 1.22.2, sourceRef: {kind: HelmRepository, name: istio, namespace: flux-system}}}}
`;

const kustomization = (kind: string, path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: istio, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: ${kind}, name: flux-system}\n`;

const SOURCE =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {url: "oci://localhost:5000/flux-system", ref: {tag: latest}}\n';

describe('detect/flux: what is pushed to a registry', () => {
  it.each(['OCIRepository', 'Bucket'])('is read where it was pushed from: %s', async kind => {
    const files = {
      'deploy/clusters/dev/source.yaml': SOURCE,
      'deploy/clusters/dev/istio.yaml': kustomization(kind, './mesh'),
      'deploy/mesh/istiod.yaml': RELEASE,
    };
    expect(await all(files)).toEqual(['istiod 1.22.2 deploy/mesh/istiod.yaml:9']);
  });

  it('is read from the root where the path leads there', async () => {
    const files = {
      'deploy/dev/istio.yaml': kustomization('OCIRepository', './mesh'),
      'deploy/mesh/istiod.yaml': RELEASE.replace('1.22.2', '1.24.2'),
      'deploy/kustomization.yaml': 'resources: []\n',
      'mesh/istiod.yaml': RELEASE,
    };
    expect(await all(files)).toContain('istiod 1.22.2 mesh/istiod.yaml:9');
  });

  it('is another repository’s where nothing above holds the path', async () => {
    const files = {
      'deploy/dev/source.yaml': SOURCE,
      'deploy/dev/istio.yaml': kustomization('OCIRepository', './mesh/istiod'),
    };
    expect(await all(files)).toEqual(['istiod null deploy/dev/source.yaml:4']);
  });

  it('is meant from the root where it comes from Git', async () => {
    const files = {
      'deploy/dev/istio.yaml': kustomization('GitRepository', './mesh'),
      'deploy/mesh/kustomization.yaml': 'resources: [istiod.yaml]\n',
      'deploy/mesh/istiod.yaml': RELEASE,
    };
    const { problems } = await detect(memoryTree(files));
    expect(problems.map(({ why }) => why)).toContain(
      'it deploys the path ./mesh, which is not in this repository',
    );
  });
});
