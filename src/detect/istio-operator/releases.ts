/** The charts that an IstioOperator, or `istioctl install` with flags, stands for. */
import type { IstioChart, Position, Problem, Release } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import { istioVersionOf } from '../istio-version.js';
import { type DecidedVersion, publishedRelease } from '../published-release.js';
import { componentsOf, isKnownProfile, type OperatorComponent } from './profiles.js';
import type { OperatorSpec } from './spec.js';
import { operatorValues } from './values.js';

export interface OperatorInstall {
  /** `istio-operator:mesh/istio.yaml:mesh`, unique within the tree. */
  readonly id: string;
  readonly form: string;
  readonly declared: Position;
  readonly spec: OperatorSpec;
  readonly version: DecidedVersion;
  readonly problems: readonly Problem[];
  readonly valuesUnknown?: boolean;
}

export function operatorReleases(install: OperatorInstall): readonly Release[] {
  const { spec } = install;
  const profile = spec.text(['profile']) ?? 'default';
  const releases: Release[] = [];
  const shared: Problem[] = [...install.problems];
  const at = spec.read(['profile']) ?? install.declared;
  if (!isKnownProfile(profile))
    shared.push({
      what: `profile ${profile}`,
      why: 'it is none of istioctl’s own: what it sets is not known',
      file: at.file,
      line: at.line,
      blocking: true,
    });
  for (const [component, chart] of SINGLE) {
    if (!isEnabled(spec, component, profile)) continue;
    // What is said once is a problem of the first release only.
    releases.push(
      release(install, chart, chart, namespaceOf(spec, component), releases.length === 0 ? shared : []),
    );
  }
  for (const kind of ['ingressGateways', 'egressGateways'] as const) {
    for (const gateway of gatewaysOf(spec, kind, profile)) {
      const namespace = gateway.namespace ?? namespaceOf(spec, kind);
      const own = [...(releases.length === 0 ? shared : []), ...unmappedSettings(spec, kind, gateway.name)];
      releases.push(release(install, 'gateway', gateway.name, namespace, own));
    }
  }
  return releases;
}

const SINGLE: readonly (readonly [OperatorComponent, IstioChart])[] = [
  ['base', 'base'],
  ['pilot', 'istiod'],
  ['cni', 'cni'],
  ['ztunnel', 'ztunnel'],
];

function release(
  install: OperatorInstall,
  chart: IstioChart,
  name: string,
  namespace: string,
  shared: readonly Problem[],
): Release {
  const { spec, version, declared, form } = install;
  const isGateway = chart === 'gateway';
  const plain = version.version === null ? null : (istioVersionOf(version.version) ?? version.version);
  const values = isGateway
    ? { layers: [], problems: [], unknown: false }
    : operatorValues(spec, chart, plain);
  return publishedRelease({
    id: `${install.id}:${name}`,
    form,
    deployer: 'operator',
    declared,
    releaseName: name,
    namespace,
    name: chart,
    repository: ISTIO_REPOSITORY,
    version: { ...version, version: plain },
    values: values.layers,
    problems: [...shared, ...values.problems],
    // The gateways of istioctl come from charts of their own, with other values than the published one.
    valuesUnknown: isGateway || values.unknown || install.valuesUnknown === true,
  });
}

function isEnabled(spec: OperatorSpec, component: OperatorComponent, profile: string): boolean {
  const enabled = spec.read(['components', component, 'enabled'])?.value;
  if (typeof enabled === 'boolean') return enabled;
  if (componentsOf(profile).has(component)) return true;
  // A component that only the user names is on; one that the profile switches off stays off.
  return (
    (component === 'cni' || component === 'ztunnel') && isRecord(spec.read(['components', component])?.value)
  );
}

function gatewaysOf(
  spec: OperatorSpec,
  kind: 'ingressGateways' | 'egressGateways',
  profile: string,
): readonly { readonly name: string; readonly namespace?: string }[] {
  const standard = kind === 'ingressGateways' ? 'istio-ingressgateway' : 'istio-egressgateway';
  const byProfile = componentsOf(profile).has(kind);
  const listed = spec.read(['components', kind])?.value;
  if (!Array.isArray(listed)) return byProfile ? [{ name: standard }] : [];
  return listAt(listed, []).flatMap(entry => {
    const name = stringAt(entry, ['name']) ?? standard;
    const enabled = recordAt(entry, [])?.enabled;
    if (enabled === false || (enabled === undefined && name === standard && !byProfile)) return [];
    const namespace = stringAt(entry, ['namespace']);
    return [{ name, ...(namespace ? { namespace } : {}) }];
  });
}

/** Settings of a gateway that no value of the published chart stands for: `istioctl` has charts of its own for gateways. */
function unmappedSettings(
  spec: OperatorSpec,
  kind: 'ingressGateways' | 'egressGateways',
  name: string,
): readonly Problem[] {
  const listed = spec.read(['components', kind]);
  const index = listAt(listed?.value, []).findIndex(entry => stringAt(entry, ['name']) === name);
  const settings = recordAt(listed?.value, [index]);
  const key = ['k8s', 'label'].find(field => settings?.[field] !== undefined);
  const at = key === undefined ? undefined : spec.read(['components', kind, index, key]);
  if (!at) return [];
  const why =
    'istioctl installs gateways from a chart of its own: it is compared by the published gateway chart, without what ' +
    `\`components.${kind}\` sets for it`;
  return [
    { what: `gateway ${name}`, why, file: at.file, line: at.line, blocking: false, selfContained: true },
  ];
}

function namespaceOf(spec: OperatorSpec, component: OperatorComponent): string {
  return (
    spec.text(['components', component, 'namespace']) ??
    spec.text(['values', 'global', 'istioNamespace']) ??
    spec.text(['namespace']) ??
    (stringAt(spec.documents[0]?.data.value, ['metadata', 'namespace']) || 'istio-system')
  );
}
