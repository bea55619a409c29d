/** The project or the package that a file of code is of, and the code of it. */
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import { baseName, folderOf, inFolder, isWithin } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { codeBelow, codeIn, codeRoots } from './files.js';
import { withoutComments } from './text.js';

/** The code that may call a file's: that of its project, else what stands in folders beside it. */
export async function filesAround(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly CodeFile[]> {
  const root = projectOf(context, path) ?? folderOf(folderOf(path));
  const known = textsOf(context);
  const found = known.get(root) ?? codeTexts(context, codeAround(context, path));
  known.set(root, found);
  const files = await found;
  if (files.some(file => file.path === path)) return files;
  const own =
    known.get(`${path}:`) ??
    Promise.resolve(isPart(files) ? partOf([{ path, text }, ...files]) : [{ path, text }]);
  known.set(`${path}:`, own);
  return own;
}

const parts = new WeakSet<readonly CodeFile[]>();

/** Whether there are more than these, of which only those count that speak of Istio. */
export function isPart(files: readonly CodeFile[]): boolean {
  return parts.has(files);
}

function partOf(files: readonly CodeFile[]): readonly CodeFile[] {
  parts.add(files);
  return files;
}

interface Around {
  readonly paths: readonly string[];
  readonly isPart?: true;
}

/** Of more code than a program has, what speaks of Istio; without a project, of what stands in folders beside the file. */
function codeAround(context: DetectContext, path: string): Around {
  const root = projectOf(context, path);
  if (root !== undefined && !isModule(context, root)) return { paths: codeBelow(context, root) };
  const all =
    root === undefined
      ? codeIn(context, folderOf(folderOf(path)))
      : codeIn(context, root).filter(one => one.endsWith('.go'));
  if (all.length <= (root === undefined ? MAX_BESIDE : MAX_IN_MODULE)) return { paths: all };
  const known = new Set(all);
  return { paths: context.code.filter(one => known.has(one)), isPart: true };
}

/** A module of Go that is no project of a tool. */
function isModule(context: DetectContext, root: string): boolean {
  return context.tree.has(inFolder(root, 'go.mod')) && !foldersOf(context).roots.includes(root);
}

/** More files than a program in no project of its own has. */
const MAX_BESIDE = 300;

/** Larger modules are products. */
const MAX_IN_MODULE = 2000;

/** Read once for each project. */
const textsOf = oncePer((_: DetectContext) => new Map<string, Promise<readonly CodeFile[]>>());

/** Folders of projects, and of packages; looked for once. */
const foldersOf = oncePer((context: DetectContext) => ({
  roots: codeRoots(context),
  packages: context.tree.paths.filter(one => /^(?:package\.json|go\.mod)$/.test(baseName(one))).map(folderOf),
}));

/** The nearest folder of a project; without one, of a package. */
export function projectOf(context: DetectContext, path: string): string | undefined {
  const { roots, packages } = foldersOf(context);
  return nearest(roots, path) ?? nearest(packages, path);
}

export function pulumiProjectOf(context: DetectContext, path: string): string | undefined {
  const projects = context.tree.paths.filter(one => /^Pulumi\.ya?ml$/.test(baseName(one)));
  return nearest(projects.map(folderOf), path);
}

function nearest(folders: readonly string[], path: string): string | undefined {
  return folders
    .filter(folder => isWithin(folder, path))
    .toSorted((left, right) => right.length - left.length)[0];
}

/** The files, as they are read here. */
async function codeTexts(
  context: DetectContext,
  { paths, isPart: isCut }: Around,
): Promise<readonly CodeFile[]> {
  const found: CodeFile[] = [];
  for (const path of paths) {
    const text = await context.text(path);
    if (text !== undefined) found.push({ path, text: withoutComments(path, text) });
  }
  return isCut ? partOf(found) : found;
}
