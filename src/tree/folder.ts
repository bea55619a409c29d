import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, type Stats } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { append } from '../append.js';
import type { Problem, Tree } from '../model.js';
import { type BlobSource, BlobTree } from './blob-tree.js';
import {
  areCandidatePieces,
  gitCodeArguments,
  gitGrepArguments,
  gitMentionArguments,
  isCandidateName,
  isCandidateText,
  isCodeName,
  isCodeText,
  mentionsMesh,
} from './candidates.js';
import { BoundedCache, DEFAULT_LIMITS, type TreeLimits } from './content.js';
import { type Entry, type EntryIndex, type FileEntry, indexEntries, isSafePath } from './entries.js';
import { splitZero } from './git.js';
import { submodule } from './listing.js';
import { GitError, runGit } from './run-git.js';

export interface FolderOptions {
  /** What the user called it; the folder if not given. */
  readonly name?: string;
  /** See {@link GitOptions.trusted}. */
  readonly trusted?: boolean;
  readonly limits?: Partial<TreeLimits>;
}

/** Folders that no tool deploys from, where no `.gitignore` says so. */
const SKIPPED = new Set(['.git', 'node_modules']);
const MAX_ENTRIES = 500_000;
const AT_ONCE = 32;

/**
 * A folder as a tree. Inside a Git work tree it holds what Git would see there: tracked files as they are on disk, and
 * untracked ones that are not ignored. Elsewhere (or without Git) everything but `.git` and `node_modules`.
 * @throws {Error} where the folder can't be listed
 */
export async function folderTree(folder: string, options: FolderOptions = {}): Promise<Tree> {
  const root = resolve(folder);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const listing = (await listByGit(root, options.trusted ?? false)) ?? (await walk(root));
  const index = await describe(root, listing, options.trusted ?? false);
  const name = options.name ?? folder;
  const { tracked } = listing;
  return new BlobTree(
    name,
    index,
    sourceOf({ name, root, index, tracked, limits, trusted: options.trusted ?? false }),
  );
}

interface Listing {
  /** Sorted in no way. */
  readonly paths: ReadonlySet<string>;
  /** Those that `git grep` searches. */
  readonly tracked: ReadonlySet<string>;
  /** Those that a sparse checkout may leave out. */
  readonly sparse: ReadonlySet<string>;
  readonly problems: Problem[];
}

interface Folder {
  readonly name: string;
  readonly root: string;
  readonly index: EntryIndex;
  /** Those that `git grep` searches. */
  readonly tracked: ReadonlySet<string>;
  readonly limits: TreeLimits;
  readonly trusted: boolean;
}

/** Content by path: what is on disk is named by where it is. */
function sourceOf(folder: Folder): BlobSource {
  const { root, limits } = folder;
  // Trees with edits on top ask anew for each of them.
  const hashes = new Map<string, Promise<string>>();
  return {
    limits,
    texts: new BoundedCache(limits.cacheBytes),
    read: path => readFile(join(root, path)),
    contentHash(path) {
      const known = hashes.get(path) ?? blobId(join(root, path));
      hashes.set(path, known);
      return known;
    },
    search: () => search(folder),
    mentions: () => mentions(folder),
    searchCode: () => searchCode(folder),
  };
}

/** What Git calls a file's content in a repository of its usual format (gitformat-pack(5), "object types"). */
async function blobId(file: string): Promise<string> {
  const { size } = await stat(file);
  const hash = createHash('sha1').update(`blob ${size}\0`);
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function mentions({ root, index, tracked, trusted, limits }: Folder): Promise<boolean> {
  if (tracked.size > 0) {
    const found = await runGit(gitMentionArguments(), { folder: root, trusted });
    if (found.code !== 1) return true;
  }
  for (const path of index.paths) {
    const found = tracked.has(path) || !isCandidateName(path) ? undefined : index.resolve(path);
    if (found?.kind !== 'file') continue;
    // What can't be read may say anything.
    if (found.file.size > limits.textBytes) return true;
    const text = await readFile(join(root, found.file.path), 'latin1').catch(() => undefined);
    if (text === undefined || mentionsMesh(text)) return true;
  }
  return false;
}

async function searchCode(folder: Folder): Promise<ReadonlySet<string>> {
  const { index, tracked, root, limits } = folder;
  const matching = new Set<string>(await searchTracked(folder, gitCodeArguments()));
  const others = index.paths.filter(path => !tracked.has(path) && isCodeName(path));
  await inParallel(others, async path => {
    const found = index.resolve(path);
    if (found.kind !== 'file' || found.file.size > limits.textBytes) return;
    const text = await readFile(join(root, found.file.path), 'latin1').catch(() => undefined);
    if (text !== undefined && isCodeText(text)) matching.add(path);
  });
  return matching;
}

async function search(folder: Folder): Promise<ReadonlySet<string>> {
  const { index, tracked } = folder;
  const matching = new Set<string>(await searchTracked(folder, gitGrepArguments()));
  const others = index.paths.filter(path => !tracked.has(path) && isCandidateName(path));
  await inParallel(others, async path => {
    const found = index.resolve(path);
    if (found.kind !== 'file' || matching.has(found.file.path)) return;
    if (await matches(folder, found.file)) matching.add(found.file.path);
  });
  index.problems.sort(byWhat);
  return matching;
}

async function searchTracked(
  { name, root, tracked, trusted }: Folder,
  args: readonly string[],
): Promise<readonly string[]> {
  if (tracked.size === 0) return [];
  const found = await runGit(args, { folder: root, trusted });
  if (found.code > 1) throw new GitError(`the search of ${name} failed: ${found.stderr.trim()}`);
  return splitZero(found.stdout);
}

async function matches({ root, index, limits }: Folder, file: FileEntry): Promise<boolean> {
  const path = join(root, file.path);
  try {
    if (file.size <= limits.textBytes) return isCandidateText(await readFile(path, 'latin1'));
    return await areCandidatePieces(createReadStream(path, 'latin1'));
  } catch (error) {
    const why = `could not be read: ${(error as Error).message}`;
    index.problems.push({ what: file.path, why, file: file.path, line: 1, blocking: true });
    return false;
  }
}

/** What Git sees in the folder; undefined where it is in no work tree, is ignored as a whole, or there is no Git. */
async function listByGit(root: string, trusted: boolean): Promise<Listing | undefined> {
  const git = { folder: root, trusted };
  try {
    const inside = await runGit(['rev-parse', '--is-inside-work-tree'], git);
    if (inside.stdout.toString('utf8').trim() !== 'true') return undefined;
    const ignored = await runGit(['check-ignore', '--quiet', '--no-index', '.'], git);
    if (ignored.code === 0) return undefined;
    const listed = await runGit(['ls-files', '-z', '-t', '--cached', '--others', '--exclude-standard'], git);
    if (listed.code !== 0) return undefined;
    return readListing(splitZero(listed.stdout));
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Lines `<tag> <path>`: `?` is untracked, `S` is left out by a sparse checkout (git-ls-files(1), -t). */
function readListing(lines: readonly string[]): Listing {
  const listing = {
    paths: new Set<string>(),
    tracked: new Set<string>(),
    sparse: new Set<string>(),
    problems: [],
  };
  for (const line of lines) {
    const tag = line[0];
    const path = line.slice(2);
    // With a slash at its end: an untracked repository of its own.
    if (path.endsWith('/')) continue;
    listing.paths.add(path);
    if (tag === 'S') listing.sparse.add(path);
    if (tag !== '?') listing.tracked.add(path);
  }
  return listing;
}

async function walk(root: string): Promise<Listing> {
  const listing = {
    paths: new Set<string>(),
    tracked: new Set<string>(),
    sparse: new Set<string>(),
    problems: [] as Problem[],
  };
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const names = await readdir(join(root, folder), { withFileTypes: true }).catch((error: Error) => {
      if (folder === '') throw error;
      listing.problems.push({
        what: `${folder}`,
        why: `could not be listed: ${error.message}`,
        blocking: true,
      });
      return [];
    });
    for (const name of names) {
      const path = folder === '' ? name.name : `${folder}/${name.name}`;
      if (name.isDirectory()) {
        if (!SKIPPED.has(name.name)) waiting.push(path);
      } else listing.paths.add(path);
    }
    if (listing.paths.size <= MAX_ENTRIES) continue;
    const why = `has more than ${MAX_ENTRIES} files; the rest was not looked at`;
    listing.problems.push({ what: 'the folder', why, blocking: true });
    break;
  }
  return listing;
}

/** Looks at each path on disk: file, link, submodule, or gone. */
async function describe(root: string, listing: Listing, trusted: boolean): Promise<EntryIndex> {
  const entries: Entry[] = [];
  const problems = listing.problems;
  const left: string[] = [];
  const submodules: string[] = [];
  await inParallel([...listing.paths], async path => {
    // Without a promise for each: tens of thousands of them cost more than the look itself.
    const stats = lookAt(join(root, path));
    if (stats === undefined) {
      if (listing.sparse.has(path) && isCandidateName(path)) left.push(path);
    } else if (stats.isDirectory()) {
      if (listing.tracked.has(path)) submodules.push(path);
    } else if (isSafePath(path)) {
      append(entries, await entryOf(root, path, stats));
    }
  });
  if (left.length > 0) problems.push(sparseProblem(left.sort()));
  const commits = submodules.length === 0 ? undefined : await submoduleCommits(root, trusted);
  for (const path of submodules) problems.push(submodule(path, commits?.get(path)));
  return indexEntries(entries, problems.sort(byWhat));
}

/** The commits that Git's index has for submodules: `160000 <id> <stage>\t<path>` (git-ls-files(1), --stage). */
async function submoduleCommits(root: string, trusted: boolean): Promise<ReadonlyMap<string, string>> {
  const listed = await runGit(['ls-files', '-z', '--stage'], { folder: root, trusted });
  const found = listed.code === 0 ? splitZero(listed.stdout) : [];
  return new Map(
    found.flatMap(line => {
      const [, id, path] = /^160000 ([\da-f]{4,64}) \d\t([\s\S]+)$/.exec(line) ?? [];
      return id === undefined || path === undefined ? [] : [[path, id] as const];
    }),
  );
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function entryOf(root: string, path: string, stats: Stats): Promise<Entry[]> {
  if (stats.isFile()) return [{ kind: 'file', path, id: path, size: stats.size }];
  if (!stats.isSymbolicLink()) return [];
  const target = await readlink(join(root, path)).catch(() => undefined);
  return target === undefined ? [] : [{ kind: 'link', path, target }];
}

function sparseProblem(left: readonly string[]): Problem {
  const why = `a sparse checkout leaves out ${left.length} files, the first of them ${left[0]}; check everything out, or compare revisions with --head HEAD`;
  return { what: 'the working tree', why, blocking: true };
}

/** What is found in parallel is told in one order. */
function byWhat(a: Problem, b: Problem): number {
  return a.what < b.what ? -1 : 1;
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
