/**
 * Functions of a script that run a tool with what they are given: all of it (`k() { kubectl --context dev "$@"; }`), or one by one
 * (`chart() { helm upgrade --install "$1" "istio/$2"; }`).
 */
import { fetches } from './downloads.js';
import { filledText } from './filled.js';
import type { Command, Word } from './text.js';

/** `name() {` and `function name {`, with what stands behind the brace. */
const HEAD = /^[ \t]*(?:function[ \t]+)?([A-Za-z_][\w-]{0,100})[ \t]*(?:\([ \t]*\)[ \t]*)?\{(.*)$/;
/** `function name` and `name()` only: `name {` is none. */
const DECLARES = /^[ \t]*function[ \t]|\([ \t]*\)/;

/** Longer than such a function is. */
const MAX_LINES = 60;

/** All that a function is given. */
const ARGUMENTS = /^\$[@*]$|^\$\{[@*](?::\d)?\}$/;

/** The commands, with calls of such functions as the commands that they come to. */
export function withoutWrappers(
  text: string,
  commands: readonly Command[],
  parse: (text: string, firstLine: number) => readonly Command[],
): readonly Command[] {
  const wrapped = new Map<string, readonly Word[]>();
  const templates = new Map<string, Template>();
  for (const { name, body, line } of functionsIn(text)) {
    const runs = parse(body, line);
    const run = runs.flatMap(({ words }) => {
      const at = words.findIndex(word => ARGUMENTS.test(word.text));
      return at > 0 ? [words.slice(0, at)] : [];
    });
    const last = run.at(-1);
    if (last && TOOL.test(last[0]?.text ?? '')) wrapped.set(name, last);
    else if (!last) templates.set(name, readTemplate(body, line, runs));
  }
  if (wrapped.size + templates.size === 0) return commands;
  const templateOf = ({ words }: Command, index: number): Template | undefined => {
    const template = templates.get(words[0]?.text ?? '');
    const declares = commands[index + 1]?.words[0]?.text === '{';
    return template && template.commands.length > 0 && !declares ? template : undefined;
  };
  let left = MAX_FILLED;
  const calls = commands.map((command, index) => {
    const template = left < 0 ? undefined : templateOf(command, index);
    left -= template?.commands.length ?? 0;
    return { command, template };
  });
  // What a function runs is what its calls make of it.
  const called = new Set(calls.flatMap(({ template }) => template?.commands.map(keyOf) ?? []));
  return calls.flatMap(({ command, template }) => {
    if (template) return filled(template, command);
    return called.has(keyOf(command)) ? [] : [withoutWrapper(command, wrapped)];
  });
}

function keyOf({ words }: Command): string {
  return `${words[0]?.line} ${words.map(({ text }) => text).join(' ')}`;
}

const TOOL = /istio|helm|kubectl/i;

/** More commands than calls of such functions come to. */
const MAX_FILLED = 500;

/** What a function runs, with the places of its arguments by the names that it gives them. */
interface Template {
  readonly commands: readonly Command[];
  readonly places: ReadonlyMap<string, number>;
  /** What arguments are by their names that a call leaves out: `local version=${1:-1.22.2}`. */
  readonly presets: ReadonlyMap<string, Word>;
  /** Names that it gives to what it makes of its arguments: `local rev=${version//./-}`. */
  readonly made: ReadonlyMap<string, string>;
}

function readTemplate(body: string, line: number, runs: readonly Command[]): Template {
  const places = new Map<string, number>();
  const presets = new Map<string, Word>();
  for (let place = 1; place <= 9; place++) places.set(String(place), place);
  const head = body.slice(0, MAX_BODY);
  for (const { 1: name = '', 2: place, 3: preset, index } of head.matchAll(NAMED)) {
    places.set(name, Number(place));
    if (preset !== undefined)
      presets.set(name, { text: preset, line: line + head.slice(0, index).split('\n').length - 1 });
  }
  const made = new Map<string, string>();
  for (const [, name = '', text = ''] of head.matchAll(MADE))
    if (!places.has(name) && uses({ text }, places)) made.set(name, text);
  for (const name of made.keys()) places.set(name, 0);
  const commands = runs.filter(({ words, heredoc }, index) => {
    const before = runs[index - 1];
    // What is fed the text that a call fills in.
    if (before?.piped && before.heredoc && uses(before.heredoc, places)) return true;
    if (heredoc && uses(heredoc, places)) return true;
    // Which release a download is of is said to what it is piped into.
    if (fetches({ words }) || (before?.piped && fetches(before))) return true;
    return words.slice(0, 3).some(({ text }) => RUNS.test(text)) && words.some(word => uses(word, places));
  });
  return { commands, places, presets, made };
}

const RUNS = /^(?:\S*\/)?(?:helm|istioctl)$/;

/** `local chart="$2"`, `chart=${2:-istiod}` */
const NAMED = /\b([A-Za-z_]\w{0,60})=["']?\$\{?([1-9])\b(?::?-(\w[\w.+-]{0,100})\})?/g;
const MADE = /\b([A-Za-z_]\w{0,60})=["']?([\w./-]{0,60}\$\{?\w{1,60}[^\s"';]{0,60})["']?(?=\s|;|$)/gm;
const MAX_BODY = 20_000;
/** `$1`, `${version}`, `${version//./-}`, `${2:-1.22.2}` */
const REFERENCE =
  /\$\{(\w+)\/\/([^/{}]{1,9})\/([^/{}]{0,9})\}|\$\{(?=\w+:?-)(\w+):?-[^{}]{0,200}\}|\$\{?(\w+)\}?/g;

/** `${rev}`, `$rev` */
const NAME = /\$(?:\{(\w{1,60})\}|(\w{1,60}))/g;

function uses({ text }: Pick<Word, 'text'>, places: Template['places']): boolean {
  return [...text.matchAll(REFERENCE)].some(([, changed, , , preset, name = '']) =>
    places.has(changed ?? preset ?? name),
  );
}

function filled({ commands, places, presets, made }: Template, call: Command): readonly Command[] {
  const [called, ...given] = call.words;
  const at = called?.line ?? 1;
  return commands.map(command => {
    // A call says which chart it is, or which istioctl runs; else of istioctl what one and the same command sets.
    const tool = command.words.find(({ text }) => /istioctl$/.test(text));
    const isItsOwn = tool !== undefined && !uses(tool, places);
    const argument = (name: string): string | undefined =>
      (given[(places.get(name) ?? 0) - 1] ?? presets.get(name))?.text;
    const presetIn = (text: string): number | undefined => {
      const name = /\$\{?(\w{1,60})\}?["']?$/.exec(text)?.[1] ?? '';
      return given[(places.get(name) ?? 0) - 1] ? undefined : presets.get(name)?.line;
    };
    const textOf = (text: string): string =>
      filledText(
        filledText(text, NAME, (_, round, bare) => made.get(round ?? bare ?? '')),
        REFERENCE,
        (_, changed, from = '', to = '', preset, name = '') =>
          changed === undefined ? argument(preset ?? name) : changedIn(argument(changed), from, to),
      );
    const words = command.words.map(({ text, line }, index) => ({
      text: textOf(text),
      // What a call does not say stands where the function says it.
      line: isItsOwn || (index > 0 && textOf(text) === text) ? line : (presetIn(text) ?? at),
    }));
    const { heredoc } = command;
    return {
      ...command,
      words,
      ...(heredoc ? { heredoc: { ...heredoc, text: textOf(heredoc.text) } } : {}),
    };
  });
}

/** `${version//./-}` of an argument; one that is a name itself is changed where that is known. */
function changedIn(argument: string | undefined, from: string, to: string): string | undefined {
  const name = /^\$\{?(\w+)\}?$/.exec(argument ?? '')?.[1];
  return name === undefined ? argument?.replaceAll(from, () => to) : `\${${name}//${from}/${to}}`;
}

interface FunctionBody {
  readonly name: string;
  readonly body: string;
  /** Where the body begins. */
  readonly line: number;
}

/** Those that do something with their arguments; the body ends at a brace that begins a line. */
function functionsIn(text: string): readonly FunctionBody[] {
  if (!GIVEN.test(text)) return [];
  const found: FunctionBody[] = [];
  let open: { name: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, name, rest = ''] = line.length < 1000 && DECLARES.test(line) ? (HEAD.exec(line) ?? []) : [];
    const whole = /^(.*?);?[ \t]*\}[ \t]*(?:#.*)?$/.exec(rest.length < 1000 ? rest : '')?.[1];
    if (name !== undefined && whole !== undefined) found.push({ name, body: whole, line: index + 1 });
    else if (name !== undefined) open = { name, line: index + 1, lines: [rest] };
    else if (open && /^[ \t]*\}/.test(line)) {
      found.push({ name: open.name, body: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else if (open && open.lines.push(line) > MAX_LINES) open = undefined;
  }
  return found.filter(({ body }) => GIVEN.test(body));
}

const GIVEN = /\$\{?[@*1-9]/;

function withoutWrapper(command: Command, wrapped: ReadonlyMap<string, readonly Word[]>): Command {
  const [called, ...given] = command.words;
  const run = called && wrapped.get(called.text);
  if (!run) return command;
  return { ...command, words: [...run.map(word => ({ ...word, line: called.line })), ...given] };
}
