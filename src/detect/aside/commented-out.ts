/** Who says that a file is not to be deployed: by an entry of a list, or a path, that is commented out. */
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { folderOf, isWithin, resolveFromRoot, resolveInTree } from '../tree-path.js';

/** `# - istio`, `#- ./istio/`, `# - ./istio/ks.yaml`, `# - istio  # for later` */
const ENTRY = /^\s*#+\s*-\s*["']?(?:\.\/)?([^\s"'#]+?)\/?["']?\s*(?:\s#.*)?$/;

/** Longer than a line that has something commented out. */
const MAX_LINE = 300;

/**
 * True where a list of files and folders has the one that a file is in commented out, or what would bring it: `istio/ks.yaml` beside
 * `istio/app`, if nothing else of that folder is listed.
 * @param folder that the list's entries are relative to
 */
export function isCommentedOut(text: string, folder: string, file: string): boolean {
  const lines = text.split('\n');
  const listed = lines
    .filter(line => !/^\s*#/.test(line))
    .flatMap(line => line.split(/[\s,[\]"']+/))
    .flatMap(word => resolveInTree(folder, word) ?? []);
  return lines.some(line => {
    const entry = line.length > MAX_LINE ? undefined : ENTRY.exec(line)?.[1];
    const path = entry === undefined ? undefined : resolveInTree(folder, entry);
    if (!entry || !path || path === folder || listed.includes(path)) return false;
    if (isWithin(path, file)) return true;
    const around = folderOf(path);
    return around !== folder && isWithin(around, file) && !listed.some(one => isWithin(around, one));
  });
}

/** `#   path: ./infra/gateway`, as a Kustomization of Flux or an Application has it. */
const PATH = /^\s*#[\s#]*(?:-\s*)?path:\s*["']?([^\s"'#]+)["']?\s*$/;

interface Commented {
  /** `file:line` */
  readonly at: string;
  /** An element of a list, not a declaration of its own that may be kept as an example. */
  readonly isElement?: true;
}

/** Folders that what deploys folders has commented out, with where that is. */
const commentedFolders = oncePerTree(async (context): Promise<ReadonlyMap<string, Commented>> => {
  const found = new Map<string, Commented>();
  for (const path of context.candidates) {
    if (!/\.ya?ml$/i.test(path)) continue;
    const text = await context.text(path);
    if (!text?.includes('path:') || !DEPLOYS.test(text)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const folder = line.length < MAX_LINE ? resolveFromRoot(PATH.exec(line)?.[1] ?? '') : undefined;
      if (folder) found.set(folder, { at: `${path}:${index + 1}` });
    }
    for (const { folder, line } of elementsIn(text))
      found.set(folder, { at: `${path}:${line}`, isElement: true });
  }
  return found;
});

/** `path: apps/{{ .name }}` of an ApplicationSet: what its elements are filled into. */
const FILLED = /^\s*(?:-\s*)?path:\s*["']?([\w./-]*)\{\{([^{}\n]{1,100})\}\}([\w./-]*)["']?\s*$/;
/** `# - name: istio` among its elements, and one that is not commented out. */
const ELEMENT = /^\s*(#[\s#]*)?-\s*(\w+):\s*["']?([\w.-]+)["']?\s*$/;

/** Folders of elements that are commented out in the list of an ApplicationSet. */
function elementsIn(text: string): readonly { readonly folder: string; readonly line: number }[] {
  if (!/^kind:\s*ApplicationSet\b/m.test(text)) return [];
  const lines = text.split('\n').map(line => line.slice(0, MAX_LINE));
  const paths = lines.flatMap(line => FILLED.exec(line)?.slice(1, 4) ?? []);
  const [before, asked, behind, ...others] = paths;
  if (asked === undefined || others.length > 0) return [];
  const fields = new Set(asked.match(/\w+/g));
  const elements = lines.flatMap((line, index) => {
    const [, comment, field = '', name] = ELEMENT.exec(line) ?? [];
    return name === undefined || !fields.has(field)
      ? []
      : [{ isOff: comment !== undefined, name, line: index + 1 }];
  });
  const used = new Set(elements.flatMap(({ isOff, name }) => (isOff ? [] : [name])));
  return elements.flatMap(({ isOff, name, line }) => {
    const folder = isOff && !used.has(name) ? resolveFromRoot(`${before}${name}${behind}`) : undefined;
    return folder ? [{ folder, line }] : [];
  });
}

const DEPLOYS = /kustomize\.toolkit\.fluxcd\.io|argoproj\.io/;

/** Where the folder of a file, or one around it, is commented out. */
export async function commentedFolderOf(
  context: DetectContext,
  file: string,
): Promise<(Commented & { readonly folder: string }) | undefined> {
  const folders = await commentedFolders(context);
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) {
    const found = folders.get(folder);
    if (found) return { folder, ...found };
  }
  return undefined;
}
