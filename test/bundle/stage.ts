/** What tests of the bundled action share: a bundle by itself, a repository with a pull request, checkouts of it, jobs. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Report } from '../../src/model.js';
import { type Loopback, type LoopbackOptions, startLoopback } from '../github/loopback.js';
import { testHelms } from '../support/helm.js';
import { expect } from '../support/jest.js';
import { type NodeRuntime, nodeRuntimes } from '../support/node24.js';
import { destinationRule, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { commit, git, removeFolders, repository } from '../tree/support.js';
import { copyBundle, type Finished, type Job, runJob } from './runner.js';

export const MINUTES = 60_000;

/** Full ids: the target branch, the pull request's head, and GitHub's merge of the two. */
export interface PullCommits {
  readonly base: string;
  readonly head: string;
  readonly merge: string;
}

export interface Stage {
  /** The Node that runs the tests, and the one that GitHub runs actions on. */
  readonly nodes: readonly NodeRuntime[];
  readonly helm: string;
  /** The repository as GitHub has it, with pull request 7: from 1.20.6 to 1.22.2, and a rule that this breaks. */
  readonly origin: string;
  readonly commits: PullCommits;
  /** A GitHub that is closed, and asked for violations of its API, by `settle`. */
  github(options?: LoopbackOptions): Promise<Loopback>;
  /** What actions/checkout leaves: one commit, detached, and no more history. */
  checkout(ref?: string): Promise<string>;
  /** A commit of these files on top of another, pushed under a name. */
  push(ref: string, parent: string, files: Files): string;
  /** A workspace without any checkout. */
  emptyWorkspace(): Promise<string>;
  /** Runs a job, by default one of the pull request. */
  act(
    node: NodeRuntime | undefined,
    job: Partial<Job> & Pick<Job, 'api' | 'workspace'>,
    options?: { readonly charts?: boolean },
  ): Promise<Finished>;
  /** After each test. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

type Files = Readonly<Record<string, string>>;

/** @param more files of the target branch, and those that the pull request changes, besides the usual ones */
export async function openStage(more: { readonly base?: Files; readonly head?: Files } = {}): Promise<Stage> {
  const work = await mkdtemp(path.join(tmpdir(), 'preflight-action-'));
  await copyBundle(work);
  const charts = sharedCharts();
  const helm = (await testHelms())[0]?.path ?? '';
  const origin = repository();
  const commits = pullRequestIn(origin, more.base ?? {}, more.head ?? {});
  const loopbacks: Loopback[] = [];
  const emptyWorkspace = (): Promise<string> => mkdtemp(path.join(work, 'workspace-'));
  return {
    nodes: await nodeRuntimes(),
    helm,
    origin,
    commits,
    emptyWorkspace,
    async github(options = {}) {
      const loopback = await startLoopback(options);
      loopbacks.push(loopback);
      return loopback;
    },
    async checkout(ref = 'refs/pull/7/merge') {
      const folder = await emptyWorkspace();
      await mkdir(folder, { recursive: true });
      git(folder, 'init', '--quiet');
      git(folder, 'remote', 'add', 'origin', `file://${origin}`);
      git(folder, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${ref}:refs/remotes/origin/it`);
      git(folder, 'checkout', '--quiet', '--detach', 'refs/remotes/origin/it');
      return folder;
    },
    push(ref, parent, files) {
      git(origin, 'checkout', '--quiet', '--force', '--detach', parent);
      const made = commit(origin, files);
      git(origin, 'update-ref', ref, made);
      git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/main');
      return made;
    },
    async act(node, job, options = {}) {
      if (node === undefined) throw new Error('no Node');
      return runJob(work, {
        node,
        event: 'pull_request',
        payload: pullRequest(commits),
        ...job,
        inputs: { ...(charts && options.charts !== false ? { charts } : {}), ...job.inputs },
        env: { HELM_BIN: helm, GITHUB_SHA: commits.merge, ...job.env },
      });
    },
    async settle() {
      for (const loopback of loopbacks.splice(0)) {
        await loopback.close();
        expect(loopback.violations).toEqual([]);
      }
    },
    async close() {
      removeFolders();
      await rm(work, { recursive: true, force: true });
    },
  };
}

function pullRequestIn(origin: string, given: Files, changed: Files): PullCommits {
  const base = commit(origin, { ...umbrella('1.20.6'), 'config/rule.yaml': destinationRule(), ...given });
  git(origin, 'checkout', '--quiet', '-b', 'feature');
  const head = commit(origin, { ...umbrella('1.22.2'), ...changed });
  git(origin, 'checkout', '--quiet', '--detach', base);
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
  const merge = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'update-ref', 'refs/pull/7/merge', merge);
  git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  return { base, head, merge };
}

/** The event's payload, as far as it is read. */
export function pullRequest(
  { base, head }: Pick<PullCommits, 'base' | 'head'>,
  given: { readonly action?: string; readonly draft?: boolean; readonly fork?: boolean } = {},
) {
  const side = (sha: string, name: string) => ({ sha, repo: { full_name: name } });
  const { action = 'synchronize', draft = false, fork = false } = given;
  const from = fork ? 'mallory/r' : 'o/r';
  return { action, pull_request: { number: 7, draft, base: side(base, 'o/r'), head: side(head, from) } };
}

export async function reportOf(finished: Finished): Promise<Report> {
  return JSON.parse(await readFile(finished.outputs.get('report-json') ?? '', 'utf8')) as Report;
}

/** What the step came to, for comparing in one expectation. */
export function ended({ code, outputs }: Finished): { code: number | null; verdict: string | undefined } {
  return { code, verdict: outputs.get('verdict') };
}

/** The event of a run that follows one for a pull request of mallory's fork. */
export function followedRun(head: string, event = 'pull_request') {
  const head_repository = { owner: { login: 'mallory' } };
  return {
    action: 'completed',
    workflow_run: { event, head_sha: head, head_branch: 'feature', head_repository },
  };
}
