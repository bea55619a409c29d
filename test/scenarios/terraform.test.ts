/** Upgrades that Terraform declares, over whole repositories: with real Helm and charts where they can be had. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const RULE = { 'config/datastore.yaml': destinationRule() };
const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

let helm: string | undefined;
beforeAll(async () => {
  if (charts) [helm] = (await testHelms()).map(({ path }) => path);
}, 300_000);

/** istiod with the version in a local, in another file. */
function mesh(version: string, ...values: readonly string[]): Files {
  return {
    'infra/locals.tf': `locals {\n  istio_version = "${version}"\n}\n`,
    'infra/istio.tf': [
      'resource "helm_release" "istiod" {',
      '  name       = "istiod"',
      '  namespace  = "istio-system"',
      '  chart      = "istiod"',
      `  repository = "${ISTIO}"`,
      '  version    = local.istio_version',
      ...values,
      '}',
      '',
    ].join('\n'),
    ...RULE,
  };
}

const HEREDOC = [
  '  values = [',
  '    <<-EOT',
  '      pilot:',
  '        env:',
  '          ENABLE_AUTO_SNI: "false"',
  '    EOT',
  '  ]',
];
const SET = [
  '  set {',
  '    name  = "pilot.env.ENABLE_AUTO_SNI"',
  '    value = "false"',
  '    type  = "string"',
  '  }',
];
const ENCODED = [
  '  values = [yamlencode({',
  '    pilot = { env = {',
  '      ENABLE_AUTO_SNI = "false"',
  '    } }',
  '  })]',
];

describe.each([['with charts'], ['without charts']])('scenarios: terraform %s', where => {
  const withCharts = where === 'with charts';
  const test = withCharts && !charts ? it.skip : it;
  const check = (base: Files, head: Files) =>
    analyse(base, head, withCharts && charts && helm ? { charts, helm } : {});

  test('the founding incident, its version in a local', async () => {
    const report = await check(mesh('1.20.6'), mesh('1.22.2'));
    expect(report.upgrades).toMatchObject([
      {
        chart: 'istiod',
        form: 'terraform',
        deployer: 'terraform',
        from: { version: '1.20.6', file: 'infra/locals.tf', line: 2 },
        to: { version: '1.22.2', file: 'infra/locals.tf', line: 2 },
      },
    ]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['config/datastore.yaml:9']);
    expect(report.verdict).toBe('fail');
    if (withCharts) expect(report.changes.length).toBeGreaterThan(0);
  });

  test.each([
    ['a heredoc', HEREDOC, 11],
    ['a set', SET, 8],
    ['yamlencode', ENCODED, 9],
  ])('pinned in %s', async (_what, lines, line) => {
    const report = await check(mesh('1.20.6', ...lines), mesh('1.22.2', ...lines));
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(places(findings(report, 'auto-sni', 'mitigated'))).toContain(`infra/istio.tf:${line}`);
    expect(report.verdict).not.toBe('fail');
  });

  test('a pin that goes away without any version moving', async () => {
    const report = await check(mesh('1.22.2', ...SET), mesh('1.22.2'));
    expect(report.upgrades).toMatchObject([{ kind: 'values-only' }]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toContain('config/datastore.yaml:9');
  });

  test('values that nobody can see are neither pin nor absence', async () => {
    const open = ['  values = [var.values]'];
    const report = await check(mesh('1.20.6', ...open), mesh('1.22.2', ...open));
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(report.verdict).not.toBe('pass');
    expect(report.incomplete).toContainEqual(expect.objectContaining({ file: 'infra/istio.tf', line: 7 }));
  });

  test('a version that the tree does not decide is never passed over', async () => {
    const undecided = (size: string): Files => ({
      ...RULE,
      'istio.tf': `resource "helm_release" "istiod" {\n  chart = "istiod"\n  version = var.v\n  timeout = ${size}\n}\nvariable "v" {}\n`,
    });
    const report = await check(undecided('1'), undecided('2'));
    expect(report.verdict).not.toBe('pass');
  });

  test('an environment that does not move is left alone', async () => {
    const files = (prod: string): Files => ({
      ...RULE,
      'infra/main.tf':
        mesh('0.0.0')['infra/istio.tf']?.replace('local.istio_version', 'var.istio_version') ?? '',
      'infra/variables.tf': 'variable "istio_version" {}\n',
      'infra/envs/dev.tfvars': 'istio_version = "1.20.6"\n',
      'infra/envs/prod.tfvars': `istio_version = "${prod}"\n`,
    });
    const report = await check(files('1.20.5'), files('1.22.2'));
    expect(report.upgrades).toMatchObject([
      {
        environment: 'prod',
        from: { version: '1.20.5' },
        to: { version: '1.22.2', file: 'infra/envs/prod.tfvars', line: 1 },
      },
    ]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['config/datastore.yaml:9']);
  });
});
