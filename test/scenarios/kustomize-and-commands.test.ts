/** The founding incident, declared through Kustomize, scripts, IstioOperators, Sail, Fleet, k3s and rendered manifests. */

import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const helms = charts ? await testHelms() : [];
const [helm] = helms;

interface Form {
  readonly name: string;
  readonly file: string;
  /** Line of the version. */
  readonly line: number;
  declare(version: string, pin: boolean): string;
  /** Line of the pin, where there is one. */
  readonly pinLine: number;
}

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

const FORMS: readonly Form[] = [
  {
    name: 'Kustomize',
    file: 'mesh/kustomization.yaml',
    line: 4,
    pinLine: 9,
    declare: (version, pin) =>
      `helmCharts:\n- name: istiod\n  repo: ${REPOSITORY}\n  version: ${version}\n  namespace: istio-system\n` +
      (pin ? '  valuesInline:\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n' : ''),
  },
  {
    name: 'a script',
    file: 'mesh/install.sh',
    line: 1,
    pinLine: 3,
    declare: (version, pin) =>
      `V=${version} # istio\nhelm upgrade -i istiod istio/istiod -n istio-system --version $V` +
      (pin ? ' \\\n  --set-string pilot.env.ENABLE_AUTO_SNI=false\n' : '\n'),
  },
  {
    name: 'an IstioOperator',
    file: 'mesh/op.yaml',
    line: 5,
    pinLine: 11,
    declare: (version, pin) =>
      `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec:\n  tag: ${version}\n  profile: minimal\n` +
      (pin
        ? '  components:\n    pilot:\n      k8s:\n        env:\n        - {name: ENABLE_AUTO_SNI, value: "false"}\n'
        : ''),
  },
  {
    name: 'Sail',
    file: 'mesh/istio.yaml',
    line: 5,
    pinLine: 9,
    declare: (version, pin) =>
      `apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec:\n  version: v${version}\n` +
      (pin ? '  values:\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n' : ''),
  },
  {
    name: 'Fleet',
    file: 'mesh/fleet.yaml',
    line: 5,
    pinLine: 8,
    declare: (version, pin) =>
      `defaultNamespace: istio-system\nhelm:\n  chart: istiod\n  repo: ${REPOSITORY}\n  version: ${version}\n` +
      (pin ? '  values:\n    pilot:\n      env: {ENABLE_AUTO_SNI: "false"}\n' : ''),
  },
  {
    name: 'k3s',
    file: 'mesh/chart.yaml',
    line: 6,
    pinLine: 11,
    declare: (version, pin) =>
      `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod, namespace: kube-system}\nspec:\n  chart: ${REPOSITORY}/istiod-${version}.tgz\n  version: ${version}\n  targetNamespace: istio-system\n` +
      (pin ? '  valuesContent: |\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n' : ''),
  },
  {
    name: 'rendered manifests',
    file: 'mesh/install.yaml',
    line: 16,
    pinLine: 19,
    declare: (version, pin) =>
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    trustDomain: cluster.local\n---\n' +
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  template:\n    spec:\n      containers:\n' +
      `      - name: discovery\n        image: docker.io/istio/pilot:${version}\n        env:\n` +
      '        - {name: POD_NAME, value: x}\n' +
      (pin ? '        - {name: ENABLE_AUTO_SNI, value: "false"}\n' : ''),
  },
];

const RULE: Files = { 'apps/rule.yaml': destinationRule() };

(helm && charts ? describe : describe.skip)('scenarios: the founding incident', () => {
  const options = { ...(helm ? { helm: helm.path } : {}), ...(charts ? { charts } : {}) };

  it.each(FORMS)('is caught in $name', async ({ file, line, declare }) => {
    const report = await analyse(
      { ...RULE, [file]: declare('1.20.6', false) },
      { ...RULE, [file]: declare('1.22.2', false) },
      options,
    );
    const found = findings(report, 'auto-sni', 'exposed');
    expect(places(found)).toEqual(['apps/rule.yaml:9']);
    expect(report.verdict).toBe('fail');
    expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
    expect(report.changes.length).toBeGreaterThan(0);
    const plane = report.upgrades.find(({ chart }) => chart === 'istiod');
    expect(plane).toMatchObject({
      from: { version: '1.20.6', file, line },
      to: { version: '1.22.2', file, line },
    });
  });

  it.each(FORMS)('is mitigated by a pin in $name', async ({ file, declare, pinLine }) => {
    const report = await analyse(
      { ...RULE, [file]: declare('1.20.6', true) },
      { ...RULE, [file]: declare('1.22.2', true) },
      options,
    );
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    const mitigated = findings(report, 'auto-sni', 'mitigated');
    expect(places(mitigated)).toContain(`${file}:${pinLine}`);
  });

  it('does not call values that it can’t see safe, nor exposed', async () => {
    const script = (version: string) => ({
      ...RULE,
      'install.sh': `helm upgrade -i istiod istio/istiod -n istio-system --version ${version} -f $VALUES\n`,
    });
    const report = await analyse(script('1.20.6'), script('1.22.2'), options);
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
    expect(findings(report, 'auto-sni', 'possible')).toHaveLength(1);
    expect(['attention', 'incomplete']).toContain(report.verdict);
  });

  it('says incomplete where the tree does not decide the version', async () => {
    const script = (flag: string) => ({
      ...RULE,
      'install.sh': `helm upgrade -i istiod istio/istiod ${flag}\n`,
    });
    const report = await analyse(script('--version 1.20.6'), script('--version "$1"'), options);
    expect(report.verdict).toBe('incomplete');
  });

  it('keeps a tree of managed meshes out of the green', async () => {
    const mesh = (version: string) => ({
      'smcp.yaml': `apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: istio}\nspec: {version: ${version}}\n`,
    });
    expect((await analyse(mesh('v2.5'), mesh('v2.6'), options)).verdict).toBe('incomplete');
    expect((await analyse(mesh('v2.5'), mesh('v2.5'), options)).verdict).toBe('no-upgrade');
  });
});
