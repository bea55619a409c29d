/** Where what is open of an evaluated value may be decided. */
import type { Gap } from '../../evaluated/value.js';
import type { DetectContext } from '../detector.js';
import { folderOf } from '../tree-path.js';
import { isTerraformFile } from './files.js';

/** A variable, as it is given: what the tree gives it is read, and nothing else there decides it. */
export function isVariable({ what, derived }: Gap): boolean {
  return /^var\.[\w-]+$/.test(what) && !derived;
}

/**
 * Files of the modules in which expressions are that nothing decides: data, resources and calls of other modules that they name stand
 * beside them. None for variables: what the tree gives one of these is read.
 */
export function gapFiles(context: DetectContext, gaps: readonly Gap[]): readonly string[] {
  const open = gaps.filter(gap => !isVariable(gap));
  const folders = new Set(open.map(({ at }) => folderOf(at.file)));
  const beside = [...folders].flatMap(folder =>
    context.tree.below(folder).filter(path => folderOf(path) === folder && isTerraformFile(path)),
  );
  return [...new Set([...open.map(({ at }) => at.file), ...beside])];
}
