/**
 * Expressions of Starlark as far as they are texts, lists and tables of these: https://github.com/bazelbuild/starlark/blob/master/spec.md
 * What a program computes elsewhere is a name, written as a shell writes it: `${VERSION}`.
 */
import {
  type Argument,
  bound,
  called,
  either,
  type Functions,
  filledIn,
  itemOf,
  itemsOf,
  OPEN,
  ofFunction,
  type Scope,
  sum,
  type Value,
  variable,
} from './starlark-values.js';

/** Deeper than expressions of people. */
const MAX_DEPTH = 12;
/** Longer than one expression. */
const MAX_LENGTH = 6000;

/** More rounds than comprehensions of people have, those in others among them. */
const MAX_ROUNDS = 500;
/** Behind the item of a comprehension (https://github.com/bazelbuild/starlark/blob/master/spec.md#comprehensions). */
const FOR = /^for[ \t]{1,9}([\w ,()]{1,200}?)[ \t]{1,9}in\b/;

export class Expression {
  private position = 0;
  private line: number;
  private readonly text: string;

  constructor(
    text: string,
    line: number,
    private readonly scope: Scope,
    private readonly functions: Functions = () => undefined,
    /** Shared by all rounds of comprehensions in it. */
    private readonly rounds = { left: MAX_ROUNDS },
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
      return known && known.kind !== 'open'
        ? called(known, method, given)
        : (this.functions(name, given) ?? ofFunction(name, given, line));
    }
    this.position += name.length;
    if (/^[\d.]/.test(name)) return { kind: 'text', word: { text: name, line } };
    return this.scope(name) ?? { kind: 'text', word: { text: variable(name), line } };
  }

  private items(end: string, depth: number): { readonly items: readonly Value[]; readonly isList: boolean } {
    const items: Value[] = [];
    let isList = false;
    const start = { position: this.position, line: this.line };
    while (this.position < this.text.length && !this.takes(end)) {
      const before = this.position;
      items.push(this.value(depth + 1));
      const each = items.length === 1 ? this.each(start, end, depth) : undefined;
      if (each) return { items: each, isList: true };
      if (this.takes(',')) isList = true;
      else if (this.position === before) this.position++;
    }
    return { items, isList };
  }

  /** What a comprehension comes to behind its item; undefined where there is none, or where only running it tells. */
  private each(
    start: { readonly position: number; readonly line: number },
    end: string,
    depth: number,
  ): readonly Value[] | undefined {
    this.skip();
    const [whole, names = ''] = FOR.exec(this.text.slice(this.position, this.position + 240)) ?? [];
    if (whole === undefined) return undefined;
    const behind = { position: this.position, line: this.line };
    this.position += whole.length;
    const items = itemsOf(this.value(depth + 1));
    if (!items || !this.takes(end)) {
      this.position = behind.position;
      this.line = behind.line;
      return undefined;
    }
    const text = this.text.slice(start.position, behind.position);
    return items.map(item => {
      if (this.rounds.left-- <= 0) return OPEN;
      const round = bound(names, item);
      const scope: Scope = name => round.get(name) ?? this.scope(name);
      return new Expression(text, start.line, scope, this.functions, this.rounds).value(depth + 1);
    });
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
