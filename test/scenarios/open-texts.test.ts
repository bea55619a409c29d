/** Texts of Istio's resources that something fills in: decided where the tree decides them, else named where a rule hangs on them. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

async function judged(files: Files) {
  const report = await analyse(
    { 'mesh.yaml': application('1.20.6'), ...files },
    { 'mesh.yaml': application('1.22.2'), ...files },
  );
  return (['exposed', 'possible', 'mitigated'] as const).flatMap(kind =>
    findings(report, 'auto-sni', kind).map(finding => ({
      kind,
      at: places([finding]),
      text: JSON.stringify(finding),
    })),
  );
}

/** A folder that Flux deploys, its texts filled in. */
function deployed(rule: string, postBuild: string): Files {
  const spec = dedent(`
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: apps, namespace: flux-system}
    spec:
      path: ./apps
      sourceRef: {kind: GitRepository, name: flux-system}
  `);
  return { 'apps/rule.yaml': rule, 'flux.yaml': `${spec}  postBuild: ${postBuild}\n` };
}

const OPEN = destinationRule('mode: ${TLS_MODE}');

describe('scenarios: texts that something fills in', () => {
  it('are undecided, by name, where nothing here decides them and a rule hangs on them', async () => {
    const found = await judged({ 'apps/rule.yaml': OPEN });
    expect(found).toMatchObject([{ kind: 'possible', at: ['apps/rule.yaml:9'] }]);
    expect(found[0]?.text).toContain('${TLS_MODE}');
    expect(found[0]?.text).not.toContain('filled-in');
  });

  it('are nobody’s business where no rule hangs on them', async () => {
    const rule = destinationRule()
      .replace('shop', '${TEAM}')
      .replace('spec:', 'spec:\n  workloadSelector: {matchLabels: {app: "${APP}"}}');
    expect(await judged({ 'apps/rule.yaml': rule })).toMatchObject([{ kind: 'exposed' }]);
  });

  it('are what Flux fills in, exposed and safe', async () => {
    expect(await judged(deployed(OPEN, '{substitute: {TLS_MODE: SIMPLE}}'))).toMatchObject([
      { kind: 'exposed', at: ['apps/rule.yaml:9'] },
    ]);
    expect(await judged(deployed(OPEN, '{substitute: {TLS_MODE: DISABLE}}'))).toEqual([]);
  });

  it('are undecided with a default that variables from elsewhere may override', async () => {
    const rule = destinationRule('mode: ${TLS_MODE:=DISABLE}');
    const elsewhere = '{substituteFrom: [{kind: Secret, name: settings}]}';
    expect(await judged(deployed(rule, elsewhere))).toMatchObject([{ kind: 'possible' }]);
    expect(await judged(deployed(rule, '{substitute: {OTHER: x}}'))).toEqual([]);
  });
});
