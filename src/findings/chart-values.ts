/** Which values a chart of one release looks at. */

import { valueName } from '../behaviour/written-values.js';
import type { Facts, SettingKind } from '../knowledge/facts.js';
import { oncePer } from '../memo.js';

/** `template`: a template reads it; `default`: it only has a default; `no`: the chart does not know it. */
export type ValueUse = 'template' | 'default' | 'no';

export interface ChartValues {
  useOf(keys: readonly string[]): ValueUse;
  /** The chart's default for a leaf; undefined where it has none. */
  defaultOf(keys: readonly string[]): string | undefined;
  /** Keys that the chart knows directly below a map. */
  keysBelow(keys: readonly string[]): readonly string[];
  /** Names of everything that templates read, then of everything with a default; sorted each. */
  readonly names: readonly string[];
}

/**
 * Maps that are copied to the root of the values before anything reads them, from 1.24 on; a key below them is as
 * alive as the same key at the root. Source: zzy_descope_legacy.yaml of the istiod and cni charts.
 */
const LIFTED: Readonly<Record<string, string>> = { istiod: 'pilot', cni: 'cni' };

const readOf = oncePer((_facts: Facts) => new Map<string, ChartValues | undefined>());

/** Undefined where the facts hold no such chart at that release. */
export function chartValues(facts: Facts, chart: string, version: string): ChartValues | undefined {
  const release = facts.answering(version);
  if (release === undefined) return undefined;
  const cache = readOf(facts);
  const key = `${chart} ${release}`;
  if (!cache.has(key)) cache.set(key, readChart(facts, chart, release));
  return cache.get(key);
}

/** The first release, before or at `version`, that no longer knows a value; undefined where none before it did. */
export function valueRemovedIn(
  facts: Facts,
  chart: string,
  keys: readonly string[],
  version: string,
): string | undefined {
  const end = facts.releases.indexOf(facts.answering(version) ?? '');
  const container = LIFTED[chart];
  let last = -1;
  for (const kind of ['valuesRead', 'values'] as const) {
    for (const { name, component, history } of facts.all(kind)) {
      if (component !== chart || name === container || !isRelated(valueName(keys), name)) continue;
      for (const { to } of history) {
        const at = facts.releases.indexOf(to);
        if (at < end) last = Math.max(last, at);
      }
    }
  }
  return last < 0 ? undefined : facts.releases[last + 1];
}

/** True where one of two names is the other, or lies below it. */
function isRelated(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return long.startsWith(short) && ['', '.', '['].includes(long.charAt(short.length));
}

function readChart(facts: Facts, chart: string, release: string): ChartValues | undefined {
  const read = namesAt(facts, 'valuesRead', chart, release);
  const defaults = namesAt(facts, 'values', chart, release);
  if (read.size === 0 && defaults.size === 0) return undefined;

  const container = LIFTED[chart];
  // Only a release that copies the map reads all of it; before, templates read its keys one by one.
  const lifts = container !== undefined && read.delete(container);
  const template = new Family(read);
  const defaulted = new Family(defaults);

  function spellings(keys: readonly string[]): readonly (readonly string[])[] {
    return lifts && keys.length > 1 && keys[0] === container ? [keys, keys.slice(1)] : [keys];
  }

  return {
    useOf(keys) {
      const paths = spellings(keys);
      if (paths.some(path => template.touches(path))) return 'template';
      return paths.some(path => defaulted.touches(path)) ? 'default' : 'no';
    },
    defaultOf(keys) {
      for (const path of spellings(keys)) {
        const value = facts.defaultAt('values', valueName(path), chart, release);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    keysBelow(keys) {
      const above = spellings([...keys, '']).map(path => valueName(path.slice(0, -1)));
      return [...new Set(above.flatMap(path => [...template.keysBelow(path), ...defaulted.keysBelow(path)]))];
    },
    names: [...new Set([...[...read].sort(), ...[...defaults].sort()])],
  };
}

function namesAt(facts: Facts, kind: SettingKind, chart: string, release: string): Set<string> {
  const names = new Set<string>();
  for (const { name, component } of facts.all(kind)) {
    if (component === chart && facts.defaultAt(kind, name, component, release) !== undefined) names.add(name);
  }
  return names;
}

/** Dotted names with everything above them. */
class Family {
  readonly #above = new Set<string>();

  constructor(private readonly names: ReadonlySet<string>) {
    for (const name of names) {
      for (let at = 0; at < name.length; at++) {
        if (name[at] === '.' || name[at] === '[') this.#above.add(name.slice(0, at));
      }
    }
  }

  keysBelow(path: string): string[] {
    const start = path === '' ? '' : `${path}.`;
    return [...this.names]
      .filter(name => name.startsWith(start))
      .map(name => name.slice(start.length).split(/[.[]/)[0] ?? '');
  }

  /** True for a path that is one of the names, lies below one, or has one below it. */
  touches(keys: readonly string[]): boolean {
    if (this.#above.has(valueName(keys))) return true;
    return keys.some((_, depth) => this.names.has(valueName(keys.slice(0, depth + 1))));
  }
}
