/**
 * Pins in every spelling and place, on the founding tree: what Helm and the chart make of them, and that facts and rules
 * alone never claim a pin that Helm does not render.
 */

import type { Exposure } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

interface Row {
  readonly name: string;
  readonly values: string;
  readonly rendered: Exposure;
  /** Where it differs from what a render shows. */
  readonly unrendered?: Exposure;
  /** Line of the values that decides. */
  readonly line?: number;
  /** The chart refuses the values. */
  readonly fails?: true;
}

const env = (value: string): string => `istiod:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: ${value}\n`;

const rows: readonly Row[] = [
  { name: 'a text', values: env('"false"'), rendered: 'mitigated', line: 4 },
  { name: 'a truth value', values: env('False'), rendered: 'mitigated', line: 4 },
  { name: 'a number', values: env('0'), rendered: 'mitigated', line: 4 },
  { name: 'a letter', values: env('"f"'), rendered: 'mitigated', line: 4 },
  {
    name: 'off, a truth value of YAML 1.1',
    values: env('off'),
    rendered: 'mitigated',
    unrendered: 'possible',
    line: 4,
  },
  {
    name: '"no", no truth value of Go',
    values: env('"no"'),
    rendered: 'exposed',
    unrendered: 'possible',
    line: 4,
  },
  { name: 'an empty text', values: env('""'), rendered: 'exposed', line: 4 },
  {
    name: 'a mapping',
    values: env('{valueFrom: {configMapKeyRef: {name: a, key: b}}}'),
    rendered: 'exposed',
  },
  { name: 'the new value', values: env('"true"'), rendered: 'exposed' },
  { name: 'outside of the chart', values: env('"false"').replace('istiod:', 'global:'), rendered: 'exposed' },
  {
    name: 'below defaults',
    values: 'istiod:\n  defaults:\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n',
    rendered: 'mitigated',
    line: 5,
  },
  {
    name: 'compatibilityVersion',
    values: 'istiod:\n  compatibilityVersion: "1.20"\n',
    rendered: 'mitigated',
    line: 2,
  },
  {
    name: 'a newer compatibilityVersion',
    values: 'istiod:\n  compatibilityVersion: "1.21"\n',
    rendered: 'exposed',
  },
  {
    name: 'a number as compatibilityVersion',
    values: 'istiod:\n  compatibilityVersion: 1.21\n',
    rendered: 'exposed',
    fails: true,
  },
  {
    name: 'compatibilityVersion below global',
    values: 'global:\n  compatibilityVersion: "1.20"\n',
    rendered: 'exposed',
  },
  {
    name: 'its profile by name',
    values: 'istiod:\n  profile: compatibility-version-1.20\n',
    rendered: 'mitigated',
    line: 2,
  },
  {
    name: 'a compatibilityVersion that the environment overrides',
    values: `${env('"true"')}  compatibilityVersion: "1.20"\n`,
    rendered: 'exposed',
  },
];

const charts = sharedCharts();
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

describe.each(rows)('pinned by $name', ({ values, rendered, unrendered, line, fails }) => {
  const rule = { 'config/datastore.yaml': destinationRule() };
  const base = { ...umbrella('1.20.6'), ...rule };
  const head = { ...umbrella('1.22.2', values), ...rule };

  async function judged(options: Parameters<typeof analyse>[2]) {
    const report = await analyse(base, head, options);
    const found = report.findings.filter(finding => finding.rule === 'auto-sni');
    return {
      report,
      exposures: found.map(({ exposure }) => exposure),
      places: found.flatMap(({ locations }) => locations),
    };
  }

  (charts ? it : it.skip)(`is ${rendered} as rendered`, async () => {
    const { report, exposures, places } = await judged({
      ...(helm ? { helm } : {}),
      ...(charts ? { charts } : {}),
    });
    expect(exposures).toEqual([rendered]);
    if (line) expect(places).toContainEqual(expect.objectContaining({ file: 'mesh/values.yaml', line }));
    expect(report.findings.some(finding => finding.rule === 'render-fails')).toBe(fails === true);
    expect(report.verdict === 'fail').toBe(rendered === 'exposed');
  });

  it(`is ${unrendered ?? rendered} from facts and rules alone`, async () => {
    const { exposures, places } = await judged({});
    expect(exposures).toEqual([unrendered ?? rendered]);
    if (line) expect(places).toContainEqual(expect.objectContaining({ file: 'mesh/values.yaml', line }));
  });
});
