/** Tools that a script runs by a name of its own: `CLI="$BIN/istioctl"; $CLI install`. */
import { type Command, commandsIn, type Word } from './text.js';

/** `$CLI`, `${CLI}`, `$(CLI)` of make, with what a recipe puts before it. */
const NAME = /^[@-]{0,2}\$(?:\w{1,80}|\{\w{1,80}\}|\(\w{1,80}\))$/;
const TOOL = /^(?:\S*\/)?(?:helm|istioctl)(?:\.exe)?$/;
/** Those that are known for a tool by what they are called. */
const KNOWN = /helm|istioctl|istio_?(?:bin|cmd|binary)/i;
/** What stands before a tool: `then`, `sudo`, `time`. */
const MAX_BEFORE = 4;

/** Names that stand for names, and longer than the call of a tool is. */
const MAX_STEPS = 5;
const MAX_LENGTH = 400;

/** @param expandOnce fills in the variables of the script, those in what they stand for not */
export function withNamedTool(command: Command, expandOnce: (text: string) => string): Command {
  const at = command.words.slice(0, MAX_BEFORE).findIndex(({ text }) => NAME.test(text) && !KNOWN.test(text));
  const word = command.words[at];
  if (!word) return command;
  const written = word.text.replace(/^[@-]+/, '');
  let expanded = written;
  for (let step = 0; step < MAX_STEPS && expanded.includes('$') && expanded.length < MAX_LENGTH; step++)
    expanded = expandOnce(expanded);
  if (expanded === written || !/helm|istioctl/.test(expanded)) return command;
  const [run, ...others] = commandsIn(expanded);
  if (!run || others.length > 0 || !run.words.some(({ text }) => TOOL.test(text))) return command;
  const tool = run.words.map(({ text }): Word => ({ ...word, text }));
  return { ...command, words: [...command.words.slice(0, at), ...tool, ...command.words.slice(at + 1)] };
}
