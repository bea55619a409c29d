import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ActionAnalysis, runAction } from '../../src/action.js';
import { UsageError } from '../../src/errors.js';
import type { Report } from '../../src/model.js';
import { afterEach, describe, expect, it } from '../support/jest.js';
import { commit, git, removeFolders, repository, temporaryFolder } from '../tree/support.js';
import { type Loopback, startLoopback } from './loopback.js';
import { finding, report } from './report.js';

interface Ran {
  readonly log: string;
  readonly outputs: string;
  readonly summary: string;
  readonly exitCode: number;
  /** What each side said in a.yaml. */
  readonly compared: string[];
}

const loopbacks: Loopback[] = [];
let tokens = 0;

afterEach(async () => {
  for (const loopback of loopbacks.splice(0)) {
    await loopback.close();
    expect(loopback.violations).toEqual([]);
  }
  removeFolders();
});

/** A checkout of a pull request's merge commit, as the runner has it; and its event. */
function checkout() {
  const origin = repository();
  const base = commit(origin, { 'a.yaml': 'istio: 1.20.6\n' });
  git(origin, 'checkout', '--quiet', '-b', 'feature');
  const head = commit(origin, { 'a.yaml': 'istio: 1.22.2\n' });
  git(origin, 'checkout', '--quiet', 'main');
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
  const folder = join(temporaryFolder(), 'work');
  git(origin, 'clone', '--quiet', '--depth=1', '--branch=main', `file://${origin}`, folder);
  const side = (sha: string) => ({ sha, repo: { full_name: 'o/r' } });
  const merge = git(origin, 'rev-parse', 'main');
  const commits = { base, head, merge };
  return {
    folder,
    origin,
    commits,
    payload: { pull_request: { number: 7, base: side(base), head: side(head) } },
  };
}

/** Runs the action as a runner would: environment, event file, files for outputs and summary. */
async function act(
  event: string,
  payload: unknown,
  workspace: string,
  inputs: Record<string, string>,
  judge: (analysis: ActionAnalysis) => Promise<Report> | Report,
  apiUrl = '',
  more: Record<string, string> = {},
): Promise<Ran> {
  const runner = temporaryFolder();
  const file = (name: string, content = ''): string => {
    writeFileSync(join(runner, name), content);
    return join(runner, name);
  };
  const env: Record<string, string> = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_API_URL: apiUrl,
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    RUNNER_TEMP: runner,
    ...more,
  };
  for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value;
  const compared: string[] = [];
  const saved = { ...process.env };
  const write = process.stdout.write;
  let log = '';
  Object.assign(process.env, env);
  process.stdout.write = ((text: string) => {
    log += text;
    return true;
  }) as typeof process.stdout.write;
  try {
    await runAction(async analysis => {
      for (const side of ['base', 'head'] as const) {
        const read = await analysis.trees[side].read('a.yaml');
        compared.push(read.ok ? read.text.trim() : read.why);
      }
      return { report: await judge(analysis) };
    });
    const exitCode = Number(process.exitCode ?? 0);
    const outputs = readFileSync(join(runner, 'output'), 'utf8');
    return { log, outputs, summary: readFileSync(join(runner, 'summary'), 'utf8'), exitCode, compared };
  } finally {
    process.stdout.write = write;
    process.exitCode = 0;
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, saved);
  }
}

describe('runAction', () => {
  it('judges a pull request and tells it on every surface', async () => {
    const { folder, payload } = checkout();
    const loopback = await startLoopback();
    loopbacks.push(loopback);
    const token = `ghs_a${tokens++}`;
    const ran = await act(
      'pull_request',
      payload,
      folder,
      { 'github-token': token },
      () => report(),
      loopback.url,
    );
    expect(ran.compared).toEqual(['istio: 1.20.6', 'istio: 1.22.2']);
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain(`::add-mask::${token}`);
    expect(loopback.checkRuns).toMatchObject([
      { name: 'istio-preflight verdict', head_sha: payload.pull_request.head.sha, conclusion: 'failure' },
    ]);
    expect(ran.log).toContain('::error::fail: one resource breaks');
    expect(ran.summary).toContain('SNI is set by itself');
    expect(loopback.comments).toHaveLength(1);
    expect(ran.outputs).toMatch(/verdict<<.*\nfail\n/);
    const path = /report-json<<.*\n(.*)\n/.exec(ran.outputs)?.[1] ?? '';
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ schemaVersion: 1, verdict: 'fail' });
  });

  it('judges without a checkout, through the API', async () => {
    const { origin, commits, payload } = checkout();
    const loopback = await startLoopback({ repository: origin });
    loopbacks.push(loopback);
    const ran = await act(
      'pull_request',
      payload,
      temporaryFolder(),
      { 'github-token': `ghs_a${tokens++}` },
      () => report(),
      loopback.url,
      { GITHUB_SHA: commits.merge },
    );
    expect(ran.log).toContain('nothing is checked out');
    expect(ran.compared).toEqual(['istio: 1.20.6', 'istio: 1.22.2']);
    expect(ran.exitCode).toBe(1);
    expect(loopback.comments).toHaveLength(1);
  });

  it('reads through the API what a checkout lacks and can’t fetch', async () => {
    const { folder, origin, commits, payload } = checkout();
    git(folder, 'remote', 'set-url', 'origin', 'file:///nowhere');
    const loopback = await startLoopback({ repository: origin });
    loopbacks.push(loopback);
    const env = { GITHUB_SHA: commits.merge };
    const token = { 'github-token': `ghs_a${tokens++}` };
    const ran = await act('pull_request', payload, folder, token, () => report(), loopback.url, env);
    expect(ran.log).toContain('lacks a commit that it can not fetch');
    expect(ran.compared).toEqual(['istio: 1.20.6', 'istio: 1.22.2']);
    const without = await act('pull_request', payload, folder, {}, () => report(), loopback.url, env);
    expect(without.log).toMatch(/::error::.*is not in this clone and could not be fetched.*fetch-depth: 2/);
  });

  it('comments on the pull request of a fork in a run that follows the fork’s own', async () => {
    const { folder, origin, commits } = checkout();
    const from = { owner: { login: 'mallory' } };
    const followed = {
      event: 'pull_request',
      head_sha: commits.head,
      head_branch: 'feature',
      head_repository: from,
    };
    for (const workspace of [folder, temporaryFolder()]) {
      const loopback = await startLoopback({ repository: origin, pull: commits });
      loopbacks.push(loopback);
      const token = { 'github-token': `ghs_a${tokens++}` };
      const run = (payload: unknown) =>
        act('workflow_run', payload, workspace, token, () => report(), loopback.url);
      const ran = await run({ workflow_run: followed });
      expect(ran.compared).toEqual(['istio: 1.20.6', 'istio: 1.22.2']);
      expect(loopback.comments).toHaveLength(1);
      expect(loopback.checkRuns).toMatchObject([{ head_sha: commits.head, conclusion: 'failure' }]);
      const late = await run({ workflow_run: { ...followed, head_sha: commits.base } });
      expect(late).toMatchObject({ exitCode: 0, log: expect.stringContaining('nothing to judge') });
      const other = await run({ workflow_run: { ...followed, event: 'push' } });
      expect(other).toMatchObject({
        exitCode: 1,
        log: expect.stringContaining("workflow_run.event == 'pull_request'"),
      });
      expect(loopback.comments).toHaveLength(1);
    }
  });

  it('is green and quiet on a merge group without findings', async () => {
    const { folder } = checkout();
    const head = git(folder, 'rev-parse', 'HEAD');
    const base = git(folder, 'cat-file', 'commit', 'HEAD').match(/^parent (\w+)$/m)?.[1];
    const payload = { merge_group: { base_sha: base, head_sha: head } };
    const ran = await act('merge_group', payload, folder, {}, () =>
      report({ verdict: 'pass', findings: [] }),
    );
    expect(ran.compared).toEqual(['istio: 1.20.6', 'istio: 1.22.2']);
    expect(ran.exitCode).toBe(0);
    expect(ran.log).not.toMatch(/::(?:error|warning)/);
  });

  it('asks what if for a version typed by hand, of what is checked out', async () => {
    const { folder } = checkout();
    let seen: ActionAnalysis | undefined;
    const ran = await act('workflow_dispatch', { inputs: { to: '1.24.0' } }, folder, {}, analysis => {
      seen = analysis;
      return report();
    });
    expect(ran.compared).toEqual(['istio: 1.22.2', 'istio: 1.22.2']);
    expect(seen?.inputs.to).toEqual(['1.24.0']);
    expect(seen?.trees.base).toBe(seen?.trees.head);
  });

  it('compares folders without a repository, in the working directory', async () => {
    const workspace = temporaryFolder();
    for (const [name, version] of [
      ['old', '1'],
      ['new', '2'],
    ] as const) {
      mkdirSync(join(workspace, 'infra', name), { recursive: true });
      writeFileSync(join(workspace, 'infra', name, 'a.yaml'), `istio: ${version}\n`);
    }
    const inputs = { base: 'old', head: 'new', 'working-directory': 'infra' };
    const found = finding({ locations: [{ file: 'a.yaml', line: 1, message: 'here' }] });
    const ran = await act('schedule', {}, workspace, inputs, () => report({ findings: [found] }));
    expect(ran.compared).toEqual(['istio: 1', 'istio: 2']);
    expect(ran.log).toContain('file=infra/new/a.yaml,line=1::here');
  });

  it('fails with one line for what the user can mend, in the words of the inputs', async () => {
    const { folder, payload } = checkout();
    const wrong = await act('pull_request', payload, folder, { 'fail-on': 'hihg' }, () => report());
    expect(wrong.log.split('\n')[0]).toBe(
      '::error::input fail-on is "hihg": it may be critical, high, medium, low, never',
    );
    const nowhere = await act(
      'push',
      { before: '0'.repeat(40), after: 'a'.repeat(40) },
      temporaryFolder(),
      {},
      () => report(),
    );
    expect(nowhere.log).toMatch(/^::error::.* is in no Git repository: name what to compare with by base$/m);
    expect([wrong.exitCode, nowhere.exitCode]).toEqual([1, 1]);
  });

  it('fails with one line for a bug, and lets nothing in a message be a command', async () => {
    const { folder, payload } = checkout();
    const bug = await act('pull_request', payload, folder, {}, () => {
      throw new Error('boom\n::set-output name=verdict::pass');
    });
    expect(bug.exitCode).toBe(1);
    expect(bug.log).toContain(
      '::error::internal error, please report it: boom : :set-output name=verdict::pass',
    );
    expect(bug.log).not.toMatch(/^::set-output/m);
    const usage = await act('pull_request', payload, folder, {}, () => {
      throw new UsageError('policy.yaml:3: `x` is no key');
    });
    expect(usage.log).toContain('::error::policy.yaml:3: `x` is no key');
  });
});
