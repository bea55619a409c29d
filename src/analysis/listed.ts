/** What kustomizations take in on one side of a change alone: a file that stays where it is comes or goes by their entries. */
import { contextOf } from '../detect/context.js';
import { KustomizeBuilder } from '../detect/kustomize/builder.js';
import { isKustomizationPath, KUSTOMIZATIONS } from '../detect/kustomize/names.js';
import { ancestors, folderOf, inFolder } from '../detect/tree-path.js';
import type { Tree } from '../model.js';
import { changedTexts } from './changed-paths.js';

export interface MovedEntries {
  /** Whether a kustomization takes it in that did not, where one stood around it before. */
  isTakenIn(file: string): boolean;
  isLeftOut(file: string): boolean;
}

const NOTHING_MOVED: MovedEntries = { isTakenIn: () => false, isLeftOut: () => false };

/** By all kustomizations of both trees, where any of them differs. */
export async function movedEntries(before: Tree, after: Tree): Promise<MovedEntries> {
  if ((await changedTexts(before, after, isKustomizationPath)).length === 0) return NOTHING_MOVED;
  const [old, now] = [await takenIn(before), await takenIn(after)];
  const wasListed = (file: string): boolean =>
    ancestors(file).some(folder => KUSTOMIZATIONS.some(name => before.has(inFolder(folder, name))));
  return {
    isTakenIn: file => now.has(file) && !old.has(file) && before.has(file) && wasListed(file),
    isLeftOut: file => old.has(file) && !now.has(file) && after.has(file),
  };
}

async function takenIn(tree: Tree): Promise<ReadonlySet<string>> {
  const builder = new KustomizeBuilder(await contextOf(tree), () => false);
  const found = new Set<string>();
  for (const path of tree.paths.filter(isKustomizationPath))
    for (const file of (await builder.build(folderOf(path))).files) found.add(file);
  return found;
}
