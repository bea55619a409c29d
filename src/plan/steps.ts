/**
 * What is done in a hop, and in which order. Sources: the guides to upgrading by Helm,
 * https://istio.io/latest/docs/setup/upgrade/helm/ and https://istio.io/latest/docs/ambient/upgrade/helm/.
 */
import type { Releases } from '../knowledge/releases.js';
import type { Deployer, IstioChart, Plan, Statement } from '../model.js';
import { compareReleases } from './versions.js';

const HELM_GUIDE = 'https://istio.io/latest/docs/setup/upgrade/helm/';
const AMBIENT_GUIDE = 'https://istio.io/latest/docs/ambient/upgrade/helm/';
const IN_PLACE_GUIDE = 'https://istio.io/latest/docs/setup/upgrade/in-place/#downgrade-prerequisites';
const GATEWAY_GUIDE = 'https://istio.io/latest/docs/setup/additional-setup/gateway/#upgrading-gateways';
const CANARY_GUIDE = 'https://istio.io/latest/docs/setup/upgrade/canary/';

/** What the repository installs, as far as the order of steps depends on it. */
export interface Installed {
  readonly charts: ReadonlySet<IstioChart>;
  readonly deployers: ReadonlySet<Deployer>;
  /** Some workloads are in the ambient mesh. */
  readonly ambient: boolean;
  /** Kubernetes resources of the Gateway API are here. */
  readonly gatewayApi: boolean;
}

/** In their order; the way back is another than the way there. */
export function stepsDuring(
  hop: { readonly from: string; readonly to: string },
  method: Plan['method'],
  installed: Installed,
): readonly Statement[] {
  return compareReleases(hop.from, hop.to) > 0
    ? stepsBack(hop, installed)
    : stepsForward(hop, method, installed);
}

function stepsForward(
  { from, to }: { readonly from: string; readonly to: string },
  method: Plan['method'],
  { charts, ambient }: Installed,
): readonly Statement[] {
  const guide = ambient ? AMBIENT_GUIDE : HELM_GUIDE;
  const revision = revisionOf(to);
  const steps: Statement[] = [
    charts.has('base')
      ? { text: `base to ${to}: the CRDs come first`, source: guide }
      : {
          text: `The CRDs of ${to} first, wherever they are installed from: no base chart is in this repository`,
          source: guide,
        },
    method === 'canary'
      ? {
          text: `istiod ${to} as revision ${revision} beside ${from}; wait until it is ready`,
          source: CANARY_GUIDE,
        }
      : { text: `istiod to ${to}; wait until it is ready`, source: guide },
  ];
  if (charts.has('cni'))
    steps.push({
      text: `cni to ${to}, after istiod: it may be as old as one minor behind it; new pods wait while a node's agent restarts`,
      source: AMBIENT_GUIDE,
    });
  if (charts.has('ztunnel'))
    steps.push({
      text: `ztunnel to ${to}, after istiod, node by node: long-lived connections of the node are reset`,
      source: AMBIENT_GUIDE,
    });
  if (charts.has('gateway'))
    steps.push({
      text: `Gateways to ${to}, after istiod: their pods take the proxy of the control plane that injects them when they start`,
      source: GATEWAY_GUIDE,
    });
  if (method === 'canary')
    steps.push({
      text: `Move revision tags, or the namespaces' istio.io/rev, to ${revision}: the least important workloads first`,
      source: `${CANARY_GUIDE}#stable-revision-labels`,
    });
  steps.push({
    text: `Restart workloads with sidecars, so that they take the proxy of ${to}`,
    source: `${CANARY_GUIDE}#data-plane`,
  });
  return steps;
}

/** What must not be newer than its control plane goes back before it; newer CRDs serve an older istiod. */
function stepsBack({ to }: { readonly to: string }, { charts, ambient }: Installed): readonly Statement[] {
  const steps: Statement[] = [];
  for (const chart of ['ztunnel', 'cni'] as const)
    if (charts.has(chart))
      steps.push({
        text: `${chart} back to ${to}, before istiod: it may be one minor behind its control plane, and not ahead of it`,
        source: AMBIENT_GUIDE,
      });
  steps.push({ text: `istiod back to ${to}; wait until it is ready`, source: IN_PLACE_GUIDE });
  if (charts.has('gateway'))
    steps.push({
      text: `Gateways back to ${to} at once: their pods take the proxy of the control plane that injects them when they start`,
      source: GATEWAY_GUIDE,
    });
  steps.push({
    text: `Restart workloads with sidecars at once, so that no proxy is newer than its control plane`,
    source: `${CANARY_GUIDE}#data-plane`,
  });
  steps.push({
    text: charts.has('base')
      ? `base back to ${to} last, and only once nothing needs what the newer CRDs know: they are shared by all control planes`
      : `The CRDs last, if at all: they are shared by all control planes, and no base chart is in this repository`,
    source: ambient ? AMBIENT_GUIDE : HELM_GUIDE,
  });
  return steps;
}

export function stepsAfter(
  { from, to }: { readonly from: string; readonly to: string },
  method: Plan['method'],
  releases: Releases,
): readonly Statement[] {
  const isBack = compareReleases(from, to) > 0;
  return [
    {
      text: `See that no proxy of ${isBack ? 'a newer' : 'an older'} release is left: istioctl version and istioctl proxy-status name only ${to}`,
      source: releases.sources.skew,
    },
    ...(method === 'canary' && !isBack
      ? [
          {
            text: 'Remove the control plane of the old revision, then make the new one the default of the base chart',
            source: HELM_GUIDE,
          },
        ]
      : []),
  ];
}

/** `1-22-2` of `1.22.2`: the usual spelling. */
function revisionOf(version: string): string {
  return version.replaceAll('.', '-');
}
