/** Whose method a piece of code is, and what it is that code calls one of. Texts are without comments. */
import { oncePer } from '../../memo.js';
import { type Brackets, type CodeFile, classAround, indentOf } from './blocks.js';

/** What stands before the dot of a call. */
export type Receiver =
  | { readonly kind: 'none' }
  /** `new Mesh().install(`, `Mesh{}.Install(`: the class itself. */
  | { readonly kind: 'made'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'open' };

const WORD = '[A-Za-z_$][\\w$]{0,80}';
const PATH = `(?:${WORD}\\.){0,4}`;
/** More lines than a class of people has. */
const MAX_LINES = 3000;
/** More places at which a file says what one name is. */
const MAX_SAID = 100;

/** The class that a method is of which stands, or whose body is, around a place. */
export function ownerAt({ path, text }: CodeFile, brackets: Brackets, place: number): string | undefined {
  if (path.endsWith('.py')) return ofPython(text, place);
  if (path.endsWith('.go')) return ofGo(text, brackets, place);
  return classAround(text, brackets, place) ?? objectAround(text, brackets, place);
}

/** `const mesh = { install(version) { … } }`. */
function objectAround(text: string, brackets: Brackets, place: number): string | undefined {
  for (const open of brackets.around(place)) {
    if (text[open] !== '{') continue;
    const name = OBJECT.exec(text.slice(Math.max(0, open - 200), open))?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

const OBJECT = new RegExp(
  `\\b(?:const|let|var)\\s{1,9}(${WORD})(?:\\s{0,9}:[^=(){};]{1,80})?\\s{0,9}=\\s{0,9}$`,
);

function ofPython(text: string, place: number): string | undefined {
  let start = text.lastIndexOf('\n', place - 1) + 1;
  let indent = indentOf(text, start);
  for (let lines = 0; start > 0 && indent > 0 && lines < MAX_LINES; lines++) {
    start = text.lastIndexOf('\n', start - 2) + 1;
    const own = indentOf(text, start);
    if (own >= indent || /^\s/.test(text.slice(start + own, start + own + 1))) continue;
    const name = /^class[ \t]{1,9}([A-Za-z_]\w{0,80})/.exec(text.slice(start + own, start + own + 100))?.[1];
    if (name !== undefined) return name;
    if (/[)\]}]/.test(text[start + own] ?? '')) continue;
    indent = own;
  }
  return undefined;
}

const OF_GO =
  /\bfunc\s{1,9}\(\s{0,9}(?:\w{1,80}\s{1,9})?\*?(\w{1,80})(?:\[[^[\]]{0,80}\])?\s{0,9}\)\s{0,9}(?:\w{1,80}\s{0,9})?$/;

/** `func (m *Mesh) Install(`, before the name, behind it, or in the body. */
function ofGo(text: string, brackets: Brackets, place: number): string | undefined {
  const outer = brackets.around(place).at(-1);
  const end = outer !== undefined && text[outer] === '{' ? text.lastIndexOf('\nfunc ', outer) : undefined;
  if (end === undefined) return OF_GO.exec(text.slice(Math.max(0, place - 260), place))?.[1];
  if (end < 0) return undefined;
  return /^\nfunc\s{1,9}\(\s{0,9}(?:\w{1,80}\s{1,9})?\*?(\w{1,80})/.exec(text.slice(end, end + 260))?.[1];
}

export function receiverAt({ path, text }: CodeFile, brackets: Brackets, start: number): Receiver {
  const dot = /\s{0,50}[?!]?\.\s{0,50}$/.exec(text.slice(Math.max(0, start - 110), start));
  if (!dot) return { kind: 'none' };
  const end = start - dot[0].length;
  const last = text[end - 1] ?? '';
  const before = (place: number): string => text.slice(Math.max(0, place - 400), place);
  if (last === ')') {
    const open = brackets.openOf.get(end - 1);
    return open === undefined
      ? { kind: 'open' }
      : ofCall(path, before(open), text.slice(open + 1, open + 200));
  }
  if (last === '}') {
    const open = brackets.openOf.get(end - 1);
    const name = open === undefined ? undefined : TYPE_AT_END.exec(before(open))?.[1];
    return name === undefined ? { kind: 'open' } : { kind: 'made', name };
  }
  const name = NAME_AT_END.exec(before(end))?.[1];
  return name === undefined ? { kind: 'open' } : { kind: 'name', name };
}

const TYPE_AT_END = new RegExp(`(${WORD})$`);
const NAME_AT_END = new RegExp(`(?<![\\w$])(${WORD})$`);
const CALLED = new RegExp(`(?<![\\w$.])(new\\s{1,9})?${PATH}(${WORD})\\s{0,9}(?:<[^<>()]{1,60}>)?\\s{0,9}$`);
const WITHIN = new RegExp(`^\\s{0,9}(?:await\\s{1,9})?(?:new\\s{1,9}|&\\s{0,9})${PATH}(${WORD})`);
const KEYWORD = /^(?:await|return|yield|in|of|typeof|if|while)$/;

function ofCall(path: string, before: string, within: string): Receiver {
  const [, isNew, name = ''] = CALLED.exec(before.slice(-250)) ?? [];
  if (name === '' || (isNew === undefined && KEYWORD.test(name))) {
    const inner = WITHIN.exec(within)?.[1];
    return inner === undefined ? { kind: 'open' } : { kind: 'made', name: inner };
  }
  const made = isNew === undefined ? madeBy(path, name) : name;
  return made === undefined ? { kind: 'open' } : { kind: 'made', name: made };
}

/** What a call makes that says no `new`: `Mesh()` of Python and Kotlin, `NewMesh()` of Go. */
function madeBy(path: string, name: string): string | undefined {
  if (/\.(?:py|kt)$/.test(path)) return /^[A-Z]/.test(name) ? name : undefined;
  return path.endsWith('.go') ? /^[nN]ew([A-Z]\w{0,80})$/.exec(name)?.[1] : undefined;
}

export function isSelf(name: string): boolean {
  return /^(?:this|self|cls)$/.test(name);
}

/**
 * The class that a name is of, by what it is made as (`const mesh = new Mesh()`), else by what it is declared as (`mesh: Mesh`,
 * `Mesh mesh`, `mesh *Mesh`): the nearest before a place; undefined where the file says none, or several of them.
 */
export function typeOfName(
  { path, text }: CodeFile,
  brackets: Brackets,
  name: string,
  place: number,
): string | undefined {
  const escaped = name.replaceAll('$', '\\$');
  const made = new RegExp(
    `(?<![\\w$])${escaped}(?:\\s{0,9}:\\s{0,9}[^=;,(){}\\n]{1,80})?\\s{0,9}:?=(?![=>])\\s{0,99}(?:await\\s{1,9})?(?:(new)\\s{1,9}|&)?${PATH}(${WORD})\\s{0,9}(?:<[^<>()]{0,60}>)?\\s{0,9}([({])`,
    'g',
  );
  const declared = new RegExp(
    path.endsWith('.go')
      ? `(?<![\\w$.])${escaped}[ \\t]{1,9}\\*?(?:\\w{1,80}\\.)?([A-Za-z]\\w{0,80})\\s{0,9}[,)\\n]`
      : /\.(?:java|cs)$/.test(path)
        ? `\\b([A-Z]\\w{0,80})\\s{1,9}${escaped}(?:\\s{0,9}[=;,):]|\\s{1,9}in\\b)`
        : `(?<![\\w$.])${escaped}\\s{0,9}[?!]?:\\s{0,9}["']?(?:\\w{1,80}\\.){0,3}([A-Z]\\w{0,80})`,
    'g',
  );
  const ofMade: Said[] = [];
  for (const { index, 1: isNew, 2: word = '', 3: open } of text.matchAll(made)) {
    const type = isNew !== undefined || (open === '{' && path.endsWith('.go')) ? word : madeBy(path, word);
    if (ofMade.push([index, type]) >= MAX_SAID) return undefined;
  }
  const found = nearest(ofMade, brackets, place);
  if (found !== undefined) return found;
  const ofDeclared: Said[] = [];
  for (const { index, 1: type } of text.matchAll(declared))
    if (ofDeclared.push([index, type]) >= MAX_SAID) return undefined;
  return nearest(ofDeclared, brackets, place);
}

type Said = readonly [index: number, type: string | undefined];

/** Those in the brackets around a place, from within, before those of the whole file. */
function nearest(said: readonly Said[], brackets: Brackets, place: number): string | undefined {
  for (const open of brackets.around(place)) {
    const close = brackets.closeOf.get(open) ?? place;
    const inner = said.filter(([index]) => index > open && index < close);
    if (inner.length > 0) return onlyOne(inner);
  }
  return onlyOne(said);
}

function onlyOne(said: readonly Said[]): string | undefined {
  const types = new Set(said.map(([, type]) => type));
  return types.size === 1 ? [...types][0] : undefined;
}

const basesByName = oncePer((_: readonly CodeFile[]) => new Map<string, readonly string[] | undefined>());

/** What a class is of, by the first file that declares it; undefined where none does. */
export function basesOf(files: readonly CodeFile[], name: string): readonly string[] | undefined {
  const known = basesByName(files);
  if (known.has(name)) return known.get(name);
  const declared = new RegExp(
    `\\b(?:class|interface|struct|record)\\s{1,9}${name.replaceAll('$', '\\$')}(?![\\w$])([^{};\\n]{0,200})|\\btype\\s{1,9}${name.replaceAll('$', '\\$')}\\s{1,9}(?:struct|interface)\\b()`,
  );
  let found: readonly string[] | undefined;
  for (const { text } of files) {
    const match = text.includes(name) ? declared.exec(text) : null;
    if (!match) continue;
    const words = (match[1] ?? '').match(/[A-Za-z_$][\w$]{0,80}/g) ?? [];
    found = words.filter(word => !/^(?:extends|implements|metaclass)$/.test(word) && word !== name);
    break;
  }
  known.set(name, found);
  return found;
}
