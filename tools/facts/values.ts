/** Flattens a chart's values into leaves with dotted paths. */
import { isRecord } from './records.js';

export interface Leaf {
  /** `pilot.env`, `podAnnotations["example.com/key"]` */
  readonly path: string;
  readonly type: string;
  readonly value: string;
}

/** Keys under which charts put their defaults, so that a profile can come between them and the user's values. */
const wrappers = ['_internal_defaults_do_not_set', 'defaults'];

export interface UnwrappedValues {
  /** the wrapping key, empty where there is none */
  readonly wrapper: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Takes the wrapper off; values beside it stay. */
export function unwrapValues(values: Readonly<Record<string, unknown>>): UnwrappedValues {
  for (const wrapper of wrappers) {
    const { [wrapper]: inner, ...rest } = values;
    if (isRecord(inner)) return { wrapper, values: { ...rest, ...inner } };
  }
  return { wrapper: '', values };
}

/** All leaves; empty maps and lists are leaves, a list is one leaf as compact JSON. */
export function leavesOf(values: Readonly<Record<string, unknown>>): readonly Leaf[] {
  const leaves: Leaf[] = [];
  visit(values, '', leaves);
  return leaves;
}

function visit(value: unknown, path: string, leaves: Leaf[]): void {
  if (!isRecord(value) || (path !== '' && Object.keys(value).length === 0)) {
    leaves.push({ path, type: typeOf(value), value: spellYaml(value) });
    return;
  }
  for (const [key, child] of Object.entries(value)) visit(child, joinPath(path, key), leaves);
}

/** Appends a key to a path; a key that is no plain word is quoted. */
export function joinPath(path: string, key: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'string':
      return 'string';
    default:
      return 'map';
  }
}

function spellYaml(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
