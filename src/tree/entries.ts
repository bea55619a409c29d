import { append } from '../append.js';
import type { Problem } from '../model.js';
import { isCandidateName } from './candidates.js';

/** A regular file of a tree. */
export interface FileEntry {
  readonly kind: 'file';
  readonly path: string;
  /** What its content is kept under: the blob's id, or the path for a folder. */
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

/** A symbolic link of a tree. */
export interface LinkEntry {
  readonly kind: 'link';
  readonly path: string;
  /** As written, relative to the link's own folder. */
  readonly target: string;
}

export type Entry = FileEntry | LinkEntry;

/** Where a path leads once the links on its way are followed inside the tree. */
export type Resolved =
  | { readonly kind: 'file'; readonly file: FileEntry }
  | { readonly kind: 'folder'; readonly path: string }
  /** `link`: the path is a link, to something that is not there. */
  | { readonly kind: 'missing'; readonly why: string; readonly link: boolean }
  | { readonly kind: 'outside'; readonly why: string };

/** The names in a tree: listing, and finding with links followed, but never out of the tree. */
export interface EntryIndex {
  /** Files, and links to files that stay inside, sorted. */
  readonly paths: readonly string[];
  /** Links that lead to nothing. */
  readonly deadLinks: readonly string[];
  resolve(path: string): Resolved;
  below(folder: string): readonly string[];
  /** Links that lead out of the tree and the like; grows where a search or a listing goes over its bounds. */
  readonly problems: Problem[];
}

/** As many links on one way as Linux follows (path_resolution(7)). */
const LINK_HOPS = 40;
/** Paths that one listing may gain through links to folders. */
const LINKED_PATHS = 50_000;
/** Folders that one listing may enter through links, and all of a tree together: they may hold nothing but more links. */
const LINKED_FOLDERS = 10_000;
const LINKED_FOLDERS_OF_TREE = 100_000;

/** @param problems what is already known to be missing; more is added */
export function indexEntries(entries: readonly Entry[], problems: Problem[] = []): EntryIndex {
  const files = new Map<string, FileEntry>();
  const links = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'file') files.set(entry.path, entry);
    else links.set(entry.path, entry.target);
  }
  const sortedFiles = [...files.keys()].sort();
  const everything = sortedUnion(sortedFiles, [...links.keys()]);
  const resolve = (path: string): Resolved => resolvePath(path, files, links, everything);
  const linked = [...links.keys()].map(path => ({ path, to: resolve(path) }));
  const paths = sortedUnion(
    sortedFiles,
    linked.filter(link => link.to.kind === 'file').map(link => link.path),
  );
  const folderLinks = new Map<string, string>();
  for (const { path, to } of linked) if (to.kind === 'folder') folderLinks.set(path, to.path);
  for (const { path, to } of linked) if (to.kind === 'outside') append(problems, escapeProblem(path, to.why));

  const told = new Set<string>();
  const walk = new LinkWalk(paths, folderLinks);

  return {
    paths,
    deadLinks: linked.filter(link => link.to.kind === 'missing').map(link => link.path),
    resolve,
    below(folder) {
      const start = normalise(folder);
      if (start === undefined) return [];
      if (start === '' || links.size === 0) return under(paths, start);
      const real = resolve(start);
      if (real.kind !== 'folder') return [];
      const { found, isCut } = walk.below(start, real.path);
      if (isCut && !told.has(start)) problems.push(tooManyLinked(start));
      if (isCut) told.add(start);
      return found;
    },
    problems,
  };
}

/** True where a path names something inside a tree and nothing of Git's own. */
export function isSafePath(path: string): boolean {
  return path
    .split('/')
    .every(part => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git');
}

function resolvePath(
  path: string,
  files: ReadonlyMap<string, FileEntry>,
  links: ReadonlyMap<string, string>,
  everything: readonly string[],
): Resolved {
  const direct = files.get(path);
  if (direct !== undefined) return { kind: 'file', file: direct };
  const ahead = path.split('/').reverse();
  const walked: string[] = [];
  let hops = 0;
  while (ahead.length > 0) {
    const part = ahead.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      if (walked.pop() === undefined) return { kind: 'outside', why: 'leads out of the tree' };
      continue;
    }
    walked.push(part);
    const target = links.get(walked.join('/'));
    if (target === undefined) continue;
    hops += 1;
    if (hops > LINK_HOPS) return { kind: 'missing', why: 'is a link that goes round in circles', link: true };
    if (/^(?:[/\\]|[A-Za-z]:)/.test(target))
      return { kind: 'outside', why: `is a link to ${quote(target)}, out of the tree` };
    walked.pop();
    append(ahead, target.split('/').reverse());
  }
  const real = walked.join('/');
  const file = files.get(real);
  if (file !== undefined) return { kind: 'file', file };
  if (real === '' || under(everything, real).length > 0) return { kind: 'folder', path: real };
  return {
    kind: 'missing',
    why: links.has(path) ? `is a link to ${quote(real)}, which is not there` : 'is not there',
    link: links.has(path),
  };
}

/** Finds what is below folders, with links to folders walked into, as Helm does in a chart: once on every way. */
class LinkWalk {
  private readonly links: readonly string[];
  private left = LINKED_FOLDERS_OF_TREE;

  constructor(
    private readonly paths: readonly string[],
    private readonly targets: ReadonlyMap<string, string>,
  ) {
    this.links = [...targets.keys()].sort();
  }

  /** @returns paths under the names that they have from there, and whether they are not all */
  below(start: string, real: string): { readonly found: readonly string[]; readonly isCut: boolean } {
    const found: string[] = [];
    const waiting = [{ named: start, real, trail: [real] }];
    let entered = 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { named, real: folder, trail } = next;
      const rest = (path: string): string => join(named, path.slice(folder === '' ? 0 : folder.length + 1));
      append(found, under(this.paths, folder).map(rest));
      if (found.length > LINKED_PATHS) return { found: sortedSet(found), isCut: true };
      for (const link of under(this.links, folder)) {
        const target = this.targets.get(link) ?? '';
        if (trail.some(seen => seen === target || target === '' || seen.startsWith(`${target}/`))) continue;
        if (++entered > LINKED_FOLDERS || --this.left < 0) return { found: sortedSet(found), isCut: true };
        waiting.push({ named: rest(link), real: target, trail: [...trail, target] });
      }
    }
    return { found: sortedSet(found), isCut: false };
  }
}

function escapeProblem(path: string, why: string): Problem[] {
  const isFile = isCandidateName(path);
  const mayBeFolder = !path.slice(path.lastIndexOf('/') + 1).includes('.');
  if (!isFile && !mayBeFolder) return [];
  return [
    {
      what: path,
      why: `${why}; it was not followed, so nothing behind it was looked at`,
      file: path,
      line: 1,
      blocking: isFile,
      hides: true,
    },
  ];
}

function tooManyLinked(folder: string): Problem {
  const why = `links to folders below it lead to more than can be followed; the rest was not looked at`;
  return { what: folder, why, file: folder, line: 1, blocking: true };
}

/** The sorted paths below a folder, by binary search. */
function under(sorted: readonly string[], folder: string): readonly string[] {
  if (folder === '') return sorted;
  // '0' is the character after '/': everything between them starts with the folder.
  return sorted.slice(firstNotBefore(sorted, `${folder}/`), firstNotBefore(sorted, `${folder}0`));
}

function firstNotBefore(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortedSet(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort();
}

function sortedUnion(sorted: readonly string[], more: readonly string[]): readonly string[] {
  return more.length === 0 ? sorted : [...sorted, ...more].sort();
}

/** The folder without `.` and a slash at its end; undefined where it points upwards. */
function normalise(folder: string): string | undefined {
  const parts = folder.split('/').filter(part => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}

function join(folder: string, rest: string): string {
  return folder === '' ? rest : `${folder}/${rest}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
