/** What a change from one tree of texts to another comes to before anything is rendered. */
import { movesBetween } from '../../src/analysis/compare.js';
import type { Side } from '../../src/analysis/side.js';
import { readSides } from '../../src/analysis/sides.js';
import { undecidedProblems } from '../../src/analysis/undecided.js';
import type { Problem, Upgrade } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Files } from './scenario.js';

const NOTHING_GIVEN = { versions: [], values: [] };

export interface Change {
  readonly before: Side;
  readonly after: Side;
  readonly moves: readonly Upgrade[];
}

export async function changeOf(base: Files, head: Files): Promise<Change> {
  const { before, after } = await readSides(memoryTree(base), memoryTree(head), {
    base: NOTHING_GIVEN,
    head: NOTHING_GIVEN,
  });
  return { before, after, moves: movesBetween(before, after) };
}

/** What stops the verdict. */
export async function blockingIn(base: Files, head: Files): Promise<readonly Problem[]> {
  const { before, after, moves } = await changeOf(base, head);
  return (await undecidedProblems(before, after, moves, false)).filter(({ blocking }) => blocking);
}
