/** Installations of Gloo Mesh: an IstioOperator's spec for each, of which those of gateways take gateways alone. */

import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

function managers(tag: string): Files {
  return {
    'mesh/istiod.yaml': dedent(`
      apiVersion: admin.gloo.solo.io/v2
      kind: IstioLifecycleManager
      metadata: {name: planes, namespace: gloo-mesh}
      spec:
        installations:
        - revision: 1-22
          clusters: [{name: one, defaultRevision: true}]
          istioOperatorSpec:
            profile: minimal
            tag: ${tag}
            namespace: istio-system
            components: {pilot: {k8s: {env: [{name: PILOT_ENABLE_X, value: "true"}]}}}
    `),
    'mesh/gateway.yaml': dedent(`
      apiVersion: admin.gloo.solo.io/v2
      kind: GatewayLifecycleManager
      metadata: {name: edge, namespace: gloo-mesh}
      spec:
        installations:
        - gatewayRevision: auto
          istioOperatorSpec:
            tag: ${tag}
            components: {ingressGateways: [{name: edge, namespace: edge, enabled: true}]}
    `),
  };
}

describe('detect/istio-operator/gloo-mesh', () => {
  it('finds what each installation brings, and leaves its values open', async () => {
    const { installations, problems } = await detect(memoryTree(managers('1.22.2-solo')));
    expect(
      installations.map(({ chart, istioVersion, revision, at }) => [
        chart,
        istioVersion,
        revision,
        at.file,
        at.line,
      ]),
    ).toEqual([
      ['gateway', '1.22.2', expect.anything(), 'mesh/gateway.yaml', 8],
      ['base', '1.22.2', expect.anything(), 'mesh/istiod.yaml', 10],
      ['istiod', '1.22.2', '1-22', 'mesh/istiod.yaml', 10],
    ]);
    expect(
      problems
        .filter(({ blocking }) => blocking)
        .map(({ what }) => what)
        .sort(),
    ).toEqual(['GatewayLifecycleManager edge', 'IstioLifecycleManager planes']);
  });

  it('reads those that scripts apply', async () => {
    const script = Object.values(managers('1.23.2-solo'))
      .map(text => `kubectl apply -f - <<EOF\n${text}EOF\n`)
      .join('');
    const { installations } = await detect(memoryTree({ 'up.sh': script }));
    expect(installations.map(({ chart, istioVersion, at }) => [chart, istioVersion, at.line])).toEqual([
      ['base', '1.23.2', 11],
      ['istiod', '1.23.2', 11],
      ['gateway', '1.23.2', 23],
    ]);
  });

  it('says nothing anew where something else of their file changes', async () => {
    const files = managers('1.22.2-solo');
    const script = (line: string): Files => ({
      'up.sh': `${line}\nkubectl apply -f - <<EOF\n${files['mesh/istiod.yaml']}EOF\n`,
    });
    const report = await analyse(script('./build.sh 1.0.0'), script('./build.sh 1.0.1'));
    expect([report.verdict, report.incomplete]).toEqual(['no-upgrade', []]);
  });

  it('stays undecided beside a version that moves', async () => {
    const { verdict, incomplete } = await analyse(managers('1.22.2-solo'), managers('1.24.2-solo'));
    expect(verdict).toBe('incomplete');
    expect(incomplete).toContainEqual(
      expect.objectContaining({ what: 'IstioLifecycleManager planes', blocking: true }),
    );
  });

  it('reads them in templates of a chart', async () => {
    const files = managers('"{{ .Values.tag }}"');
    const { installations } = await detect(
      memoryTree({
        'platform/Chart.yaml': 'apiVersion: v2\nname: platform\nversion: 0.1.0\n',
        'platform/values.yaml': 'tag: 1.22.2-solo\n',
        'platform/templates/istiod.yaml': files['mesh/istiod.yaml'] ?? '',
      }),
    );
    expect(installations.map(({ chart, istioVersion, at }) => [chart, istioVersion, at.file])).toEqual([
      ['base', '1.22.2', 'platform/values.yaml'],
      ['istiod', '1.22.2', 'platform/values.yaml'],
    ]);
  });

  it('tells a bump', async () => {
    const report = await analyse(managers('1.22.2-solo'), managers('1.24.1-solo'));
    expect(report.verdict).not.toMatch(/^(pass|no-upgrade)$/);
    expect(
      report.upgrades.map(({ chart, from, to }) => `${chart} ${from?.version} ${to?.version}`).sort(),
    ).toEqual(['base 1.22.2 1.24.1', 'gateway 1.22.2 1.24.1', 'istiod 1.22.2 1.24.1']);
  });
});
