/** Pins are debt: which of them the head no longer needs, and which end soon. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
if (!charts) console.log('skipped in part: PREFLIGHT_SHARED has no charts');
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

const PIN = 'istiod:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false" # since CHG-1\n      OTHER: x\n';
const SAFE = destinationRule('mode: SIMPLE\nsni: db.example.com');
const EXPOSED = destinationRule();

function judged(values: string, rule: string, to = '1.22.2') {
  const base = { ...umbrella('1.20.6', values), 'config/datastore.yaml': rule };
  const head = { ...umbrella(to, values), 'config/datastore.yaml': rule };
  return analyse(base, head, { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}) });
}

describe('the plan for leaving pins', () => {
  (charts ? it : it.skip)('names a pin without which nothing is exposed, and takes it out', async () => {
    const found = findings(await judged(PIN, SAFE), 'pin-not-needed', 'exposed');
    expect(places(found)).toEqual(['mesh/values.yaml:4']);
    expect(found[0]).toMatchObject({ severity: 'info', knob: { name: 'pilot.env.ENABLE_AUTO_SNI' } });
    const [override] = found[0]?.overrides ?? [];
    expect(override).toMatchObject({ kind: 'fix', verified: null, weakens: null });
    expect(override?.written?.edits[0]?.after).toBe(
      'istiod:\n  pilot:\n    env:\n      # since CHG-1\n      OTHER: x\n',
    );
    expect(override?.written?.needsReview).toBe(true);
  });

  (charts ? it : it.skip)('keeps quiet about a pin that holds something back', async () => {
    const report = await judged(PIN, EXPOSED);
    expect(findings(report, 'auto-sni', 'mitigated')).toHaveLength(1);
    expect(findings(report, 'pin-not-needed', 'exposed')).toEqual([]);
  });

  it('keeps quiet where this repository can’t tell', async () => {
    const report = await judged(PIN, 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n');
    expect(findings(report, 'pin-not-needed', 'exposed')).toEqual([]);
  });

  it.each([
    ['1.23.3', ['mesh/values.yaml:4']],
    ['1.22.2', []],
  ])('names pins that end within three minors of %s', async (to, expected) => {
    const found = findings(await judged(PIN, EXPOSED, to), 'pin-dies-soon', 'exposed');
    expect(places(found)).toEqual(expected);
    expect(found.every(({ severity }) => severity === 'info')).toBe(true);
  });

  it('names a compatibility version that a later chart refuses', async () => {
    const found = findings(
      await judged('istiod:\n  compatibilityVersion: "1.20"\n', EXPOSED),
      'pin-dies-soon',
      'exposed',
    );
    expect(found.flatMap(({ locations }) => locations.map(({ message }) => message))).toEqual([
      'compatibilityVersion 1.20 is taken until 1.24.0, whose chart refuses it',
    ]);
  });
});
