/** Which of several files is meant from another one: the one that shares most folders with it. */
import { folderOf } from './tree-path.js';

/** The nearest first; those at one distance stay in their order. */
export function byDistance<T>(found: readonly T[], from: string, fileOf: (one: T) => string): readonly T[] {
  const shared = (one: T): number => sharedFolders(folderOf(fileOf(one)), folderOf(from));
  return found.toSorted((left, right) => shared(right) - shared(left));
}

/** How many folders two paths have in common, from the root. */
export function sharedFolders(one: string, other: string): number {
  const [left, right] = [one.split('/'), other.split('/')];
  const differs = left.findIndex((name, index) => name !== right[index]);
  return one === '' || other === '' ? 0 : differs < 0 ? left.length : differs;
}
