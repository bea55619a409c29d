/** Charts beside Istio's that can't be had: what of the mesh their values hold is read, and the rest does not need them. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts ? it : it.skip;
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

async function report(files: Files, more = ''): Promise<Report> {
  const mesh = (version: string): Files => {
    const own = umbrella(version);
    return { ...own, 'mesh/Chart.yaml': `${own['mesh/Chart.yaml']}${more}` };
  };
  return analyse(
    { ...mesh('1.20.6'), ...files },
    { ...mesh('1.22.2'), ...files },
    { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}) },
  );
}

function stopping({ incomplete }: Report): readonly string[] {
  return incomplete.filter(({ blocking }) => blocking).map(({ what }) => what);
}

function shop(name: string, values: string, template = ''): Files {
  return {
    'shop/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies:\n- {name: ${name}, version: 0.2.5, repository: "https://charts.example.com"}\n`,
    'shop/values.yaml': values,
    ...(template ? { 'shop/templates/all.yaml': template } : {}),
  };
}

const ITEM = destinationRule().trimEnd().replaceAll('\n', '\n    ');

describe('charts that can’t be had, beside Istio', () => {
  withCharts('reads resources from the values of one that writes them out, where they stand', async () => {
    const found = await report(shop('raw', `raw:\n  resources:\n  - ${ITEM}\n`));
    expect(places(findings(found, 'auto-sni', 'exposed'))).toEqual(['shop/values.yaml:11']);
    expect(stopping(found)).toEqual([]);
    expect(found.incomplete).toContainEqual(
      expect.objectContaining({ what: 'chart raw 0.2.5', file: 'shop/Chart.yaml', blocking: false }),
    );
  });

  withCharts('does without none whose values hold a template that only the chart could fill in', async () => {
    const text = `    {{- if .Values.on }}\n    ${ITEM}\n    {{- end }}\n`;
    const found = await report(shop('raw', `raw:\n  templates:\n  - |\n${text}`));
    // As unknown before the change as after it, it stops nothing; but nothing is said to have been judged without it.
    expect(found.incomplete).toContainEqual(
      expect.objectContaining({
        what: 'chart raw 0.2.5',
        why: expect.not.stringContaining('the rest was judged'),
      }),
    );
  });

  withCharts('is held up where templates of the tree need it', async () => {
    const found = await report(
      shop(
        'common',
        `common: {a: ${JSON.stringify('b')}}\n`,
        `${destinationRule()}  {{- include "common.more" . }}\n`,
      ),
    );
    expect(stopping(found)).toContain('chart common 0.2.5');
  });

  withCharts('renders Istio beside a chart that is somebody else’s', async () => {
    const found = await report(
      {},
      '- {name: kiali-server, version: 1.80.0, repository: "https://kiali.org/helm-charts"}\n',
    );
    expect(stopping(found)).toEqual([]);
    expect(found.changes.length).toBeGreaterThan(0);
  });
});
