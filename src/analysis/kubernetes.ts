/** The Kubernetes version that charts are rendered for, where nobody says which. */
import { rsort } from 'semver';
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
