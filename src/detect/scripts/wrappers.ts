/** Functions of a script that do nothing but run a tool with what they are given: `k() { kubectl --context dev "$@"; }`. */
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
  parse: (text: string) => readonly Command[],
): readonly Command[] {
  const wrapped = new Map<string, readonly Word[]>();
  for (const { name, body } of functionsIn(text)) {
    const run = parse(body).flatMap(({ words }) => {
      const at = words.findIndex(word => ARGUMENTS.test(word.text));
      return at > 0 ? [words.slice(0, at)] : [];
    });
    const last = run.at(-1);
    if (last && /istio|helm|kubectl/i.test(last[0]?.text ?? '')) wrapped.set(name, last);
  }
  return wrapped.size === 0 ? commands : commands.map(command => withoutWrapper(command, wrapped));
}

/** Those that hand their arguments on; the body ends at a brace that begins a line. */
function functionsIn(text: string): readonly { readonly name: string; readonly body: string }[] {
  if (!/\$\{?[@*]/.test(text)) return [];
  const found: { name: string; body: string }[] = [];
  let open: { name: string; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const [, name, rest = ''] = line.length < 1000 && DECLARES.test(line) ? (HEAD.exec(line) ?? []) : [];
    const whole = /^(.*?);?[ \t]*\}[ \t]*(?:#.*)?$/.exec(rest.length < 1000 ? rest : '')?.[1];
    if (name !== undefined && whole !== undefined) found.push({ name, body: whole });
    else if (name !== undefined) open = { name, lines: [rest] };
    else if (open && /^[ \t]*\}/.test(line)) {
      found.push({ name: open.name, body: open.lines.join('\n') });
      open = undefined;
    } else if (open && open.lines.push(line) > MAX_LINES) open = undefined;
  }
  return found.filter(({ body }) => /\$\{?[@*]/.test(body));
}

function withoutWrapper(command: Command, wrapped: ReadonlyMap<string, readonly Word[]>): Command {
  const [called, ...given] = command.words;
  const run = called && wrapped.get(called.text);
  if (!run) return command;
  return { ...command, words: [...run.map(word => ({ ...word, line: called.line })), ...given] };
}
