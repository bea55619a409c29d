/**
 * Charts' values.schema.json, read the same way whatever Helm is at hand. Until 3.18.4 Helm read every schema as JSON
 * Schema draft 7, where `$ref` makes its siblings void; since 3.18.5, and in 4, siblings count, and gateway charts
 * 1.21.0 to 1.24.6, 1.25.0 to 1.25.4, 1.26.0 to 1.26.3 and 1.27.0 reject their own values
 * (https://github.com/istio/istio/issues/57354). Both readings can be spelt so that every Helm agrees on them.
 */
import type { ChartFiles } from '../charts/files.js';
import { chartFolders } from './chart-folders.js';

/** How `$ref` and its siblings are read: as draft 7 does, or as later drafts do. */
export type SchemaReading = 'lenient' | 'strict';

/** Keywords that reject values; beside `$ref`, the two readings differ by them. */
const REJECTING = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
  'required',
  'minProperties',
  'maxProperties',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'additionalItems',
  'contains',
  'minItems',
  'maxItems',
  'uniqueItems',
  'unevaluatedItems',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
]);

/** Drafts that make siblings of `$ref` void in every Helm. */
const OLD_DRAFT = /^https?:\/\/json-schema\.org\/draft-0[3-7]\/schema#?$/;

/** The chart with its schemas, and those of all charts below it, spelt for one reading; itself where the readings are the same. */
export function withSchemas(files: ChartFiles, reading: SchemaReading): ChartFiles {
  const spelt = new Map<string, Uint8Array>();
  for (const folder of chartFolders(files)) {
    const name = `${folder}values.schema.json`;
    const content = files.get(name);
    const schema = content && parse(Buffer.from(content).toString('utf8'));
    if (typeof schema !== 'object' || schema === null) continue;
    const draft = (schema as Record<string, unknown>).$schema;
    if (typeof draft === 'string' && OLD_DRAFT.test(draft)) continue;
    const { value, differs } = spell(schema, reading);
    if (differs) spelt.set(name, Buffer.from(JSON.stringify(value)));
  }
  return spelt.size === 0 ? files : new Map([...files, ...spelt]);
}

/** What a chart needs for its values to be checked, without what it would render. */
export function withoutTemplates(files: ChartFiles): ChartFiles {
  const left = new Map(files);
  for (const folder of chartFolders(files)) {
    const rendered = ['templates/', 'crds/', 'files/'].map(inside => `${folder}${inside}`);
    for (const name of files.keys()) if (rendered.some(prefix => name.startsWith(prefix))) left.delete(name);
  }
  return left;
}

interface Spelt {
  readonly value: unknown;
  readonly differs: boolean;
}

function spell(schema: unknown, reading: SchemaReading): Spelt {
  if (typeof schema !== 'object' || schema === null) return { value: schema, differs: false };
  if (Array.isArray(schema)) {
    const items = schema.map(item => spell(item, reading));
    return { value: items.map(item => item.value), differs: items.some(item => item.differs) };
  }
  let differs = false;
  const entries: [string, unknown][] = [];
  const reference = typeof (schema as Record<string, unknown>).$ref === 'string';
  const rejecting: [string, unknown][] = [];
  for (const [key, value] of Object.entries(schema)) {
    const inner = spell(value, reading);
    differs ||= inner.differs;
    (reference && REJECTING.has(key) ? rejecting : entries).push([key, inner.value]);
  }
  if (rejecting.length === 0) return { value: Object.fromEntries(entries), differs };
  if (reading === 'lenient') return { value: Object.fromEntries(entries), differs: true };
  const rest = entries.filter(([key]) => key !== '$ref');
  const { $ref } = schema as { $ref: string };
  // A reference inside `allOf` has no siblings: what stands beside `allOf` counts in every draft.
  const all = [{ $ref }, Object.fromEntries(rejecting)];
  return { value: { ...Object.fromEntries(rest), allOf: all }, differs: true };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Helm says what is wrong with it.
    return undefined;
  }
}
