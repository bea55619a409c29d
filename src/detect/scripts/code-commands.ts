/**
 * Commands that programs run: as one text (`os.system("helm upgrade …")`, `sh "istioctl install"`), or word by word
 * (`subprocess.run(["helm", "upgrade", …])`, `exec.Command("helm", "upgrade", …)`).
 */
import { constantIn, scopeOf, withoutComments } from '../code-scope.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../published-release.js';

const CODE = /\.(?:py|go|[mc]?[jt]s|rb|rake|java|kts?|cs|fs|gradle|rs|php|pl)$|(?:^|\/)Rakefile$/;

/** Programs that try things out: what they install, no environment keeps. */
const TESTS =
  /(?:_test\.go|_test\.py|[._-](?:spec|test)\.[mc]?[jt]sx?)$|(?:^|\/)(?:tests?|__tests__|testing|e2e|spec)\/|(?:^|\/)(?:test|conftest)_?[\w-]*\.py$/i;

/** More than a program runs of this. */
const MAX_COMMANDS = 200;
const MAX_TEXT = 3000;

const TOOL = String.raw`(?:[\w./$={}-]{1,100}\/)?(?:helm3?|istioctl)`;
/** A text in quotes, of several lines in those of three characters and in backquotes. */
const TEXTS = /("""|'''|`)([\s\S]*?)\1|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'/g;
/** A line of a text that is a command. */
const COMMAND = new RegExp(
  String.raw`^\s*(?:(?:set|export|sudo|cd)\b[^;&|\n]{0,200}(?:&&|;)\s*|sudo\s+|\w+=\S+\s+)*${TOOL}\s+\S`,
);
const FIRST_WORD = new RegExp(String.raw`(["'\`])(${TOOL})\1\s*,`, 'g');
const CONSTANT =
  /^[ \t]*(?:(?:export|public|private|protected|static|final|readonly|const|let|var|val|String|string)\s+)*(\w{1,80})\s*(?::\s*\w+\s*)?:?=\s*(?:String\()?(["'`])([^"'`\n]{1,200})\2\)?[;,]?[ \t]*$/;

/** @returns true for programs whose commands count */
export function isProgram(path: string): boolean {
  return CODE.test(path) && !TESTS.test(path);
}

/** A program as a script of the same lines: its commands and its constants; undefined where it runs none. */
export function codeCommands(path: string, written: string): string | undefined {
  const text = withoutComments(path, written);
  const lines = new Lines(text);
  let left = MAX_COMMANDS;
  for (const match of text.matchAll(TEXTS)) {
    const inner = match[2] ?? match[3] ?? match[4] ?? '';
    if (inner.length > MAX_TEXT || !/helm|istioctl/.test(inner)) continue;
    const start = match.index + match[0].indexOf(inner);
    const isPercent = /%[sv]/.test(inner);
    const filled = isPercent ? withArguments(inner, text.slice(match.index + match[0].length)) : inner;
    const rows = continued(path, filled).split('\n');
    for (const [offset, row] of rows.entries())
      if (COMMAND.test(row) && left-- > 0) lines.put(start, row, offset);
  }
  for (const match of text.matchAll(FIRST_WORD)) {
    if (left-- <= 0) break;
    const words = wordsFrom(path, text.slice(match.index, match.index + MAX_TEXT));
    if (words.length > 1) lines.put(match.index, words.join(' '));
  }
  return lines.empty ? undefined : lines.withConstants();
}

/** The version that a program, or its package, keeps under a name. */
export async function programVersion(
  context: DetectContext,
  path: string,
  name: string,
): Promise<DecidedVersion | undefined> {
  const text = await context.text(path);
  if (text === undefined) return undefined;
  return constantIn(await scopeOf(context, path, withoutComments(path, text)), name);
}

/** What a language fills in, as a shell writes it: `{version}` of Python, `#{VERSION}` of Ruby, `${cfg.version}`. */
function continued(path: string, text: string): string {
  const names = path.endsWith('.py')
    ? /(?<![{$])\{([\w.]{1,100})(?:\[[^\]{}]{1,60}\])?\}/g
    : /[#$]\{([\w.]{1,100})\}/g;
  return text
    .replace(names, (_, name: string) => variable(name))
    .replace(/\{\}|%[sv]/g, '${}')
    .replace(/\\(["'`])/g, '$1');
}

function variable(name: string): string {
  return `\${${name.slice(name.lastIndexOf('.') + 1)}}`;
}

/** `fmt.Sprintf("… --version %s", version)`, `"… %s" % version`: what follows the text takes the places in their order. */
function withArguments(text: string, behind: string): string {
  const given = /^\s*[,%]\s*\(?([^()\n]{1,300})/.exec(behind)?.[1]?.split(',') ?? [];
  let index = 0;
  return text.replace(/%[sv]/g, () => {
    const name = given[index++]?.trim() ?? '';
    return /^[\w.]{1,100}$/.test(name) ? variable(name) : '${}';
  });
}

const ITEM =
  /\s*(?:,\s*)?(?:\[\s*)?(?:[frb]?"((?:[^"\\\n]|\\.)*)"|[frb]?'((?:[^'\\\n]|\\.)*)'|`([^`\n]*)`|([A-Za-z_][\w.]{0,100})(?![\w(]))(?=\s*[,)\]}])/y;

/** Words of a list or of arguments, up to where it ends. */
function wordsFrom(path: string, text: string): readonly string[] {
  const words: string[] = [];
  ITEM.lastIndex = 0;
  for (let match = ITEM.exec(text); match; match = ITEM.exec(text)) {
    const [, double, single, back, name] = match;
    const literal = double ?? single ?? back;
    words.push(
      literal === undefined ? variable(name ?? '') : `'${continued(path, literal).replaceAll("'", '')}'`,
    );
    if (/^\s*[)\]}]/.test(text.slice(ITEM.lastIndex))) break;
  }
  return words;
}

/** Lines of a script that stand where those of the program do. */
class Lines {
  private readonly rows: string[];
  private readonly constants: readonly string[];
  private readonly starts: number[] = [0];
  empty = true;

  constructor(text: string) {
    this.constants = text.split('\n').map(line => {
      const [, name, , value] = (line.length < 400 && CONSTANT.exec(line)) || [];
      return name === undefined || value === undefined ? '' : `${name}="${value}"`;
    });
    this.rows = this.constants.map(() => '');
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** @param index of the text at which it begins, and how many lines below that it stands */
  put(index: number, command: string, below = 0): void {
    const line = this.lineOf(index) + below;
    this.rows[line] = [this.rows[line], command].filter(Boolean).join(' ; ');
    this.empty = false;
  }

  withConstants(): string {
    return this.rows.map((row, line) => row || this.constants[line] || '').join('\n');
  }

  private lineOf(index: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
