/** Door: the GitHub Action. The event says what is compared; the report goes to every surface of GitHub. */
import { appendFile, readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as core from '@actions/core';
import { parseVersionOverrides, readExplicitValues } from './detect/explicit.js';
import { UsageError } from './errors.js';
import type { GitHubClient } from './github/client.js';
import { type EventContext, readEvent } from './github/event.js';
import { type Judged, writeFiles } from './github/files.js';
import { type ActionInputs, readFailOn, readInputs } from './github/inputs.js';
import { lineLinks } from './github/links.js';
import { conclude } from './github/outputs.js';
import { publish } from './github/publish.js';
import { type Run, readRun } from './github/run.js';
import { openSides } from './github/sides.js';
import { surfacesOf } from './github/surfaces.js';
import { logText, oneLine } from './github/toolkit.js';
import { followPullRequest } from './github/workflow-run.js';
import { readManifests } from './mesh/exported.js';
import type { Position, Tree } from './model.js';
import { EVERYTHING_SAFE } from './overrides/select.js';
import { settledPatch } from './overrides/settle.js';
import { loadPolicy } from './policy/policy.js';
import { renderMarkdown } from './report/markdown.js';
import { analyse, editsIn, type RunInput, withTools } from './session.js';
import type { OpenTrees } from './tree/open.js';

/** Reading a repository file by file takes a while, and there is no verdict without it. */
const READING_BUDGET_MS = 600_000;

/** What the analysis needs of this run. */
export interface ActionAnalysis {
  readonly trees: OpenTrees;
  readonly inputs: ActionInputs;
  readonly progress: (phase: string) => void;
}

/**
 * Runs the action from its environment: reads inputs and event, analyses, publishes, and lets the step fail or pass.
 * Never throws: what goes wrong fails the step with one line.
 * @param judge the analysis; a port for tests
 */
export async function runAction(
  judge: (analysis: ActionAnalysis) => Promise<Judged> = analyseTrees,
): Promise<void> {
  try {
    const run = await readRun(process.env, process.cwd());
    const given = readInputs(name => core.getInput(name), run.workspace);
    if (given.token !== '') core.setSecret(given.token);
    const event = await findEvent(run, given);
    if (event === undefined) {
      core.info('no open pull request has this commit as its head any more: there is nothing to judge');
      return;
    }
    await judgeAndPublish(run, withTyped(given, event), event, judge);
  } catch (error) {
    core.setFailed(failureLine(error));
    core.debug(logText(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  }
}

/** @returns undefined where the event is about a pull request that has moved on */
async function findEvent(run: Run, inputs: ActionInputs): Promise<EventContext | undefined> {
  const { name, payload } = run.event;
  if (name !== 'workflow_run') return readEvent(name, payload);
  const [owner, repo] = run.repository.split('/');
  if (!owner || !repo || inputs.token === '')
    throw new UsageError('a workflow_run is looked up through the API: give the input github-token');
  return followPullRequest(payload, { owner, repo, client: await connect(run, inputs) });
}

async function judgeAndPublish(
  run: Run,
  inputs: ActionInputs,
  event: EventContext,
  judge: (analysis: ActionAnalysis) => Promise<Judged>,
): Promise<void> {
  const trees = await openSides(run, inputs, event, {
    connect: () => connect(run, inputs, READING_BUDGET_MS),
    say: core.info,
  });
  try {
    core.info(logText(`comparing ${trees.base.name} with ${trees.head.name}`));
    const judged = await judge({ trees, inputs, progress: phase => core.info(logText(`${phase} …`)) });
    const { report, patch } = judged;
    const head = trees.commits.head;
    const { summary } = run;
    const link =
      head === undefined || run.repository === ''
        ? {}
        : { link: linksInto(trees.head, lineLinks(run.serverUrl, run.repository, head)) };
    await publish(report, {
      toolkit: core,
      render: renderMarkdown,
      ...link,
      locate: placesIn(trees, inputs, run),
      ...(summary === undefined ? {} : { addSummary: markdown => appendFile(summary, `${markdown}\n`) }),
      ...surfacesOf(run, inputs, event, () => connect(run, inputs)),
      files: await writeFiles(judged, inputs, run.temporary, core, link),
      ...(patch ? { patch } : {}),
    });
    conclude(report, core);
  } finally {
    await trees.close();
  }
}

/** Where files of the head are in the workspace; a head that is a folder of it has paths of its own. */
function placesIn(
  { head, commits }: OpenTrees,
  inputs: ActionInputs,
  { workspace }: Run,
): (file: string) => string | undefined {
  const folder =
    commits.head === undefined
      ? relative(workspace, resolve(inputs.workingDirectory, inputs.head ?? '.'))
      : '';
  const isInside = folder !== '..' && !folder.startsWith(`..${sep}`) && !isAbsolute(folder);
  return file => (isInside && head.has(file) ? join(folder, file).split(sep).join('/') : undefined);
}

/** Only what is in the repository has an address there; resources from elsewhere are named, not linked. */
function linksInto(
  tree: Tree,
  address: (position: Position) => string,
): (position: Position) => string | undefined {
  return position => (tree.has(position.file) ? address(position) : undefined);
}

/** The one call into the core; the patch is judged as a whole with the same tools. */
async function analyseTrees(analysis: ActionAnalysis): Promise<Judged> {
  const input = await inputOf(analysis);
  return withTools(input, async opening => {
    const report = await analyse(input, opening);
    try {
      const { patch } = await settledPatch(report, EVERYTHING_SAFE, editsIn(input, opening));
      return { report, patch };
    } catch (error) {
      // The verdict stands without it.
      core.warning(oneLine(logText(`the patch could not be judged, so there is none: ${String(error)}`)));
      return { report };
    }
  });
}

async function inputOf({ trees, inputs, progress }: ActionAnalysis): Promise<RunInput> {
  const read = (file: string): Promise<string> => readFile(resolve(inputs.workingDirectory, file), 'utf8');
  const policy = await loadPolicy(trees.base, inputs.config, read);
  return {
    base: trees.base,
    head: trees.head,
    from: parseVersionOverrides('--from', inputs.from),
    to: parseVersionOverrides('--to', inputs.to),
    charts: inputs.charts,
    values: await readExplicitValues(inputs.values, read),
    manifests: await readManifests(inputs.manifests, name => resolve(inputs.workingDirectory, name)),
    policy,
    ...(inputs.kubeVersion === undefined ? {} : { kubeVersion: inputs.kubeVersion }),
    ...(inputs.failOn === undefined ? {} : { failOn: inputs.failOn }),
    offline: false,
    env: process.env,
    progress,
  };
}

/** What somebody typed when starting the workflow stands in for inputs that the workflow does not set. */
function withTyped(inputs: ActionInputs, { typed }: EventContext): ActionInputs {
  const base = inputs.base ?? typed.base;
  const head = inputs.head ?? typed.head;
  const failOn = inputs.failOn ?? (typed.failOn === undefined ? undefined : readFailOn(typed.failOn));
  return {
    ...inputs,
    ...(failOn === undefined ? {} : { failOn }),
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    from: inputs.from.length > 0 || typed.from === undefined ? inputs.from : [typed.from],
    to: inputs.to.length > 0 || typed.to === undefined ? inputs.to : [typed.to],
  };
}

async function connect(run: Run, { token }: ActionInputs, budget?: number): Promise<GitHubClient> {
  const { createClient } = await import('./github/client.js');
  return createClient({ token, apiUrl: run.apiUrl, ...(budget === undefined ? {} : { budget }) });
}

/** Options are named by the command line's spelling in messages; here they are inputs. */
function failureLine(error: unknown): string {
  if (error instanceof UsageError)
    return oneLine(logText(error.message.replace(/(^|[\s(])--([a-z])/g, '$1$2')));
  return oneLine(
    logText(`internal error, please report it: ${error instanceof Error ? error.message : String(error)}`),
  );
}
