/** Resources that a chart writes out without naming what they are. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import {
  analyse,
  application,
  destinationRule,
  type Files,
  findings,
  places,
  umbrella,
} from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts ? it : it.skip;
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

async function exposed(files: Files): Promise<readonly string[]> {
  const report = await analyse(
    { ...umbrella('1.20.6'), ...files },
    { ...umbrella('1.22.2'), ...files },
    { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}) },
  );
  expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
  return places(findings(report, 'auto-sni', 'exposed'));
}

const METADATA = 'apiVersion: v2\nname: shop\nversion: 0.1.0\n';
const WRITES_VALUES = '{{- range .Values.extra }}\n---\n{{ toYaml . }}\n{{- end }}\n';

function asItem(text: string, indent: number): string {
  const lines = text.trimEnd().split('\n');
  return lines.map((line, index) => `${' '.repeat(indent)}${index === 0 ? '- ' : '  '}${line}\n`).join('');
}

describe('resources that templates write out', () => {
  withCharts("of the chart's own values", async () => {
    const files = {
      'shop/Chart.yaml': METADATA,
      'shop/values.yaml': `extra:\n${asItem(destinationRule(), 0)}`,
      'shop/templates/extra.yaml': WRITES_VALUES,
    };
    expect(await exposed(files)).toEqual([expect.stringMatching(/^shop\//)]);
  });

  withCharts('of the values that an Application gives', async () => {
    const deploys = application('x', '', 'shop').replace(
      /\n {4}chart: istiod\n.*\n/,
      `\n    path: shop\n    helm:\n      valuesObject:\n        extra:\n${asItem(destinationRule(), 8)}`,
    );
    const files = {
      'shop/Chart.yaml': METADATA,
      'shop/templates/extra.yaml': WRITES_VALUES,
      'apps/shop.yaml': deploys,
    };
    expect(await exposed(files)).toEqual([expect.stringMatching(/^shop\//)]);
  });

  withCharts('of a file that they get: once, where it is written', async () => {
    const files = {
      'shop/Chart.yaml': METADATA,
      'shop/files/rule.yaml': destinationRule(),
      'shop/templates/rule.yaml': '{{ .Files.Get "files/rule.yaml" }}\n',
    };
    expect(await exposed(files)).toEqual(['shop/files/rule.yaml:9']);
  });

  withCharts('of a file that is a template itself', async () => {
    const files = {
      'shop/Chart.yaml': METADATA,
      'shop/values.yaml': 'host: db.example.com\n',
      'shop/files/rule.yaml': `{{- if .Values.host }}\n${destinationRule('mode: SIMPLE', '{{ .Values.host }}')}{{- end }}\n`,
      'shop/templates/rule.yaml': '{{ tpl (.Files.Get "files/rule.yaml") . }}\n',
    };
    expect(await exposed(files)).toEqual([expect.stringMatching(/^shop\/templates\/rule\.yaml:/)]);
  });

  withCharts('not at all where the values switch them off', async () => {
    const files = {
      'shop/Chart.yaml': METADATA,
      'shop/values.yaml': 'extra: []\n',
      'shop/files/rule.yaml': destinationRule(),
      'shop/templates/extra.yaml': WRITES_VALUES,
    };
    expect(await exposed(files)).toEqual([]);
  });
});
