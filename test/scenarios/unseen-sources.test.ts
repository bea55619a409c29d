/** A source that nobody can see from the tree: a pin may come from it, so that it is neither there nor absent. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { dedent } from '../support/yaml.js';

const charts = sharedCharts();
const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const RULE = { 'config/datastore.yaml': destinationRule() };

let helm: string | undefined;
beforeAll(async () => {
  if (charts) [helm] = (await testHelms()).map(({ path }) => path);
}, 300_000);

/** A HelmRelease of Flux; `more` stands at the level of its spec. */
function release(version: string, more: string): Files {
  return {
    'mesh/release.yaml': [
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
      ...dedent(more)
        .split('\n')
        .filter(line => line !== '')
        .map(line => `  ${line}`),
      '',
    ].join('\n'),
  };
}

function terraform(version: string, ...more: readonly string[]): Files {
  return {
    'main.tf': [
      'resource "helm_release" "istiod" {',
      '  name       = "istiod"',
      '  namespace  = "istio-system"',
      '  chart      = "istiod"',
      `  repository = "${REPOSITORY}"`,
      `  version    = "${version}"`,
      ...more,
      '}',
      'variable "sni" {}',
      '',
    ].join('\n'),
  };
}

function script(version: string, flags: string): Files {
  return {
    'install.sh': `#!/bin/sh\nhelm repo add istio ${REPOSITORY}\nhelm upgrade --install istiod istio/istiod -n istio-system --version ${version} ${flags}\n`,
  };
}

/** An Application over an umbrella chart of the tree that a plugin renders. */
function plugin(version: string): Files {
  return {
    'apps/mesh.yaml': dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: mesh, namespace: argocd}
      spec:
        destination: {server: https://kubernetes.default.svc, namespace: istio-system}
        source:
          repoURL: https://git.example.com/mesh
          path: mesh
          plugin: {name: render-with-settings}
    `),
    'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, version: ${version}, repository: ${REPOSITORY}}\n`,
  };
}

const ENV_FROM =
  'pilot: {envVarFrom: [{name: ENABLE_AUTO_SNI, valueFrom: {secretKeyRef: {name: settings, key: sni}}}]}';

const UNSEEN: readonly (readonly [string, (version: string) => Files])[] = [
  [
    'a postRenderer of Flux that patches from elsewhere',
    version =>
      release(
        version,
        `
        postRenderers:
        - kustomize:
            patches:
            - target: {kind: Deployment, name: istiod}
              patch: |
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: istiod}
                spec:
                  template:
                    spec:
                      containers:
                      - name: discovery
                        envFrom: [{secretRef: {name: settings}}]
      `,
      ),
  ],
  ['a post-renderer of the command', version => script(version, '--post-renderer ./render.sh')],
  ['a plugin of Argo CD', plugin],
  [
    'values from a Secret',
    version => release(version, 'valuesFrom: [{kind: Secret, name: settings, valuesKey: values.yaml}]'),
  ],
  [
    'values from a Secret that need not be there',
    version => release(version, 'valuesFrom: [{kind: Secret, name: settings, optional: true}]'),
  ],
  [
    'one value from a Secret',
    version =>
      release(
        version,
        'valuesFrom: [{kind: Secret, name: settings, valuesKey: sni, targetPath: pilot.env.ENABLE_AUTO_SNI}]',
      ),
  ],
  [
    'a variable of Terraform',
    version =>
      terraform(version, '  set {', '    name  = "pilot.env.ENABLE_AUTO_SNI"', '    value = var.sni', '  }'),
  ],
  ['a variable of the shell', version => script(version, '--set pilot.env.ENABLE_AUTO_SNI="$SNI"')],
];

describe.each([['with charts'], ['without charts']])('scenarios: unseen sources %s', where => {
  const withCharts = where === 'with charts';
  const test = withCharts && !charts ? it.skip : it;
  const check = (tree: (version: string) => Files) =>
    analyse(
      { ...tree('1.20.6'), ...RULE },
      { ...tree('1.22.2'), ...RULE },
      withCharts && charts && helm ? { charts, helm } : {},
    );

  test.each(UNSEEN)('%s leaves the pin undecided', async (_what, tree) => {
    const report = await check(tree);
    expect(report.upgrades).toMatchObject([{ from: { version: '1.20.6' }, to: { version: '1.22.2' } }]);
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(findings(report, 'auto-sni', 'mitigated')).toEqual([]);
    const possible = findings(report, 'auto-sni', 'possible');
    expect(places(possible)).toContain('config/datastore.yaml:9');
    expect(
      possible
        .flatMap(({ overrides }) => overrides)
        .filter(({ kind, verified }) => kind === 'pin' && verified),
    ).toEqual([]);
    expect(['pass', 'no-upgrade']).not.toContain(report.verdict);
  });

  // The charts of these releases know no such value, those of 1.26 do: what a render shows holds.
  test('envVarFrom is undecided, unless a render shows that the chart does not read it', async () => {
    const report = await check(version => ({
      'apps/istiod.yaml': application(version, `valuesObject: {${ENV_FROM}}`),
    }));
    const exposure = withCharts ? 'exposed' : 'possible';
    expect(places(findings(report, 'auto-sni', exposure))).toContain('config/datastore.yaml:9');
    expect(findings(report, 'auto-sni', 'mitigated')).toEqual([]);
  });

  test('the same without any such source is decided', async () => {
    for (const tree of [(version: string) => release(version, ''), terraform, (v: string) => script(v, '')]) {
      const report = await check(version => tree(version));
      expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['config/datastore.yaml:9']);
    }
  });
});
