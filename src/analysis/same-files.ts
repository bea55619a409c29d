/** Whether files are on both sides what they were, but for comments. */
import { isDeepStrictEqual } from 'node:util';
import type { Tree } from '../model.js';
import { linesWithoutNotes } from '../notes.js';
import type { Side } from './side.js';

export async function sameFiles(
  before: Side,
  after: Side,
  files: readonly (string | undefined)[] = [],
): Promise<boolean> {
  for (const one of files) if (!(await sameFile(before, after, one))) return false;
  return true;
}

export async function sameFile(before: Side, after: Side, file: string | undefined): Promise<boolean> {
  if (file === undefined) return true;
  const [old, now] = await Promise.all([before.tree.read(file), after.tree.read(file)]);
  if (old.ok && now.ok)
    return (
      old.text === now.text ||
      isDeepStrictEqual(linesWithoutNotes(file, old.text), linesWithoutNotes(file, now.text))
    );
  return old.ok === now.ok && sameContent(before.tree, after.tree, file);
}

/** Whether a file that can be read in neither tree is the same in both. */
async function sameContent(before: Tree, after: Tree, file: string): Promise<boolean> {
  if (!before.has(file) && !after.has(file)) return true;
  const [old, now] = await Promise.all([before.contentHash?.(file), after.contentHash?.(file)]);
  return old !== undefined && old === now;
}
