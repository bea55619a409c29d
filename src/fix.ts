/** The command `fix`: from flags to one patch, judged as a whole before anybody sees it. */
import { lstat, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type CheckOptions, type CheckPorts, withInput } from './check.js';
import { UsageError } from './errors.js';
import { requireKnownRules } from './known-rules.js';
import type { Edit, Report } from './model.js';
import type { PatchSet, Selection } from './overrides/select.js';
import { settledPatch } from './overrides/settle.js';
import type { Opening } from './preflight.js';
import { analyse, editsIn, type RunInput, rulesOf, withTools } from './session.js';

export interface FixOptions extends CheckOptions {
  readonly selection: Selection;
  /** Change the files instead of only giving the patch. */
  readonly write: boolean;
}

export interface FixResult {
  readonly patch: PatchSet;
  /** The tree as it is. */
  readonly report: Report;
  /** The tree with the patch: the same where there is none. */
  readonly after: Report;
}

/**
 * Analyses, picks the overrides, and analyses again with all of them in place: what does not help is left out.
 * @throws {UsageError} for what the user can mend
 */
export async function runFix(options: FixOptions, ports: CheckPorts): Promise<FixResult> {
  return withInput(options, ports, async (input, folder) => {
    if (options.write && folder === undefined)
      throw new UsageError('--write changes files: give a folder or the working tree as --head, no revision');
    const result = await withTools(input, opening => fixTree(input, options.selection, opening));
    if (options.write && folder !== undefined) await writeEdits(folder, result.patch.edits);
    return result;
  });
}

async function fixTree(input: RunInput, selection: Selection, opening: Opening): Promise<FixResult> {
  if (selection.rules.length > 0) requireKnownRules('--only', selection.rules, await rulesOf(input, opening));
  const report = await analyse(input, opening);
  return { report, ...(await settledPatch(report, selection, editsIn(input, opening))) };
}

/**
 * Writes the files of a folder.
 * @throws {UsageError} where one of them is not as it was read, or leads out of the folder; none is written then
 */
async function writeEdits(folder: string, edits: readonly Edit[]): Promise<void> {
  const root = await realpath(folder);
  for (const edit of edits) await checkEdit(root, edit);
  for (const { file, after } of edits) await writeFile(join(root, file), after);
}

async function checkEdit(root: string, { file, before, creates }: Edit): Promise<void> {
  const path = join(root, file);
  const parent = await realpath(dirname(path));
  if (parent !== root && !parent.startsWith(root + sep))
    throw new UsageError(`${file} leads out of ${root}: apply the patch yourself`);
  const found = await lstat(path).catch(() => undefined);
  if (creates) {
    if (found) throw new UsageError(`${file} is there by now: run it again`);
    return;
  }
  if (!found?.isFile()) throw new UsageError(`${file} is no plain file: apply the patch yourself`);
  if ((await readFile(path, 'utf8')) !== before)
    throw new UsageError(`${file} is not as it was read: run it again`);
}
