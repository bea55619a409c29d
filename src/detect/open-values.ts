/** Values that the tree leaves open: which of them may decide how Istio behaves. */
import type { OpenPath } from '../evaluated/plain.js';
import type { DataPath } from '../model.js';

/**
 * Keys that only say where and how large something runs, how it is called and reached. Whatever they hold, no setting of
 * istiod, of a proxy or of the mesh follows from it.
 */
const HARMLESS =
  /^(annotations|.*Annotations|labels|.*Labels|resources|.*[rR]esources|replicaCount|replicas|autoscal.*|minReplicas|maxReplicas|nodeSelector|tolerations|affinity|topologySpreadConstraints|imagePullSecrets|imagePullPolicy|priorityClassName|podDisruptionBudget|service|loadBalancerIP|loadBalancerSourceRanges|externalIPs|ingressPorts|clusterName|network|networkGateway|meshID|meshNetworks|istioNamespace|rootNamespace|hub|serviceAccount|serviceAccountAnnotations|terminationGracePeriodSeconds|extraContainerArgs|name|namespaceOverride|caAddress|remotePilotAddress|externalIstiod|logging|level|resourceQuotas|excludeNamespaces|cniBinDir|cniConfDir|zipkin|address)$/;

/** True where a value at this path may decide behaviour: the whole of the values (`[]`) always may. */
export function decidesBehaviour(path: DataPath): boolean {
  return !path.some(key => typeof key === 'string' && HARMLESS.test(key));
}

/** A few of them in words, with the places to look at. */
export function describeOpen(open: readonly OpenPath[]): string {
  const shown = open.slice(0, 4).map(({ path, gap }) => {
    const place = `${gap.at.file}:${gap.at.line}`;
    return path.length === 0
      ? `\`${gap.what}\` (${place})`
      : `\`${path.join('.')}\` (\`${gap.what}\`, ${place})`;
  });
  return open.length > 4 ? `${shown.join(', ')} and ${open.length - 4} more` : shown.join(', ');
}
