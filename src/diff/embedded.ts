/** YAML and JSON inside strings: mesh config, injector config and values, EnvoyFilter and Wasm configuration. */
import { CORE_SCHEMA, load, Type } from 'js-yaml';
import { tooDeepAt } from '../yaml/depth.js';
import { isRecord, isTooLarge } from './values.js';

/** Longer strings are compared as text: reading them as YAML would cost seconds. */
const MAX_EMBEDDED = 2_000_000;

const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: data => data === '<<' });

/** What Kubernetes' own YAML reader understands: merge keys, but no dates. */
const SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE] });

/** A mapping or list that the text is, or undefined: then it is just text. */
export function readEmbedded(text: string, format: 'json' | 'yaml'): unknown {
  if (text.length > MAX_EMBEDDED || tooDeepAt(text) !== undefined) return undefined;
  const value = format === 'json' || looksLikeJson(text) ? readJson(text) : undefined;
  const read = value === undefined && format === 'yaml' ? readYaml(text) : value;
  if (!isRecord(read) && !Array.isArray(read)) return undefined;
  return isTooLarge(read) ? undefined : read;
}

function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function readJson(text: string): unknown {
  if (!looksLikeJson(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readYaml(text: string): unknown {
  // Every YAML mapping or list has one of these; plain text that has neither is not worth a parser.
  if (!/[:-]/.test(text)) return undefined;
  try {
    return load(text, { schema: SCHEMA, json: true });
  } catch {
    return undefined;
  }
}
