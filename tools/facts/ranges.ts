/** Folds "setting X has default D in release R" into ranges over the release list. */
import type { FactRange, SettingKind } from '../../src/knowledge/facts/model.js';

/** A setting in one release. */
export interface SettingAt {
  readonly kind: SettingKind;
  readonly name: string;
  readonly component: string;
  readonly type?: string;
  readonly default: string;
}

/** A setting over all releases. */
export interface SettingHistory {
  readonly kind: SettingKind;
  readonly name: string;
  readonly component: string;
  /** of the newest release that has it */
  readonly type?: string;
  readonly history: readonly FactRange[];
}

/**
 * Ranges run over `releases`, which must be sorted: consecutive releases with the same default share a range, a
 * release without the setting ends it.
 */
export function foldHistories(
  releases: readonly string[],
  settingsOf: ReadonlyMap<string, readonly SettingAt[]>,
): readonly SettingHistory[] {
  const open = new Map<
    string,
    { setting: SettingAt; ranges: { from: string; to: string; default: string; last: number }[] }
  >();
  for (const [index, release] of releases.entries()) {
    for (const setting of settingsOf.get(release) ?? []) {
      const key = `${setting.kind} ${setting.component} ${setting.name}`;
      const known = open.get(key);
      const range = { from: release, to: release, default: setting.default, last: index };
      if (known === undefined) {
        open.set(key, { setting, ranges: [range] });
        continue;
      }
      known.setting = setting;
      const last = known.ranges.at(-1);
      if (last !== undefined && last.last === index - 1 && last.default === setting.default) {
        last.to = release;
        last.last = index;
      } else if (last?.last !== index) {
        known.ranges.push(range);
      }
    }
  }
  return [...open.values()]
    .map(({ setting, ranges }) => ({
      kind: setting.kind,
      name: setting.name,
      component: setting.component,
      ...(setting.type === undefined ? {} : { type: setting.type }),
      history: ranges.map(({ from, to, default: value }) => ({ from, to, default: value })),
    }))
    .sort(compareSettings);
}

/** The reverse of `foldHistories`: what each release has. */
export function unfoldHistories(
  releases: readonly string[],
  histories: readonly SettingHistory[],
): Map<string, SettingAt[]> {
  const position = new Map(releases.map((release, index) => [release, index]));
  const settingsOf = new Map<string, SettingAt[]>(releases.map(release => [release, []]));
  for (const { history, ...setting } of histories) {
    for (const range of history) {
      const from = position.get(range.from) ?? 0;
      const to = position.get(range.to) ?? -1;
      for (const release of releases.slice(from, to + 1)) {
        settingsOf.get(release)?.push({ ...setting, default: range.default });
      }
    }
  }
  return settingsOf;
}

function compareSettings(a: SettingHistory, b: SettingHistory): number {
  return compareText(a.kind, b.kind) || compareText(a.name, b.name) || compareText(a.component, b.component);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
