/** Who says that a file is not to be deployed: by an entry of a list, or a path, that is commented out. */
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';
import { folderOf, resolveFromRoot } from './tree-path.js';

/** `# - istio`, `#- ./istio/`, `# - ./istio/ks.yaml` */
const ENTRY = /^\s*#+\s*-\s*["']?(?:\.\/)?([^\s"'/]+)(?:\/[^\s"']*)?["']?\s*$/;

/** Longer than such a line is. */
const MAX_LINE = 300;

/** The entry of a list that this line has commented out: a file or folder beside, or what the entry takes out of it. */
export function commentedEntry(line: string): string | undefined {
  return ENTRY.exec(line.slice(0, MAX_LINE))?.[1];
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
