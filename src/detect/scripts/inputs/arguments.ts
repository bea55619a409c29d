/** Who runs a script, and what it, or a function of it, is called with. */
import type { Tree } from '../../../model.js';
import { ancestors, baseName, resolveInTree } from '../../tree-path.js';
import { withoutHome } from '../own-folder.js';
import { commandsIn } from '../text.js';
import type { Source, Span } from './source.js';

export interface Argument {
  readonly text: string;
  readonly span: Span;
}

const SHIFTS = /\bshift\b|\bgetopts\b|\$\{?[@*]/;

/** Whether a word of a file may mean a script: it is no other file of the tree. */
export function mayMean(tree: Tree, caller: string, word: string, script: string): boolean {
  if (baseName(word) !== baseName(script)) return false;
  const name = withoutHome(word);
  const places = ancestors(caller).flatMap(folder => resolveInTree(folder, name.replace(/^\/+/, '')) ?? []);
  const meant = places.find(place => tree.has(place));
  return meant === undefined || meant === script || places.includes(script);
}

/**
 * @param name `1` to `9`; `@` for any of them
 * @param called the script, as others name it, or the function
 */
export function argumentsGiven(
  tree: Tree,
  caller: Source,
  called: Source | string,
  name: string,
): readonly Argument[] {
  const whose = typeof called === 'string' ? called : baseName(called.path);
  const takesAny = name === '@' || (typeof called !== 'string' && SHIFTS.test(called.whole));
  const isCalled = (word: string): boolean =>
    typeof called === 'string' ? word === called : mayMean(tree, caller.path, word, called.path);
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
