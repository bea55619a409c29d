/**
 * Loops and functions of pipelines of Jenkins, by which these run a command several times: `charts.each { c -> sh "helm … ${c.name}" }`,
 * `for (c in ['base', 'istiod']) { … }`, `def deploy(chart) { sh "…" }`. Source: https://www.jenkins.io/doc/book/pipeline/syntax/#script,
 * https://groovy-lang.org/semantics.html#_loops
 */
import { append } from '../../append.js';
import { closing, literalIn, type Piece, piecesOf } from '../code/literals.js';
import { valueIn } from '../code/loops.js';
import { lineAt, withoutComments } from '../code/text.js';
import type { TellMore } from '../limits.js';
import { type Bindings, filledIn, type Given, inRounds, type Round } from './rounds.js';
import { type Command, commandsIn, type Word } from './text.js';

/** More loops and functions than a pipeline has, and more items than they go through. */
const MAX_BLOCKS = 200;
const MAX_ITEMS = 200;

export function isGroovy(path: string): boolean {
  return /(?:^|\/)[\w.-]{0,60}Jenkinsfile[\w.-]{0,60}$|\.(?:groovy|jenkinsfile)$/i.test(path);
}

/** What runs several times, with what names are each time. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly rounds: readonly Bindings[];
}

/** The commands, with what such blocks run once for each round. */
export function groovyCommands(
  written: string,
  commands: readonly Command[],
  more: TellMore,
): readonly Command[] {
  // Of the same length: an address holds `//`, too.
  const text = withoutComments('Jenkinsfile', written);
  const blocks = [...loopsIn(text, more), ...functionsIn(text, more)];
  const around = (line: number): readonly Block[] =>
    blocks.filter(({ from, to }) => from <= line && line <= to);
  const own = commands.flatMap(command => {
    const line = command.words[0]?.line ?? 1;
    return runBy(command, around(line).length > 0);
  });
  const roundsAt = (line: number): readonly Round[] => {
    const found = combined(around(line));
    if (found.length >= MAX_ITEMS) more();
    return found;
  };
  return inRounds(own, roundsAt, fill, more);
}

/** `sh "helm …"`, `sh(script: "helm …", returnStdout: true)` as what it runs, where it is filled in, or goes on behind the text. */
function runBy(command: Command, isInBlock: boolean): readonly Command[] {
  const at = command.words.findIndex(({ text }) => /^\w{0,20}\(?(?:sh|bat|script:)$|^sh\(/.test(text));
  const script = at < 0 ? undefined : command.words.slice(at).find(({ text }) => /\bhelm3?\s/.test(text));
  if (!script || !(isInBlock || script.text.endsWith(','))) return [command];
  return commandsIn(script.text.replace(/,$/, ''), script.line);
}

const REFERENCE = /\$\{?([A-Za-z_]\w{0,80}(?:\.\w{1,80}){0,2})\}?/;

function fill(word: Word, bindings: Bindings): Word {
  return filledIn(word, REFERENCE, bindings);
}

function combined(blocks: readonly Block[]): readonly Round[] {
  let found: readonly Bindings[] = [new Map()];
  for (const { rounds } of blocks)
    found = found.flatMap(one => rounds.map(own => new Map([...one, ...own]))).slice(0, MAX_ITEMS);
  return found.map(bindings => ({ bindings }));
}

const NAME = '[A-Za-z_]\\w{0,60}';
/** `charts.each { c ->`, `versions.each { name, version ->`, `charts.eachWithIndex { c, index ->`, `charts.each {` with `it`. */
const EACH = new RegExp(
  `(?:(?<![\\w.])(${NAME})|\\])\\s{0,20}\\.(?:each|eachWithIndex|collectEntries|collect)\\s{0,9}\\(?\\s{0,9}(\\{)\\s{0,20}(?:(?:(?:String|def|Map)\\s{1,9})?(${NAME})(?:\\s{0,9},\\s{0,9}(?:\\w{1,20}\\s{1,9})?(${NAME}))?\\s{0,9}->)?`,
  'g',
);
const FOR = new RegExp(
  `\\bfor\\s{0,9}\\(\\s{0,9}(?:(?:String|def|Map)\\s{1,9})?(${NAME})\\s{0,9}(?:\\bin\\b|:)\\s{0,9}(?:(${NAME})\\s{0,9}\\)|(?=\\[))`,
  'g',
);

function* someOf(text: string, pattern: RegExp, more: TellMore): Generator<RegExpExecArray> {
  let count = 0;
  for (const match of text.matchAll(pattern)) {
    if (count++ >= MAX_BLOCKS) {
      more();
      return;
    }
    yield match;
  }
}

function loopsIn(text: string, more: TellMore): readonly Block[] {
  const found: Block[] = [];
  for (const match of someOf(text, EACH, more)) {
    const [whole, name, , first = 'it', second] = match;
    const list = name === undefined ? listBefore(text, match.index) : listNamed(text, name);
    const open = match.index + whole.indexOf('{');
    if (list !== undefined) append(found, blockOf(text, open, itemsOf(text, list, first, second)));
  }
  for (const match of someOf(text, FOR, more)) {
    const [whole, item = '', name] = match;
    const list = name === undefined ? match.index + whole.length : listNamed(text, name);
    const head = closing(text, text.indexOf('(', match.index));
    const open = head === undefined ? -1 : text.indexOf('{', head);
    if (list !== undefined && open >= 0)
      append(found, blockOf(text, open, itemsOf(text, list, item, undefined)));
  }
  return found;
}

/** `def charts = [`, `List<Map> charts = [`; undefined where several are. */
function listNamed(text: string, name: string): number | undefined {
  const [first, ...others] = [
    ...text.matchAll(new RegExp(`(?<![\\w.$])${name}\\s{0,9}=\\s{0,20}(?=\\[)`, 'g')),
  ].slice(0, 2);
  return first && others.length === 0 ? first.index + first[0].length : undefined;
}

/** Where the list opens that a bracket closes. */
function listBefore(text: string, close: number): number | undefined {
  let depth = 0;
  for (let at = close; at >= 0 && close - at < 5000; at--) {
    const character = text[at] ?? '';
    if (')}]'.includes(character)) depth++;
    else if ('({['.includes(character) && --depth === 0) return character === '[' ? at : undefined;
  }
  return undefined;
}

/** What names are for each item of a list, or each entry of a map, by all that is known of it. */
function itemsOf(text: string, open: number, first: string, second: string | undefined): readonly Bindings[] {
  return piecesOf(text, open)
    .slice(0, MAX_ITEMS)
    .map(item => {
      const entry = /^\s*(?:(["'])([\w./-]{1,80})\1|([\w-]{1,80}))\s*:\s*/.exec(item.text);
      const bindings = new Map<string, Given>();
      if (!entry) {
        bind(text, bindings, first, item);
        return bindings;
      }
      const value = { text: item.text.slice(entry[0].length), start: item.start + entry[0].length };
      const key = {
        text: entry[2] ?? entry[3] ?? '',
        line: lineAt(text, item.start + entry[0].search(/\S/)),
      };
      bindings.set(second === undefined ? `${first}.key` : first, key);
      bind(text, bindings, second ?? `${first}.value`, value);
      return bindings;
    });
}

/** A text, or the fields of a map. */
function bind(text: string, bindings: Map<string, Given>, name: string, piece: Piece): void {
  const own = givenBy(text, piece);
  if (own) bindings.set(name, own);
  const start = piece.start + piece.text.length - piece.text.trimStart().length;
  if (text[start] !== '[') return;
  for (const field of piecesOf(text, start)) {
    const key = /^\s*["']?([\w-]{1,80})["']?\s*:/.exec(field.text)?.[1];
    const value = key === undefined ? undefined : valueIn(piece, `one.${key}`, new Map([['one', {}]]), []);
    const given = typeof value === 'object' ? givenBy(text, value) : undefined;
    if (given) bindings.set(`${name}.${key}`, given);
  }
}

/** `'1.22.2'`, `params.ISTIO_VERSION` as a text names it. */
function givenBy(text: string, { text: written, start }: Piece): Given | undefined {
  const line = lineAt(text, start + written.length - written.trimStart().length);
  const literal = literalIn(written) ?? /^\s*"([^"\n]{1,200})"\s*$/.exec(written)?.[1];
  if (literal !== undefined) return { text: literal, line };
  const name = /^\s*([A-Za-z_]\w{0,80}(?:\.\w{1,80}){0,2})\s*$/.exec(written)?.[1];
  return name === undefined ? undefined : { text: `\${${name}}`, line };
}

function blockOf(text: string, open: number, rounds: readonly Bindings[]): readonly Block[] {
  const end = closing(text, open);
  return end === undefined || rounds.length === 0
    ? []
    : [{ from: lineAt(text, open), to: lineAt(text, end - 1), rounds }];
}

const FUNCTION =
  /^[ \t]{0,40}(?:def|void|String)[ \t]{1,9}([A-Za-z_]\w{0,60})[ \t]{0,9}\(([^()\n]{1,300})\)[ \t]{0,9}\{/gm;

/** `deploy chart: 'istiod', version: '1.22.2'` */
function bareArgs({ 0: whole, 1: inner = '', index }: RegExpExecArray): readonly Piece[] {
  const before = index + whole.length - inner.length - 1;
  return piecesOf(`(${inner})`, 0).map(({ text, start }) => ({ text, start: start + before }));
}

/** What functions are given, by each of their calls; those of parameters that are maps by their keys. */
function functionsIn(text: string, more: TellMore): readonly Block[] {
  const found: Block[] = [];
  for (const match of someOf(text, FUNCTION, more)) {
    const [whole, name = '', inner = ''] = match;
    const params = inner.split(',').map(one => /(\w{1,80})\s*(?:=.*)?$/.exec(one.trim())?.[1] ?? '');
    const rounds: Bindings[] = [];
    for (const call of text.matchAll(
      new RegExp(
        `(?<![\\w.])${name}\\s{0,9}\\(|^[ \\t]{0,60}${name}[ \\t]{1,9}(?=["'\\w])([^\\n;]{1,400})`,
        'gm',
      ),
    )) {
      if (rounds.length >= MAX_ITEMS) break;
      const isDefinition = /\b(?:def|void|String)\s{1,9}$/.test(
        text.slice(Math.max(0, call.index - 20), call.index),
      );
      if (isDefinition) continue;
      const bindings = new Map<string, Given>();
      const args = call[1] === undefined ? piecesOf(text, call.index + call[0].length - 1) : bareArgs(call);
      for (const [index, arg] of args.entries()) {
        const [key, field] = /^\s*([A-Za-z_]\w{0,60})\s*:\s*/.exec(arg.text) ?? [];
        const value =
          key === undefined ? arg : { text: arg.text.slice(key.length), start: arg.start + key.length };
        const param = field === undefined ? params[index] : `${params[0]}.${field}`;
        if (param !== undefined && param !== '') bind(text, bindings, param, value);
      }
      rounds.push(bindings);
    }
    append(found, blockOf(text, match.index + whole.length - 1, rounds));
  }
  return found;
}
