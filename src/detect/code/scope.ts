/** Which files a file of code sees: those of the package that it is part of, and what it imports. */
import type { DetectContext } from '../detector.js';
import { ancestors, baseName, folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { aliasedPlaces } from './aliases.js';
import { packagesOf } from './packages.js';
import { rustModules } from './rust.js';
import { withoutComments } from './text.js';

/** A file that is seen, with comments as spaces. */
interface Seen {
  readonly path: string;
  readonly text: string;
  /** It is of another package of Go, or another class: nothing of it is seen but behind that name. */
  readonly within?: string;
}

/** Files, the one itself first. */
export type Scope = readonly Seen[];

/** What a name is looked for in, and what it is called there: `versions.Istio` is `Istio` of that package, which shows it. */
export function seenUnder(
  scope: Scope,
  parts: readonly string[],
): { readonly files: Scope; readonly names: readonly string[]; readonly isOther?: true } {
  const [first, ...names] = parts;
  const isShown = /^[A-Z]/.test(names[0] ?? '');
  const others = scope.filter(({ within, path }) => within === first && (isShown || !path.endsWith('.go')));
  if (others.length === 0) return { files: ownOf(scope), names: parts };
  return { files: others.map(({ path, text }) => ({ path, text })), names, isOther: true };
}

/** Without other packages. */
export function ownOf(scope: Scope): Scope {
  return scope.filter(({ within }) => within === undefined);
}

/**
 * The files that a name may be declared in: those of the package that it is taken from, else the one that says it, and what that sees.
 * @param parts of the name
 */
export function declaringFiles(
  scope: Scope,
  { path, text }: Pick<Seen, 'path' | 'text'>,
  [first = '', ...rest]: readonly string[],
): { readonly files: Scope; readonly isPackage: boolean } {
  const within = rest.length > 0 ? scope.filter(one => one.within === first) : [];
  if (within.length === 0)
    return { files: [{ path, text }, ...ownOf(scope).filter(one => one.path !== path)], isPackage: false };
  return { files: within.map(one => ({ path: one.path, text: one.text })), isPackage: true };
}

/** More files than a package has. */
const MAX_FILES = 200;

/** Files of Go share what their folder declares; those of CUE what the folders above declare as well; others import by name. */
export async function scopeOf(context: DetectContext, path: string, text: string): Promise<Scope> {
  const extension = /\.(go|cue)$/.exec(path)?.[1];
  const scope: Seen[] = [{ path, text }];
  if (OF_CLASSES.test(path)) return [...scope, ...(await classesNamed(context, path, text))];
  if (path.endsWith('.rs')) {
    for (const file of rustModules(context, path, text)) {
      const content = await context.text(file);
      if (content !== undefined) scope.push({ path: file, text: withoutComments(file, content) });
    }
    return scope;
  }
  if (extension === undefined) return [...scope, ...(await importedBy(context, path, text))];
  const folder = folderOf(path);
  const shares = (other: string): boolean => {
    const own = folderOf(other);
    return own === folder || (extension === 'cue' && (own === '' || folder.startsWith(`${own}/`)));
  };
  const others = context.tree.paths.filter(
    other => other !== path && other.endsWith(`.${extension}`) && shares(other),
  );
  for (const other of others.slice(0, MAX_FILES)) {
    const content = await context.text(other);
    if (content !== undefined) scope.push({ path: other, text: withoutComments(other, content) });
  }
  for (const { name, files } of extension === 'go' ? await packagesOf(context, path, text) : []) {
    for (const file of files) {
      const content = await context.text(file);
      if (content === undefined || scope.length > 2 * MAX_FILES) continue;
      scope.push({ path: file, text: withoutComments(file, content), within: name });
    }
  }
  return scope;
}

const OF_CLASSES = /\.(?:java|cs|kt)$/;

/** `Versions.ISTIO`, where one file of the tree alone has that name. */
async function classesNamed(context: DetectContext, path: string, text: string): Promise<Scope> {
  const names = new Set(
    [...text.matchAll(/(?<![\w.])([A-Z]\w{1,80})\.[A-Za-z_]/g)].map(([, name = '']) => name),
  );
  const ending = path.slice(path.lastIndexOf('.'));
  const files = new Map<string, string[]>();
  for (const other of context.tree.paths) {
    if (!other.endsWith(ending) || other === path) continue;
    const name = baseName(other).slice(0, -ending.length);
    if (names.has(name)) files.set(name, [...(files.get(name) ?? []), other]);
  }
  const found: Seen[] = [];
  for (const [name, [only, ...others]] of files) {
    const content =
      only === undefined || others.length > 0 || found.length >= MAX_FILES
        ? undefined
        : await context.text(only);
    if (only !== undefined && content !== undefined)
      found.push({ path: only, text: withoutComments(only, content), within: name });
  }
  return found;
}

/**
 * Modules of the tree that a file of TypeScript, JavaScript or Python names: by their place beside it, those of Python from any folder
 * above as well, from where the program runs. What only hands on others' names (`export * from "./versions"`) brings these along.
 */
async function importedBy(context: DetectContext, path: string, text: string): Promise<Scope> {
  const found = new Map<string, string>();
  const isPython = path.endsWith('.py');
  if (!isPython && !/\.[mc]?[jt]sx?$/.test(path)) return [];
  const add = async (from: string, places: readonly string[], depth: number): Promise<void> => {
    for (const place of places) {
      if (found.size >= MAX_FILES) return;
      const file = ENDINGS.map(ending => `${place}${ending}`).find(one => context.tree.has(one));
      if (file === undefined || file === from || found.has(file)) continue;
      const content = await context.text(file);
      if (content === undefined) continue;
      const inner = withoutComments(file, content);
      found.set(file, inner);
      if (depth < MAX_HANDED_ON && !isPython) await add(file, modulesOf(file, inner, HANDED_ON), depth + 1);
    }
  };
  await add(path, isPython ? modulesOfPython(context, path, text) : modulesOf(path, text, JAVASCRIPT), 0);
  for (const [, module = ''] of isPython ? [] : [...text.matchAll(BY_NAME)].slice(0, MAX_FILES))
    await add(path, await aliasedPlaces(context, path, module), 0);
  return [...found].map(([file, content]) => ({ path: file, text: content }));
}

function modulesOf(path: string, text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].slice(0, MAX_FILES).flatMap(([, module = '']) => {
    return resolveInTree(folderOf(path), module.replace(/\.[mc]?js$/, '')) ?? [];
  });
}

/** `from config import versions` may mean `config/versions.py`, or a name of `config.py`. */
function modulesOfPython(context: DetectContext, path: string, text: string): readonly string[] {
  const has = (place: string): boolean =>
    context.tree.has(`${place}.py`) || context.tree.has(`${place}/__init__.py`);
  const places: string[] = [];
  for (const [, dots = '', from = '', names = '', whole = ''] of [...text.matchAll(PYTHON)].slice(
    0,
    MAX_FILES,
  )) {
    const module = (from || whole).replaceAll('.', '/');
    // One dot is the folder itself, each further one the folder above.
    const folders = dots === '' ? ancestors(path) : ancestors(path).slice(dots.length - 1, dots.length);
    const inner = names.split(',').flatMap(name => /^\s*\(?\s*(\w{1,100})/.exec(name)?.[1] ?? []);
    for (const own of [module, ...inner.map(name => (module === '' ? name : `${module}/${name}`))]) {
      const folder = own === '' ? undefined : folders.find(one => has(inFolder(one, own)));
      if (folder !== undefined) places.push(inFolder(folder, own));
    }
  }
  return places;
}

/** Files that hand on what others hand on. */
const MAX_HANDED_ON = 2;
const JAVASCRIPT = /\b(?:from|require\()\s*["'](\.{1,2}\/[^"'\n]{1,200})["']/g;
/** By a name that is no place: `import { CHARTS } from "@config/charts"`. */
const BY_NAME = /\b(?:from|require\()\s*["']([@~#\w][^"'\n:]{1,200})["']/g;
const HANDED_ON =
  /\bexport\s{1,9}(?:\*|\{[^{}]{0,2000}\})\s{0,9}(?:as\s{1,9}\w{1,80}\s{1,9})?from\s{0,9}["'](\.{1,2}\/[^"'\n]{1,200})["']/g;
const PYTHON =
  /^[ \t]*(?:from[ \t]+(\.{0,4})([A-Za-z_][\w.]{0,100})?[ \t]+import[ \t]*(\([^()]{1,4000}\)|[^\n#;]{1,500})|import[ \t]+([A-Za-z_][\w.]{0,100}))/gm;
const ENDINGS = ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js', '.py', '/__init__.py'];
