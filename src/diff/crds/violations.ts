/**
 * What a definition's new schema refuses of a resource that its old one took. Walks the resource, not the schema: a
 * general validator takes longer to prepare Istio's schemas than all of a check takes. What it looks at are the keywords
 * of structural schemas: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/.
 */
import { RE2JS } from 're2js';
import type { DataPath } from '../../model.js';
import { canonicalJson, deepEqual, field, isRecord, list, text } from '../values.js';
import { checkRules } from './rules.js';

export interface Violation {
  readonly path: DataPath;
  /** Completes "the new definition …": `requires timeout`. */
  readonly why: string;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  /** Rules of the definition that could not be evaluated here. */
  readonly undecided: readonly Violation[];
}

/** Deeper than any honest resource. */
const MAX_DEPTH = 64;

/**
 * @param before schema of the version in the old definition; undefined: it had none, and took anything
 * @param after schema of the version in the new definition
 */
export function newViolations(before: unknown, after: unknown, value: unknown): Verdict {
  const found: Found = { violations: [], undecided: [] };
  walk(value, after, before, [], found);
  return found;
}

interface Found {
  readonly violations: Violation[];
  readonly undecided: Violation[];
}

/** @param old what stood at the same place of the old schema */
function walk(value: unknown, schema: unknown, old: unknown, path: DataPath, found: Found): void {
  if (!isRecord(schema) || path.length > MAX_DEPTH || deepEqual(schema, old)) return;
  if (value === null || value === undefined) return;
  for (const check of CHECKS) {
    const why = check(value, schema);
    if (why !== undefined && check(value, isRecord(old) ? old : {}) === undefined)
      found.violations.push({ path, why });
  }
  checkRules(value, schema, old, path, found);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      walk(item, field(schema, 'items'), field(old, 'items'), [...path, index], found);
  }
  if (!isRecord(value)) return;
  const [properties, oldProperties] = [field(schema, 'properties'), field(old, 'properties')];
  for (const [key, child] of Object.entries(value)) {
    const known = field(properties, key) ?? field(schema, 'additionalProperties');
    walk(
      child,
      known,
      field(oldProperties, key) ?? field(old, 'additionalProperties'),
      [...path, key],
      found,
    );
  }
}

type Schema = Readonly<Record<string, unknown>>;

/** Why a schema refuses a value by itself; undefined where it does not. */
type Check = (value: unknown, schema: Schema) => string | undefined;

const CHECKS: readonly Check[] = [
  (value, schema) => {
    const missing = isRecord(value)
      ? list(schema.required).filter(name => field(value, text(name)) === undefined)
      : [];
    return missing.length > 0 ? `requires ${missing.join(', ')}` : undefined;
  },
  (value, schema) => {
    const { enum: allowed } = schema;
    if (!Array.isArray(allowed) || allowed.some(one => deepEqual(one, value))) return undefined;
    return `allows only ${allowed.map(String).join(', ')}`;
  },
  (value, { type, ...schema }) => (isOfType(value, text(type), schema) ? undefined : `wants ${text(type)}`),
  (value, { pattern }) =>
    typeof value === 'string' && typeof pattern === 'string' && !isMatch(pattern, value)
      ? `wants the pattern ${pattern}`
      : undefined,
  limit(
    'minimum',
    value => (typeof value === 'number' ? value : undefined),
    (value, bound) => value >= bound,
    'at least',
  ),
  limit(
    'maximum',
    value => (typeof value === 'number' ? value : undefined),
    (value, bound) => value <= bound,
    'at most',
  ),
  limit('minLength', lengthOfText, (value, bound) => value >= bound, 'a length of at least'),
  limit('maxLength', lengthOfText, (value, bound) => value <= bound, 'a length of at most'),
  limit('minItems', lengthOfList, (value, bound) => value >= bound, 'at least as many items as'),
  limit('maxItems', lengthOfList, (value, bound) => value <= bound, 'at most as many items as'),
  limit('minProperties', numberOfKeys, (value, bound) => value >= bound, 'at least as many fields as'),
  limit('maxProperties', numberOfKeys, (value, bound) => value <= bound, 'at most as many fields as'),
  (value, { uniqueItems }) =>
    uniqueItems === true && Array.isArray(value) && new Set(value.map(canonicalJson)).size < value.length
      ? 'wants items that differ'
      : undefined,
  (value, { oneOf }) => {
    const fitting = list(oneOf).filter(one => fits(value, one)).length;
    return Array.isArray(oneOf) && fitting !== 1
      ? `wants exactly one of ${oneOf.length} forms, and ${fitting} fit`
      : undefined;
  },
  (value, { anyOf }) =>
    Array.isArray(anyOf) && !anyOf.some(one => fits(value, one))
      ? 'wants one of several forms, and none fits'
      : undefined,
  (value, { allOf }) =>
    list(allOf).every(one => fits(value, one)) ? undefined : 'wants several forms at once',
  (value, { not }) => (not !== undefined && fits(value, not) ? 'excludes this form' : undefined),
];

/** Whether a value fits a part of a schema by itself. */
function fits(value: unknown, schema: unknown, depth = 0): boolean {
  if (!isRecord(schema) || depth > MAX_DEPTH) return true;
  if (!CHECKS.every(check => check(value, schema) === undefined)) return false;
  if (Array.isArray(value)) return value.every(item => fits(item, schema.items, depth + 1));
  if (!isRecord(value)) return true;
  return Object.entries(value).every(([key, child]) => fits(child, field(schema.properties, key), depth + 1));
}

function limit(
  keyword: string,
  measure: (value: unknown) => number | undefined,
  holds: (value: number, bound: number) => boolean,
  words: string,
): Check {
  return (value, schema) => {
    const bound = field(schema, keyword);
    const size = measure(value);
    if (typeof bound !== 'number' || size === undefined || holds(size, bound)) return undefined;
    return `wants ${words} ${bound}`;
  };
}

function lengthOfText(value: unknown): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function lengthOfList(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function numberOfKeys(value: unknown): number | undefined {
  return isRecord(value) ? Object.keys(value).length : undefined;
}

function isOfType(value: unknown, type: string, schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string'] === true)
    return typeof value === 'string' || Number.isInteger(value);
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

/** Kubernetes' patterns are RE2, which does not backtrack. One that it would refuse refuses nothing. */
function isMatch(pattern: string, value: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(value).find();
  } catch {
    return true;
  }
}
