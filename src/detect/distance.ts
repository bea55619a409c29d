/** How near two files of a tree are to each other. */
import { folderOf } from './tree-path.js';

/** How many folders they have in common, from the root, which counts where both stand in it. */
export function sharedFolders(left: string, right: string): number {
  const [one, other] = [folderOf(left).split('/'), folderOf(right).split('/')];
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count++;
  return count;
}
