/** Releases as a plan names them: `1.22.2`, or `1.31.x` where the knowledge does not reach. */
import { coerce, compare } from 'semver';

/** 22 of `1.22.2`. */
export function minorNumber(version: string): number {
  return coerce(version)?.minor ?? 0;
}

/** In version order; `1.31.x` counts as the first of its minor. */
export function compareReleases(one: string, other: string): number {
  return compare(coerce(one) ?? '0.0.0', coerce(other) ?? '0.0.0');
}
