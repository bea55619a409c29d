/** Lines that commands of a shell print, in parts that keep their places. */

import { escapeForRegExp } from '../../escape-regexp.js';
import type { Positioned } from '../../model.js';
import { placeOf, type Word } from './text.js';

/** A line that is printed. */
export type Row = readonly Part[];

export interface Part extends Word {
  /** Of a mapping or a list, that itself. */
  readonly node?: Positioned;
  /** Of a line that is meant where something is filled in as this. */
  readonly way?: string;
}

/** Longer than a line that a script goes through. */
export const MAX_LINE = 2000;

export function textOf(row: Row): string {
  return row.map(({ text }) => text).join('');
}

export function trimmed(row: Row): Row {
  const text = textOf(row);
  return cutRow(row, text.length - text.trimStart().length, text.trimEnd().length);
}

/** A part of a line, with the places of what it is made of. */
export function cutRow(row: Row, from: number, to: number): Row {
  let start = 0;
  const found: Word[] = [];
  for (const word of row) {
    const [first, last] = [Math.max(from - start, 0), Math.min(to - start, word.text.length)];
    if (first < last) found.push({ ...word, text: word.text.slice(first, last) });
    start += word.text.length;
  }
  return found;
}

export function joined(fields: readonly Row[], separator: string): Row {
  return fields.flatMap((field, index) =>
    index === 0 || !field[0] ? field : [{ ...field[0], text: separator }, ...field],
  );
}

/**
 * The words of a line.
 * @param separator of none, blanks
 * @param most the last has what is left
 */
export function fieldsOf(row: Row, separator: string | undefined, most = MAX_LINE): readonly Row[] {
  const text = textOf(row).slice(0, MAX_LINE);
  const fields: Row[] = [];
  let start = separator === undefined ? text.length - text.trimStart().length : 0;
  const pattern = separator === undefined ? /\s+/g : new RegExp(escapeForRegExp(separator), 'g');
  pattern.lastIndex = start;
  for (let found = pattern.exec(text); found && fields.length < most - 1; found = pattern.exec(text)) {
    if (separator === undefined && pattern.lastIndex === text.length) break;
    fields.push(cutRow(row, start, found.index));
    start = pattern.lastIndex;
  }
  fields.push(trimmed(cutRow(row, start, text.length)));
  return fields;
}

/** A line as one word, which stands where its version does, or its first part. */
export function asWord(row: Row): Word | undefined {
  const parts = row.filter(({ text }) => text.trim() !== '');
  const first = parts.find(({ text }) => /\d\.\d/.test(text)) ?? parts[0];
  return first && { text: textOf(row).trim(), ...placeOf(first) };
}
