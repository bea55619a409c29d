/** Lines at which somebody changes a version, however far it is carried; and what speaks for itself. */

import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

async function told(files: Files): Promise<readonly string[]> {
  const { problems } = await detect(memoryTree(files));
  return problems.filter(({ blocking }) => blocking).map(({ what, why }) => `${what}: ${why}`);
}

describe('detect: lines of what a template writes out as a whole', () => {
  const chart = {
    'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
    'apps/values.yaml': `apps:\n  - name: base\n    sources:\n      - repoURL: ${ISTIO}\n        chart: base\n        targetRevision: 1.24.2\n  - name: istiod\n    sources:\n      - repoURL: ${ISTIO}\n        chart: istiod\n        targetRevision: 1.24.2\n`,
  };
  const template = (sources: string) =>
    `{{- range .Values.apps }}\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "{{ .name }}"}\nspec:\n  destination: {namespace: istio-system}\n  sources:\n${sources}\n{{- end }}\n`;

  it.each([
    ['with line breaks', '  {{- toYaml .sources | nindent 4 }}'],
    ['on a line of its own', '{{ toYaml .sources | indent 4 }}'],
    ['as JSON', '    {{ toJson .sources }}'],
  ])('%s: those of the values, each its own', async (_, sources) => {
    expect(await found({ ...chart, 'apps/templates/apps.yaml': template(sources) })).toEqual([
      'base 1.24.2 apps/values.yaml:6',
      'istiod 1.24.2 apps/values.yaml:11',
    ]);
  });
});

describe('detect: lines of images that a kustomization changes', () => {
  const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  template:\n    spec:\n      containers:\n      - name: discovery\n        image: docker.io/istio/pilot:1.24.2\n`;
  const images = (more: string) => ({
    'istiod.yaml': deployment,
    'kustomization.yaml': `resources: [istiod.yaml]\nimages:\n- name: docker.io/istio/pilot\n  newName: mirror/istio/pilot\n${more}`,
  });

  it('by another name: where the tag is written', async () => {
    expect(await found(images(''))).toEqual(['istiod 1.24.2 istiod.yaml:9']);
  });

  it('by another tag: there', async () => {
    expect(await found(images('  newTag: 1.24.3\n'))).toEqual(['istiod 1.24.3 kustomization.yaml:5']);
  });
});

describe('detect: gateways that are written by hand', () => {
  const pod = (labels: string, containers: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: edge}\nspec:\n  template:\n    metadata: {labels: ${labels}}\n    spec:\n      containers:\n${containers}`;
  const proxy = '      - {name: istio-proxy, image: "docker.io/istio/proxyv2:1.24.2"}\n';

  it('are found by their labels where the image’s own arguments stand', async () => {
    expect(await found({ 'edge.yaml': pod('{istio: ingressgateway}', proxy) })).toEqual([
      'gateway 1.24.2 edge.yaml:9',
    ]);
  });

  it.each([
    ['a sidecar', pod('{app: api-gateway}', `${proxy}      - {name: api, image: "acme/api:1"}\n`)],
    ['a proxy of something else', pod('{app: relay}', proxy)],
  ])('are not %s', async (_, text) => {
    expect(await found({ 'edge.yaml': text })).toEqual([]);
  });
});

describe('detect: sources of an Application that are not in the tree', () => {
  const application = (...sources: readonly string[]) => ({
    'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istio}\nspec:\n  sources:\n${sources.map(source => `  - ${source}\n`).join('')}`,
  });
  const crds =
    '{repoURL: "https://github.com/kubernetes-sigs/gateway-api", path: config/crd/standard, targetRevision: v1.2.0}';
  const istiod = `{repoURL: "${ISTIO}", chart: istiod, targetRevision: 1.24.2}`;

  it('are not Istio’s where another one is', async () => {
    expect(await told(application(crds, '{repoURL: "https://git/mesh", path: charts/istio}'))).toEqual([
      'Application istio: it deploys the path charts/istio, which is not in this repository',
    ]);
  });

  it('are what the Application is called where none says so itself', async () => {
    expect(await told(application('{repoURL: "https://git/mesh", path: deploy}'))).toEqual([
      'Application istio: it deploys the path deploy, which is not in this repository',
    ]);
  });

  it('do not hide a chart beside them', async () => {
    const files = application(crds, istiod);
    expect(await found(files)).toEqual(['istiod 1.24.2 app.yaml:7']);
  });
});

describe('detect: clusters that are not in the tree', () => {
  const set = (selector: string, field: string) => ({
    'set.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: mesh}\nspec:\n  generators:\n  - clusters: {selector: {matchLabels: ${selector}}}\n  template:\n    metadata: {name: 'mesh-{{name}}'}\n    spec:\n      destination: {name: '{{name}}', namespace: istio-system}\n      source:\n        repoURL: ${ISTIO}\n        chart: istiod\n        targetRevision: '${field}'\n`,
  });

  it('have the labels that they are selected by', async () => {
    expect(await found(set('{istio: 1.24.2}', '{{metadata.labels.istio}}'))).toEqual([
      'istiod 1.24.2 set.yaml:6',
    ]);
  });

  it('have others, too, which nobody knows', async () => {
    expect(await found(set('{env: prod}', '{{metadata.labels.istio}}'))).toEqual(['istiod null set.yaml:14']);
  });
});

describe('detect: objects that hold no others', () => {
  it('are schemas, however deep and wide', async () => {
    const nested = `${'{a: '.repeat(12)}{kind: x, list: [${'1,'.repeat(12_000)}]}${'}'.repeat(12)}`;
    const crd = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: applicationsets.argoproj.io}\nspec: ${nested}\n`;
    const istiod = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: 1.24.2}}\n`;
    const files = { 'install.yaml': `# istio\n${crd}`, 'istiod.yaml': istiod };
    expect(await told(files)).toEqual([]);
    expect(await found(files)).toEqual(['istiod 1.24.2 istiod.yaml:4']);
  });
});
