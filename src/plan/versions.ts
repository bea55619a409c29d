/** Releases as a plan names them: `1.22.2`, or `1.32.x` where the knowledge does not reach. */
import { coerce, compare } from 'semver';

/** 22 of `1.22.2`. */
export function minorNumber(version: string): number {
  return coerce(version)?.minor ?? 0;
}

/** In version order; `1.32.x` counts as the first of its minor. */
export function compareReleases(one: string, other: string): number {
  return compare(coerce(one) ?? '0.0.0', coerce(other) ?? '0.0.0');
}

/** Two releases by age, whichever way one goes between them. */
export function byAge({ from, to }: { readonly from: string; readonly to: string }): {
  readonly older: string;
  readonly newer: string;
} {
  return compareReleases(from, to) > 0 ? { older: to, newer: from } : { older: from, newer: to };
}

/** Istio is one series so far: how many minors lie between 1.30 and a 2.0, nobody knows. */
export function isSameMajor(one: string, other: string): boolean {
  return coerce(one)?.major === coerce(other)?.major;
}
