/** The bundled action in the situations of a pull request's life, on every Node, at a loopback GitHub that checks requests. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import type { LoopbackOptions } from '../github/loopback.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '../support/jest.js';
import { ended, MINUTES, openStage, pullRequest, reportOf, type Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, 5 * MINUTES);

afterEach(() => stage.settle());

afterAll(() => stage.close());

describe('the bundled action', () => {
  it(
    'tells a pull request on every surface, and again nothing new',
    async () => {
      for (const node of stage.nodes) {
        const at = await stage.github();
        const workspace = await stage.checkout();
        const job = { api: at.url, workspace, inputs: { 'sarif-file': 'out/a.sarif' } };
        const ran = await stage.act(node, job);
        expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
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
          `https://github.example/o/r/blob/${stage.commits.merge}/config/rule.yaml?plain=1#L9`,
        );
        expect(at.checkRuns).toMatchObject([{ head_sha: stage.commits.head, conclusion: 'failure' }]);
        expect(at.checkRuns[0]?.annotations).toContainEqual(
          expect.objectContaining({ path: 'config/rule.yaml', start_line: 9, annotation_level: 'failure' }),
        );
        expect([...at.tokens]).toEqual(['token ghs_runner']);
        const [before] = at.comments;
        const text = before?.body;
        await stage.act(node, job);
        expect(at.comments).toHaveLength(1);
        expect(at.comments[0]?.body).toBe(text);
      }
    },
    5 * MINUTES,
  );

  it(
    'turns its comment green when the upgrade is taken back',
    async () => {
      const at = await stage.github();
      await stage.act(stage.nodes[0], { api: at.url, workspace: await stage.checkout() });
      const workspace = await stage.checkout('refs/heads/main');
      const payload = pullRequest({ ...stage.commits, head: stage.commits.base });
      const ran = await stage.act(stage.nodes.at(-1), {
        api: at.url,
        workspace,
        payload,
        env: { GITHUB_RUN_ID: '101' },
      });
      expect(ended(ran)).toEqual({
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
      for (const node of stage.nodes) {
        const at = await stage.github({ repository: stage.origin });
        const ran = await stage.act(node, { api: at.url, workspace: await stage.emptyWorkspace() });
        expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
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
      const at = await stage.github();
      const { base, merge } = stage.commits;
      const jobs: [string, unknown, Record<string, string>, string, number][] = [
        ['merge_group', { merge_group: { base_sha: base, head_sha: merge } }, {}, '1 1.20.6 1.22.2', 1],
        ['push', { before: base, after: merge }, {}, '1 1.20.6 1.22.2', 2],
        ['workflow_dispatch', { inputs: { branch: 'main', to: '1.22.2' } }, {}, '1 1.20.6 1.22.2', 2],
        ['schedule', {}, { to: '1.24.0', 'fail-on': 'never' }, '0 1.22.2 1.24.0', 2],
      ];
      for (const [index, [event, payload, inputs, expected, checks]] of jobs.entries()) {
        const node = stage.nodes[index % stage.nodes.length];
        const ran = await stage.act(node, {
          api: at.url,
          workspace: await stage.checkout(),
          event,
          payload,
          inputs,
        });
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
      const at = await stage.github({ fault });
      const payload = pullRequest(stage.commits, { fork: true });
      const ran = await stage.act(stage.nodes.at(-1), {
        api: at.url,
        workspace: await stage.checkout(),
        payload,
      });
      expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
      expect(ran.summary).toContain('auto-sni');
      expect(ran.log.match(/^::warning.*$/gm)?.filter(line => line.includes('fork'))).toHaveLength(1);
      expect(ran.log).toMatch(/^::error title=.*file=config\/rule\.yaml,line=9/m);
    },
    5 * MINUTES,
  );

  it(
    'does not let a pull request soften its own judgement, and shows that it tried',
    async () => {
      const head = stage.push('refs/pull/8/head', stage.commits.head, {
        '.istio-preflight.yaml': 'mode: advise\nfail-on: nevr\n',
      });
      const at = await stage.github();
      const workspace = await stage.checkout('refs/pull/8/head');
      const ran = await stage.act(stage.nodes[0], {
        api: at.url,
        workspace,
        payload: pullRequest({ ...stage.commits, head }),
      });
      expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
      expect(at.comments[0]?.body).toContain('`mode` added: `"advise"`');
      expect(at.comments[0]?.body).toMatch(/\.istio-preflight\.yaml:2`\]\(.*mistake in the changed policy/);
    },
    5 * MINUTES,
  );

  it(
    'ends with one comment when two runs are at it',
    async () => {
      const at = await stage.github();
      const workspaces = [await stage.checkout(), await stage.checkout()];
      const ran = await Promise.all(
        workspaces.map((workspace, n) =>
          stage.act(stage.nodes[n % stage.nodes.length], { api: at.url, workspace }),
        ),
      );
      expect(ran.map(({ code }) => code)).toEqual([1, 1]);
      expect(at.comments).toHaveLength(1);
    },
    5 * MINUTES,
  );

  it(
    'finds GitHub Enterprise Server, through a proxy',
    async () => {
      const at = await stage.github();
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
        for (const node of stage.nodes) {
          const ran = await stage.act(node, {
            api: 'http://ghes.example/api/v3',
            workspace: await stage.checkout(),
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
});
