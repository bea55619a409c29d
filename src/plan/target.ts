/** What somebody may ask a plan for that is no release: said in plain words, before anything is read. */
import type { Facts } from '../knowledge/facts.js';
import { minorOf, type Releases } from '../knowledge/releases.js';

/** Names that mean another release tomorrow. */
const MOVING = /^(?:latest|stable|newest|current|main|master|head|default)$/i;
const MINOR = /^v?(\d{1,3}\.\d{1,3})(?:\.[x*])?$/;

/**
 * Why a plan can't go there, and what to ask for instead; undefined where nothing speaks against trying.
 * @param target as given with `--to`: `1.22.2` or `istiod=1.22.2`
 */
export function refusalOf(
  target: string,
  facts: Pick<Facts, 'releases' | 'newest'>,
  releases: Releases,
): string | undefined {
  const version = target.slice(target.indexOf('=') + 1).trim();
  if (MOVING.test(version))
    return `${version} names no release, and means another one tomorrow; give one such as ${facts.newest}, the newest that is known`;
  const minor = MINOR.exec(version)?.[1];
  if (minor !== undefined) {
    const patch =
      facts.releases.findLast(release => minorOf(release) === minor) ??
      releases.support(`${minor}.0`)?.newest;
    return patch === undefined
      ? `${version} names no patch, and no release of it is known; give one such as ${facts.newest}`
      : `${version} names no patch; give one such as ${patch}, the newest of ${minor} that is known`;
  }
  const unpublished = releases.unpublished(version.replace(/^v/, ''));
  return (
    unpublished &&
    `${version} was never published; give ${unpublished.instead}, which took its place (${unpublished.source})`
  );
}
