/**
 * The releases to stop at. Istio supports one minor at a time in place, and two where old and new control plane stand
 * side by side as revisions. Sources: https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew
 * (a control plane may be one minor ahead of its proxies), https://istio.io/latest/blog/2021/direct-upgrade/ (two by revisions).
 */

import { minorOf, type Releases } from '../knowledge/releases.js';
import type { Plan } from '../model.js';
import { compareReleases, minorNumber } from './versions.js';

export interface Stop {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** Minors that one hop may cross. */
const REACH: Readonly<Record<Plan['method'], number>> = { 'in-place': 1, canary: 2 };

export interface StopsInput {
  readonly from: string;
  readonly to: string;
  readonly method: Plan['method'];
  /** Every release that is known, in version order. */
  readonly known: readonly string[];
  readonly releases: Releases;
  /** Rules of regressions that a release is in and a later one mended. */
  regressionsIn(version: string): readonly string[];
}

/** From one release to another; empty where they are the same. A way back takes the same stops in reverse order. */
export function stopsBetween(input: StopsInput): readonly Stop[] {
  const { from, to } = input;
  if (from === to) return [];
  if (compareReleases(from, to) > 0) {
    return stopsBetween({ ...input, from: to, to: from })
      .toReversed()
      .map(stop => ({ from: stop.to, to: stop.from, why: 'one step back at a time, as on the way there' }));
  }
  const stops: Stop[] = [];
  let at = from;
  const reach = REACH[input.method];
  while (minorNumber(to) - minorNumber(at) > reach) {
    const next = bestPatch(`1.${minorNumber(at) + reach}`, input);
    stops.push({ from: at, to: next.version, why: next.why });
    at = next.version;
  }
  stops.push({ from: at, to, why: whyTarget(at, to, input) });
  return stops;
}

/** The newest patch of a minor: it has the most fixes, and none of the regressions that patches have mended. */
function bestPatch(
  name: string,
  { known, releases }: StopsInput,
): { readonly version: string; readonly why: string } {
  const version = known.findLast(release => minorOf(release) === name);
  if (version !== undefined)
    return { version, why: `the newest patch of ${name} that is known, with all its security fixes` };
  const newest = releases.support(`${name}.0`)?.newest;
  return newest === undefined
    ? { version: `${name}.x`, why: `the newest patch of ${name}, which the knowledge does not hold` }
    : { version: newest, why: `the last patch of ${name}` };
}

/** What speaks for a newer patch than the one that is asked for. */
function whyTarget(at: string, to: string, { known, releases, regressionsIn }: StopsInput): string {
  const better = known.findLast(
    release => minorOf(release) === minorOf(to) && compareReleases(release, to) > 0,
  );
  if (better !== undefined) {
    const left = new Set(regressionsIn(better));
    const mended = regressionsIn(to).filter(rule => !left.has(rule));
    if (mended.length > 0)
      return `asked for; take ${better} instead: ${to} has a regression that later patches mend (${mended.join(', ')})`;
    const fewer = releases.bulletins(to).length - releases.bulletins(better).length;
    if (fewer > 0)
      return `asked for; ${better} is newer and mends ${fewer} more security bulletin${fewer === 1 ? '' : 's'}`;
  }
  return minorOf(at) === minorOf(to) ? 'asked for: a patch of the same minor' : 'asked for';
}
