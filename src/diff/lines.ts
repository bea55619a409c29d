/** Texts compared line by line: injection templates and whatever else is no document. */
import { diffArrays } from 'diff';

/** One run of lines that differ. */
export interface Hunk {
  /** First line, from 1: in the new text; in the old one where lines only went. */
  readonly line: number;
  /** The same in the old text. */
  readonly oldLine: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** More lines apart than this, and the texts have nothing in common that is worth showing. */
const MAX_EDITS = 4_000;
const MAX_LINES = 50_000;
/** Equal lines between two hunks that are shown as one. */
const MAX_GAP = 3;

/** The runs of lines that differ; undefined where the texts are too long, or too far apart, to tell. */
export function hunksOf(before: string, after: string): Hunk[] | undefined {
  const left = before.split('\n');
  const right = after.split('\n');
  if (left.length > MAX_LINES || right.length > MAX_LINES) return undefined;
  const parts = diffArrays(left, right, { maxEditLength: MAX_EDITS });
  if (parts === undefined) return undefined;

  const hunks: Hunk[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  let line = 1;
  let oldLine = 1;
  const close = (): void => {
    if (removed.length + added.length > 0)
      hunks.push({
        line: line - added.length,
        oldLine: oldLine - removed.length,
        before: removed,
        after: added,
      });
    removed = [];
    added = [];
  };
  for (const part of parts) {
    if (part.removed) {
      removed = removed.concat(part.value);
      oldLine += part.value.length;
      continue;
    }
    if (!part.added) close();
    line += part.value.length;
    if (part.added) added = added.concat(part.value);
    else oldLine += part.value.length;
  }
  close();
  return hunks;
}

/**
 * Neighbouring hunks as one, with the lines between them, as in a unified diff.
 * @param after the new text
 * @param mayJoin hunks that it keeps apart stay so
 */
export function joinNear(
  hunks: readonly Hunk[],
  after: string,
  mayJoin: (one: Hunk, other: Hunk) => boolean,
): Hunk[] {
  const lines = after.split('\n');
  const result: Hunk[] = [];
  // What is joined is judged by the hunk it began with.
  let first: Hunk | undefined;
  for (const hunk of hunks) {
    const last = result.at(-1);
    const end = last === undefined ? 0 : last.line - 1 + last.after.length;
    const isNear = last !== undefined && hunk.line - 1 - end <= MAX_GAP;
    if (!last || !first || !isNear || !mayJoin(first, hunk)) {
      result.push(hunk);
      first = hunk;
      continue;
    }
    const between = lines.slice(end, hunk.line - 1);
    result[result.length - 1] = {
      line: last.line,
      oldLine: last.oldLine,
      before: [...last.before, ...between, ...hunk.before],
      after: [...last.after, ...between, ...hunk.after],
    };
  }
  return result;
}

/** Nothing but comments and blank lines of a Go template that makes YAML. An action within a YAML comment still runs. */
export function isComment(lines: readonly string[]): boolean {
  return lines.every(line => /^(#((?!\{\{).)*|\{\{-?\s*\/\*((?!\*\/).)*\*\/\s*-?\}\})?$/.test(line.trim()));
}
