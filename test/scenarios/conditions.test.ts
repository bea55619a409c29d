/** What the tree leaves open under a condition: judged both ways, said with "only if", and never more than possible. */

import type { Report } from '../../src/model.js';
import { FORMATS } from '../../src/report/registry.js';
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

/** istiod by Helmfile, its environment in a file that is kept elsewhere. */
function helmfile(version: string, values: string): Files {
  return {
    'helmfile.yaml.gotmpl': [
      'environments:',
      '  default:',
      '    values:',
      '    - {known: {sni: "false", on: true}}',
      '    - secret/env.yaml',
      '---',
      'repositories:',
      '- name: istio',
      '  url: https://istio-release.storage.googleapis.com/charts',
      'releases:',
      '- name: istiod',
      '  namespace: istio-system',
      '  chart: istio/istiod',
      `  version: ${version}`,
      '  values: [istiod.yaml.gotmpl]',
      '',
    ].join('\n'),
    'istiod.yaml.gotmpl': values,
    ...RULE,
  };
}

describe.each([['with charts'], ['without charts']])('scenarios: values under a condition, %s', where => {
  const withCharts = where === 'with charts';
  const test = withCharts && !charts ? it.skip : it;
  const check = (values: string, [from, to] = ['1.22.2', '1.23.2']): Promise<Report> =>
    analyse(
      helmfile(from ?? '', values),
      helmfile(to ?? '', values),
      withCharts && charts && helm ? { charts, helm } : {},
    );

  test('a setting that stands under one says so', async () => {
    const report = await check(
      '{{- $m := .Values.mesh }}\nmeshConfig:\n{{- if $m.tracing.enabled }}\n  accessLogFormat: "%UPSTREAM_CLUSTER%"\n{{- end }}\n  accessLogFile: /dev/stdout\n',
    );
    expect(findings(report, 'access-log-upstream-cluster', 'exposed')).toEqual([]);
    const [finding] = findings(report, 'access-log-upstream-cluster', 'possible');
    expect(finding).toMatchObject({
      conditions: [{ what: '`mesh.tracing.enabled` is true', file: 'istiod.yaml.gotmpl', line: 3 }],
      locations: [
        {
          file: 'istiod.yaml.gotmpl',
          line: 4,
          message: expect.stringContaining('(only if `mesh.tracing.enabled` is true)'),
        },
      ],
    });
    if (withCharts) expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
  });

  test('what stands outside of it is decided', async () => {
    const report = await check(
      'meshConfig:\n  accessLogFormat: "%UPSTREAM_CLUSTER%"\n{{- if .Values.mesh.large }}\npilot:\n  resources:\n    limits: {cpu: 2}\n{{- end }}\n',
    );
    const [finding] = findings(report, 'access-log-upstream-cluster', 'exposed');
    expect(finding?.conditions).toBeUndefined();
    expect(places(findings(report, 'access-log-upstream-cluster', 'exposed'))).toEqual([
      'istiod.yaml.gotmpl:2',
    ]);
  });

  test.each([
    [
      'a branch of its own',
      'meshConfig:\n{{- if .Values.quiet }}\n  accessLogFormat: ""\n{{- else }}\n  accessLogFormat: "%UPSTREAM_CLUSTER%"\n{{- end }}\n',
    ],
    [
      'the other branch of a block',
      '{{- if .Values.quiet }}\nmeshConfig: {accessLogFile: ""}\n{{- else if .Values.loud }}\nmeshConfig:\n  accessLogFile: /dev/stdout\n{{- else }}\nmeshConfig:\n  accessLogFormat: "%UPSTREAM_CLUSTER%"\n{{- end }}\n',
    ],
  ])('%s is not passed over', async (_what, values) => {
    const report = await check(values);
    expect(findings(report, 'access-log-upstream-cluster', 'exposed')).toEqual([]);
    expect(report.verdict).not.toBe('pass');
    expect(JSON.stringify(report.incomplete)).toContain('meshConfig');
  });

  test.each([
    ['a condition', '    {{- if .Values.compat }}\n    ENABLE_AUTO_SNI: "false"\n    {{- end }}\n'],
    ['a value from elsewhere', '    ENABLE_AUTO_SNI: {{ .Values.sni | quote }}\n'],
    [
      'a value that something elsewhere may set anew',
      '    ENABLE_AUTO_SNI: {{ .Values.known.sni | quote }}\n',
    ],
    [
      'a condition that something elsewhere may set anew',
      '    {{- if .Values.known.on }}\n    ENABLE_AUTO_SNI: "false"\n    {{- end }}\n',
    ],
    [
      'a map of which something elsewhere may hold more',
      '    {{- with .Values.known }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}\n',
    ],
    ['a map from elsewhere', '    {{- toYaml .Values.env | nindent 4 }}\n'],
    [
      'a loop over what is elsewhere',
      '    {{- range $name, $value := .Values.env }}\n    {{ $name }}: {{ $value | quote }}\n    {{- end }}\n',
    ],
    [
      'a map that is there only if it is set',
      '    {{- with .Values.env }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}\n',
    ],
  ])('a pin under %s is neither there nor absent', async (_what, line) => {
    const report = await check(`pilot:\n  autoscaleEnabled: false\n  env:\n    OTHER: "1"\n${line}`, [
      '1.20.6',
      '1.22.2',
    ]);
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(findings(report, 'auto-sni', 'mitigated')).toEqual([]);
    expect(places(findings(report, 'auto-sni', 'possible'))).toContain('config/datastore.yaml:9');
    expect(report.verdict).toBe(withCharts ? 'attention' : 'incomplete');
  });

  test('a pin besides what is open holds', async () => {
    const report = await check(
      'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"\n    VERIFY_CERTIFICATE_AT_CLIENT: "false"\n  resources:\n    {{- toYaml .Values.resources | nindent 4 }}\n{{- if .Values.tall }}\n  replicaCount: 3\n{{- end }}\n',
      ['1.20.6', '1.22.2'],
    );
    expect(findings(report, 'auto-sni', 'possible')).toEqual([]);
    expect(places(findings(report, 'auto-sni', 'mitigated'))).toContain('istiod.yaml.gotmpl:3');
  });

  test('every format says it', async () => {
    const report = await check(
      'meshConfig:\n{{- if .Values.tracing.enabled }}\n  accessLogFormat: "%UPSTREAM_CLUSTER%"\n{{- end }}\n',
    );
    const found = findings(report, 'access-log-upstream-cluster', 'possible');
    const without = {
      ...report,
      findings: found.map(finding => ({ ...finding, severity: 'high' as const })),
    };
    for (const [name, render] of FORMATS) {
      const text = render(without, {})
        .replace(/`|<\/?code>/g, '')
        .replace(/\s+/g, ' ');
      expect(`${name} ${text}`).toMatch(/only if tracing\.enabled is true/i);
    }
  });
});
