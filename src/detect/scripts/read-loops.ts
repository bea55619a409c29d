/** Loops of a shell over the lines of a text: `while read -r name chart version; do …; done < charts.txt` */
import type { DetectContext } from '../detector.js';
import type { TellMore } from '../limits.js';
import { fileNamed } from './own-folder.js';
import { asWord, fieldsOf, type Row, textOf } from './printed-rows.js';
import { type Command, placeOf, type Word } from './text.js';

/** A text that a script holds, or reads: with the file, where it is another one. */
export interface ReadText {
  readonly text: string;
  /** Of its first line. */
  readonly line: number;
  readonly file?: string;
}

/** More lines than people list, and longer than these are together. */
const MAX_ROWS = 200;
const MAX_TEXT = 50_000;
/** More files than a script reads lists from, and more texts of several lines than it holds. */
const MAX_FILES = 100;
const MAX_TEXTS = 100;

/** `done < charts.txt`, `done < "$(dirname "$0")/charts.txt"`, `cat charts.txt | while` */
const READ =
  /\bdone[ \t]{1,9}\d?<[ \t]{0,9}(?![<(])([^\n;|&]{1,200})|\bcat[ \t]{1,9}([^\n;|&<]{1,200}?)[ \t]{0,9}\|[ \t]{0,9}while\b/g;
/** Where a script says that its own folder is. */
const OWN_FOLDER =
  /^(?:\$\((?:cd[ \t]+)?\$?\(?dirname[^)]{0,80}\){1,2}|\$\{(?:BASH_SOURCE(?:\[0\])?|0)%\/\*\}|\$\{?(?:SCRIPT_?DIR|DIR|HERE|ROOT|ROOT_?DIR|REPO_?ROOT|BASEDIR|BASE_DIR|SCRIPTPATH|script_?dir|here|dir)\}?)\//i;

/** The files that loops of a script read, by how it names them. */
export async function readFiles(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, ReadText>> {
  const found = new Map<string, ReadText>();
  if (!/\bwhile\b/.test(text) || !/\bread\b/.test(text)) return found;
  let left = MAX_FILES;
  for (const [, after, before] of text.matchAll(READ)) {
    if (left-- === 0) break;
    const name = namedAs(after ?? before ?? '');
    const bare = name.replace(OWN_FOLDER, '');
    const file = bare === '' ? undefined : fileNamed(context, path, bare);
    const content = file === undefined ? undefined : await context.text(file);
    if (file !== undefined && content !== undefined && content.length <= MAX_TEXT)
      found.set(name, { text: content, line: 1, file });
  }
  return found;
}

/** As a word of a shell, without its quotes. */
function namedAs(text: string): string {
  return text
    .replace(/(?<!\s)\s+#.*$/, '')
    .trim()
    .replaceAll('"', '')
    .replaceAll("'", '');
}

const TEXT = /^[ \t]*(?:(?:export|local|readonly|declare)[ \t]+){0,3}([A-Za-z_]\w{0,80})=(["'])/gm;

/** `CHARTS="` and several lines up to the quote that ends them; a name that is set twice tells nothing. */
export function textsIn(text: string): ReadonlyMap<string, ReadText> {
  const found = new Map<string, ReadText | undefined>();
  let left = MAX_TEXTS;
  for (const match of text.matchAll(TEXT)) {
    const [whole, name = '', quote = ''] = match;
    const start = match.index + whole.length;
    const end = text.slice(start, start + MAX_TEXT).indexOf(quote);
    const held = end < 0 ? '' : text.slice(start, start + end);
    if (!held.includes('\n')) continue;
    if (left-- === 0) break;
    const line = text.slice(0, start).split('\n').length;
    found.set(name, found.has(name) ? undefined : { text: held, line });
  }
  return new Map([...found].flatMap(([name, one]) => (one ? [[name, one] as const] : [])));
}

/** `while … read …`, with the words that are read into names. */
export function isReadLoop({ words }: Command): boolean {
  const [first, second] = words.map(({ text }) => text.replace(/^[@-]+/, ''));
  return (
    (first === 'while' || (first === 'do' && second === 'while')) && words.some(({ text }) => text === 'read')
  );
}

/** Under which a row says what has it run, where only some rows are. */
export const WAY = '';

/**
 * What each line of its text gives names to.
 * @param printed lines that commands before it print, as far as they are read
 * @param before what stands before the loop: it may hand its output on
 * @param end the `done` of the loop
 * @returns undefined where the text is not known
 */
export function rowsOf(
  loop: Command,
  printed: readonly Row[] | undefined,
  before: Command | undefined,
  end: Command,
  texts: ReadonlyMap<string, ReadText>,
  more: TellMore,
): readonly ReadonlyMap<string, Word>[] | undefined {
  const lines = printed ?? linesOf(fedBy(before?.piped ? before : undefined, end, texts));
  if (!lines) return undefined;
  const words = loop.words.map(({ text }) => text);
  const at = words.indexOf('read');
  const flags = words.slice(at + 1).filter(text => text.startsWith('-'));
  if (flags.some(text => /[ad]/.test(text))) return undefined;
  const names = words.slice(at + 1).filter(text => /^[A-Za-z_]\w*$/.test(text));
  const separators = words
    .slice(0, at)
    .find(text => text.startsWith('IFS='))
    ?.slice(4);
  const rows: ReadonlyMap<string, Word>[] = [];
  for (const line of lines) {
    if (/^\s*(?:#|$)/.test(textOf(line))) continue;
    if (rows.length === MAX_ROWS) more();
    if (rows.length === MAX_ROWS || names.length === 0) return undefined;
    const parts = partsOf(line, separators, names.length);
    const way = line[0]?.way;
    const named = names.map((name, number) => [name, wordAt(line, parts[number] ?? [])] as const);
    rows.push(new Map(way === undefined ? named : [...named, [WAY, { text: way, line: 1 }]]));
  }
  return rows;
}

function linesOf(read: ReadText | undefined): readonly Row[] | undefined {
  const place = read?.file === undefined ? {} : { file: read.file };
  return read?.text
    .split('\n')
    .map((text, index) => [{ text: text.replace(/\r$/, ''), line: read.line + index, ...place }]);
}

/** What is missing stands where the line does. */
function wordAt([first]: Row, part: Row): Word {
  return asWord(part) ?? { text: '', ...placeOf(first ?? { text: '', line: 1 }) };
}

function fedBy(
  before: Command | undefined,
  end: Command,
  texts: ReadonlyMap<string, ReadText>,
): ReadText | undefined {
  const fed = end.heredoc ?? before?.heredoc;
  if (fed) return fed;
  const words = end.words.map(({ text }) => text);
  const sign = words.findIndex(text => /^(?:\d?<|<<<)/.test(text));
  const after = sign < 0 ? undefined : words[sign]?.replace(/^(?:<<<|\d?<)/, '') || words[sign + 1];
  const [tool, ...given] = before?.words.map(({ text }) => text) ?? [];
  const piped = /^(?:cat|echo|printf)$/.test(tool ?? '') ? given.at(-1) : undefined;
  const name = (after ?? piped)?.replace(/["']/g, '');
  if (name === undefined) return undefined;
  return texts.get(name) ?? texts.get(/^\$\{?(\w{1,80})\}?$/.exec(name)?.[1] ?? '');
}

/** The last name has what is left of the line. */
function partsOf(line: Row, separators: string | undefined, count: number): readonly Row[] {
  if (separators === '') return [line];
  const own = separators?.replaceAll('$', '').replaceAll('\\t', '\t').replaceAll(' ', '')[0];
  return fieldsOf(line, own, count);
}
