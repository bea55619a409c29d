import { TextMemo } from '../yaml/text-memo.js';

/** Of all texts that are remembered, in characters: what a large repository holds. */
const MAX_KEPT_CHARACTERS = 64 * 1024 * 1024;

const answers = new TextMemo<Map<string, boolean>>(MAX_KEPT_CHARACTERS);

/**
 * Whether the text of a file holds a pattern. Many readers ask that of every file of two trees that are mostly equal, and
 * every proof asks it again: each text is searched once.
 * @param pattern without a state of its own (`g`, `y`)
 */
export function holds(pattern: RegExp): (path: string, text: string) => boolean {
  const key = String(pattern);
  return (path, text) => {
    const known = answers.get(path, text, () => new Map());
    const answer = known.get(key) ?? pattern.test(text);
    known.set(key, answer);
    return answer;
  };
}
