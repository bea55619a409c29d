/**
 * Who calls a function, a method or a constructor: those of one name are told apart by the class that they are of, and by the module
 * or the package that a caller has them from. What nobody can tell apart is said to be open.
 */
import { append } from '../../append.js';
import { oncePer } from '../../memo.js';
import { isTestName } from '../../tree/candidates.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import type { TellMore } from '../limits.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { callableIn, isBlock } from './assigned.js';
import { type Brackets, bracketsIn, type Callable, type CodeFile, endingOf } from './blocks.js';
import { itemsBefore } from './lists.js';
import { closing, type Piece, piecesOf } from './literals.js';
import { leaveMore } from './more.js';
import { basesOf, isSelf, ownerAt, type Receiver, receiverAt, typeOfName } from './owners.js';
import { packagesOf } from './packages.js';
import { isPart } from './projects.js';

export interface Call {
  readonly file: CodeFile;
  readonly start: number;
  readonly args: readonly Piece[];
}

export interface Calls {
  readonly calls: readonly Call[];
  /** There are some, of which nobody can tell whether they are of this one. */
  readonly isOpen?: true;
}

export interface Calling {
  readonly context: DetectContext;
  /** Files that may call each other. */
  readonly files: () => Promise<readonly CodeFile[]>;
}

/** More callers than a class of people has. */
const MAX_CALLS = 1000;
/** More than code calls what several files have under one name. */
const MAX_FOUND = 5000;
/** More lists than a file hands to one function, item by item. */
const MAX_LISTS = 100;
/** Classes that are of others, as people write them. */
const MAX_BASES = 6;
/** Folders of code that tries what others run. */
const OF_TESTS = /(?:^|\/)(?:tests?|__tests__|spec)\//;

/** Something of the name that is called, and the class that it is of. */
interface Definition {
  readonly path: string;
  readonly owner: string | undefined;
}

type Verdict = 'own' | 'other' | 'open';

const callsByName = oncePer((_: DetectContext) => new Map<string, Promise<Calls>>());

export function callsOf(
  calling: Calling,
  file: CodeFile,
  callable: Pick<Callable, 'name' | 'head'>,
): Promise<Calls> {
  const known = callsByName(calling.context);
  const owner = ownerOf(calling.context, file, callable.name, callable.head);
  const key = JSON.stringify([file.path, callable.name, owner]);
  const found = known.get(key) ?? callsFound(calling, file, callable.name, owner);
  known.set(key, found);
  return found;
}

/** The class of a method; a constructor is called as a function is, and so is what a method holds for itself. */
function ownerOf(context: DetectContext, file: CodeFile, name: string, place: number): string | undefined {
  const owner = ownerAt(file, bracketsIn(context, file), place);
  return owner === name || (owner !== undefined && isWithinFunction(context, file, place))
    ? undefined
    : owner;
}

/** `const chart = (name: string) => …` of a constructor, `def chart(name):` of a method. */
function isWithinFunction(context: DetectContext, file: CodeFile, place: number): boolean {
  const { text, path } = file;
  if (path.endsWith('.go')) return false;
  const body = callableIn(context, file, place)?.start;
  if (body === undefined || path.endsWith('.py')) return body !== undefined;
  const inner = bracketsIn(context, file).around(place);
  const blocks = inner.filter(open => open > body && text[open] === '{');
  return blocks.every(open => isBlock(text, open));
}

/** Those of tests alone where nothing else calls it: a suite in another folder sets itself up by it, as Go has it. */
async function callsFound(
  calling: Calling,
  file: CodeFile,
  name: string,
  owner: string | undefined,
): Promise<Calls> {
  const isOutside = ({ path }: CodeFile): boolean =>
    (!OF_TESTS.test(path) || OF_TESTS.test(file.path)) && (!isTestName(path) || isTestName(file.path));
  const found = await findCalls(calling, file, name, owner, isOutside);
  if (found.calls.length > 0 || !file.path.endsWith('.go')) return found;
  const ofSuites = await findCalls(
    calling,
    file,
    name,
    owner,
    one => isOutside(one) || folderOf(one.path) !== folderOf(file.path),
  );
  return ofSuites.calls.length > 0 ? ofSuites : found;
}

async function findCalls(
  { context, files: around }: Calling,
  file: CodeFile,
  name: string,
  owner: string | undefined,
  isMeant: (file: CodeFile) => boolean,
): Promise<Calls> {
  const escaped = name.replaceAll('$', '\\$');
  const pattern = new RegExp(`(?<![\\w$])${escaped}\\s{0,9}(?:<[^<>()]{1,60}>)?\\(`, 'g');
  const named = new RegExp(
    `\\bclass\\s{1,9}${escaped}(?![\\w$])|\\b(?:const|let|var)\\s{1,9}${escaped}\\b[^=(){};\\n]{0,100}=\\s{0,20}(?:async\\b\\s{0,9})?(?:function\\b|\\([^()]{0,300}\\)[^(){};=]{0,100}=>)`,
  );
  const ending = endingOf(file.path);
  const found: Call[] = [];
  const definitions: Definition[] = [];
  let isCut = false;
  const all = await around();
  const files = all.filter(one => endingOf(one.path) === ending && isMeant(one) && one.text.includes(name));
  for (const other of files) {
    const brackets = bracketsIn(context, other);
    if (named.test(other.text)) definitions.push({ path: other.path, owner: undefined });
    for (const match of other.text.matchAll(pattern)) {
      const open = match.index + match[0].length - 1;
      if (isDefinition(other, brackets, match.index, open))
        definitions.push({ path: other.path, owner: ownerOf(context, other, name, match.index) });
      else if (found.length < MAX_FOUND && !isTooLong(other, brackets, open))
        found.push({ file: other, start: match.index, args: piecesOf(other.text, open) });
      else isCut = true;
    }
  }
  const more = (): void => {
    isCut = true;
  };
  if (ending === 'script') for (const other of files) append(found, byReference(other, escaped, more));
  const rivals = definitions.filter(one => one.path !== file.path || one.owner !== owner);
  const meant: Meant = { context, file, name, owner, rivals, files: all };
  const own: Call[] = [];
  // What is not looked through may call it.
  let isOpen = isPart(all);
  for (const call of found) {
    if (own.length >= MAX_CALLS) {
      isCut = true;
      break;
    }
    const verdict = await verdictOf(meant, call);
    if (verdict === 'own') own.push(call);
    else if (verdict === 'open') isOpen = true;
  }
  const speaks = isCut ? [file, ...files].find(({ text }) => namesIstio(text)) : undefined;
  if (speaks) leaveMore(context, speaks);
  return own.length === 0 && isOpen ? { calls: own, isOpen } : { calls: own };
}

/** Whether what a call hands over is more than is read. */
function isTooLong({ text }: CodeFile, brackets: Brackets, open: number): boolean {
  return brackets.closeOf.has(open) && closing(text, open) === undefined;
}

/** `["base", "istiod"].forEach(install)`: a call for each item. */
function byReference(file: CodeFile, escaped: string, more: TellMore): readonly Call[] {
  const handed = new RegExp(`\\.(?:forEach|map)\\(\\s{0,20}(${escaped})\\s{0,20}\\)`, 'g');
  const found: Call[] = [];
  let lists = 0;
  for (const match of file.text.matchAll(handed)) {
    if (++lists > MAX_LISTS) {
      more();
      break;
    }
    const start = match.index + match[0].indexOf(match[1] ?? '');
    for (const item of itemsBefore(file.text, match.index, more)) found.push({ file, start, args: [item] });
  }
  return found;
}

/** What is looked for, and what else has its name. */
interface Meant {
  readonly context: DetectContext;
  readonly file: CodeFile;
  readonly name: string;
  readonly owner: string | undefined;
  readonly rivals: readonly Definition[];
  readonly files: readonly CodeFile[];
}

async function verdictOf(meant: Meant, call: Call): Promise<Verdict> {
  const { context, name, owner, rivals } = meant;
  // What has a name of its own is that wherever it is called.
  const unclear: Verdict = rivals.length > 0 ? 'open' : 'own';
  const receiver = receiverAt(call.file, bracketsIn(context, call.file), call.start);
  const type = typeOf(meant, call, receiver);
  if (owner !== undefined) {
    if (type !== undefined) return ofType(meant, call, owner, type, receiver.kind === 'made');
    return receiver.kind === 'none' && IN_CLASSES.test(call.file.path) ? 'other' : unclear;
  }
  if (receiver.kind === 'none') return fromModule(meant, call, name) ?? ofPlace(meant, call);
  if (type !== undefined && rivals.some(rival => rival.owner === type)) return 'other';
  if (receiver.kind !== 'name') return receiver.kind === 'open' ? unclear : 'other';
  if (call.file.path.endsWith('.go')) return ofPackage(meant, call, receiver.name, unclear);
  return fromModule(meant, call, receiver.name) ?? unclear;
}

/** Languages in which nothing is called without the class that it is of. */
const IN_CLASSES = /\.(?:java|cs)$/;

function typeOf(
  { context, rivals, owner }: Meant,
  { file, start }: Call,
  receiver: Receiver,
): string | undefined {
  const brackets = bracketsIn(context, file);
  if (receiver.kind === 'made') return receiver.name;
  const around = ownerAt(file, brackets, start);
  if (receiver.kind === 'none') return IN_CLASSES.test(file.path) ? around : undefined;
  if (receiver.kind !== 'name') return undefined;
  if (isSelf(receiver.name)) return around;
  const isOwner = receiver.name === owner || rivals.some(rival => rival.owner === receiver.name);
  return typeOfName(file, brackets, receiver.name, start) ?? (isOwner ? receiver.name : undefined);
}

/** By the class that it is called of, or one that this is of in its turn. */
function ofType(meant: Meant, call: Call, owner: string, type: string, isSure: boolean): Verdict {
  const { rivals, files } = meant;
  const unclear: Verdict = rivals.length > 0 ? 'open' : 'own';
  const namesakes = rivals.filter(rival => rival.owner === owner);
  let isDeclared = false;
  let names = [type];
  for (let level = 0; level < MAX_BASES && names.length > 0; level++) {
    if (names.includes(owner))
      return namesakes.length === 0
        ? 'own'
        : (fromModule({ ...meant, rivals: namesakes }, call, owner) ??
            ofPlace({ ...meant, rivals: namesakes }, call));
    if (names.some(name => rivals.some(rival => rival.owner === name))) return 'other';
    const bases = names.flatMap(name => basesOf(files, name) ?? []);
    if (level === 0) isDeclared = basesOf(files, type) !== undefined;
    names = [...new Set(bases)].slice(0, MAX_BASES);
  }
  // What several classes are of says nothing.
  if (basesOf(files, owner)?.includes(type)) return unclear;
  return isSure || isDeclared ? 'other' : unclear;
}

/** What is called without a word on where it is from is of the file, or of a folder that is a package. */
function ofPlace({ file, rivals }: Meant, call: Call): Verdict {
  const { path } = call.file;
  if (path === file.path) return 'own';
  if (rivals.some(rival => rival.path === path && rival.owner === undefined)) return 'other';
  if (/\.(?:go|java)$/.test(path)) {
    if (folderOf(path) === folderOf(file.path)) return 'own';
    if (path.endsWith('.go')) return 'other';
  }
  return rivals.every(rival => rival.owner !== undefined) ? 'own' : 'open';
}

async function ofPackage(
  { context, file, name }: Meant,
  { file: caller }: Call,
  receiver: string,
  unclear: Verdict,
): Promise<Verdict> {
  const packages = await packagesOf(context, caller.path, caller.text);
  const own = packages.find(one => one.name === receiver);
  if (own) return own.files.includes(file.path) ? 'own' : 'other';
  if (!/^[A-Z]/.test(name)) return unclear;
  const imported = new RegExp(
    `^[ \\t]{0,99}(?:import[ \\t]{1,9})?(?:${receiver}[ \\t]{1,9})?"([\\w./~-]{1,200})"`,
    'gm',
  );
  const addresses = [...caller.text.matchAll(imported)].map(([, address = '']) => address);
  return addresses.some(address => address.split('/').at(-1) === receiver) && packages.length > 0
    ? 'other'
    : unclear;
}

/** Of several files that have something of a name: the one that a caller has it from; undefined where it says nothing. */
function fromModule({ file, rivals }: Meant, { file: caller }: Call, name: string): Verdict | undefined {
  const modules = modulesOf(caller).get(name);
  if (modules === undefined) return undefined;
  const isIn = (path: string): boolean => modules.some(module => isModule(path, module, caller.path));
  const others = rivals.filter(({ path }) => path !== file.path);
  const isRival = others.some(({ path }) => isIn(path));
  if (isIn(file.path)) return isRival ? 'open' : 'own';
  if (isRival) return 'other';
  // What others hand on may be of any of them.
  return others.length > 0 ? 'open' : 'own';
}

function isModule(path: string, module: string, from: string): boolean {
  const stem = path.replace(/\.[^./]+$/, '').replace(/\/(?:index|__init__)$/, '');
  const isScript = endingOf(from) === 'script';
  if (isScript && module.startsWith('.')) {
    const own = resolveInTree(folderOf(from), module.replace(/\.[mc]?[jt]sx?$/, ''));
    return own !== undefined && own.replace(/\/index$/, '') === stem;
  }
  const tail = isScript
    ? module.replace(/^[@~][\w-]{0,40}\//, '')
    : module.replace(/^\.+/, '').replaceAll('.', '/');
  return tail !== '' && `/${stem}`.endsWith(`/${tail}`);
}

/** Which modules a file may have names from: `import { install } from "./mesh"`, `from mesh import install`, `import mesh`. */
const modulesOf = oncePer(({ path, text }: CodeFile): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  const add = (names: string, module: string, isPython = false): void => {
    for (const [, name = '', alias] of names.matchAll(IMPORTED))
      found.set(alias ?? name, isPython ? [module, `${module.replace(/\.$/, '')}.${name}`] : [module]);
  };
  if (endingOf(path) === 'script') {
    for (const [, names = '', module = ''] of text.matchAll(SCRIPT_IMPORT)) add(names, module);
    for (const [, names = '', module = ''] of text.matchAll(SCRIPT_REQUIRE))
      add(names.replaceAll(':', ' as '), module);
  } else if (path.endsWith('.py')) {
    for (const [, module = '', names = ''] of text.matchAll(PYTHON_IMPORT)) add(names, module, true);
    for (const [, module = '', alias] of text.matchAll(PYTHON_MODULE))
      found.set(alias ?? module.split('.').at(-1) ?? '', [module]);
  } else if (/\.(?:java|kt)$/.test(path))
    for (const [, module = '', name = ''] of text.matchAll(JAVA_IMPORT))
      found.set(name, [`${module}.${name}`]);
  return found;
});

const IMPORTED = /([\w$]{1,81})(?:\s{1,9}as\s{1,9}([\w$]{1,81}))?/g;
const SCRIPT_IMPORT = /\bimport\s([^;'"]{1,300})\bfrom\s{0,9}["']([^"'\n]{1,200})["']/g;
const SCRIPT_REQUIRE =
  /\b(?:const|let|var)\s{1,9}([\w$]{1,81}|\{[^{}]{1,300}\})\s{0,9}=\s{0,9}(?:require|await\s{1,9}import)\(\s{0,9}["']([^"'\n]{1,200})["']/g;
const PYTHON_IMPORT = /^[ \t]{0,99}from[ \t]{1,9}([\w.]{1,100})[ \t]{1,9}import[ \t]([^\n]{1,300})/gm;
const PYTHON_MODULE =
  /^[ \t]{0,99}import[ \t]{1,9}([\w.]{1,100})(?:[ \t]{1,9}as[ \t]{1,9}(\w{1,81}))?[ \t]{0,9}$/gm;
const JAVA_IMPORT =
  /^[ \t]{0,9}import[ \t]{1,9}(?:static[ \t]{1,9})?([\w.]{1,200})\.(\w{1,81})[ \t]{0,9};?/gm;

function isDefinition({ path, text }: CodeFile, brackets: Brackets, start: number, open: number): boolean {
  if (
    /(?:\bfunction\s{1,9}\*?|\bdef\s{1,9}|\bfunc\s{1,9}(?:\([^()]{0,100}\)\s{0,9})?|\bclass\s{1,9})$/.test(
      text.slice(Math.max(0, start - 130), start),
    )
  )
    return true;
  const close = brackets.closeOf.get(open);
  const isBraces = !/\.(?:py|go)$/.test(path);
  // `install(version: string): void {`, but not `if (install(version)) {`.
  return (
    close !== undefined &&
    isBraces &&
    /^\s{0,20}(?::[^(){};,=]{1,100}|:\s{0,9}(?:base|this)\([^{};]{0,300}\)\s{0,20})?\{/.test(
      text.slice(close + 1, close + 400),
    )
  );
}
