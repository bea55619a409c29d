import type { FileContent, Tree } from '../model.js';
import { BlobSearch } from './blob-search.js';
import { type BlobSource, BlobTree } from './blob-tree.js';
import { blobReader } from './blobs.js';
import {
  gitCodeArguments,
  gitDeclaringArguments,
  gitGrepArguments,
  gitMentionsArguments,
  isCandidateName,
  isCandidateText,
  isCodeName,
  isCodeText,
  isDeclaringText,
  mentionsMesh,
} from './candidates.js';
import { BoundedCache, DEFAULT_LIMITS, type TreeLimits } from './content.js';
import { indexEntries } from './entries.js';
import { type ListedEntry, readListing } from './listing.js';
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
  const readBlob = (id: string): Promise<Uint8Array> => blobs.read(id);
  const searchFor = (
    words: (commit: string) => readonly string[],
    isMatch: (text: string) => boolean,
  ): BlobSearch =>
    new BlobSearch({ search: commit => searchCommit(git, commit, words(commit)), isMatch }, readBlob);
  const candidates = searchFor(gitGrepArguments, isCandidateText);
  const declaring = searchFor(gitDeclaringArguments, isDeclaringText);
  const mesh = searchFor(gitMentionsArguments, mentionsMesh);
  const code = searchFor(gitCodeArguments, isCodeText);
  return {
    folder,
    bare,
    git,
    async tree(commit, name) {
      const { entries, problems } = await readListing(await listCommit(git, commit, name), readBlob);
      const named = (isNamed: (path: string) => boolean) =>
        entries.flatMap(entry => (entry.kind === 'file' && isNamed(entry.path) ? [entry] : []));
      const files = named(isCandidateName);
      const source: BlobSource = {
        read: readBlob,
        search: () => candidates.matching(commit, files),
        declaring: () => declaring.matching(commit, files),
        mentions: async () => (await mesh.matching(commit, files)).size > 0,
        // A clone without all contents: what can't be searched is said, and stops nothing.
        searchCode: () => code.matching(commit, named(isCodeName)).catch(() => undefined),
        isNamedByContent: true,
        texts,
        limits,
      };
      return new BlobTree(name, indexEntries(entries, problems), source);
    },
    close: () => blobs.close(),
  };
}

/** Files of a commit in which Git's own search finds something. */
async function searchCommit(
  git: Repository['git'],
  commit: string,
  args: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await git(args);
  if (found.code > 1) throw new GitError(`the search of ${commit} failed: ${gitMessage(found)}`);
  return new Set(splitZero(found.stdout).map(match => match.slice(commit.length + 1)));
}

async function listCommit(
  git: Repository['git'],
  commit: string,
  name: string,
): Promise<readonly ListedEntry[]> {
  const listed = await git(['ls-tree', '-r', '-z', '--long', '--full-tree', commit]);
  if (listed.code !== 0) throw new GitError(`the tree of ${name} can't be listed: ${gitMessage(listed)}`);
  return splitZero(listed.stdout).map(line => {
    const tab = line.indexOf('\t');
    const [mode = '', type = '', id = '', size] = line.slice(0, tab).split(/ +/);
    return { path: line.slice(tab + 1), mode, type, id, size: Number(size) };
  });
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
