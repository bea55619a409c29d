/**
 * Names that a pattern rule puts together: `$(VERSION_$*)`. For which stems people run it, the variables of such names tell.
 * Source: https://www.gnu.org/software/make/manual/html_node/Computed-Names.html
 */
import type { Command } from '../text.js';
import { stemOf } from './text.js';

const COMPUTED = /\$[({]([\w.-]{0,80})\$(?:\*|[({]\*[)}])([\w.-]{0,80})[)}]/g;
/** Longer than any word of people, and more such names than they put together. */
const MAX_WORD = 2000;
const MAX_NAMES = 20;

/** `lab` and `main`, where `VERSION_lab` and `VERSION_main` are set; a name of nothing but the stem would be any. */
export function stemsIn(commands: readonly Command[], variables: readonly string[]): readonly string[] {
  const patterns = new Set(
    commands
      .flatMap(({ words }) => words)
      .flatMap(({ text }) => [...text.slice(0, MAX_WORD).matchAll(COMPUTED)])
      .map(([, before = '', after = '']) => `${before}%${after}`),
  );
  patterns.delete('%');
  const stems = [...patterns]
    .slice(0, MAX_NAMES)
    .flatMap(pattern => variables.flatMap(name => stemOf(name, pattern) || []));
  return [...new Set(stems)];
}
