import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files, findings, places } from '../support/scenario.js';

function mesh(tag: string, gateways: string, script = 'istioctl install -f op.yaml\n'): Files {
  return {
    'op.yaml': `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  tag: ${tag}\n${gateways}`,
    'install.sh': script,
  };
}

const OWN = '  components:\n    ingressGateways:\n    - name: edge\n      enabled: true\n';
const BOTH = `${OWN}    - name: istio-ingressgateway\n      enabled: true\n`;

describe('findings/gateway-dropped', () => {
  it("speaks where the list of 1.24 leaves out the profile's gateway that 1.23 merged in", async () => {
    const report = await analyse(mesh('1.23.2', OWN), mesh('1.24.2', OWN));
    const found = findings(report, 'gateway-dropped', 'exposed');
    expect(places(found)).toEqual(['op.yaml:7']);
    expect(found[0]).toMatchObject({
      severity: 'critical',
      locations: [{ message: expect.stringContaining('istio-ingressgateway is not in this list') }],
      overrides: [{ kind: 'fix', file: 'op.yaml', line: 7 }],
    });
    expect(report.upgrades.find(({ kind }) => kind === 'remove')).toMatchObject({
      releaseName: 'istio-ingressgateway',
    });
  });

  it('speaks once where a script installs several files, at the list that counts', async () => {
    const two = (tag: string): Files => ({
      ...mesh(
        tag,
        '  components:\n    ingressGateways:\n    - {name: first, enabled: true}\n',
        'istioctl install -f op.yaml -f more.yaml\n',
      ),
      'more.yaml': `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${BOTH}`,
    });
    const found = findings(await analyse(two('1.23.2'), two('1.24.2')), 'gateway-dropped', 'exposed');
    expect(places(found)).toEqual(['more.yaml:6']);
    expect(found[0]?.locations[0]?.message).toContain('first is not in this list');
  });

  it.each([
    ['all gateways are in the list', '1.23.2', '1.24.2', BOTH, BOTH],
    [
      'the profile brings none',
      '1.23.2',
      '1.24.2',
      `  profile: minimal\n${OWN}`,
      `  profile: minimal\n${OWN}`,
    ],
    ['both releases replace lists', '1.24.0', '1.26.2', OWN, OWN],
    ['both releases merge them', '1.22.0', '1.23.2', OWN, OWN],
    ['it goes back', '1.24.2', '1.23.2', OWN, OWN],
    [
      'somebody takes it out',
      '1.23.2',
      '1.24.2',
      BOTH,
      `${OWN}    - name: istio-ingressgateway\n      enabled: false\n`,
    ],
  ])('keeps quiet where %s', async (_, from, to, before, after) => {
    const report = await analyse(mesh(from, before), mesh(to, after));
    expect(report.findings.filter(({ rule }) => rule === 'gateway-dropped')).toEqual([]);
  });
});
