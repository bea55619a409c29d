/** What the profiles of `istioctl install` switch on. Source: manifests/profiles of Istio. */

export type OperatorComponent = 'base' | 'pilot' | 'cni' | 'ztunnel' | 'ingressGateways' | 'egressGateways';

const DEFAULT: ReadonlySet<OperatorComponent> = new Set(['base', 'pilot', 'ingressGateways']);
const CONTROL_PLANE: ReadonlySet<OperatorComponent> = new Set(['base', 'pilot']);

const PROFILES: ReadonlyMap<string, ReadonlySet<OperatorComponent>> = new Map([
  ['default', DEFAULT],
  ['stable', DEFAULT],
  ['preview', DEFAULT],
  ['demo', new Set<OperatorComponent>(['base', 'pilot', 'ingressGateways', 'egressGateways'])],
  ['openshift', new Set<OperatorComponent>(['base', 'pilot', 'cni', 'ingressGateways'])],
  ['openshift-ambient', new Set<OperatorComponent>(['base', 'pilot', 'cni', 'ztunnel'])],
  ['ambient', new Set<OperatorComponent>(['base', 'pilot', 'cni', 'ztunnel'])],
  ['minimal', CONTROL_PLANE],
  ['remote', CONTROL_PLANE],
  ['external', CONTROL_PLANE],
  ['empty', new Set<OperatorComponent>()],
]);

/** Profiles that the charts know by the same name (`files/profile-NAME.yaml`). */
const OF_CHARTS: ReadonlySet<string> = new Set([
  'ambient',
  'demo',
  'preview',
  'stable',
  'remote',
  'openshift-ambient',
]);

/** What a profile installs; an unknown one is taken as `default`. */
export function componentsOf(profile: string): ReadonlySet<OperatorComponent> {
  return PROFILES.get(profile) ?? DEFAULT;
}

export function isKnownProfile(profile: string): boolean {
  return PROFILES.has(profile);
}

export function isChartProfile(profile: string): boolean {
  return OF_CHARTS.has(profile);
}
