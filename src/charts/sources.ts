/** Where charts may be fetched from: Istio's own places, and those that somebody in charge has named. */

/**
 * Where Istio publishes the charts of all its releases, in the order in which they are asked. The first is what a chart
 * without a repository comes from. Source: https://istio.io/latest/blog/2026/retirement-of-gcp/.
 */
export const ISTIO_HOMES = [
  'https://blob.istio.io/istio-release/charts',
  'oci://ghcr.io/istio/release/charts',
] as const;

/** Where it published them until 1.30, and takes them away in December 2026. Source: the same. */
export const RETIRED_SOURCES = [
  'https://istio-release.storage.googleapis.com/charts',
  'oci://registry.istio.io/release/charts',
  'oci://gcr.io/istio-release/charts',
] as const;

/** Istio's own places: the same charts under the same names. */
export const ISTIO_SOURCES: readonly string[] = [...ISTIO_HOMES, ...RETIRED_SOURCES];

/** Where each release before 1.6 had a repository of its own: its charts are none that are judged. */
const BEFORE_1_6 = /^https:\/\/storage\.googleapis\.com\/istio-(?:pre)?release\/releases\//i;

/** Whether it is one of the places that Istio's charts of before 1.6 came from. */
export function isOfOldRelease(repository: string | undefined): boolean {
  return repository !== undefined && BEFORE_1_6.test(repository.trim());
}

/** What holds the archives of Istio's releases. Source: release/downloadIstioCandidate.sh of Istio. */
export const ISTIO_RELEASES = 'https://github.com/istio/istio/releases/download';

/** A place that a chart can be had from: a Helm repository, a registry, or archives of releases. */
export interface RemoteSource {
  readonly kind: 'repository' | 'registry' | 'releases';
  /** Normalised: scheme and host in lower case, no slash at the end. */
  readonly url: string;
}

/** Whether a `--charts` value names a place in the network rather than a folder. */
export function isUrl(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
}

/**
 * A repository or registry, normalised; undefined for what is neither, or carries a user, a query or anything else
 * that could make two readers see two places in it.
 */
export function remoteSource(text: string): RemoteSource | undefined {
  const parts = /^(https?|oci):\/\/([a-z0-9.-]+(?::\d{1,5})?)((?:\/[a-z0-9._~-]+)*)\/*$/i.exec(text.trim());
  if (!parts) return undefined;
  const [, scheme = '', host = '', folder = ''] = parts;
  if (folder.split('/').some(segment => segment === '.' || segment === '..')) return undefined;
  const isReleases = folder.endsWith('/releases/download');
  const kind = scheme.toLowerCase() === 'oci' ? 'registry' : isReleases ? 'releases' : 'repository';
  return { kind, url: `${scheme.toLowerCase()}://${host.toLowerCase()}${folder}` };
}

/**
 * The source behind a declared repository, where fetching from it is allowed: the same scheme, host, port and path as
 * one of Istio's own or of those allowed. What is fetched from is the allowed spelling, never the declared one.
 */
export function allowedSource(declared: string, allowed: readonly string[]): RemoteSource | undefined {
  const wanted = remoteSource(declared);
  if (!wanted) return undefined;
  for (const candidate of [...ISTIO_SOURCES, ISTIO_RELEASES, ...allowed]) {
    const source = remoteSource(candidate);
    if (source && source.url.toLowerCase() === wanted.url.toLowerCase()) return source;
  }
  return undefined;
}

/** Whether it is on this machine: only there may a registry do without TLS. */
export function isLoopback(source: RemoteSource): boolean {
  return /^[a-z]+:\/\/(localhost|127\.\d+\.\d+\.\d+)(:\d+)?(\/|$)/.test(source.url);
}

/** A place of Istio's own, and after it where Istio publishes the same charts for good. */
export function withStandIns(source: RemoteSource): readonly RemoteSource[] {
  if (!ISTIO_SOURCES.includes(source.url)) return [source];
  const homes = ISTIO_HOMES.flatMap(home => remoteSource(home) ?? []);
  return [source, ...homes.filter(({ url }) => url !== source.url)];
}
