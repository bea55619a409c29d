/** Charts out of an unpacked release of Istio, named by their folders in it: `istio-1.22.2/manifests/charts/base`. */
import { ISTIO_HOMES, ISTIO_RELEASES } from '../charts/sources.js';
import { formerChartFolder } from './former-charts.js';
import { hasPlaceholder } from './published-release.js';

export interface ReleaseFolderChart {
  readonly name: string;
  readonly repository: string;
  /** As the folder of the release names it; undefined where it names none. */
  readonly version?: string;
}

/** Folders of manifests/charts, with the names that their charts are published under; only releases hold those of gateways. */
const FOLDERS: Readonly<Record<string, Omit<ReleaseFolderChart, 'version'>>> = {
  base: { name: 'base', repository: ISTIO_HOMES[0] },
  'istio-control/istio-discovery': { name: 'istiod', repository: ISTIO_HOMES[0] },
  'istio-cni': { name: 'cni', repository: ISTIO_HOMES[0] },
  ztunnel: { name: 'ztunnel', repository: ISTIO_HOMES[0] },
  gateway: { name: 'gateway', repository: ISTIO_HOMES[0] },
  'gateways/istio-ingress': { name: 'istio-ingress', repository: ISTIO_RELEASES },
  'gateways/istio-egress': { name: 'istio-egress', repository: ISTIO_RELEASES },
};

/** Where to look for the version of what is unpacked under a name without one: a folder is never the newest release. */
export const UNPACKED =
  'it is that of the release of Istio that is unpacked there, which this repository does not hold';

/** Longer than any path of people. */
const MAX_PATH = 1000;

/** Undefined for any other path. */
export function chartOfReleaseFolder(path: string): ReleaseFolderChart | undefined {
  if (path.length > MAX_PATH || path.includes('://')) return undefined;
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  const former = formerChartFolder(parts.join('/'));
  if (former !== undefined)
    return { name: former, repository: ISTIO_HOMES[0], ...versionOf(parts.at(-FORMER_DEPTH)) };
  const start = parts.findLastIndex((part, index) => part === 'charts' && parts[index - 1] === 'manifests');
  // Copied out of a release, its charts keep the folders of their own.
  const folder = (start < 0 ? parts.slice(-2) : parts.slice(start + 1)).join('/');
  if (!Object.hasOwn(FOLDERS, folder) || (start < 0 && !folder.includes('/'))) return undefined;
  const chart = FOLDERS[folder];
  return chart && { ...chart, ...versionOf(parts[start - 2]) };
}

/** The release's folder above `install/kubernetes/helm/istio`. */
const FORMER_DEPTH = 5;

function versionOf(release: string | undefined): Pick<ReleaseFolderChart, 'version'> {
  const version = /^istio-(.+)$/.exec(release ?? '')?.[1];
  const isVersion = version !== undefined && (/^v?\d+\.\d+\.\d/.test(version) || hasPlaceholder(version));
  return isVersion ? { version } : {};
}
