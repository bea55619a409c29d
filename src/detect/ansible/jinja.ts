/** The little of Jinja that values are handed on with. Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_templating.html */
import type { DataPath } from '../../model.js';
import type { Filled } from '../reshaped.js';
import { chosenIn } from './jinja-conditions.js';

export function hasJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** `{{ name }}`: the variable that a text is the whole of. */
export function variableIn(text: string): string | undefined {
  return /^\s*\{\{\s*([A-Za-z_][\w.]*)\s*\}\}\s*$/.exec(text)?.[1];
}

/** `{{ lookup('template', 'values.yml.j2') | from_yaml }}`, `'istiod' ~ '.yml.j2'`: the file that a text is the whole of. */
export function lookupIn(text: string): { readonly isTemplate: boolean; readonly name: string } | undefined {
  const [, kind, name] = LOOKUP.exec(text) ?? [];
  if (name === undefined) return undefined;
  const parts = [...name.matchAll(/['"]([^'"]+)['"]/g)].map(([, part = '']) => part);
  return { isTemplate: kind === 'template', name: parts.join('') };
}

const QUOTED = `['"][^'"]{1,200}['"]`;
const LOOKUP = new RegExp(
  `^\\s*\\{\\{\\s*lookup\\(\\s*['"](?:ansible\\.builtin\\.)?(template|file)['"]\\s*,\\s*(${QUOTED}(?:\\s{0,9}[~+]\\s{0,9}${QUOTED}){0,4})\\s*\\)\\s*\\|\\s*(?:ansible\\.builtin\\.)?from_(?:yaml|json)\\s*\\}\\}\\s*$`,
);

const NAME = '[A-Za-z_]\\w{0,100}';
/** `item`, `item.chart`, `item['chart']`, `item.0.chart`. */
const PATH = `(${NAME})((?:\\.\\w{1,100}|\\[['"]?[\\w-]{1,100}['"]?\\]){0,8})`;
const LITERAL = `(?:'[^'{}]{0,60}'|"[^"{}]{0,60}")`;
const FALLBACK = `'[^'{}]{0,200}'|"[^"{}]{0,200}"|\\{\\}|\\[\\]|[\\w.]{1,200}`;
/** Filters that make a text of a text. */
const FILTERS = `(?:\\|\\s{0,20}(?:string|trim|int|lower|upper|replace\\(\\s{0,9}${LITERAL}\\s{0,9},\\s{0,9}${LITERAL}\\s{0,9}\\))\\s{0,20}){0,4}`;
const REFERENCE = `\\{\\{-?\\s{0,20}${PATH}\\s{0,20}(?:\\|\\s{0,20}d(?:efault)?\\(\\s{0,20}(${FALLBACK})\\s{0,20}(?:,\\s{0,20}([Tt]rue)\\s{0,20})?\\)\\s{0,20})?(${FILTERS})-?\\}\\}`;
const OPERANDS = new RegExp(`([,~+]\\s{0,9})${PATH}(?=\\s{0,9}[~+)])`, 'g');
const REFERENCES = new RegExp(REFERENCE, 'g');
const WHOLE = new RegExp(`^\\s{0,20}${REFERENCE}\\s{0,20}$`);

/** More references within each other than anybody writes. */
const MAX_STEPS = 5;

/**
 * A text with names filled in: `{{ item.chart }}`, `istio/{{ chart }}`, `{{ item.version | default(istio_version) }}`.
 * @param find what a name of the given ones is; `undefined` as the value: nothing is said of it; undefined for names of others
 * @returns undefined where no name of the text is one of the given ones, or nothing is known of it
 */
export function filledWith(
  text: string,
  find: (name: string, keys: DataPath) => Filled | undefined,
  step = 0,
): Filled | undefined {
  if (!text.includes('{{') || text.length > MAX_TEXT || step > MAX_STEPS) return undefined;
  const whole = WHOLE.exec(text);
  if (whole) return referred(whole, find, step);
  const chosen = text.includes(' else ') ? chosenIn(text, find) : undefined;
  if (chosen !== undefined) {
    if (/^\{\s{0,9}\}$/.test(chosen)) return { value: {} };
    if (/^\[\s{0,9}\]$/.test(chosen)) return { value: [] };
    const other = `{{ ${chosen} }}`;
    return filledWith(other, find, step + 1) ?? { value: other };
  }
  const looked = text.includes('lookup(') ? text.replaceAll(OPERANDS, operandWith(find, step)) : text;
  const spelt = looked.replaceAll(REFERENCES, (written, ...groups: string[]) => {
    const value = referred([written, ...groups], find, step)?.value;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : written;
  });
  return spelt === text || spelt.length > MAX_FILLED ? undefined : { value: spelt };
}

/** `item.chart` of `lookup('template', item.chart ~ '.yaml.j2')`: what a name stands for as a text of its own. */
function operandWith(
  find: (name: string, keys: DataPath) => Filled | undefined,
  step: number,
): (...found: string[]) => string {
  return (written, before, ...groups) => {
    const value = referred([written, ...groups.slice(0, 2)], find, step)?.value;
    const isPlain = typeof value === 'string' && /^[^'"{}\n]{1,200}$/.test(value);
    return isPlain ? `${before}'${value}'` : written;
  };
}

/** Longer than any text that names are filled into by themselves. */
const MAX_TEXT = 10_000;
const MAX_FILLED = 100_000;

function referred(
  [whole, name, keys, fallback, isForEmpty, filters = '']: readonly (string | undefined)[],
  find: (name: string, keys: DataPath) => Filled | undefined,
  step: number,
): Filled | undefined {
  const found = bare([whole, name, keys, fallback, isForEmpty], find, step);
  if (!found || filters === '' || (typeof found.value !== 'string' && typeof found.value !== 'number'))
    return found;
  const value = filteredBy(String(found.value), filters);
  return value === found.value ? found : { ...found, value };
}

function filteredBy(text: string, filters: string): string {
  let value = text;
  for (const [, filter, ...literals] of filters.matchAll(FILTER)) {
    const [from = '', to = ''] = literals.map(literal => literal?.slice(1, -1));
    if (filter === 'lower') value = value.toLowerCase();
    if (filter === 'upper') value = value.toUpperCase();
    if (filter === 'trim') value = value.trim();
    if (filter === 'replace') value = value.replaceAll(from, () => to);
  }
  return value;
}

const FILTER = new RegExp(
  `\\|\\s{0,20}([a-z]{1,10})(?:\\(\\s{0,9}(${LITERAL})\\s{0,9},\\s{0,9}(${LITERAL})\\s{0,9}\\))?`,
  'g',
);

/** Before filters. */
function bare(
  [, name = '', keys = '', fallback, isForEmpty]: readonly (string | undefined)[],
  find: (name: string, keys: DataPath) => Filled | undefined,
  step: number,
): Filled | undefined {
  const found = find(name, keysIn(keys));
  const isEmpty = found?.value === '' || found?.value === null;
  if (!found || (found.value !== undefined && !(isEmpty && isForEmpty !== undefined))) return found;
  if (fallback === undefined) return undefined;
  if (fallback === 'omit') return { value: undefined };
  if (fallback === '{}') return { value: {} };
  if (fallback === '[]') return { value: [] };
  if (/^['"]/.test(fallback)) return { value: fallback.slice(1, -1) };
  if (/^(?:true|false)$/i.test(fallback)) return { value: /^t/i.test(fallback) };
  if (!/^[A-Za-z_]/.test(fallback)) return { value: fallback };
  const other = `{{ ${fallback} }}`;
  return filledWith(other, find, step + 1) ?? { value: other };
}

/** `.chart['name']` as `chart`, `name`. */
export function keysIn(text: string): DataPath {
  return [...text.matchAll(/[\w-]{1,100}/g)].map(([key]) => (/^\d+$/.test(key) ? Number(key) : key));
}
