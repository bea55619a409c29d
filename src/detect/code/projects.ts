/** The project or the package that a file of code is of, and the code of it. */
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import { baseName, folderOf, inFolder, isWithin } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { codeBelow, codeIn, codeRoots } from './files.js';
import { withoutComments } from './text.js';

/** The code that may call a file's: that of its project, else the file alone. */
export async function filesAround(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly CodeFile[]> {
  const root = projectOf(context, path) ?? folderOf(folderOf(path));
  const known = textsOf(context);
  const found = known.get(root) ?? codeTexts(context, codeAround(context, path));
  known.set(root, found);
  return (await found).some(file => file.path === path) ? found : [{ path, text }];
}

/** Without a project, what stands in folders beside it. */
function codeAround(context: DetectContext, path: string): readonly string[] {
  const root = projectOf(context, path);
  if (root !== undefined && isModule(context, root)) {
    const all = codeIn(context, root).filter(one => one.endsWith('.go'));
    return all.length > MAX_IN_MODULE ? [] : all;
  }
  if (root !== undefined) return codeBelow(context, root);
  const beside = codeIn(context, folderOf(folderOf(path)));
  return beside.length > MAX_BESIDE ? [] : beside;
}

/** A module of Go that is no project of a tool. */
function isModule(context: DetectContext, root: string): boolean {
  return context.tree.has(inFolder(root, 'go.mod')) && !foldersOf(context).roots.includes(root);
}

/** More files than a program in no project of its own has. */
const MAX_BESIDE = 300;

/** Larger modules are products, which install nothing by the way. */
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

/** The files of some paths, as they are read here. */
async function codeTexts(context: DetectContext, paths: readonly string[]): Promise<readonly CodeFile[]> {
  const found: CodeFile[] = [];
  for (const path of paths) {
    const text = await context.text(path);
    if (text !== undefined) found.push({ path, text: withoutComments(path, text) });
  }
  return found;
}
