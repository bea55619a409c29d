import { UsageError } from '../errors.js';
import type { Repository } from './git.js';
import { type GitResult, gitMessage } from './run-git.js';

export interface FetchOptions {
  /** No network: what is not there is an error. */
  readonly offline: boolean;
  /** Where to fetch from; `origin` if not given. */
  readonly remote?: string;
}

/** Milliseconds that one fetch may take. */
const FETCH_TIMEOUT = 180_000;
/** By how many commits a shallow clone is deepened, one after the other, in search of a merge base. */
const DEEPENINGS = [50, 200, 1000, 5000];
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit that a revision names in this clone, without any fetching; undefined where there is none. */
export async function resolveRevision(repository: Repository, revision: string): Promise<string | undefined> {
  // Git itself refuses names with these; a name with `-` in front would be read as an option.
  if (revision === '' || revision.startsWith('-') || /[\0\n]/.test(revision)) return undefined;
  const found = await repository.git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (found.code !== 0) return undefined;
  const id = found.stdout.toString('utf8').trim();
  return FULL_ID.test(id) ? id : undefined;
}

/** True for a clone that does not have all of its history. */
export async function isShallow(repository: Repository): Promise<boolean> {
  const asked = await repository.git(['rev-parse', '--is-shallow-repository']);
  return asked.stdout.toString('utf8').trim() === 'true';
}

/**
 * Makes sure that a commit is in the clone; fetches just that one where it is not.
 * @param id full id of the commit
 * @throws {UsageError} where it is not there and may or can not be fetched; says what to do
 */
export async function ensureCommit(repository: Repository, id: string, options: FetchOptions): Promise<void> {
  if (!FULL_ID.test(id)) throw new UsageError(`${JSON.stringify(id)} is not the full id of a commit`);
  if ((await resolveRevision(repository, id)) !== undefined) return;
  const failure = await fetchRefs(repository, [id], options);
  if (failure === undefined && (await resolveRevision(repository, id)) !== undefined) return;
  throw missingCommit(id.slice(0, 12), failure ?? 'the remote did not send it');
}

/**
 * The commit that a name stands for: in this clone, else the branch or tag of the remote, which is fetched where it is
 * not there either.
 * @returns undefined where nobody knows the name
 * @throws {UsageError} for a commit's full id that can't be had
 */
export async function findRevision(
  repository: Repository,
  revision: string,
  options: FetchOptions,
): Promise<string | undefined> {
  const here = await resolveRevision(repository, revision);
  if (here !== undefined) return here;
  if (FULL_ID.test(revision)) {
    await ensureCommit(repository, revision, options);
    return revision;
  }
  for (const { there, here: ref } of remoteRefs(revision, options.remote ?? 'origin')) {
    if (!(await isRefName(repository, there))) continue;
    const tracked = await resolveRevision(repository, ref);
    if (tracked !== undefined) return tracked;
    if ((await fetchRefs(repository, [`${there}:${ref}`], options)) !== undefined) continue;
    const fetched = await resolveRevision(repository, ref);
    if (fetched !== undefined) return fetched;
  }
  return undefined;
}

/** What a name may stand for at the remote, a branch before a tag, and where it is kept here. */
function remoteRefs(
  name: string,
  remote: string,
): readonly { readonly there: string; readonly here: string }[] {
  const [, kind, rest = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? [];
  const branch = { there: `refs/heads/${rest || name}`, here: `refs/remotes/${remote}/${rest || name}` };
  const tag = { there: `refs/tags/${rest || name}`, here: `refs/tags/${rest || name}` };
  if (kind === 'heads') return [branch];
  return kind === 'tags' ? [tag] : [branch, tag];
}

/**
 * The branch that changes are merged into: what the remote calls its HEAD, else `main` or `master`, the remote's before
 * a local one.
 * @returns name and commit; undefined where none is there
 */
export async function defaultBranch(
  repository: Repository,
  options: FetchOptions,
): Promise<{ readonly name: string; readonly commit: string } | undefined> {
  const remote = options.remote ?? 'origin';
  const head = await repository.git(['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`]);
  const named = head.code === 0 ? [head.stdout.toString('utf8').trim()] : [];
  const usual = ['main', 'master'].map(name => `refs/remotes/${remote}/${name}`);
  for (const ref of [...named, ...usual, 'refs/heads/main', 'refs/heads/master']) {
    const commit = await resolveRevision(repository, ref);
    if (commit !== undefined) return { name: ref.replace(/^refs\/(?:heads|remotes)\//, ''), commit };
  }
  return fetchDefaultBranch(repository, remote, options);
}

/**
 * The best common ancestor of two commits. A shallow clone is deepened step by step until there is one.
 * @throws {UsageError} where the two have none, or the clone does not reach it and may or can not be deepened
 */
export async function mergeBase(
  repository: Repository,
  one: string,
  other: string,
  options: FetchOptions,
): Promise<string> {
  const found = await commonAncestor(repository, one, other);
  if (found !== undefined) return found;
  if (!(await isShallow(repository))) {
    throw new UsageError(
      `${short(one)} and ${short(other)} have no common ancestor; name the base with --base`,
    );
  }
  for (const depth of DEEPENINGS) {
    const failure = await fetchRefs(repository, [one, other], options, [`--deepen=${depth}`]);
    if (failure !== undefined) throw shallowClone(one, other, failure);
    const deeper = await commonAncestor(repository, one, other);
    if (deeper !== undefined) return deeper;
    if (!(await isShallow(repository))) break;
  }
  throw shallowClone(one, other, 'their history was followed thousands of commits back');
}

/** The parents of a commit, as the commit itself names them: also those beyond the edge of a shallow clone. */
export async function commitParents(repository: Repository, commit: string): Promise<readonly string[]> {
  // rev-list and ^1 hide the parents at the edge of a shallow clone; the commit itself does not.
  const raw = await repository.git(['cat-file', 'commit', commit]);
  const [header = ''] = raw.stdout.toString('utf8').split('\n\n');
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(match => match[1] ?? '');
}

async function commonAncestor(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  const found = await repository.git(['merge-base', one, other]);
  const id = found.stdout.toString('utf8').trim();
  return found.code === 0 && FULL_ID.test(id) ? id : undefined;
}

async function isRefName(repository: Repository, ref: string): Promise<boolean> {
  return !/[\0\n]/.test(ref) && (await repository.git(['check-ref-format', ref])).code === 0;
}

async function fetchDefaultBranch(
  repository: Repository,
  remote: string,
  options: FetchOptions,
): Promise<{ readonly name: string; readonly commit: string } | undefined> {
  if (options.offline || !(await hasRemote(repository, remote))) return undefined;
  const asked = await repository.git(['ls-remote', '--symref', remote, 'HEAD'], { timeout: FETCH_TIMEOUT });
  const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(asked.stdout.toString('utf8'))?.[1];
  if (branch === undefined) return undefined;
  const commit = await findRevision(repository, branch, options);
  return commit === undefined ? undefined : { name: `${remote}/${branch}`, commit };
}

/** @returns why it failed, or undefined where it did not */
async function fetchRefs(
  repository: Repository,
  refs: readonly string[],
  options: FetchOptions,
  depth?: readonly string[],
): Promise<string | undefined> {
  const remote = options.remote ?? 'origin';
  if (options.offline) return 'nothing is fetched with --offline';
  if (!(await hasRemote(repository, remote))) return `the clone has no remote ${remote}`;
  // A depth would make a whole clone shallow: it is given only where the clone already is.
  const bound = depth ?? ((await isShallow(repository)) ? ['--depth=1'] : []);
  const flags = ['--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--quiet', ...bound];
  const fetched: GitResult = await repository.git(['fetch', ...flags, '--end-of-options', remote, ...refs], {
    timeout: FETCH_TIMEOUT,
  });
  return fetched.code === 0 ? undefined : gitMessage(fetched);
}

async function hasRemote(repository: Repository, remote: string): Promise<boolean> {
  return (await repository.git(['config', '--get', `remote.${remote}.url`])).code === 0;
}

function missingCommit(commit: string, why: string): UsageError {
  return new UsageError(
    `commit ${commit} is not in this clone and could not be fetched (${why}); check out with more history (with actions/checkout: fetch-depth: 2 for pull requests, fetch-depth: 0 otherwise)`,
  );
}

function shallowClone(one: string, other: string, why: string): UsageError {
  return new UsageError(
    `this shallow clone does not reach the merge base of ${short(one)} and ${short(other)} (${why}); check out the whole history (with actions/checkout: fetch-depth: 0), or name the base with --base`,
  );
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
