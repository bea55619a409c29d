/** Versions that float within a minor: what moves between two of them is judged like any other upgrade. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts ? it : it.skip;
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

function analysed(from: string, to: string) {
  const rule = { 'rule.yaml': destinationRule() };
  return analyse(
    { ...umbrella(from), ...rule },
    { ...umbrella(to), ...rule },
    { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}) },
  );
}

describe('versions that float', () => {
  withCharts('finds what a move from one minor to another exposes, with what it took them for', async () => {
    const report = await analysed('1.20.x', '~1.22.0');
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['rule.yaml:9']);
    const istiod = report.upgrades.find(({ chart }) => chart === 'istiod');
    expect(istiod?.from).toMatchObject({ version: '1.20.x', istioVersion: '1.20.8' });
    expect(istiod?.to).toMatchObject({ version: '~1.22.0', istioVersion: '1.22.8' });
    expect(report.incomplete).toEqual([]);
    expect(report.scope.assumptions?.map(({ why }) => why)).toEqual([
      expect.stringContaining('`1.20.x` floats: it is judged as 1.20.8'),
      expect.stringContaining('`~1.22.0` floats: it is judged as 1.22.8'),
    ]);
  });

  withCharts('is incomplete where a range leaves the minor open', async () => {
    const report = await analysed('1.20.x', '^1.22.0');
    expect(report.verdict).toBe('incomplete');
  });

  it('judges by the image where only that is pinned, and stays incomplete', async () => {
    const files = (tag: string) => ({
      'main.tf': `resource "helm_release" "istiod" {\n  name       = "istiod"\n  repository = "https://istio-release.storage.googleapis.com/charts"\n  chart      = "istiod"\n  namespace  = "istio-system"\n  values = [<<-EOT\n    global:\n      tag: ${tag}\n    EOT\n  ]\n}\n`,
      'rule.yaml': destinationRule(),
    });
    const report = await analyse(files('1.20.6'), files('1.22.2'));
    expect(report.upgrades).toMatchObject([
      { chart: 'istiod', kind: 'upgrade', from: { version: '1.20.6', line: 8 }, to: { version: '1.22.2' } },
    ]);
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['rule.yaml:9']);
    expect(report.incomplete.map(({ what, file, line }) => `${what} ${file}:${line}`)).toContain(
      'chart istiod main.tf:4',
    );
    // A move within one minor exposes nothing, and the chart is still whichever is newest.
    expect((await analyse(files('1.22.2'), files('1.22.3'))).verdict).toBe('incomplete');
  });
});
