/** A pin in every form of declaration: written into the form's own values, or given as a snippet with its place. */
import { describe, expect, it } from '../support/jest.js';
import {
  analyse,
  application,
  destinationRule,
  type Files,
  findings,
  helmRelease,
} from '../support/scenario.js';

interface Row {
  readonly name: string;
  readonly files: (version: string) => Files;
  /** The lines that the patch adds, their indentation included. */
  readonly added?: readonly string[];
  /** Where nothing can be written: the place that the advice names. */
  readonly place?: string;
}

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const PIN = ['pilot:', '  env:', '    ENABLE_AUTO_SNI: "false"'];
const indented = (columns: number, ...above: readonly string[]): string[] =>
  [...above, ...PIN.map(line => `${'  '.repeat(above.length)}${line}`)].map((line, index) =>
    index < above.length
      ? `${' '.repeat(columns)}${'  '.repeat(index)}${line}`
      : `${' '.repeat(columns)}${line}`,
  );

const helmfile = (version: string, values: string): string => `repositories:
- name: istio
  url: ${REPOSITORY}
releases:
- name: istiod
  namespace: istio-system
  chart: istio/istiod
  version: ${version}
${values}`;

const terraform = (version: string, values: string): string => `resource "helm_release" "istiod" {
  name       = "istiod"
  repository = "${REPOSITORY}"
  chart      = "istiod"
  version    = "${version}"
  namespace  = "istio-system"
  ${values}
}
`;

const kustomization = (version: string, values: string): string => `helmCharts:
- name: istiod
  repo: ${REPOSITORY}
  version: ${version}
  releaseName: istiod
  namespace: istio-system
${values}`;

const operator = (version: string, values: string): string => `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: istio, namespace: istio-system}
spec:
  tag: ${version}
${values}`;

const sail = (version: string, values: string): string => `apiVersion: sailoperator.io/v1
kind: Istio
metadata: {name: default}
spec:
  version: v${version}
  namespace: istio-system
${values}`;

const VALUES = 'global:\n  hub: example.com/istio # ours\n';
const BELOW_SPEC = '  values:\n    global:\n      hub: example.com/istio\n';

const rows: readonly Row[] = [
  {
    name: 'a block string of an Argo CD Application',
    files: version => ({ 'a.yaml': application(version, 'values: |\n  # ours\n  global:\n    hub: x') }),
    added: indented(8),
  },
  {
    name: 'valuesObject of an Argo CD Application',
    files: version => ({ 'a.yaml': application(version, 'valuesObject:\n  global: {hub: x}') }),
    added: indented(8),
  },
  {
    name: 'an Argo CD Application without values',
    files: version => ({ 'a.yaml': application(version) }),
    added: indented(4, 'helm:', 'valuesObject:'),
  },
  {
    name: 'a folded string of an Argo CD Application',
    files: version => ({ 'a.yaml': application(version, 'values: >\n  global:\n    hub: x') }),
    place: 'a.yaml:12',
  },
  {
    name: 'spec.values of a HelmRelease',
    files: version => ({ 'f.yaml': helmRelease(version, BELOW_SPEC) }),
    added: indented(4),
  },
  {
    name: 'a HelmRelease without values',
    files: version => ({ 'f.yaml': helmRelease(version, '') }),
    added: indented(2, 'values:'),
  },
  {
    name: 'a values file of Helmfile',
    files: version => ({ 'helmfile.yaml': helmfile(version, '  values:\n  - v.yaml\n'), 'v.yaml': VALUES }),
    added: indented(0),
  },
  {
    name: 'values within a helmfile',
    files: version => ({ 'helmfile.yaml': helmfile(version, '  values:\n  - global:\n      hub: x\n') }),
    added: indented(4),
  },
  {
    name: 'a Go template of Helmfile',
    files: version => ({
      'helmfile.yaml': helmfile(version, '  values:\n  - v.yaml.gotmpl\n'),
      'v.yaml.gotmpl': 'global:\n  hub: {{ "x" }}\n',
    }),
    place: 'v.yaml.gotmpl:1',
  },
  {
    name: 'a values file of Terraform',
    files: version => ({
      'main.tf': terraform(version, 'values = [file("${path.module}/v.yaml")]'),
      'v.yaml': VALUES,
    }),
    added: indented(0),
  },
  {
    name: 'HCL',
    files: version => ({
      'main.tf': terraform(version, 'values = [yamlencode({ global = { hub = "x" } })]'),
    }),
    place: 'main.tf:7',
  },
  {
    name: 'HCL without values',
    files: version => ({ 'main.tf': terraform(version, '') }),
    place: 'main.tf:1',
  },
  {
    name: 'valuesInline of a kustomization',
    files: version => ({
      'kustomization.yaml': kustomization(version, '  valuesInline:\n    global: {hub: x}\n'),
    }),
    added: indented(4),
  },
  {
    name: 'a kustomization without values',
    files: version => ({ 'kustomization.yaml': kustomization(version, '') }),
    added: indented(2, 'valuesInline:'),
  },
  {
    name: 'spec.values of an IstioOperator',
    files: version => ({ 'o.yaml': operator(version, BELOW_SPEC) }),
    added: indented(4),
  },
  {
    name: 'an IstioOperator without values',
    files: version => ({ 'o.yaml': operator(version, '') }),
    added: indented(2, 'values:'),
  },
  {
    name: 'spec.values of the Sail operator',
    files: version => ({ 's.yaml': sail(version, BELOW_SPEC) }),
    added: indented(4),
  },
  {
    name: 'the Sail operator without values',
    files: version => ({ 's.yaml': sail(version, '') }),
    added: indented(2, 'values:'),
  },
  {
    name: 'a values file that a script names',
    files: version => ({
      'install.sh': `helm repo add istio ${REPOSITORY}\nhelm upgrade -i istiod istio/istiod -n istio-system --version ${version} -f v.yaml\n`,
      'v.yaml': VALUES,
    }),
    added: indented(0),
  },
];

describe('overrides: placed', () => {
  it.each(rows)('$name', async ({ files, added, place }) => {
    const rule = { 'config/rule.yaml': destinationRule() };
    const report = await analyse({ ...files('1.20.6'), ...rule }, { ...files('1.22.2'), ...rule });
    const [finding] = findings(report, 'auto-sni', 'exposed');
    const pin = finding?.overrides.find(
      ({ kind, path }) => kind === 'pin' && path?.includes('ENABLE_AUTO_SNI'),
    );
    const lines = pin?.patch?.split('\n').filter(line => /^[+-](?![+-])/.test(line));
    expect(lines).toEqual(added?.map(line => `+${line}`));
    if (place === undefined) return;
    expect(pin?.note).toMatch(/It has to be written by hand: /);
    expect(`${pin?.file}:${pin?.line}`).toBe(place);
    expect(pin?.value).toBe('false');
  });
});
