/** Whole analyses of repositories whose overlays and deployers change what counts, each with its safe twin. */

import type { Report } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const KINDS = ['exposed', 'possible', 'mitigated'] as const;

function told(report: Report, rule = 'auto-sni'): readonly string[] {
  return KINDS.flatMap(kind =>
    findings(report, rule, kind).map(found => `${kind} ${places([found]).join(' ')}`),
  );
}

/** From one version to another, with files that stay. */
async function upgraded(files: Files, from = '1.20.6', to = '1.22.2'): Promise<Report> {
  return analyse({ ...files, 'mesh.yaml': application(from) }, { ...files, 'mesh.yaml': application(to) });
}

/** A patch that says what a field shall be. */
function replace(kind: string, path: string, value: string): string {
  return `patches:\n- target: {kind: ${kind}}\n  patch: '[{op: replace, path: ${path}, value: ${value}}]'\n`;
}

function based(base: Files, overlays: Files): Files {
  const names = Object.keys(base).join(', ');
  const files: Record<string, string> = { 'base/kustomization.yaml': `resources: [${names}]\n` };
  for (const [name, text] of Object.entries(base)) files[`base/${name}`] = text;
  for (const [name, text] of Object.entries(overlays))
    files[`overlays/${name}/kustomization.yaml`] = `resources:\n- ../../base\n${text}`;
  return files;
}

describe('scenarios: versions in overlays', () => {
  const rule = { 'apps/rule.yaml': destinationRule() };
  const version = (to: string): string => replace('Application', '/spec/source/targetRevision', to);
  const fleet = (dev: string, prod: string): Files => ({
    ...rule,
    ...based({ 'istiod.yaml': application('1.20.6') }, { dev: version(dev), prod: version(prod) }),
  });
  const moves = (report: Report): readonly string[] =>
    report.upgrades
      .map(({ environment, from, to }) => `${environment}: ${from?.version} ${to?.version}`)
      .toSorted();

  it('moves one environment only, and judges that one', async () => {
    const report = await analyse(fleet('1.20.6', '1.20.5'), fleet('1.22.2', '1.20.5'));
    expect(moves(report)).toEqual(['overlays/dev: 1.20.6 1.22.2']);
    expect(told(report)).toEqual(['exposed apps/rule.yaml:9']);
  });

  it('is calm where the version that moves decides nothing', async () => {
    const report = await analyse(fleet('1.20.6', '1.20.5'), fleet('1.20.8', '1.20.5'));
    expect(moves(report)).toEqual(['overlays/dev: 1.20.6 1.20.8']);
    expect(told(report)).toEqual([]);
  });

  it('says that only the image of rendered manifests moved', async () => {
    const istiod = dedent(`
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: istiod, namespace: istio-system, labels: {app.kubernetes.io/version: 1.20.6}}
      spec:
        template:
          spec:
            containers:
            - {name: discovery, image: 'docker.io/istio/pilot:1.20.6'}
    `);
    const files = (tag: string): Files =>
      based(
        { 'istiod.yaml': istiod },
        { prod: `images:\n- {name: docker.io/istio/pilot, newTag: ${tag}}\n` },
      );
    const half = ({ incomplete }: Report) => incomplete.filter(({ halfBump }) => halfBump);
    const moves = ({ upgrades }: Report) =>
      upgrades.map(({ chart, from, to }) => [chart, from?.version, to?.version]);
    const report = await analyse(files('1.20.6'), files('1.22.2'));
    expect(moves(report)).toEqual([['istiod', '1.20.6', '1.22.2']]);
    expect(places(findings(report, 'half-bump', 'exposed'))).toEqual(['overlays/prod/kustomization.yaml:4']);
    expect(report.verdict).toBe('fail');
    const patched = await analyse(files('1.20.6'), files('1.20.8'));
    expect(moves(patched)).toEqual([['istiod', '1.20.6', '1.20.8']]);
    expect(findings(patched, 'half-bump', 'exposed')).toMatchObject([{ severity: 'low' }]);
    // Back to an older one, the manifests count, and what moved alone is told.
    const back = await analyse(files('1.20.6'), files('1.19.3'));
    expect(half(back)).toMatchObject([{ file: 'overlays/prod/kustomization.yaml', line: 4, blocking: true }]);
    const calm = await analyse(files('1.22.2'), { ...files('1.22.2'), 'README.md': 'more' });
    expect([half(calm), calm.verdict]).toEqual([[], 'no-upgrade']);
  });

  it('tells a canary that one overlay brings beside the control plane', async () => {
    const files = (prod: string, more: Files = {}): Files => ({
      ...rule,
      ...based({ 'istiod.yaml': application('1.20.6') }, { prod }),
      ...more,
    });
    const canary = application('1.22.2', 'valuesObject: {revision: canary}', 'istiod-canary');
    const report = await analyse(
      files(''),
      files('- canary.yaml\n', { 'overlays/prod/canary.yaml': canary }),
    );
    expect(report.upgrades.map(({ kind, from, to }) => `${kind} ${from?.version} ${to?.version}`)).toEqual([
      'canary 1.20.6 1.22.2',
    ]);
    const unchanged = await analyse(files(''), files('', { 'overlays/prod/canary.yaml': canary }));
    expect(unchanged.upgrades.filter(({ kind }) => kind === 'upgrade')).toEqual([]);
  });
});

const COMPONENT = 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n';

function component(mode: string): Files {
  return {
    'tls/kustomization.yaml': `${COMPONENT}${replace('DestinationRule', '/spec/trafficPolicy/tls/mode', mode)}`,
  };
}

describe('scenarios: Flux on resources of the mesh', () => {
  const flux = (settings: string): Files => ({
    'apps/rule.yaml': destinationRule(),
    'flux.yaml': dedent(`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: apps, namespace: flux-system}
      spec:
        path: ./apps
        sourceRef: {kind: GitRepository, name: flux-system}
        ${settings}
    `),
  });

  it('has what components make of them', async () => {
    const files = flux('components: [../tls]');
    expect(told(await upgraded({ ...files, ...component('DISABLE') }))).toEqual([]);
    expect(told(await upgraded({ ...files, ...component('MUTUAL') }))).toEqual(['exposed apps/rule.yaml:9']);
  });

  it('puts them into the target namespace', async () => {
    const report = await upgraded(flux('targetNamespace: moved'));
    expect(JSON.stringify(findings(report, 'auto-sni', 'exposed'))).toContain(
      'DestinationRule/moved/datastore',
    );
  });

  it('gives them to another revision by common metadata', async () => {
    const labelled = (label: string) => upgraded(flux(`commonMetadata: {labels: {${label}}}`));
    // None that this control plane reads is here: that others are elsewhere can't be told.
    expect(told(await labelled('istio.io/rev: other'))).toEqual(['possible mesh.yaml:10']);
    expect(told(await labelled('team: shop'))).toEqual(['exposed apps/rule.yaml:9']);
  });
});

describe('scenarios: options of Argo CD’s kustomize sources', () => {
  const argo = (options: string, more: Files = {}): Files => ({
    'apps/kustomization.yaml': 'resources: [rule.yaml]\n',
    'apps/rule.yaml': destinationRule(),
    'app.yaml': dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: apps, namespace: argocd}
      spec:
        destination: {server: https://kubernetes.default.svc, namespace: shop}
        source:
          repoURL: https://example.com/this.git
          path: apps
          kustomize: ${options}
    `),
    ...more,
  });
  const patch = (mode: string): string =>
    `{patches: [{target: {kind: DestinationRule}, patch: '[{op: replace, path: /spec/trafficPolicy/tls/mode, value: ${mode}}]'}]}`;

  it('has what patches make of them', async () => {
    expect(told(await upgraded(argo(patch('DISABLE'))))).toEqual([]);
    expect(told(await upgraded(argo(patch('MUTUAL'))))).toEqual(['exposed apps/rule.yaml:9']);
  });

  it('has what components make of them', async () => {
    const options = '{components: [../tls]}';
    expect(told(await upgraded(argo(options, component('DISABLE'))))).toEqual([]);
    expect(told(await upgraded(argo(options, component('MUTUAL'))))).toEqual(['exposed apps/rule.yaml:9']);
  });

  it('goes by the names and namespaces that they get', async () => {
    const report = await upgraded(argo('{namePrefix: eu-, namespace: moved}'));
    expect(JSON.stringify(findings(report, 'auto-sni', 'exposed'))).toContain(
      'DestinationRule/moved/eu-datastore',
    );
  });
});

describe('scenarios: proxies’ own settings in overlays', () => {
  const config = dedent(`
    apiVersion: networking.istio.io/v1beta1
    kind: ProxyConfig
    metadata: {name: mesh, namespace: istio-system}
    spec:
      environmentVariables: {ISTIO_DELTA_XDS: "false"}
  `);
  const workload = dedent(`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: shop, namespace: shop}
    spec:
      template:
        metadata:
          labels: {app: shop}
          annotations:
            proxy.istio.io/config: |
              proxyMetadata: {ISTIO_DELTA_XDS: "false"}
        spec:
          containers: [{name: shop, image: shop}]
  `);
  const delta = async (files: Files) => told(await upgraded(files, '1.21.3', '1.22.2'), 'delta-xds');

  it('is mitigated by a ProxyConfig of the base, and not where an overlay undoes that', async () => {
    const path = '/spec/environmentVariables/ISTIO_DELTA_XDS';
    const kept = await delta(based({ 'config.yaml': config }, { prod: '' }));
    expect(kept).toEqual([expect.stringMatching(/^mitigated .*base\/config\.yaml:5/)]);
    const undone = await delta(
      based({ 'config.yaml': config }, { prod: replace('ProxyConfig', path, '"true"') }),
    );
    expect(undone).not.toEqual(expect.arrayContaining([expect.stringMatching(/^mitigated/)]));
  });

  it('names the pods whose annotation says otherwise, as overlays leave it', async () => {
    const annotation = '/spec/template/metadata/annotations/proxy.istio.io~1config';
    const kept = await delta(based({ 'shop.yaml': workload }, { prod: '' }));
    const undone = await delta(
      based(
        { 'shop.yaml': workload },
        { prod: `patches:\n- target: {kind: Deployment}\n  patch: '[{op: remove, path: ${annotation}}]'\n` },
      ),
    );
    expect(kept.join()).toContain('base/shop.yaml:9');
    expect(undone.join()).not.toContain('shop.yaml');
  });
});
