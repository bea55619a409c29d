/** Charts that Argo CD and k3s install, as overlays of Kustomize change what declares them. */

import { detect } from '../../src/detect/detect.js';
import { lookup } from '../../src/detect/values/values.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

const APPLICATION = dedent(`
  apiVersion: argoproj.io/v1alpha1
  kind: Application
  metadata: {name: istiod, namespace: argocd}
  spec:
    destination: {server: https://one.example.com, namespace: istio-system}
    source:
      repoURL: ${ISTIO}
      chart: istiod
      targetRevision: 1.24.1
      helm:
        valuesObject:
          pilot: {env: {PIN: base}}
`);

const SET = dedent(`
  apiVersion: argoproj.io/v1alpha1
  kind: ApplicationSet
  metadata: {name: mesh, namespace: argocd}
  spec:
    generators:
    - list:
        elements: [{cluster: one}]
    template:
      metadata: {name: 'istiod-{{cluster}}'}
      spec:
        destination: {server: 'https://{{cluster}}.example.com', namespace: istio-system}
        source:
          repoURL: ${ISTIO}
          chart: istiod
          targetRevision: 1.24.1
          helm:
            values: |
              pilot: {env: {PIN: base}}
`);

const K3S = dedent(`
  apiVersion: helm.cattle.io/v1
  kind: HelmChart
  metadata: {name: istiod, namespace: kube-system}
  spec:
    repo: ${ISTIO}
    chart: istiod
    version: 1.24.1
    targetNamespace: istio-system
    valuesContent: |
      pilot: {env: {PIN: base}}
`);

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    problems,
    brief: installations
      .map(({ id, version, at, release }) => {
        const pin = lookup(release.values, ['pilot', 'env', 'PIN']);
        const isEditable = pin?.layer.kind === 'document' && pin.layer.home !== undefined;
        const place = pin && `${pin.value} ${pin.file}:${pin.line}${isEditable ? ' editable' : ''}`;
        return `${id} ${version} ${at.file}:${at.line} ${release.destination}; ${place}`;
      })
      .toSorted(),
  };
}

/** A base that holds one object, and overlays over it by name. */
function overlays(base: string, patches: Readonly<Record<string, string>>, more: Files = {}): Files {
  const files: Record<string, string> = {
    'base/kustomization.yaml': 'resources: [mesh.yaml]\n',
    'base/mesh.yaml': base,
  };
  for (const [name, text] of Object.entries(patches))
    files[`overlays/${name}/kustomization.yaml`] = `resources:\n- ../../base\n${text}`;
  return { ...files, ...more };
}

function patchOf(kind: string, operations: string): string {
  return `patches:\n- target: {kind: ${kind}}\n  patch: |-\n${operations
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n')}\n`;
}

describe('detect: Applications in overlays', () => {
  it('are as written where overlays leave them alone', async () => {
    const { brief, problems } = await found(overlays(APPLICATION, { dev: '', prod: '' }));
    expect(brief).toEqual([
      'base/istiod 1.24.1 base/mesh.yaml:9 https://one.example.com; base base/mesh.yaml:12 editable',
    ]);
    expect(problems).toEqual([]);
  });

  it('have version, values and destination of each overlay, placed where the patch decides them', async () => {
    const patch = dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: istiod, namespace: argocd}
      spec:
        destination: {server: https://two.example.com}
        source:
          targetRevision: 1.25.0
          helm: {valuesObject: {pilot: {env: {PIN: prod}}}}
    `);
    const files = overlays(
      APPLICATION,
      {
        dev: patchOf('Application', '- op: replace\n  path: /spec/source/targetRevision\n  value: 1.24.3'),
        prod: 'patches: [{path: patch.yaml}]\n',
      },
      { 'overlays/prod/patch.yaml': patch },
    );
    const { brief, problems } = await found(files);
    expect(brief).toEqual([
      'overlays/dev/istiod 1.24.3 overlays/dev/kustomization.yaml:8 https://one.example.com; base base/mesh.yaml:12 editable',
      'overlays/prod/istiod 1.25.0 overlays/prod/patch.yaml:7 https://two.example.com; prod overlays/prod/patch.yaml:8',
    ]);
    expect(problems).toEqual([]);
  });

  it('are gone where every overlay deletes them', async () => {
    const gone =
      'patches:\n- patch: |-\n    apiVersion: argoproj.io/v1alpha1\n    kind: Application\n    metadata: {name: istiod, namespace: argocd}\n    $patch: delete\n';
    expect((await found(overlays(APPLICATION, { prod: gone }))).brief).toEqual([]);
  });

  it('are what another Application makes of the folder that it deploys', async () => {
    const files: Files = {
      'apps/mesh.yaml': APPLICATION,
      'root.yaml': dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: root}
        spec:
          destination: {name: in-cluster, namespace: argocd}
          source:
            repoURL: https://example.com/this.git
            path: apps
            kustomize:
              patches:
              - target: {kind: Application}
                patch: '[{op: replace, path: /spec/source/targetRevision, value: 1.26.0}]'
      `),
      'apps/kustomization.yaml': 'resources: [mesh.yaml]\n',
    };
    expect((await found(files)).brief[0]).toMatch(/^apps\/istiod 1\.26\.0 root\.yaml:12 https:\/\/one/);
  });

  it('are made by ApplicationSets as overlays have those', async () => {
    const { brief, problems } = await found(
      overlays(SET, {
        dev: patchOf(
          'ApplicationSet',
          '- {op: replace, path: /spec/template/spec/source/targetRevision, value: 1.24.3}',
        ),
        prod: patchOf(
          'ApplicationSet',
          '- {op: replace, path: /spec/generators/0/list/elements/0/cluster, value: two}',
        ),
      }),
    );
    expect(brief).toEqual([
      'overlays/dev/istiod 1.24.3 overlays/dev/kustomization.yaml:6 https://one.example.com; base base/mesh.yaml:18',
      'overlays/prod/istiod 1.24.1 base/mesh.yaml:15 https://two.example.com; base base/mesh.yaml:18',
    ]);
    expect(problems).toEqual([]);
  });
});

describe('detect: HelmCharts of k3s in overlays', () => {
  it('have version and values of each overlay, and the configuration that it brings', async () => {
    const config = dedent(`
      apiVersion: helm.cattle.io/v1
      kind: HelmChartConfig
      metadata: {name: istiod, namespace: kube-system}
      spec:
        valuesContent: |
          pilot: {env: {PIN: configured}}
    `);
    const { brief, problems } = await found(
      overlays(
        K3S,
        {
          dev: patchOf('HelmChart', '- {op: replace, path: /spec/version, value: 1.25.0}'),
          prod: '- config.yaml\n',
        },
        { 'overlays/prod/config.yaml': config },
      ),
    );
    expect(brief).toEqual([
      'overlays/dev/istiod 1.25.0 overlays/dev/kustomization.yaml:6 ; base base/mesh.yaml:10',
      'overlays/prod/istiod 1.24.1 base/mesh.yaml:7 ; configured overlays/prod/config.yaml:6 editable',
    ]);
    expect(problems).toEqual([]);
  });

  it('have the configuration that an overlay changes', async () => {
    const both = `${K3S}---\n${K3S.replace('HelmChart', 'HelmChartConfig').replace('base}', 'shared}')}`;
    const { brief } = await found(
      overlays(both, {
        prod: patchOf(
          'HelmChartConfig',
          "- {op: replace, path: /spec/valuesContent, value: 'pilot: {env: {PIN: patched}}'}",
        ),
      }),
    );
    expect(brief).toEqual([
      'base/istiod 1.24.1 base/mesh.yaml:7 ; patched overlays/prod/kustomization.yaml:6',
    ]);
  });
});

const INFLATED = `helmCharts:\n- {name: istiod, repo: ${ISTIO}, version: 1.24.1, releaseName: istiod, namespace: istio-system}\n`;

function environment(value: string): string {
  return dedent(`
    patches:
    - target: {kind: Deployment, name: istiod}
      patch: |-
        - op: add
          path: /spec/template/spec/containers/0/env/-
          value: {name: PIN, value: ${value}}
  `);
}

describe('detect: charts that Kustomize inflates in a base', () => {
  it('are one for each overlay, with the patches and image tags of that one', async () => {
    const { brief, problems } = await found({
      'base/kustomization.yaml': INFLATED,
      'overlays/dev/kustomization.yaml': `resources: [../../base]\n${environment('dev')}`,
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\nimages:\n- {name: docker.io/istio/pilot, newTag: 1.24.3}\n',
    });
    expect(brief).toEqual([
      'overlays/dev/istiod 1.24.1 base/kustomization.yaml:2 ; dev overlays/dev/kustomization.yaml:7',
      'overlays/prod/istiod 1.24.1 base/kustomization.yaml:2 ; undefined',
    ]);
    expect(problems).toMatchObject([
      { file: 'overlays/prod/kustomization.yaml', line: 3, halfBump: { version: '1.24.3' } },
    ]);
  });

  it('are what Flux and Argo CD make of the folder, and go where those deploy it', async () => {
    const { brief } = await found({
      'base/kustomization.yaml': INFLATED,
      'overlays/dev/kustomization.yaml': `resources: [../../base]\n${environment('dev')}`,
      'clusters/one/mesh.yaml': dedent(`
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: mesh, namespace: flux-system}
        spec:
          path: ./overlays/dev
          patches:
          - target: {kind: Deployment, name: istiod}
            patch: |
              - op: add
                path: /spec/template/spec/containers/0/env/-
                value: {name: PIN, value: one}
      `),
      'clusters/two/mesh.yaml': dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: mesh}
        spec:
          destination: {server: https://two.example.com, namespace: istio-system}
          source: {repoURL: https://example.com/this.git, path: overlays/dev}
      `),
    });
    expect(brief).toEqual([
      'clusters/one/istiod 1.24.1 base/kustomization.yaml:2 ; one clusters/one/mesh.yaml:11',
      'clusters/two/istiod 1.24.1 base/kustomization.yaml:2 https://two.example.com; dev overlays/dev/kustomization.yaml:7',
    ]);
  });
});
