/**
 * Functions of a script that run a tool with what they are given: all of it (`k() { kubectl --context dev "$@"; }`), or one by one
 * (`chart() { helm upgrade --install "$1" "istio/$2"; }`).
 */

import type { TellMore } from '../limits.js';
import { ARGUMENTS, filled, readTemplate, type Template, uses } from './function-templates.js';
import type { Command, Word } from './text.js';

/** `name() {`, `function name {` and `name() (`, with what stands behind the brace. */
const HEAD =
  /^[ \t]*(?:function[ \t]+)?([A-Za-z_][\w-]{0,100})[ \t]*(?:\([ \t]*\)[ \t]*)?(\{|\((?=[ \t]*$))(.*)$/;
const ALONE_HEAD = /^[ \t]*(?:function[ \t]+)?([A-Za-z_][\w-]{0,100})[ \t]*(?:\([ \t]*\))?[ \t]*$/;
/** `function name` and `name()` only: `name {` is none. */
const DECLARES = /^[ \t]*function[ \t]|\([ \t]*\)/;

/** Longer than such a function is. */
const MAX_LINES = 1000;

/** What other files have to do with the functions of one. */
export interface Beside {
  /** Those that it takes from files that it sources. */
  readonly functions: readonly FunctionBody[];
  /** Scripts that it runs with the charts that they are to install, by how it names them. */
  readonly scripts: ReadonlyMap<string, FunctionBody>;
  /** Its own that those call that source it. */
  readonly calledElsewhere: ReadonlySet<string>;
}

const ALONE: Beside = { functions: [], scripts: new Map(), calledElsewhere: new Set() };

/** The commands, with calls of such functions as the commands that they come to. */
export function withoutWrappers(
  text: string,
  commands: readonly Command[],
  parse: (text: string, firstLine: number) => readonly Command[],
  more: TellMore,
  { functions, scripts, calledElsewhere }: Beside = ALONE,
): readonly Command[] {
  const wrapped = new Map<string, Wrapper>();
  const templates = new Map<string, Template>();
  const bodies = new Map<string, readonly Command[]>();
  for (const one of [...functions, ...functionsIn(text)]) {
    const { name, body, line } = one;
    const runs = parse(body, line);
    bodies.set(name, runs);
    const run = runs
      .flatMap(command => [command, ...heldIn(command, parse)])
      .flatMap(({ words }) => {
        const at = words.findIndex(word => ARGUMENTS.test(word.text));
        const start = toolAt(words);
        return at > start
          ? [{ before: words.slice(start, at), behind: words.slice(at + 1).map(inFile(one.file)) }]
          : [];
      });
    // What prints or splits all that it is given runs nothing of it.
    const whole = run.findLast(({ before }) => TOOL.test(before[0]?.text ?? ''));
    const last = whole?.before;
    wrapped.delete(name);
    templates.delete(name);
    // What is handed on as a whole may come behind what is taken one by one: `shift 4`.
    const template = readTemplate(one, runs);
    const takes = last?.some(word => uses(word, template.places)) ?? true;
    if (takes) templates.set(name, template);
    else if (whole) wrapped.set(name, whole);
  }
  const budget = { left: MAX_NESTED_FILLED };
  for (let round = 0; round < MAX_NESTED; round++) nest(templates, bodies, budget);
  const ofScripts = new Map(
    [...scripts].map(([name, one]) => [name, readTemplate(one, parse(one.body, one.line))]),
  );
  if (wrapped.size + templates.size + ofScripts.size === 0) return commands;
  const callOf = (command: Command, index: number): Call | undefined => {
    const { words } = command;
    const first = words.findIndex(one => !KEYWORD.test(one.text));
    const template = templates.get(words[first]?.text ?? '');
    const declares = commands[index + 1]?.words[0]?.text === '{';
    if (template && template.commands.length > 0 && !declares)
      return { template, call: { ...command, words: words.slice(first) } };
    const at =
      ofScripts.size === 0 ? -1 : words.slice(0, MAX_BEFORE).findIndex(one => ofScripts.has(one.text));
    const script = ofScripts.get(words[at]?.text ?? '');
    return script && words.slice(0, at).every(one => BEFORE.test(one.text))
      ? { template: script, call: { ...command, words: words.slice(at) } }
      : undefined;
  };
  let left = MAX_FILLED;
  const calls = commands.map((command, index) => {
    const made = left < 0 ? undefined : callOf(command, index);
    left -= made?.template.commands.length ?? 0;
    return { command, made };
  });
  if (left < 0) more();
  // What a function runs is what its calls make of it.
  const called = new Set(calls.flatMap(({ made }) => (made ? keysOf(made.template) : [])));
  for (const name of calledElsewhere) for (const key of keysOf(templates.get(name))) called.add(key);
  return calls.flatMap(({ command, made }) => {
    if (called.has(keyOf(command))) return [];
    return made ? filled(made.template, made.call) : [withoutWrapper(command, wrapped)];
  });
}

/** Deeper than functions call each other that install something. */
const MAX_NESTED = 3;
/** More commands than all functions of a script come to through each other. */
const MAX_NESTED_FILLED = 5000;

/** Takes into each function what those run that it calls, with what it hands them. */
function nest(
  templates: Map<string, Template>,
  bodies: ReadonlyMap<string, readonly Command[]>,
  budget: { left: number },
): void {
  for (const [name, template] of templates) {
    const calls = (bodies.get(name) ?? []).flatMap(command => {
      const inner = templates.get(command.words[0]?.text ?? '');
      return inner && inner !== template && inner.commands.length > 0 ? [{ command, inner }] : [];
    });
    const own = template.commands.filter(command => !template.nested.has(command));
    const nested: Command[] = [];
    const handing: Command[] = [];
    for (const { command, inner } of calls) {
      budget.left -= inner.commands.length;
      if (budget.left < 0 || nested.length + inner.commands.length > MAX_FILLED) break;
      const runs = filled(inner, command);
      // What it hands on nothing to is called where it stands.
      if (!runs.some(({ words }) => words.some(word => uses(word, template.places)))) continue;
      for (const run of runs) nested.push(run);
      handing.push(command);
    }
    if (nested.length > 0)
      templates.set(name, {
        ...template,
        commands: [...own, ...nested],
        nested: new Set(nested),
        calls: handing,
      });
  }
}

/** What stands in a function, which is none of the commands of the file where it is called. */
function keysOf(template: Template | undefined): readonly string[] {
  return template ? [...template.commands, ...template.calls].map(keyOf) : [];
}

interface Call {
  readonly template: Template;
  /** From the name of what is called on. */
  readonly call: Command;
}

/** What stands before a script that is run, in shells and in lists of YAML. */
const BEFORE =
  /^(?:-|[\w-]{1,40}:|[@+-]{1,3}|sudo|env|time|exec|then|do|else|if|!|[@+-]{0,3}(?:\S{0,100}\/)?(?:ba|da|k|z)?sh|-[a-z]{1,4}|[A-Za-z_]\w{0,80}=.*)$/s;
const MAX_BEFORE = 8;
/** What stands before a tool: `if ! timeout 600 helm upgrade …; then`, `HELM_DRIVER=sql helm upgrade …` */
const LEADS =
  /^(?:if|elif|else|until|while|then|do|!|time|timeout|\d{1,6}[smh]?|sudo|env|command|exec|nohup|nice|-[\w=-]{1,30}|[A-Za-z_]\w{0,80}=.*)$/s;
const KEYWORD = /^(?:do|then|else|if|!|time)$/;

/** `out=$(helm upgrade --install "$@")`, `cmd="helm upgrade --install $*"` for `eval`: what a function has in a word. */
function heldIn(
  { words }: Command,
  parse: (text: string, firstLine: number) => readonly Command[],
): readonly Command[] {
  return words.flatMap(({ text, line }) => {
    const held = /^[A-Za-z_]\w{0,80}=(?:\$\()?([\s\S]{1,2000}?)\)?$/.exec(text)?.[1] ?? '';
    return TOOL.test(held) && GIVEN.test(held) && /\s/.test(held) ? parse(held, line) : [];
  });
}

/** Where the tool stands, if only such words come before it. */
function toolAt(words: readonly Word[]): number {
  return Math.max(
    words.slice(0, MAX_BEFORE).findIndex(({ text }) => !LEADS.test(text)),
    0,
  );
}

function keyOf({ words }: Command): string {
  return `${words[0]?.line} ${words.map(({ text }) => text).join(' ')}`;
}

const TOOL = /istio|helm|kubectl/i;

/** More commands than calls of such functions come to. */
const MAX_FILLED = 500;

export interface FunctionBody {
  /** Of another file. */
  readonly file?: string;
  readonly name: string;
  readonly body: string;
  /** Where the body begins. */
  readonly line: number;
}

/** Those that do something with their arguments. */
export function functionsIn(text: string): readonly FunctionBody[] {
  return GIVEN.test(text) ? allFunctionsIn(text).filter(({ body }) => GIVEN.test(body)) : [];
}

/** The body ends at a brace that begins a line, or at a bracket where it is one of a shell of its own. */
export function allFunctionsIn(text: string): readonly FunctionBody[] {
  const found: FunctionBody[] = [];
  let open: { name: string; line: number; lines: string[]; end: RegExp } | undefined;
  let named: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, own, bracket = '', rest = ''] =
      line.length < 1000 && DECLARES.test(line) ? (HEAD.exec(line) ?? []) : [];
    // `name()` alone, and the brace in the next line.
    const name = own ?? (named !== undefined && /^[ \t]*\{[ \t]*$/.test(line) ? named : undefined);
    named = line.length < 1000 && DECLARES.test(line) ? ALONE_HEAD.exec(line)?.[1] : undefined;
    const whole = /^(.*?);?[ \t]*\}[ \t]*(?:#.*)?$/.exec(rest.length < 1000 ? rest : '')?.[1];
    if (name !== undefined && whole !== undefined) found.push({ name, body: whole, line: index + 1 });
    else if (name !== undefined)
      open = { name, line: index + 1, lines: [rest], end: bracket === '(' ? /^[ \t]*\)/ : /^[ \t]*\}/ };
    else if (open?.end.test(line)) {
      found.push({ name: open.name, body: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else if (open && open.lines.push(line) > MAX_LINES) open = undefined;
  }
  return found;
}

const GIVEN = /\$\{?[@*1-9]/;

/** What a function puts around all that it is given. */
interface Wrapper {
  readonly before: readonly Word[];
  readonly behind: readonly Word[];
}

function inFile(file: string | undefined): (word: Word) => Word {
  return word => (file === undefined ? word : { file, ...word });
}

function withoutWrapper(command: Command, wrapped: ReadonlyMap<string, Wrapper>): Command {
  const first = command.words.findIndex(one => !KEYWORD.test(one.text));
  const [called, ...given] = command.words.slice(Math.max(first, 0));
  const run = called && wrapped.get(called.text);
  if (!run) return command;
  const before = run.before.map(word => ({ ...word, line: called.line }));
  return { ...command, words: [...before, ...given, ...run.behind] };
}
