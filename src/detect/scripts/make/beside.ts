/** Makefiles that make reads as one: what a Makefile includes, and what else those include that include it. */

import { isSetAside } from '../../aside/set-aside.js';
import type { DetectContext } from '../../detector.js';
import { sourcedFiles } from '../sourced.js';
import { commandsIn } from '../text.js';
import { type BesideMakefile, isMakefile } from './make.js';

/** More Makefiles than are read together, and longer than people write them. */
const MAX_FILES = 60;
const MAX_TEXT = 200_000;

/** What calls something that it may not define itself. */
const CALLS = /\$[({](?:call|eval)[ \t]/;

/** Those whose definitions a Makefile may call. */
export async function makefilesBeside(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly BesideMakefile[]> {
  if (!CALLS.test(text)) return [];
  const files = new Set(await sourcedFiles(context, path));
  for (const other of context.tree.paths
    .filter(one => isMakefile(one) && !isSetAside(one))
    .slice(0, MAX_FILES)) {
    const included = await sourcedFiles(context, other);
    if (!included.has(path)) continue;
    for (const file of [...included, other]) files.add(file);
  }
  files.delete(path);
  const found: BesideMakefile[] = [];
  for (const file of [...files].filter(isMakefile).slice(0, MAX_FILES)) {
    const held = await context.text(file);
    if (held !== undefined && held.length <= MAX_TEXT) found.push({ file, commands: commandsIn(held) });
  }
  return found;
}
