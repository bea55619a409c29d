/** Published vulnerabilities on the way: which ones a hop mends, and which ones the target still has. */
import { type Bulletin, bulletinAddress, isUnfixed, minorOf, type Releases } from '../knowledge/releases.js';
import type { Plan, PlanBulletin, Statement } from '../model.js';
import { compareReleases } from './versions.js';

/** The oldest release from which on every bulletin is in the knowledge: those that touch only older ones are not. */
const COMPLETE_FROM = '1.16.0';
const ALL_BULLETINS = 'https://istio.io/latest/news/security/';

export function bulletinsBetween(
  from: string,
  to: string,
  releases: Releases,
  known: readonly string[],
): Plan['bulletins'] {
  return {
    mended: mended(from, to, releases, known).map(bulletin => published(bulletin, from, known, releases)),
    open: releases.bulletins(to).map(bulletin => published(bulletin, to, known, releases)),
  };
}

/** Ids of the bulletins that one hop mends. */
export function mendedBy(
  from: string,
  to: string,
  releases: Releases,
  known: readonly string[],
): readonly string[] {
  return mended(from, to, releases, known).map(({ id }) => id);
}

/** Those that concern the one and not the other; what a bulletin does not speak of is not mended by that. */
function mended(from: string, to: string, releases: Releases, known: readonly string[]): readonly Bulletin[] {
  const open = new Set(releases.bulletins(to));
  return releases
    .bulletins(from)
    .filter(bulletin => !open.has(bulletin) && !isSilent(bulletin, to, releases, known));
}

/**
 * Bulletins name supported releases only: of a minor whose support had ended they say nothing, unless they name it.
 * Source: https://istio.io/latest/docs/releases/supported-releases/.
 */
function isSilent(
  bulletin: Bulletin,
  version: string,
  releases: Releases,
  known: readonly string[],
): boolean {
  const ends = releases.support(version)?.supportEnds;
  if (!ends || bulletin.published <= ends) return false;
  const ofMinor = known.filter(release => minorOf(release) === minorOf(version));
  return ![version, ...ofMinor].some(release => releases.bulletins(release).includes(bulletin));
}

/** What the bulletins leave open about a release, and whether the one before has it. */
export function silentBulletins(
  from: string,
  to: string,
  releases: Releases,
  known: readonly string[],
): readonly Statement[] {
  const said: Statement[] = [];
  const ends = releases.support(to)?.supportEnds;
  const silent = ends
    ? releases.publishedAfter(ends).filter(bulletin => isSilent(bulletin, to, releases, known))
    : [];
  if (silent.length > 0) {
    const had = silent.filter(bulletin => releases.bulletins(from).includes(bulletin)).map(({ id }) => id);
    const also =
      had.length === 0
        ? ''
        : `; ${had.join(', ')} concern${had.length === 1 ? 's' : ''} ${from}, and may well concern ${to}`;
    said.push({
      text: `Support for ${to} ended on ${ends}: the ${silent.length} security bulletin${silent.length === 1 ? '' : 's'} since then that name newer releases do not say whether it is concerned${also}`,
      source: releases.sources.table,
    });
  }
  if (compareReleases(from, COMPLETE_FROM) < 0)
    said.push({
      text: `Bulletins that touch only releases older than ${COMPLETE_FROM} are not listed for ${from}`,
      source: ALL_BULLETINS,
    });
  return said;
}

/**
 * First releases with the fix: on the branch of the release that is asked about where there is one, else on all others.
 * @param known every release that the facts hold, in version order
 */
export function fixesOf(
  bulletin: Bulletin,
  version: string,
  known: readonly string[],
  releases: Releases,
): readonly string[] {
  const concerns = (release: string): boolean => releases.bulletins(release).includes(bulletin);
  const minor = minorOf(version);
  const named = bulletin.fixed?.find(release => minorOf(release) === minor);
  if (named !== undefined) return [named];
  const patches = known.filter(release => minorOf(release) === minor);
  const last = patches.findLastIndex(concerns);
  const own = last < 0 ? undefined : patches[last + 1];
  if (own !== undefined) return [own];
  if (bulletin.fixed) return bulletin.fixed;
  const later = known.find(release => compareReleases(release, version) > 0 && !concerns(release));
  return later === undefined ? [] : [later];
}

function published(
  bulletin: Bulletin,
  version: string,
  known: readonly string[],
  releases: Releases,
): PlanBulletin {
  const { id, cvss, cves, advisories = [], about, concerns: whom } = bulletin;
  return {
    id,
    published: bulletin.published,
    cvss,
    cves: [...cves, ...advisories],
    about: isUnfixed(bulletin, version)
      ? `${about} (the bulletin does not name ${version}, which is older than the fix)`
      : about,
    concerns: whom,
    mendedIn: fixesOf(bulletin, version, known, releases),
    source: bulletinAddress(bulletin),
  };
}
