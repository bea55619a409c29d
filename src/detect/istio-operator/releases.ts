/** The charts that an IstioOperator, or `istioctl install` with flags, stands for. */
import { ISTIO_RELEASES } from '../../charts/sources.js';
import type { DataPath, IstioChart, Position, Problem, Release, ValuesLayer } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import { type DecidedVersion, hasPlaceholder, publishedRelease } from '../istio/published-release.js';
import { compareVersions, istioVersionOf } from '../istio/version.js';
import { isEnabled, namespaceOf, SINGLE, type SingleComponent, TARGETS } from './components.js';
import { droppedGateways, gatewaysOf, type OperatorGateway, STANDARD } from './gateways.js';
import { isKnownProfile, isRemoteOnly } from './profiles.js';
import { type ComponentSettings, componentSettings } from './settings.js';
import { type OperatorSpec, settingsOf } from './spec.js';
import { gatewayLayers, operatorValues } from './values.js';

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
  const plain = plainVersion(install.version);
  const shared: Problem[] = [...install.problems];
  const at = spec.read(['profile']) ?? install.declared;
  if (!isKnownProfile(profile))
    shared.push({
      what: `profile ${profile}`,
      why: 'it is none of istioctl’s own: what it sets is not known',
      file: at.file,
      line: at.line,
      blocking: true,
      ...(hasPlaceholder(profile) ? {} : { selfContained: true as const }),
    });
  if (isRemoteOnly(profile, plain))
    shared.push({
      what: `profile ${profile}`,
      why: `until 1.23 it installs a chart of its own, istiod-remote, which is compared by the istiod chart here`,
      file: at.file,
      line: at.line,
      blocking: false,
      selfContained: true,
    });
  const releases: Release[] = [];
  for (const [component, chart] of SINGLE) {
    if (!isEnabled(spec, component, profile, plain)) continue;
    releases.push(single(install, component, chart, namespaceOf(spec, component, profile)));
  }
  for (const kind of ['ingressGateways', 'egressGateways'] as const) {
    for (const gateway of gatewaysOf(spec, kind, profile, plain))
      releases.push(gatewayRelease(install, gateway, gateway.namespace ?? namespaceOf(spec, kind, profile)));
  }
  const dropped = droppedGateways(spec, profile, plain);
  return releases.map((release, index) => ({
    ...release,
    problems: [...release.problems, ...shared.filter(problem => homeOf(problem, releases) === index)],
    ...(index === 0 && dropped.length > 0 ? { dropped } : {}),
  }));
}

/** What is said once is a problem of the first release, half a bump one of the release whose chart it is about. */
function homeOf({ halfBump }: Problem, releases: readonly Release[]): number {
  const own = releases.findIndex(({ chart }) => chart.name === halfBump?.chart);
  return Math.max(own, 0);
}

function single(
  install: OperatorInstall,
  component: SingleComponent,
  chart: IstioChart,
  namespace: string,
): Release {
  const { spec } = install;
  const values = operatorValues(spec, chart, plainVersion(install.version));
  const revision = spec.text(['values', 'revision']) ?? spec.text(['revision']) ?? '';
  const named = component === 'pilot' && revision !== '' && revision !== 'default';
  const target = TARGETS[component];
  const settings = settingsOf(spec, component).map(k8s =>
    componentSettings(k8s, {
      ...target,
      name: named ? `${target.name}-${revision}` : target.name,
      what: `components.${component}`,
      inValues: skippedSettings(install, ['pilot', 'autoscaleEnabled'], component === 'pilot'),
    }),
  );
  return release(install, {
    name: chart,
    chart,
    repository: ISTIO_REPOSITORY,
    namespace,
    values: values.layers,
    unknown: values.unknown,
    settings,
  });
}

function gatewayRelease(
  install: OperatorInstall,
  { kind, name, entry }: OperatorGateway,
  namespace: string,
): Release {
  const { spec } = install;
  const chart = kind === 'ingressGateways' ? 'istio-ingress' : 'istio-egress';
  const root: DataPath = ['gateways', STANDARD[kind]];
  const values = operatorValues(spec, 'gateway', plainVersion(install.version));
  const k8s = entry?.at(['k8s']);
  const settings = k8s && [
    componentSettings(k8s, {
      what: `gateway ${name}`,
      kind: 'Deployment',
      name,
      container: 'istio-proxy',
      inValues: ['service.ports', ...skippedSettings(install, [...root, 'autoscaleEnabled'], true)],
    }),
  ];
  return release(install, {
    name,
    chart,
    repository: ISTIO_RELEASES,
    namespace,
    values: [...values.layers, ...gatewayLayers(root, name, entry, install.declared)],
    unknown: values.unknown,
    settings: settings ?? [],
  });
}

/** Before 1.24 the number of pods is left to an autoscaler that the values switch on. */
function skippedSettings(
  { spec, version }: OperatorInstall,
  autoscaled: DataPath,
  isScaled: boolean,
): readonly string[] {
  const plain = plainVersion(version);
  const isOld = plain !== null && (compareVersions(plain, '1.24.0') ?? 0) < 0;
  // Until 1.21 the default profile itself says so.
  const byProfile = plain !== null && (compareVersions(plain, '1.22.0') ?? 0) < 0;
  const found = spec.read(['values', ...autoscaled])?.value ?? byProfile;
  return isScaled && isOld && found === true ? ['replicaCount'] : [];
}

interface ReleaseParts {
  readonly name: string;
  readonly chart: string;
  readonly repository: string;
  readonly namespace: string;
  readonly values: readonly ValuesLayer[];
  readonly unknown: boolean;
  readonly settings: readonly ComponentSettings[];
}

function release(install: OperatorInstall, parts: ReleaseParts): Release {
  const { version, declared, form } = install;
  const { name, chart, repository, namespace, values, unknown, settings } = parts;
  const afterHelm = settings.flatMap(({ patches }) => patches);
  const found = publishedRelease({
    id: `${install.id}:${name}`,
    form,
    deployer: 'operator',
    declared,
    releaseName: name,
    namespace,
    name: chart,
    repository,
    version: { ...version, version: plainVersion(version) },
    values,
    problems: settings.flatMap(({ problems }) => problems),
    valuesUnknown: unknown || install.valuesUnknown === true,
  });
  return {
    ...found,
    renderedAs: 'istio',
    ...(afterHelm.length > 0 ? { afterHelm } : {}),
    ...(unknown && install.valuesUnknown !== true ? { settledByRender: true } : {}),
  };
}

function plainVersion({ version }: DecidedVersion): string | null {
  return version === null ? null : (istioVersionOf(version) ?? version);
}
