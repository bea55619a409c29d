/** Makefiles that make reads as one: what a Makefile includes, and what else those include that include it. */

import type { DetectContext } from '../../detector.js';
import { firstOf } from '../../limits.js';
import { sourcedBy, sourcedFiles } from '../sourced.js';
import { commandsIn } from '../text.js';
import { type BesideMakefile, isMakefile } from './make.js';

/** More Makefiles than make reads together, and longer than people write them. */
const MAX_FILES = 200;
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
  for (const other of (await sourcedBy(context, path)).filter(isMakefile))
    for (const file of [...(await sourcedFiles(context, other)), other]) files.add(file);
  files.delete(path);
  const found: BesideMakefile[] = [];
  const all = [...files].filter(isMakefile);
  for (const file of firstOf(context, all, MAX_FILES, `Makefiles that are read with ${path}`)) {
    const held = await context.text(file);
    if (held !== undefined && held.length <= MAX_TEXT) found.push({ file, commands: commandsIn(held) });
  }
  return found;
}
