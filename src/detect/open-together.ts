/** Values that one and the same thing leaves open, of however many releases: one problem, which names them. */
import type { OpenCause, Position, Problem } from '../model.js';

/** Each problem at its first place; those that have the same causes as another are part of it. */
export function openTogether(problems: readonly Problem[]): readonly Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const causes = problem.leavesOpen?.map(({ what }) => what);
    const key = causes ? JSON.stringify([...new Set(causes)].sort()) : undefined;
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  const told = new Map<Problem, Problem>();
  for (const group of groups.values()) {
    const [first] = group;
    if (first) told.set(first, group.length === 1 ? first : together(group));
  }
  return problems.flatMap(problem => (problem.leavesOpen ? (told.get(problem) ?? []) : problem));
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
  };
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
