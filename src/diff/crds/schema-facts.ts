/** What a change of an OpenAPI schema means for resources that exist: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/. */
import { field, list, text } from '../values.js';

export type SchemaFactKind =
  | 'field-added'
  | 'field-removed'
  | 'stricter'
  | 'looser'
  | 'validation'
  | 'default'
  | 'documentation';

export interface SchemaFact {
  readonly kind: SchemaFactKind;
  /** `spec.http[].match`, with the keyword behind it where it is about one: `spec.http[].timeout pattern`. */
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One leaf of a schema that differs. */
export interface SchemaLeaf {
  /** Keys below `openAPIV3Schema`. */
  readonly keys: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

const DOCUMENTATION: ReadonlySet<string> = new Set(['description', 'example', 'externalDocs', 'title']);
const COMBINATORS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'not', 'oneOf']);
const UPPER: ReadonlySet<string> = new Set(['maxItems', 'maxLength', 'maxProperties', 'maximum']);
const LOWER: ReadonlySet<string> = new Set(['minItems', 'minLength', 'minProperties', 'minimum']);
/** Stricter where they are there, and where they change. */
const LIMITING: ReadonlySet<string> = new Set(['format', 'multipleOf', 'pattern', 'type']);
const LIMITING_FLAGS: ReadonlySet<string> = new Set(['exclusiveMaximum', 'exclusiveMinimum', 'uniqueItems']);
const FREEING_FLAGS: ReadonlySet<string> = new Set(['nullable', 'x-kubernetes-preserve-unknown-fields']);

/**
 * @param before the version's whole schema in the old definition
 * @param after the same in the new one
 */
export function schemaFact(leaf: SchemaLeaf, before: unknown, after: unknown): SchemaFact {
  let left = before;
  let right = after;
  let name = '';
  let index = 0;
  for (; index < leaf.keys.length; index += 1) {
    const key = leaf.keys[index] ?? '';
    if (key === 'properties') {
      index += 1;
      const property = leaf.keys[index];
      if (property === undefined) break;
      left = field(field(left, key), property);
      right = field(field(right, key), property);
      name += name === '' ? property : `.${property}`;
      if (left === undefined) return { kind: 'field-added', name };
      if (right === undefined) return { kind: 'field-removed', name };
      continue;
    }
    if (key !== 'items' && key !== 'additionalProperties') break;
    // Going from "anything" to a schema, or back, is a validation like any other.
    if (field(left, key) === undefined || field(right, key) === undefined) break;
    left = field(left, key);
    right = field(right, key);
    name += key === 'items' ? '[]' : '[*]';
  }
  return keywordFact(leaf, leaf.keys.slice(index), name, left, right);
}

function keywordFact(
  leaf: SchemaLeaf,
  keys: readonly string[],
  name: string,
  left: unknown,
  right: unknown,
): SchemaFact {
  const [keyword = '', item = ''] = keys;
  if (DOCUMENTATION.has(keyword)) return { kind: 'documentation', name };
  if (keyword === 'required') {
    return {
      kind: leaf.after === undefined ? 'looser' : 'stricter',
      name: `${name === '' ? item : `${name}.${item}`} required`,
    };
  }
  if (keyword === 'x-kubernetes-validations') return ruleFact(item, name, left, right);
  const values = { before: field(left, keyword), after: field(right, keyword) };
  if (keyword === 'default') return { kind: 'default', name, ...values };
  const kind = COMBINATORS.has(keyword)
    ? 'validation'
    : direction(keyword, leaf, values.before, values.after);
  const shown = COMBINATORS.has(keyword) ? {} : values;
  return { kind, name: `${name} ${keyword}`.trim(), ...shown };
}

/** Rules are told apart by their expression: another message is only documentation. */
function ruleFact(rule: string, name: string, left: unknown, right: unknown): SchemaFact {
  const had = rulesIn(left).has(rule);
  const has = rulesIn(right).has(rule);
  if (had === has) return { kind: 'documentation', name };
  return has
    ? { kind: 'stricter', name: `${name} rule`.trim(), after: rule }
    : { kind: 'looser', name: `${name} rule`.trim(), before: rule };
}

function rulesIn(schema: unknown): Set<string> {
  return new Set(list(field(schema, 'x-kubernetes-validations')).map(entry => text(field(entry, 'rule'))));
}

function direction(keyword: string, leaf: SchemaLeaf, before: unknown, after: unknown): SchemaFactKind {
  if (keyword === 'enum') {
    if (before === undefined || after === undefined) return before === undefined ? 'stricter' : 'looser';
    return leaf.after === undefined ? 'stricter' : 'looser';
  }
  if (LIMITING_FLAGS.has(keyword)) return after === true ? 'stricter' : 'looser';
  if (FREEING_FLAGS.has(keyword)) return after === true ? 'looser' : 'stricter';
  if (UPPER.has(keyword)) return after === undefined || isLess(before, after) ? 'looser' : 'stricter';
  if (LOWER.has(keyword)) return after === undefined || isLess(after, before) ? 'looser' : 'stricter';
  if (LIMITING.has(keyword)) return after === undefined ? 'looser' : 'stricter';
  return 'validation';
}

function isLess(one: unknown, other: unknown): boolean {
  return typeof one === 'number' && typeof other === 'number' && one < other;
}
