/** The founding incident and its pins, declared with ApplicationSets and an app of apps: with real Helm where it can be had. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { dedent } from '../support/yaml.js';

const RULE_FILE = 'config/datastore.yaml';
const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

/** Two clusters, each with its version in a file of its own. */
function set(dev: string, prod: string, pin = 'A: "1"'): Files {
  return {
    'set.yaml': dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: istiod}
      spec:
        goTemplate: true
        generators:
        - git: {repoURL: https://git/x, files: [{path: "clusters/*/config.yaml"}]}
        template:
          metadata: {name: 'istiod-{{ .path.basename }}'}
          spec:
            destination: {server: 'https://{{ .path.basename }}', namespace: istio-system}
            source:
              repoURL: ${ISTIO}
              chart: istiod
              targetRevision: '{{ .istio.version }}'
              helm:
                values: |
                  global:
                    multiCluster:
                      clusterName: {{ .path.basename }}
                  pilot:
                    env:
                      ${pin}
    `),
    'clusters/dev/config.yaml': `istio:\n  version: ${dev}\n`,
    'clusters/prod/config.yaml': `istio:\n  version: ${prod}\n`,
    [RULE_FILE]: destinationRule(),
  };
}

function apps(version: string, pin = 'A: "1"'): Files {
  return {
    'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
    'apps/values.yaml': `istio:\n  version: ${version}\n  values:\n    pilot:\n      env:\n        ${pin}\n`,
    'apps/templates/istiod.yaml': dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: istiod}
      spec:
        destination: {server: https://kubernetes.default.svc, namespace: istio-system}
        source:
          repoURL: ${ISTIO}
          chart: istiod
          targetRevision: {{ .Values.istio.version }}
          helm:
            valuesObject:
              {{- toYaml .Values.istio.values | nindent 8 }}
    `),
    [RULE_FILE]: destinationRule(),
  };
}

describe('scenarios: ApplicationSets and apps of apps', () => {
  const charts = sharedCharts();
  let helm = '';
  beforeAll(async () => {
    helm = (await testHelms())[0]?.path ?? '';
  }, 120_000);

  it('judges the cluster whose file moved', async () => {
    const options = charts ? { helm, charts } : {};
    const report = await analyse(set('1.20.6', '1.20.6'), set('1.22.2', '1.20.6'), options);
    expect(report.upgrades).toMatchObject([
      {
        environment: 'clusters/dev',
        form: 'argocd',
        from: { version: '1.20.6', file: 'clusters/dev/config.yaml', line: 2 },
        to: { version: '1.22.2', file: 'clusters/dev/config.yaml', line: 2 },
      },
    ]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toContain(`${RULE_FILE}:9`);
    if (!charts) return;
    expect(report.verdict).toBe('fail');
    expect(report.changes.length).toBeGreaterThan(0);
    expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
  }, 120_000);

  it('renders what is named after clusters that only Argo CD knows', async () => {
    const clusters = (version: string): Files => {
      const files = set(version, version);
      const text = (files['set.yaml'] ?? '')
        .replace(/- git: .*/, '- clusters: {}')
        .replaceAll('{{ .path.basename }}', '{{ .name }}')
        .replace("'{{ .istio.version }}'", version);
      return { 'set.yaml': text, [RULE_FILE]: destinationRule() };
    };
    const report = await analyse(clusters('1.20.6'), clusters('1.22.2'), charts ? { helm, charts } : {});
    expect(report.upgrades).toMatchObject([{ releaseName: 'istiod-{{ .name }}', to: { version: '1.22.2' } }]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toContain(`${RULE_FILE}:9`);
    if (!charts) return;
    expect(report.changes.length).toBeGreaterThan(0);
    expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
  }, 120_000);

  it('sees a pin in the template of a set', async () => {
    const pin = 'ENABLE_AUTO_SNI: "false"';
    const options = charts ? { helm, charts } : {};
    const report = await analyse(set('1.20.6', '1.20.6', pin), set('1.22.2', '1.22.2', pin), options);
    expect(report.upgrades).toHaveLength(2);
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(places(findings(report, 'auto-sni', 'mitigated'))).toContain('set.yaml:23');
  }, 120_000);

  it('follows an app of apps to the values of its chart', async () => {
    const options = charts ? { helm, charts } : {};
    const report = await analyse(apps('1.20.6'), apps('1.22.2'), options);
    expect(report.upgrades).toMatchObject([
      { form: 'argocd', from: { file: 'apps/values.yaml', line: 2 }, to: { version: '1.22.2' } },
    ]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toContain(`${RULE_FILE}:9`);
    const pin = 'ENABLE_AUTO_SNI: "false"';
    const pinned = await analyse(apps('1.20.6', pin), apps('1.22.2', pin), options);
    expect(findings(pinned, 'auto-sni', 'exposed')).toEqual([]);
    expect(places(findings(pinned, 'auto-sni', 'mitigated'))).toContain('apps/values.yaml:6');
  }, 120_000);
});
