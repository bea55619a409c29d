/** What is known of Istio's releases as a whole: how long they are supported, on what, and what is wrong with them. */
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
  /** Its last patch, for minors that the facts do not hold. */
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
  /** Advisories on GitHub for what has no CVE of its own. */
  readonly advisories?: readonly string[];
  /** Ranges of releases in semver's spelling, as the bulletin names them. */
  readonly affected: readonly string[];
  /** Releases that the bulletin does not name, and that are older than the fix on their branch. */
  readonly unfixed?: readonly string[];
  /** First releases with the fix, where they are newer than the ranges tell. */
  readonly fixed?: readonly string[];
  readonly about: string;
  readonly concerns: string;
  /** Where it was read, if not in the bulletin itself. */
  readonly source?: string;
}

/** Which Helm the charts of some releases are deployed with, as `knowledge/releases/helm.yaml` has it. */
export interface HelmWindow {
  readonly releases: readonly string[];
  /** A range in semver's spelling. */
  readonly helm: string;
  readonly sources: readonly string[];
}

/** Helm versions that refuse a chart. */
export interface HelmRefusal {
  readonly chart: string;
  readonly releases: readonly string[];
  readonly helm: string;
  readonly source: string;
}

/** A version that was announced and never published, as `knowledge/releases/known-bad.yaml` has it. */
export interface Unpublished {
  readonly release: string;
  readonly instead: string;
  readonly source: string;
}

/** A regression that may hit anybody, whatever a repository holds. */
export interface Regression {
  readonly releases: readonly string[];
  readonly fixed: readonly string[];
  readonly what: string;
  readonly concerns: string;
  readonly source: string;
}

/** A part of the mesh whose version may differ from its control plane's. */
export type SkewComponent = 'proxy' | 'cni' | 'ztunnel';

/** How far apart two components may be, as `knowledge/releases/skew.yaml` has it. */
export interface SkewRule {
  readonly component: SkewComponent;
  /** Of the control plane. */
  readonly releases: readonly string[];
  /** Minors that it may be behind its control plane, and ahead of it. */
  readonly behind: number;
  readonly ahead: number;
  readonly source: string;
  /** The same in an ambient mesh, where that differs. */
  readonly aheadAmbient?: number;
  readonly sourceAmbient?: string;
}

/** How many minors one step may cross. */
export interface StepRule {
  readonly minors: number;
  readonly source: string;
}

export interface ReleasesFile {
  readonly sources: { readonly table: string; readonly policy: string; readonly skew: string };
  readonly minors: readonly MinorSupport[];
  readonly bulletins: readonly Bulletin[];
  readonly windows: readonly HelmWindow[];
  readonly refusals: readonly HelmRefusal[];
  readonly unpublished: readonly Unpublished[];
  readonly regressions: readonly Regression[];
  readonly skew: readonly SkewRule[];
  readonly steps: Readonly<Record<'in-place' | 'canary', StepRule>>;
}

export interface Releases {
  readonly sources: ReleasesFile['sources'];
  readonly steps: ReleasesFile['steps'];
  /** Of the minor that a release belongs to; undefined for one that is not known. */
  support(version: string): MinorSupport | undefined;
  /** Bulletins that concern a release, worst first. */
  bulletins(version: string): readonly Bulletin[];
  /** Bulletins that were published after a day. */
  publishedAfter(day: string): readonly Bulletin[];
  helmWindow(version: string): HelmWindow | undefined;
  refusals(chart: string, version: string): readonly HelmRefusal[];
  unpublished(version: string): Unpublished | undefined;
  /** Regressions that a release is in and a later patch mends. */
  regressions(version: string): readonly Regression[];
  /** The rule for a component under a control plane of a release. */
  skew(component: SkewComponent, controlPlane: string): SkewRule | undefined;
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
  // A plan asks for the same releases again and again, and ranges are slow to read.
  const concerning = new Map<string, readonly Bulletin[]>();
  return {
    sources: file.sources,
    steps: file.steps,
    support: version => byMinor.get(minorOf(version)),
    bulletins(version) {
      const known = concerning.get(version);
      if (known) return known;
      const found = file.bulletins
        .filter(bulletin => isIn(version, bulletin.affected) || isUnfixed(bulletin, version))
        .toSorted((a, b) => (b.cvss ?? 0) - (a.cvss ?? 0) || (a.id < b.id ? 1 : -1));
      concerning.set(version, found);
      return found;
    },
    publishedAfter: day => file.bulletins.filter(({ published }) => published > day),
    helmWindow: version => file.windows.find(({ releases }) => isIn(version, releases)),
    refusals: (chart, version) =>
      file.refusals.filter(refusal => refusal.chart === chart && isIn(version, refusal.releases)),
    unpublished: version => file.unpublished.find(({ release }) => release === version),
    regressions: version => file.regressions.filter(({ releases }) => isIn(version, releases)),
    skew: (component, controlPlane) =>
      file.skew.find(rule => rule.component === component && isIn(controlPlane, rule.releases)),
  };
}

/** True where the bulletin does not name the release, which is older than the fix all the same. */
export function isUnfixed({ unfixed = [] }: Bulletin, version: string): boolean {
  return isIn(version, unfixed);
}

function isIn(version: string, ranges: readonly string[]): boolean {
  return ranges.some(range => satisfies(version, range));
}

/** `1.22` of `1.22.2`. */
export function minorOf(version: string): string {
  const known = coerce(version);
  return known ? `${known.major}.${known.minor}` : '';
}

/** Where a bulletin is published. */
export function bulletinAddress({ id, source }: Pick<Bulletin, 'id' | 'source'>): string {
  return source ?? `https://istio.io/latest/news/security/${id.toLowerCase()}/`;
}
