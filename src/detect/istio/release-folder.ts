/** Charts out of an unpacked release of Istio, named by their folders in it: `istio-1.22.2/manifests/charts/base`. */
import { ISTIO_HOMES, ISTIO_RELEASES } from '../../charts/sources.js';
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

/** What charts are called below the folder of a release that was not kept as it is: `istio-1.22.2/charts/istiod`. */
const RENAMED: Readonly<Record<string, string>> = {
  istiod: 'istio-control/istio-discovery',
  'istio-discovery': 'istio-control/istio-discovery',
  cni: 'istio-cni',
  'istio-base': 'base',
  'istio-ingress': 'gateways/istio-ingress',
  'istio-egress': 'gateways/istio-egress',
};
/** Folders of a release that hold charts, and those that people put in between. */
const HOLDS_CHARTS = /^(?:manifests|charts|helm|helm-charts)$/;

/**
 * The same, and what stands below a folder that names a whole release, however much of that people copied, and how:
 * `helm/istio-1.18.0/charts/base`.
 */
export function unpackedChart(path: string): ReleaseFolderChart | undefined {
  if (path.length > MAX_PATH || path.includes('://')) return undefined;
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  const at = parts.findLastIndex(part => versionOf(part).version !== undefined);
  const below = at < 0 ? [] : parts.slice(at + 1);
  const start = below.findIndex(part => !HOLDS_CHARTS.test(part));
  const folder = start < 0 ? '' : below.slice(start).join('/');
  const own = Object.hasOwn(RENAMED, folder) ? (RENAMED[folder] ?? '') : folder;
  const chart = Object.hasOwn(FOLDERS, own) ? FOLDERS[own] : undefined;
  return chart ? { ...chart, ...versionOf(parts[at]) } : chartOfReleaseFolder(path);
}

/** The release's folder above `install/kubernetes/helm/istio`. */
const FORMER_DEPTH = 5;

function versionOf(release: string | undefined): Pick<ReleaseFolderChart, 'version'> {
  const version = /^istio-(.+)$/.exec(release ?? '')?.[1];
  const isVersion = version !== undefined && (/^v?\d+\.\d+\.\d/.test(version) || hasPlaceholder(version));
  return isVersion ? { version } : {};
}
