/** Versions that a kustomization copies, or patches by a transformer, into what declares an installation. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { inOrder as found } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';
import { helmRelease } from '../../support/scenario.js';
import { dedent } from '../../support/yaml.js';

async function whys(files: Files): Promise<readonly string[]> {
  return (await detect(memoryTree(files))).problems.map(({ file, line, why }) => `${file}:${line} ${why}`);
}

const ISTIO = {
  'base/kustomization.yaml': 'resources: [istio.yaml]\n',
  'base/istio.yaml': dedent(`
    apiVersion: sailoperator.io/v1
    kind: Istio
    metadata: {name: default}
    spec:
      version: v1.20.0
  `),
};

const RELEASE = helmRelease('1.20.0');

const FROM_VERSIONS = dedent(`
  replacements:
  - source: {kind: ConfigMap, name: versions, fieldPath: data.istio}
    targets:
    - select: {kind: Istio}
      fieldPaths: [spec.version]
    - select: {kind: HelmRelease}
      fieldPaths: [spec.chart.spec.version]
`);

const COMPONENT = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${FROM_VERSIONS}`;

describe('detect/kustomize: versions that come from somewhere else', () => {
  it('finds what a component copies where each kustomization around it generates or lists it', async () => {
    const files = {
      ...ISTIO,
      'base/kustomization.yaml': 'resources: [istio.yaml, release.yaml]\n',
      'base/release.yaml': RELEASE,
      'version/kustomization.yaml': COMPONENT,
      'dev/kustomization.yaml': dedent(`
        resources: [../base]
        components: [../version]
        configMapGenerator:
        - name: versions
          envs: [versions.env]
      `),
      'dev/versions.env': '# pinned\nistio=1.25.1\n',
      'prod/kustomization.yaml': 'resources: [../base, versions.yaml]\ncomponents: [../version]\n',
      'prod/versions.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: versions}\ndata:\n  istio: 1.24.3\n',
    };
    expect((await found(files)).toSorted()).toEqual([
      'istiod 1.24.3 prod/versions.yaml:5',
      'istiod 1.24.3 prod/versions.yaml:5',
      'istiod 1.25.1 dev/versions.env:2',
      'istiod 1.25.1 dev/versions.env:2',
    ]);
    expect(await whys(files)).toEqual([]);
  });

  it('takes a value that a replacement writes down', async () => {
    const replacements = dedent(`
      resources: [../base]
      replacements:
      - sourceValue: v1.26.1
        targets: [{select: {kind: Istio}, fieldPaths: [spec.version]}]
    `);
    expect(await found({ ...ISTIO, 'prod/kustomization.yaml': replacements })).toEqual([
      'istiod 1.26.1 prod/kustomization.yaml:3',
    ]);
  });

  it.each([
    ['Istio', ISTIO, 'base/istio.yaml:5'],
    ['HelmRelease', { ...ISTIO, 'base/istio.yaml': RELEASE }, 'base/istio.yaml:13'],
    [
      'OCIRepository',
      {
        ...ISTIO,
        'base/istio.yaml': dedent(`
          apiVersion: source.toolkit.fluxcd.io/v1
          kind: OCIRepository
          metadata: {name: istiod, namespace: istio-system}
          spec:
            url: oci://gcr.io/istio-release/charts/istiod
            ref:
              tag: 1.20.0
          ---
          apiVersion: helm.toolkit.fluxcd.io/v2
          kind: HelmRelease
          metadata: {name: istiod, namespace: istio-system}
          spec: {chartRef: {kind: OCIRepository, name: istiod}}
        `),
      },
      'base/istio.yaml:7',
    ],
    [
      'Application',
      {
        ...ISTIO,
        'base/istio.yaml': dedent(`
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: {name: istiod}
          spec:
            destination: {name: in-cluster, namespace: istio-system}
            source:
              repoURL: https://istio-release.storage.googleapis.com/charts
              chart: istiod
              targetRevision: 1.20.0
        `),
      },
      'base/istio.yaml:9',
    ],
  ])(
    'decides no version of an %s that is copied from where this repository does not reach',
    async (_, files, place) => {
      const overlay = dedent(`
      resources: [../base, "https://example.com/versions//prod?ref=main"]
      replacements:
      - source: {kind: ConfigMap, name: versions, fieldPath: data.istio}
        targets:
        - {select: {kind: Istio}, fieldPaths: [spec.version]}
        - {select: {kind: HelmRelease}, fieldPaths: [spec.chart.spec.version]}
        - {select: {kind: OCIRepository}, fieldPaths: [spec.ref.tag]}
        - {select: {kind: Application}, fieldPaths: [spec.source.targetRevision]}
    `);
      const all = { ...files, 'prod/kustomization.yaml': overlay };
      expect(await found(all)).toEqual([`istiod null ${place}`]);
      expect(await whys(all)).toContainEqual(
        expect.stringMatching(/^prod\/kustomization\.yaml:3 a field of .* is copied from somewhere/),
      );
    },
  );

  it('keeps what a patch says after that', async () => {
    const files = {
      ...ISTIO,
      'base/kustomization.yaml': `resources: [istio.yaml]\n${FROM_VERSIONS}`,
      'prod/kustomization.yaml': dedent(`
        resources: [../base]
        patches:
        - target: {kind: Istio}
          patch: |
            - op: replace
              path: /spec/version
              value: v1.26.2
      `),
    };
    expect(await found(files)).toEqual(['istiod 1.26.2 prod/kustomization.yaml:7']);
  });

  it.each([
    [
      'of operations',
      'kind: PatchTransformer\nmetadata: {name: v}\ntarget: {kind: Istio}\npatch: |-\n  - op: replace\n    path: /spec/version\n    value: v1.26.3\n',
      'prod/set.yaml:8',
    ],
    [
      'of older operations',
      'kind: PatchJson6902Transformer\nmetadata: {name: v}\ntarget: {group: sailoperator.io, version: v1, kind: Istio, name: default}\njsonOp: |-\n  - {op: replace, path: /spec/version, value: v1.26.3}\n',
      'prod/set.yaml:6',
    ],
    [
      'of merged patches',
      'kind: PatchStrategicMergeTransformer\nmetadata: {name: v}\npatches: |-\n  apiVersion: sailoperator.io/v1\n  kind: Istio\n  metadata: {name: default}\n  spec: {version: v1.26.3}\n',
      'prod/set.yaml:8',
    ],
    [
      'of replacements',
      'kind: ReplacementTransformer\nmetadata: {name: v}\nreplacements:\n- source: {kind: ConfigMap, name: versions, fieldPath: data.istio}\n  targets: [{select: {kind: Istio}, fieldPaths: [spec.version]}]\n',
      'prod/kustomization.yaml:5',
    ],
  ])('applies transformers %s', async (_, transformer, place) => {
    const files = {
      ...ISTIO,
      'prod/kustomization.yaml': dedent(`
        resources: [../base]
        transformers: [set.yaml]
        configMapGenerator:
        - name: versions
          literals: [istio=v1.26.3]
      `),
      'prod/set.yaml': `apiVersion: builtin\n${transformer}`,
    };
    expect(await found(files)).toEqual([`istiod 1.26.3 ${place}`]);
    expect(await whys(files)).toEqual([]);
  });

  it('says where a transformer is a program', async () => {
    const files = {
      ...ISTIO,
      'prod/kustomization.yaml': 'resources: [../base]\ntransformers: [set.yaml]\n',
      'prod/set.yaml': 'apiVersion: example.com/v1\nkind: SetVersion\nmetadata: {name: v}\n',
    };
    expect(await whys(files)).toEqual([
      'prod/kustomization.yaml:2 it changes its objects by a transformer, which is not run here',
    ]);
  });

  it('does not follow transformers in circles', async () => {
    const files = {
      ...ISTIO,
      'prod/kustomization.yaml': 'resources: [../base]\ntransformers: [set.yaml, ../prod]\n',
      'prod/set.yaml':
        'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: v}\ntransformers: [set.yaml]\nconfigMapGenerator: [{name: a}]\n',
    };
    expect(await found(files)).toEqual(['istiod 1.20.0 base/istio.yaml:5']);
  });

  it('fills in variables where a configuration says so, by what the overlay makes of their source', async () => {
    const files = {
      'base/kustomization.yaml': dedent(`
        resources: [release.yaml, versions.yaml]
        configurations: [fields.yaml]
        vars:
        - name: ISTIO_VERSION
          objref: {apiVersion: v1, kind: ConfigMap, name: versions}
          fieldref: {fieldpath: data.istio}
      `),
      'base/fields.yaml': 'varReference:\n- {path: spec/chart/spec/version, kind: HelmRelease}\n',
      'base/versions.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: versions}\ndata:\n  istio: 1.22.3\n',
      'base/release.yaml': RELEASE.replace('1.20.0', '$(ISTIO_VERSION)'),
      'prod/kustomization.yaml': 'resources: [../base]\n',
      'dev/kustomization.yaml': dedent(`
        resources: [../base]
        patches:
        - target: {kind: ConfigMap}
          patch: |
            - op: replace
              path: /data/istio
              value: 1.23.0
      `),
    };
    expect(await found(files)).toEqual([
      'istiod 1.23.0 dev/kustomization.yaml:7',
      'istiod 1.22.3 base/versions.yaml:5',
    ]);
    expect(await whys(files)).toEqual([]);
    // Kustomize leaves it where nothing names the field.
    const plain = { ...files, 'base/fields.yaml': 'varReference: []\n' };
    expect(new Set(await found(plain))).toEqual(new Set(['istiod null base/release.yaml:13']));
    expect(await whys(plain)).toContain(
      'base/kustomization.yaml:4 it fills in `$(ISTIO_VERSION)`, which is not done here',
    );
  });
});
