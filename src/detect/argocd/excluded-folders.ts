/** Folders that git generators of ApplicationSets mean by one pattern and leave out by another (`exclude: true`). */
import type { Position } from '../../model.js';
import { isRecord, listAt } from '../data.js';
import { oncePerTree } from '../once.js';
import { ancestors } from '../tree-path.js';
import { readApplications } from './applications.js';
import { selection } from './git-generator.js';

export interface ExcludingSet {
  readonly at: Position;
  /** True for a folder that it would deploy, were it not left out. */
  leavesOut(folder: string): boolean;
}

export const excludingSets = oncePerTree(async (context): Promise<readonly ExcludingSet[]> => {
  const { sets } = await readApplications(context);
  // Which of several deploys a folder hangs on all of them.
  if (sets.length > 1) return [];
  const folders = [...new Set(context.tree.paths.flatMap(ancestors))];
  return sets.flatMap(({ data, at }) =>
    directoriesIn(listAt(data.value, ['spec', 'generators'])).map(entries => {
      const { isIncluded, isExcluded } = selection(entries);
      // One that means no folder of this tree is about another repository.
      const isHere = folders.some(folder => isIncluded(folder) && !isExcluded(folder));
      return { at, leavesOut: (folder: string) => isHere && isIncluded(folder) && isExcluded(folder) };
    }),
  );
});

/** Matrices hold generators, and these may be matrices. */
const MAX_DEPTH = 4;

/** Lists of folders with exclusions among them. */
function directoriesIn(generators: readonly unknown[], depth = 0): readonly (readonly unknown[])[] {
  if (depth > MAX_DEPTH) return [];
  return generators.flatMap(generator => {
    const own = listAt(generator, ['git', 'directories']);
    const excludes = own.some(entry => isRecord(entry) && entry.exclude === true);
    const inner = ['matrix', 'merge'].flatMap(name => listAt(generator, [name, 'generators']));
    return [...(excludes ? [own] : []), ...directoriesIn(inner, depth + 1)];
  });
}
