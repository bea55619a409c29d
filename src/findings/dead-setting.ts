/** Environment variables that the author set and the new release no longer reads: Helm renders them without a word. */
import { compare } from 'semver';
import { canonical, readingOf } from '../behaviour/behaviour.js';
import type { InstallationState } from '../behaviour/state.js';
import { spellValue } from '../behaviour/written-values.js';
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Finding, Upgrade } from '../model.js';
import { deadRemedies } from './remedies.js';
import { variableInstead } from './similar-name.js';
import {
  isNodeMetadata,
  isReadAt,
  notReadSince,
  type WrittenVariable,
  writtenVariables,
} from './variables.js';

/** What this change makes of a setting that the new release does not read; `stale`: it was ignored before, too. */
export type Death = 'dies' | 'newly-written' | 'stale';

/**
 * One finding per variable of istiod, the proxies, gateways and the CNI that some release read and the new one does
 * not, at the line where it is written.
 */
export function deadSettings(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null) return [];
  return writtenVariables(after, facts)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(variable => {
      const { name, home } = variable;
      if (isNodeMetadata(name, home.reader) || isReadAt(facts, name, home.reader, to)) return [];
      const wasRead = isReadAt(facts, name, home.reader, from);
      const gone = notReadSince(facts, name, home.reader);
      if (!wasRead && !isGoneAt(to, gone)) return [];
      const death = deathOf(wasRead, variable.written, before, after);
      return death ? [finding(upgrade, variable, death, { from, to, gone }, facts, after)] : [];
    });
}

/**
 * How a setting that the new release does not read came to be dead; undefined where this change has nothing to do with
 * it: neither the version nor the line moved.
 */
export function deathOf(
  wasRead: boolean,
  path: DataPath,
  before: InstallationState,
  after: InstallationState,
): Death | undefined {
  if (wasRead) return 'dies';
  if (isNew(path, before)) return 'newly-written';
  return before.installation.istioVersion === after.installation.istioVersion ? undefined : 'stale';
}

interface Releases {
  readonly from: string;
  readonly to: string;
  readonly gone: string | undefined;
}

function finding(
  upgrade: Upgrade,
  { name, home, value, place, written }: WrittenVariable,
  death: Death,
  { from, to, gone }: Releases,
  facts: Facts,
  { installation }: InstallationState,
): Finding {
  const instead = gone === undefined ? undefined : variableInstead(facts, name, home.reader, gone);
  const byDefault = facts.defaultAt('env', name, home.reader, from);
  // Who wrote down what the old release did anyway held nothing back.
  const reading = readingOf({ kind: home.kind, name }, facts, [byDefault ?? '']);
  const isOverride =
    byDefault === undefined || canonical(byDefault, reading) !== canonical(spellValue(value), reading);
  return {
    rule: 'dead-setting',
    title: `${name} is no longer read`,
    summary:
      `Istio ${to} ignores ${name}${gone ? `, which is gone since ${gone}` : ''}. Helm still renders it, so nothing ` +
      `shows that ${MEANING[death]}${instead ? ` ${instead} came in its place: see whether it does the same.` : ''}`,
    severity: death === 'stale' || !isOverride ? 'low' : 'medium',
    exposure: 'exposed',
    introducedIn: gone ?? to,
    knob: { kind: home.kind, name, from: spellValue(value), to: 'ignored' },
    upgrades: [upgrade.id],
    component: home.component,
    evidence: 'value',
    locations: [{ ...place, message: `${name}: ${spellValue(value)} has no effect at ${to}` }],
    overrides: [],
    remedies: deadRemedies(
      installation,
      [{ written, ...(instead ? { instead: [...written.slice(0, -1), instead] } : {}) }],
      death,
    ),
    references: gone ? [SOURCES[home.reader](gone)] : [],
    accepted: null,
  };
}

const MEANING: Readonly<Record<Death, string>> = {
  dies: 'what it held back is now in force. Remove it, and mend what it was there for.',
  'newly-written': 'what it is meant to hold back is in force. Remove it, and mend what it is there for.',
  stale: 'it did nothing before this change, either. Remove it.',
};

/** Where the release's own code shows which variables it reads. */
const SOURCES: Readonly<Record<WrittenVariable['home']['reader'], (release: string) => string>> = {
  pilot: release => `https://github.com/istio/istio/tree/${release}/pilot/pkg/features`,
  proxy: release => `https://github.com/istio/istio/tree/${release}/pilot/cmd/pilot-agent`,
  cni: release => `https://github.com/istio/istio/tree/${release}/cni/pkg`,
};

/** True where some release read the variable, and this one comes after them all. */
function isGoneAt(version: string, gone: string | undefined): boolean {
  return gone !== undefined && compare(version, gone) >= 0;
}

/** True where this change writes the value. */
function isNew(path: DataPath, { installation }: InstallationState): boolean {
  return lookup(installation.release.values, path, installation.valuesPath) === undefined;
}
