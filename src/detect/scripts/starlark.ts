/**
 * Expressions of Starlark as far as they are texts, lists and tables of these: https://github.com/bazelbuild/starlark/blob/master/spec.md
 * What a program computes elsewhere is a name, written as a shell writes it: `${VERSION}`.
 */
import type { Word } from './text.js';

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

const OPEN: Value = { kind: 'open' };
/** Deeper than expressions of people. */
const MAX_DEPTH = 12;
/** Longer than one expression. */
const MAX_LENGTH = 6000;
const MAX_TEXT = 4000;
const MAX_PARTS = 100;

export function textOf(value: Value | undefined): Word | undefined {
  return value?.kind === 'text' ? value.word : undefined;
}

/** The texts that one is put together from. */
export function partsOf(value: Value | undefined): readonly Word[] {
  return value?.kind === 'text' ? (value.parts ?? []) : [];
}

export class Expression {
  private position = 0;
  private line: number;
  private readonly text: string;

  constructor(
    text: string,
    line: number,
    private readonly scope: Scope,
  ) {
    this.text = text.slice(0, MAX_LENGTH);
    this.line = line;
  }

  /** Sums, texts that are filled in by `%`, what is taken where something is empty (`or`). */
  value(depth = 0): Value {
    if (depth > MAX_DEPTH) {
      this.position = this.text.length;
      return OPEN;
    }
    let left = this.postfix(depth);
    for (;;) {
      this.skip();
      const operator = /^(?:\+(?!=)|%|or\b)/.exec(this.text.slice(this.position, this.position + 3))?.[0];
      if (operator === undefined) return left;
      this.position += operator.length;
      const right = this.postfix(depth + 1);
      left =
        operator === '+' ? sum(left, right) : operator === '%' ? filledIn(left, right) : either(left, right);
    }
  }

  /** What stands in brackets behind a name, from behind the first of them. */
  arguments(depth = 0): readonly Argument[] {
    const found: Argument[] = [];
    while (this.position < this.text.length && !this.takes(')')) {
      const before = this.position;
      const [whole, name] =
        /^([A-Za-z_]\w{0,80})[ \t]*=(?!=)/.exec(this.text.slice(this.position, this.position + 120)) ?? [];
      this.position += whole?.length ?? 0;
      found.push({ ...(name === undefined ? {} : { name }), value: this.value(depth + 1) });
      if (!this.takes(',') && this.position === before) this.position++;
    }
    return found;
  }

  private postfix(depth: number): Value {
    let value = this.primary(depth);
    for (;;) {
      const method = /^\s*\.(\w{1,40})\(/.exec(this.text.slice(this.position, this.position + 80));
      if (method) {
        this.move(method[0].length);
        value = called(value, method[1] ?? '', this.arguments(depth + 1));
      } else if (this.text[this.position] === '[') {
        this.position++;
        value = itemOf(value, this.value(depth + 1));
        this.until(']');
      } else return value;
    }
  }

  private primary(depth: number): Value {
    this.skip();
    const char = this.text[this.position] ?? '';
    if (char === '[' || char === '(') {
      this.position++;
      const { items, isList } = this.items(char === '[' ? ']' : ')', depth);
      return char === '(' && !isList && items[0] ? items[0] : { kind: 'list', items };
    }
    if (char === '{') {
      this.position++;
      return this.table(depth);
    }
    const quoted = /^r?("""|'''|"|')/.exec(this.text.slice(this.position, this.position + 4));
    if (quoted) return this.quoted(quoted[0].length, quoted[1] ?? '');
    const name = /^[A-Za-z_][\w.]{0,120}|^[\d.]{1,40}/.exec(
      this.text.slice(this.position, this.position + 121),
    )?.[0];
    if (name === undefined) return OPEN;
    return this.named(name, depth);
  }

  private named(name: string, depth: number): Value {
    const { line } = this;
    // The method stands at the end: `settings.get(`.
    if (this.text[this.position + name.length] === '(') {
      this.position += name.length + 1;
      const given = this.arguments(depth + 1);
      const [, owner = '', method = ''] = /^(\w+)\.(\w+)$/.exec(name) ?? [];
      const known = owner === '' ? undefined : this.scope(owner);
      return known && known.kind !== 'open' ? called(known, method, given) : ofFunction(name, given, line);
    }
    this.position += name.length;
    if (/^[\d.]/.test(name)) return { kind: 'text', word: { text: name, line } };
    return this.scope(name) ?? { kind: 'text', word: { text: variable(name), line } };
  }

  private items(end: string, depth: number): { readonly items: readonly Value[]; readonly isList: boolean } {
    const items: Value[] = [];
    let isList = false;
    while (this.position < this.text.length && !this.takes(end)) {
      const before = this.position;
      items.push(this.value(depth + 1));
      if (this.takes(',')) isList = true;
      else if (this.position === before) this.position++;
    }
    return { items, isList };
  }

  private table(depth: number): Value {
    const entries: (readonly [Value, Value])[] = [];
    while (this.position < this.text.length && !this.takes('}')) {
      const before = this.position;
      const key = this.value(depth + 1);
      const value = this.takes(':') ? this.value(depth + 1) : OPEN;
      entries.push([key, value]);
      if (!this.takes(',') && this.position === before) this.position++;
    }
    return { kind: 'table', entries };
  }

  private quoted(opening: number, quote: string): Value {
    const { line } = this;
    const start = this.position + opening;
    let end = start;
    while (end < this.text.length && !this.text.startsWith(quote, end))
      end += this.text[end] === '\\' ? 2 : 1;
    const text = this.text.slice(start, end).replace(/\\(["'\\])/g, '$1');
    this.move(Math.min(this.text.length, end + quote.length) - this.position);
    return { kind: 'text', word: { text, line } };
  }

  private takes(char: string): boolean {
    this.skip();
    if (this.text[this.position] !== char) return false;
    this.position++;
    return true;
  }

  private until(char: string): void {
    const end = this.text.indexOf(char, this.position);
    this.move((end < 0 ? this.text.length : end + 1) - this.position);
  }

  private skip(): void {
    for (;;) {
      const char = this.text[this.position] ?? '';
      if (char === '#') {
        const end = this.text.indexOf('\n', this.position);
        this.position = end < 0 ? this.text.length : end;
      } else if (char !== '' && /[\s\\]/.test(char)) this.move(1);
      else return;
    }
  }

  private move(length: number): void {
    this.line += this.text.slice(this.position, this.position + length).split('\n').length - 1;
    this.position += length;
  }
}

function variable(name: string): string {
  return `\${${name.slice(name.lastIndexOf('.') + 1)}}`;
}

/** Of a text that is put together, the part that is not at its place there says where it stands. */
function sum(left: Value, right: Value): Value {
  if (left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', items: [...left.items, ...right.items].slice(0, MAX_TEXT) };
  const [first, second] = [textOf(left), textOf(right)];
  if (!first || !second) return OPEN;
  const line = /^--[\w-]+=$/.test(first.text) ? second.line : first.line;
  const parts = [first, second, ...partsOf(left), ...partsOf(right)].slice(0, MAX_PARTS);
  return { kind: 'text', word: { text: (first.text + second.text).slice(0, MAX_TEXT), line }, parts };
}

function either(left: Value, right: Value): Value {
  const text = textOf(left)?.text;
  return text === undefined || text === '' || text.startsWith('${') ? right : left;
}

/** `'istio/%s' % chart` */
function filledIn(left: Value, right: Value): Value {
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
  let { line } = word;
  const text = word.text.replace(places, (whole, key: string) => {
    const isNamed = key !== '' && !/^\d+$/.test(key);
    const one = isNamed ? given.find(({ name }) => name === key) : given[key === '' ? next++ : Number(key)];
    const filled = textOf(one?.value);
    if (filled) parts.push(filled);
    if (filled && word.text.replace(/^--[\w-]+=/, '') === whole) line = filled.line;
    return filled?.text ?? '${}';
  });
  return { kind: 'text', word: { text: text.slice(0, MAX_TEXT), line }, parts };
}

function called(value: Value, method: string, given: readonly Argument[]): Value {
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

function itemOf(value: Value, key: Value): Value {
  const text = textOf(key)?.text;
  if (value.kind === 'list') return value.items[Number(text)] ?? OPEN;
  if (value.kind !== 'table')
    return text === undefined
      ? OPEN
      : { kind: 'text', word: { text: variable(text), line: textOf(key)?.line ?? 1 } };
  return value.entries.find(([one]) => textOf(one)?.text === text)?.[1] ?? OPEN;
}

/** `os.getenv('VERSION', '1.22.2')`, `settings.get('version', '1.22.2')`, `str(…)`; what reads a file is a name in it. */
function ofFunction(name: string, given: readonly Argument[], line: number): Value {
  const [first, second] = given.map(({ value }) => value);
  if (/^(?:str|blob|local)$/.test(name)) return first ?? OPEN;
  if (/(?:^|\.)(?:getenv|get)$/.test(name)) {
    const text = textOf(first)?.text;
    return second ?? (text === undefined ? OPEN : { kind: 'text', word: { text: variable(text), line } });
  }
  return OPEN;
}
