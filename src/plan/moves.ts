/** Where each component stands on the way, hop by hop. */
import type { Installation, Upgrade } from '../model.js';
import { byAge, compareReleases } from './versions.js';

export interface Move {
  readonly upgrade: Upgrade;
  readonly before: Installation;
  readonly after: Installation;
  readonly from: string;
  readonly to: string;
}

/** Upgrades of which both ends are decided, and differ. */
export function movesOf(upgrades: readonly Upgrade[]): readonly Move[] {
  return upgrades.flatMap(upgrade => {
    const { before, after } = upgrade;
    const [from, to] = [before?.istioVersion, after?.istioVersion];
    if (!before || !after || !from || !to || from === to) return [];
    return [{ upgrade, before, after, from, to }];
  });
}

/**
 * Where a component stands before and after a hop, whichever way that goes; undefined where the hop is none of its
 * own. Components that start later, or end earlier, than the plan take part in what of a hop is theirs.
 */
export function shareOf(
  move: Pick<Move, 'from' | 'to'>,
  hop: { readonly from: string; readonly to: string },
): { readonly from: string; readonly to: string } | undefined {
  const isBack = compareReleases(hop.from, hop.to) > 0;
  if (compareReleases(move.from, move.to) > 0 !== isBack) return undefined;
  const [own, whole] = [byAge(move), byAge(hop)];
  if (compareReleases(own.older, whole.newer) >= 0 || compareReleases(own.newer, whole.older) <= 0)
    return undefined;
  const older = compareReleases(own.older, whole.older) > 0 ? own.older : whole.older;
  const newer = compareReleases(own.newer, whole.newer) < 0 ? own.newer : whole.newer;
  return isBack ? { from: newer, to: older } : { from: older, to: newer };
}
