/** EnvoyFilters whose version match holds for the proxies of the old release and for none of the new one. */
import type { InstallationState } from '../behaviour/state.js';
import { hasTwinFor } from '../mesh/envoy-filter-twins.js';
import { type EnvoyFilterPatch, envoyFilterPatchesOf } from '../mesh/envoy-filters.js';
import type { Mesh } from '../mesh/mesh.js';
import { matchesProxyVersion } from '../mesh/proxy-version.js';
import { subjectOf } from '../mesh/resource.js';
import type { Finding, Severity, Upgrade } from '../model.js';

/** Extensions that keep somebody out: without them requests pass unchecked. */
const GUARDS = ['ext_authz', 'jwt_authn', 'rbac', 'basic_auth', 'oauth2', 'api_key_auth', 'local_ratelimit'];

/**
 * Findings for patches that stop to act with the new release and that no patch like them replaces: one for those that
 * guard something, one for the others. A match that can't be read is no evidence.
 */
export function envoyFiltersLeftBehind(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  mesh: Mesh,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (upgrade.chart !== 'istiod' || from === null || to === null || from === to) return [];
  const left = envoyFilterPatchesOf(mesh).filter(
    patch =>
      patch.proxyVersion !== '' &&
      matchesProxyVersion(patch.proxyVersion, from) === 'yes' &&
      matchesProxyVersion(patch.proxyVersion, to) === 'no' &&
      !hasTwinFor(mesh, patch, to),
  );
  const guards = left.filter(guardsSomething);
  const others = left.filter(patch => !guards.includes(patch));
  return [
    ...(guards.length > 0 ? [finding(upgrade, to, guards, 'high')] : []),
    ...(others.length > 0 ? [finding(upgrade, to, others, 'medium')] : []),
  ];
}

function guardsSomething({ extensions }: EnvoyFilterPatch): boolean {
  return extensions.some(({ name, type }) => GUARDS.some(guard => `${name} ${type}`.includes(guard)));
}

function finding(
  upgrade: Upgrade,
  to: string,
  patches: readonly EnvoyFilterPatch[],
  severity: Severity,
): Finding {
  return {
    rule: 'envoyfilter-left-behind',
    title:
      severity === 'high'
        ? 'EnvoyFilters that guard something leave out proxies of the new release'
        : 'EnvoyFilters leave out proxies of the new release',
    summary:
      `These patches are for proxies of some versions only, and ${to} is none of them: with each proxy that restarts ` +
      'into the new release what they do is gone, silently. No patch like them takes over here.',
    severity,
    exposure: 'exposed',
    introducedIn: to,
    knob: { kind: 'resource-field', name: 'match.proxy.proxyVersion', from: 'matches', to: 'does not match' },
    upgrades: [upgrade.id],
    component: 'proxy',
    evidence: 'resource',
    locations: patches.map(({ resource, path, applyTo, operation, proxyVersion }) => {
      const place = [...path, 'match', 'proxy', 'proxyVersion'];
      const line = resource.data.lineOf(place);
      return {
        file: resource.data.file,
        line,
        endLine: line,
        resource: subjectOf(resource),
        message: `${proxyVersion.slice(0, 80)} does not match ${to}: ${`${operation} ${applyTo}`.trim()} no longer acts`,
      };
    }),
    overrides: [
      {
        kind: 'fix',
        target: 'resource',
        verified: null,
        weakens: null,
        note: `Check the patch against ${to} (what it matches on may have moved) and widen its proxyVersion, or delete it where it was for old proxies only.`,
      },
    ],
    references: [
      'https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ProxyMatch',
      'https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/envoyfilter.go',
    ],
    accepted: null,
  };
}
