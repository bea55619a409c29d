/** The one command that writes the resources of a cluster that the rules look at, for `--manifests`. */

/** Kubernetes' own kinds that are looked at (`resource.ts`), as kubectl names them: every cluster has these. */
const BUILT_IN = [
  'namespaces',
  'services',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'cronjobs.batch',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
];

/** Of those that a cluster may lack. */
const ADDED = ['istio.io', 'gateway.networking.k8s.io', 'gateway.networking.x-k8s.io'];

/** What is written where. */
const FOLDER = 'istio-export';

/**
 * A shell command with a comment above it. It reads only, and no Secret: which resources there are is asked of the
 * cluster, since one that lacks a kind (the Gateway API is often not installed) refuses to list any.
 */
export function exportScript(): string {
  const groups = ADDED.map(group => group.replaceAll('.', '\\.')).join('|');
  const listed = `$(kubectl api-resources --verbs=list --output=name | grep -E '\\.(${groups})$' | sed 's/^/,/' | tr -d '\\n')`;
  const command = [
    `mkdir -p ${FOLDER}`,
    `kubectl get "${BUILT_IN.join(',')}${listed}" --all-namespaces --output=yaml > ${FOLDER}/cluster.yaml`,
  ].join(' && ');
  return [
    `# Reads only, no Secrets. Then: istio-preflight check --manifests ${FOLDER} ...`,
    '# Environment variables that Deployments spell out are written along: treat the file accordingly.',
    command,
    '',
  ].join('\n');
}
