/** The Kubernetes version that charts are rendered for, where nobody says which. */
import { maxSatisfying, rsort } from 'semver';
import type { DeclaredCluster } from '../detect/clusters.js';
import { newestTestedKubernetes } from '../knowledge/kubernetes.js';

const FALLBACK = '1.30';

/** The version of all clusters that a tree declares; undefined where it declares none, or several versions. */
export function declaredVersion(clusters: readonly DeclaredCluster[]): string | undefined {
  const versions = new Set(clusters.map(({ version }) => version));
  const [only] = versions;
  return versions.size === 1 ? only : undefined;
}

/**
 * A version inside the supported window of the newest of the given Istio versions. Always given to Helm, whose own
 * default differs between its versions.
 */
export function defaultKubernetesVersion(istioVersions: readonly string[]): string {
  const [newest] = rsort([...istioVersions]);
  return `${(newest && newestTestedKubernetes(newest)) ?? FALLBACK}.0`;
}

/** Minors of Kubernetes that charts may name. */
const MINORS = Array.from({ length: 64 }, (_, minor) => `1.${minor}.0`);

/**
 * The newest version of Kubernetes that a chart accepts, as the message with which Helm refuses another one tells; undefined
 * where it is no such message. Source: https://github.com/helm/helm/blob/v3.17.3/pkg/action/action.go
 */
export function acceptedKubernetes(message: string): string | undefined {
  const range = /requires kubeVersion: (.+?) which is incompatible with Kubernetes/.exec(message)?.[1];
  if (range === undefined) return undefined;
  return maxSatisfying(MINORS, range.replaceAll(',', ' '), { includePrerelease: true }) ?? undefined;
}
