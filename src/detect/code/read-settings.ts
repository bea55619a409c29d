/**
 * Settings out of files that values in code are made of: what of a file counts is told by the words of the values and of the statements
 * that they are made by.
 */
import { append } from '../../append.js';
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { segmentsOf } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { withoutLists } from './brought-names.js';
import { type Brought, filesBrought, piecesOfBrought, saidOfBrought } from './brought-values.js';
import { givenValues } from './given-values.js';
import { handedWords } from './handed-words.js';
import { saidByModules } from './modules-by-name.js';
import { mayBeOthers, namesOfPackages } from './outer-names.js';
import { filesAround } from './projects.js';
import { type Origin, type OriginOf, originIn } from './reach.js';
import { type Environment, environmentsOf, variablesAsked } from './read-environment.js';
import { dataReadIn, type ReadData } from './read-files.js';
import { lineAt, withoutComments } from './text.js';

/** All that the files say of it: the same while none of it moves. */
export async function saidByFiles(
  context: DetectContext,
  chart: string,
  { file: path, line }: Position,
): Promise<readonly unknown[]> {
  const program = await programOf(context, path);
  if (!program) return [];
  const { file } = program;
  const given = givenValues(context, file, indexOf(file.text, line, chart));
  // What an item of a list says is looked up by its texts.
  const texts = given.flatMap(({ words, isItem }) => (isItem ? textsIn(words) : []));
  const found: unknown[] = [];
  for (const { words, index } of given) {
    const origin = program.originOf(words, lineAt(file.text, index));
    // Of more than can be followed it may be anything.
    const all = [...program.own, ...program.others];
    append(found, origin ? await saidOf(context, program, { origin, texts, index }) : all.map(plainOf));
  }
  return found;
}

interface Program {
  readonly file: CodeFile;
  /** Files that it brings names in from, and those that these do. */
  readonly brought: Brought;
  readonly originOf: OriginOf;
  /** What the file reads, and what the others do. */
  readonly own: readonly ReadData[];
  readonly others: readonly ReadData[];
  readonly environments: readonly Environment[];
}

/** As a file sees it; undefined where it has nothing but itself. */
function programOf(context: DetectContext, path: string): Promise<Program | undefined> {
  const known = programs(context);
  const found = known.get(path) ?? readProgram(context, path);
  known.set(path, found);
  return found;
}

const programs = oncePer((_: DetectContext) => new Map<string, Promise<Program | undefined>>());

async function readProgram(context: DetectContext, path: string): Promise<Program | undefined> {
  const written = await context.text(path);
  if (written === undefined) return undefined;
  const file = { path, text: withoutComments(path, written) };
  const others = await readElsewhere(context, file);
  const own = await dataReadIn(context, file);
  const brought = await filesBrought(context, file);
  const around = await filesAround(context, path, written);
  const environments = await environmentsOf(context, path, [file, ...around]);
  const isAlone = around.every(one => one.path === path) && !NAMES_MODULES.test(file.text);
  if (others.length === 0 && own.length === 0 && brought.size === 0 && environments.length === 0 && isAlone)
    return undefined;
  const used = { path, text: withoutLists(file) };
  return {
    file,
    own,
    others,
    brought,
    environments,
    originOf: originIn(used, await namesOfPackages(context, file)),
  };
}

function textsIn(words: string): readonly string[] {
  return [...words.matchAll(/["'`]([\w.-]{1,100})["'`]/g)].map(([, text = '']) => text);
}

/** Where the chart is named in a line, under a key where it has one; else where the line begins. */
function indexOf(text: string, line: number, chart: string): number {
  const lines = text.split('\n', line);
  const own = lines[line - 1] ?? '';
  const start = lines.slice(0, -1).reduce((sum, { length }) => sum + length + 1, 0);
  const keys = [...own.matchAll(CHART)].slice(0, MAX_KEYS);
  const key = keys.find(([, name]) => name?.endsWith(chart)) ?? keys[0];
  const named = key ? key.index + 1 : Math.max(own.indexOf(`${chart}"`), own.indexOf(`${chart}'`));
  return start + Math.max(named, own.search(/\S/), 0);
}

/** More of them on one line than people write. */
const MAX_KEYS = 50;
const CHART =
  /(?<![\w$])(?:helm_?)?chart(?:_?(?:name|ref))?["']?\s{0,9}[:=](?![:=])\s{0,9}(?:[\w.]{0,40}\(?["'`]([^"'`\n]{1,200}))?/gi;

interface Values {
  readonly origin: Origin;
  /** Texts by which an item of a list is looked up. */
  readonly texts: readonly string[];
  /** Where they stand. */
  readonly index: number;
}

async function saidOf(
  context: DetectContext,
  program: Program,
  { origin: { text, isHanded, names }, texts, index }: Values,
): Promise<readonly unknown[]> {
  const { file, others, brought } = program;
  const direct = wordsOf(text.replace(BESIDE_VALUES, ''));
  const handed = isHanded
    ? await handedWords(context, file, index, names, name => direct.has(plain(name)))
    : [];
  const used = [text, ...handed.map(one => one.text)].join('\n');
  const pieces = piecesOfBrought(file, brought, text);
  const made = [...handed, ...pieces];
  const words = new Set([...wordsOf([used, ...pieces.map(one => one.text)].join('\n')), ...texts.map(plain)]);
  const asked = pathsAsked(used);
  const read = [...(await dataReadIn(context, { path: file.path, text }))];
  for (const one of made) append(read, await dataReadIn(context, { path: one.file.path, text: one.text }));
  const ofItem = read.filter(one => segmentsOf(one.file).some(segment => texts.includes(segment)));
  const own = (ofItem.length > 0 ? ofItem : read).flatMap(one => {
    const parts = partsNamed(one, words, asked);
    return parts.length > 0 ? parts : [one];
  });
  const elsewhere =
    isHanded || READS_APART.test(used) || mayBeOthers(context, file, names, text)
      ? [...others, ...(READS_APART.test(used) ? program.own : [])]
      : [];
  const named = elsewhere.flatMap(one => partsNamed(one, words, asked));
  // Under another name it may be any of them.
  const data = [...own, ...(named.length > 0 || own.length > 0 ? named : elsewhere)];
  const variables = variablesAsked([used, ...pieces.map(one => one.text)].join('\n'));
  return [
    ...data.map(plainOf),
    ...program.environments.flatMap(one => variablesOf(one, variables)),
    ...handed.map(one => one.text.replace(/\s+/g, ' ')),
    ...(await saidByModules(context, { path: file.path, text }, originalWords(text))),
    ...saidOfBrought(file, brought, text),
  ];
}

/** What an installation is given beside its values: of a caller's object, these fields make none of them. */
const BESIDE_VALUES =
  /^[ \t]*(?:cluster|chart\w{0,20}|release\w{0,20}|repo\w{0,20}|version|name(?:space)?|provider|parent|depends_?on|scope|id|wait|timeout)["']?\s{0,9}[:=](?![:=>]).*$/gim;

/** Settings that a program asks for where nothing leads to the file: https://github.com/spf13/viper, ResourceBundle of Java. */
const READS_APART = /\bviper\.\w|\bgetBundle\(/;

function variablesOf({ file, value }: Environment, names: ReadonlySet<string>): readonly unknown[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, own]) => (names.has(name) ? [[file, name, own]] : []));
}

function originalWords(text: string): ReadonlySet<string> {
  return new Set(text.replace(TEXTS, ' ').match(/[A-Za-z_$][\w$]{0,80}/g));
}

function plainOf({ file, value }: ReadData): unknown {
  return [file, value];
}

/** What other files of the program read that may hand it on. */
async function readElsewhere(context: DetectContext, { path, text }: CodeFile): Promise<readonly ReadData[]> {
  const found: ReadData[] = [];
  for (const file of await filesAround(context, path, text)) {
    if (file.path === path || !READS.test(file.text)) continue;
    const known = readByFile(context);
    const read =
      known.get(file.path) ?? dataReadIn(context, { path: file.path, text: withoutHandedOn(file.text) });
    known.set(file.path, read);
    append(found, await read);
  }
  return found;
}

const readByFile = oncePer((_: DetectContext) => new Map<string, Promise<readonly ReadData[]>>());

/** Modules whose names are put together. */
const NAMES_MODULES = /\b(?:require|import|import_module|__import__)\(\s{0,9}(?:`|f["'])/;
/** What takes data apart, or brings it in. */
const READS =
  /\b(?:ReadInConfig|ConfigParser|getBundle|parse|load|loads|loadAll|safe_?load\w{0,4}|Unmarshal\w{0,8}|Deserialize\w{0,8}|readValue|readTree|YAMLParser)\b|\b(?:from|require\()\s{0,9}["'][^"'\n]{1,200}\.(?:json[5c]?|ya?ml|toml)["']|get_?context/i;
/** Files that are handed to something else as they are. */
const HANDS_ON = /\b(?:FileAsset|ConfigFile|ConfigGroup|value_?yaml_?files?)\b/i;

function withoutHandedOn(text: string): string {
  return text
    .split('\n')
    .filter(line => !HANDS_ON.test(line))
    .join('\n');
}

/** Names, fields and keys, whatever a language makes of them; keys of what is written there are none. */
function wordsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    const pattern = TAKES_APART.test(line) ? ANY_WORD : WORD;
    for (const [word] of line.replace(TEXTS, ' ').matchAll(pattern)) found.add(plain(word));
    for (const [, key = ''] of line.matchAll(ASKED)) found.add(plain(key));
  }
  return found;
}

const TAKES_APART = /^\s*(?:export\s+)?(?:const|let|var)\s*\{/;
const ANY_WORD = /[A-Za-z_$][\w$]*/g;
const WORD = /(?<![\w$])[A-Za-z_$][\w$]*(?![\w$]|:(?!:)|\s?=(?![=>]))/g;
/** `config["istiod"]`, `config.get("istiod")`, `config.getNode("istiod")` */
const ASKED = /(?:\[|\b(?:get|require|try|path|section)\w{0,20}\()\s{0,9}["'`]([\w.-]{1,100})["'`]/gi;
/** In quotes, with nothing filled in. */
const TEXTS = /"[^"\\\n{$]*"|'[^'\\\n{$]*'/g;

/** `autoSni` of `auto_sni`, `getAutoSni` and `AutoSni`. */
function plain(word: string): string {
  return word
    .replace(/^get(?=[A-Z_])/, '')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

/** Deeper than settings of people. */
const MAX_DEPTH = 8;

/** What stands under a key that is one of these words, from the outside. */
function partsNamed(
  { file, value }: ReadData,
  words: ReadonlySet<string>,
  asked: readonly (readonly string[])[],
): readonly ReadData[] {
  const found: ReadData[] = asked.flatMap(path => {
    const own = partAt(value, path);
    return own === undefined ? [] : [{ file, value: { [path.join('.')]: own } }];
  });
  const within = (part: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part))
      if (isRecord(part) && words.has(plain(key))) found.push({ file, value: { [key]: inner } });
      else within(inner, depth + 1);
  };
  within(value, 0);
  return found;
}

/** `viper.GetString("mesh.outbound")`, `config.get("mesh.outbound")`: keys within keys. */
function pathsAsked(text: string): readonly (readonly string[])[] {
  const keys = [...text.matchAll(ASKED)].map(([, key = '']) => key.split('.').map(plain));
  return keys.filter(path => path.length > 1 && path.length <= MAX_DEPTH);
}

function partAt(value: unknown, path: readonly string[]): unknown {
  let part = value;
  for (const key of path) {
    const own = isRecord(part) ? Object.entries(part).find(([name]) => plain(name) === key) : undefined;
    if (!own) return undefined;
    part = own[1];
  }
  return part;
}
