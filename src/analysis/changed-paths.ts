/** Which files differ between two trees. */
import type { Tree } from '../model.js';

/** By the names of their contents; undefined where contents have none. */
export function changedByName(base: Tree, head: Tree): readonly string[] | undefined {
  if (!base.contentId || !head.contentId) return undefined;
  const changed: string[] = [];
  for (const path of new Set([...base.paths, ...head.paths])) {
    const [old, now] = [base.contentId(path), head.contentId(path)];
    if (old === undefined && now === undefined) return undefined;
    if (old !== now) changed.push(path);
  }
  return changed;
}

export interface ChangedText {
  readonly path: string;
  /** Empty where the file is not there. */
  readonly before: string;
  readonly after: string;
}

/**
 * Texts of files that differ, in order of their paths.
 * @param matters which files are looked at: where contents have no names, all of those are read
 */
export async function changedTexts(
  base: Tree,
  head: Tree,
  matters: (path: string) => boolean,
): Promise<readonly ChangedText[]> {
  const paths = changedByName(base, head) ?? [...new Set([...base.paths, ...head.paths])];
  const found: ChangedText[] = [];
  for (const path of paths.filter(matters).sort()) {
    const [before = '', after = ''] = await Promise.all([base, head].map(tree => textOf(tree, path)));
    if (before !== after) found.push({ path, before, after });
  }
  return found;
}

async function textOf(tree: Tree, path: string): Promise<string> {
  const content = tree.has(path) ? await tree.read(path) : undefined;
  return content?.ok ? content.text : '';
}
