/** Values of charts that the tree does not decide: just that is undecided which hangs on them, as renders show. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const test = charts ? it : it.skip;

let helm: string | undefined;
beforeAll(async () => {
  if (charts) [helm] = (await testHelms()).map(({ path }) => path);
}, 300_000);

const RULE = [
  'apiVersion: networking.istio.io/v1beta1',
  'kind: DestinationRule',
  'metadata: {name: db, namespace: shop}',
  'spec:',
  '  host: {{ .Values.rule.host }}',
  '  trafficPolicy:',
  '    tls:',
  '      mode: SIMPLE',
  '',
].join('\n');

/** istiod, and a chart of the tree whose values hold something that only the pipeline knows. */
function tree(version: string, key: string, template: string, given: Files = {}): Files {
  const path = key.split('.');
  const values = path.map((name, depth) => `${'    '}${'  '.repeat(depth)}${name}:`).join('\n');
  return {
    'helmfile.yaml.gotmpl': [
      'repositories:',
      '- name: istio',
      '  url: https://istio-release.storage.googleapis.com/charts',
      'releases:',
      '- name: istiod',
      '  namespace: istio-system',
      '  chart: istio/istiod',
      `  version: ${version}`,
      '- name: shop',
      '  namespace: shop',
      '  chart: ./shop',
      `  version: ${version}`,
      '  values:',
      // What it is changes with the commit, so that it is news on either side.
      `  -`,
      `${values} {{ requiredEnv "V${version.replaceAll('.', '')}" }}`,
      '',
    ].join('\n'),
    'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'shop/values.yaml':
      'image: {repository: shop, tag: latest}\nservice: {host: x.example.com}\nrule: {enabled: false, host: db.example.com, kind: x}\nannotation: none\n',
    'shop/templates/deployment.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers:\n      - {name: shop, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}\n',
    'shop/templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {note: "{{ .Values.annotation }}"}\n',
    'shop/templates/rule.yaml': template,
    ...given,
  };
}

async function check(key: string, template: string, given: Files = {}): Promise<Report> {
  return await analyse(
    tree('1.20.6', key, template, given),
    tree('1.22.2', key, template, given),
    charts && helm ? { charts, helm } : {},
  );
}

const ALWAYS = RULE;
const IF = `{{- if .Values.rule.enabled }}\n${RULE}{{- end }}\n`;
const SAFE = RULE.replace('mode: SIMPLE', 'mode: DISABLE');

describe('scenarios: open values of a chart', () => {
  test('one that moves nothing of Istio stops nothing', async () => {
    const report = await check('annotation', SAFE);
    expect(report.incomplete).toEqual([]);
    expect(report.scope.assumptions).toMatchObject([
      { why: expect.stringContaining('nothing of Istio hangs on it') },
    ]);
  });

  test('nor does the tag of an image of a workload', async () => {
    const report = await check('image.tag', SAFE);
    expect(report.incomplete).toEqual([]);
  });

  test('nor does one that no template reads', async () => {
    const report = await check('unknown.key', SAFE);
    expect(report.incomplete).toEqual([]);
  });

  test('what does not hang on it stays exposed', async () => {
    const report = await check('annotation', ALWAYS);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['shop/templates/rule.yaml:7']);
    expect(report.verdict).toBe('fail');
  });

  test.each([
    ['its default is off', {}],
    [
      'its default is on',
      {
        'shop/values.yaml':
          'image: {repository: shop, tag: latest}\nrule: {enabled: true, host: db.example.com}\nannotation: none\n',
      },
    ],
  ])(
    'one that decides whether a rule is there makes it possible, with the condition, where %s',
    async (_what, given) => {
      const report = await check('rule.enabled', IF, given);
      expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
      expect(findings(report, 'auto-sni', 'possible')).toMatchObject([
        {
          conditions: [{ what: '`rule.enabled` is true', file: 'helmfile.yaml.gotmpl' }],
          locations: [
            {
              file: 'shop/templates/rule.yaml',
              line: 8,
              message: expect.stringContaining('only if `rule.enabled` is true'),
            },
          ],
        },
      ]);
      expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
      expect(report.verdict).toBe('attention');
    },
  );

  test.each([
    ['what a rule holds', 'rule.host', ALWAYS],
    [
      'what a rule holds, by a name that means little in charts of Istio',
      'service.host',
      RULE.replace('.rule.host', '.service.host'),
    ],
    [
      'a comparison that decides whether a rule is there',
      'rule.kind',
      `{{- if eq .Values.rule.kind "tls" }}\n${RULE}{{- end }}\n`,
    ],
    [
      'a loop that writes rules',
      'rule.hosts',
      `${RULE.replace('{{ .Values.rule.host }}', '{{ index .Values.rule.hosts 0 }}').replace(
        /^/,
        '{{- range .Values.rule.hosts }}\n',
      )}{{- end }}\n`,
    ],
  ])('%s is named and stops the check', async (_what, key, template) => {
    const report = await check(key, template);
    expect(report.incomplete).toMatchObject([{ why: expect.stringContaining(`\`${key}\``), blocking: true }]);
    expect(['incomplete', 'fail']).toContain(report.verdict);
  });
});
