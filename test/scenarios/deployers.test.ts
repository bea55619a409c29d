/** Whose a resource is, and what it is, where Flux or Argo CD deploys one folder to several clusters. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

/** Two clusters, each with an istiod of its own; the folder with the rules is called after neither. */
function clusters(version: string, deploy: (cluster: string) => string, more: Files = {}): Files {
  return {
    'clusters/one/istiod.yaml': application(version),
    'clusters/two/istiod.yaml': application('1.20.6'),
    'clusters/one/config.yaml': deploy('one'),
    'clusters/two/config.yaml': deploy('two'),
    'shared/rules/rule.yaml': destinationRule(),
    ...more,
  };
}

function flux(cluster: string, path: string, spec = ''): string {
  return [
    'apiVersion: kustomize.toolkit.fluxcd.io/v1',
    'kind: Kustomization',
    `metadata: {name: config-${cluster}, namespace: flux-system}`,
    'spec:',
    `  path: ${path}`,
    '  sourceRef: {kind: GitRepository, name: flux-system}',
    ...dedent(spec)
      .split('\n')
      .filter(line => line !== '')
      .map(line => `  ${line}`),
    '',
  ].join('\n');
}

const REMOVES_TLS = `
  patches:
  - target: {kind: DestinationRule}
    patch: |
      - op: remove
        path: /spec/trafficPolicy/tls
`;

async function exposed(head: (version: string) => Files): Promise<readonly string[]> {
  const report = await analyse(head('1.20.6'), head('1.22.2'));
  return places(findings(report, 'auto-sni', 'exposed'));
}

describe('scenarios: one folder, several clusters of Flux', () => {
  it('is judged for each cluster whose Kustomization reaches it', async () => {
    const head = (version: string) => clusters(version, cluster => flux(cluster, './shared/rules'));
    expect(await exposed(head)).toEqual(['shared/rules/rule.yaml:9']);
  });

  it('is not judged for a cluster whose Kustomization does not, whatever folders are called', async () => {
    const head = (version: string): Files => ({
      ...clusters(version, cluster => flux(cluster, cluster === 'two' ? './shared/one' : './shared/other')),
      'shared/rules/rule.yaml': 'a: 1\n',
      'shared/one/rule.yaml': destinationRule(),
      'shared/other/rule.yaml': destinationRule('mode: DISABLE'),
    });
    expect(await exposed(head)).toEqual([]);
  });

  it('is as the patches of each Kustomization make it', async () => {
    const only = (patched: string) => (version: string) =>
      clusters(version, cluster => flux(cluster, './shared/rules', cluster === patched ? REMOVES_TLS : ''));
    expect(await exposed(only('one'))).toEqual([]);
    expect(await exposed(only('two'))).toEqual(['shared/rules/rule.yaml:9']);
  });

  it('points at a patch of the Kustomization that adds what a rule looks for', async () => {
    const adds = `
      patches:
      - patch: |
          apiVersion: networking.istio.io/v1beta1
          kind: DestinationRule
          metadata:
            name: datastore
            namespace: shop
          spec:
            trafficPolicy:
              tls:
                mode: SIMPLE
    `;
    const head = (version: string): Files => ({
      ...clusters(version, cluster => flux(cluster, './shared/rules', cluster === 'one' ? adds : '')),
      'shared/rules/rule.yaml': destinationRule().split('  trafficPolicy')[0] ?? '',
    });
    expect(await exposed(head)).toEqual(['clusters/one/config.yaml:16']);
  });

  it('has variables filled in as each Kustomization says', async () => {
    const head = (version: string): Files => ({
      ...clusters(version, cluster =>
        flux(
          cluster,
          './shared/rules',
          `postBuild:\n  substitute:\n    mode: ${cluster === 'one' ? 'SIMPLE' : 'DISABLE'}`,
        ),
      ),
      'shared/rules/rule.yaml': destinationRule('mode: ${mode:=DISABLE}'),
    });
    expect(await exposed(head)).toEqual(['shared/rules/rule.yaml:9']);
  });
});

describe('scenarios: one folder, several Applications of Argo CD', () => {
  function config(cluster: string, source: string): string {
    return dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: config-${cluster}}
      spec:
        destination: {server: https://kubernetes.default.svc, namespace: shop}
        source: {repoURL: https://git.example.com/mesh, path: shared/rules, ${source}}
    `);
  }

  it('is as the patches of each Application make it', async () => {
    const source =
      'kustomize: {patches: [{target: {kind: DestinationRule}, patch: "- op: remove\\n  path: /spec/trafficPolicy/tls"}]}';
    const only = (patched: string) => (version: string) =>
      clusters(version, cluster => config(cluster, cluster === patched ? source : ''), {
        'shared/rules/kustomization.yaml': 'resources: [rule.yaml]\n',
      });
    expect(await exposed(only('one'))).toEqual([]);
    expect(await exposed(only('two'))).toEqual(['shared/rules/rule.yaml:9']);
  });

  it('has the files that `directory` takes in', async () => {
    const only = (source: string) => (version: string) =>
      clusters(version, cluster => config(cluster, source), {
        'shared/rules/rule.yaml': 'a: 1\n',
        'shared/rules/deep/rule.yaml': destinationRule(),
      });
    expect(await exposed(only('directory: {recurse: true}'))).toEqual(['shared/rules/deep/rule.yaml:9']);
    expect(await exposed(only('directory: {recurse: true, include: "{deep,x}/*.y?ml"}'))).toHaveLength(1);
    expect(await exposed(only('directory: {recurse: true, exclude: "*.txt"}'))).toHaveLength(1);
  });
});
