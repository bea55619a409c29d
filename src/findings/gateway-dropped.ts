/** Gateways that istioctl stops to install though nobody took them out: from 1.24 on a list takes the place of the profile's. */
import { gte, lt } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import type { Finding, Upgrade } from '../model.js';
import type { Sides } from './compatibility-gap.js';

const SINCE = '1.24.0';

/** @param all every installation that the change moves: those that go are among them */
export function gatewaysDropped(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  all: readonly Sides[],
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null || gte(from, SINCE) || lt(to, SINCE)) return [];
  const gone = new Set(
    all.flatMap(({ before: old, after: now }) =>
      old?.installation.valuesInChart && !now ? old.installation.release.releaseName : [],
    ),
  );
  const dropped = (after.installation.release.dropped ?? []).filter(({ name }) => gone.has(name));
  const [first] = dropped;
  if (!first) return [];
  return [
    {
      rule: 'gateway-dropped',
      title: 'istioctl stops to install a gateway that only the profile, or another file, names',
      summary:
        'Until 1.23 istioctl merged the gateways of all files and of the profile by their names. From 1.24 on the last list ' +
        'takes the place of all others: a gateway that is not in it is in no manifest any more, and `istioctl install` deletes ' +
        'it with its Service and address. Clients of that gateway can’t connect.',
      severity: 'critical',
      exposure: 'exposed',
      introducedIn: SINCE,
      upgrades: [upgrade.id],
      component: 'gateway',
      evidence: 'value',
      locations: dropped.map(({ name, at }) => ({
        ...at,
        message: `${name} is not in this list: it is installed at ${from}, and not at ${to}`,
      })),
      overrides: [
        {
          kind: 'fix',
          target: 'values',
          file: first.at.file,
          line: first.at.line,
          verified: null,
          weakens: null,
          note: `Add ${dropped.map(({ name }) => `\`- {name: ${name}, enabled: true}\``).join(' and ')} to the list, with the settings that other files give it.`,
        },
      ],
      references: [
        'https://github.com/istio/istio/blob/1.24.0/operator/pkg/values/map.go',
        'https://github.com/istio/istio/blob/1.23.0/operator/pkg/util/merge_iop.go',
        'https://github.com/kubeflow/manifests/pull/2950',
      ],
      accepted: null,
    },
  ];
}
