/** Values that code brings in by a name out of another file of its program: what is written there is what they are. */
import { escapeForRegExp } from '../../escape-regexp.js';
import type { DetectContext } from '../detector.js';
import type { CodeFile } from './blocks.js';
import { type BroughtName, bringsAll, broughtIn, isModule } from './brought-names.js';
import { declarationOf, defaultOf, fieldOf } from './declared.js';
import { type Scope, scopeOf } from './scope.js';

/** More of them than one chart's values are made of. */
const MAX_USED = 40;
/** Files that a program's values are brought in through, one from another. */
const MAX_FILES = 40;
const MAX_DEPTH = 3;

/** Words of a text that holds values as the chart `istiod` takes them. */
export const OF_ISTIOD = /\b(?:meshConfig|pilot|sidecarInjectorWebhook)\b/;

/** Of each file, those that it brings names in from. */
export type Brought = ReadonlyMap<string, Scope>;

/** Files that a file of code brings names in from, and these from others; what holds values of istiod's is told as a whole. */
export async function filesBrought(context: DetectContext, file: CodeFile): Promise<Brought> {
  const found = new Map<string, Scope>();
  if (!/\.(?:[mc]?[jt]sx?|py|go)$/.test(file.path)) return found;
  const isTold = (one: CodeFile): boolean => endOf(one.path) === endOf(file.path) && OF_ISTIOD.test(one.text);
  const add = async ({ path, text }: CodeFile, depth: number): Promise<void> => {
    const scope = await scopeOf(context, path, text);
    const others = scope.filter(one => one.path !== path && !isTold(one) && !one.path.endsWith('_test.go'));
    if (others.length > 0) found.set(path, others);
    for (const one of depth < MAX_DEPTH ? others : [])
      if (!found.has(one.path) && found.size < MAX_FILES) await add(one, depth + 1);
  };
  await add(file, 1);
  return found;
}

function endOf(path: string): string {
  return path.slice(path.lastIndexOf('.'));
}

/**
 * @param words what the values are made of
 * @returns what those files say of the names among them: of one that is asked for a field alone, that field
 */
export function saidOfBrought(file: CodeFile, brought: Brought, words: string): readonly string[] {
  return piecesOfBrought(file, brought, words).map(wordsOfPiece);
}

/** The same, with the files that say it. */
export function piecesOfBrought(file: CodeFile, brought: Brought, words: string): readonly Said[] {
  const found = new Map<string, Said>();
  const follow = (from: CodeFile, said: string, depth: number): void => {
    for (const one of saidBy(from, brought.get(from.path) ?? [], said)) {
      const key = wordsOfPiece(one);
      if (found.has(key) || found.size >= MAX_USED) continue;
      found.set(key, one);
      if (depth < MAX_DEPTH) follow(one.file, one.text, depth + 1);
    }
  };
  follow(file, words, 1);
  return [...found.values()];
}

function wordsOfPiece({ name, text }: Said): string {
  return `${name} ${text.replace(/\s+/g, ' ')}`;
}

/** What a file says of a name. */
export interface Said {
  readonly name: string;
  readonly text: string;
  readonly file: CodeFile;
}

function saidBy(from: CodeFile, files: Scope, words: string): readonly Said[] {
  if (files.length === 0) return [];
  const used = withoutImports(words);
  if (from.path.endsWith('.go')) return saidByPackages(files, used);
  const names = broughtIn(from).filter(({ name }) => mention(name).test(used));
  return [
    ...names.slice(0, MAX_USED).flatMap(one => files.flatMap(file => saidOfName(one, file, used))),
    ...(bringsAll(from) ? files.flatMap(file => saidOfAny(wordsIn(used), file)) : []),
  ];
}

function saidOfName({ name, declared, module }: BroughtName, file: CodeFile, words: string): readonly Said[] {
  const fields = fieldsOf(name, words);
  const said = (text: string | undefined): readonly Said[] =>
    text === undefined ? [] : [{ name, text, file }];
  if (declared !== undefined) {
    const pieces = fields?.map(field => fieldOf(file, declared, field));
    return pieces?.every(piece => piece !== undefined)
      ? pieces.flatMap(said)
      : said(declarationOf(file, declared));
  }
  const ofModule = fields?.flatMap(field => said(declarationOf(file, field))) ?? [];
  if (ofModule.length > 0 || !isModule(file.path, module)) return ofModule;
  // A module of Python is asked for what it declares.
  if (file.path.endsWith('.py')) return [];
  return said(defaultOf(file) ?? declarationOf(file, name) ?? file.text);
}

/** A file of Go sees all that its package declares, and what others do behind their names. */
function saidByPackages(files: Scope, words: string): readonly Said[] {
  const own = wordsIn(words);
  return files.flatMap(file =>
    saidOfAny(file.within === undefined ? own : fieldsAsked(file.within, words).filter(isName), file),
  );
}

function saidOfAny(names: readonly string[], file: CodeFile): readonly Said[] {
  return names.flatMap(name => {
    const text = declarationOf(file, name);
    return text === undefined ? [] : [{ name, text, file }];
  });
}

/** More names than the words of one chart's values are. */
const MAX_WORDS = 200;

function wordsIn(words: string): readonly string[] {
  const plain = words.replace(/"[^"\\\n{$]*"|'[^'\\\n{$]*'/g, ' ');
  return [...new Set(plain.match(/(?<![\w$.])[A-Za-z_][\w$]{0,80}/g))].slice(0, MAX_WORDS);
}

function mention(name: string): RegExp {
  const own = escapeForRegExp(name);
  // Behind a question mark it is no key: `isProd ? prod : dev`.
  return new RegExp(
    `(?<![\\w$])(?<!(?<!\\.\\.)\\.)${own}(?![\\w$])(?:(?<=\\?\\s{0,9}${own})|(?!\\s{0,9}(?::(?!:)|from\\b)))`,
    'g',
  );
}

const IMPORTS = /^\s*(?:import\b|from\b|(?:const|let|var)\s[^=]{1,200}=\s{0,9}require\()/;

function withoutImports(words: string): string {
  return words
    .split('\n')
    .filter(line => !IMPORTS.test(line))
    .join('\n');
}

/** Fields that it is asked for, where that is all that it is used for. */
function fieldsOf(name: string, words: string): readonly string[] | undefined {
  const keys = fieldsAsked(name, words);
  return keys.length > 0 && keys.every(isName) ? keys : undefined;
}

function isName(key: string | undefined): key is string {
  return key !== undefined;
}

function fieldsAsked(name: string, words: string): readonly (string | undefined)[] {
  return [...words.matchAll(mention(name))].map(({ index, 0: whole }) => {
    const field = /^\??\.([A-Za-z_]\w{0,80})|^\[["']([\w-]{1,80})["']\]/.exec(
      words.slice(index + whole.length, index + whole.length + 100),
    );
    return field?.[1] ?? field?.[2];
  });
}
