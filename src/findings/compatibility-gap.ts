/** Where a `compatibilityVersion` does not hold what it promises: profiles have shipped with holes. */
import { canonical, readingOf } from '../behaviour/behaviour.js';
import type { InstallationState } from '../behaviour/state.js';
import { spellValue } from '../behaviour/written-values.js';
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, Location, Position, Remedy, ScalarValue, Upgrade } from '../model.js';
import {
  type ActingSetting,
  actingSettings,
  defaultOf,
  promisedSettings,
  shippedSettings,
} from './compatibility-profile.js';
import { versionRemedies } from './render-remedies.js';

/** One installation on both sides of the change. */
export interface Sides {
  readonly before: InstallationState | null;
  readonly after: InstallationState | null;
}

/**
 * A finding where the chart's compatibility version leaves out what it restores in other patches of that minor; one for
 * each CNI or ztunnel that isn't told of istiod's; and one where the chart refuses it and nothing could be rendered.
 * @param all every installation that the change moves
 */
export function compatibilityGaps(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
  all: readonly Sides[],
): Finding[] {
  const choice = choiceOf(after);
  const to = after.installation.istioVersion;
  if (!choice || to === null || facts.answering(to) === undefined) return [];
  const shipped = shippedSettings(facts, upgrade.chart, to, choice.value);
  // Where it was rendered, the chart has said so itself.
  if (!shipped) return after.rendering ? [] : refused(upgrade, choice, to, facts, after);

  const promised = promisedSettings(facts, upgrade.chart, to, choice.value);
  const holes = new Map([...promised].filter(([path, { value }]) => shipped.get(path)?.value !== value));
  const acting = actingSettings(holes, facts, upgrade.chart, to, choice.value);
  // Who asks for it only now is told of every hole, whatever was in force before.
  const isAsked = choiceOf(before)?.value !== choice.value;
  const gaps = acting.filter(
    setting =>
      isMoved(setting, { before, after }, facts) || (isAsked && writtenAt(setting, after) === undefined),
  );
  return [
    ...(gaps.length > 0 ? [hole(upgrade, choice, gaps, to, after)] : []),
    ...(upgrade.chart === 'istiod' ? all.flatMap(other => untold(upgrade, choice, other, after, facts)) : []),
  ];
}

interface Choice {
  readonly value: string;
  readonly place: Position;
}

/** The chart's own `compatibilityVersion`; unlike `profile` and `platform` it is never looked for below `global`. */
function choiceOf({ installation }: InstallationState): Choice | undefined {
  const { release, valuesPath } = installation;
  const found = lookup(release.values, ['compatibilityVersion'], valuesPath);
  const value = spellValue(found?.value);
  return found && value !== '' ? { value, place: { file: found.file, line: found.line } } : undefined;
}

/** True for a setting that the author leaves alone after the change, and that did before it what is promised. */
function isMoved(setting: ActingSetting, { before, after }: Sides, facts: Facts): boolean {
  if (!before || !after || writtenAt(setting, after) !== undefined) return false;
  const reading = readingOf({ kind: 'env', name: setting.keys.at(-1) ?? '' }, facts, [setting.value]);
  return (
    canonical(inForceBefore(setting, before, facts) ?? '', reading) === canonical(setting.value, reading)
  );
}

function inForceBefore(setting: ActingSetting, before: InstallationState, facts: Facts): string | undefined {
  const { chart, istioVersion } = before.installation;
  const written = writtenAt(setting, before);
  if (written !== undefined || istioVersion === null) return written;
  const choice = choiceOf(before);
  const shipped = choice && shippedSettings(facts, chart, istioVersion, choice.value);
  // A release without the setting did what its successor does when it is switched off.
  return (
    shipped?.get(setting.path)?.value ?? defaultOf(facts, chart, setting.keys, istioVersion) ?? setting.value
  );
}

function writtenAt({ keys }: ActingSetting, { installation }: InstallationState): string | undefined {
  const { release, valuesPath, chart } = installation;
  for (const path of [keys, keys[0] === 'pilot' ? keys.slice(1) : [chart, ...keys]]) {
    const found = lookup(release.values, path, valuesPath);
    if (found) return spellValue(found.value);
  }
  return undefined;
}

function hole(
  upgrade: Upgrade,
  { value, place }: Choice,
  gaps: readonly ActingSetting[],
  to: string,
  after: InstallationState,
): Finding {
  return {
    rule: 'compatibility-gap',
    title: `compatibilityVersion ${value} leaves something out in ${upgrade.chart} ${to}`,
    summary:
      `In this very release the profile of compatibility version ${value} does not restore ${list(gaps)}, which other ` +
      'patches or compatibility versions of the same minor do. Set it yourself to keep the old behaviour.',
    severity: 'medium',
    exposure: 'exposed',
    introducedIn: to,
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'value',
    locations: gaps.map(gap => location(gap, place, to)),
    overrides: [],
    remedies: [pins(gaps, after)],
    references: [`https://github.com/istio/istio/tree/${to}/manifests/helm-profiles`],
    accepted: null,
  };
}

/** istiod keeps the old behaviour, and a CNI or ztunnel beside it is not told to. */
function untold(
  upgrade: Upgrade,
  { value, place }: Choice,
  other: Sides,
  istiod: InstallationState,
  facts: Facts,
): Finding[] {
  const { after } = other;
  const to = after?.installation.istioVersion;
  if (!after || !to || !isBeside(after, istiod) || choiceOf(after)) return [];
  const { chart, at, id } = after.installation;
  const shipped = shippedSettings(facts, chart, to, value);
  if (!shipped) return [];
  const moved = actingSettings(shipped, facts, chart, to, value).filter(gap => isMoved(gap, other, facts));
  if (moved.length === 0) return [];
  return [
    {
      rule: 'compatibility-gap',
      title: `${chart} is not told of compatibilityVersion ${value}`,
      summary:
        `istiod keeps the behaviour of ${value}, and ${id} does not: ${list(moved)}. Each chart reads its own ` +
        'compatibilityVersion only.',
      severity: 'medium',
      exposure: 'exposed',
      introducedIn: to,
      upgrades: [upgrade.id],
      component: chart,
      evidence: 'value',
      locations: [
        { ...place, message: `compatibilityVersion ${value} is set for istiod alone` },
        ...moved.map(gap => location(gap, at, to)),
      ],
      overrides: [],
      remedies: [choiceToo(value, moved, after), pins(moved, after)],
      references: [`https://github.com/istio/istio/tree/${to}/manifests/helm-profiles`],
      accepted: null,
    },
  ];
}

function isBeside({ installation }: InstallationState, istiod: InstallationState): boolean {
  return (
    (installation.chart === 'cni' || installation.chart === 'ztunnel') &&
    installation.environment === istiod.installation.environment
  );
}

function refused(
  upgrade: Upgrade,
  { value, place }: Choice,
  to: string,
  facts: Facts,
  { installation }: InstallationState,
): Finding[] {
  // Charts before 1.21 have no profiles, and take the key without looking at it.
  if (facts.defaultAt('chart', 'profiles', upgrade.chart, to) !== 'true') return [];
  return [
    {
      rule: 'compatibility-gap',
      title: `${upgrade.chart} ${to} does not know compatibilityVersion ${value}`,
      summary: `This release ships no profile for compatibility version ${value}, so its chart will refuse to render and the deploy will fail.`,
      severity: 'critical',
      exposure: 'exposed',
      introducedIn: to,
      upgrades: [upgrade.id],
      component: upgrade.chart,
      evidence: 'value',
      locations: [{ ...place, message: `compatibilityVersion ${value} is unknown to ${to}` }],
      overrides: [],
      remedies: versionRemedies([installation], installation, facts),
      references: [`https://github.com/istio/istio/tree/${to}/manifests/helm-profiles`],
      accepted: null,
    },
  ];
}

function location({ path, value, byDefault }: ActingSetting, place: Position, to: string): Location {
  return { ...place, message: `${path} is ${byDefault} at ${to}, where ${value} was promised` };
}

/** What the profile leaves out, written beside the compatibility version. */
function pins(gaps: readonly ActingSetting[], { installation }: InstallationState): Remedy {
  return {
    kind: 'pin',
    installation,
    operations: gaps.map(({ keys, value }) => ({ op: 'set', path: keys, value: scalarAt(keys, value) })),
    note: `Sets ${list(gaps)} in the values of ${installation.id}, as the compatibility version promises.`,
  };
}

/** Variables are strings; of the other values `false` has to be one. */
function scalarAt(keys: readonly string[], value: string): ScalarValue {
  const home = keys.at(-2);
  if (home === 'env' || home === 'proxyMetadata') return value;
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

/** The compatibility version on this chart, too. */
function choiceToo(
  version: string,
  gaps: readonly ActingSetting[],
  { installation }: InstallationState,
): Remedy {
  return {
    kind: 'pin',
    installation,
    operations: [{ op: 'set', path: ['compatibilityVersion'], value: version }],
    brings: gaps.map(gap => `${gap.path}=${gap.value}`),
    note: `Tells ${installation.id} what istiod is told. Take both out before the charts refuse this version.`,
  };
}

function list(gaps: readonly ActingSetting[]): string {
  return gaps.map(({ path, value }) => `${path}=${value}`).join(', ');
}
