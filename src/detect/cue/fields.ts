/**
 * Fields of CUE by their path, over all files of a package: `Istio.Version` of `Istio: #Istio & {Version: "1.22.2"}`, of `Istio:
 * Version: "1.22.2"`, or of what a definition says that it is of. Texts are without comments.
 * Source: https://cuelang.org/docs/reference/spec/#structs
 */
import { append } from '../../append.js';
import type { CodeFile } from '../code/blocks.js';
import { closing, type Piece } from '../code/literals.js';

/** More files of a package, and more fields at one level, than people write. */
const MAX_FIELDS = 500;
/** More names that one value stands for, over all that they stand for. */
const MAX_STEPS = 40;
/** More places at which a package says what one field is. */
const MAX_PLACES = 20;

export interface CueLiteral {
  readonly value: string;
  readonly file: CodeFile;
  /** Where the value begins. */
  readonly start: number;
}

/** `Istio: #Istio & {… Version: "1.22.2"`, `Istio: Version: "1.22.2"`: fields of CUE, one in the other. */
export function fieldOf(parts: readonly string[], value: string): RegExp {
  const [outer, ...inner] = parts.map(part => `#?${part.replace(/^#/, '')}\\??\\s*:`);
  const within = inner.map(part => `(?:[^{}]{0,500}\\{[^{}]{0,2000}?(?<![\\w.])|\\s*)${part}`);
  return new RegExp(`(?<![\\w.])${outer}${within.join('')}\\s*(?:string\\s*\\|\\s*)?\\*?${value}`);
}

const ADDRESS = '["\'`]((?:https|oci)://[^"\'`\\s]+)';
const IS_ADDRESS = /^(?:https|oci):\/\/\S+$/;

/** `repository: url: _repository`, `repo: {url: #Istio.repo}`, `repository: Istio.Repository`, which has a `url`. */
export function repositoryOfCue(span: string, files: readonly CodeFile[]): string | undefined {
  const parts = CUE_REPOSITORY.exec(span)?.[1]?.split('.') ?? [];
  if (parts.length === 0) return undefined;
  const field = fieldOf(parts, ADDRESS);
  return (
    files.map(({ text }) => field.exec(text)?.[1]).find(found => found !== undefined) ??
    cueLiteral(files, parts, IS_ADDRESS)?.value ??
    cueLiteral(files, [...parts, 'url'], IS_ADDRESS)?.value
  );
}

const CUE_REPOSITORY =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?"?\s{0,9}:\s{0,9}(?:\{?\s{0,99}(?:name\s{0,9}:\s{0,9}"[^"\n]{0,100}"[\s,]{1,99})?url\s{0,9}:\s{0,9})?(#?\w{1,60}(?:\.#?\w{1,60}){0,3})\s{0,9}(?=[\n,}])/;

/** The only text of its kind that a field is, wherever the package says so. */
export function cueLiteral(
  files: readonly CodeFile[],
  parts: readonly string[],
  kind: RegExp,
): CueLiteral | undefined {
  const found = literalsOf({ files, budget: { left: MAX_STEPS } }, parts, kind);
  const [first] = found;
  return first && found.every(({ value }) => value === first.value) ? first : undefined;
}

type Value = Piece & { readonly file: CodeFile };

interface Package {
  readonly files: readonly CodeFile[];
  /** Names that may still be looked for. */
  readonly budget: { left: number };
}

function literalsOf(own: Package, parts: readonly string[], kind: RegExp): readonly CueLiteral[] {
  const found: CueLiteral[] = [];
  for (const { file, ...value } of valuesOf(own, parts)) {
    for (const { text, start } of operandsOf(value)) {
      const literal = TEXT.exec(text)?.[1];
      if (literal !== undefined && kind.test(literal)) found.push({ value: literal, file, start });
      else if (literal === undefined && REFERENCE.test(text))
        append(found, literalsOf(own, text.split('.'), kind));
      if (found.length >= MAX_PLACES) return found;
    }
  }
  return found;
}

const TEXT = /^"([^"\n\\]{1,300})"/;
const REFERENCE = /^#?\w{1,80}(?:\.#?\w{1,80}){0,4}$/;

/** What stands under a path, from the outermost level of each file on. */
function valuesOf(own: Package, parts: readonly string[]): readonly Value[] {
  if (own.budget.left-- <= 0) return [];
  const [first = '', ...keys] = parts;
  const found: Value[] = [];
  for (const file of own.files) {
    if (!file.path.endsWith('.cue') || !file.text.includes(first)) continue;
    for (const { name, ...value } of fieldsIn(file.text, 0, file.text.length))
      if (name === first) append(found, valuesWithin(own, { ...value, file }, keys));
    if (found.length >= MAX_PLACES) break;
  }
  return found.slice(0, MAX_PLACES);
}

function valuesWithin(own: Package, value: Value, keys: readonly string[]): readonly Value[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [value];
  const { file } = value;
  const found: Value[] = [];
  const among = (start: number, end: number): void => {
    for (const { name, ...inner } of fieldsIn(file.text, start, end))
      if (name === key) append(found, valuesWithin(own, { ...inner, file }, rest));
  };
  // `Istio: Version: …`
  if (labelAt(file.text, value.start)) among(value.start, value.start + value.text.length);
  else
    for (const { text, start } of operandsOf(value)) {
      if (text.startsWith('{')) among(start + 1, start + text.length - 1);
      else if (REFERENCE.test(text)) append(found, valuesOf(own, [...text.split('.'), ...keys]));
      if (found.length >= MAX_PLACES) break;
    }
  return found;
}

type Field = Piece & { readonly name: string };

/** `Version:`, `#Istio:`, `"istio"?:`, `let version =`. */
const LABEL = /(?:let[ \t]{1,9}(\w{1,80})[ \t]{0,9}=|(?:"([^"\n]{1,100})"|(#?\w{1,80}))[?!]?:)\s{0,50}/y;

function labelAt(text: string, at: number): { readonly name: string; readonly behind: number } | undefined {
  LABEL.lastIndex = at;
  const found = LABEL.exec(text);
  return found ? { name: found[1] ?? found[2] ?? found[3] ?? '', behind: at + found[0].length } : undefined;
}

/** The fields of one level, between two places. */
function fieldsIn(text: string, start: number, end: number): readonly Field[] {
  const found: Field[] = [];
  let at = start;
  while (at < end && found.length < MAX_FIELDS) {
    if (/[\s,]/.test(text[at] ?? '')) {
      at++;
      continue;
    }
    const label = labelAt(text, at);
    const from = label?.behind ?? at;
    const behind = Math.max(endOfValue(text, from, end), at + 1);
    if (label) found.push({ name: label.name, text: text.slice(from, behind).trimEnd(), start: from });
    at = behind;
  }
  return found;
}

/** A comma or the end of a line ends a value, but behind an operator. */
function endOfValue(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const character = text[at] ?? '';
    if (character === '"') at = endOfText(text, at);
    else if ('({['.includes(character)) at = (closing(text, at) ?? end) - 1;
    else if (character === ',') return at;
    else if (character === '\n' && !/[&|:=]\s{0,20}$/.test(text.slice(Math.max(start, at - 20), at)))
      return at;
  }
  return end;
}

function endOfText(text: string, at: number): number {
  if (text.startsWith('"""', at)) {
    const end = text.indexOf('"""', at + 3);
    return end < 0 ? text.length : end + 2;
  }
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '"' || text[end] === '\n') return end;
  }
  return text.length;
}

/** What `&` and `|` join. */
function operandsOf({ text, start }: Piece): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (let at = 0; at <= text.length && found.length < MAX_PLACES; at++) {
    const character = text[at] ?? '&';
    if (character === '"') at = endOfText(text, at);
    else if ('({['.includes(character)) at = (closing(text, at) ?? text.length) - 1;
    else if ('&|'.includes(character)) {
      const own = text.slice(from, at);
      const blank = own.length - own.trimStart().length;
      // The one that counts otherwise.
      const mark = own[blank] === '*' ? 1 : 0;
      found.push({ text: own.slice(blank + mark).trim(), start: start + from + blank + mark });
      from = at + 1;
    }
  }
  return found;
}
