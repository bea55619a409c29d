/**
 * Resources that are kept beside what a script applies: in a folder that is called like what is out of use, which nothing refers to, and
 * which the script that applies the files around it does not reach. They are taken not to be in a cluster, and that is told.
 * Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/ (`--recursive` is off by default)
 */
import { posix } from 'node:path';
import { groupBy } from '../../grouped.js';
import type { DeployedFolder, Problem } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { isEnvironmentFolder } from '../environment-folders.js';
import { type SettingText, settingTexts } from '../setting-texts.js';
import { folderOf, isWithin } from '../tree-path.js';
import { isOutOfUse } from './left-out-search.js';
import { COMMENT_LINES } from './samples.js';

export interface OldResources {
  has(path: string): boolean;
  readonly problems: readonly Problem[];
}

export async function oldResources(
  context: DetectContext,
  deployedFolders: readonly DeployedFolder[],
): Promise<OldResources> {
  const files = context.candidates.filter(path => /\.(?:ya?ml|json)$/i.test(path));
  const byFolder = groupBy(files, path => oldFolderOf(context, path));
  byFolder.delete(undefined);
  const texts = byFolder.size > 0 ? await settingTexts(context) : undefined;
  const left = new Set<string>();
  const problems: Problem[] = [];
  for (const [folder = '', [first = '']] of texts ? byFolder : []) {
    if (deployedFolders.some(one => isWithin(folder, one.folder) || isWithin(one.folder, folder))) continue;
    const script = appliedBeside(texts ?? [], folder);
    if (script === undefined) continue;
    left.add(folder);
    const why = `taken not to be applied: it is called like what is out of use, nothing refers to it, and ${script} applies the files around it without it`;
    problems.push({ what: `folder ${folder}`, why, file: first, line: 1, blocking: false, assumption: true });
  }
  return { has: path => [...left].some(folder => isWithin(folder, path)), problems };
}

/** The outermost one that is out of use by its name. */
function oldFolderOf({ tree }: DetectContext, path: string): string | undefined {
  const segments = folderOf(path).split('/');
  const depth = segments.findIndex(
    (segment, index) => isOutOfUse(segment) && !isEnvironmentFolder(tree, segments, index),
  );
  return depth < 1 ? undefined : segments.slice(0, depth + 1).join('/');
}

const APPLIES = /\b(?:kubectl|oc)\b[^\n]{0,300}\b(?:apply|create|replace)\b/;
/** What may reach folders within folders. */
const DEEP = /(?:^|\s)(?:-R\b|--recursive\b|find\s)|\*\*|\bglobstar\b/;

/** The script that applies the files of the folder around it; undefined where something may reach the folder itself. */
function appliedBeside(texts: readonly SettingText[], folder: string): string | undefined {
  const around = folderOf(folder);
  const named = wordOf(posix.basename(folder));
  let script: string | undefined;
  for (const { path, text } of texts) {
    if (isWithin(folder, path)) continue;
    const said = text.replace(COMMENT_LINES, '');
    if (named.test(said)) return undefined;
    if (!APPLIES.test(said)) continue;
    if (DEEP.test(said)) return undefined;
    const names = [around, posix.relative(folderOf(path), around)].filter(name => /^[\w./-]+$/.test(name));
    if (names.some(name => wordOf(name).test(said))) script ??= path;
  }
  return script;
}

/** A name as a whole word, or as a whole part of a path. */
function wordOf(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${literal}(?![\\w.-])`);
}
