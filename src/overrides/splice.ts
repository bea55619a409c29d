/** Exact text edits: everything outside of the spliced ranges stays as it is, to the byte. */

/** Replaces `[start, end)` of a text; line breaks in `insert` are written as `\n`, whatever the text uses. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** Applies splices that don't overlap; those at the same place keep their order. */
export function applySplices(text: string, splices: readonly Splice[], eol: string): string {
  let result = '';
  let position = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(position, splice.start) + splice.insert.replaceAll('\n', eol);
    position = splice.end;
  }
  return result + text.slice(position);
}

/** The line ending that the text uses: the one of its first line. */
export function eolOf(text: string): string {
  const end = text.indexOf('\n');
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Offset of the end of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** Offset of the start of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Puts `indent` before every line of the text that is not empty, the first one excepted. */
export function indentFollowing(text: string, indent: string): string {
  return text.replaceAll(/\n(?=[^\n])/g, `\n${indent}`);
}
