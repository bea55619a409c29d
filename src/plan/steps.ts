/**
 * What is done in a hop, and in which order. Sources: the guides to upgrading by Helm,
 * https://istio.io/latest/docs/setup/upgrade/helm/ and https://istio.io/latest/docs/ambient/upgrade/helm/.
 */

import type { Releases } from '../knowledge/releases.js';
import type { Deployer, Hop, IstioChart, Plan, Statement } from '../model.js';

const HELM_GUIDE = 'https://istio.io/latest/docs/setup/upgrade/helm/';
const AMBIENT_GUIDE = 'https://istio.io/latest/docs/ambient/upgrade/helm/';
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

/** In their order. */
export function stepsDuring(
  { from, to }: Pick<Hop, 'from' | 'to'>,
  method: Plan['method'],
  { charts, ambient }: Installed,
): readonly Statement[] {
  const guide = ambient ? AMBIENT_GUIDE : HELM_GUIDE;
  const revision = revisionOf(to);
  return [
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
    ...(charts.has('cni')
      ? [
          {
            text: `cni to ${to}, after istiod: it may be as old as one minor behind it; new pods wait while a node's agent restarts`,
            source: AMBIENT_GUIDE,
          },
        ]
      : []),
    ...(charts.has('ztunnel')
      ? [
          {
            text: `ztunnel to ${to}, after istiod, node by node: long-lived connections of the node are reset`,
            source: AMBIENT_GUIDE,
          },
        ]
      : []),
    ...(charts.has('gateway')
      ? [
          {
            text: `Gateways to ${to}, after istiod: no proxy may be newer than its control plane`,
            source: HELM_GUIDE,
          },
        ]
      : []),
    ...(method === 'canary'
      ? [
          {
            text: `Move revision tags, or the namespaces' istio.io/rev, to ${revision}: the least important workloads first`,
            source: `${CANARY_GUIDE}#stable-revision-labels`,
          },
        ]
      : []),
    {
      text: `Restart workloads with sidecars, so that they take the proxy of ${to}`,
      source: `${CANARY_GUIDE}#data-plane`,
    },
  ];
}

export function stepsAfter(
  { to }: Pick<Hop, 'to'>,
  method: Plan['method'],
  releases: Releases,
): readonly Statement[] {
  return [
    {
      text: `See that no proxy of an older release is left: istioctl version and istioctl proxy-status name only ${to}`,
      source: releases.sources.skew,
    },
    ...(method === 'canary'
      ? [
          {
            text: 'Remove the control plane of the old revision, then make the new one the default of the base chart',
            source: HELM_GUIDE,
          },
        ]
      : []),
  ];
}

/** Helm versions that refuse a chart of the target; Argo CD renders and applies without Helm's check of an installed release. */
export function helmSteps(to: string, { charts }: Installed, releases: Releases): readonly Statement[] {
  return [...charts].flatMap(chart =>
    releases.refusals(chart, to).map(({ helm, source }) => ({
      text: `The ${chart} chart of ${to} is refused by Helm ${helm} through its own schema: deploy with an older Helm, or with --skip-schema-validation`,
      source,
    })),
  );
}

/** `1-22-2` of `1.22.2`: the usual spelling. */
function revisionOf(version: string): string {
  return version.replaceAll('.', '-');
}
