/**
 * Kustomizations that can't be read: what they patch, replace and take in is what Kustomize would have made of it, and not
 * what stands in the files beside them. They need not speak of Istio themselves.
 */
import { append } from '../../append.js';
import type { Problem } from '../../model.js';
import { faultOf } from '../../yaml/positioned.js';
import { declares, namesIstio, namesOwnChart } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { folderOf, inFolder, isWithin } from '../tree-path.js';
import { isKustomizationPath, KUSTOMIZATIONS } from './names.js';
import { localPath } from './objects.js';

/** Those that are about Istio, by what they say, by what lies beside them, or by what they take in. */
export async function brokenKustomizations(context: DetectContext): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const { paths, deadLinks = [] } = context.tree;
  for (const path of [...paths, ...deadLinks].filter(isKustomizationPath)) {
    if (context.isSetAside(path) || context.charts.isTemplate(path)) continue;
    const content = await context.tree.read(path);
    const [error] = content.ok
      ? (await context.yaml(path)).errors
      : [{ line: 1, message: `it ${content.why}` }];
    if (!error || !(await isOfIstio(context, path, content.ok ? content.text : ''))) continue;
    const why = `the kustomization can't be read, so that what it makes of its objects is not known: ${faultOf(error)}`;
    problems.push({ what: path, why, file: path, line: error.line, blocking: true, hides: true });
  }
  return problems;
}

/** More folders than one kustomization builds on. */
const MAX_FOLDERS = 200;

async function isOfIstio(context: DetectContext, path: string, text: string): Promise<boolean> {
  if (namesIstio(text)) return true;
  const folder = folderOf(path);
  if (await anySpeaks(context, file => folderOf(file) === folder)) return true;
  const seen = new Set([folder]);
  const pending = entriesIn(context, folder, text);
  for (let entry = pending.pop(); entry !== undefined && seen.size < MAX_FOLDERS; entry = pending.pop()) {
    const entered = entry;
    if (seen.has(entered)) continue;
    seen.add(entered);
    if (await anySpeaks(context, file => isWithin(entered, file))) return true;
    for (const own of KUSTOMIZATIONS.map(name => inFolder(entered, name))) {
      if (context.tree.has(own))
        append(pending, entriesIn(context, entered, (await context.text(own)) ?? ''));
    }
  }
  return false;
}

/** Files and folders of the tree that a text names, read as words: it is broken. */
function entriesIn(context: DetectContext, folder: string, text: string): string[] {
  const words = text.match(/(?<=^|[\s"'[,{])\.{0,2}[\w@+~./-]+/gm) ?? [];
  return [...new Set(words)].flatMap(word => {
    const path = localPath(folder, word);
    if (path === undefined || path === folder || isWithin(path, folder)) return [];
    return context.tree.has(path) || context.tree.below(path).length > 0 ? [path] : [];
  });
}

async function anySpeaks(context: DetectContext, isMeant: (path: string) => boolean): Promise<boolean> {
  for (const path of context.candidates) {
    if (!isMeant(path) || !/\.(ya?ml|json)$/i.test(path)) continue;
    const text = await context.text(path);
    if (text !== undefined && (namesIstio(text) || (declares(text) && namesOwnChart(text)))) return true;
  }
  return false;
}
