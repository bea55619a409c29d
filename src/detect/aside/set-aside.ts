/** Files that are kept but not deployed, by the names of their folders; what something else refers to is in use, whatever it is called. */
import { escapeForRegExp } from '../../escape-regexp.js';
import { groupBy } from '../../grouped.js';
import type { Tree } from '../../model.js';
import { readSettings, type SettingText } from '../setting-texts.js';
import { ancestors, baseName, folderOf, isWithin } from '../tree-path.js';
import { DEEP } from './applied-beside.js';
import { APPLIES_OR_DEPLOYS, goesThrough, LEAVES, withoutLeaving } from './applies.js';
import { namesFile, namesFolder } from './samples.js';

/** True for archives, vendored code, test data, expectations of tests: as far as names tell. */
export function isSetAsideByName(path: string): boolean {
  return (
    isArchived(path) ||
    VENDORED.test(path) ||
    /(^|[-/.\d])assert(s|ion|ions)?\.ya?ml$/i.test(path) ||
    // What tests of charts expect to be rendered (helm-unittest, jest).
    /\.snap(\.ya?ml)?$|(^|\/)__snapshots?__\//i.test(path)
  );
}

const VENDORED = /(^|\/)(node_modules|vendor)\//i;

/**
 * True for what a package manager brought along with code: `node_modules`, and the modules of Go by the host that they come from.
 * Charts in a folder that is merely called `vendor` may well be deployed.
 * Source: https://go.dev/ref/mod#vendoring
 */
export function isBroughtAlong(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor\/(?:[\w-]{1,60}\.){1,5}[a-z]{2,10})\//.test(path);
}

/** True for manifests that nobody applies from where they stand: those of archives, test data and documentation. */
export function isKeptOnly(path: string): boolean {
  return isArchived(path) || /(^|\/)docs?\//i.test(path);
}

/** True for archives (also misspelt, or marked by a letter so that they sort last) and test data. */
export function isArchived(path: string): boolean {
  return /(^|\/)([._]|[a-z]{1,2}[-_])?(archie?ved?s?[-_]?\d{0,3}|obsolete(d|ly|s)?|deprecated|attic|graveyard|testdata)\//i.test(
    path,
  );
}

/**
 * Reads who refers to what is set aside by its folder's name, where that may speak of the mesh.
 * @param files of the tree that may
 */
export async function setAsideIn(tree: Tree, files: readonly string[]): Promise<(path: string) => boolean> {
  const aside = files.filter(path => outermost(path) !== undefined && !isBroughtAlong(path));
  const used = aside.length === 0 ? [] : inUse(await textsOf(tree, files), aside);
  return path => isSetAsideByName(path) && !used.some(one => isWithin(one, path));
}

/** The outermost folder around a file whose name sets it aside; undefined where it is the file's own name, or none. */
function outermost(path: string): string | undefined {
  return ancestors(path)
    .filter(folder => folder !== '' && isSetAsideByName(`${folder}/`))
    .sort((left, right) => left.length - right.length)[0];
}

/** More than are asked for one by one: then whatever says the name of the folder may mean any of them. */
const MAX_FILES = 1000;

interface Said extends SettingText {
  /** With comments, and with what it leaves out. */
  readonly whole: string;
}

/** Of all files that set or run something; where these are more than is read, of those that speak of the mesh. */
async function textsOf(tree: Tree, files: readonly string[]): Promise<readonly Said[]> {
  const read = async (path: string): Promise<string | undefined> => {
    const content = await tree.read(path);
    return content.ok ? content.text : undefined;
  };
  const texts = (await readSettings(tree.paths, read)) ?? (await readSettings(files, read)) ?? [];
  return texts.map(({ path, text }) => ({ path, text: withoutLeaving(text), whole: text }));
}

/** Files and folders, among or around those that are set aside, that something which is not refers to. */
function inUse(said: readonly Said[], aside: readonly string[]): readonly string[] {
  const used = new Set<string>();
  const isUsed = (path: string): boolean => [...used].some(one => isWithin(one, path));
  // What is in use may use more.
  for (let before = -1; before < used.size; ) {
    before = used.size;
    const speaking = said.filter(({ path }) => !isSetAsideByName(path) || isUsed(path));
    for (const [folder = '', files] of groupBy(aside, outermost)) {
      const outside = speaking.filter(({ path }) => !isWithin(folder, path));
      if (outside.some(one => goesThere(one, folder))) used.add(folder);
      // From outside, no path leads into it without its name.
      const naming = outside.filter(({ text }) => text.includes(baseName(folder)));
      const inside = speaking.filter(({ path }) => isWithin(folder, path));
      if (files.length > MAX_FILES && naming.length > 0) used.add(folder);
      for (const file of files) {
        if (isUsed(file)) continue;
        for (const one of [...naming, ...inside]) {
          const found = one.path === file ? undefined : namedBy(one, file, folder);
          if (found !== undefined) used.add(found);
        }
      }
    }
  }
  return [...used];
}

/** What of a path that is set aside a text refers to: the file itself, or a folder around it; undefined for nothing. */
function namedBy({ path, text }: SettingText, file: string, folder: string): string | undefined {
  const from = folderOf(path);
  const inner = ancestors(file).filter(one => isWithin(folder, one));
  // However the folder around it is reached, the path ends so.
  const ending = inner.find(one => one !== folder && endsPath(text, one, folder));
  if (ending !== undefined) return ending;
  if (endsPath(text, file, folder) || namesFile(text, file, from)) return file;
  return inner.find(one => namesFolder(text, one, from)) ?? (isBeside(text, folder) ? folder : undefined);
}

/** It goes to the folder around and says `./archive` there. */
function isBeside(text: string, folder: string): boolean {
  const here = new RegExp(`(?<![\\w./-])\\./${escapeForRegExp(baseName(folder))}(?![\\w-])`);
  return here.test(text) && text.includes(baseName(folderOf(folder)));
}

/** It deploys, or goes through, what is around the folder with all that is below, and does not leave that one out. */
function goesThere({ path, text, whole }: Said, folder: string): boolean {
  const [from, around] = [folderOf(path), folderOf(folder)];
  const isAround = (): boolean => ancestors(folder).some(one => one !== '' && namesFolder(text, one, from));
  const applies = APPLIES_OR_DEPLOYS.test(text);
  const isThrough =
    (DEPLOYS_FOLDERS.test(text) && isAround()) ||
    (applies && DEEP.test(text) && (isWithin(from, folder) || isAround())) ||
    (applies && goesThrough(text, baseName(around)));
  if (!isThrough) return false;
  const name = baseName(folder);
  return !whole.split('\n').some(line => line.includes(name) && LEAVES.test(line) && !COMMENT.test(line));
}

const COMMENT = /^\s*#/;

/** Objects that deploy a folder with all that is below it. */
const DEPLOYS_FOLDERS = /\b(?:kustomize\.toolkit\.fluxcd\.io|fleet\.cattle\.io)\/|\brecurse:\s*true\b/;

/** It says the path from the name of the folder on, as a whole: `../modules/vendor/istio`. */
function endsPath(text: string, path: string, folder: string): boolean {
  const tail = path.slice(folderOf(folder) === '' ? 0 : folderOf(folder).length + 1);
  return text.includes(tail) && new RegExp(`(?<![\\w.-])${escapeForRegExp(tail)}(?![\\w-])`).test(text);
}
