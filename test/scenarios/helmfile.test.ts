/** Upgrades that Helmfile declares, over whole repositories: with real Helm and charts where they can be had. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const RULE = { 'config/datastore.yaml': destinationRule() };

let helm: string | undefined;
beforeAll(async () => {
  if (charts) [helm] = (await testHelms()).map(({ path }) => path);
}, 300_000);

/** istiod whose version comes from the values of the environment. */
function mesh(version: string, values = '', files: Files = {}): Files {
  return {
    'helmfile.yaml.gotmpl': [
      'environments:',
      '  default:',
      '    values: [env.yaml]',
      '---',
      'repositories:',
      '- name: istio',
      '  url: https://istio-release.storage.googleapis.com/charts',
      'releases:',
      '- name: istiod',
      '  namespace: istio-system',
      '  chart: istio/istiod',
      '  version: {{ .Values.istio.version }}',
      values,
    ].join('\n'),
    'env.yaml': `istio:\n  version: ${version}\n  sni: "false"\n`,
    ...files,
    ...RULE,
  };
}

const INLINE = '  values:\n  - pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n';
const TEMPLATE = '  values: [istiod.yaml.gotmpl]\n';
const TEMPLATE_FILE = {
  'istiod.yaml.gotmpl':
    '{{- $i := .Values.istio }}\npilot:\n  env:\n    ENABLE_AUTO_SNI: {{ $i.sni | quote }}\n',
};
const SET = '  set:\n  - name: pilot.env.ENABLE_AUTO_SNI\n    value: "false"\n';

describe.each([['with charts'], ['without charts']])('scenarios: helmfile %s', where => {
  const withCharts = where === 'with charts';
  const test = withCharts && !charts ? it.skip : it;
  const check = (base: Files, head: Files) =>
    analyse(base, head, withCharts && charts && helm ? { charts, helm } : {});

  test('the founding incident, its version among the values of the environment', async () => {
    const report = await check(mesh('1.20.6'), mesh('1.22.2'));
    expect(report.upgrades).toMatchObject([
      {
        chart: 'istiod',
        form: 'helmfile',
        deployer: 'helmfile',
        from: { version: '1.20.6', file: 'env.yaml', line: 2 },
        to: { version: '1.22.2', file: 'env.yaml', line: 2 },
      },
    ]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['config/datastore.yaml:9']);
    expect(report.verdict).toBe('fail');
    if (withCharts) expect(report.changes.length).toBeGreaterThan(0);
  });

  test.each([
    ['inline values', INLINE, {}, 'helmfile.yaml.gotmpl:16'],
    ['a template of values', TEMPLATE, TEMPLATE_FILE, 'istiod.yaml.gotmpl:4'],
    ['a set', SET, {}, 'helmfile.yaml.gotmpl:14'],
  ])('pinned in %s', async (_what, values, files, place) => {
    const report = await check(mesh('1.20.6', values, files), mesh('1.22.2', values, files));
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(places(findings(report, 'auto-sni', 'mitigated'))).toContain(place);
    expect(report.verdict).not.toBe('fail');
  });

  test('a locked version that moves', async () => {
    const locked = (version: string): Files => ({
      ...RULE,
      'helmfile.yaml':
        'repositories:\n- name: istio\n  url: https://istio-release.storage.googleapis.com/charts\nreleases:\n- name: istiod\n  namespace: istio-system\n  chart: istio/istiod\n  version: ">=1.20.0"\n',
      'helmfile.lock': `version: v0.150.0\ndependencies:\n- name: istiod\n  repository: https://istio-release.storage.googleapis.com/charts\n  version: ${version}\n`,
    });
    const report = await check(locked('1.20.6'), locked('1.22.2'));
    expect(report.upgrades).toMatchObject([{ to: { version: '1.22.2', file: 'helmfile.lock', line: 5 } }]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['config/datastore.yaml:9']);
  });

  test('values that nobody can see are neither pin nor absence', async () => {
    const secrets = '  secrets: [secrets.yaml]\n';
    const report = await check(mesh('1.20.6', secrets), mesh('1.22.2', secrets));
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(report.verdict).not.toBe('pass');
  });

  test('an override is proven where the values can be edited', async () => {
    const values = '  values: [istiod.yaml]\n';
    const file = { 'istiod.yaml': 'pilot:\n  replicaCount: 2\n' };
    const report = await check(mesh('1.20.6', values, file), mesh('1.22.2', values, file));
    const [finding] = findings(report, 'auto-sni', 'exposed');
    const pin = finding?.overrides.find(({ kind, file: place }) => kind === 'pin' && place === 'istiod.yaml');
    expect(pin).toMatchObject({ path: 'pilot.env.ENABLE_AUTO_SNI', value: 'false' });
    if (withCharts) expect(pin?.verified).toBe(true);
  });
});
