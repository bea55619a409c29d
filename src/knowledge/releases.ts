/** What is known of Istio's releases as a whole: how long they are supported, on which Kubernetes, and what is wrong with them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coerce, satisfies } from 'semver';

/** Name of the packed file within the folder of assets. */
export const RELEASES_FILE = 'releases.json';

/** One minor, as `knowledge/releases/support.yaml` has it. */
export interface MinorSupport {
  readonly minor: string;
  /** Days: `YYYY-MM-DD`. */
  readonly released: string;
  /** The last day of support; null: not known yet. */
  readonly supportEnds: string | null;
  /** Its last patch, for minors that are older than the facts. */
  readonly newest?: string;
  /** Oldest and newest Kubernetes minor that is supported. */
  readonly kubernetes: { readonly from: string; readonly to: string };
  readonly source: string;
}

/** One security bulletin, as `knowledge/releases/bulletins.yaml` has it. */
export interface Bulletin {
  readonly id: string;
  readonly published: string;
  readonly cvss: number | null;
  readonly cves: readonly string[];
  /** Ranges of releases in semver's spelling. */
  readonly affected: readonly string[];
  /** First releases with the fix, where they are newer than the ranges tell. */
  readonly fixed?: readonly string[];
  readonly about: string;
  readonly concerns: string;
}

/** Helm versions that refuse a chart, as `knowledge/releases/helm.yaml` has them. */
export interface HelmRefusal {
  readonly chart: string;
  readonly releases: readonly string[];
  readonly helm: string;
  readonly source: string;
}

export interface ReleasesFile {
  readonly sources: { readonly table: string; readonly policy: string; readonly skew: string };
  readonly minors: readonly MinorSupport[];
  readonly bulletins: readonly Bulletin[];
  readonly refusals: readonly HelmRefusal[];
}

export interface Releases {
  readonly sources: ReleasesFile['sources'];
  /** Of the minor that a release belongs to; undefined for one that is not known. */
  support(version: string): MinorSupport | undefined;
  /** Bulletins that concern a release, worst first. */
  bulletins(version: string): readonly Bulletin[];
  /** Bulletins that were published after a day. */
  publishedAfter(day: string): readonly Bulletin[];
  refusals(chart: string, version: string): readonly HelmRefusal[];
}

const loaded = new Map<string, Releases>();

/**
 * Opens the packed data; read once per folder.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
export function loadReleases(folder: string): Releases {
  const known = loaded.get(folder);
  if (known) return known;
  const releases = releasesOf(JSON.parse(readFileSync(join(folder, RELEASES_FILE), 'utf8')) as ReleasesFile);
  loaded.set(folder, releases);
  return releases;
}

export function releasesOf(file: ReleasesFile): Releases {
  const byMinor = new Map(file.minors.map(support => [support.minor, support]));
  return {
    sources: file.sources,
    support: version => byMinor.get(minorOf(version)),
    bulletins: version =>
      file.bulletins
        .filter(({ affected }) => affected.some(range => satisfies(version, range)))
        .toSorted((a, b) => (b.cvss ?? 0) - (a.cvss ?? 0) || (a.id < b.id ? 1 : -1)),
    publishedAfter: day => file.bulletins.filter(({ published }) => published > day),
    refusals: (chart, version) =>
      file.refusals.filter(
        refusal => refusal.chart === chart && refusal.releases.some(range => satisfies(version, range)),
      ),
  };
}

/** `1.22` of `1.22.2`. */
export function minorOf(version: string): string {
  const known = coerce(version);
  return known ? `${known.major}.${known.minor}` : '';
}

/** Where a bulletin is published. */
export function bulletinAddress({ id }: Pick<Bulletin, 'id'>): string {
  return `https://istio.io/latest/news/security/${id.toLowerCase()}/`;
}
