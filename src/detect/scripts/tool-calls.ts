/** What a tool of a shell is called with: flags, files, and the lines that are handed on to it. */
import { append } from '../../append.js';
import type { Positioned } from '../../model.js';
import { MAX_LINE, type Row, textOf } from './printed-rows.js';
import type { Word } from './text.js';

/** A file that a script reads. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The documents of one that is YAML or JSON. */
  readonly documents: readonly Positioned[];
}

export interface Known {
  /** The file that a script means by this name. */
  source(name: string): Source | undefined;
  /** What a variable is that stands in the environment. */
  variable(name: string): string | undefined;
}

/** More lines than a script goes through. */
export const MAX_ROWS = 500;

export interface Printed {
  /** Undefined for a file as a whole. */
  readonly rows: readonly Row[];
  readonly source?: Source;
  /** In an order that is not known here. */
  readonly isSorted?: true;
}

export interface Call {
  /** Of the tool. */
  readonly name: string;
  readonly given: readonly Word[];
  readonly input: Printed | undefined;
  readonly known: Known;
  readonly settings: ReadonlyMap<string, string>;
}

export type Tool = (call: Call) => Printed | undefined;

function linesOf(source: Source): Printed {
  const rows = splitLines(source.text).map((text, index) => [
    { text: text.replace(/\r$/, ''), line: index + 1, file: source.file },
  ]);
  if (rows.at(-1)?.[0]?.text === '') rows.pop();
  return { rows, source };
}

/** None of a text with a longer line than scripts go through: a part of that would say something else. */
function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.some(line => line.length > MAX_LINE) ? [] : lines;
}

export function textRows(text: string, line: number, file?: string): Printed {
  const place = file === undefined ? {} : { file };
  const rows = splitLines(text.replace(/\n$/, ''));
  return { rows: rows.map((one, index) => [{ text: one, line: line + index, ...place }]) };
}

/** Flags of a tool, those that take a word with it, and what is left: programs and files. */
interface Arguments {
  readonly flags: readonly string[];
  of(flag: string): string | undefined;
  /** Of one that is given time and again. */
  all(flag: string): readonly string[];
  readonly rest: readonly Word[];
}

/** @param taking letters of the flags that a word follows */
export function argumentsOf(given: readonly Word[], taking: string): Arguments {
  const flags: string[] = [];
  const values: (readonly [string, string])[] = [];
  const rest: Word[] = [];
  for (let index = 0; index < given.length; index++) {
    const word = given[index];
    if (!word) break;
    const [, letter = '', value = ''] = /^-([A-Za-z])(.*)$/s.exec(word.text) ?? [];
    if (letter !== '' && taking.includes(letter)) {
      flags.push(letter);
      values.push([letter, value === '' ? (given[++index]?.text ?? '') : value]);
    } else if (word.text.startsWith('--')) flags.push(word.text);
    else if (/^-[A-Za-z]/.test(word.text)) append(flags, [...word.text.slice(1)]);
    else if (word.text !== '<' && word.text !== '-') rest.push(word);
  }
  const all = (flag: string): readonly string[] =>
    values.flatMap(([letter, value]) => (letter === flag ? [value] : []));
  return { flags, of: flag => all(flag).at(-1), all, rest };
}

/** What stands in a file that is named, or else what is handed on. */
export function inputOf(files: readonly Word[], { input, known }: Call): Printed | undefined {
  const [name, ...others] = files;
  if (!name) return input;
  const source = others.length === 0 ? known.source(name.text) : undefined;
  return source && linesOf(source);
}

export function kept(
  input: Printed | undefined,
  keeps: (row: Row, index: number) => boolean,
): Printed | undefined {
  return input && { rows: input.rows.filter(keeps), ...(input.isSorted ? { isSorted: true } : {}) };
}

/** What counts lines, or takes some of them by their order, has to know it. */
export function ordered(input: Printed | undefined): Printed | undefined {
  return input?.isSorted && new Set(input.rows.map(textOf)).size > 1 ? undefined : input;
}

export function changed(input: Printed | undefined, change: (row: Row) => Row): Printed | undefined {
  return input && { rows: input.rows.map(change), ...(input.isSorted ? { isSorted: true } : {}) };
}
