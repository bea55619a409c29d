/** Parts a Go template into text and what stands between braces; white space next to `{{-` and `-}}` is gone. */
import { TemplateError } from './syntax.js';

export type Piece = { readonly kind: 'text'; readonly text: string; readonly line: number } | Action;

export interface Action {
  readonly kind: 'action';
  readonly text: string;
  /** The first word, where it is one: `if`, `end`, a function's name. */
  readonly keyword: string;
  readonly rest: string;
  readonly line: number;
}

/** @param first the line that the text starts on */
export function piecesOf(text: string, first = 1): readonly Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  let line = first;
  let trimStart = false;
  while (position < text.length) {
    const open = text.indexOf('{{', position);
    const end = open < 0 ? text.length : open;
    const trimEnd = open >= 0 && /^-\s/.test(text.slice(open + 2, open + 4));
    pushText(pieces, text.slice(position, end), line, trimStart, trimEnd);
    line += breaksIn(text.slice(position, end));
    if (open < 0) break;
    const close = endOfAction(text, open + 2, line);
    const inner = text.slice(open + 2, close);
    trimStart = /\s-$/.test(inner);
    const words = inner.slice(trimEnd ? 1 : 0, trimStart ? -1 : undefined).trim();
    if (!words.startsWith('/*')) {
      const keyword = /^[A-Za-z]\w*/.exec(words)?.[0] ?? '';
      pieces.push({ kind: 'action', text: words, keyword, rest: words.slice(keyword.length), line });
    }
    line += breaksIn(inner);
    position = close + 2;
  }
  return pieces;
}

function pushText(pieces: Piece[], raw: string, line: number, trimStart: boolean, trimEnd: boolean): void {
  let text = raw;
  let skipped = 0;
  if (trimStart) {
    const trimmed = text.trimStart();
    skipped = breaksIn(text.slice(0, text.length - trimmed.length));
    text = trimmed;
  }
  if (trimEnd) text = text.trimEnd();
  if (text !== '') pieces.push({ kind: 'text', text, line: line + skipped });
}

/** The braces that close an action; those inside strings and comments don't. */
function endOfAction(text: string, start: number, line: number): number {
  const comment = /^-?\s*\/\*/.exec(text.slice(start, start + 40));
  if (comment) {
    const end = text.indexOf('*/', start + comment[0].length);
    const close = end < 0 ? -1 : text.indexOf('}}', end);
    if (close >= 0) return close;
    throw new TemplateError('a comment is not closed', line);
  }
  for (let position = start; position < text.length; position++) {
    const char = text[position];
    if (char === '`') {
      const end = text.indexOf('`', position + 1);
      if (end < 0) break;
      position = end;
    } else if (char === '"' || char === "'") {
      position = endOfString(text, position, char);
    } else if (char === '}' && text[position + 1] === '}') {
      return position;
    }
  }
  throw new TemplateError('`{{` is not closed', line);
}

function endOfString(text: string, start: number, quote: string): number {
  let position = start + 1;
  while (position < text.length && text[position] !== quote) position += text[position] === '\\' ? 2 : 1;
  return position;
}

function breaksIn(text: string): number {
  return text.split('\n').length - 1;
}
