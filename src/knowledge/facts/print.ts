/** The facts as `knowledge facts --format json` prints them. */
import type { Facts } from '../facts.js';
import { type FactRange, type Setting, type SettingKind, settingKinds, versionPlaceholder } from './model.js';

export interface PrintedSetting {
  readonly kind: SettingKind;
  readonly name: string;
  readonly component: string;
  readonly type?: string;
  readonly history: readonly FactRange[];
}

export interface PrintedFacts {
  readonly versions: readonly string[];
  readonly settings: readonly PrintedSetting[];
}

/** All settings, sorted by kind, name and component; defaults that spell the release's version are written out. */
export function printFacts(facts: Facts): PrintedFacts {
  return {
    versions: facts.releases,
    settings: settingKinds.flatMap(kind => facts.all(kind).map(setting => print(setting, facts.releases))),
  };
}

function print(setting: Setting, releases: readonly string[]): PrintedSetting {
  return { ...setting, history: setting.history.flatMap(range => spellOut(range, releases)) };
}

function spellOut(range: FactRange, releases: readonly string[]): readonly FactRange[] {
  if (range.default !== versionPlaceholder) return [range];
  return releases
    .slice(releases.indexOf(range.from), releases.indexOf(range.to) + 1)
    .map(release => ({ from: release, to: release, default: release }));
}
