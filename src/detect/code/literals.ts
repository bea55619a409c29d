/** Literals in code, of lists and of objects: what they hold, with its place. Texts are without comments. */
import type { TellMore } from '../limits.js';

/** A part of a text. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

export function trimmed({ text, start }: Piece): Piece {
  return { text: text.trim(), start: start + text.length - text.trimStart().length };
}

/** Longer than any list that a person writes of charts, in characters. */
const MAX_LENGTH = 20_000;
/** More parts than such a list has. */
const MAX_PIECES = 200;
const QUOTES = '"\'`';

/** Index behind the bracket that closes the one at `open`; undefined where none does nearby. */
export function closing(text: string, open: number, length = MAX_LENGTH): number | undefined {
  let depth = 0;
  const end = Math.min(text.length, open + length);
  for (let at = open; at < end; at++) {
    const character = text[at] ?? '';
    if (QUOTES.includes(character)) at = endOfText(text, at);
    else if ('({['.includes(character)) depth++;
    else if (')}]'.includes(character) && --depth === 0) return at + 1;
  }
  return undefined;
}

/** What stands between the commas of the bracket at `open`, without those that hold nothing. */
export function piecesOf(text: string, open: number): readonly Piece[] {
  return piecesTo(text, open, closing(text, open), MAX_PIECES);
}

/** Longer than a list of all that a program installs, in characters, and more items than it has. */
const MAX_LIST = 400_000;
const MAX_ITEMS = 2000;

/** The same of a list of items, each of which counts. */
export function itemsOf(text: string, open: number, more: TellMore): readonly Piece[] {
  const end = closingOfList(text, open);
  const found = piecesTo(text, open, end, MAX_ITEMS + 1);
  if (found.length > MAX_ITEMS || (end === undefined && text.length - open > MAX_LIST)) more();
  return found.slice(0, MAX_ITEMS);
}

/** Index behind the bracket that closes that of a list. */
export function closingOfList(text: string, open: number): number | undefined {
  return closing(text, open, MAX_LIST);
}

function piecesTo(text: string, open: number, end: number | undefined, limit: number): readonly Piece[] {
  const found: Piece[] = [];
  if (end === undefined) return found;
  let start = open + 1;
  for (let at = start; at < end && found.length < limit; at++) {
    const character = text[at] ?? '';
    if (QUOTES.includes(character)) at = endOfText(text, at);
    else if ('({['.includes(character)) at = (closing(text, at, end - at) ?? end) - 1;
    else if (character === ',' || at === end - 1) {
      const piece = text.slice(start, at);
      if (piece.trim() !== '') found.push({ text: piece, start });
      start = at + 1;
    }
  }
  return found;
}

const KEY = /^\s*["']?([A-Za-z_][\w-]{0,60})["']?\s*[:=](?![:=])\s*/;

/** What stands under a key among the parts of an object, or of a call whose arguments have names. */
export function fieldAmong(pieces: readonly Piece[], name: string): Piece | undefined {
  for (const { text, start } of pieces) {
    const key = KEY.exec(text);
    if (key?.[1] === name) return { text: text.slice(key[0].length), start: start + key[0].length };
    // `{ chart, version }` of JavaScript.
    if (text.trim() === name) return { text, start };
  }
  return undefined;
}

/** Where the first bracket of a part opens: that of `Release{…}`, `new Release(…)`, `map[string]any{…}` or `{…}`. */
export function openOf(piece: Piece): number | undefined {
  const before = OPENS.exec(piece.text)?.[0];
  if (before === undefined) return undefined;
  const open = before.length - 1;
  const behind = STRUCT.test(before) ? behindType(piece.text, open) : open;
  return behind === undefined ? undefined : piece.start + behind;
}

/** What stands before a map of Go: `map[string]`, and within it others; of its values, only these have brackets of their own. */
const MAP_OF_GO = '(?:map\\[[\\w.]{1,40}\\]){0,3}(?:interface\\{\\})?';
const OPENS = new RegExp(`^\\s*(?:new\\s+)?&?${MAP_OF_GO}[\\w.]{0,100}\\s*[({[]`);
/** `struct{ Version string }{ Version: "1.22.2" }` of Go says first which fields there are. */
const STRUCT = /\bstruct\s{0,9}\{$/;

/** Where the value opens whose type the bracket at `open` describes. */
function behindType(text: string, open: number): number | undefined {
  const end = closing(text, open);
  const between = end === undefined ? undefined : /^[ \t]{0,9}\{/.exec(text.slice(end, end + 10))?.[0];
  return end === undefined || between === undefined ? undefined : end + between.length - 1;
}

/** The text of a string literal, as far as nothing is filled in; Pulumi and the CDK wrap those of Go. */
export function literalIn(text: string): string | undefined {
  return /^\s*(?:pulumi\.String\(|jsii\.String\()?["'`]([^"'`\n${}]{1,300})["'`]\)?\s*$/.exec(text)?.[1];
}

/** The version that a text is, and is nothing else: `1.22.2` of `v1.22.2`. */
export function wholeVersion(text: string | undefined): string | undefined {
  return VERSION.exec(text ?? '')?.[1];
}

const VERSION = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})$/;

/**
 * A field of an object that has a name, by its path: `ISTIO.version`, whose object is `ISTIO = {"version": "1.22.2"}`. The piece is
 * what stands under the last key.
 */
export function fieldAt(text: string, path: readonly string[]): Piece | undefined {
  const [name = '', ...keys] = path;
  if (keys.length === 0 || !path.every(part => /^[\w-]{1,100}$/.test(part))) return undefined;
  let open = objectAt(text, name);
  if (open === undefined) return undefined;
  for (const [index, key] of keys.entries()) {
    const field = fieldAmong(piecesOf(text, open), key);
    if (!field || index === keys.length - 1) return field;
    const inner = openOf(field);
    if (inner === undefined) return undefined;
    open = inner;
  }
  return undefined;
}

/** Where the object opens that a name is given: `ISTIO = {`, `var versions = map[string]string{`, `Istio = struct { … }{`. */
export function objectAt(text: string, name: string): number | undefined {
  const assigned = new RegExp(
    `(?<![\\w.-])${name}\\b(?:\\s{0,9}:(?:[\\w.<>, |[\\]'"]{1,100}|\\s?\\{\\s?\\[[^\\]{}\\n]{1,60}\\]\\s?\\??:\\s?[\\w.]{1,40};?\\s?\\}\\s?))?\\s{0,9}:?=\\s{0,99}(?:Object\\.freeze\\(\\s{0,99}|&?${MAP_OF_GO}(?:\\w{1,60}\\.)?\\w{0,60}(?<=\\bstruct)\\s{0,9}|&?${MAP_OF_GO}(?:\\w{1,60}\\.)?\\w{0,60})(?:\\{|(?<=\\bdict)\\()`,
  );
  const found = assigned.exec(text);
  if (!found) return undefined;
  const open = found.index + found[0].length - 1;
  return STRUCT.test(found[0]) ? behindType(text, open) : open;
}

/** Where the list of its entries opens: `new Map([["base", "1.22.2"]])`. */
export function entriesAt(text: string, name: string): number | undefined {
  const assigned = new RegExp(
    `(?<![\\w.$])${name.replaceAll('$', '\\$')}\\b[^=\\n]{0,100}=\\s{0,20}new\\s{1,9}Map(?:<[^<>]{1,60}>)?\\(\\s{0,20}\\[`,
  );
  const found = assigned.exec(text);
  return found ? found.index + found[0].length - 1 : undefined;
}

/** The text with the brackets within the one at its start as spaces; what is filled into a text is none of them. */
export function withoutInner(text: string, drops: (group: string) => boolean = () => true): string {
  const parts: string[] = [];
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (QUOTES.includes(character)) at = endOfText(text, at);
    else if ('{['.includes(character) && at > 0) {
      const end = closing(text, at);
      // What does not close here goes on behind the text, and so does what is in it.
      if (end === undefined) break;
      const group = text.slice(at, end);
      if (drops(group)) {
        parts.push(text.slice(kept, at), group.replace(/[^\n]/g, ' '));
        kept = end;
      }
      at = end - 1;
    }
  }
  return parts.join('') + text.slice(kept);
}

/** Index of the quote that ends the text which begins at `at`; an end of the line ends it as well. */
function endOfText(text: string, at: number): number {
  const quote = text[at];
  for (let end = at + 1; end < text.length && end < at + MAX_LENGTH; end++) {
    const character = text[end];
    if (character === '\\') end++;
    else if (character === quote || (character === '\n' && quote !== '`')) return end;
  }
  return text.length;
}
