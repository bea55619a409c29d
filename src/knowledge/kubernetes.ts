/** Which Kubernetes each minor of Istio was tested with: written down, since Istio's source does not say. */

/**
 * Newest Kubernetes minor that each Istio minor was tested with.
 * Source: https://istio.io/latest/docs/releases/supported-releases/
 */
const NEWEST_TESTED: Readonly<Record<string, string>> = {
  '1.16': '1.25',
  '1.17': '1.26',
  '1.18': '1.27',
  '1.19': '1.28',
  '1.20': '1.29',
  '1.21': '1.29',
  '1.22': '1.30',
  '1.23': '1.30',
  '1.24': '1.31',
  '1.25': '1.32',
  '1.26': '1.33',
  '1.27': '1.33',
  '1.28': '1.34',
  '1.29': '1.35',
  '1.30': '1.36',
};

/** The newest Kubernetes minor that a release was tested with; undefined for a release that is not known. */
export function newestTestedKubernetes(istioVersion: string): string | undefined {
  return NEWEST_TESTED[istioVersion.split('.').slice(0, 2).join('.')];
}
