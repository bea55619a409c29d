/**
 * What names of Nix stand for: bindings of `let` and of sets, what is inherited, and files that are imported.
 * Source: https://nix.dev/manual/nix/latest/language/syntax
 */
import type { Position } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { bracketsIn, type CodeFile } from '../code/blocks.js';
import { closing, type Piece, trimmed } from '../code/literals.js';
import { lineAt, withoutComments } from '../code/text.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { folderOf, resolveInTree } from '../tree-path.js';

/** A text, and where it stands. */
export interface NixText {
  readonly text: string;
  readonly at: Position;
}

/** `a.b = …;`, or `a` of `inherit (…) a;`, which is a field of what stands there; of `inherit a;` there is no value. */
export interface Binding {
  readonly path: readonly string[];
  readonly start: number;
  readonly value?: Piece;
  readonly isInherited?: true;
}

/** More names of names, and more bindings of a set, than people write. */
const MAX_DEPTH = 12;
const MAX_BINDINGS = 500;
const WORD = "[A-Za-z_][\\w'-]{0,80}";
const PATH = new RegExp(`^${WORD}(?:\\.${WORD}){0,6}`);

/** Between an index and an end, up to the `in` of a `let` or the end of a set. */
function bindingsFrom(text: string, from: number, end: number): readonly Binding[] {
  const found: Binding[] = [];
  let start = from;
  for (let at = from; at < end && found.length < MAX_BINDINGS; at++) {
    const character = text[at] ?? '';
    if (character === '"' || '({['.includes(character)) at = behind(text, at, end) - 1;
    else if (text.startsWith("''", at)) at = behindLines(text, at) - 1;
    else if (character === ';') {
      addTo(found, { text: text.slice(start, at), start });
      start = at + 1;
    } else if (/\w/.test(character)) {
      const word = /^[\w'-]+/.exec(text.slice(at, at + 100))?.[0] ?? character;
      if (word === 'let') at = bodyOf(text, at + 3, end) - 1;
      else at += word.length - 1;
    }
  }
  return found;
}

function behind(text: string, at: number, end: number): number {
  if (text[at] !== '"') return closing(text, at) ?? end;
  for (let index = at + 1; index < end; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '"') return index + 1;
  }
  return end;
}

function behindLines(text: string, at: number): number {
  const end = text.indexOf("''", at + 2);
  return end < 0 ? text.length : end + 2;
}

function addTo(found: Binding[], piece: Piece): void {
  const { text, start } = trimmed(piece);
  const inherits = /^inherit\s+(?=\S)/.exec(text)?.[0].length;
  if (inherits !== undefined) {
    const open = text[inherits] === '(' ? start + inherits : undefined;
    const close = open === undefined ? undefined : closing(text, inherits);
    const names = text.slice(close ?? inherits);
    for (const name of names.matchAll(new RegExp(WORD, 'g'))) {
      const place = start + (close ?? inherits) + name.index;
      const value =
        open === undefined || close === undefined
          ? {}
          : { value: { text: text.slice(inherits, close), start: open } };
      found.push({ path: [name[0]], start: place, isInherited: true, ...value });
    }
    return;
  }
  const head = new RegExp(
    `^((?:${WORD}|"[^"\n$]{1,80}")(?:\\s?\\.\\s?(?:${WORD}|"[^"\n$]{1,80}")){0,9})\\s{0,9}=\\s{0,99}`,
  ).exec(text);
  if (!head) return;
  const path = [...(head[1] ?? '').matchAll(/"([^"]{1,80})"|[^\s."]{1,81}/g)].map(one => one[1] ?? one[0]);
  found.push({ path, start, value: { text: text.slice(head[0].length), start: start + head[0].length } });
}

/** Index behind the `in` that belongs to a `let`. */
function bodyOf(text: string, from: number, end: number): number {
  let depth = 1;
  for (let at = from; at < end; at++) {
    const character = text[at] ?? '';
    if (character === '"' || '({['.includes(character)) at = behind(text, at, end) - 1;
    else if (text.startsWith("''", at)) at = behindLines(text, at) - 1;
    else if (/[\w]/.test(character)) {
      const word = /^[\w'.-]+/.exec(text.slice(at, at + 200))?.[0] ?? character;
      if (word === 'let') depth++;
      else if (word === 'in' && --depth === 0) return at + 2;
      at += word.length - 1;
    } else if (')}]'.includes(character)) break;
  }
  return end;
}

/** Of the set that opens at an index. */
export function setAt(text: string, open: number): readonly Binding[] {
  return bindingsFrom(text, open + 1, (closing(text, open) ?? text.length) - 1);
}

const LET = /(?<![\w'.-])let(?![\w'.-])/g;
const MAX_LETS = 200;

/** What a name is at a place by the `let`s and the sets around it, from within. */
function bindingAt(context: DetectContext, file: CodeFile, name: string, place: number): Binding | undefined {
  const { text } = file;
  const brackets = bracketsIn(context, file);
  const around = brackets.around(place);
  const lets = [...text.matchAll(LET)].slice(0, MAX_LETS).toReversed();
  for (const { index } of lets) {
    if (index > place) continue;
    const [inner] = brackets.around(index);
    if (inner !== undefined && !around.includes(inner)) continue;
    const end = inner === undefined ? text.length : (brackets.closeOf.get(inner) ?? text.length);
    const found = bindingsFrom(text, index + 3, Math.max(index + 3, bodyOf(text, index + 3, end) - 2));
    const own = found.find(({ path, start }) => path[0] === name && path.length === 1 && start !== place);
    if (own) return own;
  }
  for (const open of around) {
    if (text[open] !== '{' || !/\brec\s{0,9}$/.test(text.slice(Math.max(0, open - 15), open))) continue;
    const own = setAt(text, open).find(({ path, start }) => path[0] === name && start !== place);
    if (own?.path.length === 1) return own;
  }
  return undefined;
}

/** The text that an expression is, under some keys; undefined where this doesn't tell. */
export async function nixText(
  context: DetectContext,
  file: CodeFile,
  piece: Piece,
  keys: readonly string[],
  depth = 0,
): Promise<NixText | undefined> {
  if (depth > MAX_DEPTH) return undefined;
  const { text, start } = trimmed(piece);
  const next = (one: Piece, more: readonly string[] = keys): Promise<NixText | undefined> =>
    nixText(context, file, one, more, depth + 1);
  if (text.startsWith('"')) {
    const literal = /^"([^"\n$\\]{1,300})"\s*$/.exec(text)?.[1];
    return literal === undefined || keys.length > 0
      ? undefined
      : { text: literal, at: { file: file.path, line: lineAt(file.text, start) } };
  }
  if (text.startsWith('(')) {
    const close = closing(text, 0);
    if (close === undefined) return undefined;
    const fields = text.slice(close).trim();
    const rest = fields === '' ? [] : fields.replace(/^\./, '').split('.');
    const inner = { text: text.slice(1, close - 1), start: start + 1 };
    return fields !== '' && !fields.startsWith('.') ? undefined : next(inner, [...rest, ...keys]);
  }
  const set = /^(?:rec\s{1,9})?\{/.exec(text)?.[0].length;
  const isSet = set !== undefined && (closing(text, set - 1) ?? 0) >= text.trimEnd().length;
  if (isSet) return ofSet(context, file, setAt(file.text, start + set - 1), keys, depth);
  const lets = /^let\b/.test(text) ? bodyOf(text, 3, text.length) : undefined;
  if (lets !== undefined) return next({ text: text.slice(lets), start: start + lets });
  const data = DATA.exec(text)?.[1];
  if (data !== undefined) return ofData(context, file, data, keys);
  const imported = IMPORT.exec(text)?.[1];
  if (imported !== undefined) return ofImport(context, file, imported, keys, depth);
  const path = PATH.exec(text)?.[0];
  if (path === undefined || !/^\s*(?:or\b|$)/.test(text.slice(path.length))) return undefined;
  const [root = '', ...fields] = path.split('.');
  return nixName(context, file, root, [...fields, ...keys], start, depth + 1);
}

const DATA =
  /^(?:(?:builtins\.)?fromJSON\s*\(\s*(?:builtins\.)?readFile\s+|(?:lib\.|trivial\.){0,2}import(?:JSON|TOML)\s+)(\.{1,2}\/[\w./-]{1,200})\s*\)?\s*$/;
const IMPORT = /^import\s+(\.{1,2}\/[\w./-]{1,200})(?:\s+\{[^{}]{0,300}\}|\s+[\w.]{1,60})?\s*$/;

/** What a name is at a place, under some keys. */
export async function nixName(
  context: DetectContext,
  file: CodeFile,
  name: string,
  keys: readonly string[],
  place: number,
  depth = 0,
): Promise<NixText | undefined> {
  const binding = depth > MAX_DEPTH ? undefined : bindingAt(context, file, name, place);
  if (binding) return ofBinding(context, file, binding, keys, depth);
  // `{ lib, istioVersion ? "1.22.2", ... }:`
  const head = /^\s*\{/.exec(file.text)?.[0].length;
  const close = head === undefined ? undefined : closing(file.text, head - 1);
  const params = head === undefined || close === undefined ? '' : file.text.slice(head, close - 1);
  const given = new RegExp(`(?<![\\w'.-])${name}\\s{0,9}\\?\\s{0,9}("[^"\\n$]{1,100}")`).exec(params);
  const literal = given?.[1];
  if (!given || literal === undefined || !/^\s*:/.test(file.text.slice(close, (close ?? 0) + 20)))
    return undefined;
  const start = (head ?? 0) + given.index + given[0].length - literal.length;
  return nixText(context, file, { text: literal, start }, keys, depth + 1);
}

function ofBinding(
  context: DetectContext,
  file: CodeFile,
  { path, value, isInherited, start }: Binding,
  keys: readonly string[],
  depth: number,
): Promise<NixText | undefined> {
  const [name = ''] = path;
  if (isInherited && value) return nixText(context, file, value, [name, ...keys], depth + 1);
  if (isInherited) return nixName(context, file, name, keys, start, depth + 1);
  return value ? nixText(context, file, value, keys, depth + 1) : Promise.resolve(undefined);
}

async function ofSet(
  context: DetectContext,
  file: CodeFile,
  bindings: readonly Binding[],
  keys: readonly string[],
  depth: number,
): Promise<NixText | undefined> {
  for (const binding of bindings) {
    const { path } = binding;
    if (path.length > keys.length || path.some((part, index) => part !== keys[index])) continue;
    const found = await ofBinding(context, file, binding, keys.slice(path.length), depth + 1);
    if (found) return found;
  }
  return undefined;
}

async function ofData(
  context: DetectContext,
  { path }: CodeFile,
  relative: string,
  keys: readonly string[],
): Promise<NixText | undefined> {
  const file = resolveInTree(folderOf(path), relative);
  if (file === undefined || !file.endsWith('.json') || !context.tree.has(file)) return undefined;
  const data = (await context.yaml(file)).documents[0]?.data;
  const text = data && stringAt(data.value, keys);
  return data && text !== undefined ? { text, at: startOf(data, keys) } : undefined;
}

async function ofImport(
  context: DetectContext,
  file: CodeFile,
  relative: string,
  keys: readonly string[],
  depth: number,
): Promise<NixText | undefined> {
  const place = resolveInTree(folderOf(file.path), relative);
  const path = [place, `${place}/default.nix`].find(one => one?.endsWith('.nix') && context.tree.has(one));
  const written = path === undefined ? undefined : await context.text(path);
  if (path === undefined || written === undefined) return undefined;
  const text = withoutComments(path, written);
  const start = bodyStart(text);
  return nixText(context, { path, text }, { text: text.slice(start), start }, keys, depth + 1);
}

/** Behind what a file takes: `{ lib, ... }:`, `args:`. */
function bodyStart(text: string): number {
  const open = /^\s*\{/.exec(text)?.[0].length;
  const close = open === undefined ? undefined : closing(text, open - 1);
  const head =
    close === undefined
      ? /^\s*[A-Za-z_]\w{0,40}\s{0,9}:\s/.exec(text)
      : /^\s{0,9}(?:@\s{0,9}\w{1,40}\s{0,9})?:/.exec(text.slice(close, close + 80));
  return head ? (close ?? 0) + head[0].length : 0;
}
