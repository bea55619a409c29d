/** Charts taken out of Istio's source at the tag of a release, and what is written elsewhere of Applications that sets make. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

async function found(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    told: problems.map(({ why, blocking }) => `${blocking ? 'open: ' : ''}${why}`),
  };
}

function application(
  path: string,
  revision = '1.21.3',
  repository = 'https://github.com/istio/istio',
): string {
  return dedent(`
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: mesh}
    spec:
      destination: {namespace: istio-system}
      source:
        repoURL: ${repository}
        path: ${path}
        targetRevision: ${revision}
  `);
}

describe('detect: Istio’s source', () => {
  it.each([
    ['manifests/charts/base', 'base', false],
    ['manifests/charts/istio-control/istio-discovery', 'istiod', true],
    ['./manifests/charts/istio-cni/', 'cni', true],
    ['manifests/charts/ztunnel', 'ztunnel', true],
    ['manifests/charts/gateway', 'gateway', false],
    ['manifests/charts/gateways/istio-ingress', 'gateway', true],
  ])('is read where Argo CD deploys %s', async (path, chart, runsLatest) => {
    const { charts, told } = await found({ 'mesh.yaml': application(path) });
    expect(charts).toEqual([`${chart} 1.21.3 mesh.yaml:9`]);
    expect(told).toEqual(
      runsLatest ? [expect.stringMatching(/^open: .*the tag of its images is `latest`/)] : [],
    );
    const tagged = `${application(path)}    helm: {valuesObject: {global: {tag: 1.21.3}}}\n`;
    expect((await found({ 'mesh.yaml': tagged })).told).toEqual([]);
  });

  it('is open in a copy, and at a branch', async () => {
    const copy = await found({
      'mesh.yaml': application('manifests/charts/base', '1.13.1', 'git@github.com:shop/istio.git'),
    });
    expect(copy.charts).toEqual(['base 1.13.1 mesh.yaml:9']);
    expect(copy.told).toEqual([expect.stringMatching(/^open: it is taken out of a copy of Istio’s source/)]);
    const branch = await found({ 'mesh.yaml': application('manifests/charts/base', 'release-1.21') });
    expect(branch.charts).toEqual(['base null mesh.yaml:9']);
    expect(branch.told).toEqual([expect.stringMatching(/^open: .*names no release of Istio/)]);
  });

  it.each([
    [
      'somebody else’s repository',
      application('manifests/charts/base', '1.21.3', 'https://github.com/shop/mesh'),
    ],
    ['other folders of it', application('samples/addons')],
  ])('is not taken for %s', async (_, text) => {
    expect((await found({ 'mesh.yaml': text })).charts).toEqual([]);
  });

  it('is read where Flux deploys it', async () => {
    const flux = dedent(`
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: {name: istio, namespace: mesh}
      spec:
        url: https://github.com/istio/istio
        ref: {tag: 1.21.3}
      ---
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: istiod, namespace: mesh}
      spec: {chart: {spec: {chart: ./manifests/charts/gateways/istio-egress, sourceRef: {kind: GitRepository, name: istio}}}}
    `);
    const { charts, told } = await found({ 'mesh.yaml': flux });
    expect(charts).toEqual(['gateway 1.21.3 mesh.yaml:6']);
    expect(told).toEqual([expect.stringMatching(/^open: .*the tag of its images is `latest`/)]);
  });
});

describe('detect: sources that a set takes from files whole', () => {
  it('stand where the files have them', async () => {
    const set = dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: infra}
      spec:
        goTemplate: true
        generators:
        - git: {repoURL: https://git/x, revision: HEAD, files: [{path: "mesh/*.yaml"}]}
        template:
          metadata: {name: mesh}
          spec: {destination: {namespace: istio-system}}
        templatePatch: |
          spec:
            sources: {{ .sources | toJson }}
    `);
    const sources = ['base', 'istiod']
      .map(
        (chart, index) =>
          `- repoURL: https://istio-release.storage.googleapis.com/charts\n  chart: ${chart}\n  targetRevision: 1.28.${index}\n`,
      )
      .join('');
    expect(
      (await found({ 'set.yaml': set, 'mesh/app.yaml': `project: x\nsources:\n${sources}` })).charts,
    ).toEqual(['base 1.28.0 mesh/app.yaml:5', 'istiod 1.28.1 mesh/app.yaml:8']);
  });
});
