/** Published vulnerabilities on the way: which ones a hop mends, and which ones the target still has. */
import { type Bulletin, bulletinAddress, type Releases } from '../knowledge/releases.js';
import type { Plan, PlanBulletin, Statement } from '../model.js';

export function bulletinsBetween(from: string, to: string, releases: Releases): Plan['bulletins'] {
  const [before, after] = [releases.bulletins(from), releases.bulletins(to)];
  const open = new Set(after.map(({ id }) => id));
  return {
    mended: before.filter(({ id }) => !open.has(id)).map(published),
    open: after.map(published),
  };
}

/**
 * Bulletins name supported releases only: of what came after a release's end of support they say nothing.
 * Source: https://istio.io/latest/docs/releases/supported-releases/.
 */
export function silentBulletins(version: string, releases: Releases): readonly Statement[] {
  const support = releases.support(version);
  const ends = support?.supportEnds;
  if (!support || !ends) return [];
  const since = releases.publishedAfter(ends);
  if (since.length === 0) return [];
  return [
    {
      text: `Support for ${version} ended on ${ends}: the ${since.length} security bulletin${since.length === 1 ? '' : 's'} since then do not say whether it is concerned`,
      source: releases.sources.table,
    },
  ];
}

/** Ids of the bulletins that one hop mends. */
export function mendedBy(from: string, to: string, releases: Releases): readonly string[] {
  return bulletinsBetween(from, to, releases).mended.map(({ id }) => id);
}

function published(bulletin: Bulletin): PlanBulletin {
  const { id, cvss, about, concerns, fixed } = bulletin;
  return {
    id,
    cvss,
    about: fixed ? `${about}; mended in ${fixed.join(' and ')}` : about,
    concerns,
    source: bulletinAddress(bulletin),
  };
}
