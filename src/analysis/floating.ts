/**
 * Versions that float within one minor (`1.22.x`, `~1.22.0`, `v1.24-latest`): whoever deploys takes the newest patch of that minor.
 * They are judged and rendered as the newest one that is known, and that is told. What floats over minors stays undecided.
 */
import { maxSatisfying, minVersion, subset, validRange } from 'semver';
import { withVersions } from '../detect/explicit.js';
import { istioVersionOf } from '../detect/istio/version.js';
import { addTo } from '../grouped.js';
import type { Installation, Problem, Upgrade } from '../model.js';
import type { Side } from './side.js';

/** Longer than any range that people write. */
const MAX_LENGTH = 200;

/**
 * The newest known release that a range allows, where all that it allows are of one minor.
 * @param releases every release that is known
 */
export function newestWithin(version: string | null, releases: readonly string[]): string | undefined {
  if (version === null || version.length > MAX_LENGTH || istioVersionOf(version) !== null) return undefined;
  const channel = /^v?(\d{1,9}\.\d{1,9})-latest$/.exec(version.trim())?.[1];
  const range = channel ? `~${channel}.0` : version.replaceAll(',', ' ').trim();
  if (range === '' || validRange(range) === null) return undefined;
  const lowest = minVersion(range);
  if (!lowest) return undefined;
  const { major, minor } = lowest;
  const [start, end] = [`>=${major}.${minor}.0`, `<${major}.${minor + 1}.0`];
  const isWithin =
    subset(range, `${start} ${end}`) || subset(range, `${start}-0 ${end}-0`, { includePrerelease: true });
  return isWithin ? (maxSatisfying([...releases], range) ?? undefined) : undefined;
}

/** The side with what floats within a minor as the newest known release of it. */
export function withNewest(side: Side, releases: readonly string[]): Side {
  const { detection } = side;
  const newest = (version: string | null): string | undefined => newestWithin(version, releases);
  if (!detection.installations.some(isFloating(releases))) return side;
  const settled = new Map(
    detection.releases.map(release => [release, withVersions(release, (_, version) => newest(version))]),
  );
  const installations = detection.installations.map(installation => {
    const release = settled.get(installation.release) ?? installation.release;
    const istioVersion = installation.istioVersion ?? newest(installation.version) ?? null;
    return { ...installation, release, istioVersion };
  });
  return { ...side, detection: { ...detection, releases: [...settled.values()], installations } };
}

function isFloating(releases: readonly string[]): (installation: Installation) => boolean {
  return ({ istioVersion, version }) =>
    istioVersion === null && newestWithin(version, releases) !== undefined;
}

/** What was taken to be so for the installations that move: once for each range. */
export function floatingProblems(upgrades: readonly Upgrade[], releases: readonly string[]): Problem[] {
  const byRange = new Map<string, Installation[]>();
  for (const installation of upgrades.flatMap(({ before, after }) => [before, after])) {
    const newest = newestWithin(installation?.version ?? null, releases);
    if (installation && newest !== undefined && newest === installation.istioVersion)
      addTo(byRange, `${installation.version}\n${newest}`, installation);
  }
  return [...byRange.values()].flatMap(told);
}

function told(floating: readonly Installation[]): readonly Problem[] {
  const [first] = floating;
  if (!first) return [];
  const charts = [...new Set(floating.map(({ chart }) => chart))];
  const why = `the version \`${first.version}\` floats: it is judged as ${first.istioVersion}, the newest of it that is known`;
  const what = `chart${charts.length === 1 ? '' : 's'} ${charts.join(', ')}`;
  return [{ what, why, file: first.at.file, line: first.at.line, blocking: false, assumption: true }];
}
