/** Whether a `compatibilityVersion` would restore a setting, and what else comes with it. */
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, IstioChart } from '../model.js';

export interface CompatibilityChoice {
  /** As written: `1.20`. */
  readonly version: string;
  /** The other settings that it would pin: `pilot.env.X=false`. */
  readonly alsoPins: readonly string[];
  /** First release whose chart refuses this version; undefined where no known one does. */
  readonly worksUntil?: string;
}

const PREFIX = 'compatibility-version-';

/**
 * The newest compatibility version of a chart that gives a setting a value: the one that brings along the least.
 * @param path of the setting in the chart's values
 * @param release Istio's version, `X.Y.Z`
 */
export function compatibilityChoice(
  facts: Pick<Facts, 'profiles' | 'compatibilityProfile' | 'releases'>,
  chart: IstioChart,
  release: string,
  path: DataPath,
  value: string,
): CompatibilityChoice | undefined {
  const wanted = path.join('.');
  const versions = facts
    .profiles(chart, release)
    .filter(name => name.startsWith(PREFIX))
    .map(name => name.slice(PREFIX.length))
    .toSorted((a, b) => Number(b.split('.')[1]) - Number(a.split('.')[1]));
  for (const version of versions) {
    const settings = leaves(facts.compatibilityProfile(chart, release, version), []);
    if (settings.get(wanted) !== value) continue;
    settings.delete(wanted);
    const alsoPins = [...settings].map(([key, other]) => `${key}=${other}`);
    const worksUntil = firstWithout(facts, chart, release, version);
    return { version, alsoPins, ...(worksUntil === undefined ? {} : { worksUntil }) };
  }
  return undefined;
}

export function firstWithout(
  facts: Pick<Facts, 'compatibilityProfile' | 'releases'>,
  chart: IstioChart,
  release: string,
  version: string,
): string | undefined {
  const later = facts.releases.slice(facts.releases.indexOf(release) + 1);
  return later.find(next => facts.compatibilityProfile(chart, next, version) === undefined);
}

function leaves(value: unknown, path: readonly string[]): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path.join('.'), String(value)]]);
  return new Map(Object.entries(value).flatMap(([key, child]) => [...leaves(child, [...path, key])]));
}
