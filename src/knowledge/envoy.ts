/** Which Envoy each minor of Istio brings, and what of it is known, as packed at build time: validated there, only read here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from 'semver';

/** Name of the packed file within the folder of assets. */
export const ENVOY_FILE = 'envoy.json';

export interface EnvoyRelease {
  /** Minor of Istio: `1.27`. */
  readonly istio: string;
  /** Minor of Envoy: `1.35`. */
  readonly envoy: string;
  /** Where Istio's build says so. */
  readonly source: string;
  /** Envoy's list of changes. */
  readonly changes: string;
  /** Whether somebody went through that list for what users of Istio meet. */
  readonly isRead: boolean;
  /** Rules that came of it. */
  readonly rules?: readonly string[];
  /** Runtime flags that it no longer reads: what they guarded is done always. */
  readonly removedFlags?: readonly string[];
  /** Those that switched on what can't be had by a flag any more. */
  readonly removedFlagsOff?: readonly string[];
}

/**
 * All of them, oldest first.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
export function loadEnvoy(folder: string): readonly EnvoyRelease[] {
  return JSON.parse(readFileSync(join(folder, ENVOY_FILE), 'utf8')) as readonly EnvoyRelease[];
}

/** Those that lie between two releases of Istio, in either direction, the older one's own left out; oldest first. */
export function envoyBetween(
  releases: readonly EnvoyRelease[],
  from: string,
  to: string,
): readonly EnvoyRelease[] {
  const [older, newer] = compare(from, to) < 0 ? [from, to] : [to, from];
  return releases.filter(({ istio }) => isAfterMinorOf(istio, older) && !isAfterMinorOf(istio, newer));
}

function isAfterMinorOf(minor: string, version: string): boolean {
  const [major = 0, number = 0] = version.split('.').map(Number);
  return compare(`${minor}.0`, `${major}.${number}.0`) > 0;
}
