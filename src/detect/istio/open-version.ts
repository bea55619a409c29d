/** Versions that the tree does not decide, and what has to move before that is another question. */
import type { Position, Problem } from '../../model.js';
import { decidedBy } from '../fingerprint.js';
import { UNDECIDED_VERSION } from '../values/open.js';

export const NONE_GIVEN = 'none is given, so that the newest one is taken';

/**
 * The problem of a chart whose version the tree does not decide.
 * @param look where to look
 * @param given all that decides it, besides these words: while that stays, whatever else moves in its file changes nothing
 * of it. Absent where more of the file may decide it.
 */
export function openVersion(chart: string, at: Position, look?: string, given?: unknown): Problem {
  const why = `${UNDECIDED_VERSION}${look ? `: ${look}` : ''}. Give it with --from and --to.`;
  const alone = given === undefined ? {} : decidedBy(given);
  return { what: `chart ${chart}`, why, file: at.file, line: at.line, blocking: true, ...alone };
}
