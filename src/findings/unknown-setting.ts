/** Settings that no release ever read, most likely misspelt or in the wrong place: advice, never a failure. */
import type { InstallationState } from '../behaviour/state.js';
import { valueName, type WrittenValue, writtenValues } from '../behaviour/written-values.js';
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, Position, Upgrade } from '../model.js';
import { type ChartValues, chartValues, valueRemovedIn } from './chart-values.js';
import { isReadElsewhere } from './dead-value.js';
import { meshField, meshFieldsBeside } from './mesh-fields.js';
import { typoOf } from './similar-name.js';
import { isNodeMetadata, isReadAt, READERS, type WrittenVariable, writtenVariables } from './variables.js';

/**
 * One finding per misspelt value or variable. Quiet where nothing moves but other lines: what has been there all along
 * is told with an upgrade only. Keys that resemble nothing are somebody's own, and not ours to judge.
 * @param others what is installed besides: a line that one of them reads is known
 */
export function unknownSettings(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
  others: readonly InstallationState[],
): Finding[] {
  const { chart } = upgrade;
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  const old = from === null ? undefined : chartValues(facts, chart, from);
  const now = to === null ? undefined : chartValues(facts, chart, to);
  if (from === null || to === null || !old || !now) return [];
  const unknown = [
    ...writtenVariables(after, facts).flatMap(variable => variableAdvice(variable, facts, to) ?? []),
    ...writtenValues(after.installation).flatMap(value => {
      if (chart === 'istiod' && value.keys[0] === 'meshConfig') return fieldAdvice(value, to, facts) ?? [];
      // istioctl's charts of gateways know other values than the published one.
      if (after.installation.valuesInChart) return [];
      // What vendors build (`1.29.2-patch0-solo`) may know values of their own.
      if (isVendors(after.installation.version)) return [];
      if (old.useOf(value.keys) !== 'no' || now.useOf(value.keys) !== 'no') return [];
      if (valueRemovedIn(facts, chart, value.keys, facts.newest) !== undefined) return [];
      return keyAdvice(value, now, chart, () => isReadElsewhere(value, to, facts, others)) ?? [];
    }),
  ];
  const told = new Set<string>();
  return unknown.flatMap(advice => {
    const { name, value } = advice;
    if (told.has(name) || (from === to && !isNew(value, before))) return [];
    told.add(name);
    return [finding(upgrade, advice, placeOf(value, after), to, after)];
  });
}

function isVendors(version: string | null): boolean {
  return version !== null && /^v?\d+\.\d+\.\d+[-+]/.test(version);
}

/** The line of the misspelt key, which may stand above the value. */
function placeOf({ written, place }: WrittenValue, { installation }: InstallationState): Position {
  const found = lookup(installation.release.values, written, installation.valuesPath);
  return found ? { file: found.file, line: found.line } : place;
}

interface Advice {
  readonly value: WrittenValue;
  readonly name: string;
  readonly kind: string;
  /** A sentence. */
  readonly why: string;
  readonly instead?: string;
  /** The key as it is read, for the last one of `value.written`. */
  readonly meant?: string;
}

/** Names that only Istio gives to variables. */
const OURS = /^(PILOT|ISTIO|ISTIOD|ENABLE)_/;

function variableAdvice(variable: WrittenVariable, facts: Facts, to: string): Advice | undefined {
  const { name, home } = variable;
  const { reader, kind } = home;
  if (isNodeMetadata(name, reader)) return undefined;
  const readers = READERS.filter(other =>
    facts.releases.some(release => isReadAt(facts, name, other, release)),
  );
  if (readers.includes(reader)) return undefined;
  const advice = { value: variable, name, kind };

  const owner = readers.find(other => isReadAt(facts, name, other, to));
  // Containers of gateways and proxies hold whatever their owners like.
  if (owner !== undefined && kind === 'env' && reader !== 'proxy') {
    return {
      ...advice,
      why: `${WORDS[reader]} never reads ${name}: ${WORDS[owner]} does.`,
      instead: HOMES[owner],
    };
  }
  if (readers.length > 0) return undefined;
  const candidates = facts.all('env').filter(({ component }) => component === reader);
  const meant = typoOf(
    name,
    candidates.map(setting => setting.name).filter(other => isReadAt(facts, other, reader, to)),
  );
  if (meant === undefined && !(reader === 'pilot' && OURS.test(name))) return undefined;
  return {
    ...advice,
    why: `No release since ${facts.releases[0] ?? ''} reads ${name}.`,
    ...(meant === undefined ? {} : { instead: meant, meant }),
  };
}

const WORDS = { pilot: 'istiod', proxy: 'the proxy', cni: 'the CNI' } as const;
const HOMES = {
  pilot: 'pilot.env of the istiod chart',
  proxy: 'meshConfig.defaultConfig.proxyMetadata of the istiod chart',
  cni: 'env of the cni chart',
} as const;

function fieldAdvice(value: WrittenValue, to: string, facts: Facts): Advice | undefined {
  const keys = value.keys.slice(1);
  if (keys.length === 0 || meshField(keys, facts) !== undefined) return undefined;
  const { depth, names } = meshFieldsBeside(keys, to, facts);
  const meant = typoOf(keys[depth] ?? '', names);
  if (meant === undefined) return undefined;
  const above = ['meshConfig', ...keys.slice(0, depth)];
  return {
    value: { ...value, written: value.written.slice(0, depth + 2) },
    name: [...above, keys[depth]].join('.'),
    kind: 'meshConfig',
    why: 'The mesh config has no such field, and istiod ignores what it does not know.',
    instead: [...above, meant].join('.'),
    meant,
  };
}

function keyAdvice(
  value: WrittenValue,
  now: ChartValues,
  chart: string,
  isKnownElsewhere: () => boolean,
): Advice | undefined {
  const { keys, written } = value;
  const depth = keys.findIndex((_, at) => now.useOf(keys.slice(0, at + 1)) === 'no');
  const key = keys[depth];
  if (key === undefined) return undefined;
  const above = keys.slice(0, depth);
  const meant = typoOf(key, now.keysBelow(above));
  if (meant === undefined || isKnownElsewhere()) return undefined;
  return {
    value: { ...value, written: written.slice(0, written.length - keys.length + depth + 1) },
    name: valueName(keys.slice(0, depth + 1)),
    kind: 'values',
    why: `The ${chart} chart has no such value, and Helm takes any.`,
    instead: valueName([...above, meant]),
    meant,
  };
}

function finding(
  upgrade: Upgrade,
  { name, kind, why, instead, meant, value }: Advice,
  place: Position,
  to: string,
  { installation }: InstallationState,
): Finding {
  return {
    rule: 'unknown-setting',
    title: `${name} is not a setting that Istio ${to} reads`,
    summary: `${why}${instead === undefined ? '' : ` Did you mean ${instead}?`} It changes nothing where it stands.`,
    severity: 'info',
    exposure: 'exposed',
    introducedIn: to,
    knob: { kind, name, from: 'ignored', to: 'ignored' },
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'value',
    locations: [
      {
        ...place,
        message: instead === undefined ? `${name} is read by nothing` : `${name}: did you mean ${instead}?`,
      },
    ],
    overrides: [],
    remedies:
      meant === undefined
        ? []
        : [
            {
              kind: 'fix',
              installation,
              operations: [{ op: 'move', path: value.written, to: [...value.written.slice(0, -1), meant] }],
              note: 'Spell it as it is read, if that is what was meant: it starts to act then.',
            },
          ],
    references: [],
    accepted: null,
  };
}

function isNew({ written }: WrittenValue, { installation }: InstallationState): boolean {
  return lookup(installation.release.values, written, installation.valuesPath) === undefined;
}
