/** Resources that the new release's definitions refuse, by file and line. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, type Files, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts === undefined ? it.skip : it;

let helm: string;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path ?? '';
});

const policy = (targets: string): Files => ({
  'apps/policy.yaml': `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: both, namespace: shop}\nspec:\n  ${targets}\n  action: DENY\n`,
});

describe('crd-rejects', () => {
  withCharts('a policy with both a selector and a target, which 1.24 refuses by a rule', async () => {
    const bad = policy('selector: {matchLabels: {app: a}}\n  targetRef: {group: "", kind: Service, name: a}');
    const good = policy('selector: {matchLabels: {app: a}}');
    const options = { helm, ...(charts === undefined ? {} : { charts }) };
    const report = await analyse(
      { ...umbrella('1.22.2'), ...bad },
      { ...umbrella('1.24.6'), ...bad },
      options,
    );
    const found = findings(report, 'crd-rejects', 'exposed');
    expect(places(found)).toEqual(['apps/policy.yaml:4']);
    expect(found[0]?.locations[0]?.message).toContain('only one of');
    const safe = await analyse(
      { ...umbrella('1.22.2'), ...good },
      { ...umbrella('1.24.6'), ...good },
      options,
    );
    expect(safe.findings.filter(({ rule }) => rule === 'crd-rejects')).toEqual([]);
  });
});
