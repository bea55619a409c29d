import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    problems: problems.map(({ why }) => why),
  };
}

const PER_RELEASE = 'https://storage.googleapis.com/istio-release/releases';

function terraform(version: string, repository: string): string {
  return ['istio-init', 'istio']
    .map(
      name =>
        `resource "helm_release" "${name}" {\n  name = "${name}"\n  chart = "${name}"\n${repository}  version = "${version}"\n}\n`,
    )
    .join('');
}

function flux(chart: string, url: string, version: string): string {
  return [
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: mesh, namespace: flux-system}',
    `spec: {url: "${url}"}\n---`,
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: mesh, namespace: flux-system}',
    `spec: {chart: {spec: {chart: ${chart}, version: ${version}, sourceRef: {kind: HelmRepository, name: mesh}}}}\n`,
  ].join('\n');
}

describe('detect/former-charts', () => {
  it('takes the charts of releases before 1.6 for what installs the same today', async () => {
    const { charts, problems } = await found({
      'mesh.tf': terraform('1.4.0', `  repository = "${PER_RELEASE}/1.4.0/charts"\n`),
    });
    expect(charts).toEqual(['base 1.4.0 mesh.tf:5', 'istiod 1.4.0 mesh.tf:11']);
    expect(problems).toEqual([]);
  });

  it('lets the version tell where no repository is named', async () => {
    expect((await found({ 'mesh.tf': terraform('1.4.0', '') })).charts).toHaveLength(2);
    const other = await found({ 'mesh.tf': terraform('3.1.0', '') });
    expect(other.charts).toEqual([]);
    expect(other.problems).toHaveLength(2);
    expect((await found({ 'mesh.tf': terraform('0.1.0', '') })).charts).toEqual([]);
  });

  it.each([
    ['https://charts.acme.example/istio', '3.1.0'],
    ['https://charts.acme.example/istio', '1.4.0'],
    ['https://istio.acme.example', '1.4.0'],
    ['https://acme.example/storage.googleapis.com/istio-release', '1.4.0'],
  ])('leaves a chart of that name in %s to its maker', async (url, version) => {
    const { charts, problems } = await found({ 'mesh.yaml': flux('istio', url, version) });
    expect(charts).toEqual([]);
    expect(problems).toContain("chart istio is not one of Istio's own charts: what it installs is not known");
  });

  it.each([
    `${PER_RELEASE}/1.4.0/charts`,
    'https://storage.googleapis.com/istio-release/releases/1.4.0/charts/',
  ])('reads Flux’s of %s', async url => {
    expect((await found({ 'mesh.yaml': flux('istio', url, '1.4.0') })).charts).toEqual([
      'istiod 1.4.0 mesh.yaml:9',
    ]);
  });

  it('takes no later version for one of them, and says so whatever declares it', async () => {
    const application = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec:\n  source: {repoURL: "https://istio-release.storage.googleapis.com/charts", chart: istio, targetRevision: 1.19.0}\n`;
    const k3s = `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: mesh}\nspec: {repo: "https://istio-release.storage.googleapis.com/charts", chart: istio, version: 1.19.0}\n`;
    for (const text of [application, k3s]) {
      const { charts, problems } = await found({ 'mesh.yaml': text });
      expect(charts).toEqual([]);
      expect(problems).toEqual([
        "chart istio is not one of Istio's own charts: what it installs is not known",
      ]);
    }
  });

  it('says of a dependency of that name that Istio’s repository has none, unless it is off', async () => {
    const repository = 'https://istio-release.storage.googleapis.com/charts';
    const umbrella = (values: string): Record<string, string> => ({
      'Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies:\n- {name: istiod, version: 1.22.2, repository: "${repository}"}\n- {name: istio-ingress, version: 1.22.2, repository: "${repository}", condition: ingress.enabled}\n`,
      'values.yaml': values,
    });
    const why = "chart istio-ingress is not one of Istio's own charts: the gateway chart took its place";
    for (const [values, problems] of [
      ['ingress: {enabled: true}\n', [why]],
      ['ingress: {enabled: false}\n', []],
    ] as const)
      expect(await found(umbrella(values))).toEqual({ charts: ['istiod 1.22.2 Chart.yaml:5'], problems });
  });

  it('leaves a chart of today that is called by its old name to whoever reads it', async () => {
    const home = 'https://istio-release.storage.googleapis.com/charts';
    for (const version of ['main', '1.22.2'])
      expect((await found({ 'mesh.yaml': flux('istio-cni', home, version) })).charts).toEqual([]);
    expect(
      (await found({ 'mesh.yaml': flux('istio-cni', `${PER_RELEASE}/1.4.0/charts`, '1.4.0') })).charts,
    ).toEqual(['cni 1.4.0 mesh.yaml:9']);
  });

  it('reads an Application', async () => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec:\n  source: {repoURL: "${PER_RELEASE}/1.5.1/charts", chart: istio-init, targetRevision: 1.5.1}\n`;
    expect((await found({ 'mesh.yaml': text })).charts).toEqual(['base 1.5.1 mesh.yaml:5']);
  });

  it.each([
    ['cd istio-1.3.2\nhelm template install/kubernetes/helm/istio --name mesh | kubectl apply -f -\n', 1],
    ['ISTIO_HOME=istio-1.3.2\nhelm install $ISTIO_HOME/install/kubernetes/helm/istio --name istio\n', 1],
    ['helm upgrade -i istio istio-1.3.2/install/kubernetes/helm/istio -n istio-system\n', 1],
    [`helm repo add istio.io ${PER_RELEASE}/1.3.2/charts/\nhelm install istio.io/istio --name istio\n`, 2],
    ['helm install istio istio/istio --version 1.3.2\n', 1],
  ])('reads a script: %j', async (text, line) => {
    expect(await found({ 'install.sh': text })).toEqual({
      charts: [`istiod 1.3.2 install.sh:${line}`],
      problems: [],
    });
  });

  it('leaves the version open that nothing names, with where it comes from', async () => {
    const { charts, problems } = await found({
      'install.sh': 'helm install install/kubernetes/helm/istio-init --name istio-init\n',
    });
    expect(charts).toEqual(['base null install.sh:1']);
    expect(problems[0]).toContain('the release which was unpacked before');
  });

  it('pairs a bump as an upgrade', async () => {
    const at = (version: string) =>
      detect(
        memoryTree({ 'mesh.tf': terraform(version, `  repository = "${PER_RELEASE}/${version}/charts"\n`) }),
      );
    const upgrades = pairUpgrades(await at('1.3.2'), await at('1.3.4'), { before: [], after: [] });
    expect(upgrades.map(({ chart, kind }) => `${chart} ${kind}`)).toEqual(['base upgrade', 'istiod upgrade']);
  });

  it('says of Istio’s operator what it is, and of others of that name that they are others', async () => {
    const own = await found({ 'mesh.yaml': flux('istio-operator', `${PER_RELEASE}/1.5.1/charts`, '1.5.1') });
    expect(own.charts).toEqual([]);
    expect(own.problems.join()).toContain(
      "chart istio-operator is Istio's own operator: it installs no mesh",
    );
    const other = await found({
      'mesh.yaml': flux('istio-operator', 'https://kubernetes-charts.banzaicloud.com', '0.9.0'),
    });
    expect(other.problems.join()).toContain("istio-operator is not one of Istio's own charts");
    const cloned = await found({
      'mesh.yaml': [
        'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: istio, namespace: mesh}',
        'spec: {url: "https://github.com/istio/istio", ref: {tag: 1.15.1}}\n---',
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: op, namespace: mesh}',
        'spec: {chart: {spec: {chart: manifests/charts/istio-operator, sourceRef: {kind: GitRepository, name: istio}}}}\n',
      ].join('\n'),
    });
    expect(cloned.problems.join()).toContain("chart istio-operator is Istio's own operator");
  });
});
