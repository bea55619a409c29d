/** What a script, or a function of it, is called with. */
import { baseName } from '../../tree-path.js';
import { commandsIn } from '../text.js';
import type { Source, Span } from './source.js';

export interface Argument {
  readonly text: string;
  readonly span: Span;
}

const SHIFTS = /\bshift\b|\bgetopts\b|\$\{?[@*]/;

/**
 * @param name `1` to `9`; `@` for any of them
 * @param called the script, as others name it, or the function
 */
export function argumentsGiven(caller: Source, called: Source | string, name: string): readonly Argument[] {
  const whose = typeof called === 'string' ? called : baseName(called.path);
  const takesAny = name === '@' || (typeof called !== 'string' && SHIFTS.test(called.whole));
  const isCalled = (word: string): boolean =>
    typeof called === 'string' ? word === called : word === whose || word.endsWith(`/${whose}`);
  return caller.commandsWith(whose).flatMap(span => {
    const found: Argument[] = [];
    for (const { words } of commandsIn(caller.text(span))) {
      const at = words.findIndex(({ text }) => isCalled(text));
      const given = at < 0 ? [] : words.slice(at + 1);
      const own = takesAny ? given : given.slice(Number(name) - 1, Number(name));
      for (const { text } of own) found.push({ text, span });
    }
    return found;
  });
}
