/** What seems to be left out and is referred to all the same. */
import type { DetectContext } from '../detector.js';
import { runByName } from '../run-by-name.js';
import { folderOf, isWithin } from '../tree-path.js';
import type { Left, Subject } from './left-out-search.js';
import { usedFromOutside } from './samples.js';

/**
 * Takes out of what is left out whatever something else refers to.
 * @param deployed folders that are named by who deploys them
 * @param isNear they are looked for by their paths from wherever they would be named, too
 */
export async function keepUsed(
  context: DetectContext,
  left: Map<Subject, Left>,
  deployed: ReadonlySet<string>,
  isNear = false,
): Promise<void> {
  const asides = new Map<string, string>();
  const sayers = new Map<string, string | undefined>();
  for (const [{ declared }, { aside, by }] of left) {
    if (aside !== undefined) asides.set(declared.file, aside);
    sayers.set(declared.file, by);
  }
  const isAside = (path: string, file: string): boolean =>
    path === sayers.get(file) || isWithin(asides.get(file) ?? '', path);
  // A file that is aside by itself is named by those beside it.
  const isAlone = (file: string): boolean => asides.get(file) === file;
  // A folder that is deployed is named by who does that, and to name one runs none of its scripts.
  const byFolder = (file: string): boolean =>
    !deployed.has(folderOf(file)) && !(isAlone(file) && !/\.(?:ya?ml|json)$/i.test(file));
  const files = [...asides.keys()];
  const relative = (file: string): boolean => isNear || isAlone(file);
  const named = await usedFromOutside(context, isAside, files, byFolder, relative);
  const used = new Set([...named, ...(await runByName(context, files.filter(isAlone)))]);
  for (const [subject, { aside }] of left)
    if (aside !== undefined && used.has(subject.declared.file)) left.delete(subject);
}
