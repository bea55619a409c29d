/** Text for a terminal: one line in, lines of a given width out. */
import { visible } from './escape.js';

/** Widths below this are not honoured. */
const NARROWEST = 40;

/**
 * Breaks text at spaces; words longer than a line (paths) stay whole. Control characters are spelt out.
 * @param indent put before every line, and part of the width
 * @param hang put after the indent on every line but the first
 */
export function wrap(text: string, width: number, indent = '', hang = ''): string {
  const room = Math.max(width, NARROWEST);
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of visible(text).split(' ')) {
    if (!empty && line.length + 1 + word.length > room) {
      lines.push(line);
      line = `${indent}${hang}`;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
