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
  const [before, after] = [releases.bulletins(from), releases.bulletins(to)];
  const open = new Set(after.map(({ id }) => id));
  return {
    mended: before
      .filter(({ id }) => !open.has(id))
      .map(bulletin => published(bulletin, from, known, releases)),
    open: after.map(bulletin => published(bulletin, to, known, releases)),
  };
}

/**
 * Bulletins name supported releases only: of what came after a release's end of support they say nothing.
 * Source: https://istio.io/latest/docs/releases/supported-releases/.
 */
export function silentBulletins(from: string, to: string, releases: Releases): readonly Statement[] {
  const said: Statement[] = [];
  const ends = releases.support(to)?.supportEnds;
  const since = ends ? releases.publishedAfter(ends) : [];
  // What the bulletin itself says of old releases is no silence.
  const concerning = new Set(releases.bulletins(to).map(({ id }) => id));
  const silent = since.filter(({ id }) => !concerning.has(id));
  if (silent.length > 0)
    said.push({
      text: `Support for ${to} ended on ${ends}: the ${silent.length} security bulletin${silent.length === 1 ? '' : 's'} since then that name newer releases do not say whether it is concerned`,
      source: releases.sources.table,
    });
  if (compareReleases(from, COMPLETE_FROM) < 0)
    said.push({
      text: `Bulletins that touch only releases older than ${COMPLETE_FROM} are not listed for ${from}`,
      source: ALL_BULLETINS,
    });
  return said;
}

/** Ids of the bulletins that one hop mends. */
export function mendedBy(from: string, to: string, releases: Releases): readonly string[] {
  const open = new Set(releases.bulletins(to).map(({ id }) => id));
  return releases.bulletins(from).flatMap(({ id }) => (open.has(id) ? [] : [id]));
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
