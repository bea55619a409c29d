/** What a change comes to before anything is rendered: what moves, and what stops the verdict. */
import { movesBetween } from '../../src/analysis/compare.js';
import { readSide, type Side } from '../../src/analysis/side.js';
import { undecidedProblems } from '../../src/analysis/undecided.js';
import type { MeshResource, Problem, Tree, Upgrade } from '../../src/model.js';

export interface Judged {
  readonly upgrades: readonly Upgrade[];
  readonly problems: readonly Problem[];
  /** Those that make the report `incomplete`. */
  readonly blocking: readonly Problem[];
  /** Of the head. */
  readonly resources: readonly MeshResource[];
}

export async function judged(base: Tree | Side, head: Tree | Side): Promise<Judged> {
  const [before, after] = await Promise.all([sideOf(base), sideOf(head)]);
  const upgrades = movesBetween(before, after);
  const problems = await undecidedProblems(before, after, upgrades, false);
  return {
    upgrades,
    problems,
    blocking: problems.filter(({ blocking }) => blocking),
    resources: after.resources,
  };
}

export function sideOf(side: Tree | Side): Side | Promise<Side> {
  return 'tree' in side ? side : readSide(side, { versions: [], values: [] });
}

/** Whether anybody who reads the report learns of the change. */
export function isTold({ upgrades, problems, blocking }: Judged): boolean {
  return upgrades.length > 0 || blocking.length > 0 || problems.some(({ about }) => about);
}

/** `chart from -> to`. */
export function bumps({ upgrades }: Judged): readonly string[] {
  return upgrades.map(
    ({ chart, before, after }) =>
      `${chart} ${before ? before.version : 'nothing'} -> ${after ? after.version : 'nothing'}`,
  );
}
