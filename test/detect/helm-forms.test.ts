/** Sail, Fleet, k3s, Crossplane, rendered manifests, weak evidence and managed meshes. */

import { detect } from '../../src/detect/detect.js';
import { unreadForms } from '../../src/detect/unread/forms.js';
import { lookup, mergedValues } from '../../src/detect/values/values.js';
import type { Detection, Installation } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { dedent } from '../support/yaml.js';

async function read(files: Record<string, string>): Promise<Detection> {
  return detect(memoryTree(files));
}

async function only(files: Record<string, string>): Promise<Installation> {
  const { installations } = await read(files);
  expect(installations).toHaveLength(1);
  return installations[0] as Installation;
}

describe('detect/sail', () => {
  it.each([
    ['Istio', 'istiod'],
    ['IstioRevision', 'istiod'],
    ['IstioCNI', 'cni'],
    ['ZTunnel', 'ztunnel'],
  ])('reads %s', async (kind, chart) => {
    const text = `apiVersion: sailoperator.io/v1\nkind: ${kind}\nmetadata: {name: default}\nspec:\n  # - v1.29.0\n  version: v1.29.1\n  namespace: mesh\n`;
    expect(await only({ 'sail.yaml': text })).toMatchObject({
      chart,
      version: '1.29.1',
      at: { file: 'sail.yaml', line: 6 },
      release: { form: 'sail', deployer: 'operator', namespace: 'mesh', problems: [] },
    });
  });

  it('keeps an alias as it is: it names no one release', async () => {
    const text =
      'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {version: v1.29-latest}\n';
    expect(await only({ 'sail.yaml': text })).toMatchObject({ version: 'v1.29-latest', istioVersion: null });
  });

  it('gives values a home, and the name as revision', async () => {
    const spec = 'spec:\n  version: v1.24.1\n  profile: ambient\n  values:\n    pilot: {env: {A: "1"}}\n';
    const text = `apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: blue}\n${spec}`;
    const { release, revision } = await only({ 'sail.yaml': text });
    expect(mergedValues(release.values)).toEqual({
      profile: 'ambient',
      pilot: { env: { A: '1' } },
      revision: 'blue',
    });
    expect(lookup(release.values, ['pilot', 'env', 'A'])).toMatchObject({ line: 8 });
    expect(revision).toBe('blue');
    const strategy = text.replace('  version', '  updateStrategy: {type: RevisionBased}\n  version');
    expect((await only({ 'sail.yaml': strategy })).revision).toBe('blue-v1-24-1');
  });

  it('flattens what stands under ztunnel', async () => {
    const text =
      'apiVersion: sailoperator.io/v1\nkind: ZTunnel\nspec: {version: v1.24.1, values: {global: {hub: h}, ztunnel: {logLevel: x}}}\n';
    expect(mergedValues((await only({ 'z.yaml': text })).release.values)).toEqual({
      global: { hub: 'h' },
      logLevel: 'x',
    });
  });
});

describe('detect/fleet', () => {
  const fleet = dedent(`
    defaultNamespace: istio-system
    helm:
      chart: istiod
      repo: https://istio-release.storage.googleapis.com/charts
      version: 1.22.2
      releaseName: plane
      values:
        a: inline
        b: inline
      valuesFiles: [values.yaml]
    targetCustomizations:
    - name: prod
      helm:
        version: 1.21.0
        values: {b: prod}
  `);

  it('lets files win over inline values, and makes a release of every customization', async () => {
    const { installations } = await read({ 'istio/fleet.yaml': fleet, 'istio/values.yaml': 'a: file\n' });
    expect(
      installations.map(({ version, at, release }) => [
        version,
        at.line,
        release.destination,
        mergedValues(release.values),
      ]),
    ).toEqual([
      ['1.22.2', 5, '', { a: 'file', b: 'inline' }],
      ['1.21.0', 14, 'prod', { a: 'file', b: 'prod' }],
    ]);
    expect(new Set(installations.map(({ environment }) => environment)).size).toBe(2);
  });

  it('names values that only the cluster has', async () => {
    const { release } = await only({
      'fleet.yaml':
        'helm:\n  chart: oci://gcr.io/istio-release/charts/istiod\n  version: 1.22.2\n  valuesFrom:\n  - configMapKeyRef: {name: x}\n',
    });
    expect(release).toMatchObject({ valuesUnknown: true, problems: [{ line: 5, blocking: true }] });
  });

  it('points at the chart where no version is given', async () => {
    const files = { 'fleet.yaml': 'helm:\n  repo: https://x.example/charts\n  chart: istiod\n' };
    expect(await only(files)).toMatchObject({ version: null, at: { line: 3 } });
  });

  it('has the values of a bundle and of its customizations switch the parts of a chart of the tree', async () => {
    const files = {
      'mesh/chart/Chart.yaml': dedent(`
        apiVersion: v2
        name: mesh
        version: 0.1.0
        dependencies:
        - {name: istiod, version: 1.25.3, repository: "https://istio-release.storage.googleapis.com/charts", condition: istiod.enabled}
        - {name: gateway, version: 1.25.2, repository: "https://istio-release.storage.googleapis.com/charts", condition: gateway.enabled}
        - {name: ztunnel, version: 1.25.1, repository: "https://istio-release.storage.googleapis.com/charts", condition: ztunnel.enabled}
      `),
      'mesh/chart/values.yaml':
        'istiod: {enabled: false}\ngateway: {enabled: false}\nztunnel: {enabled: false}\n',
      'mesh/values.yaml': 'istiod: {enabled: true}\n',
      'mesh/edge.yaml': 'gateway: {enabled: true}\n',
      'mesh/fleet.yaml': dedent(`
        defaultNamespace: istio-system
        helm: {chart: ./chart, releaseName: mesh, valuesFiles: [values.yaml]}
        targetCustomizations:
        - name: edge
          helm: {valuesFiles: [edge.yaml]}
        - name: ambient
          helm: {values: {ztunnel: {enabled: true}}}
        - name: nowhere
          doNotDeploy: true
          helm: {values: {gateway: {enabled: true}}}
      `),
    };
    const { installations, problems } = await read(files);
    expect(
      installations.map(({ chart, version, at, release }) => [
        chart,
        version,
        `${at.file}:${at.line}`,
        release.form,
        release.destination,
        release.releaseName,
      ]),
    ).toEqual([
      ['istiod', '1.25.3', 'mesh/chart/Chart.yaml:5', 'fleet', '', 'mesh'],
      ['istiod', '1.25.3', 'mesh/chart/Chart.yaml:5', 'fleet', 'edge', 'mesh'],
      ['gateway', '1.25.2', 'mesh/chart/Chart.yaml:6', 'fleet', 'edge', 'mesh'],
      ['istiod', '1.25.3', 'mesh/chart/Chart.yaml:5', 'fleet', 'ambient', 'mesh'],
      ['ztunnel', '1.25.1', 'mesh/chart/Chart.yaml:7', 'fleet', 'ambient', 'mesh'],
    ]);
    // Each cluster has the others off.
    expect(problems.map(({ what, line, onlyAsNews }) => [what, line, onlyAsNews])).toEqual([
      ['chart gateway of mesh', 6, true],
      ['chart ztunnel of mesh', 7, true],
      ['chart ztunnel of mesh', 7, true],
      ['chart gateway of mesh', 6, true],
    ]);
  });

  it('reads charts, and versions, that are named for some clusters alone', async () => {
    const chart = 'chart: istiod, repo: "https://istio-release.storage.googleapis.com/charts"';
    const only = await read({
      'mesh/fleet.yaml': `defaultNamespace: istio-system\ntargetCustomizations:\n- name: prod\n  helm: {${chart}, version: 1.23.2}\n- name: dev\n  helm: {${chart},\n    version: 1.24.2}\n`,
    });
    expect(only.installations.map(({ version, at }) => [version, at.line])).toEqual([
      ['1.23.2', 4],
      ['1.24.2', 7],
    ]);
    const partly = await read({
      'mesh/fleet.yaml': `helm: {${chart}}\ntargetCustomizations:\n- name: prod\n  helm: {version: 1.23.2}\n`,
    });
    expect(partly.installations.map(({ version, at }) => [version, at.line])).toEqual([['1.23.2', 4]]);
    expect(partly.problems).toEqual([
      expect.objectContaining({
        line: 1,
        assumption: true,
        why: expect.stringContaining('targetCustomizations'),
      }),
    ]);
  });

  it('takes the chart beside a fleet.yaml that names none', async () => {
    const { release, at } = await only({
      'mesh/Chart.yaml':
        'name: mesh\nversion: 1.0.0\ndependencies:\n- {name: istiod, version: 1.25.3, repository: "https://istio-release.storage.googleapis.com/charts", condition: on}\n',
      'mesh/values.yaml': 'on: false\n',
      'mesh/fleet.yaml': 'helm: {values: {on: true}}\n',
    });
    expect([release.id, at]).toEqual(['fleet:mesh/fleet.yaml', { file: 'mesh/Chart.yaml', line: 4 }]);
  });

  it('names charts of others that speak of Istio', async () => {
    const { installations, problems } = await read({
      'fleet.yaml': 'helm: {chart: istio, repo: "https://x", version: 0.8.3}\n',
    });
    expect(installations).toEqual([]);
    expect(problems).toMatchObject([{ what: 'chart istio', blocking: true }]);
  });
});

describe('detect/helm-resources', () => {
  it('reads a HelmChart of k3s, its configuration and its settings in order', async () => {
    const text = dedent(`
      apiVersion: helm.cattle.io/v1
      kind: HelmChart
      metadata: {name: istiod, namespace: kube-system}
      spec:
        chart: istiod
        repo: https://istio-release.storage.googleapis.com/charts
        version: 1.22.2
        targetNamespace: istio-system
        set: {d: set}
        valuesContent: |
          a: chart
          b: chart
          d: chart
      ---
      apiVersion: helm.cattle.io/v1
      kind: HelmChartConfig
      metadata: {name: istiod, namespace: kube-system}
      spec:
        valuesContent: |
          b: config
    `);
    const { release, at } = await only({ 'k3s.yaml': text });
    expect(at.line).toBe(7);
    expect(release).toMatchObject({ form: 'k3s-helm-chart', namespace: 'istio-system', problems: [] });
    expect(mergedValues(release.values)).toEqual({ a: 'chart', b: 'config', d: 'set' });
    expect(lookup(release.values, ['b'])?.line).toBe(20);
  });

  it('reads a Release of Crossplane', async () => {
    const text = dedent(`
      apiVersion: helm.crossplane.io/v1beta1
      kind: Release
      metadata: {name: istiod}
      spec:
        forProvider:
          namespace: istio-system
          chart: {name: istiod, repository: "https://istio-release.storage.googleapis.com/charts", version: 1.22.2}
          values: {a: 1}
          set: [{name: b, value: x}, {name: c, valueFrom: {secretKeyRef: {name: s}}}]
    `);
    const { release, version } = await only({ 'x.yaml': text });
    expect(version).toBe('1.22.2');
    expect(mergedValues(release.values)).toEqual({ a: 1, b: 'x' });
    expect(release.valuesUnknown).toBe(true);
  });
});

describe('detect/rendered', () => {
  const manifests = (tag: string, label = '') =>
    dedent(`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data:
        mesh: |
          trustDomain: example.com
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: istiod
        namespace: istio-system
        labels: {app: istiod${label}}
      spec:
        template:
          spec:
            containers:
            - name: discovery
              image: gcr.io/istio-release/pilot:${tag}
              env:
              - {name: REVISION, value: default}
              - {name: ENABLE_AUTO_SNI, value: "false"}
    `);

  it('reads the version off the image, and the settings in force with their lines', async () => {
    const { release, version, at } = await only({ 'mesh/install.yaml': manifests('1.22.2-distroless') });
    expect({ version, at }).toEqual({ version: '1.22.2', at: { file: 'mesh/install.yaml', line: 19 } });
    expect(mergedValues(release.values)).toEqual({
      meshConfig: { trustDomain: 'example.com' },
      pilot: { env: { ENABLE_AUTO_SNI: 'false' } },
    });
    expect(lookup(release.values, ['pilot', 'env', 'ENABLE_AUTO_SNI'])?.line).toBe(22);
    expect(lookup(release.values, ['meshConfig', 'trustDomain'])?.line).toBe(6);
    expect(release.problems).toEqual([]);
  });

  it('believes the labels where the image was left behind', async () => {
    const { version, release } = await only({
      'a.yaml': manifests('1.21.0', ', app.kubernetes.io/version: 1.22.2'),
    });
    expect(version).toBe('1.22.2');
    expect(release.problems).toMatchObject([
      { why: expect.stringContaining('half a bump'), line: 19, blocking: false },
    ]);
  });

  it('takes what the charts inside istioctl are called for no release', async () => {
    const labels = ', helm.sh/chart: istiod-1.0.0, app.kubernetes.io/version: 1.0.0';
    const { version, at, release } = await only({ 'a.yaml': manifests('1.24.2', labels) });
    expect({ version, line: at.line }).toEqual({ version: '1.24.2', line: 19 });
    expect(release.problems).toEqual([]);
  });

  it('reads a gateway whose image the injector fills in off its labels', async () => {
    const gateway = (labels: string): string =>
      `kind: Deployment\nmetadata:\n  name: ingress\n  labels: {${labels}}\nspec:\n  template:\n    metadata: {annotations: {inject.istio.io/templates: gateway}}\n    spec: {containers: [{name: istio-proxy, image: auto}]}\n`;
    expect(await only({ 'a.yaml': gateway('helm.sh/chart: gateway-1.22.2') })).toMatchObject({
      chart: 'gateway',
      version: '1.22.2',
      at: { line: 4 },
    });
    expect((await read({ 'a.yaml': gateway('istio: ingress') })).installations).toEqual([]);
  });

  it('leaves what was rendered from a chart of the tree to that chart, as long as they agree', async () => {
    const files = (version: string) => ({
      'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: ${version}\n  repository: https://istio-release.storage.googleapis.com/charts\n`,
      'mesh/rendered.yaml': manifests('1.22.2'),
    });
    const forms = async (version: string) =>
      (await read(files(version))).installations.map(({ release }) => release.form);
    expect(await forms('1.22.2')).toEqual(['helm-chart']);
    expect(await forms('1.22.3')).toEqual(['helm-chart', 'rendered-manifests']);
  });

  it('takes the tag that Kustomize forces', async () => {
    const files = {
      'mesh/install.yaml': manifests('latest'),
      'mesh/kustomization.yaml':
        'resources: [install.yaml]\nimages:\n- name: gcr.io/istio-release/pilot\n  newTag: 1.22.3\n',
    };
    expect(await only(files)).toMatchObject({
      version: '1.22.3',
      at: { file: 'mesh/kustomization.yaml', line: 4 },
    });
  });

  it('does not take an injected sidecar for an installation', async () => {
    const text =
      'kind: Deployment\nmetadata: {name: app}\nspec: {template: {spec: {containers: [{image: "istio/proxyv2:1.22.2", args: [proxy, sidecar]}]}}}\n';
    expect((await read({ 'app.yaml': text })).installations).toEqual([]);
    expect(await unreadForms(memoryTree({ 'app.yaml': text }))).toHaveLength(1);
  });
});

describe('detect/weak-evidence', () => {
  it('finds the chart of an App of Carvel and says that its values are not read', async () => {
    const text =
      'apiVersion: kappctrl.k14s.io/v1alpha1\nkind: App\nmetadata: {name: istiod}\nspec:\n  fetch:\n  - helmChart:\n      name: istiod\n      version: 1.22.2\n';
    expect(await only({ 'app.yaml': text })).toMatchObject({
      chart: 'istiod',
      version: '1.22.2',
      at: { file: 'app.yaml', line: 8 },
      release: { form: 'carvel', valuesUnknown: true, problems: [{ blocking: true }] },
    });
  });
});

describe('detect/managed-meshes', () => {
  it.each([
    [
      'smcp.yaml',
      'apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: basic}\nspec:\n  version: v2.6\n',
      5,
    ],
    [
      'aks.tf',
      '# istio\nresource "azurerm_kubernetes_cluster" "a" {\n  service_mesh_profile {\n    mode = "Istio"\n    revisions = ["asm-1-22"]\n  }\n}\n',
      3,
    ],
    ['aks.sh', '# istio\naz aks mesh upgrade start --revision asm-1-22\n', 2],
    [
      'gke.yaml',
      'apiVersion: mesh.cloud.google.com/v1beta1\nkind: ControlPlaneRevision\nmetadata: {name: asm-managed}\nspec:\n  channel: regular\n',
      5,
    ],
  ])('finds %s and says that it can’t be judged', async (file, text, line) => {
    const { installations, problems } = await read({ [file]: text });
    expect(installations).toEqual([]);
    expect(problems).toMatchObject([
      { why: expect.stringContaining('can’t be judged'), file, line, blocking: true },
    ]);
  });
});

describe('detect: hostile documents of these forms', () => {
  it.each([
    'apiVersion: sailoperator.io/v1\nkind: Istio\nspec: [1]\n',
    'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: 3\nspec: {version: {a: b}, values: 7}\n',
    'helm: {chart: istiod, values: [], valuesFiles: {a: 1}, version: [1]}\n',
    'helm: {chart: [istiod]}\ntargetCustomizations: 3\n',
    'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec: {chart: istiod, valuesContent: "[", set: [3]}\n',
    'kind: Deployment\nspec: {template: {spec: {containers: {a: "pilot:1"}}}}\n',
    'kind: Deployment\nspec: {template: {spec: {containers: [{image: "pilot:${TAG}", env: 3}]}}}\n',
    'kind: ZarfPackageConfig\ncomponents: [{charts: [{name: istiod, version: 1}]}, 3]\n',
    'a: &a [*a]\nkind: Istio\napiVersion: sailoperator.io/v1\n',
  ])('survives %j', async text => {
    for (const file of ['fleet.yaml', 'x.yaml']) {
      const { installations } = await read({ [file]: text });
      expect(installations.every(({ istioVersion }) => istioVersion === null)).toBe(true);
    }
  });
});
