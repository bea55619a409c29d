/**
 * What fields of CUE are in the end, cluster by cluster: files of one package say together what a field is, and each folder that adds to a
 * package makes an instance of its own of it (`cluster: #Cluster`, whose `versions: istio: *"1.22.2" | string` one of them overrides).
 * Source: https://cuelang.org/docs/concept/modules-packages-instances/
 */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { CodeFile } from '../code/blocks.js';
import { type Piece, trimmed, wholeVersion } from '../code/literals.js';
import { lineAt, withoutComments } from '../code/text.js';
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { baseName, folderOf, inFolder, isWithin } from '../tree-path.js';
import { type CueField, type CueStruct, type CueValue, cueStruct, isStruct } from './structs.js';

export interface CueVersion {
  /** '' where there is but one instance. */
  readonly environment: string;
  readonly version: string | undefined;
  readonly at: Position | undefined;
}

/** No instance comes to the place: a condition does not hold in any. */
export interface CueOff {
  readonly offBy: string;
}

/** More files and folders than a package has, and more references than lead to one value. */
const MAX_FILES = 1000;
const MAX_INSTANCES = 500;
const MAX_STEPS = 5000;
const MAX_DEPTH = 12;
const NAME = '_?#?[A-Za-z_$][\\w$]{0,80}';
const REFERENCE = new RegExp(`^${NAME}(?:\\.${NAME}|\\["[^"\\n]{1,80}"\\]){0,8}$`);
const TYPE = /^(?:string|bool|int|number|_|null|true|false)$/;

interface Instance {
  readonly name: string;
  readonly files: readonly CodeFile[];
}

/**
 * @param start where the value of the version begins, in a file without comments
 * @param place of the chart
 * @returns one for each instance that comes to the place, where they differ; undefined where the files do not say what it is
 */
export async function cueVersions(
  context: DetectContext,
  file: CodeFile,
  start: number,
  place: number,
): Promise<readonly CueVersion[] | CueOff | undefined> {
  const all = await instancesOf(context, file);
  const found: CueVersion[] = [];
  const field = fieldAt(context, file, start);
  const conditions = conditionsAround(context, file, place);
  let offBy: string | undefined;
  let isReached = false;
  for (const { name, files } of all)
    for (const made of madeOf(context, file, files, field?.path?.[0])) {
      const unified: Unified = { context, files, made, steps: { left: MAX_STEPS } };
      const failing = conditions.find(one => holds(unified, file, one, 0) === false);
      if (failing) offBy ??= failing.text;
      if (failing) continue;
      isReached = true;
      const path = field?.path && madePath(unified, field.path);
      const own = made && path ? { ...unified, files: made.files } : unified;
      const said = field && (path ? atPath(own, path, 0) : leavesOf(own, file, field.value, [], 0));
      if (unified.steps.left <= 0) leavePart(context, file);
      const version = versionOf(said ?? []);
      // What does not go together is no instance.
      if (version !== 'several') found.push({ environment: made?.path.at(-1) ?? name, ...version });
    }
  if (!isReached && offBy !== undefined) return { offBy };
  if (!found.some(({ version }) => version !== undefined)) return undefined;
  const places = new Set(found.map(({ version, at }) => `${version} ${at?.file}:${at?.line}`));
  return places.size === 1 ? found.slice(0, 1).map(one => ({ ...one, environment: '' })) : found;
}

function leavePart(context: DetectContext, { path }: CodeFile): void {
  context.leave(
    path,
    'more files, fields and references decide what it declares than people write: not all were looked at',
  );
}

interface Made {
  readonly definition: string;
  readonly path: readonly string[];
  readonly files: readonly CodeFile[];
}

/** Fields that are of a definition, wherever they are; undefined alone where none is, or it is no definition. */
function madeOf(
  context: DetectContext,
  file: CodeFile,
  files: readonly CodeFile[],
  definition: string | undefined,
): readonly (Made | undefined)[] {
  if (!definition?.startsWith('#')) return [undefined];
  const found: Made[] = [];
  const visit = (own: CodeFile, words: string, struct: CueStruct, path: readonly string[]): void => {
    for (const { label, value } of struct.fields) {
      if (label.startsWith('#') || path.length > 2) continue;
      const isMade = value.parts.some(part => !isStruct(part) && part.text === words);
      const around = files.includes(own) ? files : besides(context, own);
      if (isMade && found.length >= MAX_INSTANCES) leavePart(context, file);
      else if (isMade) found.push({ definition, path: [...path, label], files: around });
      for (const part of value.parts) if (isStruct(part)) visit(own, words, part, [...path, label]);
    }
  };
  const pack = packageOf(file.text);
  for (const own of everyFile(context)) {
    const isOwn = files.includes(own);
    const words = isOwn ? definition : `${pack}.${definition}`;
    if (own.text.includes(words) && (isOwn || /\bimport\b/.test(own.text)))
      visit(own, words, structOf(context, own), []);
  }
  return found.length > 0 ? found : [undefined];
}

/** The files of its package in its folder. */
function besides(context: DetectContext, { path, text }: CodeFile): readonly CodeFile[] {
  return everyFile(context).filter(
    one => folderOf(one.path) === folderOf(path) && packageOf(one.text) === packageOf(text),
  );
}

/** What is said of a definition is asked of that which is made of it. */
function madePath({ made }: Unified, path: readonly string[]): readonly string[] {
  return made && path[0] === made.definition ? [...made.path, ...path.slice(1)] : path;
}

/** What a value is made of in the end, and where. */
interface Leaf extends Piece {
  readonly file: CodeFile;
}

interface Unified {
  readonly context: DetectContext;
  readonly files: readonly CodeFile[];
  /** A definition, and what is of it: `prod: #Mesh & { version: "1.22.2" }`. */
  readonly made?: Made | undefined;
  readonly steps: { left: number };
}

/** What is said outweighs what counts otherwise (`*"1.22.2" | string`); two that differ do not go together. */
function versionOf(leaves: readonly Leaf[]): Pick<CueVersion, 'version' | 'at'> | 'several' {
  const said = leaves.flatMap(leaf => literalOf(leaf) ?? []);
  const plain = said.filter(({ isDefault }) => !isDefault);
  const own = plain.length > 0 ? plain : said;
  const [first] = own;
  if (!first) return { version: undefined, at: undefined };
  if (own.some(({ text }) => text !== first.text)) return 'several';
  return { version: wholeVersion(first.text), at: first.at };
}

function literalOf({
  file,
  text,
  start,
}: Leaf): { text: string; at: Position; isDefault: boolean } | undefined {
  const plain = /^"([^"\\\n]{1,100})"(?:\s{0,9}@.{0,200})?$/.exec(text);
  const preset = plain ? undefined : /(?:^|\|)\s{0,20}\*\s{0,9}"([^"\\\n]{1,100})"/.exec(text);
  const found = plain ?? preset;
  const index = start + (found?.index ?? 0) + (found?.[0] ?? '').indexOf(`"${found?.[1]}"`);
  if (!found) return undefined;
  const at = { file: file.path, line: lineAt(file.text, index) };
  return { text: found[1] ?? '', at, isDefault: plain === null };
}

/** Under a path from the outermost fields of all files. */
function atPath(unified: Unified, path: readonly string[], depth: number): readonly Leaf[] {
  return unified.files.flatMap(file => inStruct(unified, file, structOf(unified.context, file), path, depth));
}

function inStruct(
  unified: Unified,
  file: CodeFile,
  struct: CueStruct,
  [label = '', ...rest]: readonly string[],
  depth: number,
): readonly Leaf[] {
  if (depth > MAX_DEPTH || unified.steps.left-- <= 0) return [];
  return [
    ...struct.fields
      .filter(field => field.label === label)
      .flatMap(({ value }) => leavesOf(unified, file, value, rest, depth + 1)),
    ...struct.embedded.flatMap(value => {
      const found = leavesOf(unified, file, value, [label, ...rest], depth + 1);
      const { condition } = value;
      return condition && found.length > 0 && holds(unified, file, condition, depth + 1) === false
        ? []
        : found;
    }),
  ];
}

function leavesOf(
  unified: Unified,
  file: CodeFile,
  { parts }: CueValue,
  path: readonly string[],
  depth: number,
): readonly Leaf[] {
  return parts.flatMap((part): readonly Leaf[] => {
    if (isStruct(part)) return path.length === 0 ? [] : inStruct(unified, file, part, path, depth);
    const words = part.text.replace(/\s{0,9}@\w{1,40}\([^()]{0,200}\)$/, '');
    if (REFERENCE.test(words) && !TYPE.test(words))
      return ofReference(unified, file, { text: words, start: part.start }, path, depth + 1);
    return path.length === 0 ? [{ ...part, file }] : [];
  });
}

/** By the innermost struct around it that has its first name, else by the package, else by what the file imports. */
function ofReference(
  unified: Unified,
  file: CodeFile,
  { text, start }: Piece,
  rest: readonly string[],
  depth: number,
): readonly Leaf[] {
  if (depth > MAX_DEPTH || unified.steps.left-- <= 0) return [];
  const parts = text.replace(/\["([^"\n]{1,80})"\]/g, '.$1').split('.');
  const path = [...parts, ...rest];
  const around = structsAround(unified.context, file, start);
  const own = around.find(({ struct }) => struct.fields.some(({ label }) => label === parts[0]));
  if (own && own.struct.start >= 0) {
    if (!own.path) return inStruct(unified, file, own.struct, path, depth);
    const isMade = unified.made && own.path[0] === unified.made.definition;
    const files = isMade ? (unified.made?.files ?? []) : unified.files;
    return atPath({ ...unified, files }, [...madePath(unified, own.path), ...path], depth);
  }
  const found = atPath(unified, path, depth);
  return found.length > 0 || own ? found : ofPackage(unified, file, path, depth);
}

/** `platform.#Mesh` of `import "example.com/fleet/platform"`. */
function ofPackage(
  unified: Unified,
  file: CodeFile,
  [name = '', ...path]: readonly string[],
  depth: number,
): readonly Leaf[] {
  if (path.length === 0 || !/^\w{1,81}$/.test(name)) return [];
  const imported = new RegExp(
    `(?:^|\\n)[ \\t]{0,20}(?:import[ \\t]{1,9})?(?:(${name})[ \\t]{1,9})?"([\\w./@:-]{1,200})"[ \\t]{0,9}(?=\\n)`,
    'g',
  );
  for (const [, alias, address = ''] of file.text.slice(0, 20_000).matchAll(imported)) {
    const [place = '', own] = address.replace(/@v\d{1,4}/, '').split(':');
    if ((alias ?? own ?? baseName(place)) !== name) continue;
    const files = everyFile(unified.context).filter(
      one => folderOf(one.path) !== '' && `/${place}`.endsWith(`/${folderOf(one.path)}`),
    );
    const found = atPath({ ...unified, files }, path, depth);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether a condition holds; undefined where that is not known. */
function holds(unified: Unified, file: CodeFile, condition: Piece, depth: number): boolean | undefined {
  const parts = condition.text.split('&&');
  let start = condition.start;
  let isKnown = true;
  for (const text of parts) {
    const found = holdsAlone(unified, file, trimmed({ text, start }), depth);
    if (found === false) return false;
    if (found === undefined) isKnown = false;
    start += text.length + 2;
  }
  return isKnown ? true : undefined;
}

const ASKS = /^(!\s{0,9})?([\w#$.]{1,200})(?:\s{0,9}(==|!=)\s{0,9}("[^"\n]{0,80}"|true|false))?$/;

function holdsAlone(
  unified: Unified,
  file: CodeFile,
  { text, start }: Piece,
  depth: number,
): boolean | undefined {
  const [, not, words = '', sign, wanted = 'true'] = ASKS.exec(text) ?? [];
  if (words === '' || !REFERENCE.test(words) || unified.steps.left <= 0) return undefined;
  const leaves = ofReference(
    unified,
    file,
    { text: words, start: start + text.indexOf(words) },
    [],
    depth + 1,
  );
  const plain = leaves.flatMap(one => /^(?:true|false|"[^"\n]{0,80}")$/.exec(one.text)?.[0] ?? []);
  const preset = leaves.flatMap(
    one => /(?:^|\|)\s{0,9}\*\s{0,9}(true|false|"[^"\n]{0,80}")/.exec(one.text)?.[1] ?? [],
  );
  const said = new Set(plain.length > 0 ? plain : preset);
  const [only] = said;
  if (only === undefined || said.size > 1) return undefined;
  return ((only === wanted) !== (sign === '!=')) !== (not !== undefined);
}

interface Around {
  readonly struct: CueStruct;
  /** From the outermost fields; absent in what has no name. */
  readonly path: readonly string[] | undefined;
}

/** Structs around a place, the innermost first. */
function structsAround(context: DetectContext, file: CodeFile, place: number): readonly Around[] {
  const found: Around[] = [];
  const visit = (struct: CueStruct, path: readonly string[]): void => {
    found.unshift({ struct, path });
    const inner = (value: CueValue, own: readonly string[]): void => {
      for (const part of value.parts)
        if (isStruct(part) && part.start <= place && place <= part.end) visit(part, own);
    };
    for (const { label, value } of struct.fields) inner(value, [...path, label]);
    for (const value of struct.embedded) inner(value, path);
  };
  visit(structOf(context, file), []);
  return found;
}

/** Conditions of CUE around a place. */
function conditionsAround(context: DetectContext, file: CodeFile, place: number): readonly Piece[] {
  return structsAround(context, file, place).flatMap(({ struct }) =>
    struct.embedded.flatMap(({ condition, parts }) =>
      condition && parts.some(part => isStruct(part) && part.start <= place && place <= part.end)
        ? [condition]
        : [],
    ),
  );
}

/** The field whose value begins at a place. */
function fieldAt(
  context: DetectContext,
  file: CodeFile,
  start: number,
): (CueField & { readonly path: readonly string[] | undefined }) | undefined {
  for (const { struct, path } of structsAround(context, file, start)) {
    const field = struct.fields.find(one => one.start === start);
    if (field) return { ...field, path: path && [...path, field.label] };
  }
  return undefined;
}

function structOf(context: DetectContext, file: CodeFile): CueStruct {
  // The same for all that ask of the file.
  const own = everyFileOf(context).get(file.path) ?? file;
  const struct = cueStruct(own);
  if (struct.isCut) leavePart(context, file);
  return struct;
}

const everyFileOf = oncePer((_: DetectContext) => new Map<string, CodeFile>());

function everyFile(context: DetectContext): readonly CodeFile[] {
  return [...everyFileOf(context).values()];
}

/** Definitions of others, which say of no installation what it is. */
const VENDORED = /(?:^|\/)cue\.mod\//;

const packageOf = (text: string): string | undefined => /(?:^|\n)package[ \t]{1,9}(\w{1,80})/.exec(text)?.[1];

/** Those that a file is part of: alone with its folder and those above, or together with each folder that adds to its package. */
async function instancesOf(context: DetectContext, file: CodeFile): Promise<readonly Instance[]> {
  const known = everyFileOf(context);
  if (known.size === 0) {
    const paths = context.tree.paths.filter(one => one.endsWith('.cue'));
    const own = firstOf(
      context,
      paths.filter(one => !VENDORED.test(one)),
      MAX_FILES,
      'files of CUE',
    );
    for (const path of [...own, ...paths.filter(one => VENDORED.test(one))].slice(0, MAX_FILES)) {
      const text = await context.text(path);
      if (text !== undefined) known.set(path, { path, text: withoutComments(path, text) });
    }
  }
  const own = packageOf(file.text);
  const root = moduleOf(context, file.path);
  const all = [...known.values()].filter(
    ({ path, text }) => packageOf(text) === own && moduleOf(context, path) === root,
  );
  const base = all.filter(({ path }) => path === file.path || isWithin(folderOf(path), file.path));
  const outside = all.filter(one => !base.includes(one));
  const folders = [...new Set(outside.map(({ path }) => folderOf(path)))];
  const leaves =
    own === undefined
      ? []
      : folders.filter(one => !folders.some(other => other !== one && isWithin(one, other)));
  if (leaves.length === 0) return [{ name: '', files: base }];
  if (leaves.length > MAX_INSTANCES) leavePart(context, file);
  return leaves.slice(0, MAX_INSTANCES).map(leaf => ({
    name: baseName(leaf),
    files: [...base, ...outside.filter(({ path }) => isWithin(folderOf(path), inFolder(leaf, 'x')))],
  }));
}

/** The folder of the module that a file is of. */
function moduleOf(context: DetectContext, path: string): string {
  const modules = context.tree.paths.filter(one => one.endsWith('cue.mod/module.cue'));
  return modules
    .map(one => folderOf(folderOf(one)))
    .filter(one => isWithin(one, path))
    .reduce((longest, one) => (one.length > longest.length ? one : longest), '');
}
