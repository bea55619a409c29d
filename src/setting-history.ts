/** One setting by any of its names, and what became of it, in words. */
import { append } from './append.js';
import { chartValues, valueRemovedIn } from './findings/chart-values.js';
import { isFieldKnownAt, meshField } from './findings/mesh-fields.js';
import { isReader, notReadSince } from './findings/variables.js';
import { compatibilityReleases } from './knowledge/compatibility-releases.js';
import type { Facts, Setting, SettingKind } from './knowledge/facts.js';

/** Kinds that people ask for by name; the others only help to answer. */
const ASKED: readonly SettingKind[] = [
  'env',
  'envRead',
  'values',
  'meshConfig',
  'proxyConfig',
  'annotation',
  'label',
  'crd',
  'floor',
];

const READERS: Readonly<Record<string, string>> = {
  pilot: 'istiod',
  proxy: 'the proxy',
  cni: 'the CNI',
  operator: 'the operator',
  istioctl: 'istioctl',
};

/** Charts that are installed today; older ones are told of only where nothing else has the name. */
const CHARTS: ReadonlySet<string> = new Set(['base', 'istiod', 'gateway', 'cni', 'ztunnel', 'ambient']);

/**
 * The settings that a name stands for: a variable, a value of a chart (`pilot.cni.enabled`), a field of the mesh config
 * (`meshConfig.accessLogFile`), or the place where one of these is set (`pilot.env.ENABLE_AUTO_SNI`).
 */
export function settingsNamed(facts: Facts, name: string): readonly Setting[] {
  const found = ASKED.flatMap(kind => facts.settings(kind, name));
  const home = HOMES.find(({ prefix }) => name.startsWith(prefix));
  if (found.length === 0 && home) {
    append(
      found,
      home.kinds.flatMap(kind => facts.settings(kind, name.slice(home.prefix.length))),
    );
  }
  if (found.length === 0) append(found, facts.settings('valuesRead', name));
  const current = found.filter(({ kind, component }) => !isValue(kind) || CHARTS.has(component));
  return current.length > 0 ? current : found;
}

/** Where settings are set in the values, most specific first. */
const HOMES: readonly { readonly prefix: string; readonly kinds: readonly SettingKind[] }[] = [
  { prefix: 'meshConfig.defaultConfig.proxyMetadata.', kinds: ['env', 'envRead'] },
  { prefix: 'meshConfig.defaultConfig.', kinds: ['proxyConfig'] },
  { prefix: 'meshConfig.', kinds: ['meshConfig'] },
  { prefix: 'defaultConfig.', kinds: ['proxyConfig'] },
  { prefix: 'pilot.env.', kinds: ['env', 'envRead'] },
  { prefix: 'cni.env.', kinds: ['env', 'envRead'] },
  { prefix: 'env.', kinds: ['env', 'envRead'] },
];

/** One sentence or a few: when it came, how its default moved, when it went, what restores the old one. */
export function historyInWords(facts: Facts, setting: Setting): string {
  const { kind, name, component, history } = setting;
  const first = history[0];
  if (!first) return '';
  const subject = subjectOf(setting);
  const sentences = [
    first.from === facts.releases[0]
      ? `${subject} is as old as what is known here (${first.from}).`
      : `${subject} came with ${first.from}.`,
  ];
  for (const [at, range] of history.entries()) {
    const earlier = history[at - 1];
    if (earlier === undefined) continue;
    if (facts.releases.indexOf(range.from) > facts.releases.indexOf(earlier.to) + 1)
      sentences.push(`It was missing between ${earlier.to} and ${range.from}.`);
    if (earlier.default !== range.default)
      sentences.push(
        `Its default went from ${spell(earlier.default)} to ${spell(range.default)} in ${range.from}.`,
      );
  }
  const gone = goneSince(facts, setting);
  if (gone !== undefined) {
    sentences.push(
      `Nothing looks at it any more from ${gone} on; setting it is without effect, and without a warning.`,
    );
  } else {
    const byDefault = facts.defaultAt(kind, name, component, facts.newest);
    const hasDefault = kind !== 'valuesRead' && kind !== 'envRead' && byDefault !== undefined;
    sentences.push(
      `It is still looked at in ${facts.newest}${hasDefault ? `, with ${spell(byDefault)} by default` : ''}.`,
    );
  }
  const home = VARIABLES[component];
  const restored = kind === 'env' && home ? compatibilityReleases(facts, [...home, name]) : [];
  if (restored.length > 0) sentences.push(`compatibilityVersion sets it: ${restored.join('; ')}.`);
  return sentences.join(' ');
}

/** Where the istiod chart sets the variables of a process. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  pilot: ['pilot', 'env'],
  proxy: ['meshConfig', 'defaultConfig', 'proxyMetadata'],
};

/** The first release from which on nothing looks at a setting; undefined while something does. */
function goneSince(facts: Facts, { kind, name, component }: Setting): string | undefined {
  if (kind === 'env' || kind === 'envRead') {
    return isReader(component)
      ? notReadSince(facts, name, component)
      : facts.removedIn(kind, name, component);
  }
  if (!isValue(kind)) return facts.removedIn(kind, name, component);
  const keys = name.split('.');
  const isAlive = chartValues(facts, component, facts.newest)?.useOf(keys) !== 'no';
  return isAlive && CHARTS.has(component) ? undefined : valueRemovedIn(facts, component, keys, facts.newest);
}

function isValue(kind: SettingKind): boolean {
  return kind === 'values' || kind === 'valuesRead';
}

/** What is known of a field of the mesh config without a default of its own; undefined for any other name. */
export function meshFieldInWords(facts: Facts, name: string): string | undefined {
  const keys = name.split('.');
  const field = keys[0] === 'meshConfig' ? meshField(keys.slice(1), facts) : undefined;
  if (!field) return undefined;
  const came =
    field.since === undefined ? `was there before ${facts.releases[0]}` : `came with ${field.since}`;
  const went = isFieldKnownAt(field.name, facts.newest, facts)
    ? `is still known to ${facts.newest}`
    : `is gone since ${field.until}: istiod ignores it without a word`;
  return `meshConfig.${field.name} ${came} and ${went}. Its default, if any, is not written down in Istio's own code.`;
}

function subjectOf({ kind, component, name }: Setting): string {
  switch (kind) {
    case 'env':
    case 'envRead':
      return `${name}, a variable of ${READERS[component] ?? component},`;
    case 'values':
    case 'valuesRead':
      return `${name}, a value of the ${component} chart,`;
    case 'meshConfig':
      return `meshConfig.${name}`;
    case 'proxyConfig':
      return `meshConfig.defaultConfig.${name}`;
    case 'annotation':
      return `the annotation ${name}`;
    case 'label':
      return `the label ${name}`;
    default:
      return name;
  }
}

function spell(value: string): string {
  return value === '' ? 'nothing' : value;
}
