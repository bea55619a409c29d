/** What kustomizations take in on one side of a change alone: a file that stays where it is comes or goes by its entry. */

import { contextOf } from '../detect/context.js';
import { listAt } from '../detect/data.js';
import { isKustomizationPath } from '../detect/kustomize/names.js';
import { localPath } from '../detect/kustomize/objects.js';
import { folderOf, isWithin } from '../detect/tree-path.js';
import type { Tree } from '../model.js';
import { changedTexts } from './changed-paths.js';

export interface MovedEntries {
  /** Whether an entry for it, or for a folder that it is in, is new. */
  isTakenIn(file: string): boolean;
  isLeftOut(file: string): boolean;
}

/** By the kustomizations that differ; an entry that only went over to another one of them moves nothing. */
export async function movedEntries(before: Tree, after: Tree): Promise<MovedEntries> {
  const changed = (await changedTexts(before, after, isKustomizationPath)).map(({ path }) => path);
  const [old, now] = await Promise.all([before, after].map(tree => entriesOf(tree, changed)));
  const covers = (entries: ReadonlySet<string>, other: ReadonlySet<string>, file: string): boolean =>
    [...entries].some(entry => !other.has(entry) && isWithin(entry, file)) &&
    ![...other].some(entry => !entries.has(entry) && isWithin(entry, file));
  const none = new Set<string>();
  return {
    isTakenIn: file => covers(now ?? none, old ?? none, file),
    isLeftOut: file => covers(old ?? none, now ?? none, file),
  };
}

const LISTS = ['resources', 'bases', 'components'];

/** Paths that the given kustomizations of a tree name. */
async function entriesOf(tree: Tree, kustomizations: readonly string[]): Promise<ReadonlySet<string>> {
  const context = await contextOf(tree);
  const found = new Set<string>();
  for (const path of kustomizations) {
    if (!tree.has(path)) continue;
    for (const { data } of (await context.yaml(path)).documents)
      for (const entry of LISTS.flatMap(key => listAt(data.value, [key]))) {
        const local = localPath(folderOf(path), entry);
        if (local !== undefined) found.add(local);
      }
  }
  return found;
}
