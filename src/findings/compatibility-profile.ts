/** What a `compatibilityVersion` sets, and what it ought to set, in one release of a chart. */
import { major, minor } from 'semver';
import { valueName } from '../behaviour/written-values.js';
import type { Facts } from '../knowledge/facts.js';
import type { IstioChart } from '../model.js';

/** One setting of a profile, as a path of the chart's values: `pilot.env.X`, `ambient.dnsCapture`. */
export interface ProfileSetting {
  readonly keys: readonly string[];
  readonly value: string;
}

/** Settings by path. */
export type ProfileSettings = ReadonlyMap<string, ProfileSetting>;

/** A setting that acts on what a chart deploys: a variable that is read, or one of the chart's own values. */
export interface ActingSetting extends ProfileSetting {
  readonly path: string;
  /** What the release does where nobody sets it. */
  readonly byDefault: string;
  /** What the release that the compatibility version names did; undefined where it did not have the setting. */
  readonly promised: string | undefined;
}

const PREFIX = 'compatibility-version-';

/** What the release ships; undefined where its chart refuses the version, or knows no compatibility versions. */
export function shippedSettings(
  facts: Facts,
  chart: IstioChart,
  release: string,
  version: string,
): ProfileSettings | undefined {
  const profile = facts.compatibilityProfile(chart, release, version);
  return profile && new Map(leaves(profile, []).map(setting => withoutChart(setting, chart)));
}

/**
 * What the version promises by what the chart ships beside it: every patch of the same minor, and every newer
 * compatibility version, since what moved after 1.24 moved after 1.23 too.
 */
export function promisedSettings(
  facts: Facts,
  chart: IstioChart,
  release: string,
  version: string,
): ProfileSettings {
  const promised = new Map<string, ProfileSetting>();
  for (const neighbour of facts.releases.filter(other => isSameMinor(other, release))) {
    for (const name of facts.profiles(chart, neighbour)) {
      if (!name.startsWith(PREFIX) || !isFrom(name.slice(PREFIX.length), version)) continue;
      const settings = shippedSettings(facts, chart, neighbour, name.slice(PREFIX.length)) ?? [];
      for (const [path, setting] of settings) if (!promised.has(path)) promised.set(path, setting);
    }
  }
  return promised;
}

/** Leaves out what the release does anyway, what it does not read, and what the named release did otherwise. */
export function actingSettings(
  settings: ProfileSettings,
  facts: Facts,
  chart: IstioChart,
  release: string,
  version: string,
): readonly ActingSetting[] {
  const last = facts.releases.filter(other => other.startsWith(`${version}.`)).at(-1);
  return [...settings].flatMap(([path, setting]) => {
    const byDefault = defaultOf(facts, chart, setting.keys, release);
    const promised = last === undefined ? undefined : defaultOf(facts, chart, setting.keys, last);
    if (byDefault === undefined || byDefault === setting.value) return [];
    if (promised !== undefined && promised !== setting.value) return [];
    return [{ ...setting, path, byDefault, promised }];
  });
}

/** What a release does where nobody sets a value: the default of the process that reads it, else the chart's own. */
export function defaultOf(
  facts: Facts,
  chart: IstioChart,
  keys: readonly string[],
  release: string,
): string | undefined {
  const variable = variableOf(chart, keys);
  if (variable) return facts.defaultAt('env', variable.name, variable.reader, release);
  if (keys[0] === 'pilot' || keys[0] === 'meshConfig') return undefined;
  return (
    facts.defaultAt('values', valueName(keys), chart, release) ??
    facts.defaultAt('values', valueName([chart, ...keys]), chart, release)
  );
}

function variableOf(
  chart: IstioChart,
  keys: readonly string[],
): { readonly name: string; readonly reader: string } | undefined {
  const name = keys.at(-1);
  if (chart !== 'istiod' || name === undefined) return undefined;
  const home = keys.slice(0, -1).join('.');
  if (home === 'pilot.env') return { name, reader: 'pilot' };
  if (home === 'meshConfig.defaultConfig.proxyMetadata') return { name, reader: 'proxy' };
  return undefined;
}

/** Since 1.24 a chart's values may stand below its own name, too. */
function withoutChart({ keys, value }: ProfileSetting, chart: IstioChart): [string, ProfileSetting] {
  const own = keys[0] === chart ? keys.slice(1) : keys;
  return [valueName(own), { keys: own, value }];
}

function leaves(value: unknown, keys: readonly string[]): ProfileSetting[] {
  if (typeof value !== 'object' || value === null) return [{ keys, value: String(value) }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...keys, key]));
}

function isSameMinor(one: string, other: string): boolean {
  return major(one) === major(other) && minor(one) === minor(other);
}

/** True for the same compatibility version and newer ones. */
function isFrom(version: string, oldest: string): boolean {
  return Number(version.split('.')[1]) >= Number(oldest.split('.')[1]);
}
