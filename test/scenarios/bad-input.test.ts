/** Input that can't be read, had or rendered: named with file and line, and the rest of the report stands. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import {
  analyse,
  application,
  destinationRule,
  type Files,
  findings,
  umbrella,
} from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts ? it : it.skip;
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

const rule: Files = { 'config/rule.yaml': destinationRule() };

async function check(base: Files, head: Files): Promise<Report> {
  return analyse(base, head, { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}) });
}

describe('bad input', () => {
  withCharts('a values file that does not parse', async () => {
    const report = await check(
      { ...umbrella('1.20.6'), ...rule },
      { ...umbrella('1.22.2', 'istiod:\n  pilot:\n    env: {A: "1"\n'), ...rule },
    );
    expect(findings(report, 'auto-sni', 'exposed')).toHaveLength(1);
    expect(report.incomplete).toContainEqual(
      expect.objectContaining({ file: 'mesh/values.yaml', line: expect.any(Number), blocking: true }),
    );
  });

  withCharts('a chart that can not be had', async () => {
    const foreign = application('1.22.2').replace(
      'https://istio-release.storage.googleapis.com/charts',
      'https://charts.example.com/istio',
    );
    const report = await check(
      { 'apps/istiod.yaml': application('1.20.6'), ...rule },
      { 'apps/istiod.yaml': foreign, ...rule },
    );
    expect(findings(report, 'auto-sni', 'exposed')).toHaveLength(1);
    expect(report.verdict).toBe('fail');
  });

  withCharts('a version that was never published', async () => {
    const report = await check({ ...umbrella('1.22.2'), ...rule }, { ...umbrella('1.22.77'), ...rule });
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete).toContainEqual(
      expect.objectContaining({
        what: 'charts base, istiod of Istio 1.22.77',
        why: expect.stringContaining('; also for mesh/Chart.yaml:9'),
        file: 'mesh/Chart.yaml',
        line: 6,
        blocking: true,
      }),
    );
  });

  withCharts('a template that fails to render', async () => {
    const chart = {
      'apps/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
      'apps/shop/templates/rule.yaml': `{{ fail "no host given" }}\n${destinationRule()}`,
    };
    const report = await check(
      { ...umbrella('1.20.6'), ...rule, ...chart },
      { ...umbrella('1.22.2'), ...rule, ...chart },
    );
    expect(findings(report, 'auto-sni', 'exposed')).toHaveLength(1);
    expect(report.incomplete).toContainEqual(
      expect.objectContaining({
        why: expect.stringContaining('no host given'),
        file: expect.stringContaining('apps/shop'),
      }),
    );
  });

  withCharts('one broken document among ten', async () => {
    const ten = Array.from({ length: 10 }, (_, index) =>
      index === 4
        ? 'apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nspec: {host: "unclosed\n'
        : destinationRule('mode: SIMPLE', `db${index}.example.com`, `datastore-${index}`),
    ).join('---\n');
    const report = await check(
      { ...umbrella('1.20.6'), 'rules.yaml': ten },
      { ...umbrella('1.22.2'), 'rules.yaml': ten },
    );
    expect(findings(report, 'auto-sni', 'exposed')[0]?.locations).toHaveLength(9);
    expect(report.incomplete).toContainEqual(
      expect.objectContaining({ file: 'rules.yaml', line: expect.any(Number) }),
    );
  });

  withCharts('values that the new chart refuses', async () => {
    const values = 'istiod:\n  pilot:\n    replicaCount: 2\n  compatibilityVersion: "1.20"\n';
    const report = await check(
      { ...umbrella('1.23.6', values), ...rule },
      { ...umbrella('1.24.0', values), ...rule },
    );
    const [failure] = findings(report, 'render-fails', 'exposed');
    expect(failure?.locations[0]).toMatchObject({ file: 'mesh/values.yaml', line: 4 });
    expect(failure?.summary).toContain('compatibility version');
    expect(report.verdict).toBe('fail');
  });

  withCharts('an upgrade in a form that is not read never passes for no upgrade', async () => {
    const injected = (version: string): Files => ({
      'app.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n      - image: docker.io/istio/proxyv2:${version}\n`,
    });
    const report = await check({ ...injected('1.20.6'), ...rule }, { ...injected('1.22.2'), ...rule });
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete).toContainEqual(expect.objectContaining({ file: 'app.yaml', blocking: true }));
  });
});
