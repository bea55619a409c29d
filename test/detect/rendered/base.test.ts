/** The chart `base` among rendered manifests, and labels of other charts on them. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Record<string, string>;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const CRD =
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: gateways.networking.istio.io}\n';
const LABEL = 'labels: {helm.sh/chart: base-1.22.2}';
const READER = `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: istio-reader-service-account\n  namespace: istio-system\n  ${LABEL}\n`;

function istiod(labels = '{}'): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system, labels: ${labels}}\nspec:\n  selector: {}\n  template: {spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:1.22.2"}]}}\n`;
}

describe('detect/rendered-base', () => {
  it('is there where the file of istiod brings definitions, too', async () => {
    expect(await found({ 'mesh.yaml': `${CRD}---\n${istiod()}` })).toEqual([
      'istiod 1.22.2 mesh.yaml:10',
      'base 1.22.2 mesh.yaml:10',
    ]);
  });

  it('is told by the labels of its own objects, at the first of the file', async () => {
    const labelled = CRD.replace('metadata: {', `metadata: {${LABEL}, `);
    expect(await found({ 'base.yaml': `${labelled}---\n${READER}`, 'istiod.yaml': istiod() })).toEqual([
      'istiod 1.22.2 istiod.yaml:6',
      'base 1.22.2 base.yaml:3',
    ]);
  });

  it('is there where its definitions were split off into another file of the folder', async () => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: istio-reader-service-account}\n';
    const files = { 'istio/1-init.yaml': CRD, 'istio/2-istio.yaml': `${account}---\n${istiod()}` };
    expect(await found(files)).toEqual([
      'istiod 1.22.2 istio/2-istio.yaml:10',
      'base 1.22.2 istio/2-istio.yaml:10',
    ]);
    expect(await found({ ...files, 'istio/2-istio.yaml': istiod() })).toEqual([
      'istiod 1.22.2 istio/2-istio.yaml:6',
    ]);
  });

  it('is one for each overlay that takes it in', async () => {
    const overlay = 'resources: [../../base]\n';
    const { installations } = await detect(
      memoryTree({
        'base/kustomization.yaml': 'resources: [base.yaml]\n',
        'base/base.yaml': READER,
        'overlays/dev/kustomization.yaml': overlay,
        'overlays/prod/kustomization.yaml': overlay,
      }),
    );
    expect(installations.map(({ chart, release }) => `${chart} ${release.declared.file}`)).toEqual([
      'base overlays/dev/kustomization.yaml',
      'base overlays/prod/kustomization.yaml',
    ]);
  });

  it('is not there for definitions by themselves', async () => {
    const labelled = CRD.replace('metadata: {', `metadata: {${LABEL}, `);
    expect(await found({ 'crds.yaml': labelled, 'istiod.yaml': istiod() })).toEqual([
      'istiod 1.22.2 istiod.yaml:6',
    ]);
  });
});

describe('detect/rendered: labels', () => {
  it('of a chart that wraps what was rendered say nothing of it', async () => {
    const labels = '{helm.sh/chart: kubeflow-0.1.0, app.kubernetes.io/version: 0.1.0}';
    expect(await found({ 'istiod.yaml': istiod(labels) })).toEqual(['istiod 1.22.2 istiod.yaml:6']);
  });

  it('of the chart itself do', async () => {
    const labels = '{helm.sh/chart: istiod-1.24.2, app.kubernetes.io/version: 1.24.2}';
    expect(await found({ 'istiod.yaml': istiod(labels) })).toEqual(['istiod 1.24.2 istiod.yaml:3']);
  });
});

describe('detect/of-release', () => {
  it('takes renderings of an unpacked release for no installation', async () => {
    expect(await found({ 'files/istio-1.4.10/install/kubernetes/istio-demo.yaml': istiod() })).toEqual([]);
    expect(await found({ 'files/istio/install/istiod.yaml': istiod() })).toEqual([
      'istiod 1.22.2 files/istio/install/istiod.yaml:6',
    ]);
  });
});
