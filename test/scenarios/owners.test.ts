/** Whose resources: an upgrade of one environment is judged by that environment's, whatever tool divides them. */

import { renderMarkdown } from '../../src/report/markdown.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const OLD = '1.20.6';
const NEW = '1.22.2';

/** Two environments with the versions that they have; all else is alike. */
type Fleet = (one: string, two: string) => Files;

function rule(name: string): string {
  return destinationRule('mode: SIMPLE', `${name}.example.com`, name);
}

/** What is exposed when only the first environment is upgraded, when only the second is, and when both are. */
async function exposed(fleet: Fleet) {
  const at = async (one: string, two: string) => {
    const report = await analyse(fleet(OLD, OLD), fleet(one, two));
    return places(findings(report, 'auto-sni', 'exposed')).toSorted();
  };
  return { first: await at(NEW, OLD), second: await at(OLD, NEW), both: [...new Set(await at(NEW, NEW))] };
}

/** Each environment has a rule of its own. */
function divided(one: string, two: string) {
  const places = { first: `${one}:9`, second: `${two}:9` };
  return { first: [places.first], second: [places.second], both: [places.first, places.second].toSorted() };
}

describe('scenarios: whose resources, by folder', () => {
  const base: Files = {
    'base/kustomization.yaml': 'resources: [rule.yaml]\n',
    'base/rule.yaml': rule('base'),
  };

  it('are those of its folder and of the base that it deploys', async () => {
    const found = await exposed((one, two) => ({
      ...base,
      'clusters/prod/istiod.yaml': application(one),
      'clusters/staging/istiod.yaml': application(two),
      'clusters/prod/kustomization.yaml': 'resources: [../../base, rule.yaml]\n',
      'clusters/staging/kustomization.yaml': 'resources: [rule.yaml]\n',
      'clusters/prod/rule.yaml': rule('prod'),
      'clusters/staging/rule.yaml': rule('staging'),
    }));
    expect(found).toEqual({
      first: ['base/rule.yaml:9', 'clusters/prod/rule.yaml:9'],
      second: ['clusters/staging/rule.yaml:9'],
      both: ['base/rule.yaml:9', 'clusters/prod/rule.yaml:9', 'clusters/staging/rule.yaml:9'],
    });
  });

  it('are those of a base that both deploy, for either', async () => {
    const found = await exposed((one, two) => ({
      ...base,
      'clusters/prod/istiod.yaml': application(one),
      'clusters/staging/istiod.yaml': application(two),
      'clusters/prod/kustomization.yaml': 'resources: [../../base]\n',
      'clusters/staging/kustomization.yaml': 'resources: [../../base]\n',
    }));
    expect(found).toEqual({
      first: ['base/rule.yaml:9'],
      second: ['base/rule.yaml:9'],
      both: ['base/rule.yaml:9'],
    });
  });
});

describe('scenarios: whose resources, by the destination of Argo CD', () => {
  const HUB: Readonly<Record<string, string>> = {
    one: 'server: https://one.example.com',
    two: 'server: https://two.example.com',
  };

  function mesh(version: string, destination: string, name: string): string {
    return application(version, '', `istiod-${name}`).replace(
      'server: https://kubernetes.default.svc',
      destination,
    );
  }

  function config(destination: string, path: string, name: string): string {
    return dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: config-${name}, namespace: argocd}
      spec:
        project: default
        destination: {${destination}, namespace: shop}
        source: {repoURL: https://git.example.com/mesh, path: ${path}}
    `);
  }

  it.each([
    ['addresses', HUB],
    ['names', { one: 'name: one', two: 'name: two' }],
  ])('are those of the Applications with the same one, by %s', async (_what, hub) => {
    const found = await exposed((one, two) => ({
      'apps/istiod-a.yaml': mesh(one, hub.one ?? '', 'a'),
      'apps/istiod-b.yaml': mesh(two, hub.two ?? '', 'b'),
      'apps/config-a.yaml': config(hub.one ?? '', 'rules/red', 'a'),
      'apps/config-b.yaml': config(hub.two ?? '', 'rules/blue', 'b'),
      'rules/red/rule.yaml': rule('red'),
      'rules/blue/rule.yaml': rule('blue'),
    }));
    expect(found).toEqual(divided('rules/red/rule.yaml', 'rules/blue/rule.yaml'));
  });
});

describe('scenarios: whose resources, by the Kustomization of Flux', () => {
  function flux(name: string, path: string, kubeConfig = ''): string {
    return [
      'apiVersion: kustomize.toolkit.fluxcd.io/v1',
      'kind: Kustomization',
      `metadata: {name: ${name}, namespace: flux-system}`,
      'spec:',
      `  path: ${path}`,
      '  sourceRef: {kind: GitRepository, name: flux-system}',
      ...(kubeConfig ? [`  kubeConfig: {secretRef: {name: ${kubeConfig}}}`] : []),
      '',
    ].join('\n');
  }

  function release(version: string): string {
    return [
      'apiVersion: source.toolkit.fluxcd.io/v1',
      'kind: HelmRepository',
      'metadata: {name: istio, namespace: istio-system}',
      `spec: {url: ${REPOSITORY}}`,
      '---',
      'apiVersion: helm.toolkit.fluxcd.io/v2',
      'kind: HelmRelease',
      'metadata: {name: istiod, namespace: istio-system}',
      'spec:',
      `  chart: {spec: {chart: istiod, version: ${version}, sourceRef: {kind: HelmRepository, name: istio}}}`,
      '',
    ].join('\n');
  }

  it('are those that the Kustomizations beside it reach', async () => {
    const found = await exposed((one, two) => ({
      'clusters/a/istiod.yaml': release(one),
      'clusters/b/istiod.yaml': release(two),
      'clusters/a/rules.yaml': flux('rules', './config/red'),
      'clusters/b/rules.yaml': flux('rules', './config/blue'),
      'config/red/rule.yaml': rule('red'),
      'config/blue/rule.yaml': rule('blue'),
    }));
    expect(found).toEqual(divided('config/red/rule.yaml', 'config/blue/rule.yaml'));
  });

  it('are those that go to the same cluster by `kubeConfig`', async () => {
    const found = await exposed((one, two) => ({
      'hub/mesh-a.yaml': flux('mesh-a', './mesh/red', 'a'),
      'hub/mesh-b.yaml': flux('mesh-b', './mesh/blue', 'b'),
      'hub/rules-a.yaml': flux('rules-a', './rules/north', 'a'),
      'hub/rules-b.yaml': flux('rules-b', './rules/south', 'b'),
      'mesh/red/istiod.yaml': release(one),
      'mesh/blue/istiod.yaml': release(two),
      'rules/north/rule.yaml': rule('north'),
      'rules/south/rule.yaml': rule('south'),
    }));
    expect(found).toEqual(divided('rules/north/rule.yaml', 'rules/south/rule.yaml'));
  });
});

describe('scenarios: whose resources, by the environment of Helmfile', () => {
  const fleet: Fleet = (one, two) => ({
    'helmfile.yaml.gotmpl': [
      'environments:',
      '  one: {values: [env/one.yaml]}',
      '  two: {values: [env/two.yaml]}',
      '---',
      'repositories:',
      '- name: istio',
      `  url: ${REPOSITORY}`,
      'releases:',
      '- name: istiod',
      '  namespace: istio-system',
      '  chart: istio/istiod',
      '  version: {{ .Values.istio }}',
      '',
    ].join('\n'),
    'env/one.yaml': `istio: ${one}\n`,
    'env/two.yaml': `istio: ${two}\n`,
    'rules/one/rule.yaml': rule('one'),
    'rules/two/rule.yaml': rule('two'),
  });

  it('are those of its folder, where the environments stood apart before', async () => {
    const other = '1.20.5';
    const first = await analyse(fleet(OLD, other), fleet(NEW, other));
    expect(places(findings(first, 'auto-sni', 'exposed'))).toEqual(['rules/one/rule.yaml:9']);
    const second = await analyse(fleet(other, OLD), fleet(other, NEW));
    expect(places(findings(second, 'auto-sni', 'exposed'))).toEqual(['rules/two/rule.yaml:9']);
  });

  it('are those of its folder, where the environments were alike before', async () => {
    const first = await analyse(fleet(OLD, OLD), fleet(NEW, OLD));
    expect(places(findings(first, 'auto-sni', 'exposed'))).toEqual(['rules/one/rule.yaml:9']);
    const second = await analyse(fleet(OLD, OLD), fleet(OLD, NEW));
    expect(places(findings(second, 'auto-sni', 'exposed'))).toEqual(['rules/two/rule.yaml:9']);
    expect(second.upgrades.map(({ kind, from, to }) => [kind, from?.version, to?.version])).toEqual([
      ['upgrade', OLD, NEW],
    ]);
  });

  it('are told where the environments become alike', async () => {
    const report = await analyse(fleet(OLD, NEW), fleet(NEW, NEW));
    expect(places(findings(report, 'auto-sni', 'exposed'))).toContain('rules/one/rule.yaml:9');
    expect(report.upgrades.map(({ from, to }) => [from?.version, to?.version])).toContainEqual([OLD, NEW]);
  });
});

describe('scenarios: whose resources, by the root module of Terraform', () => {
  function root(version: string, name: string): string {
    return [
      'resource "helm_release" "istiod" {',
      '  name       = "istiod"',
      '  namespace  = "istio-system"',
      '  chart      = "istiod"',
      `  repository = "${REPOSITORY}"`,
      `  version    = "${version}"`,
      '}',
      'resource "kubectl_manifest" "rule" {',
      '  yaml_body = <<-EOT',
      ...rule(name)
        .trimEnd()
        .split('\n')
        .map(line => `    ${line}`),
      '  EOT',
      '}',
      '',
    ].join('\n');
  }

  it('are those of the same one', async () => {
    const found = await exposed((one, two) => ({
      'live/prod/main.tf': root(one, 'prod'),
      'live/staging/main.tf': root(two, 'staging'),
    }));
    expect(found).toEqual({
      first: ['live/prod/main.tf:18'],
      second: ['live/staging/main.tf:18'],
      both: ['live/prod/main.tf:18', 'live/staging/main.tf:18'],
    });
  });
});

describe('scenarios: whose resources, where the tree does not tell', () => {
  it('are everybody’s, and the report says so', async () => {
    const fleet: Fleet = (one, two) => ({
      'clusters/prod/istiod.yaml': application(one),
      'clusters/staging/istiod.yaml': application(two),
      'config/red/rule.yaml': rule('red'),
      'config/blue/rule.yaml': rule('blue'),
    });
    const all = ['config/blue/rule.yaml:9', 'config/red/rule.yaml:9'];
    expect(await exposed(fleet)).toEqual({ first: all, second: all, both: all });
    const report = await analyse(fleet(OLD, OLD), fleet(NEW, OLD));
    expect(report.scope.shared).toBe(2);
    expect(renderMarkdown(report, {})).toMatch(/2 of them could be any environment.s/);
  });
});
