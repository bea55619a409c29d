import { UsageError } from '../errors.js';
import type { Repository } from '../tree/git.js';
import {
  commitParents,
  defaultBranch,
  ensureCommit,
  findRevision,
  mergeBase,
  resolveRevision,
} from '../tree/revisions.js';
import type { EventComparison } from './event.js';

/** What to open as base and head: revisions or folders; undefined leaves it to the trees' own defaults. */
export interface Comparison {
  readonly base?: string;
  readonly head?: string;
}

export interface ComparisonInputs extends Comparison {
  /** A version to go to was given: without a base, head is compared with itself. */
  readonly to: boolean;
}

const ONLINE = { offline: false };

/**
 * Turns an event into the two commits to compare, in the clone at hand; fetches what a shallow one lacks. The action's
 * inputs go before the event.
 * @throws {UsageError} where a commit can't be had
 */
export async function resolveComparison(
  event: EventComparison,
  inputs: ComparisonInputs,
  repository: Repository,
): Promise<Comparison> {
  const { base, head } = inputs;
  if (base !== undefined && head !== undefined) return { base, head };
  if (head !== undefined) return inputs.to ? { head } : { ...(await baseOf(event, head, repository)), head };
  const found = await fromEvent(event, repository);
  if (base !== undefined) return { base, head: found.head };
  return inputs.to ? { head: found.head } : found;
}

async function fromEvent(event: EventComparison, repository: Repository): Promise<Required<Comparison>> {
  switch (event.how) {
    case 'pull-request':
      return fromPullRequest(event, repository);
    case 'range':
      await ensureCommit(repository, event.head, ONLINE);
      await ensureCommit(repository, event.base, ONLINE);
      return { base: event.base, head: event.head };
    case 'checkout':
      return fromCheckout(repository);
  }
}

/**
 * What is checked out by default is the merge commit that GitHub makes of the target branch (first parent) and the pull
 * request's head (second parent); against its first parent it is exactly what merging changes. Where something else is
 * checked out, the pull request's head is compared with where it left its target branch.
 */
async function fromPullRequest(
  { base, head, merge }: Extract<EventComparison, { how: 'pull-request' }>,
  repository: Repository,
): Promise<Required<Comparison>> {
  const merged = merge === undefined ? undefined : await obtain(repository, merge);
  const checkedOut = merged ?? (await resolveRevision(repository, 'HEAD'));
  if (checkedOut !== undefined && checkedOut !== head) {
    const parents = await commitParents(repository, checkedOut);
    const [first, second] = parents;
    if (parents.length === 2 && first !== undefined && second === head) {
      await ensureCommit(repository, first, ONLINE);
      return { base: first, head: checkedOut };
    }
  }
  await ensureCommit(repository, head, ONLINE);
  await ensureCommit(repository, base, ONLINE);
  return { base: await mergeBase(repository, base, head, ONLINE), head };
}

/** A commit that is there or can be had; undefined where it can't, as for a merge that GitHub has made anew since. */
async function obtain(repository: Repository, commit: string): Promise<string | undefined> {
  try {
    await ensureCommit(repository, commit, ONLINE);
    return commit;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** On the default branch itself: the last step of it, as its merge base would be the checkout itself. */
async function fromCheckout(repository: Repository): Promise<Required<Comparison>> {
  const head = await resolveRevision(repository, 'HEAD');
  if (head === undefined)
    throw new UsageError('nothing is checked out: run actions/checkout before this action');
  const branch = await defaultBranch(repository, ONLINE);
  const left = branch === undefined ? head : await mergeBase(repository, branch.commit, head, ONLINE);
  if (left !== head) return { base: left, head };
  const [first] = await commitParents(repository, head);
  if (first === undefined)
    throw new UsageError(
      'the commit that is checked out has no parent to compare with; give the input base or to',
    );
  await ensureCommit(repository, first, ONLINE);
  return { base: first, head };
}

/** The base for a head that was given: for a pull request where it left the target branch, else the default. */
async function baseOf(event: EventComparison, head: string, repository: Repository): Promise<Comparison> {
  if (event.how !== 'pull-request') return {};
  const commit = await findRevision(repository, head, ONLINE);
  if (commit === undefined) return {};
  await ensureCommit(repository, event.base, ONLINE);
  return { base: await mergeBase(repository, event.base, commit, ONLINE) };
}
