/** Names that a function of code, or a file outside of all of them, gives values to. Texts are without comments. */
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import { type Brackets, bracketsIn, type Callable, type CodeFile, callableAt } from './blocks.js';

const MAX_ASSIGNMENTS = 20;
/** More places at which a function names one thing. */
const MAX_MATCHES = 200;

/** `const { version: own } = props;`: `props`, `version`. */
export function takenApart(
  context: DetectContext,
  file: CodeFile,
  name: string,
  callable: Callable | undefined,
  index: number,
): readonly string[] | undefined {
  if (!callable || !/\.[mc]?[jt]sx?$/.test(file.path)) return undefined;
  for (const { place, end, inner, from } of apartIn(context, file)) {
    if (place < callable.start || end > index) continue;
    for (const one of inner.split(',')) {
      const [, field = '', renamed] = /^\s*([\w$]{1,81})(?:\s*:\s*([\w$]{1,81}))?\s*$/.exec(one) ?? [];
      if ((renamed ?? field) === name) return [...from.split('.'), field];
    }
  }
  return undefined;
}

const TAKEN_APART =
  /\b(?:const|let|var)\s{0,9}\{([^{}]{0,300})\}\s{0,9}=\s{0,9}([A-Za-z_$][\w$]{0,80}(?:\.[\w$]{1,80}){0,3})\s{0,9}[;\n]/g;

interface Apart {
  readonly place: number;
  readonly end: number;
  readonly inner: string;
  readonly from: string;
}

const apartByFile = oncePer((_: DetectContext) => new Map<string, readonly Apart[]>());

function apartIn(context: DetectContext, { path, text }: CodeFile): readonly Apart[] {
  const files = apartByFile(context);
  const known = files.get(path);
  if (known) return known;
  const found = [...text.matchAll(TAKEN_APART)].map(({ 0: whole, 1: inner = '', 2: from = '', index }) => ({
    place: index,
    end: index + whole.length,
    inner,
    from,
  }));
  files.set(path, found);
  return found;
}

/** Where values begin that a function, or the file outside of all of them, assigns to a name before a place. */
export function assignmentsOf(
  context: DetectContext,
  file: CodeFile,
  name: string,
  callable: Callable | undefined,
  index: number,
): readonly number[] {
  const { text } = file;
  const brackets = bracketsIn(context, file);
  const end = callable ? Math.min(callable.end, index) : text.length;
  const found: number[] = [];
  for (const [place, behind] of namedFrom(context, file, name, callable?.start ?? 0)) {
    if (place >= end) break;
    const parens = brackets.around(place).find(open => text[open] === '(' && open > (callable?.start ?? -1));
    const isArgument =
      parens !== undefined && !isDeclarations(text, parens) && !brackets.around(index).includes(parens);
    if (isArgument || isArgumentOf(text, brackets, place, index)) continue;
    if (callableIn(context, file, place)?.start !== callable?.start) continue;
    // What another block declares is of that one, and so is what objects and classes hold.
    const blocks = callable ? [] : brackets.around(place).filter(open => text[open] === '{');
    const others = blocks.filter(open => !brackets.around(index).includes(open));
    if (others.length > 0 && (isDeclared(text, place) || !others.every(open => isBlock(text, open))))
      continue;
    found.push(behind);
    if (found.length >= MAX_ASSIGNMENTS) break;
  }
  return found;
}

function isDeclared(text: string, place: number): boolean {
  return /\b(?:const|let|var|val)\s{1,9}$/.test(text.slice(Math.max(0, place - 20), place));
}

/** Whether a brace opens a block of statements: what else is in braces is an object or a class. */
export function isBlock(text: string, open: number): boolean {
  return BLOCK.test(text.slice(Math.max(0, open - 40), open));
}

const BLOCK = /(?:\)|=>|\b(?:else|try|finally|do))\s{0,20}$/;

type Assigned = readonly [place: number, behind: number];

const namedByPlace = oncePer((_: DetectContext) => new Map<string, readonly Assigned[]>());

/**
 * `const { istio: version } = app.node.tryGetContext("addons")`, `const { istio } = (await load())`: where what is taken apart begins,
 * and the key of it that the name is.
 */
export function takenFrom(
  context: DetectContext,
  file: CodeFile,
  name: string,
  callable: Callable | undefined,
  index: number,
): { readonly start: number; readonly key: string } | undefined {
  if (!/\.[mc]?[jt]sx?$/.test(file.path)) return undefined;
  for (const { place, start, inner } of callsApartIn(context, file)) {
    if (start > index || callableIn(context, file, place)?.start !== callable?.start) continue;
    for (const one of inner.split(',')) {
      const [, key = '', renamed] = PART.exec(one) ?? [];
      if ((renamed ?? key) === name) return { start, key };
    }
  }
  return undefined;
}

const PART = /^\s{0,99}([\w$]{1,81})\s{0,20}(?::\s{0,20}([\w$]{1,81})\s{0,20})?$/;
const CALL_APART =
  /\b(?:const|let|var)\s{0,9}\{([^{}]{0,300})\}(?:\s{0,9}:[^=;{}]{1,80})?\s{0,9}=\s{0,9}\(?(?:await\s{1,9})?(?=[\w$.]{1,100}(?:<[^<>()]{1,60}>)?\()/g;

interface CallApart {
  readonly place: number;
  readonly start: number;
  readonly inner: string;
}

const callsApartByFile = oncePer((_: DetectContext) => new Map<string, readonly CallApart[]>());

function callsApartIn(context: DetectContext, { path, text }: CodeFile): readonly CallApart[] {
  const files = callsApartByFile(context);
  const found =
    files.get(path) ??
    [...text.matchAll(CALL_APART)].slice(0, MAX_MATCHES).map(({ 0: whole, 1: inner = '', index }) => {
      return { place: index, start: index + whole.length, inner };
    });
  files.set(path, found);
  return found;
}

/** What looks like an assignment to a name from a place on; the same for all that ask within one function. */
function namedFrom(
  context: DetectContext,
  { path, text }: CodeFile,
  name: string,
  start: number,
): readonly Assigned[] {
  const known = namedByPlace(context);
  const key = JSON.stringify([path, start, name]);
  const found: Assigned[] = [...(known.get(key) ?? [])];
  if (known.has(key)) return found;
  const pattern = new RegExp(
    `(?<![\\w.$])${name.replaceAll('$', '\\$')}\\b${path.endsWith('.go') ? '(?:\\s{0,9},\\s{0,9}\\w{1,40}){0,3}' : ''}(?:\\s{0,9}:\\s{0,9}[\\w.<>\\[\\]| ]{1,100})?\\s{0,9}:?=(?![=>])\\s{0,99}`,
    'g',
  );
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match && found.length < MAX_MATCHES; match = pattern.exec(text))
    found.push([match.index, match.index + match[0].length]);
  known.set(key, found);
  return found;
}

/** `version=version` of the very call that it is an argument of. */
function isArgumentOf(text: string, brackets: Brackets, place: number, index: number): boolean {
  const [inner] = brackets.around(place);
  return (
    inner !== undefined &&
    text[inner] !== '{' &&
    !isDeclarations(text, inner) &&
    brackets.around(index).includes(inner)
  );
}

/** `const (` of Go. */
function isDeclarations(text: string, open: number): boolean {
  return /\b(?:const|var)\s{0,9}$/.test(text.slice(Math.max(0, open - 20), open));
}

const callablesByFile = oncePer((_: DetectContext) => new Map<string, Map<number, Callable | undefined>>());

export function callableIn(context: DetectContext, file: CodeFile, index: number): Callable | undefined {
  const files = callablesByFile(context);
  const known = files.get(file.path) ?? new Map<number, Callable | undefined>();
  files.set(file.path, known);
  if (!known.has(index)) known.set(index, callableAt(file.path, file.text, bracketsIn(context, file), index));
  return known.get(index);
}
