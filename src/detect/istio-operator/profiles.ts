/** What the profiles of `istioctl install` switch on. Source: manifests/profiles of Istio. */
import { compareVersions } from '../istio/version.js';

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

/** Profiles that the charts know by the same name (`files/profile-NAME.yaml`), from 1.21 on. */
const OF_CHARTS: ReadonlySet<string> = new Set(['ambient', 'demo', 'preview', 'stable']);

/**
 * What a profile of istioctl chooses of the charts. Source: manifests/profiles of Istio; a profile that the release has
 * no more is handed on, so that its chart refuses it as istioctl does.
 * @param version Istio's own; undefined where undecided
 */
export function chartChoices(
  profile: string,
  version: string | undefined,
): { readonly profile?: string; readonly platform?: string } {
  const isFrom = (release: string): boolean =>
    version !== undefined && (compareVersions(version, release) ?? 0) >= 0;
  if (profile === 'openshift') {
    return isFrom('1.21.0') && !isFrom('1.24.0') ? { profile } : { platform: 'openshift' };
  }
  if (profile === 'openshift-ambient') {
    return isFrom('1.24.0') ? { profile: 'ambient', platform: 'openshift' } : { profile };
  }
  if (profile === 'remote') return isFrom('1.24.0') ? { profile } : {};
  if (profile === 'external') return isFrom('1.22.0') ? { profile } : {};
  return OF_CHARTS.has(profile) ? { profile } : {};
}

/** Where a profile puts a component, if it says so. */
export function namespaceByProfile(profile: string, component: OperatorComponent): string | undefined {
  if (component === 'cni' && /^openshift(-ambient)?$/.test(profile)) return 'kube-system';
  return component === 'ztunnel' && profile === 'openshift-ambient' ? 'kube-system' : undefined;
}

/**
 * What a profile installs; an unknown one is taken as `default`.
 * @param version Istio's own; null where undecided
 */
export function componentsOf(profile: string, version: string | null = null): ReadonlySet<OperatorComponent> {
  return isRemoteOnly(profile, version) ? REMOTE : (PROFILES.get(profile) ?? DEFAULT);
}

/** Until 1.23 these profiles install the chart istiod-remote and nothing else: the istiod chart took its place. */
export function isRemoteOnly(profile: string, version: string | null): boolean {
  if (profile !== 'remote' && profile !== 'external') return false;
  return version !== null && (compareVersions(version, '1.24.0') ?? 0) < 0;
}

const REMOTE: ReadonlySet<OperatorComponent> = new Set(['pilot']);

export function isKnownProfile(profile: string): boolean {
  return PROFILES.has(profile);
}

/** Profiles of other tools that hand them on to the charts by the same name. */
export function isChartProfile(profile: string): boolean {
  return OF_CHARTS.has(profile) || profile === 'remote' || profile === 'openshift-ambient';
}
