/** The lines that versions are read from, as they stand in the old tree: what a pull request has to edit. */
import type { Position, Tree, Upgrade } from '../model.js';

/** Longer lines are no declaration of a version. */
const MAX_LINE = 2_000;

/** By place; lines that can't be read are left out. */
export async function writtenLines(
  tree: Tree,
  upgrades: readonly Upgrade[],
): Promise<(position: Position) => string | undefined> {
  const files = new Map<string, readonly string[]>();
  for (const { before } of upgrades) {
    if (!before || files.has(before.at.file)) continue;
    const content = await tree.read(before.at.file);
    files.set(before.at.file, content.ok ? content.text.split('\n') : []);
  }
  return ({ file, line }) => {
    const text = files.get(file)?.[line - 1];
    return text === undefined || text.length > MAX_LINE ? undefined : text;
  };
}
