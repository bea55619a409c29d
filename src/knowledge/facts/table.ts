/** Settings of one kind, found by name and component. */
import { type FactRange, type Setting, type SettingChange, versionPlaceholder } from './model.js';
import type { ReleaseList } from './releases.js';

export class SettingTable {
  readonly #byName = new Map<string, Setting[]>();

  /** @param settings sorted by name, then component */
  constructor(readonly settings: readonly Setting[]) {
    for (const setting of settings) {
      const list = this.#byName.get(setting.name);
      if (list === undefined) this.#byName.set(setting.name, [setting]);
      else list.push(setting);
    }
  }

  named(name: string): readonly Setting[] {
    return this.#byName.get(name) ?? [];
  }

  find(name: string, component: string): Setting | undefined {
    return this.named(name).find(setting => setting.component === component);
  }

  /** What differs between two releases of the list. */
  changes(from: string, to: string, list: ReleaseList): readonly SettingChange[] {
    const changes: SettingChange[] = [];
    for (const setting of this.settings) {
      const before = storedDefault(setting, from, list);
      const after = storedDefault(setting, to, list);
      if (before === after) continue;
      changes.push({
        kind: setting.kind,
        name: setting.name,
        component: setting.component,
        ...(before === undefined ? {} : { before: spell(before, from) }),
        ...(after === undefined ? {} : { after: spell(after, to) }),
      });
    }
    return changes;
  }
}

/**
 * A setting's default in a release of the list; undefined where it does not exist.
 * @param version what the default should spell where it is the release's own version, if not `release`
 */
export function defaultIn(
  setting: Setting,
  release: string,
  list: ReleaseList,
  version: string = release,
): string | undefined {
  const stored = storedDefault(setting, release, list);
  return stored === undefined ? undefined : spell(stored, version);
}

/** The range that a release of the list falls into, if any. */
export function rangeAt(
  history: readonly FactRange[],
  release: string,
  list: ReleaseList,
): FactRange | undefined {
  return history.find(range => list.isWithin(release, range.from, range.to));
}

function storedDefault(setting: Setting, release: string, list: ReleaseList): string | undefined {
  return rangeAt(setting.history, release, list)?.default;
}

function spell(stored: string, version: string): string {
  return stored === versionPlaceholder ? version : stored;
}
