/** Half a bump: two places that should agree on Istio's release, of which one was moved alone. */
import type { HalfBump, Position, Problem } from '../../model.js';

/** How such a problem begins; the finding that tells it says so in its title. */
export const HALF_A_BUMP = 'half a bump: ';

/** @param blocking what was left behind may be what is deployed, and was not judged */
export function halfBump(
  bump: HalfBump,
  { what, why, at, blocking = false }: Pick<Problem, 'what' | 'why'> & { at: Position; blocking?: boolean },
): Problem {
  return { what, why: `${HALF_A_BUMP}${why}`, ...at, blocking, halfBump: bump };
}
