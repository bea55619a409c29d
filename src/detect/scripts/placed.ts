/** Commands that stand inside of another text, as lines of a script that stand where those of the text do. */

/** What stands on a line, from 1, and on those after it. */
export interface Piece {
  readonly line: number;
  readonly text: string;
}

/** Puts a command there, piece by piece; behind what stands on its first line already. */
export function place(lines: string[], pieces: readonly Piece[]): void {
  const [first] = pieces;
  if (first && lines[first.line - 1]) lines[first.line - 1] += ' ; ';
  for (const { line, text } of pieces) {
    for (const [offset, part] of text.split('\n').entries()) {
      const index = line - 1 + offset;
      lines[index] = `${lines[index] ?? ''}${part}`;
    }
  }
}

/** @returns undefined where there are none */
export function placedText(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : Array.from(lines, line => line ?? '').join('\n');
}
