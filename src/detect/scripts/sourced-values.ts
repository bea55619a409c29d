/** What names of a script are where files that it sources have a say, and versions that it puts together. */
import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { assignmentsIn } from './assignments.js';
import { isJustfile } from './just.js';
import { fileNamed, fromOwnFolder, withoutHome } from './own-folder.js';
import { REFERENCE } from './references.js';
import { sourcedFiles } from './sourced.js';
import { commandsIn, type Word } from './text.js';

type Values = ReadonlyMap<string, Word>;

/** More lines that take settings from files than a script has, and longer than these files are. */
const MAX_SOURCES = 20;
const MAX_TEXT = 100_000;

/** `include .env`, `-include .env`, `. ./.env`, `[ -f .env ] && source .env` */
const OF_MAKE = /^[ \t]*[-s]?include[ \t]+([^\n#]{1,300})/;
const OF_SHELL = /(?:^|[\s;&|{(])(?:source|\.)[ \t]+(\S[^\n]{0,300})/;
/** `X ?= 1.2.3`; `X=${X:-1.2.3}`, `: "${X:=1.2.3}"` */
const UNLESS_GIVEN = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,80})[ \t]*\?=/;
const UNLESS_SET =
  /^[ \t]*(?:(?:(?:export|readonly|local)[ \t]+)*([A-Za-z_]\w{0,80})=["']?\$\{\1:?-|:[ \t]+"?\$\{([A-Za-z_]\w{0,80}):?=)/;

interface Sourced {
  /** Where it is sourced. */
  readonly line: number;
  readonly file: string;
  readonly values: Values;
}

/**
 * Names of a script that a file of settings decides which it takes in by its own name: before `X ?= 1.20.4` of make or `${X:-1.20.4}` of a
 * shell, or behind what is set always.
 * @param assigned what the script sets
 */
export async function decidedElsewhere(
  context: DetectContext,
  path: string,
  text: string,
  assigned: Values,
  isMake: boolean,
): Promise<Values> {
  const found = new Map<string, Word>();
  if (isJustfile(path)) return ofDotenv(context, path, text);
  const sourced = await sourcedIn(context, path, text, isMake);
  if (sourced.length === 0) return found;
  const lines = text.split('\n');
  for (const [name, { line, text: own }] of assigned) {
    const written = (lines[line - 1] ?? '').slice(0, MAX_LINE);
    const isPreset = (isMake ? UNLESS_GIVEN : UNLESS_SET).test(written);
    for (const { line: at, file, values } of sourced) {
      const value = values.get(name);
      if (!value || hasPlaceholder(value.text) || value.text === own) continue;
      const unless = isMake && (await isPresetThere(context, value.file ?? file, value.line));
      if (isPreset ? at < line || (isMake && !unless) : at > line && !unless)
        found.set(name, { file, ...value });
    }
  }
  return found;
}

const MAX_LINE = 400;

/** What a shell takes there, in quotes or not. */
function firstWord(text: string): readonly string[] {
  return (
    commandsIn(text)[0]
      ?.words.slice(0, 1)
      .map(word => word.text) ?? []
  );
}

async function isPresetThere(context: DetectContext, file: string, line: number): Promise<boolean> {
  const written = (await context.text(file))?.split('\n')[line - 1] ?? '';
  return UNLESS_GIVEN.test(written.slice(0, MAX_LINE));
}

/** Files that source files that source others. */
const MAX_DEPTH = 3;

/** Files that stand in the tree, in the order of the lines that name them, each with what it sources itself. */
async function sourcedIn(
  context: DetectContext,
  path: string,
  text: string,
  isMake: boolean,
  depth = 0,
): Promise<readonly Sourced[]> {
  const found: Sourced[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (found.length >= MAX_SOURCES) break;
    const [, named = ''] = (isMake ? OF_MAKE : OF_SHELL).exec(line.slice(0, MAX_LINE)) ?? [];
    for (const name of isMake ? named.split(/\s+/) : firstWord(named)) {
      const bare = fromOwnFolder(name) ?? withoutHome(name);
      const file = bare === '' || /[$*]/.test(bare) ? undefined : fileNamed(context, path, bare);
      const held = file === undefined || file === path ? undefined : await context.text(file);
      if (file === undefined || held === undefined || held.length > MAX_TEXT) continue;
      const inner = depth < MAX_DEPTH ? await sourcedIn(context, file, held, isMake, depth + 1) : [];
      const values = new Map<string, Word>();
      for (const { file: other, values: theirs } of inner)
        for (const [key, word] of theirs) values.set(key, { file: other, ...word });
      for (const [key, word] of assignmentsIn(held, isMake)) values.set(key, word);
      found.push({ line: index + 1, file, values });
    }
  }
  return found;
}

/**
 * Names that files give to a script which takes their settings in, with one value each; what the script sets itself is not among them.
 */
export async function namesSourced(
  context: DetectContext,
  path: string,
  text: string,
  isMake: boolean,
): Promise<Values> {
  const found = new Map<string, Word | undefined>();
  const seen = new Set<string>();
  const pending = [{ path, text }];
  for (let next = pending.pop(); next && seen.size < MAX_SOURCES; next = pending.pop()) {
    for (const { file, values } of await sourcedIn(context, next.path, next.text, isMake)) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const [name, word] of values)
        found.set(
          name,
          found.has(name) && found.get(name)?.text !== word.text ? undefined : { file, ...word },
        );
      pending.push({ path: file, text: (await context.text(file)) ?? '' });
    }
  }
  const own = found.size === 0 ? new Set() : ownNames(text);
  const known = [...found].flatMap(([name, word]) => (word && !own.has(name) ? [[name, word] as const] : []));
  return new Map(known);
}

const SETS =
  /(?:^|[;&|({])[ \t]*(?:(?:export|local|readonly|typeset|declare)[ \t]+(?:-\w{1,9}[ \t]+)?)?([A-Za-z_]\w{0,80})\+?[ \t]{0,9}[:?]{0,2}=/gm;
const READS = /(?<!\w)(?:for|read|getopts|mapfile|readarray)[ \t]([^\n;]{1,200})/g;

/** What a script gives a value by itself. */
function ownNames(text: string): ReadonlySet<string> {
  const set = [...text.matchAll(SETS)].map(([, name = '']) => name);
  const read = [...text.matchAll(READS)].flatMap(([, words = '']) => words.match(/\w+/g) ?? []);
  return new Set([...set, ...read]);
}

/** `v := env_var_or_default("ISTIO_VERSION", "1.20.4")`, `env("ISTIO_VERSION")` of just, where it loads a file that has that. */
const OF_ENVIRONMENT =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w-]{0,80})[ \t]*:=[ \t]*env(?:_var(?:_or_default)?)?\([ \t]*["'](\w{1,80})["'][ \t]*[,)]/gm;
const LOADS = /^set[ \t]+dotenv-load(?:[ \t]*:=[ \t]*true)?[ \t]*$/m;
/** A name or a path by itself is loaded, too: https://just.systems/man/en/settings.html */
const LOADED = /^set[ \t]+dotenv-(?:filename|path)[ \t]*:=[ \t]*["']([^"'\n]{1,200})["']/m;

async function ofDotenv(context: DetectContext, path: string, text: string): Promise<Values> {
  const found = new Map<string, Word>();
  const named = LOADED.exec(text)?.[1] ?? (LOADS.test(text) ? '.env' : undefined);
  const file = named === undefined ? undefined : fileNamed(context, path, named);
  if (file === undefined) return found;
  const values = assignmentsIn((await context.text(file)) ?? '');
  for (const [, name = '', variable = ''] of text.matchAll(OF_ENVIRONMENT)) {
    const value = values.get(variable);
    if (value && !hasPlaceholder(value.text)) found.set(name, { file, ...value });
  }
  return found;
}

const VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60}$/;
/** Longer than what anybody puts together. */
const MAX_PARTS = 200;

/**
 * `${MINOR}.${PATCH}`, `1.24.$(PATCH)`, `${VERSION}-${BUILD}` as the version that it comes to, where that is: of its last part that has
 * a number.
 * @param known what a name stands for
 * @returns undefined for a name alone, and where a part is not known
 */
export function composed(word: Word, known: (name: string) => Word | undefined): Word | undefined {
  const { text } = word;
  if (text.length > MAX_PARTS || !/[$%{]/.test(text) || !/\d|[)}\w][.$-]/.test(text)) return undefined;
  let last: Word | undefined;
  const made = text.replace(
    new RegExp(REFERENCE.source, 'gi'),
    (whole, ...groups: (string | undefined)[]) => {
      const part = known(groups.slice(0, 5).find(group => group !== undefined) ?? '');
      if (!part || hasPlaceholder(part.text) || whole === text) return whole;
      if (!last || /\d/.test(part.text)) last = part;
      return part.text;
    },
  );
  if (!last || !VERSION.test(made)) return undefined;
  return /\d$/.test(text) && !/\$\w*$/.test(text) ? { ...word, text: made } : { ...last, text: made };
}

/** With versions that a script puts together as what they come to. */
export function withComposed(assigned: Values, known: (name: string) => Word | undefined): Values {
  const made = [...assigned].flatMap(([name, word]) => {
    const version = composed(word, known);
    return version ? [[name, version] as const] : [];
  });
  return made.length === 0 ? assigned : new Map([...assigned, ...made]);
}

/** `${MINOR}.${PATCH}`, `1.24.$(PATCH)`, `{{.MINOR}}.2`, `${VERSION}-distroless` */
const PUT_TOGETHER = /[\w)}][.-]\$|[\w)}][.-]\{\{|\$\{?\w{1,80}\}?[.-]\w|[)}][.-]\w/;

/** What a name stands for in a script, or in the only file with that name that it sources; asked where a text puts anything together. */
export async function partsOf(
  context: DetectContext,
  path: string,
  text: string,
  assigned: Values,
): Promise<(name: string) => Word | undefined> {
  if (!PUT_TOGETHER.test(text)) return () => undefined;
  const sourced = new Map<string, Word | undefined>();
  for (const file of await sourcedFiles(context, path))
    for (const [name, value] of assignmentsIn((await context.text(file)) ?? ''))
      sourced.set(name, sourced.has(name) ? undefined : { file, ...value });
  return name => assigned.get(name) ?? sourced.get(name);
}
