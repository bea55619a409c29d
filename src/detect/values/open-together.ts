/** Values that one and the same thing leaves open, of however many releases: one problem, which names them. */

import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '../../grouped.js';
import type { OpenCause, Position, Problem } from '../../model.js';

/** Each problem at its first place; those that have the same causes as another are part of it. */
export function openTogether(problems: readonly Problem[]): readonly Problem[] {
  const parts = problems.map(problem => ({ problem, parts: partsOf(problem, problems) }));
  const groups = groupBy(
    parts.flatMap(own => own.parts),
    keyOf,
  );
  const told = new Set<string>();
  return parts.flatMap(({ problem, parts: own }) => {
    if (!problem.leavesOpen) return problem;
    return own.flatMap(part => {
      const key = keyOf(part);
      if (told.has(key)) return [];
      told.add(key);
      const group = groups.get(key) ?? [part];
      return group.length === 1 && part === problem ? problem : together(group);
    });
  });
}

/** What a problem shares with one that has a single cause is part of that one; the rest stays with it. */
function partsOf(problem: Problem, all: readonly Problem[]): readonly Problem[] {
  const { leavesOpen } = problem;
  if (!leavesOpen) return [];
  const causes = causesOf(problem);
  const shared = causes.filter(cause =>
    all.some(other => other !== problem && isDeepStrictEqual(causesOf(other), [cause])),
  );
  if (causes.length < 2 || shared.length === 0) return [problem];
  const kept = leavesOpen.filter(({ what }) => !shared.includes(what));
  return [
    ...shared.map(cause => ({ ...problem, leavesOpen: leavesOpen.filter(({ what }) => what === cause) })),
    ...(kept.length > 0 ? [{ ...problem, leavesOpen: kept }] : []),
  ];
}

function keyOf(problem: Problem): string {
  return JSON.stringify(causesOf(problem));
}

function causesOf({ leavesOpen = [] }: Problem): readonly string[] {
  return [...new Set(leavesOpen.map(({ what }) => what))].sort();
}

function together(group: readonly Problem[]): Problem {
  const open = group.flatMap(({ leavesOpen = [] }) => leavesOpen);
  const causes = [...new Set(open.map(({ what }) => what))];
  const named = causes.map(cause => `\`${cause}\` (${places(open.filter(({ what }) => what === cause))})`);
  const keys = [...new Set(open.map(({ key }) => key))];
  const any = keys.includes('') ? ', which may set any of their values' : '';
  const some = keys.filter(key => key !== '').map(key => `\`${key}\``);
  const hanging = some.length > 0 ? `; ${few(some)} depend${some.length === 1 ? 's' : ''} on it` : '';
  const [first] = open;
  return {
    what: whatOf([...new Set(group.map(({ what }) => what))]),
    why: `the tree does not decide ${few(named)}${any}${hanging}`,
    ...(first ? { file: first.at.file, line: first.at.line } : {}),
    blocking: group.some(({ blocking }) => blocking),
    leavesOpen: open,
  };
}

/** The same problem of some of the values that it leaves open. */
export function openProblem(problem: Problem, open: readonly OpenCause[]): Problem {
  return together([{ ...problem, leavesOpen: open }]);
}

/** `values of releases a, b and 3 more` */
function whatOf(names: readonly string[]): string {
  const start = 'values of release ';
  const [only] = names;
  if (names.length === 1 && only !== undefined) return only;
  if (names.every(name => name.startsWith(start)))
    return `values of releases ${few(names.map(name => name.slice(start.length)))}`;
  return few(names);
}

function places(open: readonly OpenCause[]): string {
  const spelt = ({ file, line }: Position): string => `${file}:${line}`;
  return few([...new Set(open.map(({ at }) => spelt(at)))]);
}

/** More are counted. */
const MAX_NAMED = 6;

function few(words: readonly string[]): string {
  const shown = words.slice(0, MAX_NAMED);
  if (words.length > MAX_NAMED) return `${shown.join(', ')} and ${words.length - MAX_NAMED} more`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
