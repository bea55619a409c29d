/**
 * Fields of the mesh config and when they came and went, from the facts; istiod ignores any other without a word.
 * Source: https://github.com/istio/api, mesh/v1alpha1, at the commit that each release is built with.
 */
import type { Facts } from '../knowledge/facts.js';

/** A field as an author wrote it: the keys below `meshConfig`, and what knows it. */
export interface KnownMeshField {
  /** Dotted, in the spelling of the API: `defaultConfig.statsCompression`. */
  readonly name: string;
  /** First release that knows it, where that is later than the first of the facts. */
  readonly since?: string;
  /** First release that no longer knows it. */
  readonly until?: string;
}

/**
 * The deepest field that keys below `meshConfig` name or lie in, in either of the two spellings that istiod takes;
 * undefined where the first of them, or one right below a message, is none.
 */
export function meshField(keys: readonly string[], facts: Facts): KnownMeshField | undefined {
  const { known, rest } = walk(keys, facts);
  if (known === '' || (rest.length > 0 && namesBelow(known, facts).length > 0)) return undefined;
  return described(known, facts);
}

/** The outermost field on the way to what keys name that a release does not know, and another one does. */
export function fieldUnknownAt(
  keys: readonly string[],
  version: string,
  facts: Facts,
): KnownMeshField | undefined {
  const parts = walk(keys, facts).known.split('.');
  const names = parts.map((_, depth) => parts.slice(0, depth + 1).join('.'));
  const name = names.find(part => part !== '' && !isFieldKnownAt(part, version, facts));
  return name === undefined ? undefined : described(name, facts);
}

function described(known: string, facts: Facts): KnownMeshField {
  const history = facts.settings('meshField', known)[0]?.history ?? [];
  const since = history[0]?.from;
  const until = facts.removedIn('meshField', known, 'pilot');
  return {
    name: known,
    ...(since === undefined || since === facts.releases[0] ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/** Names beside which the first unknown key stands, for finding what a mistyped one was meant to be. */
export function meshFieldsBeside(
  keys: readonly string[],
  version: string,
  facts: Facts,
): { readonly depth: number; readonly names: readonly string[] } {
  const { known, rest } = walk(keys, facts);
  const names = namesBelow(known, facts).filter(name =>
    isFieldKnownAt(known === '' ? name : `${known}.${name}`, version, facts),
  );
  return { depth: keys.length - rest.length, names };
}

/** True where a release knows a field. */
export function isFieldKnownAt(name: string, version: string, facts: Facts): boolean {
  return facts.defaultAt('meshField', name, 'pilot', version) !== undefined;
}

/** The longest known path at the start of keys, and what is left of them. */
function walk(
  keys: readonly string[],
  facts: Facts,
): { readonly known: string; readonly rest: readonly string[] } {
  let known = '';
  for (const [depth, key] of keys.entries()) {
    const name = known === '' ? camelCase(key) : `${known}.${camelCase(key)}`;
    if (facts.settings('meshField', name).length === 0) return { known, rest: keys.slice(depth) };
    known = name;
  }
  return { known, rest: [] };
}

/** Names of the fields right below a message; none for a scalar or a map. */
function namesBelow(above: string, facts: Facts): readonly string[] {
  const prefix = above === '' ? '' : `${above}.`;
  return facts
    .all('meshField')
    .filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))
    .map(({ name }) => name.slice(prefix.length))
    .filter(name => name !== '');
}

/** Protobuf's JSON reader takes `access_log_file` for `accessLogFile`. */
function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
