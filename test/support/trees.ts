import type { Tree } from '../../src/model.js';

/** A tree that answers otherwise in some things, and as before in all others. */
export function treeWith(tree: Tree, changes: Partial<Tree>): Tree {
  return Object.assign(Object.create(tree) as Tree, changes);
}
