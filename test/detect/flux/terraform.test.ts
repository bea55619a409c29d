/** Variables of Flux that Terraform puts into a ConfigMap. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const FLUX = {
  'clusters/mesh.yaml':
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: mesh, namespace: flux-system}\nspec:\n  path: ./mesh\n  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: cluster-vars}]}\n',
  'mesh/istiod.yaml':
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: istio, namespace: istio-system}\nspec: {url: "https://istio-release.storage.googleapis.com/charts"}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  chart:\n    spec: {chart: istiod, version: "${istio_version}", sourceRef: {kind: HelmRepository, name: istio}}\n  values: {meshConfig: {trustDomain: "${domain:=cluster.local}"}}\n',
};

function configMap(data: string, resource = 'kubernetes_config_map'): string {
  return `resource "${resource}" "vars" {\n  metadata {\n    name = "cluster-vars"\n    namespace = "flux-system"\n  }\n  data = {\n${data}  }\n}\n`;
}

const VARIABLE = 'variable "istio" {\n  default = "1.22.2"\n}\n';

async function found(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree({ ...FLUX, ...files }));
  return {
    versions: installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`),
    blocking: problems.filter(({ blocking }) => blocking).map(({ what }) => what),
  };
}

describe('detect/flux: ConfigMaps of Terraform', () => {
  it.each(['kubernetes_config_map', 'kubernetes_config_map_v1'])(
    'takes a version out of a %s',
    async type => {
      const { versions, blocking } = await found({
        'main.tf': VARIABLE + configMap('    istio_version = var.istio\n', type),
      });
      expect(versions).toEqual(['1.22.2 main.tf:2']);
      expect(blocking).toEqual([]);
    },
  );

  it('leaves open what only a run decides, and takes no default of Flux for it', async () => {
    const data = '    istio_version = var.istio\n    domain = aws_eks_cluster.own.name\n';
    const { versions, blocking } = await found({ 'main.tf': VARIABLE + configMap(data) });
    expect(versions).toEqual(['1.22.2 main.tf:2']);
    expect(blocking).toEqual(['value meshConfig.trustDomain']);
  });

  it('leaves open what files of variables disagree on', async () => {
    const { versions } = await found({
      'main.tf': VARIABLE + configMap('    istio_version = var.istio\n'),
      'dev.tfvars': 'istio = "1.24.1"\n',
      'prod.tfvars': 'istio = "1.22.2"\n',
    });
    expect(versions).toEqual([expect.stringContaining('null')]);
  });

  it('prefers a ConfigMap that the tree holds itself', async () => {
    const own =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cluster-vars, namespace: flux-system}\ndata: {istio_version: 1.24.1}\n';
    const files = {
      'clusters/vars.yaml': own,
      'main.tf': VARIABLE + configMap('    istio_version = var.istio\n'),
    };
    expect((await found(files)).versions).toEqual(['1.24.1 clusters/vars.yaml:4']);
  });
});
