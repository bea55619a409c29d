/** The list of releases that the facts hold, and where a version stands in it. */

/**
 * - `known`: exactly this release is in the list
 * - `newer-patch`: newer than the newest known patch of a known minor
 * - `unknown-patch`: of a known minor, between its known patches: never released, or withdrawn
 * - `unknown-minor`: a minor newer than (or missing between) those known
 * - `too-old`: older than the first release
 * - `invalid`: no `X.Y.Z`
 */
export type Classification =
  | 'known'
  | 'newer-patch'
  | 'unknown-patch'
  | 'unknown-minor'
  | 'too-old'
  | 'invalid';

export class ReleaseList {
  readonly #position: ReadonlyMap<string, number>;

  /** @param releases sorted by version */
  constructor(readonly releases: readonly string[]) {
    this.#position = new Map(releases.map((release, index) => [release, index]));
  }

  /** Empty when the list is. */
  get newest(): string {
    return this.releases.at(-1) ?? '';
  }

  classify(version: string): Classification {
    if (this.#position.has(version)) return 'known';
    const parts = parse(version);
    if (parts === undefined) return 'invalid';
    const patches = this.#patchesOf(parts);
    const newest = patches.at(-1);
    if (newest !== undefined) return compare(parts, parse(newest)) > 0 ? 'newer-patch' : 'unknown-patch';
    return compare(parts, parse(this.releases[0] ?? '')) < 0 ? 'too-old' : 'unknown-minor';
  }

  answering(version: string): string | undefined {
    if (this.#position.has(version)) return version;
    const parts = parse(version);
    if (parts === undefined || this.classify(version) !== 'newer-patch') return undefined;
    return this.#patchesOf(parts).at(-1);
  }

  /** The release after one of the list; undefined after the newest. */
  after(release: string): string | undefined {
    const position = this.#position.get(release);
    return position === undefined ? undefined : this.releases[position + 1];
  }

  /** Whether `release` comes after `other`; both are of the list. */
  isAfter(release: string, other: string): boolean {
    return (this.#position.get(release) ?? -1) > (this.#position.get(other) ?? -1);
  }

  /** Whether `release` lies between two others, both included; all are of the list. */
  isWithin(release: string, from: string, to: string): boolean {
    return !this.isAfter(from, release) && !this.isAfter(release, to);
  }

  #patchesOf([major, minor]: Version): readonly string[] {
    return this.releases.filter(release => release.startsWith(`${major}.${minor}.`));
  }
}

type Version = readonly [major: number, minor: number, patch: number];

function parse(version: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function compare(a: Version, b: Version | undefined): number {
  if (b === undefined) return 0;
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
