/** What detection found, beside what was expected. */

import { istioVersionOf } from '../../src/detect/istio/version.js';
import { pairUpgrades } from '../../src/detect/pairing/pair.js';
import { groupBy } from '../../src/grouped.js';
import type { Detection, Form, Installation } from '../../src/model.js';
import type { ExpectedBump, ExpectedInstallation } from './expectations.js';

export interface Comparison {
  readonly expected: number;
  readonly found: number;
  /** One line each: what was expected and is not there. */
  readonly misses: readonly string[];
  /** One line each: what is there and nobody expected. */
  readonly extras: readonly string[];
}

/** One line for each thing that is wrong. */
export function differences({ misses, extras }: Pick<Comparison, 'misses' | 'extras'>): readonly string[] {
  return [...misses.map(miss => `missed: ${miss}`), ...extras.map(extra => `extra: ${extra}`)];
}

/** Each installation counts once: right is one with the chart, the version and the place of the version. */
export function compareInstallations(
  expected: readonly ExpectedInstallation[],
  installations: readonly Installation[],
): Comparison {
  const free = new Set(installations.filter(({ partOf }) => partOf === undefined));
  const misses: string[] = [];
  const whole = new Set<string>();
  for (const wanted of expected) {
    const match =
      [...free].find(found => isSame(wanted, found)) ??
      (isWithoutPlane(wanted, installations)
        ? [...free].find(found => isSame({ ...wanted, chart: found.chart }, found))
        : undefined);
    if (match) free.delete(match);
    if (match && wanted.whole) whole.add(match.release.id);
    if (!match && !isCoveredTwice(wanted, installations))
      misses.push(`${wanted.chart} ${wanted.version ?? 'undecided'} at ${wanted.place}`);
  }
  // Readers leave out what defaults switch off; the report says that it is.
  const extras = [...free].filter(
    found =>
      !whole.has(found.release.id) &&
      !found.release.offByDefault &&
      !expected.some(wanted => covers(wanted, found)),
  );
  // A mesh that is installed whole is one entry to readers, whatever it consists of.
  const counted = [...groupBy(extras, wholeOf).values()];
  return {
    expected: expected.length,
    found: expected.length - misses.length,
    misses,
    extras: counted.flatMap(([found]) =>
      found ? [`${found.chart} ${versionOf(found) ?? 'undecided'} at ${placeOf(found)}`] : [],
    ),
  };
}

/** A bump is right where its charts, and no others, move from the one version to the other. */
export function compareBump(
  { from, to, charts }: ExpectedBump,
  before: Detection,
  after: Detection,
): Comparison {
  const upgrades = pairUpgrades(before, after, { before: [], after: [] });
  const moved = new Set(
    upgrades.flatMap(upgrade =>
      isAtVersion(upgrade.before, from) && isAtVersion(upgrade.after, to) ? [upgrade.chart] : [],
    ),
  );
  const misses = charts.filter(chart => !moved.has(chart as Installation['chart']));
  // What comes where nothing of its chart goes is new in that commit; else it is one that was not found again.
  const gone = new Set(upgrades.flatMap(({ kind, chart }) => (kind === 'remove' ? [chart] : [])));
  const appeared = upgrades.filter(({ kind, chart }) => kind === 'install' && gone.has(chart));
  const seen = upgrades.map(
    ({ chart, kind, before: old, after: now }) =>
      `${chart} ${kind} ${old?.istioVersion ?? '-'} → ${now?.istioVersion ?? '-'}`,
  );
  return {
    expected: 1,
    found: misses.length === 0 ? 1 : 0,
    misses:
      misses.length === 0
        ? []
        : [
            `${misses.join(', ')} ${from ?? 'floating'} → ${to ?? 'floating'}; saw: ${seen.join('; ') || 'nothing'}`,
          ],
    extras: appeared.map(
      ({ chart, kind, before: old, after: now }) =>
        `${kind} of ${chart} ${(now ?? old)?.istioVersion ?? 'undecided'}`,
    ),
  };
}

function isSame(wanted: ExpectedInstallation, found: Installation): boolean {
  return found.chart === wanted.chart && isAt(wanted, found) && isAtVersion(found, wanted.version);
}

/** What is counted once: a mesh that one IstioOperator, command or object installs, else the installation itself. */
function wholeOf(found: Installation): unknown {
  const { form, declared } = found.release;
  return WHOLE.has(form) ? `${placeOf({ at: declared })} ${placeOf(found)}` : found;
}

const WHOLE: ReadonlySet<Form> = new Set(['istioctl', 'istio-operator', 'sail']);

/** By Istio's own version, that of a vendor's build among them (`1.22.1-solo`), or by the version as it is declared (`1.25.0-alpha.0`). */
function isAtVersion(found: Installation | null, version: string | null): boolean {
  if (!found) return false;
  const upstream = istioVersionOf(version);
  if (upstream !== null && found.istioVersion === upstream) return true;
  return [versionOf(found), found.istioVersion, found.version?.replace(/^v/, '')].includes(version);
}

/** An IstioOperator for gateways alone is a whole one to readers. */
function isWithoutPlane(wanted: ExpectedInstallation, installations: readonly Installation[]): boolean {
  return wanted.whole && !installations.some(found => found.chart === 'istiod' && isAt(wanted, found));
}

/** Readers name one file per installation; one command that installs from several is found once. */
function isCoveredTwice(wanted: ExpectedInstallation, installations: readonly Installation[]): boolean {
  return wanted.whole && installations.some(found => isSame(wanted, found));
}

/**
 * True where a reader's one entry stands for this installation as well: readers name one line of several releases at one
 * version, and one line of a script that installs whole meshes into several clusters.
 */
function covers(wanted: ExpectedInstallation, found: Installation): boolean {
  if (versionOf(found) !== wanted.version && versionOf(found) !== istioVersionOf(wanted.version))
    return false;
  return isAt(wanted, found) || (wanted.whole && wanted.place.startsWith(`${found.at.file}:`));
}

/** What no version is decided of stands where it is declared, or where the variable does that decides it. */
function isAt({ version, place, alsoAt }: ExpectedInstallation, found: Installation): boolean {
  const places = [placeOf(found), ...(version === null ? [placeOf({ at: found.release.declared })] : [])];
  return [place, ...alsoAt].some(one => places.includes(one));
}

/** A range decides no version. */
function versionOf({ version, istioVersion }: Installation): string | null {
  return istioVersion ?? (version !== null && /^v?\d+\.\d+\.\d+/.test(version) ? version : null);
}

function placeOf({ at }: Pick<Installation, 'at'>): string {
  return `${at.file}:${at.line}`;
}
