/** Installations that are found, and taken not to be deployed: that is told, and what a change does to them is news. */
import type { Position, Problem, Release } from '../../model.js';
import { fingerprintOf } from '../fingerprint.js';
import type { FoundInstallation } from '../installations.js';
import { runs } from '../pairing/pair.js';

/** Releases that are set aside, and what is told of them. */
export interface TakenAside {
  readonly releases: ReadonlySet<Release>;
  readonly problems: readonly Problem[];
}

export const NOTHING_ASIDE: TakenAside = { releases: new Set(), problems: [] };

/** Differs where a change makes something else run. */
export function digestOf(installations: readonly FoundInstallation[]): string {
  return fingerprintOf(installations.map(runs).sort());
}

/** @param installations all that is set aside by it */
export function takenAside(
  what: string,
  why: string,
  at: Position | undefined,
  installations: readonly FoundInstallation[],
): Problem {
  const about = digestOf(installations);
  return { what, why, ...at, blocking: false, assumption: true, about };
}
