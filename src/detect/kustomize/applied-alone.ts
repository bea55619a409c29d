/** What overlays take in and somebody applies by itself, too: `kubectl apply -k mesh/base` beside an overlay of it. */
import { APPLIES, saidIn } from '../aside/applies.js';
import { namesFile, namesFolder } from '../aside/samples.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { settingTexts } from '../setting-texts.js';
import { folderOf } from '../tree-path.js';
import { isKustomizationPath } from './names.js';

/** What is looked at only. */
const TRIES = /--dry-run\b|\bdiff\b/;
const BUILDS =
  /\s(?:-k|--kustomize)[ =]?\S|\bkustomize[ \t]+build\b[^\n]{0,300}\|[^\n]{0,300}\b(?:kubectl|oc)\b/;
const PLAIN = /\s(?:-\w?f|--filename)[ =]?\S/;
/** Source: https://registry.terraform.io/providers/kbst/kustomization/latest/docs/data-sources/build */
const PROVIDER = /\bdata[ \t]+"kustomization_(?:build|overlay)"/;

interface Applying {
  readonly path: string;
  readonly text: string;
  readonly how: 'built' | 'plain';
}

const applying = oncePerTree(async (context: DetectContext): Promise<readonly Applying[]> => {
  const found: Applying[] = [];
  for (const { path, text } of (await settingTexts(context)) ?? []) {
    if (isKustomizationPath(path)) continue;
    const said = saidIn(text);
    if (PROVIDER.test(said)) found.push({ path, text: said, how: 'built' });
    if (!APPLIES.test(said)) continue;
    for (const line of said.split('\n')) {
      if (!APPLIES.test(line) || TRIES.test(line)) continue;
      if (BUILDS.test(line)) found.push({ path, text: line, how: 'built' });
      else if (PLAIN.test(line)) found.push({ path, text: line, how: 'plain' });
    }
  }
  return found;
});

/** True for a folder whose kustomization something builds by itself. */
export async function isBuiltAlone(context: DetectContext, folder: string): Promise<boolean> {
  return (await applying(context)).some(
    ({ path, text, how }) => how === 'built' && folder !== '' && namesFolder(text, folder, folderOf(path)),
  );
}

/** True for a file that something applies as it is written, whatever kustomizations make of it. */
export async function isAppliedPlain(context: DetectContext, file: string): Promise<boolean> {
  const folder = folderOf(file);
  return (await applying(context)).some(
    ({ path, text, how }) =>
      how === 'plain' &&
      (namesFile(text, file, folderOf(path)) || (folder !== '' && namesFolder(text, folder, folderOf(path)))),
  );
}
