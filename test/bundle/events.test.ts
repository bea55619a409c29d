/** What is compared, event by event, in real repositories: the bundled action with checkouts as GitHub's runner leaves them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '../support/jest.js';
import { umbrella } from '../support/scenario.js';
import { commit, git, repository } from '../tree/support.js';
import { ended, followedRun, MINUTES, openStage, pullRequest, reportOf, type Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, 5 * MINUTES);

afterEach(() => stage.settle());

afterAll(() => stage.close());

const FAILS = { code: 1, verdict: 'fail' };

describe('a pull request', () => {
  it(
    'is judged whatever happened to it, also as a draft, with one comment for all of it',
    async () => {
      const at = await stage.github();
      const actions = ['opened', 'synchronize', 'reopened', 'ready_for_review'];
      for (const [index, action] of actions.entries()) {
        const payload = pullRequest(stage.commits, { action, draft: action === 'opened' });
        const env = { GITHUB_RUN_ID: String(100 + index) };
        const node = stage.nodes[index % stage.nodes.length];
        const ran = await stage.act(node, { api: at.url, workspace: await stage.checkout(), payload, env });
        expect([action, ended(ran)]).toEqual([action, FAILS]);
      }
      expect(at.comments).toHaveLength(1);
      expect(at.checkRuns.map(({ head_sha }) => head_sha)).toEqual(actions.map(() => stage.commits.head));
    },
    5 * MINUTES,
  );

  it(
    'is not blamed for what others merged meanwhile, and a re-run is compared with what it was compared with first',
    async () => {
      const { origin, commits } = stage;
      const theirs = stage.push('refs/heads/theirs', commits.base, umbrella('1.22.2', '', 'other'));
      const merge = mergeOf(origin, theirs, commits.head, 'refs/pull/8/merge');
      // The event still names the base of before.
      const job = { payload: pullRequest(commits), env: { GITHUB_SHA: merge } };
      const upgrades = async () => {
        const at = await stage.github();
        const workspace = await stage.checkout(merge);
        const ran = await stage.act(stage.nodes.at(-1), { api: at.url, workspace, ...job });
        expect(ended(ran)).toEqual(FAILS);
        expect(commitsIn(workspace)).toEqual([merge, theirs].sort());
        return (await reportOf(ran)).upgrades.map(({ id }) => id);
      };
      const first = await upgrades();
      expect(first.every(id => !id.includes('other'))).toBe(true);
      // Main moves on, and GitHub makes another merge of it: a re-run keeps to its own.
      const later = stage.push('refs/heads/later', theirs, umbrella('1.24.0', '', 'third'));
      mergeOf(origin, later, commits.head, 'refs/pull/8/merge');
      expect(await upgrades()).toEqual(first);
    },
    5 * MINUTES,
  );

  it(
    'is compared with where it left its target where its own head is checked out, deepened as far as that',
    async () => {
      const { origin, commits } = stage;
      const main = stage.push('refs/heads/main', commits.base, umbrella('1.22.2', '', 'other'));
      const payload = pullRequest({ base: main, head: commits.head });
      const at = await stage.github();
      const workspace = await stage.checkout(commits.head);
      const ran = await stage.act(stage.nodes[0], { api: at.url, workspace, payload });
      git(origin, 'update-ref', 'refs/heads/main', commits.base);
      expect(ended(ran)).toEqual(FAILS);
      expect((await reportOf(ran)).upgrades.every(({ id }) => !id.includes('other'))).toBe(true);
    },
    5 * MINUTES,
  );
});

describe('a shallow checkout', () => {
  it(
    'is deepened by the one commit that is needed, not by its history',
    async () => {
      const { origin, commits } = stage;
      let base = commits.base;
      for (let n = 0; n < 5; n++) base = stage.push('refs/heads/long', base, { 'docs/n.md': `${n}\n` });
      const merge = mergeOf(origin, base, commits.head, 'refs/pull/9/merge');
      const at = await stage.github();
      const events: [string, unknown][] = [
        ['pull_request', pullRequest({ base, head: commits.head })],
        ['merge_group', { merge_group: { base_sha: base, head_sha: merge } }],
        ['push', { before: base, after: merge }],
      ];
      for (const [index, [event, payload]] of events.entries()) {
        const workspace = await stage.checkout('refs/pull/9/merge');
        expect(commitsIn(workspace)).toEqual([merge]);
        const env = { GITHUB_SHA: merge };
        const node = stage.nodes[index % stage.nodes.length];
        const ran = await stage.act(node, { api: at.url, workspace, event, payload, env });
        expect([event, ended(ran)]).toEqual([event, FAILS]);
        expect([event, commitsIn(workspace)]).toEqual([event, [merge, base].sort()]);
      }
    },
    5 * MINUTES,
  );
});

describe('a run that follows one for a fork', () => {
  it(
    'comments with the rights of the repository, out of a checkout of the default branch',
    async () => {
      for (const node of stage.nodes) {
        const at = await stage.github({ pull: stage.commits });
        const workspace = await stage.checkout('refs/heads/main');
        const payload = followedRun(stage.commits.head);
        const ran = await stage.act(node, { api: at.url, workspace, event: 'workflow_run', payload });
        expect(ended(ran)).toEqual(FAILS);
        expect(at.comments[0]?.body).toContain('auto-sni');
        expect(at.checkRuns).toMatchObject([{ head_sha: stage.commits.head, conclusion: 'failure' }]);
        // Nothing of the fork has become a file of the workspace.
        expect(git(workspace, 'status', '--porcelain')).toBe('');
        expect(git(workspace, 'rev-parse', 'HEAD')).toBe(stage.commits.base);
      }
    },
    5 * MINUTES,
  );

  it(
    'says nothing of a pull request that has moved on, and names what it can not follow',
    async () => {
      const at = await stage.github({ pull: { ...stage.commits, head: stage.commits.base } });
      const workspace = await stage.checkout('refs/heads/main');
      const job = { api: at.url, workspace, event: 'workflow_run' };
      const moved = await stage.act(stage.nodes[0], { ...job, payload: followedRun(stage.commits.head) });
      expect([moved.code, moved.log]).toEqual([0, expect.stringContaining('nothing to judge')]);
      const push = followedRun(stage.commits.head, 'push');
      const other = await stage.act(stage.nodes.at(-1), { ...job, payload: push });
      expect([other.code, other.log]).toEqual([1, expect.stringContaining('workflow_run.event ==')]);
      expect([at.comments, at.checkRuns]).toEqual([[], []]);
    },
    5 * MINUTES,
  );
});

describe('a run that somebody starts', () => {
  it(
    'asks of a branch what a version would do, and fails from the severity that was typed',
    async () => {
      git(stage.origin, 'tag', '--annotate', '--message', 'v1', 'v1', stage.commits.head);
      const at = await stage.github();
      const typed = (inputs: Record<string, string>) => ({ event: 'workflow_dispatch', payload: { inputs } });
      const runs: [Record<string, string>, string][] = [
        [{ branch: 'feature', 'target-version': '1.24.0', 'fail-on': 'never' }, '0 1.22.2 1.24.0'],
        [{ ref: 'refs/heads/main', version: '1.22.2', 'fail-on': 'critical' }, '1 1.20.6 1.22.2'],
        [{ head: 'feature', base: 'main', 'fail-on': 'low' }, '1 1.20.6 1.22.2'],
        [{ ref: 'v1', base: 'refs/heads/main' }, '1 1.20.6 1.22.2'],
      ];
      for (const [index, [inputs, expected]] of runs.entries()) {
        const workspace = await stage.checkout('refs/heads/main');
        const node = stage.nodes[index % stage.nodes.length];
        const ran = await stage.act(node, { api: at.url, workspace, ...typed(inputs) });
        const said = `${ran.code} ${ran.outputs.get('from')} ${ran.outputs.get('to')}`;
        expect([inputs, said]).toEqual([inputs, expected]);
        expect(ran.summary).toContain(expected.split(' ')[2]);
      }
      const wrong = typed({ branch: 'feature', 'fail-on': 'sometimes' });
      const workspace = await stage.checkout('refs/heads/main');
      const refused = await stage.act(stage.nodes[0], { api: at.url, workspace, ...wrong });
      expect([refused.code, refused.log]).toEqual([
        1,
        expect.stringMatching(/^::error::.*fail-on.*critical/m),
      ]);
      expect(at.comments).toEqual([]);
    },
    5 * MINUTES,
  );
});

describe('a repository without any other commit', () => {
  it(
    'is told what to give',
    async () => {
      const lonely = repository();
      const only = commit(lonely, umbrella('1.22.2'));
      const at = await stage.github();
      const env = { GITHUB_SHA: only };
      const ran = await stage.act(stage.nodes[0], { api: at.url, workspace: lonely, event: 'schedule', env });
      expect([ran.code, ran.log]).toEqual([1, expect.stringContaining('give the input base or to')]);
    },
    5 * MINUTES,
  );
});

/** GitHub's merge of a pull request: target branch first. */
function mergeOf(origin: string, target: string, head: string, ref: string): string {
  git(origin, 'checkout', '--quiet', '--force', '--detach', target);
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', head);
  const merge = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'update-ref', ref, merge);
  git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  return merge;
}

/** All commits whose objects a clone has, sorted. */
function commitsIn(folder: string): readonly string[] {
  return git(folder, 'cat-file', '--batch-all-objects', '--batch-check')
    .split('\n')
    .filter(line => line.includes(' commit '))
    .map(line => line.slice(0, 40))
    .sort();
}
