/** What expressions of Starlark come to, as far as it is texts, lists and tables of these. */
import { placeOf, type Word } from './text.js';

export type Value =
  /** With the texts that it is put together from. */
  | { readonly kind: 'text'; readonly word: Word; readonly parts?: readonly Word[] }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'table'; readonly entries: readonly (readonly [Value, Value])[] }
  | { readonly kind: 'open' };

export interface Argument {
  readonly name?: string;
  readonly value: Value;
}

export type Scope = (name: string) => Value | undefined;

/** What calls come to; undefined of a function that is not known. */
export type Functions = (name: string, given: readonly Argument[]) => Value | undefined;

export const OPEN: Value = { kind: 'open' };
const MAX_TEXT = 4000;
const MAX_PARTS = 100;

export function textOf(value: Value | undefined): Word | undefined {
  return value?.kind === 'text' ? value.word : undefined;
}

/** The texts that one is put together from. */
export function partsOf(value: Value | undefined): readonly Word[] {
  return value?.kind === 'text' ? (value.parts ?? []) : [];
}

/** What a loop goes over; undefined where only running it tells. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === 'list') return value.items;
  return value.kind === 'table' ? value.entries.map(([key]) => key) : undefined;
}

/** What a round of a loop gives its names to: `name`, `name, chart`. */
export function bound(names: string, item: Value): ReadonlyMap<string, Value> {
  const keys = names.split(/[\s,()]+/).filter(name => name !== '');
  const parts = keys.length > 1 && item.kind === 'list' ? item.items : [item];
  return new Map(keys.flatMap((key, index) => (parts[index] ? [[key, parts[index]] as const] : [])));
}

export function variable(name: string): string {
  return `\${${name.slice(name.lastIndexOf('.') + 1)}}`;
}

/** Of a text that is put together, the part that is not at its place there says where it stands. */
export function sum(left: Value, right: Value): Value {
  if (left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', items: [...left.items, ...right.items].slice(0, MAX_TEXT) };
  const [first, second] = [textOf(left), textOf(right)];
  if (!first || !second) return OPEN;
  const place = placeOf(/^--[\w-]+=$/.test(first.text) ? second : first);
  const parts = [first, second, ...partsOf(left), ...partsOf(right)].slice(0, MAX_PARTS);
  return { kind: 'text', word: { text: (first.text + second.text).slice(0, MAX_TEXT), ...place }, parts };
}

export function either(left: Value, right: Value): Value {
  const text = textOf(left)?.text;
  return text === undefined || text === '' || text.startsWith('${') ? right : left;
}

/** `'istio/%s' % chart` */
export function filledIn(left: Value, right: Value): Value {
  const given = right.kind === 'list' ? right.items : [right];
  return formatted(
    left,
    /%[sdr]()/g,
    given.map(value => ({ value })),
  );
}

/** @param places with the name or the number of what is filled in, if they have one */
function formatted(left: Value, places: RegExp, given: readonly Argument[]): Value {
  const word = textOf(left);
  if (!word || left.kind !== 'text') return OPEN;
  let next = 0;
  const parts: Word[] = [...(left.parts ?? [])];
  let place = placeOf(word);
  const text = word.text.replace(places, (whole, key: string) => {
    const isNamed = key !== '' && !/^\d+$/.test(key);
    const one = isNamed ? given.find(({ name }) => name === key) : given[key === '' ? next++ : Number(key)];
    const filled = textOf(one?.value);
    if (filled) parts.push(filled);
    if (filled && word.text.replace(/^--[\w-]+=/, '') === whole) place = placeOf(filled);
    return filled?.text ?? '${}';
  });
  return { kind: 'text', word: { text: text.slice(0, MAX_TEXT), ...place }, parts };
}

export function called(value: Value, method: string, given: readonly Argument[]): Value {
  if (method === 'format') return formatted(value, /\{(\w{0,40})\}/g, given);
  if (method === 'items' && value.kind === 'table')
    return { kind: 'list', items: value.entries.map(([key, one]) => ({ kind: 'list', items: [key, one] })) };
  if (method === 'keys' && value.kind === 'table')
    return { kind: 'list', items: value.entries.map(([key]) => key) };
  if (method === 'values' && value.kind === 'table')
    return { kind: 'list', items: value.entries.map(([, one]) => one) };
  if (method === 'get') return value.kind === 'table' ? orElse(value, given) : (given[1]?.value ?? OPEN);
  const word = textOf(value);
  if (method === 'split' && word && given.length === 0)
    return {
      kind: 'list',
      items: word.text
        .split(/\s+/)
        .filter(text => text !== '')
        .map(text => ({ kind: 'text', word: { ...word, text } })),
    };
  return /^(?:r?strip|lower|rstrip)$/.test(method) ? value : OPEN;
}

function orElse(table: Value, [key, preset]: readonly Argument[]): Value {
  const found = key ? itemOf(table, key.value) : OPEN;
  return found.kind === 'open' ? (preset?.value ?? OPEN) : found;
}

export function itemOf(value: Value, key: Value): Value {
  const text = textOf(key)?.text;
  if (value.kind === 'list') return value.items[Number(text)] ?? OPEN;
  if (value.kind !== 'table')
    return text === undefined
      ? OPEN
      : { kind: 'text', word: { text: variable(text), line: textOf(key)?.line ?? 1 } };
  return value.entries.find(([one]) => textOf(one)?.text === text)?.[1] ?? OPEN;
}

/** `os.getenv('VERSION', '1.22.2')`, `settings.get('version', '1.22.2')`, `str(…)`; what reads a file is a name in it. */
export function ofFunction(name: string, given: readonly Argument[], line: number): Value {
  const [first, second] = given.map(({ value }) => value);
  if (/^(?:str|blob|local)$/.test(name)) return first ?? OPEN;
  if (/(?:^|\.)(?:getenv|get)$/.test(name)) {
    const text = textOf(first)?.text;
    return second ?? (text === undefined ? OPEN : { kind: 'text', word: { text: variable(text), line } });
  }
  return OPEN;
}
