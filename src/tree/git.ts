import type { FileContent, Problem, Tree } from '../model.js';
import { type BlobReader, blobReader } from './blobs.js';
import { gitGrepArguments } from './candidates.js';
import { BoundedCache, DEFAULT_LIMITS, decodeText, type TreeLimits, tooLarge } from './content.js';
import { type Entry, type EntryIndex, indexEntries, isSafePath } from './entries.js';
import { pickCandidates } from './pick.js';
import { GitError, type GitResult, gitMessage, runGit } from './run-git.js';

export interface RepositoryOptions {
  /** See {@link GitOptions.trusted}. */
  readonly trusted?: boolean;
  readonly limits?: Partial<TreeLimits>;
}

/** One Git repository; its trees share one reader and one memory of what was read. */
export interface Repository {
  /** Folder that Git runs in: the top of the work tree, or the repository itself where it is bare. */
  readonly folder: string;
  readonly bare: boolean;
  /** Runs a Git command in the repository to its end, whatever its exit code. */
  git(args: readonly string[], options?: { readonly timeout?: number }): Promise<GitResult>;
  /**
   * The tree of a commit that is there.
   * @param commit full id of a commit
   * @param name what the user called it
   */
  tree(commit: string, name: string): Promise<Tree>;
  /** Ends the reader; trees can't be read any more. */
  close(): Promise<void>;
}

/**
 * Opens the Git repository that a folder belongs to.
 * @returns undefined where the folder is in none
 * @throws {GitError} where Git is not there or refuses the repository
 */
export async function openRepository(
  folder: string,
  options: RepositoryOptions = {},
): Promise<Repository | undefined> {
  const trusted = options.trusted ?? false;
  const asked = await runGit(['rev-parse', '--is-bare-repository', '--show-toplevel'], { folder, trusted });
  const [bare, top] = asked.stdout.toString('utf8').split('\n');
  if (bare !== 'true' && asked.code !== 0) {
    if (/not a git repository/i.test(asked.stderr)) return undefined;
    if (/dubious ownership/i.test(asked.stderr)) throw new GitError(ownedBySomebodyElse(folder));
    throw new GitError(`Git refuses the repository ${folder}: ${gitMessage(asked)}`);
  }
  return repositoryAt(bare === 'true' || !top ? folder : top, bare === 'true', options);
}

/**
 * One revision of a repository as a tree, by Git's plumbing alone: nothing is checked out.
 * @throws {GitError} where there is no such repository or commit
 */
export async function gitTree(
  folder: string,
  revision: string,
  options: RepositoryOptions = {},
): Promise<Tree> {
  const repository = await openRepository(folder, options);
  if (repository === undefined) throw new GitError(`${folder} is not in a Git repository`);
  if (revision.startsWith('-')) throw new GitError(`${JSON.stringify(revision)} is not a revision`);
  const found = await repository.git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (found.code !== 0) throw new GitError(`${folder} has no revision ${JSON.stringify(revision)}`);
  return repository.tree(found.stdout.toString('utf8').trim(), revision);
}

function repositoryAt(folder: string, bare: boolean, options: RepositoryOptions): Repository {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const gitOptions = { folder, trusted: options.trusted ?? false };
  const blobs = blobReader(gitOptions);
  const texts = new BoundedCache<FileContent>(limits.cacheBytes);
  const git: Repository['git'] = (args, more = {}) => runGit(args, { ...gitOptions, ...more });
  return {
    folder,
    bare,
    git,
    async tree(commit, name) {
      const { entries, problems } = await listTree(git, blobs, commit, name);
      return new GitTree(name, commit, indexEntries(entries, problems), { git, blobs, texts, limits });
    },
    close: () => blobs.close(),
  };
}

interface Shared {
  readonly git: Repository['git'];
  readonly blobs: BlobReader;
  readonly texts: BoundedCache<FileContent>;
  readonly limits: TreeLimits;
}

class GitTree implements Tree {
  #candidates: Promise<readonly string[]> | undefined;

  constructor(
    readonly name: string,
    readonly commit: string,
    readonly index: EntryIndex,
    readonly shared: Shared,
  ) {}

  get paths(): readonly string[] {
    return this.index.paths;
  }

  get problems(): readonly Problem[] {
    return this.index.problems;
  }

  has(path: string): boolean {
    return this.index.resolve(path).kind === 'file';
  }

  below(folder: string): readonly string[] {
    return this.index.below(folder);
  }

  async read(path: string): Promise<FileContent> {
    const found = this.index.resolve(path);
    if (found.kind === 'folder') return { ok: false, why: 'is a folder' };
    if (found.kind !== 'file') return { ok: false, why: found.why };
    const { id, size } = found.file;
    const why = tooLarge(size, this.shared.limits.textBytes);
    if (why !== undefined) return { ok: false, why };
    try {
      return await this.shared.texts.get(id, size, async () => decodeText(await this.shared.blobs.read(id)));
    } catch (error) {
      return { ok: false, why: `could not be read: ${(error as Error).message}` };
    }
  }

  async bytes(path: string): Promise<Uint8Array | undefined> {
    const found = this.index.resolve(path);
    if (found.kind !== 'file' || found.file.size > this.shared.limits.rawBytes) return undefined;
    return this.shared.blobs.read(found.file.id).catch(() => undefined);
  }

  candidates(): Promise<readonly string[]> {
    this.#candidates ??= this.#search();
    return this.#candidates;
  }

  async #search(): Promise<readonly string[]> {
    const found = await this.shared.git(gitGrepArguments(this.commit));
    if (found.code > 1) throw new GitError(`the search of ${this.name} failed: ${gitMessage(found)}`);
    const matching = new Set<string>();
    for (const match of splitZero(found.stdout)) matching.add(match.slice(this.commit.length + 1));
    return pickCandidates(this.index, matching, this.shared.limits);
  }
}

/** The entries of a commit's tree, and what is no file. */
async function listTree(
  git: Repository['git'],
  blobs: BlobReader,
  commit: string,
  name: string,
): Promise<{ entries: Entry[]; problems: Problem[] }> {
  const listed = await git(['ls-tree', '-r', '-z', '--long', '--full-tree', commit]);
  if (listed.code !== 0) throw new GitError(`the tree of ${name} can't be listed: ${gitMessage(listed)}`);
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  const links: Promise<Entry>[] = [];
  for (const line of splitZero(listed.stdout)) {
    const tab = line.indexOf('\t');
    const [mode, type, id = '', size] = line.slice(0, tab).split(/ +/);
    const path = line.slice(tab + 1);
    if (!isSafePath(path)) problems.push(unsafePath(path));
    else if (type === 'commit') problems.push(submodule(path));
    else if (mode === '120000') links.push(readLink(blobs, path, id, Number(size)));
    else entries.push({ kind: 'file', path, id, size: Number(size) });
  }
  entries.push(...(await Promise.all(links)));
  return { entries, problems };
}

/** No link's target is longer than a path may be on Linux; what is longer is no link that anybody could follow. */
const LONGEST_TARGET = 4096;

async function readLink(blobs: BlobReader, path: string, id: string, size: number): Promise<Entry> {
  const target = size > LONGEST_TARGET ? '/' : (await blobs.read(id)).toString('utf8');
  return { kind: 'link', path, target };
}

/** What is said of a submodule's path. */
export function submodule(path: string): Problem {
  const why = 'is a Git submodule, which is another repository and was not looked at';
  return { what: path, why, file: path, line: 1, blocking: false };
}

function unsafePath(path: string): Problem {
  return {
    what: JSON.stringify(path),
    why: 'is not a path that a checkout would create; it was left out',
    blocking: true,
  };
}

function ownedBySomebodyElse(folder: string): string {
  return `the repository ${folder} belongs to another user, so Git does not read it: if you trust it, run git config --global --add safe.directory ${folder}`;
}

/** What stands between NULs. */
export function splitZero(output: Buffer): string[] {
  const parts = output.toString('utf8').split('\0');
  parts.pop();
  return parts;
}
