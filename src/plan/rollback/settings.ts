/**
 * Settings in the values that only the newer release reads: the older one takes them without a word, and what they set
 * is gone. They block nothing, and often go back with the same commit; they are told with their places.
 */
import { lookup } from '../../detect/values/values.js';
import { fieldUnknownAt, isFieldKnownAt } from '../../findings/mesh-fields.js';
import type { Facts } from '../../knowledge/facts.js';
import type { Installation, Position, Statement } from '../../model.js';
import { type Ages, listed } from './crds.js';

/** Deeper than any mesh config. */
const MAX_DEPTH = 8;

interface Unread extends Position {
  readonly name: string;
}

export function unreadSettings(
  ages: Ages,
  installations: readonly Installation[],
  facts: Facts,
): readonly Statement[] {
  const found = new Map<string, Unread>();
  for (const installation of installations.filter(({ chart }) => chart === 'istiod'))
    for (const unread of [...variablesOf(installation, ages, facts), ...fieldsOf(installation, ages, facts)])
      found.set(`${unread.name} ${unread.file}:${unread.line}`, unread);
  if (found.size === 0) return [];
  const all = [...found.values()];
  const names = [...new Set(all.map(({ name }) => name))].toSorted();
  return [
    {
      text: `${ages.older} does not read ${listed(names)}: what is set there has no effect after going back`,
      source: `https://github.com/istio/istio/tree/${ages.older}`,
      at: all.map(({ file, line }) => ({ file, line })),
    },
  ];
}

function variablesOf(
  { release: { values }, valuesPath }: Installation,
  { older, newer }: Ages,
  facts: Facts,
): readonly Unread[] {
  const read = (name: string, version: string): boolean =>
    (['env', 'envRead'] as const).some(kind => facts.defaultAt(kind, name, 'pilot', version) !== undefined);
  const env = lookup(values, ['pilot', 'env'], valuesPath)?.value;
  return keysOf(env).flatMap(name => {
    if (!read(name, newer) || read(name, older)) return [];
    const at = lookup(values, ['pilot', 'env', name], valuesPath);
    return at ? [{ name, file: at.file, line: at.line }] : [];
  });
}

function fieldsOf(
  { release: { values }, valuesPath }: Installation,
  { older, newer }: Ages,
  facts: Facts,
): readonly Unread[] {
  const found: Unread[] = [];
  const visit = (keys: readonly string[], value: unknown): void => {
    const unknown = fieldUnknownAt(keys, older, facts);
    if (unknown && isFieldKnownAt(unknown.name, newer, facts)) {
      const at = lookup(values, ['meshConfig', ...keys], valuesPath);
      if (at) found.push({ name: `meshConfig.${unknown.name}`, file: at.file, line: at.line });
      return;
    }
    if (keys.length < MAX_DEPTH) for (const key of keysOf(value)) visit([...keys, key], field(value, key));
  };
  const config = lookup(values, ['meshConfig'], valuesPath)?.value;
  for (const key of keysOf(config)) visit([key], field(config, key));
  return found;
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function field(value: unknown, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key];
}
