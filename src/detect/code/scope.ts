/** What a file of code sees under a name: its own constants, and those of the package that it is part of. */
import type { Position } from '../../model.js';
import { lineStartsOf } from '../../yaml/parse.js';
import { cueLiteral, fieldOf, repositoryOfCue } from '../cue/fields.js';
import type { DetectContext } from '../detector.js';
import { ancestors, baseName, folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { aliasedPlaces } from './aliases.js';
import { dotted, SETTING } from './expressions.js';
import { fieldAt, literalIn, type Piece } from './literals.js';
import { packagesOf } from './packages.js';
import { rustModules } from './rust.js';

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
function seenUnder(
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
  /^[ \t]*(?:from[ \t]+(\.{0,4})([A-Za-z_][\w.]{0,100})?[ \t]+import[ \t]+([^\n#;]{1,500})|import[ \t]+([A-Za-z_][\w.]{0,100}))/gm;
const ENDINGS = ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js', '.py', '/__init__.py'];

/** The text with every comment as spaces, so that what is left keeps its place. A `//` after a colon is an address. */
export function withoutComments(path: string, text: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ');
  if (/\.(py|nix|ya?ml|bzl|bazel)$/i.test(path)) return text.replace(/(?<=^|\s)#.*$/gm, blank);
  // What opens behind the last end of one is none.
  const last = text.lastIndexOf('*/');
  const end = last < 0 ? 0 : last + 2;
  const closed = text.slice(0, end).replace(/\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm, blank);
  return closed + text.slice(end).replace(/(?<=^|[\s;{}(),])\/\/.*$/gm, blank);
}

const VERSION = '["\'`]v?(\\d+\\.\\d+\\.\\d+[\\w.+-]*)["\'`]';

/** What is given, and else the constant: of JavaScript, of Python. */
const OR = '\\s*(?:\\?\\?|\\|\\||\\bor\\b)\\s*';
const OTHERWISE = `(?:${SETTING}|[\\w.?]{1,100})${OR}`;
const IS_DEFAULT = new RegExp(OTHERWISE);

/** Fields within fields, as people name them. */
const MAX_PARTS = 4;

export interface Constant {
  readonly version: string;
  readonly at: Position;
  /** It counts where nobody gives another one: `props.version ?? "1.22.2"`. */
  readonly isDefault?: true;
}

/**
 * A version under a name: `const istioVersion = "1.22.2"`, `version := DefaultVersion`, and in CUE `Istio: {Version: "1.22.2"}`
 * under `Istio.Version`.
 */
export function constantIn(scope: Scope, word: string, depth = 0): Constant | undefined {
  const written = word
    .replace(/^#/, '')
    // Of an Enum of Python.
    .replace(/(?<=\.[A-Z_0-9]{1,80})\.value$/, '')
    .split('.');
  const { files, names: parts, isOther } = seenUnder(scope, written);
  const name = parts.at(-1) ?? '';
  if (parts.length > MAX_PARTS || !parts.every(part => /^#?\w{1,100}$/.test(part))) return undefined;
  const field = fieldIn(files, parts);
  const version = field && VERSION_ALONE.exec(literalIn(field.text) ?? '')?.[1];
  if (field && version !== undefined)
    return { version, at: { file: field.path, line: lineAt(field.whole, field.start) } };
  const held = field && depth < 3 ? FIELD_NAMES.exec(field.text)?.[1] : undefined;
  const named = held === undefined ? undefined : constantIn(isOther ? files : scope, held, depth + 1);
  if (named) return named;
  // What another package holds under a name of another object is none of this.
  if (isOther && parts.length > 1) return undefined;
  // A field of an object that is named: `vars.StableVersion` of `vars = {StableVersion: "1.22.2"}`.
  const sign = parts.length > 1 && !/^(?:chart_?)?version$/i.test(name) ? '(?::?=|:)' : ':?=';
  const assigned = new RegExp(
    `\\b${name}\\b(?:\\s*:\\s*(?:&\\s*(?:'static\\s+)?)?\\w+)?\\s*${sign}\\s*(?:${OTHERWISE})?${VERSION}`,
  );
  // `args.version` is none that something else is called.
  const isGiven = GIVEN.test(parts[0] ?? '') && /^version$/i.test(name);
  for (const { path, text } of isGiven ? files.filter(one => one.path.endsWith('.cue')) : files) {
    const found = path.endsWith('.cue') ? fieldOf(parts, VERSION).exec(text) : outsideOfCalls(text, assigned);
    if (!found?.[1]) continue;
    const index = found.index + found[0].lastIndexOf(found[1]);
    const at = { file: path, line: lineAt(text, index) };
    return { version: found[1], at, ...(IS_DEFAULT.test(found[0]) ? { isDefault: true } : {}) };
  }
  const ofCue = parts.length > 1 ? cueLiteral(files, written, VERSION_ALONE) : undefined;
  const own = ofCue && VERSION_ALONE.exec(ofCue.value)?.[1];
  if (ofCue && own !== undefined)
    return { version: own, at: { file: ofCue.file.path, line: lineAt(ofCue.file.text, ofCue.start) } };
  const aliases = new RegExp(`\\b${name}\\b\\s*:?=\\s*(${SETTING}${OR})?(${OTHER_NAME})[ \\t]*;?$`, 'm');
  const alias = (isOther ? files : files.slice(0, 1))
    .map(({ text }) => aliases.exec(text))
    .find(found => found !== null);
  const known =
    alias?.[2] && depth < 3 ? constantIn(isOther ? files : scope, dotted(alias[2]), depth + 1) : undefined;
  return known && alias?.[1] ? { ...known, isDefault: true } : known;
}

const GIVEN = /^(?:props|args|options|opts|params|inputs?)$/;

/** The first match that is no argument of a call: `Release("cm", version="1.13.0")`; `const (` of Go is none. */
function outsideOfCalls(text: string, pattern: RegExp): RegExpExecArray | null {
  const each = new RegExp(pattern.source, 'g');
  for (let count = 0; count < MAX_MATCHES; count++) {
    const found = each.exec(text);
    if (!found || !isArgument(text, found.index)) return found;
  }
  return null;
}

const MAX_MATCHES = 200;
/** Further from its bracket than an argument stands. */
const MAX_ARGUMENTS = 5000;

function isArgument(text: string, index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0 && index - at < MAX_ARGUMENTS; at--) {
    const character = text[at] ?? '';
    if (')}]'.includes(character)) depth++;
    else if ('({['.includes(character) && --depth < 0)
      return (
        character === '(' &&
        /[\w$>]\s{0,9}$/.test(text.slice(Math.max(0, at - 40), at)) &&
        !/\b(?:const|var|let)\s{0,9}$/.test(text.slice(Math.max(0, at - 40), at))
      );
  }
  return false;
}

/** `DEFAULT`, `Istio.DEFAULT`, `ISTIO["version"]`. */
const OTHER_NAME = '[A-Za-z_]\\w{0,100}(?:\\.\\w{1,100}|\\[["\'][\\w-]{1,100}["\']\\])?';
/** A field that is another constant: `Version: DefaultVersion`; what only has its name is `{ version }`. */
const FIELD_NAMES = /^\s*(?:\w{1,30}\.String\(\s*)?((?:[A-Za-z_]\w{0,80}\.){0,2}[A-Za-z_]\w{0,80})\)?\s*$/;
const VERSION_ALONE = /^v?(\d+\.\d+\.\d+[\w.+-]*)$/;

/** A field of an object that a file of the scope holds under a name. */
function fieldIn(
  scope: Scope,
  parts: readonly string[],
): (Piece & { readonly path: string; readonly whole: string }) | undefined {
  const { files, names } = seenUnder(scope, parts);
  if (names.length < 2) return undefined;
  for (const { path, text } of files) {
    const found = path.endsWith('.cue') ? undefined : fieldAt(text, names);
    if (found) return { ...found, path, whole: text };
  }
  return undefined;
}

export interface ChartConstant {
  /** Where it stands for the chart. */
  readonly index: number;
  readonly name: string;
  /** Where the field of an object says so that it is. */
  readonly said?: Position;
}

/** `Chart: pulumi.String(vars.BaseChart)`, `chart: BASE_CHART`: places at which a constant names a chart, with that name. */
export function chartConstants(text: string, scope: Scope): readonly ChartConstant[] {
  const found: ChartConstant[] = [];
  for (const match of text.matchAll(BY_CONSTANT)) {
    const parts = match[1]?.split('.') ?? [];
    const field = fieldIn(scope, parts);
    const held = literalIn(field?.text ?? '');
    const { files, names } = seenUnder(scope, parts);
    const name = names.at(-1) ?? '';
    const literal = new RegExp(`\\b${name}\\b[ \\t]*:?[:=][ \\t]*["'\`]([\\w./-]{2,80})["'\`]`);
    // Of an object within others, no other one's field of the same name.
    const seen = parts.length > 2 ? [] : files;
    const value = held ?? seen.map(({ text: own }) => literal.exec(own)?.[1]).find(one => one !== undefined);
    const said = field && { file: field.path, line: lineAt(field.whole, field.start) };
    if (value !== undefined)
      found.push({ index: match.index, name: value, ...(said && held !== undefined ? { said } : {}) });
    if (found.length >= MAX_FILES) break;
  }
  return found;
}

const BY_CONSTANT =
  /\b[cC]hart(?:_?[nN]ame)?["']?\s*[:=]\s*(?:\w{1,30}\.String\()?((?:[A-Za-z_]\w{1,60}\.){0,3}[A-Za-z_]\w{1,60})\)?[ \t]*(?=[,;)\n])/g;

/** The only address of charts of Istio that a scope names. */
export function onlyRepository(scope: Scope): string | undefined {
  const found = new Set(
    ownOf(scope).flatMap(({ text }) => [...text.matchAll(ISTIO_ADDRESS)].map(([, address = '']) => address)),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

const ISTIO_ADDRESS = /["'`]((?:https|oci):\/\/[^"'`\s]{0,200}istio[^"'`\s]{0,200})["'`]/gi;

/** A repository that a constant of the scope holds, or a field of one: `REPO`, `Istio.REPO`, `ISTIO["repo"]`. */
export function constantRepository(path: string, span: string, scope: Scope): string | undefined {
  if (path.endsWith('.cue')) return repositoryOfCue(span, scope);
  const written =
    REPOSITORY.exec(span)?.[1] ?? (/\.[mc]?[jt]s$/.test(path) ? SHORTHAND.exec(span)?.[1] : undefined);
  const parts = written === undefined ? [] : dotted(written).split('.');
  const field = literalIn(fieldIn(scope, parts)?.text ?? '');
  if (field !== undefined && IS_ADDRESS.test(field)) return field;
  const name = parts.at(-1);
  // `props.repo` is none that the arguments of another call name.
  const isArgument = parts.length > 1 && /^(?:repo(?:sitory)?|url)/.test(name ?? '');
  const holder = OPTIONS.exec(span);
  const constants = [
    ...(name === undefined ? [] : [`${isArgument ? KEPT : ''}\\b${name}\\b[^=\\n]{0,60}=\\s*${ADDRESS}`]),
    ...(holder
      ? [
          `\\b${holder[2] ?? holder[1]}\\b[^=\\n]{0,60}=\\s*${MADE}[{(][^{}()]{0,400}?\\b[rR]epo["']?\\s*[:=]\\s*(?:\\w{1,40}\\.String\\(\\s*)?${ADDRESS}`,
        ]
      : []),
  ].map(pattern => new RegExp(pattern));
  const { files } = seenUnder(scope, parts);
  for (const { text } of holder ? [...ownOf(scope), ...files] : files) {
    for (const constant of constants) {
      const found = constant.exec(text)?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Where a span says which repository by a name, or by something else that is no text. */
export function repositoryPlace(span: string): number | undefined {
  const found = REPOSITORY.exec(span);
  return found ? found.index + found[0].length - (found[1] ?? '').length : undefined;
}

const REPOSITORY =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?["']?\s*[:=]\s*(?:\w{1,100}\.String\()?((?:\w{1,60}\.){0,3}\w{1,100}(?:\[["'][\w-]{1,60}["']\])?)(?![\w.(])/;
/** `{ repo }` of JavaScript. */
const SHORTHAND = /[{,]\s*(repo(?:sitory)?(?:Url|URL)?)(?=\s*[,}])/;
const KEPT = '\\b(?:readonly|static|final|const)\\s+(?:\\w{1,40}\\s+)?';
const IS_ADDRESS = /^(?:https|oci):\/\/\S+$/;
const ADDRESS = '["\'`]((?:https|oci)://[^"\'`\\s]+)';
/** Pulumi's, under a name, or under its own (`repositoryOpts,`). */
const OPTIONS =
  /\b([rR]epositoryOpts|repository_opts|[fF]etchOpts|fetch_opts)\s*(?:[:=]\s*(\w{1,100})\b(?!\s*[.({])|(?=[,}]))/;
/** `&helm.RepositoryOptsArgs` of Go, `RepositoryOptsArgs` of Python. */
const MADE = '&?(?:\\w{1,60}\\.){0,5}\\w{0,60}\\s{0,9}';

/** Line of an index, from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The same for many places of one text. */
export function linesOf(text: string): (index: number) => number {
  const starts = lineStartsOf(text);
  return index => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
