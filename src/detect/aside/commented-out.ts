/** Who says that a file is not to be deployed: by an entry of a list, or a path, that is commented out. */
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { folderOf, isWithin, resolveFromRoot, resolveInTree } from '../tree-path.js';

/** `# - istio`, `#- ./istio/`, `# - ./istio/ks.yaml`, `# - istio  # for later` */
const ENTRY = /^\s*#+\s*-\s*["']?(?:\.\/)?([^\s"'#]+?)\/?["']?\s*(?:\s#.*)?$/;

/** Longer than such a line is. */
const MAX_LINE = 300;

/**
 * True where a list of files and folders has the one that a file is in commented out, or what would bring it: `istio/ks.yaml` beside
 * `istio/app`, if nothing else of that folder is listed.
 * @param folder that the list's entries are relative to
 */
export function isCommentedOut(text: string, folder: string, file: string): boolean {
  const lines = text.split('\n').map(line => line.slice(0, MAX_LINE));
  const listed = lines
    .filter(line => !/^\s*#/.test(line))
    .flatMap(line => line.split(/[\s,[\]"']+/))
    .flatMap(word => resolveInTree(folder, word) ?? []);
  return lines.some(line => {
    const entry = ENTRY.exec(line)?.[1];
    const path = entry === undefined ? undefined : resolveInTree(folder, entry);
    if (!entry || !path || path === folder || listed.includes(path)) return false;
    if (isWithin(path, file)) return true;
    const around = folderOf(path);
    return around !== folder && isWithin(around, file) && !listed.some(one => isWithin(around, one));
  });
}

/** `#   path: ./infra/gateway`, as a Kustomization of Flux or an Application has it. */
const PATH = /^\s*#[\s#]*(?:-\s*)?path:\s*["']?([^\s"'#]+)["']?\s*$/;

/** Folders that what deploys folders has commented out, with where that is. */
const commentedFolders = oncePerTree(async (context): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (const path of context.candidates) {
    if (!/\.ya?ml$/i.test(path)) continue;
    const text = await context.text(path);
    if (!text?.includes('path:') || !DEPLOYS.test(text)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const folder = line.length < MAX_LINE ? resolveFromRoot(PATH.exec(line)?.[1] ?? '') : undefined;
      if (folder) found.set(folder, `${path}:${index + 1}`);
    }
  }
  return found;
});

const DEPLOYS = /kustomize\.toolkit\.fluxcd\.io|argoproj\.io/;

/** Where the folder of a file, or one around it, is commented out. */
export async function commentedFolderOf(
  context: DetectContext,
  file: string,
): Promise<{ readonly folder: string; readonly at: string } | undefined> {
  const folders = await commentedFolders(context);
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) {
    const at = folders.get(folder);
    if (at !== undefined) return { folder, at };
  }
  return undefined;
}
