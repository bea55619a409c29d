import { minVersion, parse, validRange } from 'semver';

/** Longer than any version. */
const MAX_LENGTH = 1000;

/**
 * Istio's own `X.Y.Z` behind a chart's version: without a leading `v` and without what vendors and builds append
 * (`1.24.2-1`, `1.30.3-distroless`, `1.29.2-patch0-solo`, `101.0.0+up1.14.3`).
 * @returns null for a range, a name, or nothing: the tree does not decide the version
 */
export function istioVersionOf(version: string | null | undefined): string | null {
  if (version === null || version === undefined || version.length > MAX_LENGTH) return null;
  const upstream = /\+up(\d+\.\d+\.\d+)/.exec(version);
  if (upstream?.[1] !== undefined) return upstream[1];
  const exact = /^\s*=?\s*v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+][0-9A-Za-z.+-]*)?\s*$/.exec(version);
  return exact ? `${Number(exact[1])}.${Number(exact[2])}.${Number(exact[3])}` : null;
}

/** True where both name a release of Istio, and not the same. */
export function isOtherRelease(one: string | null | undefined, other: string | null | undefined): boolean {
  const [left, right] = [istioVersionOf(one), istioVersionOf(other)];
  return left !== null && right !== null && left !== right;
}

/**
 * Which of two declared versions is the newer one: negative where the first is older. Ranges count as the lowest
 * version that they allow.
 * @returns undefined where the two can't be compared
 */
export function compareVersions(left: string, right: string): number | undefined {
  const first = comparable(left);
  const second = comparable(right);
  if (!first || !second) return undefined;
  const main = first.compareMain(second);
  // What vendors append to a release is no pre-release: neither is newer by that alone.
  return main !== 0 || first.prerelease.length === 0 || second.prerelease.length === 0
    ? main
    : first.comparePre(second);
}

function comparable(version: string) {
  const exact = parse(version, { loose: true });
  if (exact) {
    const plain = istioVersionOf(version);
    const upstream = plain === null ? null : parse(plain);
    // Only a `+up` version differs from what semver reads.
    return upstream && version.includes('+up') ? upstream : exact;
  }
  return validRange(version) === null ? null : minVersion(version);
}
