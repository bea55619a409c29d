/** Several commands in one word, for a shell of their own: `bash -c 'helm repo add …; helm upgrade …'`, `ssh host '…'`. */
import { type Command, commandsIn } from './text.js';

/** `-c`, `-lc`, `-euxc` */
const RUNS = /^-[a-z]{0,8}c$/;
const SHELL = /(?:^|\/)(?:ba|da|k|z)?sh$/;
const TOOL = /helm|istioctl/i;
const SEVERAL = /[;\n]|&&|\|\|/;

/** The same commands, with those in place of the word that holds them; one alone is found where it stands. */
export function withQuotedCommands(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap(command => {
    const quoted = quotedIn(command);
    return quoted ? quoted : [command];
  });
}

function quotedIn({ words }: Command): readonly Command[] | undefined {
  const isRemote = /(?:^|\/)ssh$/.test(words.find(({ text }) => text !== 'sudo')?.text ?? '');
  const at = words.findIndex(
    ({ text }, index) =>
      index > 0 &&
      TOOL.test(text) &&
      SEVERAL.test(text) &&
      (isRemote || (RUNS.test(words[index - 1]?.text ?? '') && words.some(one => SHELL.test(one.text)))),
  );
  const word = words[at];
  const found = word ? commandsIn(word.text, word.line) : [];
  return found.length > 1 ? found : undefined;
}
