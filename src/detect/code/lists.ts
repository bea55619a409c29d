/** Lists, objects and maps that code goes through: written at a place, or held by a name. Texts are without comments. */
import { append } from '../../append.js';
import type { TellMore } from '../limits.js';
import type { CodeFile } from './blocks.js';
import { closingOfList, entriesAt, itemsOf, objectAt, type Piece, piecesOf } from './literals.js';
import { declaringFiles, type Scope } from './scope.js';

export interface List {
  readonly open: number;
  /** Where the text goes on behind what names the list. */
  readonly behind: number;
  /** What its items are, in Go. */
  readonly type?: string;
  /** The file that it stands in, where that is another one. */
  readonly home?: CodeFile;
  /** Items that the program adds to it before the loop, in the file of the loop; of more of them than are read it is cut. */
  readonly added?: readonly Piece[];
  readonly isCut?: true;
  /** Of an object: what the loop goes over. */
  readonly over?: 'entries' | 'keys' | 'values';
}

/** `[`, `(`; of Go `[]string{`, `[]struct{ … }{`. */
const OPENS = /(?:\[\]\s*\*?\s*(struct\s*\{[^{}]{0,2000}\}|[\w.]{1,60})\s*\{|[[(](?!\s*\]))/y;
const NAMED = /(?:[A-Za-z_$][\w$]{0,60}\.){0,2}[A-Za-z_$][\w$]{0,60}/y;

/** `Object.entries(CHARTS)`, `CHARTS.items()`, `CHARTS`, with what a loop over it goes over. */
const OF_MAP =
  /(?:Object\.(entries|keys|values)\(\s{0,9}((?:[A-Za-z_$][\w$]{0,60}\.){0,2}[A-Za-z_$][\w$]{0,60})\s{0,9}\)|((?:[A-Za-z_$][\w$]{0,60}\.){0,2}[A-Za-z_$][\w$]{0,60})\.(items|keys|values)\(\))/y;

/** A list that is written at a place, or that a constant of this file, or of one that it sees, holds which is named there. */
export function listAt(scope: Scope, place: number, isNamed = false): List | undefined {
  const text = scope[0]?.text ?? '';
  OPENS.lastIndex = place;
  const opens = OPENS.exec(text);
  if (opens) {
    const open = place + opens[0].length - 1;
    const behind = closingOfList(text, open);
    const [, type] = opens;
    return behind === undefined ? undefined : { open, behind, ...(type === undefined ? {} : { type }) };
  }
  OF_MAP.lastIndex = place;
  const [called = '', kind, named, other, method] = isNamed ? [] : (OF_MAP.exec(text) ?? []);
  if (called !== '')
    return mapNamed(scope, named ?? other ?? '', kind ?? method ?? '', place + called.length);
  NAMED.lastIndex = place;
  const [name = ''] = isNamed ? [] : (NAMED.exec(text) ?? []);
  const behind = place + name.length;
  // What is called, or taken out of something, is no constant.
  if (name === '' || /^\s*[.([]/.test(text.slice(behind, behind + 50))) return undefined;
  const list = constantList(scope, name);
  if (list) return { ...list, behind, ...addedTo(text, name, list, place) };
  const isPython = /\.py$/.test(scope[0]?.path ?? '');
  return mapNamed(scope, name, isPython ? 'keys' : 'entries', behind);
}

/** Items of the list that ends before a place; it may be cast: `(["base", "istiod"] as Chart[])`. */
export function itemsBefore(text: string, place: number, more: TellMore): readonly Piece[] {
  const cast = /\]\s{0,20}as\s{1,9}[\w.<>[\] ]{1,60}\)$/.exec(text.slice(Math.max(0, place - 120), place));
  const list = listBefore([{ path: '', text }], cast ? place - cast[0].length + 1 : place);
  return list && !list.home ? itemsOf(text, list.open, more) : [];
}

/** A list that ends before a place: `["base", "istiod"].map`, `CHARTS.forEach`, `Object.entries(CHARTS).map`. */
export function listBefore(scope: Scope, place: number): List | undefined {
  const text = scope[0]?.text ?? '';
  const before = text.slice(Math.max(0, place - 200), place);
  const map = /\bObject\.(entries|keys|values)\(\s{0,9}([\w$.]{1,180}?)\s{0,9}\)\s{0,50}$/.exec(before);
  if (map) return mapNamed(scope, map[2] ?? '', map[1] ?? '', place);
  const name = /(?<![\w$)\]])((?:[A-Za-z_$][\w$]{0,60}\.){0,2}[A-Za-z_$][\w$]{0,60})\s{0,50}$/.exec(
    before,
  )?.[1];
  if (name !== undefined) {
    const list = constantList(scope, name);
    return list && { ...list, ...addedTo(text, name, list, place) };
  }
  if (!/\]\s{0,50}$/.test(before)) return undefined;
  let depth = 0;
  for (let at = place - 1; at >= 0 && place - at < MAX_BEFORE; at--) {
    const character = text[at] ?? '';
    if (')}]'.includes(character)) depth++;
    else if ('({['.includes(character) && --depth === 0)
      return character === '[' && !/[\w$)\]]/.test(text[at - 1] ?? '') ? listAt(scope, at, true) : undefined;
  }
  return undefined;
}

/** `releases = append(releases, Release{…})` of Go, `charts.push({…})`, `charts.append({…})` of Python: between the list and a place. */
function addedTo(
  text: string,
  name: string,
  { open, home }: List,
  place: number,
): Pick<List, 'added' | 'isCut'> {
  if (home || !/^[A-Za-z_$][\w$]{0,60}$/.test(name) || open > place) return {};
  const word = name.replaceAll('$', '\\$');
  const adds = new RegExp(
    `(?<![\\w.$])${word}\\s{0,9}(?:=\\s{0,9}append(\\()\\s{0,20}${word}\\s{0,9},|\\.(?:push|append|add)\\()`,
    'g',
  );
  adds.lastIndex = open;
  const added: Piece[] = [];
  for (let match = adds.exec(text); match && match.index < place; match = adds.exec(text)) {
    if (added.length > MAX_ADDED) return { added, isCut: true };
    const pieces = piecesOf(text, text.indexOf('(', match.index));
    append(added, match[1] === undefined ? pieces : pieces.slice(1));
  }
  return added.length > 0 ? { added } : {};
}

/** More than a program adds to a list one by one. */
const MAX_ADDED = 300;
/** Longer than a list in front of the loop over it. */
const MAX_BEFORE = 100_000;

/** The files that a name may be declared in, with what it is called there. */
function placesOf(scope: Scope, words: string): readonly (readonly [CodeFile, string])[] {
  const [own] = scope;
  const parts = words.split('.');
  return own ? declaringFiles(scope, own, parts).files.map(file => [file, parts.at(-1) ?? '']) : [];
}

function constantList(scope: Scope, words: string): List | undefined {
  for (const [file, name] of placesOf(scope, words)) {
    const assigned = new RegExp(
      `(?<![\\w.$])${name.replaceAll('$', '\\$')}\\b(?:\\s{0,9}:[^=\\n]{1,200})?\\s{0,9}:?=\\s{0,99}(?:Object\\.freeze\\(\\s{0,99})?(?=[[(])`,
    ).exec(file.text);
    const open = assigned ? assigned.index + assigned[0].length : entriesAt(file.text, name);
    const list = open === undefined ? undefined : listAt([file], open, true);
    if (list) return file.path === scope[0]?.path ? list : { ...list, home: file };
  }
  return undefined;
}

/** An object, a dictionary or a map under a name, by its entries. */
function mapNamed(scope: Scope, words: string, kind: string, behind: number): List | undefined {
  for (const [file, name] of placesOf(scope, words)) {
    const open = objectAt(file.text, name);
    if (open === undefined) continue;
    const type = /\bmap\[string\]\s*\*?\s*(struct\s*\{[^{}]{0,2000}\}|[\w.]{1,60})\s*\{$/.exec(
      file.text.slice(Math.max(0, open - 2100), open + 1),
    )?.[1];
    return {
      open,
      behind,
      over: kind === 'keys' || kind === 'values' ? kind : 'entries',
      ...(type === undefined ? {} : { type }),
      ...(file.path === scope[0]?.path ? {} : { home: file }),
    };
  }
  return undefined;
}
