/** Values that only a key or the pipeline can read: each open by itself, whatever stands beside it. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const test = charts ? it : it.skip;

let helm: string | undefined;
beforeAll(async () => {
  if (charts) [helm] = (await testHelms()).map(({ path }) => path);
}, 300_000);

const RULE = { 'config/datastore.yaml': destinationRule() };

function helmfile(version: string, ...lines: readonly string[]): string {
  return [
    'repositories:',
    '- name: istio',
    '  url: https://istio-release.storage.googleapis.com/charts',
    'releases:',
    '- name: istiod',
    '  namespace: istio-system',
    '  chart: istio/istiod',
    `  version: ${version}`,
    ...lines.map(line => `  ${line}`),
    '',
  ].join('\n');
}

const SECRETS = ['secrets: [secrets.yaml]'];
const REFERENCE = (name: string) => ['values:', `- pilot: {env: {${name}: "ref+vault://secret/mesh#/sni"}}`];
const ENCRYPTED = (name: string) =>
  `pilot:\n    env:\n        ${name}: ENC[AES256_GCM,data:Zm9v,iv:aa==,tag:bb==,type:str]\nsops:\n    version: 3.8.1\n    mac: ENC[AES256_GCM,data:Zm9v,iv:aa==,tag:bb==,type:str]\n`;

async function check(tree: (version: string) => Files): Promise<Report> {
  return await analyse(
    { ...tree('1.20.6'), ...RULE },
    { ...tree('1.22.2'), ...RULE },
    charts && helm ? { charts, helm } : {},
  );
}

const FORMS: readonly (readonly [string, (name: string) => (version: string) => Files])[] = [
  [
    'a file that SOPS encrypted, among the secrets of Helmfile',
    name => version => ({ 'helmfile.yaml': helmfile(version, ...SECRETS), 'secrets.yaml': ENCRYPTED(name) }),
  ],
  [
    'a values file with a scalar that SOPS encrypted',
    name => version => ({
      'helmfile.yaml': helmfile(version, 'values: [secrets.yaml]'),
      'secrets.yaml': ENCRYPTED(name),
    }),
  ],
  ['a reference of vals', name => version => ({ 'helmfile.yaml': helmfile(version, ...REFERENCE(name)) })],
  [
    "a placeholder of Argo CD's Vault plugin",
    name => version => ({
      'apps/istiod.yaml': application(
        version,
        `valuesObject: {pilot: {env: {${name}: "<path:kv/data/mesh#sni>"}}}`,
      ),
    }),
  ],
  [
    'a parameter with such a placeholder',
    name => version => ({
      'apps/istiod.yaml': application(
        version,
        `parameters: [{name: pilot.env.${name}, value: "<path:kv/data/mesh#sni>"}]`,
      ),
    }),
  ],
];

describe.each(FORMS)('scenarios: %s', (_what, form) => {
  test('leaves the pin that it holds neither there nor absent', async () => {
    const report = await check(form('ENABLE_AUTO_SNI'));
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(findings(report, 'auto-sni', 'mitigated')).toEqual([]);
    expect(places(findings(report, 'auto-sni', 'possible'))).toContain('config/datastore.yaml:9');
    expect(JSON.stringify(report.incomplete)).toContain('pilot.env.ENABLE_AUTO_SNI');
  });

  test('leaves everything else decided', async () => {
    const report = await check(form('OTHER'));
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['config/datastore.yaml:9']);
    expect(report.verdict).toBe('fail');
  });
});

describe('scenarios: sealed values beside others', () => {
  test('what a later layer sets is decided', async () => {
    const report = await check(version => ({
      'helmfile.yaml': helmfile(
        version,
        'values:',
        '- secrets.yaml',
        '- pilot: {env: {ENABLE_AUTO_SNI: "false"}}',
      ),
      'secrets.yaml': ENCRYPTED('ENABLE_AUTO_SNI'),
    }));
    expect(findings(report, 'auto-sni', 'possible')).toEqual([]);
    expect(findings(report, 'auto-sni', 'mitigated')).not.toEqual([]);
  });

  test('no override is written into a file that SOPS signs', async () => {
    const report = await check(version => ({
      'helmfile.yaml': helmfile(version, 'values: [secrets.yaml]'),
      'secrets.yaml': ENCRYPTED('OTHER'),
    }));
    const overrides = report.findings.flatMap(finding => finding.overrides);
    expect(overrides.filter(({ file, patch }) => file === 'secrets.yaml' && patch !== undefined)).toEqual([]);
  });
});

/** A rule that Terraform applies if something says so. */
function terraform(version: string, how: string): Files {
  return {
    'main.tf': [
      'resource "helm_release" "istiod" {',
      '  name       = "istiod"',
      '  namespace  = "istio-system"',
      '  chart      = "istiod"',
      '  repository = "https://istio-release.storage.googleapis.com/charts"',
      `  version    = "${version}"`,
      '}',
      'variable "rule" {}',
      'resource "kubectl_manifest" "rule" {',
      ...how.split('\n'),
      '  yaml_body = <<-EOT',
      ...destinationRule()
        .trimEnd()
        .split('\n')
        .map(line => `    ${line}`),
      '  EOT',
      '}',
      '',
    ].join('\n'),
  };
}

describe('scenarios: resources of Terraform under a condition', () => {
  test.each([
    ['count', '  count = var.rule ? 1 : 0', '`var.rule` is true'],
    ['for_each', '  for_each = var.rule', '`var.rule` has entries'],
  ])('%s makes them possible, and says so', async (_name, how, what) => {
    const options = charts && helm ? { charts, helm } : {};
    const report = await analyse(terraform('1.20.6', how), terraform('1.22.2', how), options);
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(findings(report, 'auto-sni', 'possible')).toMatchObject([
      { conditions: [{ what, file: 'main.tf', line: 10 }] },
    ]);
    expect(report.verdict).toBe('attention');
  });

  test('a count that the tree decides makes them exposed', async () => {
    const options = charts && helm ? { charts, helm } : {};
    const how = '  count = 1';
    const report = await analyse(terraform('1.20.6', how), terraform('1.22.2', how), options);
    expect(findings(report, 'auto-sni', 'exposed')).toHaveLength(1);
  });
});
