import { stat } from 'node:fs/promises';
import { UsageError } from '../errors.js';
import { openRepository, type Repository } from '../tree/git.js';
import { type OpenTrees, openTrees } from '../tree/open.js';
import { GitError } from '../tree/run-git.js';
import { openApiTrees } from './api-comparison.js';
import type { GitHubClient } from './client.js';
import { resolveComparison } from './comparison.js';
import type { EventContext } from './event.js';
import type { ActionInputs } from './inputs.js';
import type { Run } from './run.js';

export interface SidesPorts {
  /** A client with time enough to read a repository. */
  readonly connect: () => Promise<GitHubClient>;
  readonly say: (line: string) => void;
}

/**
 * Both trees: of the checkout, of folders that the inputs name, or through the API where there is neither, or where the
 * checkout lacks a commit that it has no way to fetch.
 * @throws {UsageError} where they can't be had; says what to do
 */
export async function openSides(
  run: Run,
  inputs: ActionInputs,
  event: EventContext,
  ports: SidesPorts,
): Promise<OpenTrees> {
  const { workingDirectory: repo, base, head } = inputs;
  const trusted = process.env.GITHUB_ACTIONS === 'true';
  const given = {
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    to: inputs.to.length > 0,
  };
  const [owner, name] = run.repository.split('/');
  const canAsk = Boolean(owner && name && inputs.token !== '');
  const ask = async (): Promise<OpenTrees> => {
    const repository = { owner: owner ?? '', repo: name ?? '', client: await ports.connect() };
    return openApiTrees(event.comparison, given, run.commit, { ...repository, folder: run.temporary });
  };
  const opened = await openCheckout(repo, trusted);
  if (opened === undefined && canAsk && (base === undefined || head === undefined)) {
    ports.say('nothing is checked out: reading the repository through the API');
    return ask();
  }
  try {
    // Two folders can be compared without a repository; whatever else is missing, opening the trees says it.
    const comparison = opened ? await resolveComparison(event.comparison, given, opened) : given;
    return await openTrees({ repo, cwd: repo, ...comparison, to: given.to, offline: false, trusted });
  } catch (error) {
    // A checkout without credentials can fetch nothing; what the token may read is another way to the same commits.
    if (!(error instanceof UsageError) || opened === undefined || !canAsk) throw error;
    const trees = await ask().catch(() => undefined);
    if (trees === undefined) throw error;
    ports.say('the checkout lacks a commit that it can not fetch: reading the repository through the API');
    return trees;
  } finally {
    await opened?.close();
  }
}

/** The repository that a folder belongs to; undefined where there is none, no folder, or no Git to ask. */
async function openCheckout(folder: string, trusted: boolean): Promise<Repository | undefined> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  try {
    return await openRepository(folder, { trusted });
  } catch (error) {
    if (error instanceof GitError && error.missing) return undefined;
    throw error instanceof GitError ? new UsageError(error.message) : error;
  }
}
