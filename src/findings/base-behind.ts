/**
 * A control plane that goes ahead of its CRDs: the base chart of the same environment stays on an older minor. Sources:
 * https://istio.io/latest/docs/setup/upgrade/helm/ (base first),
 * https://github.com/istio/istio/blob/1.24.0/releasenotes/notes/v1-read-crd.yaml.
 */
import { gte, lt, major, minor } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import type { Finding, Installation, Upgrade } from '../model.js';

/** From here on istiod reads Istio's resources as v1, which the CRDs have from `V1_SERVED` on. */
const READS_V1 = '1.24.0';
const V1_SERVED = '1.22.0';

/**
 * One finding where the upgrade opens or widens the gap. What the base chart was told not to install, and CRDs that
 * somebody applies by hand, are not seen.
 * @param installations all of the tree after the change
 */
export function baseBehind(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  installations: readonly Installation[],
): Finding[] {
  const to = after.installation.istioVersion;
  const from = before.installation.istioVersion;
  if (upgrade.chart !== 'istiod' || to === null || from === null) return [];
  if (major(from) === major(to) && minor(from) >= minor(to)) return [];
  const { environment } = after.installation;
  const behind = installations.filter(
    ({ chart, environment: own, istioVersion }) =>
      chart === 'base' &&
      own === environment &&
      istioVersion !== null &&
      major(istioVersion) === major(to) &&
      minor(istioVersion) < minor(to),
  );
  // Several bases: which of them holds this control plane's CRDs is not plain.
  const [base] = behind;
  if (!base || behind.length > 1 || !base.istioVersion) return [];
  if (
    installations.filter(({ chart, environment: own }) => chart === 'base' && own === environment).length > 1
  )
    return [];
  const breaks = gte(to, READS_V1) && lt(base.istioVersion, V1_SERVED);
  return [
    {
      rule: 'base-behind',
      title: `The base chart stays at ${base.istioVersion} while istiod goes to ${to}`,
      summary: breaks
        ? `From 1.24 istiod reads Istio's resources as v1, which the CRDs of ${base.istioVersion} do not serve: it never gets ready, and ` +
          'proxies get no configuration from it. Its log repeats "failed to list … the server could not find the requested resource".'
        : `The CRDs that istiod reads come with the base chart. With older ones the API server drops fields that ${to} knows, without an ` +
          'error: what they set has no effect. Istio asks for the base chart to be upgraded first.',
      severity: breaks ? 'critical' : 'medium',
      exposure: 'exposed',
      introducedIn: to,
      knob: { kind: 'crd', name: 'CRDs of the base chart', from: from, to: to },
      upgrades: [upgrade.id],
      component: 'base',
      evidence: 'environment',
      locations: [
        {
          file: base.at.file,
          line: base.at.line,
          message: `the base chart is ${base.istioVersion}; istiod goes to ${to}`,
        },
      ],
      overrides: [
        {
          kind: 'fix',
          target: 'cluster',
          verified: null,
          weakens: null,
          note: `Take the base chart to ${to} with or before istiod. Where somebody else applies the CRDs, check that they are those of ${to}.`,
        },
      ],
      references: [
        'https://istio.io/latest/docs/setup/upgrade/helm/',
        'https://github.com/istio/istio/blob/1.24.0/releasenotes/notes/v1-read-crd.yaml',
      ],
      accepted: null,
    },
  ];
}
