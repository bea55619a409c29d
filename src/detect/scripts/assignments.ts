/** What scripts give names to: values, lists of words, and words under keys. */
import { lineAt } from '../code/text.js';
import { type ReadText, textsIn } from './read-loops.js';
import type { Sources } from './sources.js';
import { commandsIn, type Word } from './text.js';

const ASSIGNMENT =
  /^[ \t]*(?:-[ \t]+)?(?:(?:export|local|readonly|declare(?:[ \t]+-\w+)?|ARG|ENV|set)[ \t]+)*(?:\$(?:(?:env|script|global):)?)?([A-Za-z_]\w{0,80})[ \t]*(?:[:?]{0,2}=|:)[ \t]*(?:"([^"\n]*)"(?:[ \t]+#.*)?|'([^'\n]*)'(?:[ \t]+#.*)?|([^\n]*?))[ \t]*$/;

/** `: "${VERSION:=$DEFAULT_VERSION}"` */
const UNLESS_SET = /^[ \t]*:[ \t]+"?\$\{([A-Za-z_]\w{0,80}):?=()()([^{}"]{1,200}|\$\{\w{1,80}\})\}"?[ \t]*$/;
const GIVEN = /^\$\{?(?:OPTARG|[1-9])\}?$/;
/** `env_var_or_default("ISTIO_VERSION", "1.22.2")` of just. */
const OF_JUST =
  /^env(?:_var_or_default)?\([ \t]*["']\w{1,80}["'][ \t]*,[ \t]*["']([^"']{0,200})["'][ \t]*\)$/;

/** Longer than any line that gives a name to something. */
const MAX_LINE = 1000;

/**
 * What names are set to, with its line; a name that is set to several things tells nothing.
 * @param isMake lines may go on behind a backslash, and names may be added to; what stands on several lines is separated by their ends
 */
export function assignmentsIn(text: string, isMake = false): ReadonlyMap<string, Word> {
  const values = new Map<string, Word | undefined>();
  let conditions = 0;
  for (const [index, line] of (isMake ? unbroken(text.split('\n')) : text.split('\n')).entries()) {
    if (line.length > MAX_LINE) continue;
    if (isMake && CONDITION.test(line)) conditions += /^[ \t]*if/.test(line) ? 1 : -1;
    if (isMake && ADDED_TO.test(line)) {
      // What is added under a condition is there for those that ask for it.
      if (conditions === 0) addTo(values, line, index + 1);
      continue;
    }
    const [first = line, ...others] = line.split('\n');
    const match = ASSIGNMENT.exec(first) ?? UNLESS_SET.exec(first);
    const name = match?.[1];
    if (!match || name === undefined) continue;
    const whole = [bare(match[4] ?? ''), ...others].join('\n').trimEnd();
    const value = match[2] || match[3] || whole;
    // What a caller gives is told with the caller; what it is otherwise stands elsewhere.
    if (value === '' || (GIVEN.test(value) && values.has(name))) continue;
    if (values.has(name) && GIVEN.test(values.get(name)?.text ?? '')) values.delete(name);
    const isOther = values.has(name) && values.get(name)?.text !== value;
    values.set(name, isOther ? undefined : { text: value, line: index + 1 });
  }
  const known: [string, Word][] = [];
  for (const [name, value] of values) if (value !== undefined) known.push([name, value]);
  return new Map(known);
}

/** `CHARTS += istiod` */
const ADDED_TO = /^([A-Za-z_]\w{0,80})[ \t]*\+=[ \t]*(.*)$/s;
const CONDITION = /^[ \t]*(?:ifn?(?:eq|def)\b|endif\b)/;
/** More lines than one goes on for, and further from what it adds to than somebody adds. */
const MAX_CONTINUED = 60;
const MAX_APART = 500;

/** Lines that a backslash ends with those that they go on with, and nothing in the place of these. */
function unbroken(lines: readonly string[]): readonly string[] {
  const found = [...lines];
  for (let index = 0; index < found.length; index++) {
    // Of what a rule runs, a shell knows where it ends.
    if (!found[index]?.endsWith('\\') || found[index]?.startsWith('\t')) continue;
    const start = index;
    const parts: string[] = [];
    for (let goesOn = true; goesOn && parts.length < MAX_CONTINUED && index < found.length; index++) {
      const line = found[index] ?? '';
      goesOn = line.endsWith('\\');
      parts.push(goesOn ? line.slice(0, -1).trimEnd() : line.trimEnd());
      found[index] = '';
    }
    index--;
    found[start] = parts.join('\n');
  }
  return found;
}

/** What is added keeps its line by the ends of those before it. */
function addTo(values: Map<string, Word | undefined>, line: string, at: number): void {
  const [, name = '', added = ''] = ADDED_TO.exec(line) ?? [];
  const known = values.get(name);
  if (known === undefined && values.has(name)) return;
  if (!known) {
    values.set(name, { text: added.trim(), line: at });
    return;
  }
  const apart = at - known.line - (known.text.split('\n').length - 1);
  if (apart < 0 || apart > MAX_APART || known.text.length > MAX_LINE) return;
  values.set(name, { ...known, text: `${known.text}${'\n'.repeat(Math.max(apart, 1))}${bare(added)}` });
}

/** Without a comment behind it; `"$(dirname "$0")/mesh.yaml"` has quotes within its quotes. */
function bare(text: string): string {
  const value = text.replace(/(?<!\s)\s+#.*$/, '');
  const otherwise = OF_JUST.exec(value)?.[1];
  if (otherwise !== undefined) return otherwise;
  return /^"\$\(.*"$/.test(value) ? value.slice(1, -1) : value;
}

export interface Lists {
  /** `CHARTS=(base istiod)`, `CHARTS="base istiod"`, `CHARTS := base istiod` */
  readonly words: ReadonlyMap<string, readonly Word[]>;
  /** `declare -A CHARTS=([istio-base]=base [istiod]=istiod)` */
  readonly keyed: ReadonlyMap<string, ReadonlyMap<string, Word>>;
  /** Texts of several lines, by the names of the script, and files that it reads, by how it names them. */
  readonly texts: ReadonlyMap<string, ReadText>;
  /** What names are set to. */
  readonly values: ReadonlyMap<string, Word>;
  /** What the script has printed into its words. */
  readonly sources?: Sources | undefined;
}

const ARRAY =
  /^([ \t]*)([\w*|."'-]{1,60}\)[ \t]+|)(?:(?:declare|local|readonly|export|typeset)(?:[ \t]+-\w{1,10})?[ \t]+)*([A-Za-z_]\w{0,80})(\+?)=\(/gm;
/** Also behind something else on its line: `[[ -n $VALUES ]] && ARGS+=(-f "$VALUES")`. */
const ADDED = /(?<!\w)([A-Za-z_]\w{0,80})\+=\(/g;
/** Longer than a list that a person writes, and more of them than a script has. */
const MAX_LIST = 20_000;
const MAX_LISTS = 300;

/**
 * Lists of several words; a name that is set twice tells nothing. What is added where the list is set belongs to it; what is added
 * under a condition leaves a word that nobody fills in.
 * @param assigned what names are set to in that text
 * @param files that it reads line by line
 */
export function listsIn(
  text: string,
  assigned: ReadonlyMap<string, Word>,
  files: ReadonlyMap<string, ReadText> = new Map(),
  sources?: Sources,
): Lists {
  const words = new Map<string, readonly Word[]>();
  const keyed = new Map<string, ReadonlyMap<string, Word>>();
  for (const [name, { text: value, line }] of assigned) {
    // What runs elsewhere tells its words there.
    if (!/\s/.test(value) || /`|\$\((?!\w+\))/.test(value)) continue;
    const [only, ...others] = commandsIn(value.replaceAll('\n', ' \\\n'), line);
    if (only && others.length === 0) words.set(name, only.words);
  }
  const seen = new Map<string, string>();
  const ends = new Map<string, number>();
  const starts = new Set<number>();
  let left = MAX_LISTS;
  for (const match of text.matchAll(ARRAY)) {
    if (left-- === 0) break;
    const [whole, indent = '', arm, name = '', added] = match;
    const start = match.index + whole.length;
    const list = listAt(text, start);
    const items = commandsIn(list ?? '', lineAt(text, start)).flatMap(command => command.words);
    // In one arm of several, of which nobody knows which it is, only commands of Helm are looked at.
    if (arm !== '' && items[0]?.text !== 'helm') continue;
    starts.add(start);
    // One that begins empty may be filled by anything; what is added to it is known.
    const before = words.get(name) ?? (keyed.get(name)?.size === 0 ? [] : undefined);
    if (added !== '' && before && list !== undefined) {
      keyed.delete(name);
      const isThere = seen.get(name) === indent && staysIn(indent, text.slice(ends.get(name), match.index));
      words.set(name, [...before, ...(isThere ? items : [unknownOf(name, lineAt(text, start))])]);
      ends.set(name, start + list.length);
      continue;
    }
    const isKnown = seen.has(name) || added !== '';
    const chosen = isKnown && added === '' ? installing(words.get(name), items) : undefined;
    seen.set(name, indent);
    ends.set(name, start + (list?.length ?? 0));
    words.delete(name);
    keyed.delete(name);
    if (chosen) words.set(name, chosen);
    if (isKnown || list === undefined) continue;
    const entries = items.flatMap(word => entryOf(word) ?? []);
    if (entries.length === items.length) keyed.set(name, new Map(entries));
    else words.set(name, items);
  }
  const open = new Set<string>();
  for (const { 0: whole, 1: name = '', index } of text.matchAll(ADDED)) {
    if (starts.has(index + whole.length) || open.has(name)) continue;
    open.add(name);
    const before = words.get(name);
    if (before) words.set(name, [...before, unknownOf(name, lineAt(text, index + whole.length))]);
  }
  const texts = textsIn(text);
  for (const [name, { text: value, line }] of texts) {
    if (words.has(name) || keyed.has(name) || /[`;|&<>()]/.test(value)) continue;
    const [only, ...others] = commandsIn(value.replace(/\\?\n/g, ' \\\n'), line);
    if (only && others.length === 0) words.set(name, only.words);
  }
  return { words, keyed, texts: new Map([...texts, ...files]), values: assigned, sources };
}

/**
 * With those of other files, which a script sources: what it lists itself counts, and what several of these list otherwise tells
 * nothing.
 */
export function withSourced(own: Lists, sourced: ReadonlyMap<string, string>): Lists {
  const words = new Map<string, readonly Word[]>();
  const keyed = new Map<string, ReadonlyMap<string, Word>>();
  const seen = new Set<string>();
  for (const [file, text] of sourced) {
    const lists = listsIn(text, assignmentsIn(text));
    for (const name of new Set([...lists.words.keys(), ...lists.keyed.keys()])) {
      words.delete(name);
      keyed.delete(name);
      if (seen.has(name) || own.values.has(name)) continue;
      seen.add(name);
      const list = lists.words.get(name);
      if (list)
        words.set(
          name,
          list.map(word => ({ file, ...word })),
        );
      const byKey = lists.keyed.get(name);
      if (byKey) keyed.set(name, new Map([...byKey].map(([key, word]) => [key, { file, ...word }])));
    }
  }
  return { ...own, words: new Map([...words, ...own.words]), keyed: new Map([...keyed, ...own.keyed]) };
}

/** Whether what lies between two lines of that indentation leaves the block that they stand in: by a line further out, or another arm. */
function staysIn(indent: string, between: string): boolean {
  const lines = between.split('\n').slice(1, -1);
  return lines.every(line => {
    const own = /^[ \t]*(?=\S)/.exec(line)?.[0];
    return own === undefined || (own.length >= indent.length && !(own === indent && ARM.test(line)));
  });
}

const ARM = /^[ \t]*(?:else|elif|;;)/;

/** More of a list than is known. */
function unknownOf(name: string, line: number): Word {
  return { text: `\${${name}[@]}`, line };
}

/** Of two commands that a list may be, the one that installs, where the other shows what that would do: `helm diff upgrade …`. */
function installing(one: readonly Word[] | undefined, other: readonly Word[]): readonly Word[] | undefined {
  const [shown, ...others] = [one ?? [], other].filter(
    ([tool, verb]) => tool?.text === 'helm' && verb?.text === 'diff',
  );
  const [run] = [one ?? [], other].filter(
    ([tool, verb]) => tool?.text === 'helm' && /^(?:upgrade|install)$/.test(verb?.text ?? ''),
  );
  return shown && others.length === 0 ? run : undefined;
}

/** What stands there up to the bracket that closes it; undefined where none does. */
function listAt(text: string, start: number): string | undefined {
  let quote = '';
  let depth = 0;
  const limit = Math.min(text.length, start + MAX_LIST);
  for (let index = start; index < limit; index++) {
    const char = text[index] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') depth++;
    else if (char === ')' && depth-- === 0) return text.slice(start, index);
  }
  return undefined;
}

function entryOf({ text, line }: Word): readonly (readonly [string, Word])[] | undefined {
  const [, key, value] = /^\[([^\]]{1,200})\]=(.*)$/.exec(text) ?? [];
  return key === undefined || value === undefined ? undefined : [[key, { text: value, line }]];
}
