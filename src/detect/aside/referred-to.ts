/** What seems to be left out and is referred to all the same. */
import type { Form } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { runByName } from '../run-by-name.js';
import { settingTexts } from '../setting-texts.js';
import { ancestors, folderOf, isWithin } from '../tree-path.js';
import { withoutLeaving } from './applies.js';
import type { Left, Subject } from './left-out-search.js';
import { namesFolder, usedFromOutside } from './samples.js';

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
  const applied = [...left].flatMap(([{ form, declared }, { aside }]) =>
    aside !== undefined && BY_FOLDER.has(form) ? [declared.file] : [],
  );
  const used = new Set([
    ...named,
    ...(await runByName(context, files.filter(isAlone))),
    ...(await runInFolder(context, applied)),
  ]);
  for (const [subject, { aside }] of left)
    if (aside !== undefined && used.has(subject.declared.file)) left.delete(subject);
}

const BY_FOLDER: ReadonlySet<Form> = new Set(['terraform', 'terragrunt']);
const RUNS = /\b(?:terraform|tofu|terragrunt)\b/;
/** In all folders below the one that it is run in. */
const RUNS_ALL = /\b(?:terragrunt|tofu|terraform)\b[^\n]{0,200}\brun(?:-all|[^\n]{0,100}--all)\b/;

/** Files in whose folder something runs Terraform: that names no file, and need not say a word of Istio. */
async function runInFolder(context: DetectContext, files: readonly string[]): Promise<ReadonlySet<string>> {
  const run = new Set<string>();
  for (const { path, text } of (files.length === 0 ? undefined : await settingTexts(context)) ?? []) {
    if (!RUNS.test(text)) continue;
    const said = withoutLeaving(text);
    const around = RUNS_ALL.test(said) ? ancestors : (file: string) => [folderOf(file)];
    for (const file of files)
      if (!run.has(file) && around(file).some(folder => namesFolder(said, folder, folderOf(path))))
        run.add(file);
  }
  return run;
}
