/** Rules in templates of the tree's own charts, however they are made: found where a reader would point, or named. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { dedent } from '../support/yaml.js';

const charts = sharedCharts();
const withCharts = charts ? it : it.skip;
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

async function report(files: Files): Promise<Report> {
  return analyse(
    { ...umbrella('1.20.6'), ...files },
    { ...umbrella('1.22.2'), ...files },
    { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}) },
  );
}

function exposed(found: Report): readonly string[] {
  return places(findings(found, 'auto-sni', 'exposed'));
}

function blocking({ incomplete }: Report) {
  return incomplete.filter(problem => problem.blocking).map(({ what, why, line }) => ({ what, why, line }));
}

const METADATA = 'apiVersion: v2\nname: shop\nversion: 0.1.0\n';

function shop(template: string, values = '', more: Files = {}): Files {
  return {
    'shop/Chart.yaml': METADATA,
    'shop/values.yaml': values,
    'shop/templates/rule.yaml': template,
    ...more,
  };
}

const RULE = destinationRule();
/** Line of `tls:` in a rule, from 1: what the finding points at. */
const TLS = RULE.split('\n').indexOf('    tls:') + 1;

describe('rules in templates of charts', () => {
  withCharts('under a condition, on and off', async () => {
    const template = `{{- if .Values.tls }}\n${RULE}{{- end }}\n`;
    const found = await report(shop(template, 'tls: true\n'));
    expect(exposed(found)).toEqual([`shop/templates/rule.yaml:${TLS + 1}`]);
    expect(blocking(found)).toEqual([]);
    expect(exposed(await report(shop(template, 'tls: false\n')))).toEqual([]);
  });

  withCharts('in a loop over values: each of them, at the template’s line', async () => {
    const rule = destinationRule('mode: SIMPLE', '{{ . }}.example.com', '{{ . }}');
    const found = await report(
      shop(`{{- range .Values.hosts }}\n---\n${rule}{{- end }}\n`, 'hosts: [db, cache]\n'),
    );
    expect(findings(found, 'auto-sni', 'exposed')[0]?.locations).toMatchObject([
      { file: 'shop/templates/rule.yaml', line: TLS + 2, resource: 'DestinationRule/shop/cache' },
      { file: 'shop/templates/rule.yaml', line: TLS + 2, resource: 'DestinationRule/shop/db' },
    ]);
  });

  withCharts('in a named template', async () => {
    const found = await report(
      shop('{{ include "shop.rule" . }}\n', '', {
        'shop/templates/_rule.tpl': `{{- define "shop.rule" -}}\n${RULE}{{- end }}\n`,
      }),
    );
    expect(exposed(found)).toEqual([expect.stringMatching(/^shop\/templates\/(rule\.yaml|_rule\.tpl):\d+$/)]);
  });

  withCharts('in a text of values that is a template itself', async () => {
    const text = destinationRule('mode: SIMPLE', '{{ .Values.host }}').replace(/^/gm, '  ');
    const found = await report(
      shop('{{ tpl .Values.rule . }}\n', `host: db.example.com\nrule: |\n${text}\n`),
    );
    expect(exposed(found)).toEqual([expect.stringMatching(/^shop\//)]);
  });

  withCharts('in the values of a library chart that an umbrella includes', async () => {
    const found = await report({
      'lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n',
      'lib/templates/_all.tpl':
        '{{- define "lib.all" }}{{- range .Values.resources }}\n---\n{{ toYaml . }}\n{{- end }}{{- end }}\n',
      'shop/Chart.yaml': `${METADATA}dependencies:\n- {name: lib, version: 0.1.0, repository: "file://../lib"}\n`,
      'shop/values.yaml': `resources:\n- ${RULE.trimEnd().replaceAll('\n', '\n  ')}\n`,
      'shop/templates/all.yaml': '{{ include "lib.all" . }}\n',
    });
    expect(exposed(found)).toEqual([expect.stringMatching(/^shop\//)]);
    expect(blocking(found)).toEqual([]);
  });

  withCharts('in a chart that a helmfile deploys, by the values of its release', async () => {
    const files = shop(`{{- if .Values.tls }}\n${RULE}{{- end }}\n`, 'tls: false\n');
    const helmfile = (tls: string): Files => ({
      'helmfile.yaml': `releases:\n- name: shop\n  chart: ./shop\n  namespace: shop\n  values: [{tls: ${tls}}]\n`,
    });
    expect(exposed(await report({ ...files, ...helmfile('true') }))).toEqual([
      `shop/templates/rule.yaml:${TLS + 1}`,
    ]);
    expect(exposed(await report({ ...files, ...helmfile('false') }))).toEqual([]);
  });

  withCharts('in a chart that an ApplicationSet deploys, by the values of each generator', async () => {
    const set = dedent(`
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: shop, namespace: argocd}
      spec:
        goTemplate: true
        generators:
        - list: {elements: [{name: dev, tls: "true"}, {name: prod, tls: ""}]}
        template:
          metadata: {name: 'shop-{{ .name }}'}
          spec:
            destination: {server: https://kubernetes.default.svc, namespace: shop}
            source:
              repoURL: https://git.example.com/x
              targetRevision: HEAD
              path: shop
              helm:
                values: |
                  name: "{{ .name }}"
                  tls: "{{ .tls }}"
    `);
    const template = `{{- if .Values.tls }}\n${destinationRule('mode: SIMPLE', 'db.example.com', '{{ .Values.name }}')}{{- end }}\n`;
    const found = await report({ ...shop(template), 'set.yaml': set });
    expect(findings(found, 'auto-sni', 'exposed').flatMap(({ locations }) => locations)).toMatchObject([
      { file: 'shop/templates/rule.yaml', line: TLS + 1, resource: 'DestinationRule/shop/dev' },
    ]);
  });

  withCharts('under the API versions of a cluster that has a mesh', async () => {
    const template = `{{- if .Capabilities.APIVersions.Has "networking.istio.io/v1beta1" }}\n${RULE}{{- end }}\n`;
    const found = await report(shop(template));
    expect(exposed(found)).toEqual([`shop/templates/rule.yaml:${TLS + 1}`]);
    expect(blocking(found)).toEqual([]);
  });

  withCharts.each([
    ['lookup', '{{- if lookup "v1" "ConfigMap" "shop" "tls" }}'],
    ['an API of somebody else', '{{- if .Capabilities.APIVersions.Has "example.com/v1" }}'],
  ])('names a template that asks the cluster: %s', async (_name, condition) => {
    const found = await report(shop(`# rules\n${condition}\n${RULE}{{- end }}\n`));
    expect(exposed(found)).toEqual([]);
    expect(found.incomplete).toContainEqual(
      expect.objectContaining({
        what: 'shop/templates/rule.yaml',
        why: expect.stringContaining('asks the cluster'),
        line: 2,
      }),
    );
  });

  withCharts('says by which values a chart is judged that nothing deploys', async () => {
    const found = await report(shop(RULE));
    expect(found.scope.assumptions).toContainEqual(
      expect.objectContaining({ what: 'chart shop', file: 'shop/Chart.yaml' }),
    );
  });

  withCharts.each([
    ['cut off', `{{- if .Values.tls\n${RULE}`],
    ['of an unknown function', `{{- if unheardOf .Values.tls }}\n${RULE}{{- end }}\n`],
    ['that includes itself', `{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}\n${RULE}`],
  ])('names a chart with a template %s', async (_name, template) => {
    const found = await report(shop(template));
    expect(found.incomplete).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('shop/Chart.yaml') }),
    );
  });
});
