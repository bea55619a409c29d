/** The functions of Go's templates and of Sprig that plain data decides. */
import { stringify } from 'yaml';
import { isRecord } from '../data.js';
import { isTruthy, type Operand, Undecided } from './go-template-values.js';

/** @throws Undecided for a function that is not known here */
export function callFunction(name: string, operands: readonly Operand[]): Operand {
  const chosen = choosing(name, operands);
  if (chosen) return chosen;
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) throw new Undecided(`\`${name}\` is not followed`);
  return { value: known(...operands.map(({ value }) => value)) };
}

/** Functions that hand on one of their operands, and so where it is written. */
function choosing(name: string, operands: readonly Operand[]): Operand | undefined {
  const [first = NOTHING, second = NOTHING, third = NOTHING] = operands;
  switch (name) {
    case 'default':
      return isTruthy(second.value) ? second : first;
    case 'coalesce':
      return operands.find(({ value }) => isTruthy(value)) ?? NOTHING;
    case 'required':
      if (second.value === undefined || second.value === '') throw new Undecided(text(first.value));
      return second;
    case 'and':
      return operands.find(({ value }) => !isTruthy(value)) ?? operands.at(-1);
    case 'or':
      return operands.find(({ value }) => isTruthy(value)) ?? operands.at(-1);
    case 'ternary':
      return isTruthy(third.value) ? first : second;
    case 'index':
    case 'get':
      return operands.slice(1).reduce(entry, first);
    case 'quote':
    case 'squote':
    case 'toString':
      return {
        ...first,
        value: name === 'quote' ? JSON.stringify(text(first.value)) : quoted(name, first.value),
      };
  }
  return undefined;
}

const NOTHING: Operand = { value: undefined };

function quoted(name: string, value: unknown): string {
  return name === 'squote' ? `'${text(value)}'` : text(value);
}

function entry(holder: Operand, { value: key }: Operand): Operand {
  const { value, path } = holder;
  if (typeof value !== 'object' || value === null || (typeof key !== 'string' && typeof key !== 'number'))
    throw new Undecided('what is looked up is not there');
  if (!Object.hasOwn(value, key)) return NOTHING;
  const found = (value as Record<string | number, unknown>)[key];
  return { value: found, ...(path ? { path: [...path, key] } : {}) };
}

type Function = (...values: readonly unknown[]) => unknown;

const FUNCTIONS: Readonly<Record<string, Function>> = {
  not: value => !isTruthy(value),
  empty: value => !isTruthy(value),
  eq: (first, ...others) => others.some(other => other === first),
  ne: (left, right) => left !== right,
  lt: (left, right) => number(left) < number(right),
  gt: (left, right) => number(left) > number(right),
  len: value =>
    Array.isArray(value) || typeof value === 'string' ? value.length : Object.keys(record(value)).length,
  lower: value => text(value).toLowerCase(),
  upper: value => text(value).toUpperCase(),
  trim: value => text(value).trim(),
  trimPrefix: (prefix, value) => withoutStart(text(value), text(prefix)),
  trimSuffix: (suffix, value) => withoutEnd(text(value), text(suffix)),
  replace: (from, to, value) => text(value).replaceAll(text(from), () => text(to)),
  trunc: (length, value) =>
    number(length) < 0 ? text(value).slice(number(length)) : text(value).slice(0, number(length)),
  contains: (part, value) => text(value).includes(text(part)),
  hasPrefix: (part, value) => text(value).startsWith(text(part)),
  hasSuffix: (part, value) => text(value).endsWith(text(part)),
  hasKey: (holder, key) => Object.hasOwn(record(holder), text(key)),
  has: (item, list) => Array.isArray(list) && list.includes(item),
  int: value => Math.trunc(number(value)),
  list: (...values) => values,
  first: list => (Array.isArray(list) ? list[0] : undefined),
  last: list => (Array.isArray(list) ? list.at(-1) : undefined),
  join: (separator, list) => (Array.isArray(list) ? list.map(text).join(text(separator)) : text(list)),
  splitList: (separator, value) => text(value).split(text(separator)),
  printf: (format, ...values) => formatted(text(format), values),
  print: (...values) => values.map(text).join(''),
  toYaml: value => stringify(value, { lineWidth: 0 }).trimEnd(),
  toJson: value => JSON.stringify(value),
  indent: (width, value) => indented(number(width), text(value)),
  nindent: (width, value) => `\n${indented(number(width), text(value))}`,
  normalize: value => normalised(text(value)),
};

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') throw new Undecided('a map or list is taken for a text');
  return String(value);
}

function number(value: unknown): number {
  const found = Number(value);
  if (Number.isNaN(found)) throw new Undecided('a text is taken for a number');
  return found;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function formatted(format: string, values: readonly unknown[]): string {
  let next = 0;
  return format.replace(/%(.)/g, (_match, verb: string) => {
    if (verb === '%') return '%';
    const value = values[next++];
    if (verb === 'q') return JSON.stringify(text(value));
    if (verb === 's' || verb === 'v' || verb === 'd') return text(value);
    throw new Undecided(`%${verb} is not followed`);
  });
}

function indented(width: number, value: string): string {
  const space = ' '.repeat(Math.min(Math.max(width, 0), 100));
  return value
    .split('\n')
    .map(line => `${space}${line}`)
    .join('\n');
}

function withoutStart(value: string, start: string): string {
  return start !== '' && value.startsWith(start) ? value.slice(start.length) : value;
}

function withoutEnd(value: string, end: string): string {
  return end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value;
}

/** Argo CD's: a valid name of DNS. Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/ */
export function normalised(value: string): string {
  return value
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '');
}
