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
import { type Brought, filesBrought, saidOfBrought } from './brought-values.js';
import { givenValues } from './given-values.js';
import { mayBeOthers, namesOfPackages } from './outer-names.js';
import { filesAround } from './projects.js';
import { type Origin, type OriginOf, originIn } from './reach.js';
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
    append(found, origin ? await saidOf(context, program, origin, texts) : all.map(plainOf));
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
  if (others.length === 0 && own.length === 0 && brought.size === 0) return undefined;
  const used = { path, text: withoutLists(file) };
  return { file, own, others, brought, originOf: originIn(used, await namesOfPackages(context, file)) };
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

async function saidOf(
  context: DetectContext,
  { file, others, brought }: Program,
  { text, isHanded, names }: Origin,
  texts: readonly string[],
): Promise<readonly unknown[]> {
  const words = new Set([...wordsOf(text), ...texts.map(plain)]);
  const read = await dataReadIn(context, { path: file.path, text });
  const ofItem = read.filter(one => segmentsOf(one.file).some(segment => texts.includes(segment)));
  const own = (ofItem.length > 0 ? ofItem : read).flatMap(one => {
    const parts = partsNamed(one, words);
    return parts.length > 0 ? parts : [one];
  });
  const elsewhere = isHanded || mayBeOthers(context, file, names, text) ? others : [];
  const named = elsewhere.flatMap(one => partsNamed(one, words));
  // Under another name it may be any of them.
  const data = [...own, ...(named.length > 0 || own.length > 0 ? named : elsewhere)];
  return [...data.map(plainOf), ...saidOfBrought(file, brought, text)];
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

/** What takes data apart, or brings it in. */
const READS =
  /\b(?:parse|load|loads|loadAll|safe_?load\w{0,4}|Unmarshal\w{0,8}|Deserialize\w{0,8}|readValue|readTree|YAMLParser)\b|\b(?:from|require\()\s{0,9}["'][^"'\n]{1,200}\.(?:json|ya?ml)["']|get_?context/i;
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
function partsNamed({ file, value }: ReadData, words: ReadonlySet<string>): readonly ReadData[] {
  const found: ReadData[] = [];
  const within = (part: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part))
      if (isRecord(part) && words.has(plain(key))) found.push({ file, value: { [key]: inner } });
      else within(inner, depth + 1);
  };
  within(value, 0);
  return found;
}
