/** What values or a state switch off: taken not to be deployed, and told only where a change makes it another one. */
import type { Position, Problem } from '../../model.js';
import { fingerprintOf } from '../fingerprint.js';

/**
 * @param reason what keeps it from being deployed
 * @param at what says which release it would be
 * @param about all that says so
 */
export function takenOff(what: string, reason: string, at: Position, about: unknown): Problem {
  return {
    what,
    why: `taken not to be deployed: ${reason}`,
    file: at.file,
    line: at.line,
    blocking: false,
    assumption: true,
    about: fingerprintOf(about),
    onlyAsNews: true,
  };
}
