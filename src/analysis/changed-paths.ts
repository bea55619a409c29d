/** Which files differ between two trees. */
import { append } from '../append.js';
import { isSetting } from '../detect/setting-texts.js';
import { oncePer } from '../memo.js';
import type { Tree } from '../model.js';
import { isCandidateName } from '../tree/candidates.js';

/** By the names of their contents; undefined where contents have none. */
export function changedByName(base: Tree, head: Tree): readonly string[] | undefined {
  if (!base.contentId || !head.contentId) return undefined;
  const changed: string[] = [];
  for (const path of new Set([...base.paths, ...head.paths])) {
    const [old, now] = [base.contentId(path), head.contentId(path)];
    if (old === undefined && now === undefined) return undefined;
    if (old !== now) changed.push(path);
  }
  return changed;
}

export interface ChangedText {
  readonly path: string;
  /** Empty where the file is not there. */
  readonly before: string;
  readonly after: string;
}

/**
 * Texts of files that differ, in order of their paths.
 * @param matters which of the files that declare, set or hold something are looked at
 */
export async function changedTexts(
  base: Tree,
  head: Tree,
  matters: (path: string) => boolean,
): Promise<readonly ChangedText[]> {
  const known = changedFiles(base);
  const files = known.get(head) ?? filesThatDiffer(base, head, mayDeclare);
  known.set(head, files);
  return textsOf(base, head, (await files).filter(matters));
}

/** The same of files of any kind; each call looks through all of the trees. */
export async function changedTextsOf(
  base: Tree,
  head: Tree,
  matters: (path: string) => boolean,
): Promise<readonly ChangedText[]> {
  return textsOf(base, head, await filesThatDiffer(base, head, matters));
}

function mayDeclare(path: string): boolean {
  return isCandidateName(path) || isSetting(path);
}

async function textsOf(base: Tree, head: Tree, files: readonly string[]): Promise<readonly ChangedText[]> {
  const texts = await Promise.all(
    files.map(async path => {
      const [before = '', after = ''] = await Promise.all([base, head].map(tree => textOf(tree, path)));
      return { path, before, after };
    }),
  );
  return texts.filter(({ before, after }) => before !== after);
}

const changedFiles = oncePer((_: Tree) => new WeakMap<Tree, Promise<readonly string[]>>());

/** As many files are read at once. */
const AT_ONCE = 64;

async function filesThatDiffer(
  base: Tree,
  head: Tree,
  isAsked: (path: string) => boolean,
): Promise<readonly string[]> {
  const paths = changedByName(base, head) ?? [...new Set([...base.paths, ...head.paths])];
  const asked = paths.filter(isAsked).sort();
  const found: string[] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const some = asked.slice(from, from + AT_ONCE);
    const same = await Promise.all(some.map(path => isSameFile(base, head, path)));
    append(
      found,
      some.filter((_, index) => !same[index]),
    );
  }
  return found;
}

/** By digests, which need not be made of a file that a commit holds. */
async function isSameFile(base: Tree, head: Tree, path: string): Promise<boolean> {
  if (!base.has(path) || !head.has(path)) return false;
  const [old, now] = await Promise.all([base.contentHash?.(path), head.contentHash?.(path)]);
  return old !== undefined && old === now;
}

async function textOf(tree: Tree, path: string): Promise<string> {
  const content = tree.has(path) ? await tree.read(path) : undefined;
  return content?.ok ? content.text : '';
}
