/** The lines of a pull request's diff, as GitHub shows them: only they can carry a suggestion. */

/** Lines of the new side of one file, by number. */
export interface DiffLines {
  /** A line's text and the hunk that it stands in; undefined for what the diff does not show. */
  at(line: number): { readonly text: string; readonly hunk: number } | undefined;
}

/** Reads the `patch` of one file as GitHub's API gives it: hunks without the header of the file. */
export function readDiffLines(patch: string): DiffLines {
  const lines = new Map<number, { text: string; hunk: number }>();
  let hunk = 0;
  let number = 0;
  for (const line of patch.split('\n')) {
    const header = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header) {
      hunk += 1;
      number = Number(header[1]);
    } else if (line.startsWith('+') || line.startsWith(' ')) {
      lines.set(number, { text: line.slice(1), hunk });
      number += 1;
    }
  }
  return { at: line => lines.get(line) };
}
