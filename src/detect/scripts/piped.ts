/** What the tools of a shell print that stand before each other: `grep '^istio' charts.txt | cut -d, -f2,3`, line by line with its place. */
import { awked } from './awk.js';
import { cut, cutOff, translated } from './columns.js';
import { grepped } from './grep.js';
import { asked } from './jq/jq.js';
import { MAX_LINE, type Row, textOf, trimmed } from './printed-rows.js';
import { edited } from './sed.js';
import type { Command, Word } from './text.js';
import {
  argumentsOf,
  type Call,
  changed,
  inputOf,
  type Known,
  MAX_ROWS,
  type Printed,
  type Tool,
  textRows,
} from './tool-calls.js';

/**
 * @param commands each of which hands on what it prints
 * @returns undefined where one of them is not read here
 */
export function printedBy(commands: readonly Command[], known: Known): readonly Row[] | undefined {
  let found: Printed | undefined;
  for (const command of commands) {
    const { words } = command;
    const start = words.findIndex(({ text }) => !SETTING.test(text));
    const tool = words[start]?.text.replace(/^[@-]{0,2}/, '') ?? '';
    const name = tool.replace(/^.*\//, '');
    const read = TOOLS.get(name);
    if (start < 0 || !read) return undefined;
    const settings = new Map(words.slice(0, start).map(({ text }) => settingOf(text)));
    const rest = words.slice(start + 1);
    const fed = rest.findIndex(({ text }) => text === '<<<');
    const given = withBlanks(fed < 0 ? rest : [...rest.slice(0, fed), ...rest.slice(fed + 2)]);
    const text = rest[fed + 1];
    const own = command.heredoc ?? (fed >= 0 && text && !/[$`]/.test(text.text) ? text : undefined);
    const input = own ? textRows(own.text, own.line) : fed < 0 ? found : undefined;
    found = read({ name, given, input, known, settings });
    if (!found || found.rows.length > MAX_ROWS || found.rows.some(isTooLong)) return undefined;
  }
  // What is not there is printed as `null`, which is nothing that a script installs.
  return found?.rows.filter(row => textOf(row) !== 'null');
}

/** More parts than a line is put together of. */
const MAX_PARTS = 200;

/** What is printed twice by each of several commands doubles with each of them. */
function isTooLong(row: Row): boolean {
  return row.length > MAX_PARTS || textOf(row).length > MAX_LINE * 5;
}

/** `-d' '` and `-F': '`, in which the blank stands between two words. */
function withBlanks(words: readonly Word[]): readonly Word[] {
  return words.flatMap((word, index) => {
    const [, flag = '', quote, text = ''] = QUOTED_BLANK.exec(word.text) ?? [];
    if (quote !== undefined && words[index + 1]?.text === quote)
      return [{ ...word, text: `${flag}${text} ` }];
    const isEnd = QUOTED_BLANK.exec(words[index - 1]?.text ?? '')?.[2] === word.text;
    return isEnd ? [] : [word];
  });
}

const QUOTED_BLANK = /^(-[A-Za-z])(["'])([^"']{0,3})$/;

const SETTING = /^[A-Za-z_]\w{0,80}=/;

function settingOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

const TOOLS: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ['cat', call => inputOf(argumentsOf(call.given, '').rest, call)],
  ['echo', ({ given }) => (given.length > 0 ? echoed(given) : undefined)],
  ['printf', ({ given }) => (/^%s(?:\\n)?$/.test(given[0]?.text ?? '') ? echoed(given.slice(1)) : undefined)],
  ['grep', grepped],
  ['egrep', grepped],
  ['fgrep', grepped],
  ['rg', grepped],
  ['head', call => cutOff(call, false)],
  ['tail', call => cutOff(call, true)],
  ['cut', cut],
  ['tr', translated],
  ['awk', awked],
  ['gawk', awked],
  ['sed', edited],
  ['sort', sorted],
  // It may count them, or print some of them only.
  ['uniq', call => (call.given.length === 0 ? call.input : undefined)],
  ['xargs', ({ given, input }) => (given.length === 0 ? changed(input, trimmed) : undefined)],
  ['base64', ({ given, input }) => (/^(?:-d|-D|--decode)$/.test(given[0]?.text ?? '') ? input : undefined)],
  ['jq', asked],
  ['yq', asked],
  ['gojq', asked],
]);

function echoed(given: readonly Word[]): Printed | undefined {
  const words = given.filter(({ text }) => !/^-[neE]+$/.test(text));
  const [first, ...others] = words;
  if (!first || words.some(({ text }) => /[$`*]/.test(text))) return undefined;
  if (others.length === 0) return textRows(first.text, first.line, first.file);
  return { rows: [words.flatMap((word, index) => (index === 0 ? [word] : [{ ...word, text: ' ' }, word]))] };
}

function sorted(call: Call): Printed | undefined {
  const { flags, rest } = argumentsOf(call.given, 'kt');
  const found = flags.some(flag => /^[coCRmz]$/.test(flag)) ? undefined : inputOf(rest, call);
  return found && { rows: found.rows, isSorted: true };
}
