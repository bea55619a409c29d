import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { Tree } from '../model.js';
import { folderTree } from './folder.js';
import { openRepository, type Repository, type RepositoryOptions } from './git.js';
import { defaultBranch, type FetchOptions, findRevision, mergeBase, resolveRevision } from './revisions.js';
import { GitError } from './run-git.js';

export interface OpenTreesInput {
  /** The Git repository: any folder in it. */
  readonly repo: string;
  /** A Git revision or a folder. */
  readonly base?: string;
  /** A Git revision or a folder; the working tree if not given. */
  readonly head?: string;
  /** A version to go to was given: without a base, head is compared with itself. */
  readonly to?: boolean;
  readonly offline: boolean;
  /** What relative folders are relative to; the process's current folder if not given. */
  readonly cwd?: string;
  /** See {@link GitOptions.trusted}. */
  readonly trusted?: boolean;
  readonly limits?: RepositoryOptions['limits'];
}

/** What is compared. Where base is head itself, it is the same object. */
export interface OpenTrees {
  readonly base: Tree;
  readonly head: Tree;
  /** The commits they were read from, where they were. */
  readonly commits: { readonly base?: string; readonly head?: string };
  /** The folder that head is; absent where it is a commit. */
  readonly headFolder?: string;
  close(): Promise<void>;
}

/**
 * Opens the two trees of a comparison, by the command line's rules: head is the working tree if not given; base is the
 * merge base of head with the default branch, or head itself where a version to go to was given.
 * @throws {UsageError} for a name that is nothing or two things, for a base that must be named, and for a commit that
 * can't be had
 */
export async function openTrees(input: OpenTreesInput): Promise<OpenTrees> {
  const place = await open(input);
  const { repository } = place;
  try {
    const head = await openSide(place, 'head', input.head);
    const base = await openBase(place, head);
    const commits = { ...commitOf('base', base), ...commitOf('head', head) };
    const headFolder = head.folder === undefined ? {} : { headFolder: head.folder };
    return {
      base: base.tree,
      head: head.tree,
      commits,
      ...headFolder,
      close: async () => repository?.close(),
    };
  } catch (error) {
    await repository?.close();
    throw error instanceof GitError ? new UsageError(error.message) : error;
  }
}

interface Place {
  readonly repository: Repository | undefined;
  /** Where there is no repository: why. */
  readonly none: string;
  readonly input: OpenTreesInput;
}

interface Side {
  readonly tree: Tree;
  /** The commit it is, or for the working tree the one it is based on; absent for another folder. */
  readonly commit?: string;
  readonly isCommit?: boolean;
  readonly folder?: string;
}

async function open(input: OpenTreesInput): Promise<Place> {
  if (!(await isFolder(input.repo))) throw new UsageError(`--repo ${input.repo}: there is no such folder`);
  try {
    const repository = await openRepository(input.repo, settings(input));
    return { repository, input, none: `${input.repo} is in no Git repository` };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Two folders can be compared without Git.
    if (error.missing) return { repository: undefined, input, none: error.message };
    throw new UsageError(error.message);
  }
}

async function openBase(place: Place, head: Side): Promise<Side> {
  const { repository, input } = place;
  if (input.base !== undefined) return openSide(place, 'base', input.base);
  if (input.to === true) return head;
  if (repository === undefined) throw new UsageError(`${place.none}: name what to compare with by --base`);
  if (head.commit === undefined)
    throw new UsageError(`--head ${input.head} is a folder: name what to compare it with by --base`);
  const options = fetchOptions(input);
  const branch = await defaultBranch(repository, options);
  if (branch === undefined)
    throw new UsageError('the repository has no origin/HEAD, main or master: name the base by --base');
  const commit = await mergeBase(repository, head.commit, branch.commit, options);
  const name = `merge base of ${head.tree.name} and ${branch.name} (${commit.slice(0, 12)})`;
  return { tree: await repository.tree(commit, name), commit, isCommit: true };
}

async function openSide(place: Place, side: 'base' | 'head', given: string | undefined): Promise<Side> {
  const { repository, input } = place;
  if (given === undefined) return openWorkingTree(place);
  if (given === '') throw new UsageError(`--${side} is empty: give a Git revision or a folder`);
  const folder = resolve(input.cwd ?? process.cwd(), given);
  const isThere = await isFolder(folder);
  if (/^(?:\.{0,2}[/\\]|\.{1,2}$)/.test(given)) {
    if (!isThere) throw new UsageError(`--${side} ${given}: there is no such folder`);
    return openFolder(place, given, folder);
  }
  if (repository === undefined) {
    if (isThere) return openFolder(place, given, folder);
    throw new UsageError(`--${side} ${given}: there is no such folder, and ${place.none}`);
  }
  // A folder of that name settles a name that this clone does not know: nothing is asked of the remote.
  const find = isThere
    ? resolveRevision(repository, given)
    : findRevision(repository, given, fetchOptions(input));
  const commit = await find;
  if (commit !== undefined && isThere) throw twoThings(side, given);
  if (commit !== undefined) return { tree: await repository.tree(commit, given), commit, isCommit: true };
  if (isThere) return openFolder(place, given, folder);
  throw new UsageError(`--${side} ${given}: neither a revision of ${input.repo} nor a folder`);
}

async function openWorkingTree({ repository, input }: Place): Promise<Side> {
  if (repository === undefined)
    return {
      tree: await folderTree(input.repo, { ...settings(input), name: input.repo }),
      folder: resolve(input.repo),
    };
  if (repository.bare)
    throw new UsageError(`${input.repo} is a bare repository: name the revision by --head`);
  const tree = await folderTree(repository.folder, { ...settings(input), name: 'working tree' });
  return { tree, folder: repository.folder, ...(await basedOn(repository)) };
}

async function openFolder({ repository, input }: Place, name: string, folder: string): Promise<Side> {
  const tree = await folderTree(folder, { ...settings(input), name });
  const isWorkingTree =
    repository !== undefined &&
    !repository.bare &&
    (await realpath(repository.folder)) === (await realpath(folder));
  return { tree, folder, ...(isWorkingTree ? await basedOn(repository) : {}) };
}

async function basedOn(repository: Repository): Promise<{ readonly commit?: string }> {
  const commit = await resolveRevision(repository, 'HEAD');
  return commit === undefined ? {} : { commit };
}

function commitOf(name: 'base' | 'head', side: Side): Record<string, string> {
  return side.isCommit === true && side.commit !== undefined ? { [name]: side.commit } : {};
}

function fetchOptions(input: OpenTreesInput): FetchOptions {
  return { offline: input.offline };
}

function settings(input: OpenTreesInput): RepositoryOptions {
  return { trusted: input.trusted ?? false, ...(input.limits === undefined ? {} : { limits: input.limits }) };
}

function twoThings(side: string, name: string): UsageError {
  return new UsageError(
    `--${side} ${name} is both a revision and a folder: write ./${name} for the folder, or refs/heads/${name} (or another full name) for the revision`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
