import { randomUUID } from 'node:crypto';
import { relative, sep } from 'node:path';
import type { EventContext } from './event.js';
import type { ActionInputs } from './inputs.js';
import type { Access, PublishContext } from './publish.js';
import type { Run } from './run.js';

/** Name of the check run, which differs from the usual name of the job: a branch rule has to tell the two apart. */
const CHECK_NAME = 'istio-preflight verdict';

/** The surfaces that this run has, by its event and inputs; those that it does not have are absent. */
export function surfacesOf(
  run: Run,
  inputs: ActionInputs,
  event: EventContext,
  client: Access['client'],
): Pick<PublishContext, 'access' | 'comment' | 'checkRun' | 'runUrl'> {
  const [owner, repo] = run.repository.split('/');
  if (!owner || !repo) return {};
  const access: Access = { token: inputs.token, fromFork: event.fromFork, client };
  const runUrl = run.id === 0 ? undefined : `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`;
  const { commit, pullRequest } = event;
  if (commit === undefined) return { access, runUrl };
  const key = keyOf(inputs.workingDirectory, run.workspace);
  const checkRun = {
    mode: inputs.checkRun,
    place: { owner, repo, commit },
    name: key === '' ? CHECK_NAME : `${CHECK_NAME} (${key})`,
    externalId: randomUUID(),
  };
  if (pullRequest === undefined) return { access, runUrl, checkRun };
  const place = { owner, repo, pullRequest };
  return { access, runUrl, checkRun, comment: { mode: inputs.comment, place, key, commit, run: run.id } };
}

/** What tells several of this action in one workflow apart: the working directory; '' for the workspace itself. */
function keyOf(workingDirectory: string, workspace: string): string {
  return relative(workspace, workingDirectory).split(sep).join('/');
}
