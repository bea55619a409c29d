/**
 * The releases to stop at. Istio supports one minor at a time in place, up and down, and two where old and new control
 * plane stand side by side as revisions; the sources are in `knowledge/releases/skew.yaml`.
 */
import { bulletinAddress, minorOf, type Releases } from '../knowledge/releases.js';
import type { Statement } from '../model.js';
import { fixesOf } from './bulletins.js';
import { type KnownRegression, warningsOf } from './known-bad.js';
import { compareReleases, isSameMajor, minorNumber } from './versions.js';

export interface Stop {
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly Statement[];
}

export interface StopsInput {
  readonly from: string;
  readonly to: string;
  /** Minors that one step may cross. */
  readonly reach: number;
  /** Every release that is known, in version order. */
  readonly known: readonly string[];
  readonly releases: Releases;
  /** Regressions that a release is in and a later one mended. */
  regressionsIn(version: string): readonly KnownRegression[];
}

const TAG = 'https://github.com/istio/istio/releases/tag/';

/** From one release to another; empty where they are the same. A way back takes the same stops in reverse order. */
export function stopsBetween(input: StopsInput): readonly Stop[] {
  const { from, to, releases, reach } = input;
  if (from === to) return [];
  if (compareReleases(from, to) > 0) {
    const step = releases.steps['in-place'];
    return stopsBetween({ ...input, from: to, to: from, reach: 1 })
      .toReversed()
      .map(stop => ({
        from: stop.to,
        to: stop.from,
        reasons: [
          { text: 'back one minor at a time, as Istio asks for', source: step.source },
          ...(stop.from === to ? [] : reasonsForPatch(stop.from, input)),
          ...(stop.from === to ? reasonsForTarget(stop.to, to, input) : []),
        ],
      }));
  }
  const stops: Stop[] = [];
  let at = from;
  while (isSameMajor(at, to) && minorNumber(to) - minorNumber(at) > reach) {
    const next = newestOf(minorNumber(at) + reach, input);
    stops.push({ from: at, to: next, reasons: reasonsForPatch(next, input) });
    at = next;
  }
  stops.push({ from: at, to, reasons: reasonsForTarget(at, to, input) });
  return stops;
}

/** The newest patch of a minor: it has the most fixes, and none of the regressions that patches have mended. */
function newestOf(minor: number, { known, releases }: StopsInput): string {
  const name = `1.${minor}`;
  return (
    known.findLast(release => minorOf(release) === name) ??
    releases.support(`${name}.0`)?.newest ??
    `${name}.x`
  );
}

function reasonsForPatch(version: string, input: StopsInput): readonly Statement[] {
  const name = minorOf(version);
  if (version.endsWith('.x'))
    return [
      {
        text: `the newest patch of ${name}, which the knowledge does not hold`,
        source: 'https://github.com/istio/istio/releases',
      },
    ];
  return [
    {
      text: `${version} is the newest patch of ${name} that is known, with its security fixes`,
      source: `${TAG}${version}`,
    },
    ...newerFixes(version, input),
    ...warningsOf(version, input.regressionsIn(version)),
  ];
}

/** Patches of the same minor that the facts do not hold, and that mend what this one still has. */
function newerFixes(version: string, { known, releases }: StopsInput): readonly Statement[] {
  return releases.bulletins(version).flatMap(bulletin => {
    const fix = fixesOf(bulletin, version, known, releases).find(
      release => minorOf(release) === minorOf(version),
    );
    if (fix === undefined || known.includes(fix)) return [];
    return [
      {
        text: `take ${fix} or later if it can be had: it mends ${bulletin.id}, which ${version} still has`,
        source: bulletinAddress(bulletin),
      },
    ];
  });
}

/** What speaks for another patch than the one that is asked for. */
function reasonsForTarget(at: string, to: string, input: StopsInput): readonly Statement[] {
  const { known, releases } = input;
  const asked = {
    text: minorOf(at) === minorOf(to) ? 'asked for: a patch of the same minor' : 'asked for',
  };
  const unpublished = releases.unpublished(to);
  if (unpublished)
    return [
      asked,
      {
        text: `${to} was never published, take ${unpublished.instead} instead`,
        source: unpublished.source,
      },
    ];
  const better = known.findLast(
    release => minorOf(release) === minorOf(to) && compareReleases(release, to) > 0,
  );
  const fewer = better === undefined ? [] : mendedMeanwhile(to, better, releases);
  return [
    asked,
    ...(fewer.length === 0
      ? []
      : [
          {
            text: `${better} is newer and mends ${fewer.length} more security bulletin${fewer.length === 1 ? '' : 's'}`,
            source: fewer[0] ?? releases.sources.table,
          },
        ]),
    ...newerFixes(to, input),
    ...warningsOf(to, input.regressionsIn(to)),
  ];
}

/** Addresses of what the newer one no longer has. */
function mendedMeanwhile(older: string, newer: string, releases: Releases): readonly string[] {
  const open = new Set(releases.bulletins(newer).map(({ id }) => id));
  return releases
    .bulletins(older)
    .flatMap(bulletin => (open.has(bulletin.id) ? [] : [bulletinAddress(bulletin)]));
}
