/** The files of Helmfile in a tree. */

import { globMatcher } from '../../tree/glob.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { leaveBeyond } from '../limits.js';
import { hasMeshCharts } from '../mesh-charts.js';
import { baseName, folderOf, resolveInTree } from '../tree-path.js';

/** Reads files for an evaluation that cannot wait: what is not there yet is wanted, loaded, and asked for again. */
export class LoadedFiles {
  private readonly texts = new Map<string, string | undefined>();
  private readonly wanted = new Set<string>();

  constructor(readonly context: DetectContext) {}

  has(path: string): boolean {
    return this.context.tree.has(path);
  }

  read(path: string): string | undefined {
    if (!this.texts.has(path) && this.has(path)) this.wanted.add(path);
    return this.texts.get(path);
  }

  /** False where there was nothing new. */
  async loadWanted(): Promise<boolean> {
    const wanted = [...this.wanted];
    this.wanted.clear();
    for (const path of wanted) this.texts.set(path, await this.context.text(path));
    return wanted.length > 0;
  }
}

/** More than any repository has. */
const MAX_FILES = 500;

/** Files that may be states of Helmfile; none where neither they nor charts of the tree speak of Istio. */
export async function stateFiles(context: DetectContext): Promise<readonly string[]> {
  const named = context.tree.paths.filter(
    path => isStateName(path) && !context.isSetAside(path) && !context.charts.isTemplate(path),
  );
  const found = new Set(named.slice(0, MAX_FILES));
  let speaks = false;
  for (const path of context.candidates) {
    if (!/\.ya?ml(\.gotmpl)?$/.test(path) || context.charts.isTemplate(path) || context.isSetAside(path))
      continue;
    const text = await context.text(path);
    if (text === undefined || !namesIstio(text)) continue;
    if (/^releases:/m.test(text) && /^[ \t]*(-[ \t]+)?chart:\s/m.test(text)) found.add(path);
    if (found.has(path)) speaks = true;
  }
  if (found.size === 0) return [];
  speaks ||= await readsOf(context, found);
  // A state that names no Istio may deploy a chart of the tree that does.
  if (!speaks && !(await hasMeshCharts(context))) return [];
  const beyond = named.filter(path => !found.has(path));
  leaveBeyond(context, beyond, MAX_FILES, 'files of Helmfile');
  return [...found].sort();
}

/** More than any honest state reads. */
const MAX_READ = 100;

/** A state that names no Istio may take its releases, or their versions, from files of any name that do. */
async function readsOf(context: DetectContext, states: Iterable<string>): Promise<boolean> {
  for (const path of states) {
    const text = (await context.text(path)) ?? '';
    const names = [...text.matchAll(/\breadFile\s{1,10}(?:"([^"\n]{1,300})"|`([^`\n]{1,300})`)/g)];
    for (const [, quoted, raw = ''] of names.slice(0, MAX_READ)) {
      const file = resolveInTree(folderOf(path), quoted ?? raw);
      const read = file !== undefined && context.tree.has(file) ? await context.text(file) : undefined;
      if (read !== undefined && namesIstio(read)) return true;
    }
  }
  return false;
}

function isStateName(path: string): boolean {
  const name = baseName(path);
  if (!/\.ya?ml(\.gotmpl)?$/.test(name)) return false;
  return /^helmfile[\w.-]*\.ya?ml/.test(name) || /(^|\/)helmfile\.d$/.test(folderOf(path));
}

/** Files that a path of Helmfile names: itself, what a pattern matches, or the states in a folder. */
export function filesNamed(context: DetectContext, folder: string, path: string): readonly string[] {
  const resolved = resolveInTree(folder, path);
  if (resolved === undefined) return [];
  if (context.tree.has(resolved)) return [resolved];
  if (/[*?[]/.test(resolved)) return matching(context, resolved);
  return context.tree
    .below(resolved)
    .filter(file => folderOf(file) === resolved && /\.ya?ml(\.gotmpl)?$/.test(file));
}

function matching(context: DetectContext, pattern: string): readonly string[] {
  const fixed = pattern.slice(0, pattern.search(/[*?[]/));
  const folder = folderOf(fixed);
  return context.tree.below(folder).filter(globMatcher([pattern]));
}
