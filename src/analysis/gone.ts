/** What was there before a change, could not be judged, and is no more. */
import type { Problem, Upgrade } from '../model.js';
import type { Side } from './side.js';

/** Installations that nobody can judge and that this change takes away; where one that is read comes, it may come instead. */
export function goneProblems(before: Side, after: Side, upgrades: readonly Upgrade[]): readonly Problem[] {
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
  return [...gone.values()].map(problem => ({
    ...problem,
    why: `${problem.why.replace(/\.$/, '')}; this change removes it`,
    blocking: true,
  }));
}
