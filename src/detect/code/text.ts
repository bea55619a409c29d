/** Texts of code: without their comments, and which lines their places are on. */
import { lineStartsOf } from '../../yaml/parse.js';

/** The text with every comment as spaces, so that what is left keeps its place. A `//` after a colon is an address. */
export function withoutComments(path: string, text: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ');
  if (/\.(py|nix|ya?ml|bzl|bazel)$/i.test(path)) return text.replace(/(?<=^|\s)#.*$/gm, blank);
  const opens = new RegExp(
    `${path.endsWith('.rs') ? TEXT_OF_RUST : TEXT}|/\\*|(?<=^|[\\s;{}(),])//.*$`,
    'gm',
  );
  // What opens behind the last end of one is none.
  const last = text.lastIndexOf('*/');
  const parts: string[] = [];
  let kept = 0;
  for (let found = opens.exec(text); found; found = opens.exec(text)) {
    const { 0: mark, index } = found;
    if (!mark.startsWith('/') || (mark === '/*' && index + 2 > last)) continue;
    const end = mark === '/*' ? text.indexOf('*/', index + 2) + 2 : index + mark.length;
    parts.push(text.slice(kept, index), blank(text.slice(index, end)));
    kept = end;
    opens.lastIndex = end;
  }
  return parts.join('') + text.slice(kept);
}

/** A text on one line, in which nothing opens a comment: `"arn:aws:s3:::charts/*"`. */
const TEXT = '(?<!\\\\)(["\'`])(?:(?!\\1)[^\\\\\\n]|\\\\.){0,1000}\\1';
/** Its lifetimes have a mark of their own, `&'a`. */
const TEXT_OF_RUST = '(?<!\\\\)"(?:[^"\\\\\\n]|\\\\.){0,1000}"';

/** Line of an index, from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The same for many places of one text. */
export function linesOf(text: string): (index: number) => number {
  const starts = lineStartsOf(text);
  return index => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
