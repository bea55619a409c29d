/**
 * Commands that programs run: as one text (`os.system("helm upgrade …")`, `sh "istioctl install"`), or word by word
 * (`subprocess.run(["helm", "upgrade", …])`, `exec.Command("helm", "upgrade", …)`).
 */

import { append } from '../../../append.js';
import { oncePer } from '../../../memo.js';
import { isTestName } from '../../../tree/candidates.js';
import { bracketsIn, type CodeFile } from '../../code/blocks.js';
import { type Scope, scopeOf } from '../../code/scope.js';
import { lineAt, withoutComments } from '../../code/text.js';
import type { DetectContext } from '../../detector.js';
import { type Piece, place, placedText } from '../placed.js';
import { isIstioctl, istioctlPlaces } from '../tool-paths.js';
import { chainsIn, plainRust } from './chains.js';
import { downloadsIn } from './downloads.js';
import { handedOnAt } from './handed-on.js';
import { namesOfData } from './names.js';
import { roundCommands } from './rounds.js';
import { continued, MAX_BEHIND, MAX_TEXT, type Names, TEXTS, variable, withArguments } from './texts.js';
import { toolCalls, toolFunctions } from './tool-functions.js';

const CODE = /\.(?:py|go|[mc]?[jt]s|rb|rake|java|kts?|cs|fs|gradle|rs|php|pl)$|(?:^|\/)Rakefile$/;

/** More than a program runs of this. */
const MAX_COMMANDS = 200;

/** More of the command: `"…" + flags`, `"…" "…"` of Python, `"…".concat(…)`. */
const ADDED = /^\s*(?:\+|\.(?!exec|run)|\\?\s*[frb]?["'])/;

/** A statement is begun within this. */
const MAX_BEFORE = 300;
const RUNS = /(?:run|exec|shell|\bsh|command|cmd|call|output|system|spawn|popen)\w{0,30}\s*\(|\$\s*$/i;
const ASSERTS = /assert|expect|want|equal|should|verify|\bwhen\b|mock|fake|stub|called|contain|match/i;

const TOOL = String.raw`(?:[\w./$={}-]{1,100}\/)?(?:helm3?|istioctl)`;
/** A line of a text that is a command. */
const COMMAND = new RegExp(
  String.raw`^\s*(?:(?:set|export|sudo|cd)\b[^;&|\n]{0,200}(?:&&|;)\s*|sudo\s+|\w+=\S+\s+)*${TOOL}\s+\S`,
);
/** Istio's own download script. */
const DOWNLOADS = /^\s*(?:[\w=]{1,80}\s+)?(?:curl|wget)\s[^\n]{0,400}\bistio\.io\/downloadIstio/;
/** Where a program keeps the path of its istioctl: `%s install` of `istioctlPath`. */
const ISTIOCTL = /^(\s*(?:sudo\s+)?)\$\{\w{0,40}istioctl\w{0,40}\}(?=\s)/gim;
const FIRST_WORD = new RegExp(
  String.raw`(["'\`])(${TOOL})\1\s*,|(?<![\w.])(?:\w{1,40}\.){0,3}\w{0,40}[iI]stioctl\w{0,40}(?=\s*,\s*\[?\s*["'\`](?:install|upgrade|manifest)["'\`])`,
  'g',
);
/** A word that is its path. */
const OWN_PATH = /^\$\{\w{0,40}istioctl\w{0,40}\}$/i;
const INSTALLS = /^'(?:install|upgrade|template)'$/;
const CONSTANT =
  /^[ \t]*(?:(?:export|pub(?:\(\w+\))?|public|private|protected|static|final|readonly|const|let|var|val|String|string)\s+)*(\w{1,80})\s*(?::\s*(?:&\s*(?:'static\s+)?)?\w+\s*)?:?=\s*(?:String\()?(["'`])([^"'`\n]{1,200})\2\)?[;,]?[ \t]*$/;

/** Programs of which some commands can't be read. */
export const partlyRead = oncePer((_: DetectContext) => new Set<string>());

/** @returns true for programs whose commands count */
export function isProgram(path: string): boolean {
  return CODE.test(path);
}

/**
 * A program as a script of the same lines: its commands and its constants.
 * @returns undefined where it runs none; where one of them is put together so that it can't be read as it stands, the program is told as
 * not read beside what is read of it
 */
export async function codeCommands(
  context: DetectContext,
  path: string,
  written: string,
): Promise<string | undefined> {
  const text = withoutComments(path, written);
  const scope = await scopeOf(context, path, text);
  const names = await namesOfData(context, { path, text }, scope);
  const found = [
    ...textCommands(path, text, names),
    ...(await wordCommands(context, path, text, scope, names)),
    ...generated(path, written),
    ...(await handedCommands(context, { path, text }, scope, names)),
  ];
  const pieces = found.filter(piece => piece !== undefined);
  if (pieces.length === 0 || pieces.length > MAX_COMMANDS) return undefined;
  if (pieces.length < found.length) partlyRead(context).add(path);
  append(pieces, downloadsIn(path, text, names));
  const lines = text.split('\n').map(constantOf);
  for (const { line } of pieces) lines[line - 1] = '';
  for (const piece of pieces) place(lines, [piece]);
  return placedText(lines);
}

/** What is run by functions that are handed the words; undefined for those of which nothing says what they run. */
async function handedCommands(
  context: DetectContext,
  file: CodeFile,
  scope: Scope,
  names: Names,
): Promise<readonly (Piece | undefined)[]> {
  const { path, text } = file;
  // What is called in Rust is read with what that hands on.
  if (path.endsWith('.rs')) return [];
  const functions = toolFunctions(context, scope);
  const known = new Set(functions.map(({ name }) => name));
  const isLeft = !isTestName(path) && handedOnAt(text, name => known.has(name)) !== undefined;
  const found: (Piece | undefined)[] = isLeft ? [undefined] : [];
  for (const { tool, index } of toolCalls(context, file, functions)) {
    if (found.length > MAX_COMMANDS) break;
    if (!counts(path, text, index)) continue;
    const line = lineAt(text, index);
    const rounds = await roundCommands(context, file, scope, index);
    const words = rounds ? undefined : wordsFrom(path, text.slice(index, index + MAX_TEXT), names);
    // All of the words in one text.
    const whole = words?.length === 1 ? words[0]?.replace(/^'(.*)'$/, '$1') : words?.join(' ');
    const commands = rounds ?? (whole === undefined ? undefined : [whole]);
    const isPlain = /^["'`frb]/.test(text.slice(index, index + 1));
    if (commands) found.push({ line, text: commands.map(one => `${tool} ${one}`).join(' ; ') });
    else if (isPlain) found.push(undefined);
  }
  return found;
}

/**
 * What `go generate` runs, as a shell has it: `//go:generate helm pull istiod --version 1.22.2 -d charts`.
 * Source: https://pkg.go.dev/cmd/go#hdr-Generate_Go_files_by_processing_source
 */
function generated(path: string, text: string): readonly Piece[] {
  if (!path.endsWith('.go')) return [];
  const found: Piece[] = [];
  for (const { 1: command = '', index } of text.matchAll(GENERATE)) {
    if (found.length > MAX_COMMANDS) break;
    if (/helm|istioctl/i.test(command)) found.push({ line: lineAt(text, index), text: command });
  }
  return found;
}

const GENERATE = /^\/\/go:generate[ \t]+([^\n]{1,3000})$/gm;

/** Lines of texts that are commands; undefined for one that is no command by itself. */
function textCommands(path: string, text: string, names: Names): readonly (Piece | undefined)[] {
  const found: (Piece | undefined)[] = [];
  for (const match of text.matchAll(TEXTS)) {
    const inner = match[2] ?? match[3] ?? match[4] ?? '';
    const behind = text.slice(match.index + match[0].length, match.index + match[0].length + MAX_BEHIND);
    const filled = /%[sv]/.test(inner) ? withArguments(inner, behind, names) : inner;
    if (!/helm|istioctl|downloadIstio/i.test(filled) || !counts(path, text, match.index)) continue;
    if (isMessage(text, match.index, inner)) continue;
    const rows = continued(path, filled, names).replace(ISTIOCTL, '$1istioctl').split('\n');
    const first = lineAt(text, match.index + match[0].indexOf(inner));
    const isWhole = inner.length <= MAX_TEXT && !ADDED.test(behind);
    if (!isWhole) {
      if (rows.some(row => COMMAND.test(row))) found.push(undefined);
      continue;
    }
    for (const [offset, row] of rows.entries()) {
      if (found.length > MAX_COMMANDS) return found;
      if (COMMAND.test(row) || DOWNLOADS.test(row)) found.push({ line: first + offset, text: row });
    }
  }
  return found;
}

/** What a program says where a command fails: `.context("istioctl install")`, `fmt.Errorf("istioctl install: %w", err)`. */
function isMessage(text: string, index: number, inner: string): boolean {
  if (/^\s*(?:helm3?|istioctl)\s+[\w-]{1,40}:(?:\s|$)/.test(inner)) return true;
  let depth = 0;
  for (let at = index - 1; at >= 0 && index - at < MAX_BEFORE; at--) {
    const character = text[at] ?? '';
    if (')]}'.includes(character)) depth++;
    else if ('([{'.includes(character) && --depth < 0) return SAYS.test(text.slice(Math.max(0, at - 60), at));
  }
  return false;
}

const SAYS =
  /(?:\.(?:context|with_context|expect|WithMessagef?|Wrapf?|Errorf)|\b(?:bail|anyhow|ensure|panic)!|\b\w{0,40}(?:Error|Exception))\s{0,9}$/;

/** What a test looks for is no command that it runs. */
function counts(path: string, text: string, index: number): boolean {
  if (!isTestName(path)) return true;
  const lines = text.slice(Math.max(0, index - MAX_BEFORE), index).split('\n');
  const start = lines.findLastIndex((_, row) => !/[([{,=\\][ \t]*$/.test(lines[row - 1] ?? ''));
  const statement = lines.slice(Math.max(0, start)).join('\n');
  return RUNS.test(statement) && !ASSERTS.test(statement);
}

/** Commands that are handed over word by word. */
async function wordCommands(
  context: DetectContext,
  path: string,
  text: string,
  scope: Scope,
  names: Names,
): Promise<readonly (Piece | undefined)[]> {
  const found: (Piece | undefined)[] = [];
  for (const match of text.matchAll(FIRST_WORD)) {
    if (found.length > MAX_COMMANDS) return found;
    if (!counts(path, text, match.index)) continue;
    const rounds = await roundCommands(context, { path, text }, scope, match.index);
    if (rounds) {
      const line = lineAt(text, match.index);
      found.push({ line, text: rounds.join(' ; ') });
      continue;
    }
    const words = wordsFrom(path, text.slice(match.index, match.index + MAX_TEXT), names)?.map(
      (word, index) => (index === 0 && OWN_PATH.test(word) ? 'istioctl' : word),
    );
    const command = words && { line: lineAt(text, match.index), text: words.join(' ') };
    // `["helm", "install"]` is gone on with elsewhere.
    const isBegun =
      /helm3?'$/.test(words?.[0] ?? '') && INSTALLS.test(words?.[1] ?? '') && (words?.length ?? 0) < 4;
    if (words && words.length <= 1) continue;
    if ((command && !isBegun) || !isOfOther(context, { path, text }, match.index))
      found.push(isBegun ? undefined : command);
  }
  const isTool = (tool: string, index: number): boolean =>
    toolOf(text, tool, index) !== undefined && counts(path, text, index);
  for (const { index, tool, args } of chainsIn(path, text, isTool)) {
    if (found.length > MAX_COMMANDS) break;
    const own = toolOf(text, tool, index) ?? '';
    const words = args === undefined ? undefined : wordsFrom(path, `${args}]`, names);
    found.push(words && { line: lineAt(text, index), text: [own, ...words].join(' ') });
  }
  for (const { index, behind } of istioctlPlaces(text)) {
    if (found.length > MAX_COMMANDS) break;
    if (!counts(path, text, index)) continue;
    const words = wordsFrom(path, text.slice(behind, behind + MAX_TEXT), names);
    found.push(words && { line: lineAt(text, index), text: ['istioctl', ...words].join(' ') });
  }
  return found;
}

/** Whether a command that can't be read says that its chart is another one than Istio's. */
function isOfOther(context: DetectContext, file: CodeFile, index: number): boolean {
  const brackets = bracketsIn(context, file);
  const [open] = brackets.around(index);
  const words = open === undefined ? '' : file.text.slice(open, brackets.closeOf.get(open));
  return OTHER_CHART.test(words) && !/istio|ztunnel/i.test(words);
}

const OTHER_CHART = /["'`][a-z\d][\w.-]{0,60}\/[a-z\d][\w.-]{0,60}["'`]/;

/** Which of the tools is run by its name, or by the path that a name holds. */
function toolOf(text: string, written: string, index: number): string | undefined {
  const own = /^"(?:[\w./-]{1,200}\/)?(helm|istioctl)"$/.exec(written)?.[1];
  const name = written.replace(/^&/, '');
  return own ?? (isIstioctl(text, name, index) ? 'istioctl' : undefined);
}

const ITEM =
  /\s*(?:,\s*)?(?:\[\s*)?(?:[frb]?"((?:[^"\\\n]|\\.)*)"|[frb]?'((?:[^'\\\n]|\\.)*)'|`([^`\n]*)`|([A-Za-z_][\w.]{0,100}(?:\[["'][\w-]{1,60}["']\]){0,4})(?![\w(]))(?=\s*[,)\]}])/y;

/** Words of a list or of arguments; undefined where one of them is none of these, or where more are added to the list. */
function wordsFrom(path: string, written: string, names: Names): readonly string[] | undefined {
  const words: string[] = [];
  // What a pointer of Go points to.
  const text = path.endsWith('.go')
    ? written.replace(/([,\s])\*(?=[A-Za-z_])/g, '$1 ')
    : path.endsWith('.rs')
      ? plainRust(written)
      : written;
  ITEM.lastIndex = 0;
  for (let match = ITEM.exec(text); match; match = ITEM.exec(text)) {
    const [, double, single, back, name] = match;
    const literal = double ?? single ?? back;
    words.push(
      literal === undefined
        ? variable(name ?? '', names)
        : `'${continued(path, literal, names).replaceAll("'", '')}'`,
    );
    const behind = text.slice(ITEM.lastIndex, ITEM.lastIndex + MAX_BEHIND);
    const end = /^\s*,?\s*[)\]}]/.exec(behind)?.[0];
    if (end !== undefined) return /^\s*\+/.test(behind.slice(end.length)) ? undefined : words;
  }
  return undefined;
}

/** A line that gives a name to a text, as a shell writes it; empty for any other. */
export function constantOf(line: string): string {
  const [, name, , value] = (line.length < 400 && CONSTANT.exec(line)) || [];
  return name === undefined || value === undefined ? '' : `${name}="${value}"`;
}
