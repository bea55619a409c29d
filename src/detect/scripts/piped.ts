/** What the tools of a shell print that stand before each other: `grep '^istio' charts.txt | cut -d, -f2,3`, line by line with its place. */
import { append } from '../../append.js';
import type { Positioned } from '../../model.js';
import { queried, type Row } from './query.js';
import type { Command, Word } from './text.js';

/** A file that a script reads. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The documents of one that is YAML or JSON. */
  readonly documents: readonly Positioned[];
}

export interface Known {
  /** The file that a script means by this name. */
  source(name: string): Source | undefined;
  /** What a variable is that stands in the environment. */
  variable(name: string): string | undefined;
}

/** More lines than a script goes through, and longer than those are. */
const MAX_ROWS = 500;
const MAX_LINE = 2000;
/** More parts than a line is put together of. */
const MAX_PARTS = 200;

interface Printed {
  /** Undefined for a file as a whole. */
  readonly rows: readonly Row[];
  readonly source?: Source;
  /** In an order that is not known here. */
  readonly isSorted?: true;
}

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
    const rest = words.slice(start + 1).filter(({ text }) => !/^(?:2>&1|\|\|)$/.test(text));
    const fed = rest.findIndex(({ text }) => text === '<<<');
    const given = withBlanks(fed < 0 ? rest : [...rest.slice(0, fed), ...rest.slice(fed + 2)]);
    const text = rest[fed + 1];
    const own = command.heredoc ?? (fed >= 0 && text && !/[$`]/.test(text.text) ? text : undefined);
    const input = own ? textRows(own.text, own.line) : fed < 0 ? found : undefined;
    found = read({ name, given, input, known, settings });
    if (!found || found.rows.length > MAX_ROWS || found.rows.some(isTooLong)) return undefined;
  }
  return found?.rows;
}

/** What is printed twice by each of several commands doubles with each of them. */
function isTooLong(row: Row): boolean {
  return row.length > MAX_PARTS || row.reduce((sum, { text }) => sum + text.length, 0) > MAX_LINE * 5;
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

interface Call {
  /** Of the tool. */
  readonly name: string;
  readonly given: readonly Word[];
  readonly input: Printed | undefined;
  readonly known: Known;
  readonly settings: ReadonlyMap<string, string>;
}

type Tool = (call: Call) => Printed | undefined;

function linesOf(source: Source): Printed {
  const rows = source.text
    .split('\n')
    .map((text, index) => [
      { text: text.slice(0, MAX_LINE).replace(/\r$/, ''), line: index + 1, file: source.file },
    ]);
  if (rows.at(-1)?.[0]?.text === '') rows.pop();
  return { rows, source };
}

function textRows(text: string, line: number, file?: string): Printed {
  const place = file === undefined ? {} : { file };
  const rows = text.replace(/\n$/, '').split('\n');
  return {
    rows: rows.map((one, index) => [{ text: one.slice(0, MAX_LINE), line: line + index, ...place }]),
  };
}

/** Flags of a tool, those that take a word with it, and what is left: programs and files. */
interface Arguments {
  readonly flags: readonly string[];
  of(flag: string): string | undefined;
  /** Of one that is given time and again. */
  all(flag: string): readonly string[];
  readonly rest: readonly Word[];
}

/** @param taking letters of the flags that a word follows */
function argumentsOf(given: readonly Word[], taking: string): Arguments {
  const flags: string[] = [];
  const values: (readonly [string, string])[] = [];
  const rest: Word[] = [];
  for (let index = 0; index < given.length; index++) {
    const word = given[index];
    if (!word) break;
    const [, letter = '', value = ''] = /^-([A-Za-z])(.*)$/s.exec(word.text) ?? [];
    if (letter !== '' && taking.includes(letter)) {
      flags.push(letter);
      values.push([letter, value === '' ? (given[++index]?.text ?? '') : value]);
    } else if (word.text.startsWith('--')) flags.push(word.text);
    else if (/^-[A-Za-z]/.test(word.text)) append(flags, [...word.text.slice(1)]);
    else if (word.text !== '<' && word.text !== '-') rest.push(word);
  }
  const all = (flag: string): readonly string[] =>
    values.flatMap(([letter, value]) => (letter === flag ? [value] : []));
  return { flags, of: flag => all(flag).at(-1), all, rest };
}

/** What stands in a file that is named, or else what is handed on. */
function inputOf(files: readonly Word[], { input, known }: Call): Printed | undefined {
  const [name, ...others] = files;
  if (!name) return input;
  const source = others.length === 0 ? known.source(name.text) : undefined;
  return source && linesOf(source);
}

function kept(input: Printed | undefined, keeps: (row: Row, index: number) => boolean): Printed | undefined {
  return input && { rows: input.rows.filter(keeps), ...(input.isSorted ? { isSorted: true } : {}) };
}

/** What counts lines, or takes some of them by their order, has to know it. */
function ordered(input: Printed | undefined): Printed | undefined {
  return input?.isSorted && new Set(input.rows.map(textOf)).size > 1 ? undefined : input;
}

function changed(input: Printed | undefined, change: (row: Row) => Row): Printed | undefined {
  return input && { rows: input.rows.map(change), ...(input.isSorted ? { isSorted: true } : {}) };
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

function grepped(call: Call): Printed | undefined {
  const { flags, of, all, rest } = argumentsOf(call.given, 'eAm');
  if (flags.some(flag => !/^[eAmEFivwhPr]$|^--(?:invert-match|no-filename|extended-regexp)$/.test(flag)))
    return undefined;
  const [own = rest[0]?.text ?? '', ...others] = all('e');
  const files = all('e').length === 0 ? rest.slice(1) : rest;
  // Each of those that it may be filled in with.
  if (/^["'^]{0,2}\$[{\w]/.test(own) && !flags.includes('v') && others.length === 0)
    return changed(inputOf(files, call), row => {
      const way = /^[\w.-]{1,60}/.exec(textOf(row))?.[0];
      return way === undefined ? row : row.map(part => ({ ...part, way }));
    });
  const kind = KINDS.get(call.name);
  const patterns = [own, ...others].map(one => patternOf(one, kind === undefined ? flags : [...flags, kind]));
  const found = inputOf(files, call);
  const input = flags.includes('A') || flags.includes('m') ? ordered(found) : found;
  if (!input || patterns.includes(undefined)) return undefined;
  const isLeft = flags.includes('v') || flags.includes('--invert-match');
  const after = Number(of('A') ?? 0);
  const most = Number(of('m') ?? MAX_ROWS);
  let left = 0;
  let count = 0;
  return kept(input, row => {
    const text = textOf(row);
    const fits = patterns.some(one => one?.test(text)) !== isLeft && count < most;
    if (fits) count++;
    left = fits ? after : left - 1;
    return fits || left >= 0;
  });
}

/** What the name of a tool says of its patterns. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['egrep', 'E'],
  ['rg', 'E'],
  ['fgrep', 'F'],
]);

/** Longer than patterns are that tell one name from others. */
const MAX_PATTERN = 200;

/** Of words and the ends of a line alone: nothing of it repeats without end. */
function patternOf(text: string, flags: readonly string[]): RegExp | undefined {
  if (text === '' || text.length > MAX_PATTERN) return undefined;
  const isFixed = flags.includes('F');
  const isExtended = flags.includes('E') || flags.includes('P');
  const source = isFixed ? escaped(text) : sourceOf(text, isExtended);
  if (source === undefined) return undefined;
  const whole = flags.includes('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  return new RegExp(whole, flags.includes('i') ? 'i' : '');
}

/** Blanks, of which some may repeat. */
const SPACE = /^(?:(?:\\s|\[\[:space:\]\]|\[ \]|\[ \\t\]|\[\[:blank:\]\]| )(?:\*|\\?\+)?){1,20}/;
const ONE_SPACE = /(?:\\s|\[\[:space:\]\]|\[ \]|\[ \\t\]|\[\[:blank:\]\]| )(\*|\\?\+)?/g;

function sourceOf(text: string, isExtended: boolean): string | undefined {
  let found = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const space = SPACE.exec(rest)?.[0];
    if (space !== undefined) {
      const all = [...space.matchAll(ONE_SPACE)];
      const least = all.filter(([, sign]) => sign !== '*').length;
      const isRepeated = all.some(([, sign]) => sign !== undefined);
      // All blanks that there are: what is tried with fewer of them takes ever longer.
      if (isRepeated) found += `[ \\t]{${least},50}(?![ \\t])`;
      else found += space.trim() === '' ? space : `[ \\t]{${least}}`;
      at += space.length;
    } else if (/^\\\|/.test(rest) || (isExtended && rest.startsWith('|'))) {
      found += '|';
      at += rest.startsWith('|') ? 1 : 2;
    } else if (isExtended && /^[()]/.test(rest)) {
      found += rest[0] === '(' ? '(?:' : ')';
      at++;
      if (/^[*+?{]/.test(text.slice(at))) return undefined;
    } else if (/^\.\*$/.test(rest)) return found;
    else if (/^\\[.\-/"'[\]$^*]/.test(rest)) {
      found += escaped(rest[1] ?? '');
      at += 2;
    } else if (/^[\\*[\]{}]/.test(rest) || (isExtended && /^[+?]/.test(rest))) return undefined;
    else {
      found += /^[\^$.]/.test(rest) ? (rest[0] ?? '') : escaped(rest[0] ?? '');
      at++;
    }
  }
  try {
    new RegExp(found);
    return found;
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** `head -n 1`, `tail -n +2`, `head -1` */
function cutOff(call: Call, isTail: boolean): Printed | undefined {
  const { of, flags, rest } = argumentsOf(
    call.given.map(word => ({ ...word, text: word.text.replace(/^-(?=\d)/, '-n') })),
    'n',
  );
  const input = ordered(inputOf(rest, call));
  const count = of('n') ?? '10';
  if (!input || !/^\+?\d{1,4}$/.test(count) || flags.some(flag => flag !== 'n')) return undefined;
  if (!isTail) return { rows: input.rows.slice(0, Number(count)) };
  const from = count.startsWith('+') ? Number(count) - 1 : input.rows.length - Number(count);
  return { rows: input.rows.slice(Math.max(from, 0)) };
}

/** `cut -d= -f2`, `cut -d, -f1,3` */
function cut(call: Call): Printed | undefined {
  const { of, flags, rest } = argumentsOf(call.given, 'df');
  const separator = of('d') ?? '\t';
  // They are printed in their own order, however they are asked for.
  const numbers = (of('f') ?? '')
    .split(',')
    .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  const found = inputOf(rest, call);
  const input = flags.includes('s') ? kept(found, row => textOf(row).includes(separator)) : found;
  if (separator.length !== 1 || flags.some(flag => !/^[dfs]$/.test(flag))) return undefined;
  if (!numbers.every(one => /^\d{1,2}-?$/.test(one))) return undefined;
  return changed(input, row => {
    const fields = fieldsOf(row, separator);
    if (fields.length === 1) return row;
    const own = numbers.flatMap(one =>
      one.endsWith('-') ? fields.slice(Number.parseInt(one, 10) - 1) : [fields[Number(one) - 1] ?? []],
    );
    return joined(own, separator);
  });
}

/** `tr -d '"'`, `tr ',' ' '` */
function translated({ given, input }: Call): Printed | undefined {
  const { flags, rest } = argumentsOf(given, '');
  const [from = '', to = ''] = rest.map(({ text }) =>
    text
      .replace(/\\n|\n/g, '\n')
      .replace(/\\r/g, '\r')
      .replace(/\\t/g, '\t'),
  );
  const isDeleting = flags.includes('d') || flags.includes('s');
  if (flags.some(flag => !/^[ds]$/.test(flag)) || from.includes('\n') || /[[\\-]/.test(from))
    return undefined;
  if (flags.includes('s') && to !== '') return undefined;
  if (flags.includes('s') || (from.length === to.length && !isDeleting))
    return split(
      changed(input, row => {
        const letters = row.map(word => ({ ...word, text: withLetters(word.text, from, to || from) }));
        return flags.includes('s') ? squeezed(letters, from) : letters;
      }),
    );
  return isDeleting && to === ''
    ? changed(input, row => row.map(word => ({ ...word, text: withLetters(word.text, from, '') })))
    : undefined;
}

/** One of each letter that stands there several times. */
function squeezed(row: Row, letters: string): Row {
  let last = '';
  return row.map(word => {
    const text = [...word.text].filter(letter => {
      const isAgain = letter === last && letters.includes(letter);
      last = letter;
      return !isAgain;
    });
    return { ...word, text: text.join('') };
  });
}

/** Lines that have ends in them now. */
function split(input: Printed | undefined): Printed | undefined {
  if (!input?.rows.some(row => textOf(row).includes('\n'))) return input;
  const rows = input.rows.flatMap(row => {
    const text = textOf(row);
    let start = 0;
    return text.split('\n').map(line => {
      const end = start + line.length;
      const own = cutRow(row, start, end);
      start = end + 1;
      return own;
    });
  });
  return { ...input, rows };
}

function withLetters(text: string, from: string, to: string): string {
  return [...text]
    .map(letter => (from.includes(letter) ? (to[from.indexOf(letter)] ?? '') : letter))
    .join('');
}

/** `{ … }` of awk, with what stands before it. */
const PROGRAM =
  /^([^{}]{0,150})\{[ \t]{0,9}print[ \t]{0,9}([^{}]{0,150}?)[ \t]{0,9}(?:;[ \t]{0,9}(exit)[ \t]{0,9};?[ \t]{0,9})?\}[ \t]{0,9}$/;
/** `/istio:/{f=1} f&&`: lines behind one. */
const BEHIND =
  /^(\/[^/]{1,80}\/)[ \t]{0,9}\{[ \t]{0,9}(\w{1,20})[ \t]{0,9}=[ \t]{0,9}1[ \t]{0,9};?[ \t]{0,9}\}[ \t]{0,9};?[ \t]{0,9}(\w{1,20})[ \t]{0,9}&&[ \t]{0,9}(.{1,300})$/s;

/** `awk -F: '/istio/ {print $2}'`, `awk 'NR>1 {print $1, $3}'` */
function awked(call: Call): Printed | undefined {
  const { of, all, flags, rest } = argumentsOf(call.given, 'Fv');
  const [program, ...files] = rest;
  let input = inputOf(files, call);
  if (!program || !input || flags.some(flag => !/^[Fv]$/.test(flag))) return undefined;
  let text = program.text.trim().replaceAll('$$', '$');
  const [, first = '', set, asked, last = ''] = BEHIND.exec(text) ?? [];
  if (set !== undefined && set === asked) {
    const starts = conditionOf(first, undefined, []);
    input = ordered(input);
    if (!input) return undefined;
    const from = starts ? input.rows.findIndex((row, index) => starts(row, index)) : -1;
    if (from < 0) return undefined;
    input = { rows: input.rows.slice(from) };
    text = last;
  }
  const [whole, condition = '', items = '', exit] = PROGRAM.exec(text) ?? [];
  if (whole === undefined && /[{}]/.test(text)) return undefined;
  const separator = separatorOf(of('F'));
  if (exit !== undefined || /\bNR\b/.test(text)) input = ordered(input);
  const keeps = conditionOf(whole === undefined ? text : condition, separator, all('v'));
  const found = keeps && kept(input, keeps);
  if (!found || separator === null) return undefined;
  const parts = items.trim() === '' ? [] : items.split(/[ \t]*(,)[ \t]*|[ \t]+/).filter(one => one);
  if (parts.some(one => !/^(?:,|\$\d{1,2}|\$NF|"[^"]*")$/.test(one))) return undefined;
  const rows = parts.length === 0 ? found.rows : found.rows.map(row => printedFields(row, parts, separator));
  return {
    rows: exit === undefined ? rows : rows.slice(0, 1),
    ...(found.isSorted ? { isSorted: true } : {}),
  };
}

function printedFields(row: Row, parts: readonly string[], separator: string | undefined): Row {
  const fields = fieldsOf(row, separator);
  const place = row[0] ?? { line: 1 };
  return parts.flatMap((one): Row => {
    if (one === ',') return [{ ...place, text: ' ' }];
    if (one.startsWith('"')) return [{ ...place, text: one.slice(1, -1).replaceAll('\\t', '\t') }];
    if (one === '$0') return row;
    return (one === '$NF' ? fields.at(-1) : fields[Number(one.slice(1)) - 1]) ?? [];
  });
}

/** @returns undefined for blanks; null for what is not read here: a set of letters */
function separatorOf(text: string | undefined): string | undefined | null {
  const plain = text
    ?.replaceAll('\\t', '\t')
    .replace(/^"(.*)"$/, '$1')
    .replace(/^\[(.)\]$/, '$1')
    .replace(/^\\/, '');
  if (plain === undefined || plain === ' ') return undefined;
  return plain === ': ' || plain.length === 1 ? plain : null;
}

type Keeps = (row: Row, index: number) => boolean;

/** `/^istio/`, `!/^#/`, `NR>1`, `$1 == "istio"`, `$1 == name`, with `&&` and `||` between them */
function conditionOf(
  text: string,
  separator: string | undefined | null,
  given: readonly string[],
): Keeps | undefined {
  const ways = text.split('||');
  if (ways.length > 1) {
    const either = ways.map(one => (one.trim() === '' ? undefined : conditionOf(one, separator, given)));
    return either.includes(undefined) ? undefined : (row, index) => either.some(one => one?.(row, index));
  }
  const all = text
    .split('&&')
    .map(one => one.trim())
    .filter(one => one !== '');
  const found = all.map(one => oneCondition(one, separator ?? undefined, given));
  if (found.includes(undefined)) return undefined;
  return (row, index) => found.every(one => one?.(row, index));
}

function oneCondition(
  text: string,
  separator: string | undefined,
  given: readonly string[],
): Keeps | undefined {
  const [, not, pattern] = /^(!?)\/((?:[^/\\]|\\.){1,150})\/$/s.exec(text) ?? [];
  if (pattern !== undefined) {
    const fits = patternOf(pattern.replaceAll('\\/', '/'), ['E']);
    return fits && (row => fits.test(textOf(row)) === (not === ''));
  }
  const [, sign, number] = /^NR[ \t]{0,9}(>=?|==|<=?)[ \t]{0,9}(\d{1,4})$/.exec(text) ?? [];
  if (sign !== undefined) {
    const bound = Number(number);
    return (_, index) => {
      const line = index + 1;
      if (sign === '==') return line === bound;
      return sign.startsWith('>')
        ? line > bound || (sign === '>=' && line === bound)
        : line < bound || (sign === '<=' && line === bound);
    };
  }
  const [, field, equal, literal, name] =
    /^\$(\d{1,2})[ \t]{0,9}([=!]=|~)[ \t]{0,9}(?:["/]([^"/]{1,100})["/]|([A-Za-z_]\w{0,30}))$/.exec(text) ??
    [];
  const variable = given.findLast(one => name !== undefined && one.startsWith(`${name}=`));
  const wanted = literal ?? variable?.slice((name ?? '').length + 1);
  if (field === undefined || wanted === undefined)
    return text === 'NF' ? row => textOf(row).trim() !== '' : undefined;
  const fits = equal === '~' ? patternOf(wanted, ['E']) : undefined;
  if (equal === '~' && !fits) return undefined;
  return row => {
    const own = textOf(field === '0' ? row : (fieldsOf(row, separator)[Number(field) - 1] ?? []));
    return fits ? fits.test(own) : (own === wanted) === (equal === '==');
  };
}

/** `sed '/^#/d'`, `sed 1d`, `sed 's/,/ /g'`, `sed -n 's/^ISTIO=//p'` */
function edited(call: Call): Printed | undefined {
  const { flags, all, rest } = argumentsOf(call.given, 'e');
  if (flags.some(flag => !/^[enErs]$/.test(flag))) return undefined;
  const programs = all('e').length > 0 ? all('e') : rest.slice(0, 1).map(({ text }) => text);
  if (programs.length === 0 || (programs.length > 1 && flags.includes('n'))) return undefined;
  let found = inputOf(all('e').length > 0 ? rest : rest.slice(1), call);
  for (const program of programs) found = found && editedBy(program, found, flags);
  return found;
}

function editedBy(program: string, input: Printed, flags: readonly string[]): Printed | undefined {
  const isExtended = flags.includes('E') || flags.includes('r') ? ['E'] : [];
  if (/^\d{1,3}d$/.test(program))
    return kept(ordered(input), (_, index) => index !== Number.parseInt(program, 10) - 1);
  const dropped = /^\/(.{1,100})\/d$/s.exec(program)?.[1];
  if (dropped !== undefined) {
    const pattern = patternOf(dropped.replaceAll('\\/', '/'), isExtended);
    return pattern && kept(input, row => !pattern.test(textOf(row)));
  }
  const [, , from, to, how] =
    /^s([/|#,])((?:(?!\1).){1,100})\1((?:(?!\1).){0,50})\1([gp]{0,2})$/s.exec(program) ?? [];
  const pattern = from === undefined ? undefined : patternOf(from.replaceAll('\\/', '/'), isExtended);
  if (!pattern || to === undefined || /[\\&$]/.test(to) || /\||\.\*/.test(from ?? '')) return undefined;
  const isPicking = flags.includes('n');
  if (isPicking !== how?.includes('p')) return undefined;
  const found = isPicking ? kept(input, row => pattern.test(textOf(row))) : input;
  if (!found) return undefined;
  const rows = found.rows.map(row => substituted(row, pattern, to, how?.includes('g') === true));
  return rows.includes(undefined) ? undefined : { ...found, rows: rows.filter(row => row !== undefined) };
}

/** @returns undefined where what changes stands in several parts of a line */
function substituted(row: Row, pattern: RegExp, to: string, isEvery: boolean): Row | undefined {
  const found = pattern.exec(textOf(row));
  if (!found) return row;
  const every = new RegExp(pattern.source, isEvery ? 'g' : '');
  const [only, ...others] = row;
  if (only && others.length === 0)
    return [{ ...only, text: only.text.slice(0, MAX_LINE).replace(every, to) }];
  const [first, last] = [found.index, found.index + found[0].length];
  let start = 0;
  for (const [index, part] of row.entries()) {
    const end = start + part.text.length;
    if (start <= first && last <= end && !isEvery) {
      const text = part.text.slice(0, first - start) + to + part.text.slice(last - start);
      return row.with(index, { ...part, text });
    }
    start = end;
  }
  return undefined;
}

/** `jq -r --arg name istiod '.charts[] | select(.name == $name) | .version' charts.json` */
function asked(call: Call): Printed | undefined {
  const given: Word[] = [];
  const named = new Map<string, string>();
  const { given: all, known, settings } = call;
  for (let index = 0; index < all.length; index++) {
    const word = all[index];
    const { text = '' } = word ?? {};
    if (/^--(?:arg|argjson)$/.test(text)) {
      named.set(all[index + 1]?.text ?? '', all[index + 2]?.text ?? '');
      index += 2;
    } else if (/^-{1,2}(?:o|p|P|I|output-format|input-format|indent)$/.test(text)) index++;
    else if (word && !/^-(?!$)/.test(text) && !/^(?:<|e|eval|-)$/.test(text)) given.push(word);
  }
  const [filter, file, ...others] = given;
  if (!filter || others.length > 0) return undefined;
  // What is in place edited prints nothing.
  if (all.some(({ text }) => /^-(?:[a-z]{0,4}i[a-z]{0,4}|-in-?place)$/.test(text))) return undefined;
  // Of all documents as one list, of none, and of lines.
  if (all.some(({ text }) => /^-(?:[a-z]{0,4}[snR][a-zR]{0,4}|-(?:slurp|null-input|raw-input))$/.test(text)))
    return undefined;
  const source = file ? known.source(file.text) : call.input?.source;
  const embedded = source ? undefined : call.input?.rows.flat()[0];
  const documents = source?.documents ?? (embedded ? (known.source(embedded.text)?.documents ?? []) : []);
  if (documents.length === 0) return undefined;
  const place = { line: filter.line, ...(filter.file === undefined ? {} : { file: filter.file }) };
  const variable = (name: string): string | undefined => {
    const value = named.get(name) ?? settings.get(name) ?? known.variable(name);
    // What is handed over may be a variable of the shell itself.
    const inner = /^\$\{?([A-Za-z_]\w{0,80})\}?$/.exec(value ?? '')?.[1];
    const text = inner === undefined ? value : known.variable(inner);
    return text === undefined || /[$`]/.test(text) ? undefined : text;
  };
  const rows: Row[] = [];
  for (const data of documents) {
    const found = queried(data, filter.text.replaceAll('$$', '$'), place, variable);
    if (!found) return undefined;
    append(rows, found);
  }
  return { rows };
}

export function textOf(row: Row): string {
  return row.map(({ text }) => text).join('');
}

function trimmed(row: Row): Row {
  const text = textOf(row);
  return cutRow(row, text.length - text.trimStart().length, text.trimEnd().length);
}

/** A part of a line, with the places of what it is made of. */
function cutRow(row: Row, from: number, to: number): Row {
  let start = 0;
  const found: Word[] = [];
  for (const word of row) {
    const [first, last] = [Math.max(from - start, 0), Math.min(to - start, word.text.length)];
    if (first < last) found.push({ ...word, text: word.text.slice(first, last) });
    start += word.text.length;
  }
  return found;
}

function joined(fields: readonly Row[], separator: string): Row {
  return fields.flatMap((field, index) =>
    index === 0 || !field[0] ? field : [{ ...field[0], text: separator }, ...field],
  );
}

/**
 * The words of a line.
 * @param separator of none, blanks
 * @param most the last has what is left
 */
export function fieldsOf(row: Row, separator: string | undefined, most = MAX_LINE): readonly Row[] {
  const text = textOf(row).slice(0, MAX_LINE);
  const fields: Row[] = [];
  let start = separator === undefined ? text.length - text.trimStart().length : 0;
  const pattern = separator === undefined ? /\s+/g : new RegExp(escaped(separator), 'g');
  pattern.lastIndex = start;
  for (let found = pattern.exec(text); found && fields.length < most - 1; found = pattern.exec(text)) {
    if (separator === undefined && pattern.lastIndex === text.length) break;
    fields.push(cutRow(row, start, found.index));
    start = pattern.lastIndex;
  }
  fields.push(trimmed(cutRow(row, start, text.length)));
  return fields;
}

/** A line as one word, which stands where its version does, or its first part. */
export function asWord(row: Row): Word | undefined {
  const parts = row.filter(({ text }) => text.trim() !== '');
  const first = parts.find(({ text }) => /\d\.\d/.test(text)) ?? parts[0];
  if (!first) return undefined;
  const { line, file } = first;
  return { text: textOf(row).trim(), line, ...(file === undefined ? {} : { file }) };
}
