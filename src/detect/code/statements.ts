/** Statements of a program, whichever language it is in, told by their brackets, their indentation and how their lines end and begin. */

import { addTo } from '../../grouped.js';
import { indentOf } from '../scripts/yaml-lines.js';

/** Lines of one statement; what is longer is cut. */
const MAX_STATEMENT = 200;
/** Lines of a function's parameters. */
const MAX_HEAD = 40;

export class Statements {
  readonly #lines: readonly string[];
  readonly #ends = new Map<number, number>();
  readonly #parameters = new Map<number, ReadonlySet<string>>();
  readonly #mentions = new Map<string, number[]>();
  /** Of each line, the one that opens the block that it stands in. */
  readonly #openers: readonly (number | undefined)[];

  /** @param code without its comments */
  constructor(code: string) {
    this.#lines = code.split('\n');
    this.#openers = openersOf(this.#lines);
    for (const [index, line] of this.#lines.entries())
      for (const name of new Set(line.match(/[A-Za-z_$][\w$]*/g))) addTo(this.#mentions, name, index);
  }

  get count(): number {
    return this.#lines.length;
  }

  line(index: number): string {
    return this.#lines[index] ?? '';
  }

  /** Lines that a name stands in, as a word. */
  mentioning(name: string): readonly number[] {
    return this.#mentions.get(name) ?? [];
  }

  text(start: number, end: number): string {
    return this.#lines.slice(start, end).join('\n');
  }

  /** The line behind the last one of a statement: where its brackets are closed, and what goes on below it is over. */
  endOf(start: number): number {
    const known = this.#ends.get(start) ?? this.#endOf(start);
    this.#ends.set(start, known);
    return known;
  }

  /** Lines that open the blocks around a line, from the inside. */
  blocksAround(index: number): readonly number[] {
    const found: number[] = [];
    for (let own = this.#openers[index]; own !== undefined; own = this.#openers[own]) found.push(own);
    return found;
  }

  /** The line of the function around a line whose parameter a name is: the innermost one. */
  scopeOf(name: string, index: number): number | undefined {
    for (const own of [index, ...this.blocksAround(index)])
      if (this.#parametersAt(own)?.has(name)) return own;
    return undefined;
  }

  /** Decorators, attributes and annotations of what starts in a line. */
  marksOf(index: number): readonly number[] {
    const found: number[] = [];
    for (let above = index - 1; /^\s*[@[]/.test(this.line(above)); above--) found.push(above);
    return found;
  }

  /** The function whose parameters stand in a line, or the class that begins there; of a constructor, its class. */
  functionAt(index: number): string | undefined {
    const line = this.line(index);
    const own = CLASS.exec(line)?.[1];
    if (own !== undefined) return own;
    const method = METHOD.exec(line);
    const name =
      /\b(?:def|func|function|fn|fun)\s+(?:\([^)]{0,100}\)\s*)?(\w+)\s*[(<[]/.exec(line)?.[1] ??
      /\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|\w+\s*=>|function\b)/.exec(line)?.[1] ??
      (method?.[1] !== undefined || /\{\s*$/.test(line) ? method?.[2] : undefined);
    if (name === undefined || STATEMENTS.has(name)) return undefined;
    if (!/^(?:constructor|__init__)$/.test(name)) return name;
    return this.blocksAround(index)
      .map(above => CLASS.exec(this.line(above))?.[1])
      .find(around => around !== undefined);
  }

  /** The line behind the parameters of a function that begins in a line. */
  endOfHead(start: number): number {
    let depth = 0;
    for (let index = start; index < Math.min(this.count, start + MAX_HEAD); index++) {
      const line = this.line(index);
      depth += line.split('(').length - line.split(')').length;
      if (depth <= 0) return index + 1;
    }
    return start + 1;
  }

  /** Words in the brackets of a function that begins in a line, but for defaults. */
  #parametersAt(index: number): ReadonlySet<string> | undefined {
    const known = this.#parameters.get(index);
    if (known || this.functionAt(index) === undefined || CLASS.test(this.line(index))) return known;
    const text = this.text(index, this.endOfHead(index));
    const given = text.slice(text.indexOf('(') + 1).replace(/=(?!>)[^,)]*/g, '');
    const words = new Set(given.match(/[A-Za-z_$][\w$]*/g));
    this.#parameters.set(index, words);
    return words;
  }

  #endOf(start: number): number {
    const limit = Math.min(this.count, start + MAX_STATEMENT);
    let depth = 0;
    for (let index = start; index < limit; index++) {
      const line = this.line(index);
      for (const character of line)
        if ('([{'.includes(character)) depth++;
        else if (')]}'.includes(character)) depth--;
      if (depth > 0 || ENDS_OPEN.test(line) || GOES_ON.test(this.line(index + 1))) continue;
      return /:\s*$/.test(line) ? this.#endOfBlock(start, index, limit) : index + 1;
    }
    return limit;
  }

  /** Of a block that its indentation closes. */
  #endOfBlock(start: number, head: number, limit: number): number {
    const depth = indentOf(this.line(start));
    let end = head + 1;
    while (end < limit && (this.line(end).trim() === '' || indentOf(this.line(end)) > depth)) end++;
    return end;
  }
}

const CLASS = /^\s*(?:[\w@]+\s+){0,5}class\s+(\w+)/;

/** `public void build(Size size)`, `build(size) {`; what is called is none. */
const METHOD =
  /^\s*((?:(?:public|private|protected|internal|static|async|override|export)\s+)+(?:[\w<>[\],.?]+\s+)?)?(?:(?!(?:await|return|new|yield|throw|go|defer|else)\b)[\w<>[\],.?]+\s+)?(\w+)\s*\([^;]*$/;

/** What stands before brackets like a function's name. */
const STATEMENTS = new Set('if for while switch catch match with return function super'.split(' '));

const ENDS_OPEN = /(?:[=+\-*/&|?,\\]|\b(?:and|or|in|not))\s*$/;
const GOES_ON = /^\s*(?:[{.?+|&]|:(?!:)|(?:and|or)\b)/;

function openersOf(lines: readonly string[]): readonly (number | undefined)[] {
  const open: number[] = [];
  return lines.map((line, index) => {
    if (line.trim() === '') return open.at(-1);
    const depth = indentOf(line);
    while (open.length > 0 && indentOf(lines[open.at(-1) ?? 0] ?? '') >= depth) open.pop();
    const opener = open.at(-1);
    open.push(index);
    return opener;
  });
}
