/** Commands that run once for each of what they are handed: `printf '%s\n' base istiod | xargs -I{} helm install {} istio/{}`, `parallel`. */
import type { TellMore } from '../limits.js';
import type { Command, Word } from './text.js';

/** More than people list. */
const MAX_ITEMS = 50;
const TOOL = /helm|istioctl/i;
/** Flags of xargs and parallel that have a value of their own: xargs(1), parallel(1) */
const VALUED = /^-(?:[nPLsdEaj]|-(?:max-args|max-procs|jobs|arg-file|delimiter))$/;
/** Words before the tool. */
const MAX_BEFORE = 4;

/** The same commands, with one for each argument where what is listed stands in the script. */
export function forEachArgument(commands: readonly Command[], more: TellMore): readonly Command[] {
  return commands.flatMap((command, index) => {
    const { words } = command;
    const at = words
      .slice(0, MAX_BEFORE)
      .findIndex(({ text }) => /^@?(?:\S{0,100}\/)?(?:xargs|parallel)$/.test(text));
    if (at < 0 || !words.some(({ text }) => TOOL.test(text))) return [command];
    const split = words.findIndex(({ text }) => text === ':::');
    const items = split > 0 ? words.slice(split + 1) : listedBy(commands[index - 1]);
    const run = runOf(words.slice(at + 1, split > 0 ? split : undefined));
    if (!items || !run || items.length === 0) return [command];
    if (items.length > MAX_ITEMS) more();
    return items.slice(0, MAX_ITEMS).map(item => ({ ...command, words: filled(run, item) }));
  });
}

/** Words that a command before it prints: `echo base istiod |`, `printf '%s\n' base istiod |` */
function listedBy(before: Command | undefined): readonly Word[] | undefined {
  const [tool, ...words] = before?.piped ? before.words : [];
  if (!tool || !/^@?(?:echo|printf)$/.test(tool.text)) return undefined;
  const given = words.filter(({ text }) => !/^-[neE]+$/.test(text) && !/^["']?%s/.test(text));
  const items = given.flatMap(word =>
    word.text
      .split(/\\n|\s+/)
      .filter(text => text !== '')
      .map(text => ({ ...word, text })),
  );
  return items.every(({ text }) => !/[$`]/.test(text)) ? items : undefined;
}

interface Run {
  readonly words: readonly Word[];
  /** What stands for the argument; undefined where it comes last. */
  readonly mark?: string;
}

function runOf(words: readonly Word[]): Run | undefined {
  let mark: string | undefined;
  let index = 0;
  for (; index < words.length; index++) {
    const { text } = words[index] ?? { text: '' };
    if (!text.startsWith('-')) break;
    const [, given] = /^-(?:I|-replace=|i)(.*)$/.exec(text) ?? [];
    if (given !== undefined) {
      mark = given !== '' ? given : text === '-I' ? words[++index]?.text : '{}';
    } else if (VALUED.test(text)) index++;
  }
  const run = words.slice(index);
  const isMarked = run.some(({ text }) => text.includes(mark ?? '{}'));
  return run.length === 0 ? undefined : { words: run, ...(isMarked ? { mark: mark ?? '{}' } : {}) };
}

function filled({ words, mark }: Run, item: Word): readonly Word[] {
  if (mark === undefined) return [...words, item];
  return words.map(word => ({ ...word, text: word.text.replaceAll(mark, () => item.text) }));
}
