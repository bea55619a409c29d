/** Installations that operators make, as overlays and deployers change what declares them. */

import { detect } from '../../src/detect/detect.js';
import { lookup } from '../../src/detect/values/values.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    problems,
    brief: installations
      .filter(({ chart }) => chart === 'istiod')
      .map(({ id, version, at, release }) => {
        const pin = lookup(release.values, ['pilot', 'env', 'PIN']);
        const place = pin && `${pin.value} ${pin.file}:${pin.line}`;
        return [id, version, `${at.file}:${at.line}`, ...(place ? [place] : [])].join(' ');
      }),
  };
}

const SAIL = dedent(`
  apiVersion: sailoperator.io/v1
  kind: Istio
  metadata: {name: default}
  spec:
    version: v1.24.1
    values:
      pilot:
        env:
          PIN: base
`);

const OPERATOR = dedent(`
  apiVersion: install.istio.io/v1alpha1
  kind: IstioOperator
  metadata: {name: default}
  spec:
    tag: 1.24.1
    profile: minimal
    components:
      pilot:
        k8s:
          env:
          - {name: PIN, value: base}
`);

/** A base, and overlays over it by name. */
function overlays(base: string, patches: Readonly<Record<string, string>>): Files {
  const files: Record<string, string> = {
    'base/kustomization.yaml': 'resources: [istio.yaml]\n',
    'base/istio.yaml': base,
  };
  for (const [name, text] of Object.entries(patches)) {
    files[`overlays/${name}/kustomization.yaml`] =
      `resources:\n- ../../base\n${text === '' ? '' : 'patches:\n- path: patch.yaml\n'}`;
    if (text !== '') files[`overlays/${name}/patch.yaml`] = text;
  }
  return files;
}

const NAMED = 'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\n';

describe('detect/overlaid: Sail', () => {
  it('is found as written where no overlay changes it, and a patch is none of its own', async () => {
    expect((await found({ 'istio.yaml': SAIL })).brief).toEqual([
      'istiod 1.24.1 istio.yaml:5 base istio.yaml:9',
    ]);
    const { brief, problems } = await found(
      overlays(SAIL, {
        prod: `${NAMED}spec:\n  version: v1.24.3\n  values:\n    pilot:\n      env:\n        PIN: prod\n`,
      }),
    );
    expect(brief).toHaveLength(1);
    expect(brief[0]).toMatch(
      /istiod 1\.24\.3 overlays\/prod\/patch\.yaml:5 prod overlays\/prod\/patch\.yaml:9$/,
    );
    expect(problems).toEqual([]);
  });

  it('is one for each overlay, in an environment of its own', async () => {
    const { brief } = await found(
      overlays(SAIL, {
        dev: `${NAMED}spec: {version: v1.25.0}\n`,
        prod: `${NAMED}spec: {values: {pilot: {env: null}}}\n`,
      }),
    );
    expect(brief.toSorted()).toEqual([
      'overlays/dev/istiod 1.25.0 overlays/dev/patch.yaml:4 base base/istio.yaml:9',
      'overlays/prod/istiod 1.24.1 base/istio.yaml:5',
    ]);
  });

  it('has what operations and replacements put in', async () => {
    const files = overlays(SAIL, { prod: '- op: replace\n  path: /spec/version\n  value: v1.26.0\n' });
    const operated: Files = {
      ...files,
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\npatches:\n- {path: patch.yaml, target: {kind: Istio}}\n',
    };
    expect((await found(operated)).brief[0]).toContain('1.26.0 overlays/prod/patch.yaml:3');
    const copied: Files = {
      ...overlays(SAIL, {}),
      'overlays/prod/kustomization.yaml': dedent(`
        resources: [../../base, settings.yaml]
        replacements:
        - source: {kind: ConfigMap, name: settings, fieldPath: data.version}
          targets: [{select: {kind: Istio}, fieldPaths: [spec.version]}]
      `),
      'overlays/prod/settings.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  version: v1.26.1\n',
    };
    expect((await found(copied)).brief[0]).toContain('1.26.1 overlays/prod/settings.yaml:5');
  });

  it('has what Flux fills in and patches, once for each Kustomization', async () => {
    const kustomization = (cluster: string, version: string): string =>
      dedent(`
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: mesh, namespace: flux-system}
        spec:
          path: ./mesh
          sourceRef: {kind: GitRepository, name: flux-system}
          postBuild:
            substitute:
              version_of_${cluster}: ignored
              istio: ${version}
      `);
    const { brief } = await found({
      'clusters/one/mesh.yaml': kustomization('one', 'v1.24.3'),
      'clusters/two/mesh.yaml': kustomization('two', 'v1.25.1'),
      'mesh/istio.yaml': SAIL.replace('v1.24.1', '${istio}'),
    });
    expect(brief.toSorted()).toEqual([
      'clusters/one/istiod 1.24.3 clusters/one/mesh.yaml:10 base mesh/istio.yaml:9',
      'clusters/two/istiod 1.25.1 clusters/two/mesh.yaml:10 base mesh/istio.yaml:9',
    ]);
  });

  it('says where it can’t be followed', async () => {
    const { problems } = await found({
      ...overlays(SAIL, {}),
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\npatches: [{path: absent.yaml}]\n',
    });
    expect(problems).toMatchObject([{ file: 'overlays/prod/kustomization.yaml', line: 2, blocking: true }]);
  });
});

describe('detect/overlaid: IstioOperator', () => {
  it('has tag and variables of its overlays, whose lists replace', async () => {
    const named = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: default}\n';
    const { brief } = await found(
      overlays(OPERATOR, {
        dev: `${named}spec:\n  tag: 1.25.0\n  components: {pilot: {k8s: {env: [{name: OTHER, value: x}]}}}\n`,
        prod: '',
      }),
    );
    expect(brief.toSorted()).toEqual([
      'overlays/dev/istiod 1.25.0 overlays/dev/patch.yaml:5',
      'overlays/prod/istiod 1.24.1 base/istio.yaml:5 base base/istio.yaml:11',
    ]);
  });
});

describe('detect: kustomizations that list what something deploys part by part', () => {
  const tree = (list: string, more: Files = {}) => ({
    'clusters/dev/mesh.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: mesh, namespace: flux-system}\nspec: {path: ./infra/istio, sourceRef: {kind: GitRepository, name: flux-system}}\n',
    'infra/kustomization.yaml': `# everything\n${list}\n`,
    'infra/istio/kustomization.yaml': 'resources: [mesh.yaml]\n',
    'infra/istio/mesh.yaml': SAIL,
    ...more,
  });

  it('are no deployment of their own', async () => {
    expect((await found(tree('resources: [istio]'))).brief).toHaveLength(1);
  });

  it('are none of HelmReleases, either, whatever else they list', async () => {
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec: {chart: {spec: {chart: istiod, version: 1.24.2, sourceRef: {kind: HelmRepository, name: istio}}}}\n';
    const files = tree('resources: [istio, other]', {
      'infra/istio/mesh.yaml': release,
      'infra/other/kustomization.yaml': 'resources: [other.yaml]\n',
      'infra/other/other.yaml': release
        .replace('name: istiod', 'name: redis')
        .replace('chart: istiod', 'chart: redis'),
    });
    expect((await found(files)).brief).toHaveLength(1);
  });

  it.each([
    ['they change it', tree('resources: [istio]\nnamespace: other')],
    [
      'they add to it',
      tree('resources: [istio, more.yaml]', { 'infra/more.yaml': SAIL.replace('default', 'other') }),
    ],
    [
      'they take it from a folder that is not deployed',
      tree('resources: [blue]', {
        'infra/blue/kustomization.yaml': 'resources: [../istio]\nnamespace: blue\n',
      }),
    ],
  ])('are one where %s', async (_, files) => {
    expect((await found(files)).brief.length).toBeGreaterThan(1);
  });
});
