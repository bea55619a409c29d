/** What was there before a change, could not be judged, and is no more. */
import type { Problem, Upgrade } from '../model.js';
import { movedEntries } from './listed.js';
import type { Side } from './side.js';

/** Installations that nobody can judge and that this change takes away; where one that is read comes, it may come instead. */
export async function goneProblems(
  before: Side,
  after: Side,
  upgrades: readonly Upgrade[],
): Promise<readonly Problem[]> {
  if (upgrades.some(({ kind }) => kind === 'install' || kind === 'canary')) return [];
  // Of a file by its name there may be several: those in the same words first, then whatever came instead of others.
  const inWords = ({ what, why }: Problem): string => `${what}\n${why}`;
  const was = new Set(before.problems.map(inWords));
  const stays = new Set(after.problems.map(inWords));
  const instead = new Map<string, number>();
  for (const own of after.problems)
    if (!was.has(inWords(own))) instead.set(own.what, (instead.get(own.what) ?? 0) + 1);
  const gone = new Map<string, Problem>();
  for (const problem of before.problems) {
    if (!problem.unjudged || stays.has(inWords(problem))) continue;
    const left = instead.get(problem.what) ?? 0;
    if (left > 0) instead.set(problem.what, left - 1);
    else gone.set(inWords(problem), problem);
  }
  return [
    ...[...gone.values()].map(one => toldWith(one, 'this change removes it')),
    ...(await listedProblems(before, after)),
  ];
}

/** Those that stay in their files, which a kustomization takes in on one side alone. */
async function listedProblems(before: Side, after: Side): Promise<readonly Problem[]> {
  const stay = after.problems.filter(
    problem =>
      problem.unjudged && before.problems.some(one => one.file === problem.file && one.why === problem.why),
  );
  if (stay.length === 0) return [];
  const entries = await movedEntries(before.tree, after.tree);
  return stay.flatMap(problem => {
    const { file } = problem;
    if (file === undefined) return [];
    if (entries.isLeftOut(file)) return [toldWith(problem, 'this change leaves it out of its kustomization')];
    return entries.isTakenIn(file) ? [toldWith(problem, 'this change takes it into a kustomization')] : [];
  });
}

function toldWith(problem: Problem, what: string): Problem {
  return { ...problem, why: `${problem.why.replace(/\.$/, '')}; ${what}`, blocking: true };
}
