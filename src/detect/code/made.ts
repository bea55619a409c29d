/**
 * What a call of code makes, and what a field of that is: an object by the class or the record that it is of
 * (`Region("dublin", mesh_version="1.22.2")`, `new MeshSettings(IstioVersion: …)`), or what a function returns. Texts are without comments.
 */

import type { DetectContext } from '../detector.js';
import { behindSign, namesOf } from './arguments.js';
import { bracketsIn, type CodeFile, endingOf, indentOf } from './blocks.js';
import { definedIn } from './functions.js';
import { fieldAmong, type Piece, piecesOf } from './literals.js';
import { ownerAt } from './owners.js';

/** Where the value goes on: a piece of a file, and the fields of it that are left to be looked for. */
export interface Made {
  readonly file: CodeFile;
  readonly piece: Piece;
  readonly keys: readonly string[];
}

interface Call {
  /** Before its name: `MeshSettings` of `MeshSettings.Load()`. */
  readonly holder: string | undefined;
  readonly name: string;
  readonly open: number;
}

const WORD = '[A-Za-z_$][\\w$]{0,80}';
const CALL = new RegExp(
  `^\\s{0,99}(?:await\\s{1,9})?(?:new\\s{1,9}|&)?((?:${WORD}\\.){0,4})(${WORD})\\s{0,9}(?:<[^<>()]{1,60}>)?\\s{0,9}[({]`,
);
/** More lines than a class of settings has. */
const MAX_BODY = 20_000;
const MAX_RETURNS = 20;
/** More places at which a class names one thing. */
const MAX_MATCHES = 50;

/**
 * @param piece of the call, in a file
 * @returns 'absent' where what is made has no such field; undefined where the code doesn't say what is made
 */
export function madeBy(
  context: DetectContext,
  files: readonly CodeFile[],
  file: CodeFile,
  piece: Piece,
  keys: readonly string[],
): Made | 'absent' | undefined {
  const call = callIn(piece);
  if (!call) return undefined;
  const all = files.filter(({ path }) => endingOf(path) === endingOf(file.path));
  const [key, ...rest] = keys;
  const type = key === undefined ? undefined : all.find(one => classIn(one, call.name) !== undefined);
  if (type && key !== undefined) {
    const own = fieldOfClass(context, type, call.name, key, piecesOf(file.text, call.open));
    if (own === undefined) return 'absent';
    return { file: own.isDefault ? type : file, piece: own.piece, keys: rest };
  }
  return returnedBy(context, all, file, call, keys);
}

function callIn(piece: Piece): Call | undefined {
  const found = CALL.exec(piece.text);
  const [whole = '', path = '', name = ''] = found ?? [];
  if (!found) return undefined;
  return {
    holder: path.split('.').at(-2),
    name,
    open: piece.start + whole.length - 1,
  };
}

/** The one `return` of the one function that has the name. */
function returnedBy(
  context: DetectContext,
  files: readonly CodeFile[],
  file: CodeFile,
  { holder, name }: Call,
  keys: readonly string[],
): Made | undefined {
  const all = files.flatMap(one => definedIn(one, name).map(defined => ({ ...defined, one })));
  const ofHolder = all.filter(
    ({ one, start }) => holder !== undefined && ownerAt(one, bracketsIn(context, one), start) === holder,
  );
  const own = all.filter(({ one }) => one.path === file.path);
  const [only, ...others] = ofHolder.length > 0 ? ofHolder : own.length > 0 ? own : all;
  if (!only || others.length > 0) return undefined;
  const body = only.text.slice(only.start, only.end);
  const returns = [...body.matchAll(RETURN)].slice(0, MAX_RETURNS);
  const [first, ...more] = returns.filter(({ 1: value = '' }) => !NOTHING.test(value));
  if (more.length > 0 || (returns.length > 0 && !first)) return undefined;
  // `=> ({ … })`
  const start = first
    ? only.start + first.index + first[0].length - (first[1] ?? '').length
    : only.start + (/^\s{0,99}\(?\s{0,99}/.exec(body)?.[0].length ?? 0);
  if (!first && !/=>\s{0,99}$/.test(only.text.slice(Math.max(0, only.start - 110), only.start)))
    return undefined;
  return { file: only.one, piece: { text: only.text.slice(start, only.end), start }, keys };
}

const RETURN = /\breturn\b[ \t]{0,9}\(?[ \t]{0,9}([^\n]{0,300})/g;
/** What is returned where something went wrong. */
const NOTHING = /^(?:nil\b|null\b|undefined\b|None\b|;|$)/;

interface Body {
  /** Where the head is that may have parameters, and what it encloses. */
  readonly head: number;
  readonly start: number;
  readonly end: number;
}

export function classIn({ path, text }: CodeFile, name: string): Body | undefined {
  const escaped = name.replaceAll('$', '\\$');
  if (path.endsWith('.py')) {
    const found = new RegExp(
      `^[ \\t]{0,40}class[ \\t]{1,9}${escaped}\\b[^\\n]{0,300}:[ \\t]{0,9}$`,
      'm',
    ).exec(text);
    if (!found) return undefined;
    const start = found.index + found[0].length;
    const after = new RegExp(`\\n[ \\t]{0,${indentOf(text, found.index)}}(?=[^\\s)\\]}])`, 'g');
    after.lastIndex = start;
    return {
      head: found.index,
      start,
      end: Math.min(after.exec(text)?.index ?? text.length, start + MAX_BODY),
    };
  }
  const declared = path.endsWith('.go')
    ? `\\btype\\s{1,9}${escaped}\\s{1,9}struct\\s{0,9}(?=\\{)`
    : `\\b(?:class|record|struct|enum)\\s{1,9}${escaped}(?![\\w$])`;
  const found = new RegExp(declared).exec(text);
  if (!found) return undefined;
  const start = found.index + found[0].length;
  return { head: start, start, end: Math.min(text.length, start + MAX_BODY) };
}

/** What a field is by the arguments of a constructor, else by what the class says itself. */
function fieldOfClass(
  context: DetectContext,
  file: CodeFile,
  name: string,
  key: string,
  args: readonly Piece[],
): { readonly piece: Piece; readonly isDefault?: true } | undefined {
  const body = classIn(file, name);
  if (!body) return undefined;
  const named = fieldAmong(
    args.filter(({ text }) => IS_NAMED.test(text)),
    key,
  );
  if (named) return { piece: named };
  const params = paramsOf(file, name, body, key);
  const position = params.findIndex(param => param.isKey);
  const plain = args.filter(({ text }) => !IS_NAMED.test(text));
  const given = position < 0 ? undefined : plain[position];
  if (given) return { piece: given };
  const own = params[position];
  const otherwise = own && behindSign(own.piece);
  const piece = otherwise ?? propertyIn(context, file, body, key);
  return piece && { piece, isDefault: true };
}

const IS_NAMED = /^\s*\w{1,80}\s*(?:=(?!=)|:(?!:))/;

interface Param {
  readonly piece: Piece;
  /** It fills the field that is asked for. */
  readonly isKey: boolean;
}

/** Of a constructor: those of a record stand in its head, those of a dataclass are its fields. */
function paramsOf(file: CodeFile, name: string, { head, start, end }: Body, key: string): readonly Param[] {
  const { path, text } = file;
  const written = text.slice(start, end);
  if (path.endsWith('.py')) {
    const init = /\bdef[ \t]{1,9}__init__[ \t]{0,9}\(/.exec(written);
    if (init) {
      const params = piecesOf(text, start + init.index + init[0].length - 1).slice(1);
      return params.map(piece => ({ piece, isKey: fills(written, key, namesOf(path, piece)[0]) }));
    }
    return [...written.matchAll(FIELD_OF_PYTHON)]
      .slice(0, MAX_MATCHES)
      .map(({ 0: whole, 1: field, index }) => ({
        piece: { text: whole, start: start + index },
        isKey: field === key,
      }));
  }
  if (path.endsWith('.go'))
    return [...(/^\{([^{}]{0,3000})\}/.exec(written)?.[1] ?? '').matchAll(FIELD_OF_GO)].map(
      ({ 1: field, index }) => ({
        piece: { text: field ?? '', start: start + 1 + index },
        isKey: field === key,
      }),
    );
  const inHead = /^(?:<[^<>()]{1,60}>)?\s{0,9}\(/.exec(text.slice(head, head + 100));
  const heads = new RegExp(
    `(?<![\\w$.])(?:constructor|${name.replaceAll('$', '\\$')})\\s{0,9}\\((?=[^{};]{0,2000}\\{)`,
    'g',
  );
  const made = inHead
    ? head + inHead[0].length - 1
    : [...written.matchAll(heads)]
        .slice(0, MAX_MATCHES)
        .map(one => start + one.index + one[0].length - 1)
        .find(open => !/\bnew\s{1,9}$/.test(text.slice(open - name.length - 20, open - name.length)));
  if (made === undefined) return [];
  return piecesOf(text, made).map(piece => {
    const [own] = namesOf(path, piece);
    const isKept = inHead !== null || /^\s*(?:public|private|protected|readonly)\b/.test(piece.text);
    return { piece, isKey: isKept ? own === key : fills(written, key, own) };
  });
}

const FIELD_OF_PYTHON = /^[ \t]{1,20}([A-Za-z_]\w{0,80})[ \t]{0,9}:[ \t]{0,9}[A-Za-z"'][^\n]{0,300}$/gm;
const FIELD_OF_GO = /^\s{0,20}(\w{1,80})[ \t]{1,40}[^\n]{1,200}$/gm;

/** Which argument of the constructor of a class fills a field; undefined where none does. */
export function constructorOf(file: CodeFile, name: string, field: string): number | undefined {
  const body = classIn(file, name);
  const position = body ? paramsOf(file, name, body, field).findIndex(({ isKey }) => isKey) : -1;
  return position < 0 ? undefined : position;
}

/** `this.version = version;` */
function fills(body: string, key: string, param: string | undefined): boolean {
  if (param === undefined) return false;
  return new RegExp(
    `(?<![\\w$])(?:(?:this|self)\\.)?${key}(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}=\\s{0,20}${param.replaceAll('$', '\\$')}\\s{0,9}(?:[;\\n]|\\?\\?|\\|\\||or\\b)`,
  ).test(body);
}

/** `mesh_version: str = "1.22.2"`, `readonly version = "1.22.2"`, `public string Version { get; init; } = "1.22.2"`. */
function propertyIn(
  context: DetectContext,
  file: CodeFile,
  { start, end }: Body,
  key: string,
): Piece | undefined {
  const { path, text } = file;
  const open = path.endsWith('.py') ? undefined : text.indexOf('{', start);
  const property = new RegExp(
    `(?<![\\w$.])${key}\\b(?:\\s{0,9}[?!]?:[^=\\n;{}]{1,80}|\\s{0,9}\\{[^{}]{1,60}\\})?\\s{0,9}=(?![=>])\\s{0,99}`,
    'g',
  );
  property.lastIndex = open ?? start;
  for (let count = 0; count < MAX_MATCHES; count++) {
    const found = property.exec(text);
    if (!found || found.index >= end) return undefined;
    const [inner] = bracketsIn(context, file).around(found.index);
    const place = found.index + found[0].length;
    if (open === undefined ? isOwnLine(text, start, found.index) : inner === open)
      return { text: text.slice(place, place + 300), start: place };
  }
  return undefined;
}

/** Of a class of Python: what stands no further in than its first line. */
function isOwnLine(text: string, start: number, place: number): boolean {
  const line = text.lastIndexOf('\n', place) + 1;
  const first = /\n(?=[ \t]{0,99}\S)/.exec(text.slice(start, start + 2000));
  if (!first || text.slice(line, place).trim() !== '') return false;
  return indentOf(text, line) === indentOf(text, start + first.index + 1);
}
