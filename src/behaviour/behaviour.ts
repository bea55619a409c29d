/** What a rule's behaviour is on one side of the change: the setting in force, at the release of whoever reads it. */
import { compare, major, minor } from 'semver';
import type { Facts } from '../knowledge/facts.js';
import type { IstioChart } from '../model.js';
import { type KnobKind, type Rule, type SettingKind, settingKinds } from '../rules/rule.js';
import { type InForce, inForce } from './in-force.js';
import type { InstallationState } from './state.js';

export type Behaviour =
  | {
      readonly known: true;
      readonly value: string;
      /** What it would be if nobody had set anything. */
      readonly byDefault: string;
      /** The setting behind it, where it has one. */
      readonly setting?: InForce & { readonly known: true };
      /** False: this release does not read the setting, whatever it is set to. */
      readonly read: boolean;
      readonly reading: Reading;
      /** What is set is no truth value, and the reader takes its own default instead. */
      readonly invalid?: true;
    }
  | { readonly known: false; readonly why: string };

/** Which process registers an environment variable of this kind, in the facts; `env` is that of the chart's own process. */
export function readerOf(kind: KnobKind, chart: IstioChart): string {
  if (kind === 'proxyMetadata' || chart === 'gateway') return 'proxy';
  return chart === 'istiod' ? 'pilot' : chart;
}

/** True for what can be looked up and set; other kinds only say what a change is about. */
export function isSetting<T extends { readonly kind: KnobKind }>(
  knob: T,
): knob is T & { readonly kind: SettingKind } {
  return settingKinds.some(kind => kind === knob.kind);
}

/** Behaviour of a rule's subject at one side. */
export function behaviourOf(rule: Rule, state: InstallationState, facts: Facts): Behaviour {
  const version = state.installation.istioVersion;
  if (version === null)
    return { known: false, why: `the version of ${state.installation.id} is not decided in this tree` };
  const arrived = hasArrived(rule, version);
  const { knob } = rule;
  if (!knob) {
    const value = String(arrived);
    return { known: true, value, byDefault: value, read: true, reading: 'truth' };
  }

  const ofRelease = arrived ? knob.new : knob.old;
  const reading = readingOf(knob, facts, [knob.old, knob.new]);
  if (!isSetting(knob)) return { known: true, value: ofRelease, byDefault: ofRelease, read: true, reading };
  const { chart } = state.installation;
  const setting = inForce(knob, state, facts);
  const read = isRead(rule, chart, version, facts);
  if (!read) {
    return {
      known: true,
      value: ofRelease,
      byDefault: ofRelease,
      read,
      reading,
      ...(setting.known ? { setting } : {}),
    };
  }
  if (!setting.known) return setting;
  const byDefault = canonical(binaryDefault(rule, chart, version, facts) ?? ofRelease, reading);
  // The chart's own value is as much a default as the binary's: nobody here chose it.
  const unchosen =
    setting.layer === 'chart' && setting.value !== undefined ? canonical(setting.value, reading) : byDefault;
  const value = effective(setting.value, byDefault, reading);
  const invalid = setting.value !== undefined && value !== canonical(setting.value, reading);
  return { known: true, value, byDefault: unchosen, setting, read, reading, ...(invalid ? { invalid } : {}) };
}

/**
 * True where the release has the new behaviour by default: on each branch from the patch that brought it, and until
 * the one that took it back.
 */
export function hasArrived(rule: Pick<Rule, 'since' | 'until'>, version: string): boolean {
  return isFrom(rule.since, version) && !(rule.until && isFrom(rule.until, version));
}

/** True for what is on one of the branches that the releases begin on, or newer than the last of them. */
function isFrom(releases: readonly string[], version: string): boolean {
  const last = releases.at(-1);
  if (last !== undefined && compare(version, last) >= 0) return true;
  return releases.some(
    release =>
      major(release) === major(version) &&
      minor(release) === minor(version) &&
      compare(version, release) >= 0,
  );
}

/** True where whoever reads the setting does so at this release. */
export function isRead(rule: Rule, chart: IstioChart, version: string, facts: Facts): boolean {
  const { knob } = rule;
  if (!knob) return true;
  if (knob.removed !== undefined && compare(version, knob.removed) >= 0) return false;
  if (knob.kind !== 'env' && knob.kind !== 'proxyMetadata') return true;
  if (facts.settings('env', knob.name).length === 0) return true;
  return binaryDefault(rule, chart, version, facts) !== undefined;
}

/** How whoever reads a setting takes its text: as a truth value, or as it stands. */
export type Reading = 'truth' | 'text';

/** Types of variables, in the facts, for which `0` and `1` are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['int', 'float', 'duration']);

/**
 * How a setting is read. A variable's type tells; a string that some release takes for a truth value, and what has no type, go by
 * the values that are known of it.
 * @param values defaults, or what a rule says it was and is
 */
export function readingOf(
  { kind, name }: { readonly kind: KnobKind; readonly name: string },
  facts: Facts,
  values: readonly string[],
): Reading {
  const types = kind === 'env' || kind === 'proxyMetadata' ? facts.settings('env', name) : [];
  if (types.some(({ type }) => type === 'bool')) return 'truth';
  if (types.some(({ type }) => type !== undefined && NUMBERS.has(type))) return 'text';
  return values.some(isTruthValue) ? 'truth' : 'text';
}

/**
 * What the reader makes of a value, given its own default: where a truth value is expected, anything else counts as
 * not set. Source: https://github.com/istio/istio/blob/1.22.2/pkg/env/var.go (BoolVar.Lookup).
 */
export function effective(value: string | undefined, byDefault: string, reading: Reading): string {
  if (value === undefined) return byDefault;
  const read = canonical(value, reading);
  return isTruthValue(byDefault) && !isTruthValue(read) ? byDefault : read;
}

function isTruthValue(value: string): boolean {
  return value === 'true' || value === 'false';
}

/** Go reads booleans in many spellings; settings are compared in one. Source: Go's strconv.ParseBool. */
export function canonical(value: string, reading: Reading): string {
  if (reading === 'text') return value;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return 'true';
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return 'false';
  return value;
}

function binaryDefault(rule: Rule, chart: IstioChart, version: string, facts: Facts): string | undefined {
  const { knob } = rule;
  if (knob?.kind !== 'env' && knob?.kind !== 'proxyMetadata') return undefined;
  return facts.defaultAt('env', knob.name, readerOf(knob.kind, chart), version);
}
