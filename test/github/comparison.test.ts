import { join } from 'node:path';
import { type Comparison, resolveComparison } from '../../src/github/comparison.js';
import type { EventComparison } from '../../src/github/event.js';
import { openRepository } from '../../src/tree/git.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { commit, git, removeFolders, repository, temporaryFolder } from '../tree/support.js';

afterAll(removeFolders);

interface Origin {
  readonly folder: string;
  readonly fork: string;
  readonly base: string;
  readonly head: string;
  readonly merge: string;
}

/** As GitHub has it: main moved on after a pull request left it, and refs/pull/7/merge is their merge. */
function origin(): Origin {
  const folder = repository();
  const fork = commit(folder, { 'a.yaml': '1' });
  git(folder, 'checkout', '--quiet', '-b', 'feature');
  commit(folder, { 'b.yaml': '1' });
  const head = commit(folder, { 'b.yaml': '2' });
  git(folder, 'checkout', '--quiet', 'main');
  const base = commit(folder, { 'a.yaml': '2' });
  git(folder, 'checkout', '--quiet', '--detach');
  git(folder, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
  const merge = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'update-ref', 'refs/pull/7/merge', merge);
  git(folder, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  return { folder, fork, base, head, merge };
}

/** What actions/checkout does: an empty repository, one ref fetched to a depth, detached. */
function checkout(from: string, ref: string, depth: number): string {
  const folder = join(temporaryFolder(), 'work');
  git(from, 'init', '--quiet', folder);
  git(folder, 'remote', 'add', 'origin', `file://${from}`);
  const flags = depth === 0 ? [] : [`--depth=${depth}`];
  git(
    folder,
    'fetch',
    '--quiet',
    '--no-tags',
    ...flags,
    'origin',
    `+${ref}:refs/remotes/${ref.replace(/^refs\//, '')}`,
  );
  git(folder, 'checkout', '--quiet', '--detach', `refs/remotes/${ref.replace(/^refs\//, '')}`);
  return folder;
}

async function resolve(
  folder: string,
  event: EventComparison,
  inputs: Comparison & { to?: boolean } = {},
): Promise<Comparison> {
  const opened = await openRepository(folder);
  if (opened === undefined) throw new Error('no repository');
  try {
    return await resolveComparison(event, { to: false, ...inputs }, opened);
  } finally {
    await opened.close();
  }
}

describe('resolveComparison', () => {
  it('compares the merge commit of a pull request with its first parent, at every depth', async () => {
    const { folder, base, head, merge } = origin();
    for (const depth of [1, 2, 0]) {
      const work = checkout(folder, 'refs/pull/7/merge', depth);
      expect(await resolve(work, { how: 'pull-request', base, head })).toEqual({ base, head: merge });
      // The first parent is there now, whatever the depth was.
      git(work, 'cat-file', '-e', `${base}^{tree}`);
    }
  });

  it('goes by the merge commit where the event was recorded before main moved', async () => {
    const { folder, fork, base, head, merge } = origin();
    const work = checkout(folder, 'refs/pull/7/merge', 2);
    expect(await resolve(work, { how: 'pull-request', base: fork, head })).toEqual({ base, head: merge });
  });

  it('compares the head of a pull request with where it left, if that is what is checked out', async () => {
    const { folder, fork, base, head } = origin();
    for (const ref of ['refs/heads/feature', 'refs/heads/main']) {
      const work = checkout(folder, ref, 1);
      expect(await resolve(work, { how: 'pull-request', base, head })).toEqual({ base: fork, head });
    }
  });

  it('does not take a merge within the pull request for GitHub’s', async () => {
    const { folder, base } = origin();
    git(folder, 'checkout', '--quiet', '--force', 'feature');
    git(folder, 'merge', '--quiet', '--no-ff', '--message', 'update', 'main');
    const head = git(folder, 'rev-parse', 'HEAD');
    const work = checkout(folder, 'refs/heads/feature', 1);
    expect(await resolve(work, { how: 'pull-request', base, head })).toEqual({ base, head });
  });

  it('compares the two ends of a push or a merge group, fetching what lacks', async () => {
    const { folder, fork, base } = origin();
    const work = checkout(folder, 'refs/heads/main', 1);
    expect(await resolve(work, { how: 'range', base: fork, head: base })).toEqual({ base: fork, head: base });
    git(work, 'cat-file', '-e', `${fork}^{tree}`);
    await expect(resolve(work, { how: 'range', base: 'f'.repeat(40), head: base })).rejects.toThrow(
      /could not be fetched/,
    );
  });

  it('compares a checkout with where it left the default branch, on that branch with its parent', async () => {
    const { folder, fork, base, head } = origin();
    expect(await resolve(checkout(folder, 'refs/heads/feature', 1), { how: 'checkout' })).toEqual({
      base: fork,
      head,
    });
    expect(await resolve(checkout(folder, 'refs/heads/main', 1), { how: 'checkout' })).toEqual({
      base: fork,
      head: base,
    });
  });

  it('says what to do where there is nothing before', async () => {
    const first = repository();
    commit(first, { 'a.yaml': '1' });
    await expect(resolve(first, { how: 'checkout' })).rejects.toThrow(/no parent to compare with/);
    await expect(resolve(repository(), { how: 'checkout' })).rejects.toThrow(/actions\/checkout/);
  });

  it('lets inputs go before the event', async () => {
    const { folder, fork, base, head, merge } = origin();
    const work = checkout(folder, 'refs/pull/7/merge', 2);
    const event = { how: 'pull-request', base, head } as const;
    expect(await resolve(work, event, { base: 'x', head: './y' })).toEqual({ base: 'x', head: './y' });
    expect(await resolve(work, event, { base: 'x' })).toEqual({ base: 'x', head: merge });
    expect(await resolve(work, event, { head })).toEqual({ base: fork, head });
    expect(await resolve(work, event, { to: true })).toEqual({ head: merge });
    expect(await resolve(work, event, { to: true, head: 'main' })).toEqual({ head: 'main' });
    expect(await resolve(work, event, { to: true, base: 'x' })).toEqual({ base: 'x', head: merge });
    expect(await resolve(work, { how: 'checkout' }, { head: './folder' })).toEqual({ head: './folder' });
  });
});
