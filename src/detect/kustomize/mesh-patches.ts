/** Patches on resources of the mesh that a chart writes which Kustomize inflates: they are applied after Helm, and not here. */
import type { Problem } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { patchesOf } from './patches.js';
import type { Kustomization } from './ways.js';

/** Kinds of Istio and the Gateway API; a patch without a kind may be for any of them. */
const MESH_KIND =
  /^(?:|DestinationRule|VirtualService|ServiceEntry|Gateway|Sidecar|EnvoyFilter|WorkloadEntry|WorkloadGroup|ProxyConfig|AuthorizationPolicy|PeerAuthentication|RequestAuthentication|Telemetry|WasmPlugin|HTTPRoute|GRPCRoute|TLSRoute|TCPRoute)$/;

/** @param chain the kustomization that inflates the chart, and those around it */
export async function meshPatches(
  context: DetectContext,
  chain: readonly Kustomization[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { data, folder } of chain) {
    for (const { kind, name, at } of await patchesOf(context, data, folder)) {
      if (!MESH_KIND.test(kind)) continue;
      const what = `patch of ${kind || 'any kind'}${name ? ` ${name}` : ''}`;
      const why = 'it changes what the chart renders to after Helm, and is not applied here';
      problems.push({ what, why, ...at, blocking: true });
    }
  }
  return problems;
}
