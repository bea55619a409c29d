/**
 * Versions that code picks by a name: a field of a table (`VERSIONS[chart]`), what a function makes of it (`versionOf(chart)`: `switch`,
 * `if`, a table), or one of two (`chart === "gateway" ? "1.22.1" : "1.22.2"`).
 */
import type { Position } from '../../model.js';
import { constantIn } from './constants.js';
import { dotted, matchAt } from './expressions.js';
import { type Defined, definedIn } from './functions.js';
import {
  closing,
  entriesAt,
  fieldAt,
  literalIn,
  openOf,
  type Piece,
  piecesOf,
  wholeVersion,
} from './literals.js';
import { declaringFiles, type Scope } from './scope.js';
import { lineAt } from './text.js';

export interface Chosen {
  readonly version: string;
  readonly at: Position;
}

/** What words of the code are, where a name is known: the chart's. */
export type Given = (words: string) => string | undefined;

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Functions that call functions. */
const MAX_DEPTH = 4;
/** More cases than it has. */
const MAX_CASES = 200;

const NAME = '[A-Za-z_$][\\w$]{0,80}';
const PATH = new RegExp(`${NAME}(?:\\.${NAME}){0,3}`, 'y');
const QUOTED = /(["'`])([^"'`\n]{1,200})\1/y;

/** @returns undefined where nothing is picked by a name, or where that can't be told */
export function chosenAt(
  scope: Scope,
  file: Text,
  start: number,
  given: Given,
  depth = 0,
): Chosen | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const place =
    start +
    (/^\s{0,50}(?:\w{1,30}\.String\(\s{0,20})?/.exec(file.text.slice(start, start + 100))?.[0].length ?? 0);
  const { text } = file;
  const oneOfTwo = ofTwo(scope, file, place, given, depth);
  if (oneOfTwo) return oneOfTwo;
  const path = matchAt(PATH, text, place)?.[0];
  if (path === undefined) return undefined;
  const end = place + path.length;
  const sign = text[end];
  if (sign === '[') return ofTable(scope, file, path, end, given);
  if (sign !== '(') return undefined;
  const asked = /^(.{1,200})\.(?:get|Get|getOrDefault)$/s.exec(path)?.[1];
  if (asked !== undefined) return ofTable(scope, file, asked, end, given);
  return ofFunction(scope, file, path, end, given, depth);
}

/** A text, or what a name stands for. */
function wordsOf(piece: Piece | undefined, given: Given): string | undefined {
  const text = piece?.text.trim().replace(/^string\((.{1,100})\)$/s, '$1') ?? '';
  return literalIn(text) ?? given(text);
}

/** `VERSIONS[chart]`, `VERSIONS.get(chart)`, `CHARTS[chart].version` */
function ofTable(scope: Scope, file: Text, path: string, open: number, given: Given): Chosen | undefined {
  const close = closing(file.text, open);
  const key = close === undefined ? undefined : wordsOf(piecesOf(file.text, open)[0], given);
  if (close === undefined || key === undefined) return undefined;
  const rest =
    /^(?:\??\.[A-Za-z_]\w{0,60}|\[["'][\w-]{1,60}["']\]){0,3}/.exec(
      file.text.slice(close, close + 200),
    )?.[0] ?? '';
  const fields = dotted(rest)
    .split('.')
    .filter(one => one !== '');
  return fieldAs(scope, file, path.split('.'), [key, ...fields]);
}

/** Under keys of an object that has a name: in the file itself, in what it sees, in a package of Go. */
function fieldAs(
  scope: Scope,
  file: Text,
  path: readonly string[],
  keys: readonly string[],
): Chosen | undefined {
  const [, ...rest] = path;
  const { files, isPackage } = declaringFiles(scope, file, path);
  // `versions.CHARTS` of a module, `this.versions`, `Versions.CHARTS` of a class.
  const names = rest.length > 0 ? [path, rest, [rest.at(-1) ?? '']] : [path];
  for (const one of files) {
    for (const name of isPackage ? [rest] : names) {
      const piece = fieldAt(one.text, [...name, ...keys]) ?? entryOf(one.text, name, keys);
      const found = piece && versionOf(scope, one, piece);
      if (found) return found;
    }
  }
  return undefined;
}

/** `new Map([["base", "1.22.2"]])` */
function entryOf(
  text: string,
  name: readonly string[],
  [key, ...others]: readonly string[],
): Piece | undefined {
  const [only] = name;
  if (name.length > 1 || others.length > 0 || only === undefined) return undefined;
  const entries = entriesAt(text, only);
  for (const item of entries === undefined ? [] : piecesOf(text, entries)) {
    const open = openOf(item);
    const [first, second] = open === undefined ? [] : piecesOf(text, open);
    if (first && literalIn(first.text) === key) return second;
  }
  return undefined;
}

function versionOf(scope: Scope, file: Text, piece: Piece): Chosen | undefined {
  const start = piece.start + piece.text.length - piece.text.trimStart().length;
  const version = wholeVersion(literalIn(piece.text));
  if (version !== undefined) return { version, at: { file: file.path, line: lineAt(file.text, start) } };
  const name = piece.text.trim();
  if (!/^[A-Za-z_$][\w$.]{0,160}$/.test(name)) return undefined;
  return constantIn([file, ...scope.filter(one => one.path !== file.path)], name);
}

/** `chart === "gateway" ? "1.22.1" : VERSION`, `"1.22.1" if chart == "gateway" else VERSION` */
function ofTwo(scope: Scope, file: Text, start: number, given: Given, depth: number): Chosen | undefined {
  const text = file.text.slice(start, start + 600);
  const [head, asked = ''] = /^\(?([^?;{}]{1,280})\?(?![.?])\s{0,40}/.exec(text) ?? [];
  const condition = asked.trim().replace(/\)$/, '').trim();
  if (head !== undefined && /[=!]==?/.test(condition)) {
    const isTrue = truth(condition, given);
    const then =
      /^(?:"[^"\n]{0,100}"|'[^'\n]{0,100}'|`[^`\n]{0,100}`|[\w.$[\]]{1,100})\s{0,40}:\s{0,40}/.exec(
        text.slice(head.length),
      )?.[0];
    if (isTrue === undefined || then === undefined) return undefined;
    return valueAt(scope, file, start + head.length + (isTrue ? 0 : then.length), given, depth + 1);
  }
  const [whole, first = '', other = ''] =
    /^(\S{1,100})[ \t]{1,9}if[ \t]{1,9}([^\n]{1,200}?)[ \t]{1,9}else[ \t]{1,9}/.exec(text) ?? [];
  if (whole === undefined || !file.path.endsWith('.py')) return undefined;
  const isTrue = truth(other, given);
  if (isTrue === undefined) return undefined;
  return isTrue
    ? versionOf(scope, file, { text: first, start })
    : valueAt(scope, file, start + whole.length, given, depth + 1);
}

function valueAt(scope: Scope, file: Text, start: number, given: Given, depth: number): Chosen | undefined {
  const literal = matchAt(QUOTED, file.text, start);
  if (literal) return versionOf(scope, file, { text: literal[0], start });
  const chosen = chosenAt(scope, file, start, given, depth);
  if (chosen) return chosen;
  const path = matchAt(PATH, file.text, start)?.[0];
  const behind = path === undefined ? undefined : file.text[start + path.length];
  return path === undefined || behind === '(' || behind === '['
    ? undefined
    : versionOf(scope, file, { text: path, start });
}

const EQUALS = /^([\w.$]{1,100})\s{0,20}([=!]==?)\s{0,20}["'`]([^"'`\n]{1,100})["'`]$/;
const TURNED = /^["'`]([^"'`\n]{1,100})["'`]\s{0,20}([=!]==?)\s{0,20}([\w.$]{1,100})$/;
const AMONG = /^([\w.$]{1,100})\s{1,20}in\s{1,20}[[({]([^[\](){}]{1,400})[\])}]$/;
const INCLUDES = /^\[([^[\]]{1,400})\]\.includes\(\s{0,20}([\w.$]{1,100})\s{0,20}\)$/;

/** Whether a condition holds; undefined where that can't be told. */
function truth(condition: string, given: Given): boolean | undefined {
  const text = condition.trim();
  if (text.length > 500) return undefined;
  const all = text.split(/\s{0,20}(?:\|\||\bor\b)\s{0,20}/);
  if (all.length > 1) {
    const each = all.map(one => truth(one, given));
    return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
  }
  const equals = EQUALS.exec(text);
  const turned = equals ? undefined : TURNED.exec(text);
  const [name, sign, literal] = equals ? equals.slice(1) : turned ? [turned[3], turned[2], turned[1]] : [];
  if (name !== undefined && sign !== undefined) {
    const value = given(name);
    return value === undefined ? undefined : (value === literal) === sign.startsWith('=');
  }
  const among = AMONG.exec(text);
  const includes = among ? undefined : INCLUDES.exec(text);
  const [asked, list] = among ? [among[1], among[2]] : includes ? [includes[2], includes[1]] : [];
  const value = asked === undefined ? undefined : given(asked);
  return value === undefined || list === undefined ? undefined : labelsIn(list).includes(value);
}

function labelsIn(list: string): readonly string[] {
  return [...list.matchAll(/["'`]([^"'`\n]{1,100})["'`]/g)].map(([, label = '']) => label);
}

function ofFunction(
  scope: Scope,
  file: Text,
  path: string,
  open: number,
  given: Given,
  depth: number,
): Chosen | undefined {
  const parts = path.split('.');
  const name = parts.at(-1) ?? '';
  const all = declaringFiles(scope, file, parts).files.flatMap(one => definedIn(one, name));
  const [only, ...others] = all;
  // Which of several is meant is not told.
  if (!only || others.length > 0) return undefined;
  const args = piecesOf(file.text, open);
  const values = new Map(only.params.map((param, index) => [param, wordsOf(args[index], given)] as const));
  const inner: Given = words => values.get(words);
  return returnedBy(scope, only, inner, depth + 1);
}

const STEP =
  /\bcase\s{1,9}([^:{}\n]{1,300}):|\b(default)\s{0,9}:|\b(?:if|elif|else\s{1,9}if)\b\s{0,9}([^{}\n]{1,300}?)\s{0,9}(?:[{:](?=\s)|(?=\breturn\b))|\belse\b|\breturn\b[ \t]{0,9}\(?\s{0,9}|\b(?:switch|match)\b\s{0,9}\(?([\w.$]{1,100})/g;
/** `if v, ok := VERSIONS[chart]; ok` */
const LOOKED_UP = new RegExp(
  `\\b\\w{1,40},[ \\t]{0,9}ok[ \\t]{0,9}:?=[ \\t]{0,9}(?=${NAME}(?:\\.${NAME}){0,2}\\[)`,
  'g',
);

/** A branch whose `return` is still to come. */
interface Arm {
  isTaken: boolean;
  readonly isLabel: boolean;
  /** It is the one for whatever no other is for. */
  isAny: boolean;
}

/** What a body returns, by `case`, `if` and at its end. */
function returnedBy(
  scope: Scope,
  { path, text, start, end }: Defined,
  given: Given,
  depth: number,
): Chosen | undefined {
  const file = { path, text };
  const body = text.slice(start, end);
  if (!/\breturn\b/.test(body)) return valueAt(scope, file, start, given, depth);
  for (const match of body.matchAll(LOOKED_UP)) {
    // What is returned before is asked first.
    if (/\breturn\b/.test(body.slice(0, match.index))) break;
    const found = chosenAt(scope, file, start + match.index + match[0].length, given, depth);
    if (found) return found;
  }
  let asked: string | undefined;
  let arm: Arm | undefined;
  /** Whether the `if` was taken that an `else` would be of. */
  let before: boolean | undefined;
  let otherwise: number | undefined;
  for (const [count, match] of [...body.matchAll(STEP)].entries()) {
    if (count > MAX_CASES) return undefined;
    const [whole, labels, isDefault, condition, subject] = match;
    const isBranch = subject !== undefined || condition !== undefined;
    // What stands within a branch that may not be taken, or that an `else` may follow, is not followed.
    if (isBranch && arm && !(arm.isLabel && arm.isTaken)) return undefined;
    if (subject !== undefined) {
      asked = given(subject);
      if (asked === undefined) return undefined;
    } else if (labels !== undefined || isDefault !== undefined) {
      // Several labels may stand before what they have in common.
      const own = arm?.isLabel ? arm : { isTaken: false, isLabel: true, isAny: false };
      own.isAny ||= isDefault !== undefined || labels?.trim() === '_';
      own.isTaken ||= asked !== undefined && labelsIn(labels ?? '').includes(asked);
      arm = own;
    } else if (condition !== undefined) {
      const isTrue = truth(condition.replace(/^\((.*)\)$/s, '$1'), given);
      if (isTrue === undefined) return undefined;
      arm = { isTaken: isTrue, isLabel: false, isAny: false };
    } else if (whole.startsWith('return')) {
      const place = start + match.index + whole.length;
      const name = matchAt(PATH, text, place)?.[0] ?? '';
      // What is set on the way is not followed.
      if (new RegExp(`\\b${name.replaceAll('$', '\\$')}\\s{0,9}:?=(?!=)`).test(body) && name !== '')
        return undefined;
      if (!arm || arm.isTaken) return valueAt(scope, file, place, given, depth);
      if (arm.isAny) otherwise = place;
      before = arm.isLabel ? undefined : arm.isTaken;
      arm = undefined;
    } else {
      const isTaken = arm && !arm.isLabel ? arm.isTaken : before;
      if (isTaken === undefined) return undefined;
      arm = { isTaken: !isTaken, isLabel: false, isAny: false };
    }
  }
  return otherwise === undefined ? undefined : valueAt(scope, file, otherwise, given, depth);
}
