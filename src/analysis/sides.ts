/** Both sides of a change, as their trees tell them; examples count where it is them that the change moves. */
import type { Detection, Tree } from '../model.js';
import { movesBetween } from './compare.js';
import { quietSides } from './quiet.js';
import { type Given, readSide, type Side, saysAnything } from './side.js';

export interface GivenSides {
  readonly base: Given;
  readonly head: Given;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** What they were read with. */
  readonly given: GivenSides;
}

/** What the user says of a side may make a change of anything. */
export async function readSides(base: Tree, head: Tree, given: GivenSides): Promise<Sides> {
  const isGiven = saysAnything(given.base) || saysAnything(given.head);
  const quiet = isGiven ? undefined : await quietSides(base, head);
  if (quiet) return { before: quiet[0], after: quiet[1], given };
  const sides = await readBoth(base, head, given);
  const examples = movedExamples(sides.before.detection, sides.after.detection);
  // Where something else moves, that is what the change is about.
  if (examples.size === 0 || movesBetween(sides.before, sides.after).length > 0) return sides;
  return readBoth(base, head, { base: { ...given.base, examples }, head: { ...given.head, examples } });
}

async function readBoth(base: Tree, head: Tree, given: GivenSides): Promise<Sides> {
  const [before, after] = await Promise.all([readSide(base, given.base), readSide(head, given.head)]);
  return { before, after, given };
}

/** Those on both sides by which something else runs after the change, by the ids of their releases. */
function movedExamples(before: Detection, after: Detection): ReadonlySet<string> {
  const old = before.examples ?? new Map<string, string>();
  const moved = [...(after.examples ?? [])].filter(([id, digest]) => (old.get(id) ?? digest) !== digest);
  return new Set(moved.map(([id]) => id));
}
