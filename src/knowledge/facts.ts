/**
 * Every default of every release, looked up. The facts are generated (see docs/facts.md); nothing here judges them.
 *
 * Versions are `X.Y.Z`. A newer patch of a known minor is answered with the newest known patch of that minor; any
 * other release that the facts do not hold has no settings.
 */
import { openFacts } from './facts/files.js';
import {
  type ReleaseNote,
  type Setting,
  type SettingChange,
  type SettingKind,
  settingKinds,
} from './facts/model.js';
import { nearestName } from './facts/nearest.js';
import { type Classification, ReleaseList } from './facts/releases.js';
import { defaultIn, rangeAt, SettingTable } from './facts/table.js';

export type { FactRange, ReleaseNote, Setting, SettingChange, SettingKind } from './facts/model.js';
export { settingKinds } from './facts/model.js';
export { type PrintedFacts, type PrintedSetting, printFacts } from './facts/print.js';
export type { Classification } from './facts/releases.js';

export interface Facts {
  /** sorted by version */
  readonly releases: readonly string[];
  readonly newest: string;
  /** of the sources that the facts were read from: SHA-256, hexadecimal */
  readonly digest: string;
  classify(version: string): Classification;
  /**
   * The release whose facts answer for a version: itself where known, the newest known patch of its minor where it
   * is a newer one; undefined otherwise.
   */
  answering(version: string): string | undefined;
  /** All settings of a name, one per component. */
  settings(kind: SettingKind, name: string): readonly Setting[];
  /** All settings of a kind, sorted by name and component. */
  all(kind: SettingKind): readonly Setting[];
  /** Undefined: that release does not have the setting. */
  defaultAt(kind: SettingKind, name: string, component: string, version: string): string | undefined;
  /** The first release, in version order, from which on no release has the setting; undefined while one does. */
  removedIn(kind: SettingKind, name: string, component: string): string | undefined;
  /** The first release, in version order, that has the setting; undefined for an unknown one. */
  introducedIn(kind: SettingKind, name: string, component: string): string | undefined;
  /**
   * What differs between two releases, in either direction, sorted by kind, name and component. What both have
   * alike, backports among it, is no change. Defaults that only spell the release's own version are left out.
   */
  changes(from: string, to: string): readonly SettingChange[];
  /**
   * The settings that `compatibilityVersion: "1.20"` means for a chart, as shipped in that very release; undefined
   * where the chart has no such file (it then refuses to render) or knows no compatibility versions.
   */
  compatibilityProfile(
    chart: string,
    release: string,
    compatibilityVersion: string,
  ): Readonly<Record<string, unknown>> | undefined;
  /** A profile by file name: `ambient`, `platform-gke`. The chart `istioctl` has those of `istioctl install`. */
  profile(chart: string, release: string, profile: string): Readonly<Record<string, unknown>> | undefined;
  /** Names of all profiles that a chart of a release carries, sorted. */
  profiles(chart: string, release: string): readonly string[];
  /**
   * Whether a chart looks at a value: it has a default for it, for something above or below it, or a template reads
   * one of these. Undefined for a chart or release that the facts do not hold. `path` is dotted, as in `values`.
   */
  readsValue(chart: string, path: string, version: string): boolean | undefined;
  /**
   * Did you mean: the most similar name that the version has (or any release, without a version); undefined when
   * nothing is close. `component` narrows to one chart or process.
   */
  nearest(kind: SettingKind, name: string, version?: string, component?: string): string | undefined;
  /** Release notes that `to` carries and `from` does not, sorted by name: what an upgrade brings. */
  notes(from: string, to: string): readonly ReleaseNote[];
}

/**
 * Opens a facts folder. Reads the index now and each other file on its first use.
 * Throws when the folder holds no facts, or facts of a newer form than this program knows.
 */
export function loadFacts(folder: string): Facts {
  const files = openFacts(folder);
  const list = new ReleaseList(Object.keys(files.index.releases));
  const tables = new Map<SettingKind, SettingTable>();

  function table(kind: SettingKind): SettingTable {
    const known = tables.get(kind);
    if (known !== undefined) return known;
    const opened = new SettingTable(files.settings(kind));
    tables.set(kind, opened);
    return opened;
  }

  function find(kind: SettingKind, name: string, component: string): Setting | undefined {
    return table(kind).find(name, component);
  }

  function profileAt(
    chart: string,
    version: string,
    name: string,
  ): Readonly<Record<string, unknown>> | undefined {
    const release = list.answering(version);
    if (release === undefined) return undefined;
    const file = files.profiles();
    const found = file.table.find(name, chart);
    const id = found === undefined ? undefined : defaultIn(found, release, list);
    return id === undefined ? undefined : file.documents[id];
  }

  return {
    releases: list.releases,
    newest: list.newest,
    digest: files.index.digest,
    classify: version => list.classify(version),
    answering: version => list.answering(version),
    settings: (kind, name) => table(kind).named(name),
    all: kind => table(kind).settings,
    defaultAt(kind, name, component, version) {
      const release = list.answering(version);
      const setting = release === undefined ? undefined : table(kind).find(name, component);
      return release === undefined || setting === undefined
        ? undefined
        : defaultIn(setting, release, list, version);
    },
    removedIn(kind, name, component) {
      const last = find(kind, name, component)?.history.at(-1);
      return last === undefined ? undefined : list.after(last.to);
    },
    introducedIn: (kind, name, component) => find(kind, name, component)?.history[0]?.from,
    changes(from, to) {
      const [before, after] = [list.answering(from), list.answering(to)];
      if (before === undefined || after === undefined) return [];
      return settingKinds.flatMap(kind => table(kind).changes(before, after, list));
    },
    compatibilityProfile: (chart, release, compatibilityVersion) =>
      profileAt(chart, release, `compatibility-version-${compatibilityVersion}`),
    profile: profileAt,
    profiles(chart, version) {
      const release = list.answering(version);
      if (release === undefined) return [];
      return files
        .profiles()
        .table.settings.filter(
          entry => entry.component === chart && defaultIn(entry, release, list) !== undefined,
        )
        .map(entry => entry.name);
    },
    readsValue(chart, path, version) {
      const release = list.answering(version);
      if (release === undefined) return undefined;
      let isKnownChart = false;
      for (const kind of ['values', 'valuesRead'] as const) {
        for (const setting of table(kind).settings) {
          if (setting.component !== chart || defaultIn(setting, release, list) === undefined) continue;
          isKnownChart = true;
          if (isSameOrInside(path, setting.name) || isSameOrInside(setting.name, path)) return true;
        }
      }
      return isKnownChart ? false : undefined;
    },
    nearest(kind, name, version, component) {
      const release = version === undefined ? undefined : list.answering(version);
      const names = new Set<string>();
      for (const setting of table(kind).settings) {
        if (component !== undefined && setting.component !== component) continue;
        if (release !== undefined && defaultIn(setting, release, list) === undefined) continue;
        names.add(setting.name);
      }
      return nearestName(name, names);
    },
    notes(from, to) {
      const [first, last] = [list.answering(from), list.answering(to)];
      if (first === undefined || last === undefined) return [];
      return files
        .notes()
        .filter(({ history }) => rangeAt(history, last, list) && !rangeAt(history, first, list))
        .map(({ note }) => note);
    },
  };
}

/** Whether a path of values is another, or lies below it. */
function isSameOrInside(path: string, outer: string): boolean {
  if (!path.startsWith(outer)) return false;
  const next = path.charAt(outer.length);
  return next === '' || next === '.' || next === '[';
}
