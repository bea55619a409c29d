/** The bundled action in the situations of a pull request's life, on every Node, at a loopback GitHub that checks requests. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model.js';
import { type Fault, type Loopback, type LoopbackOptions, startLoopback } from '../github/loopback.js';
import { testHelms } from '../support/helm.js';
import { type NodeRuntime, nodeRuntimes } from '../support/node24.js';
import { destinationRule, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { commit, git, removeFolders, repository } from '../tree/support.js';
import { copyBundle, type Finished, type Job, runJob } from './runner.js';

const MINUTES = 60_000;
const charts = sharedCharts();
const loopbacks: Loopback[] = [];
let work: string;
let nodes: readonly NodeRuntime[];
let helm: string;
let origin: string;
let commits: { readonly base: string; readonly head: string; readonly merge: string };

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'preflight-action-'));
  await copyBundle(work);
  nodes = await nodeRuntimes();
  helm = (await testHelms())[0]?.path ?? '';
  origin = repository();
  const base = commit(origin, { ...umbrella('1.20.6'), 'config/rule.yaml': destinationRule() });
  git(origin, 'checkout', '--quiet', '-b', 'feature');
  const head = commit(origin, umbrella('1.22.2'));
  git(origin, 'checkout', '--quiet', '--detach', base);
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
  commits = { base, head, merge: git(origin, 'rev-parse', 'HEAD') };
  git(origin, 'update-ref', 'refs/pull/7/merge', commits.merge);
  git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/main');
}, 5 * MINUTES);

afterEach(async () => {
  for (const loopback of loopbacks.splice(0)) {
    await loopback.close();
    expect(loopback.violations).toEqual([]);
  }
});

afterAll(async () => {
  removeFolders();
  await rm(work, { recursive: true, force: true });
});

async function github(options: LoopbackOptions = {}): Promise<Loopback> {
  const loopback = await startLoopback(options);
  loopbacks.push(loopback);
  return loopback;
}

/** What actions/checkout leaves: one commit, detached, and no more history. */
async function checkout(ref = 'refs/pull/7/merge'): Promise<string> {
  const folder = await emptyWorkspace();
  git(folder, 'init', '--quiet');
  git(folder, 'remote', 'add', 'origin', `file://${origin}`);
  git(folder, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${ref}:refs/remotes/origin/it`);
  git(folder, 'checkout', '--quiet', '--detach', 'refs/remotes/origin/it');
  return folder;
}

async function emptyWorkspace(): Promise<string> {
  const folder = await mkdtemp(path.join(work, 'workspace-'));
  await mkdir(folder, { recursive: true });
  return folder;
}

function pullRequest(given: { readonly head?: string; readonly fork?: boolean } = {}) {
  const side = (sha: string, name: string) => ({ sha, repo: { full_name: name } });
  const from = given.fork === true ? 'mallory/r' : 'o/r';
  const { base, head } = commits;
  return { pull_request: { number: 7, base: side(base, 'o/r'), head: side(given.head ?? head, from) } };
}

function act(
  node: NodeRuntime | undefined,
  job: Partial<Job> & Pick<Job, 'api' | 'workspace'>,
): Promise<Finished> {
  if (node === undefined) throw new Error('no Node');
  return runJob(work, {
    node,
    event: 'pull_request',
    payload: pullRequest(),
    ...job,
    inputs: { ...(charts ? { charts } : {}), ...job.inputs },
    env: { HELM_BIN: helm, GITHUB_SHA: commits.merge, ...job.env },
  });
}

async function reportOf(finished: Finished): Promise<Report> {
  return JSON.parse(await readFile(finished.outputs.get('report-json') ?? '', 'utf8')) as Report;
}

describe('the bundled action', () => {
  it(
    'tells a pull request on every surface, and again nothing new',
    async () => {
      for (const node of nodes) {
        const at = await github();
        const workspace = await checkout();
        const job = { api: at.url, workspace, inputs: { 'sarif-file': 'out/a.sarif' } };
        const ran = await act(node, job);
        expect({ code: ran.code, verdict: ran.outputs.get('verdict') }).toEqual({ code: 1, verdict: 'fail' });
        expect(ran.log).toContain('::add-mask::ghs_runner');
        expect(ran.log.replace('::add-mask::ghs_runner', '')).not.toContain('ghs_runner');
        expect((await reportOf(ran)).findings).toContainEqual(
          expect.objectContaining({ rule: 'auto-sni', exposure: 'exposed' }),
        );
        const sarif = JSON.parse(await readFile(path.join(workspace, 'out/a.sarif'), 'utf8'));
        expect(sarif.runs[0].results[0]).toMatchObject({ ruleId: 'auto-sni', level: 'error' });
        expect(await readFile(ran.outputs.get('report-html') ?? '', 'utf8')).toMatch(/^<!doctype html>/);
        expect(at.comments).toHaveLength(1);
        expect(at.comments[0]?.body).toContain(
          `https://github.example/o/r/blob/${commits.merge}/config/rule.yaml?plain=1#L9`,
        );
        expect(at.checkRuns).toMatchObject([{ head_sha: commits.head, conclusion: 'failure' }]);
        expect(at.checkRuns[0]?.annotations).toContainEqual(
          expect.objectContaining({ path: 'config/rule.yaml', start_line: 9, annotation_level: 'failure' }),
        );
        expect([...at.tokens]).toEqual(['token ghs_runner']);
        const [before] = at.comments;
        const text = before?.body;
        await act(node, job);
        expect(at.comments).toHaveLength(1);
        expect(at.comments[0]?.body).toBe(text);
      }
    },
    5 * MINUTES,
  );

  it(
    'turns its comment green when the upgrade is taken back',
    async () => {
      const at = await github();
      await act(nodes[0], { api: at.url, workspace: await checkout() });
      const workspace = await checkout('refs/heads/main');
      const payload = pullRequest({ head: commits.base });
      const ran = await act(nodes.at(-1), { api: at.url, workspace, payload, env: { GITHUB_RUN_ID: '101' } });
      expect({ code: ran.code, verdict: ran.outputs.get('verdict') }).toEqual({
        code: 0,
        verdict: 'no-upgrade',
      });
      expect(at.comments).toHaveLength(1);
      expect(at.comments[0]?.body).toContain('no version, chart, revision or values of Istio change here');
      expect(at.comments[0]?.body).toMatch(/0 new, \d+ fixed/);
      expect(at.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
    },
    5 * MINUTES,
  );

  it(
    'comes to the same without a checkout',
    async () => {
      for (const node of nodes) {
        const at = await github({ repository: origin });
        const ran = await act(node, { api: at.url, workspace: await emptyWorkspace() });
        expect({ code: ran.code, verdict: ran.outputs.get('verdict') }).toEqual({ code: 1, verdict: 'fail' });
        expect(
          (await reportOf(ran)).findings.find(({ rule }) => rule === 'auto-sni')?.locations[0],
        ).toMatchObject({
          file: 'config/rule.yaml',
          line: 9,
        });
        expect(at.comments).toHaveLength(1);
      }
    },
    5 * MINUTES,
  );

  it(
    'judges a merge group, a push and a version typed by hand, and comments on none of them',
    async () => {
      const at = await github();
      const { base, merge } = commits;
      const jobs: [string, unknown, Record<string, string>, string, number][] = [
        ['merge_group', { merge_group: { base_sha: base, head_sha: merge } }, {}, '1 1.20.6 1.22.2', 1],
        ['push', { before: base, after: merge }, {}, '1 1.20.6 1.22.2', 2],
        ['workflow_dispatch', { inputs: { branch: 'main', to: '1.22.2' } }, {}, '1 1.20.6 1.22.2', 2],
        ['schedule', {}, { to: '1.24.0', 'fail-on': 'never' }, '0 1.22.2 1.24.0', 2],
      ];
      for (const [index, [event, payload, inputs, expected, checks]] of jobs.entries()) {
        const node = nodes[index % nodes.length];
        const ran = await act(node, { api: at.url, workspace: await checkout(), event, payload, inputs });
        const said = `${ran.code} ${ran.outputs.get('from')} ${ran.outputs.get('to')}`;
        expect([event, said]).toEqual([event, expected]);
        expect(ran.summary).toContain(ran.outputs.get('to'));
        expect(at.checkRuns).toHaveLength(checks);
      }
      expect(at.comments).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    'is complete with a token that can only read, and says in a sentence what it could not do',
    async () => {
      const fault: LoopbackOptions['fault'] = ({ method }) =>
        method === 'GET' ? undefined : { status: 403, message: 'Resource not accessible by integration' };
      const at = await github({ fault });
      const payload = pullRequest({ fork: true });
      const ran = await act(nodes.at(-1), { api: at.url, workspace: await checkout(), payload });
      expect({ code: ran.code, verdict: ran.outputs.get('verdict') }).toEqual({ code: 1, verdict: 'fail' });
      expect(ran.summary).toContain('auto-sni');
      expect(ran.log.match(/^::warning.*$/gm)?.filter(line => line.includes('fork'))).toHaveLength(1);
      expect(ran.log).toMatch(/^::error title=.*file=config\/rule\.yaml,line=9/m);
    },
    5 * MINUTES,
  );

  it(
    'does not let a pull request soften its own judgement, and shows that it tried',
    async () => {
      git(origin, 'checkout', '--quiet', '--detach', commits.head);
      const head = commit(origin, { '.istio-preflight.yaml': 'mode: advise\nfail-on: nevr\n' });
      git(origin, 'update-ref', 'refs/pull/8/head', head);
      const at = await github();
      const workspace = await checkout('refs/pull/8/head');
      const ran = await act(nodes[0], { api: at.url, workspace, payload: pullRequest({ head }) });
      git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/main');
      expect({ code: ran.code, verdict: ran.outputs.get('verdict') }).toEqual({ code: 1, verdict: 'fail' });
      expect(at.comments[0]?.body).toContain('`mode` added: `"advise"`');
      expect(at.comments[0]?.body).toMatch(/\.istio-preflight\.yaml:2`\]\(.*mistake in the changed policy/);
    },
    5 * MINUTES,
  );

  it(
    'ends with one comment when two runs are at it',
    async () => {
      const at = await github();
      const workspaces = [await checkout(), await checkout()];
      const ran = await Promise.all(
        workspaces.map((workspace, n) => act(nodes[n % nodes.length], { api: at.url, workspace })),
      );
      expect(ran.map(({ code }) => code)).toEqual([1, 1]);
      expect(at.comments).toHaveLength(1);
    },
    5 * MINUTES,
  );

  it(
    'finds GitHub Enterprise Server, through a proxy',
    async () => {
      const at = await github();
      const asked: string[] = [];
      const proxy = createServer().on('connect', (request, socket) => {
        asked.push(request.url ?? '');
        const upstream = connect(Number(new URL(at.url).port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.pipe(socket).pipe(upstream);
        });
        upstream.on('error', () => socket.destroy());
        socket.on('error', () => upstream.destroy());
      });
      await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
      try {
        for (const node of nodes) {
          const ran = await act(node, {
            api: 'http://ghes.example/api/v3',
            workspace: await checkout(),
            env: { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
          });
          expect({ code: ran.code, comments: at.comments.length }).toEqual({ code: 1, comments: 1 });
        }
        expect(new Set(asked)).toEqual(new Set(['ghes.example:80']));
      } finally {
        proxy.close();
        proxy.closeAllConnections();
      }
    },
    5 * MINUTES,
  );

  const FAULTS: [string, Fault][] = [
    ['403', { status: 403, message: 'Resource not accessible by integration' }],
    ['404', { status: 404, message: 'Not Found' }],
    ['422', { status: 422, message: 'Validation Failed' }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['502 although carried out', { status: 502, carriedOut: true }],
    ['a cut before', { cut: 'before' }],
    ['a cut after', { cut: 'after' }],
    ['a slow answer', { delay: 1_500 }],
    ['a secondary limit', { status: 403, message: 'secondary rate limit', headers: { 'retry-after': '1' } }],
  ];

  it(
    'keeps verdict and exit code whatever fails at the first call of every kind',
    async () => {
      const workspace = await checkout();
      // Most of it is waiting: a few at a time.
      const queue = FAULTS.entries();
      const worker = async (): Promise<void> => {
        for (const [index, [name, fault]] of queue) {
          const at = await github({ fault: (_, before) => (before === 0 ? fault : undefined) });
          const ran = await act(nodes[index % nodes.length], { api: at.url, workspace });
          expect([name, ran.code, ran.outputs.get('verdict')]).toEqual([name, 1, 'fail']);
          expect(ran.summary).toContain('auto-sni');
          expect(at.comments.length).toBeLessThanOrEqual(1);
          expect(at.checkRuns.length).toBeLessThanOrEqual(1);
        }
      };
      await Promise.all([worker(), worker()]);
    },
    10 * MINUTES,
  );
});
