/** What is compared where nothing is checked out: the same two commits, found through the API. */
import { UsageError } from '../errors.js';
import type { OpenTrees } from '../tree/open.js';
import { type ApiRepository, apiTrees } from './api-tree.js';
import type { ComparisonInputs } from './comparison.js';
import type { EventComparison } from './event.js';
import { statusOf } from './failure.js';
import { oneLine } from './toolkit.js';

type Pair = { readonly base: string; readonly head: string };

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Opens both trees through the API.
 * @param commit `GITHUB_SHA`: what the event is about, for a pull request its merge commit
 * @throws {UsageError} where a commit can't be had; says what to do
 */
export async function openApiTrees(
  event: EventComparison,
  inputs: ComparisonInputs,
  commit: string,
  repository: ApiRepository,
): Promise<OpenTrees> {
  const trees = apiTrees(repository);
  try {
    const commits = await findCommits(event, inputs, commit, repository);
    const head = await trees.tree(commits.head, inputs.head ?? commits.head);
    const base =
      commits.base === commits.head ? head : await trees.tree(commits.base, inputs.base ?? commits.base);
    return { base, head, commits, close: () => trees.close() };
  } catch (error) {
    await trees.close();
    if (error instanceof UsageError) throw error;
    throw new UsageError(describe(error));
  }
}

async function findCommits(
  event: EventComparison,
  inputs: ComparisonInputs,
  commit: string,
  repository: ApiRepository,
): Promise<Pair> {
  const named = {
    base: inputs.base === undefined ? undefined : await revision(inputs.base, repository),
    head: inputs.head === undefined ? undefined : await revision(inputs.head, repository),
  };
  if (named.base !== undefined && named.head !== undefined) return { base: named.base, head: named.head };
  if (named.head !== undefined) {
    const { head } = named;
    if (inputs.to) return { base: head, head };
    const from = event.how === 'pull-request' ? event.base : await defaultBranch(repository);
    return { base: await mergeBase(from, head, repository), head };
  }
  const found = await fromEvent(event, commit, inputs.to, repository);
  return { base: named.base ?? (inputs.to ? found.head : found.base), head: found.head };
}

async function fromEvent(
  event: EventComparison,
  commit: string,
  to: boolean,
  repository: ApiRepository,
): Promise<Pair> {
  switch (event.how) {
    case 'pull-request': {
      const merge = event.merge ?? commit;
      const [first, second] = FULL_ID.test(merge) ? await parents(merge, repository) : [];
      if (first !== undefined && second === event.head) return { base: first, head: merge };
      return { base: await mergeBase(event.base, event.head, repository), head: event.head };
    }
    case 'range':
      return { base: event.base, head: event.head };
    case 'checkout': {
      if (!FULL_ID.test(commit))
        throw new UsageError('nothing is checked out, and GITHUB_SHA names no commit');
      // Nothing is compared with an earlier state: one is not looked for.
      if (to) return { base: commit, head: commit };
      const left = await mergeBase(await defaultBranch(repository), commit, repository);
      if (left !== commit) return { base: left, head: commit };
      const [first] = await parents(commit, repository);
      if (first === undefined)
        throw new UsageError(
          `${commit.slice(0, 12)} has no parent to compare with; give the input base or to`,
        );
      return { base: first, head: commit };
    }
  }
}

/** A branch, a tag, or the full id of a commit. */
async function revision(name: string, { owner, repo, client }: ApiRepository): Promise<string> {
  if (FULL_ID.test(name)) return name;
  const short = name.replace(/^refs\//, '');
  const refs = /^(?:heads|tags)\//.test(short) ? [short] : [`heads/${short}`, `tags/${short}`];
  for (const ref of refs) {
    try {
      const { data } = await client.rest.git.getRef({ owner, repo, ref });
      if (data.object.type === 'commit') return data.object.sha;
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }
  throw new UsageError(
    `nothing is checked out, and ${JSON.stringify(name)} is no branch, tag or full id of a commit in ${owner}/${repo}; run actions/checkout before this action`,
  );
}

async function parents(commit: string, { owner, repo, client }: ApiRepository): Promise<readonly string[]> {
  const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: commit });
  return data.parents.map(({ sha }) => sha);
}

async function mergeBase(
  base: string,
  head: string,
  { owner, repo, client }: ApiRepository,
): Promise<string> {
  const { data } = await client.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead: `${base}...${head}`,
    per_page: 1,
  });
  return data.merge_base_commit.sha;
}

async function defaultBranch(repository: ApiRepository): Promise<string> {
  const { owner, repo, client } = repository;
  const { data } = await client.rest.repos.get({ owner, repo });
  return revision(`refs/heads/${data.default_branch}`, repository);
}

function describe(error: unknown): string {
  const status = statusOf(error);
  const said = oneLine(error instanceof Error ? error.message : String(error), 200);
  const why =
    status === 403 || status === 404
      ? `the token may not read it (${status}): give the job the permission contents: read`
      : `${status ?? 'no answer'}: ${said}`;
  return `nothing is checked out, and the repository could not be read through the API (${why}); run actions/checkout before this action`;
}
