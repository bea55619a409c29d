/**
 * A run that follows another one (`workflow_run`): it has the repository's own rights, which a pull request from a fork
 * does not get, and runs none of the fork's code. GitHub names no pull request of a fork in this event, so it is looked up.
 */
import { UsageError } from '../errors.js';
import type { ApiRepository } from './api-tree.js';
import { at, type EventContext } from './event.js';
import { describeFailure, type Surface } from './failure.js';

const LOOK_UP: Surface = {
  permission: 'pull-requests: write',
  purpose: 'to find the pull request and to comment on it',
  instead: 'nothing was judged',
};

/**
 * The pull request that the followed run was about.
 * @returns undefined where no open pull request has that commit as its head any more
 * @throws {UsageError} where the followed run was about something else
 */
export async function followPullRequest(
  payload: unknown,
  { owner, repo, client }: ApiRepository,
): Promise<EventContext | undefined> {
  const followed = at(payload, 'workflow_run', 'event');
  if (followed !== 'pull_request')
    throw new UsageError(
      `this run follows one for ${JSON.stringify(followed)}, not for a pull request: give the job the condition github.event.workflow_run.event == 'pull_request'`,
    );
  const commit = at(payload, 'workflow_run', 'head_sha');
  const branch = at(payload, 'workflow_run', 'head_branch');
  const from = at(payload, 'workflow_run', 'head_repository', 'owner', 'login');
  if (typeof commit !== 'string' || typeof branch !== 'string' || typeof from !== 'string')
    throw new UsageError('the workflow_run event names no commit, branch and repository of its head');
  const { data } = await client.rest.pulls
    .list({ owner, repo, state: 'open', head: `${from}:${branch}`, per_page: 100 })
    .catch(error => {
      throw new UsageError(`the pull request can't be looked up: ${describeFailure(error, false, LOOK_UP)}`);
    });
  const pull = data.find(({ head }) => head.sha === commit);
  if (pull === undefined) return undefined;
  return {
    comparison: {
      how: 'pull-request',
      base: pull.base.sha,
      head: commit,
      ...(pull.merge_commit_sha === null ? {} : { merge: pull.merge_commit_sha }),
    },
    pullRequest: pull.number,
    commit,
    // This run's token is the repository's own.
    fromFork: false,
    typed: {},
  };
}
