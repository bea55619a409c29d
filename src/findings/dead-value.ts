/** Values that the author set and the new chart no longer looks at: Helm takes them without a word. */

import { compare } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import { spellValue, valueName, type WrittenValue, writtenValues } from '../behaviour/written-values.js';
import { addTo } from '../grouped.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, Location, Upgrade } from '../model.js';
import { type ChartValues, chartValues, type ValueUse, valueRemovedIn } from './chart-values.js';
import { type Death, deathOf } from './dead-setting.js';
import { fieldUnknownAt, isFieldKnownAt } from './mesh-fields.js';
import { deadRemedies } from './remedies.js';
import { successorOf } from './similar-name.js';

/**
 * One finding per value, map of values or field of the mesh config that an earlier release of the chart knew and the new
 * one does not. What merely repeats the old chart's default counts for nothing: many copy the whole file.
 * @param others what is installed besides: a line that one of them still reads is alive
 */
export function deadValues(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
  others: readonly InstallationState[],
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null || after.installation.valuesInChart) return [];
  const old = chartValues(facts, upgrade.chart, from);
  const now = chartValues(facts, upgrade.chart, to);
  if (!old || !now) return [];
  const groups = new Map<string, [Dead, ...Dead[]]>();
  const written = writtenValues(after.installation);
  const texts = new Map(written.map(({ keys, value }) => [valueName(keys), spellValue(value)]));
  for (const value of written) {
    const dead =
      deadField(upgrade, value, from, to, facts) ??
      deadKey(upgrade, value, { facts, old, now, to, texts, others });
    const death = dead && deathOf(dead.was !== 'no', value.written, before, after);
    if (!dead || !death) continue;
    const key = `${death} ${dead.top}`;
    addTo(groups, key, { ...dead, death });
  }
  return [...groups.values()].map(group => finding(upgrade, group, to, after));
}

/**
 * True where another installation reads the very line, or the key stands below `global` and istiod reads it: there
 * charts share what only some of them look at.
 */
export function isReadElsewhere(
  { keys, place }: WrittenValue,
  version: string,
  facts: Facts,
  others: readonly InstallationState[],
): boolean {
  if (keys[0] === 'global' && isKnown(facts, 'istiod', keys, version)) return true;
  return others.some(({ installation }) => {
    const { chart, istioVersion } = installation;
    if (istioVersion === null) return false;
    return writtenValues(installation).some(
      other =>
        other.place.file === place.file &&
        other.place.line === place.line &&
        isKnown(facts, chart, other.keys, istioVersion),
    );
  });
}

interface DeadValue {
  readonly value: WrittenValue;
  /** As the report calls it. */
  readonly name: string;
  /** The outermost map around it that the new release does not look into, or itself. */
  readonly top: string;
  readonly kind: 'values' | 'meshConfig';
  /** What the old release made of it. */
  readonly was: ValueUse;
  readonly gone: string | undefined;
  readonly instead?: string;
  /** The old release acted on what was written. */
  readonly matters: boolean;
  readonly source?: string;
}

interface Dead extends DeadValue {
  readonly death: Death;
}

interface Sides {
  readonly facts: Facts;
  readonly old: ChartValues;
  readonly now: ChartValues;
  readonly to: string;
  /** All that is written after the change, by the value's name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly others: readonly InstallationState[];
}

function deadKey(upgrade: Upgrade, value: WrittenValue, sides: Sides): DeadValue | undefined {
  const { facts, old, now, to, texts, others } = sides;
  const { keys } = value;
  if (keys.length === 0 || now.useOf(keys) !== 'no') return undefined;
  const was = old.useOf(keys);
  const gone = valueRemovedIn(facts, upgrade.chart, keys, to);
  if (was === 'no' && gone === undefined) return undefined;
  // What is ignored already meant something to the release before it went.
  const last = was === 'no' ? chartValues(facts, upgrade.chart, releaseBefore(gone, facts)) : old;
  const byDefault = last?.defaultOf(keys);
  if (byDefault === spellValue(value.value)) return undefined;
  if (isReadElsewhere(value, to, facts, others)) return undefined;
  const name = valueName(keys);
  const instead = successorOf(name, now.names);
  const depth = keys.findIndex((_, at) => now.useOf(keys.slice(0, at + 1)) === 'no');
  return {
    value,
    name,
    top: valueName(keys.slice(0, depth + 1)),
    kind: 'values',
    was,
    gone,
    ...(instead === undefined ? {} : { instead }),
    matters:
      last?.useOf(keys) === 'template' &&
      (byDefault !== undefined || !isEmpty(value.value)) &&
      // Who wrote it under the new name as well loses nothing.
      (instead === undefined || texts.get(instead) !== spellValue(value.value)),
    ...(gone === undefined ? {} : { source: `https://github.com/istio/istio/tree/${gone}/manifests/charts` }),
  };
}

/** The last release that knew what is gone since another. */
function releaseBefore(gone: string | undefined, facts: Facts): string {
  return gone === undefined ? '' : (facts.releases[facts.releases.indexOf(gone) - 1] ?? '');
}

function deadField(
  upgrade: Upgrade,
  value: WrittenValue,
  from: string,
  to: string,
  facts: Facts,
): DeadValue | undefined {
  const { keys } = value;
  if (upgrade.chart !== 'istiod' || keys[0] !== 'meshConfig') return undefined;
  const field = fieldUnknownAt(keys.slice(1), to, facts);
  if (!field) return undefined;
  const gone = field.until !== undefined && compare(to, field.until) >= 0 ? field.until : undefined;
  const was = isFieldKnownAt(field.name, from, facts) ? 'template' : 'no';
  // A field that the release does not know yet is a typo's matter, or comes with a later upgrade.
  if (was === 'no' && gone === undefined) return undefined;
  const name = `meshConfig.${field.name}`;
  return {
    value,
    name,
    top: name,
    kind: 'meshConfig',
    was,
    gone,
    matters: true,
    source: 'https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/',
  };
}

function finding(
  upgrade: Upgrade,
  group: readonly [Dead, ...Dead[]],
  to: string,
  { installation }: InstallationState,
): Finding {
  const [first] = group;
  const { kind, gone, death, instead } = first;
  const name = group.length === 1 ? first.name : first.top;
  const reader = kind === 'values' ? `the ${upgrade.chart} chart` : 'istiod';
  const advice =
    group.length === 1 && instead
      ? `Set ${instead} instead, where it is still needed.`
      : 'Remove it, and see whether what it was there for still holds.';
  return {
    rule: 'dead-setting',
    title: `${name} is no longer read`,
    summary: `At Istio ${to} ${reader} ignores ${name}${gone ? `, which is gone since ${gone}` : ''}; nothing fails, and ${MEANING[death]} ${advice}`,
    severity: death !== 'stale' && group.some(({ matters }) => matters) ? 'medium' : 'low',
    exposure: 'exposed',
    introducedIn: gone ?? to,
    knob: {
      kind,
      name,
      from: group.length === 1 ? spellValue(first.value.value) : 'set',
      to: 'ignored',
    },
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'value',
    locations: group.map(dead => location(dead, to)),
    overrides: [],
    remedies: deadRemedies(
      installation,
      group.map(dead => ({
        written: dead.value.written,
        ...(dead.instead === undefined ? {} : { instead: dead.instead.split('.') }),
      })),
      death,
    ),
    references: first.source ? [first.source] : [],
    accepted: null,
  };
}

function location({ name, value, instead }: Dead, to: string): Location {
  const hint = instead ? `; now ${instead}` : '';
  return {
    ...value.place,
    message: `${name}: ${shorten(spellValue(value.value))} has no effect at ${to}${hint}`,
  };
}

const MEANING: Readonly<Record<Death, string>> = {
  dies: 'what it changed goes back to the default.',
  'newly-written': 'what it is meant to change stays at the default.',
  stale: 'it did nothing before this change, either.',
};

/** Longer values are on the line itself. */
const MAX_SHOWN = 60;

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function isEmpty(value: unknown): boolean {
  return value === false || value === '' || (Array.isArray(value) && value.length === 0);
}

function isKnown(facts: Facts, chart: string, keys: readonly string[], version: string): boolean {
  const use = chartValues(facts, chart, version)?.useOf(keys);
  return use !== undefined && use !== 'no';
}
