/** Which compatibility versions set a value of the istiod chart, and in which releases. */
import { valueAt } from '../yaml/positioned.js';
import type { Facts } from './facts.js';

const PREFIX = 'compatibility-version-';

/** `1.20 in 1.21.0 to 1.23.6`, one entry per compatibility version of istiod and unbroken run of releases. */
export function compatibilityReleases(facts: Facts, path: readonly string[]): readonly string[] {
  const runs = new Map<string, { readonly version: string; readonly from: string; to: string }>();
  const open = new Map<string, string>();
  for (const release of facts.releases) {
    const versions = facts
      .profiles('istiod', release)
      .filter(name => name.startsWith(PREFIX))
      .map(name => name.slice(PREFIX.length));
    const setting = versions.filter(
      version => valueAt(facts.compatibilityProfile('istiod', release, version), path) !== undefined,
    );
    for (const version of open.keys()) if (!setting.includes(version)) open.delete(version);
    for (const version of setting) {
      const start = open.get(version) ?? release;
      open.set(version, start);
      runs.set(`${version} ${start}`, { version, from: start, to: release });
    }
  }
  return [...runs.values()].map(
    ({ version, from, to }) => `${version} in ${from}${from === to ? '' : ` to ${to}`}`,
  );
}
