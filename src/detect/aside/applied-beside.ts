/**
 * Scripts that apply the files of a folder and do not reach what lies in a folder within it.
 * Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/ (`--recursive` is off by default)
 */

import { posix } from 'node:path';
import { escapeForRegExp } from '../../escape-regexp.js';
import type { DetectContext } from '../detector.js';
import { settingTexts } from '../setting-texts.js';
import { folderOf, isWithin } from '../tree-path.js';
import { APPLIES } from './applies.js';
import { COMMENT_LINES } from './samples.js';

/** What may reach folders within folders. */
export const DEEP = /(?:^|\s)(?:-R\b|--recursive\b|find\s)|\*\*|\*\/|\/["']?\$|\$[1-9@*{]|\bglobstar\b/;

/** The script that applies the files of the folder around it; undefined where something may reach the folder itself. */
export async function appliedBeside(context: DetectContext, folder: string): Promise<string | undefined> {
  const around = folderOf(folder);
  const named = wordOf(posix.basename(folder));
  let script: string | undefined;
  for (const { path, text } of (await settingTexts(context)) ?? []) {
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
  return new RegExp(`(?<![\\w.-])${escapeForRegExp(name)}(?![\\w.-])`);
}
