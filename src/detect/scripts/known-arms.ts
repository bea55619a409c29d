/** Arms of an `if` in a round of a loop, where what it asks is known there: `if [[ $role == remote ]]; then … else … fi` */
import { hasPlaceholder } from '../istio/published-release.js';
import type { Command, Word } from './text.js';

/** Commands from the first on, up to the one before the second. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Longer than an `if` with its arms. */
const MAX_COMMANDS = 500;

/**
 * The arm that is not run.
 * @param words of the `if`, with what the round gives names to filled in
 * @returns undefined where that is not known, or where there are more than two arms
 */
export function skippedArm(
  commands: readonly Command[],
  index: number,
  words: readonly Word[],
): Range | undefined {
  const answer = answerOf(words.map(({ text }) => text));
  if (answer === undefined || commands[index + 1]?.words[0]?.text !== 'then') return undefined;
  let depth = 0;
  let other: number | undefined;
  for (let at = index + 1; at < Math.min(commands.length, index + MAX_COMMANDS); at++) {
    const [first = '', second = ''] = commands[at]?.words.map(({ text }) => text) ?? [];
    const own = /^(?:then|do|else)$/.test(first) && second === 'if' ? second : first;
    if (depth === 0 && first === 'elif') return undefined;
    if (depth === 0 && first === 'else') other = at;
    if (own === 'if') depth++;
    else if (first === 'fi' && depth-- === 0)
      return answer ? { from: other ?? at, to: at } : { from: index + 1, to: other ?? at };
  }
  return undefined;
}

/** `[[ remote == remote ]]`, `[ "west" != "east" ]`, `[[ -n west ]]` */
function answerOf(texts: readonly string[]): boolean | undefined {
  const start = texts.indexOf('if');
  const [open = '', ...rest] = texts.slice(start + 1);
  const end = rest.indexOf(open === '[[' ? ']]' : ']');
  if (start < 0 || !/^\[\[?$/.test(open) || end !== rest.length - 1) return undefined;
  const asked = rest.slice(0, end);
  const isKnown = asked.every(text => !hasPlaceholder(text) && !/[*?`\\]/.test(text));
  if (!isKnown) return undefined;
  const [left = '', sign = '', right = ''] = asked;
  if (asked.length === 3 && /^(?:==?|-eq)$/.test(sign)) return left === right;
  if (asked.length === 3 && /^(?:!=|-ne)$/.test(sign)) return left !== right;
  return undefined;
}
