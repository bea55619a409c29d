/** The Kubernetes version that charts are rendered for, where nobody says which. */
import { rsort } from 'semver';

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
  '1.26': '1.32',
  '1.27': '1.33',
  '1.28': '1.34',
  '1.29': '1.35',
  '1.30': '1.36',
};

const FALLBACK = '1.30';

/**
 * A version inside the supported window of the newest of the given Istio versions. Always given to Helm, whose own
 * default differs between its versions.
 */
export function defaultKubernetesVersion(istioVersions: readonly string[]): string {
  const [newest] = rsort([...istioVersions]);
  const minor = newest?.split('.').slice(0, 2).join('.') ?? '';
  return `${NEWEST_TESTED[minor] ?? FALLBACK}.0`;
}
