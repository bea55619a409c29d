/** Manifests of Istio that were rendered into a base, as overlays and deployers change them. */

import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';
import { dedent } from '../../support/yaml.js';

const ISTIOD = dedent(`
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: istiod, namespace: istio-system}
  spec:
    template:
      spec:
        containers:
        - name: discovery
          image: docker.io/istio/pilot:1.24.1
          env:
          - {name: REVISION, value: default}
          - {name: PIN, value: base}
`);

const MESH = dedent(`
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: istio, namespace: istio-system}
  data:
    mesh: |-
      rootNamespace: istio-system
      h2UpgradePolicy: UPGRADE
`);

function based(overlays: Readonly<Record<string, string>>, more: Files = {}): Files {
  const files: Record<string, string> = {
    'base/kustomization.yaml': 'resources: [istiod.yaml, mesh.yaml]\n',
    'base/istiod.yaml': ISTIOD,
    'base/mesh.yaml': MESH,
  };
  for (const [name, text] of Object.entries(overlays))
    files[`overlays/${name}/kustomization.yaml`] = `resources:\n- ../../base\n${text}`;
  return { ...files, ...more };
}

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  const place = (release: (typeof installations)[number]['release'], path: readonly string[]): string => {
    const value = lookup(release.values, path);
    return value ? `${value.value} ${value.file}:${value.line}` : 'none';
  };
  return {
    problems,
    installations,
    brief: installations
      .map(
        ({ id, version, at, release }) =>
          `${id} ${version} ${at.file}:${at.line}; ${place(release, ['pilot', 'env', 'PIN'])}; ${place(release, ['meshConfig', 'h2UpgradePolicy'])}`,
      )
      .toSorted(),
  };
}

const PIN = dedent(`
  patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: istiod, namespace: istio-system}
      spec:
        template:
          spec:
            containers:
            - name: discovery
              env:
              - name: PIN
                value: patched
`);

describe('detect/rendered: overlays', () => {
  it('leaves what one overlay takes in unchanged where it is', async () => {
    const { brief, problems } = await found(based({ prod: '' }));
    expect(brief).toEqual([
      'base/istiod 1.24.1 base/istiod.yaml:9; base base/istiod.yaml:12; UPGRADE base/mesh.yaml:7',
    ]);
    expect(problems).toEqual([]);
  });

  it('is one installation for each overlay, with its images, patches and mesh configuration', async () => {
    const { brief, problems } = await found(
      based(
        {
          dev: 'images:\n- name: docker.io/istio/pilot\n  newTag: 1.25.0\n',
          prod: PIN,
          test: 'configMapGenerator:\n- name: istio\n  namespace: istio-system\n  behavior: merge\n  files: [mesh=mesh.yaml]\n',
        },
        { 'overlays/test/mesh.yaml': 'rootNamespace: istio-system\nh2UpgradePolicy: DO_NOT_UPGRADE\n' },
      ),
    );
    expect(brief).toEqual([
      'overlays/dev/istiod 1.25.0 overlays/dev/kustomization.yaml:5; base base/istiod.yaml:12; UPGRADE base/mesh.yaml:7',
      'overlays/prod/istiod 1.24.1 base/istiod.yaml:9; patched overlays/prod/kustomization.yaml:15; UPGRADE base/mesh.yaml:7',
      'overlays/test/istiod 1.24.1 base/istiod.yaml:9; base base/istiod.yaml:12; DO_NOT_UPGRADE overlays/test/mesh.yaml:2',
    ]);
    expect(problems).toEqual([]);
  });

  it('tells overlays apart that take it in by a component', async () => {
    const { installations } = await found({
      'parts/node/kustomization.yaml': 'kind: Component\nresources: [cni.yaml]\n',
      'parts/node/cni.yaml': ISTIOD.replace('name: istiod', 'name: istio-cni-node')
        .replace('Deployment', 'DaemonSet')
        .replace('pilot', 'install-cni'),
      ...Object.fromEntries(
        ['dev', 'prod'].map(name => [
          `overlays/${name}/kustomization.yaml`,
          `components:\n- ../../parts/node\nimages:\n- name: docker.io/istio/install-cni\n  newTag: 1.2${name.length}.1\n`,
        ]),
      ),
    });
    expect(
      installations.map(({ id, version, release: { declared } }) => [
        id,
        version,
        declared.file,
        declared.line,
      ]),
    ).toEqual([
      ['overlays/dev/cni', '1.23.1', 'overlays/dev/kustomization.yaml', 2],
      ['overlays/prod/cni', '1.24.1', 'overlays/prod/kustomization.yaml', 2],
    ]);
  });

  it.each(['rancher/mirrored-istio-pilot', 'registry.example.com/mesh/istio-pilot'])(
    'knows istiod by the name that a mirror gives its image: %s',
    async image => {
      const files = based({}, { 'base/istiod.yaml': ISTIOD.replace('docker.io/istio/pilot', image) });
      expect((await found(files)).brief).toEqual([
        'base/istiod 1.24.1 base/istiod.yaml:9; base base/istiod.yaml:12; UPGRADE base/mesh.yaml:7',
      ]);
    },
  );

  it('takes no patch that nothing takes in for a workload, unless it is whole', async () => {
    const image = ISTIOD.replace('docker.io/istio/pilot', 'registry.example.com/pilot');
    expect((await found({ 'istiod-patch.yaml': image })).installations).toEqual([]);
    const whole = image.replace('spec:\n', 'spec:\n  selector: {matchLabels: {app: istiod}}\n');
    expect((await found({ 'istiod-patch.yaml': whole })).brief).toHaveLength(1);
  });

  it('replaces the mesh configuration as a whole, and takes a variable out', async () => {
    const { brief } = await found(
      based({
        prod: dedent(`
          namePrefix: prod-
          configMapGenerator:
          - name: istio
            namespace: istio-system
            behavior: replace
            literals:
            - 'mesh={h2UpgradePolicy: DO_NOT_UPGRADE}'
          patches:
          - target: {kind: Deployment, name: istiod}
            patch: '[{op: remove, path: /spec/template/spec/containers/0/env/1}]'
        `),
      }),
    );
    expect(brief).toEqual([
      'base/istiod 1.24.1 base/istiod.yaml:9; none; DO_NOT_UPGRADE overlays/prod/kustomization.yaml:9',
    ]);
  });

  it('has what Flux and Argo CD change, and whose clusters they go to', async () => {
    const { brief } = await found({
      ...based({}),
      'clusters/one/mesh.yaml': dedent(`
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: mesh, namespace: flux-system}
        spec:
          path: ./base
          images: [{name: docker.io/istio/pilot, newTag: 1.25.1}]
      `),
      'clusters/two/mesh.yaml': dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: mesh}
        spec:
          destination: {server: https://two.example.com, namespace: istio-system}
          source:
            repoURL: https://example.com/this.git
            path: base
            kustomize:
              images: ['docker.io/istio/pilot:1.25.2']
      `),
    });
    expect(brief.map(text => text.split(';')[0])).toEqual([
      'clusters/one/istiod 1.25.1 clusters/one/mesh.yaml:6',
      'clusters/two/istiod 1.25.2 clusters/two/mesh.yaml:10',
    ]);
  });

  it('goes where Fleet builds it for a target', async () => {
    const fleet = dedent(`
      defaultNamespace: istio-system
      targetCustomizations:
      - {name: one, clusterName: one, kustomize: {dir: overlays/dev}}
      - {name: two, clusterName: two, kustomize: {dir: overlays/prod}}
      - {name: three, clusterName: three, doNotDeploy: true, kustomize: {dir: overlays/none}}
    `);
    const { installations } = await found(
      based(
        { dev: 'images:\n- {name: docker.io/istio/pilot, newTag: 1.25.0}\n', prod: '' },
        { 'fleet.yaml': fleet },
      ),
    );
    expect(
      installations.map(({ version, release }) => `${release.destination} ${version}`).toSorted(),
    ).toEqual(['one 1.25.0', 'two 1.24.1']);
  });

  it('names what it can’t follow', async () => {
    const { problems, installations } = await found(
      based({ prod: 'configMapGenerator:\n- {name: istio, behavior: merge, literals: [mesh=x]}\n' }),
    );
    expect(installations).toHaveLength(1);
    expect(problems).toMatchObject([
      {
        file: 'overlays/prod/kustomization.yaml',
        line: 4,
        why: expect.stringContaining('refuses'),
        blocking: true,
      },
    ]);
  });
});
