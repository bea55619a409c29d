/** A pull request that does not touch Istio is through without Helm, without charts and without any network. */
import { mkdir, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '../support/jest.js';
import { git } from '../tree/support.js';
import { ended, MINUTES, openStage, pullRequest, type Stage } from './stage.js';

let stage: Stage;
let helmHome: Server;
let asked: string[];
let environment: Record<string, string>;

beforeAll(async () => {
  stage = await openStage();
  // Where Helm would be downloaded from; has none.
  helmHome = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>(resolve => helmHome.listen(0, '127.0.0.1', resolve));
  const programs = path.join(await stage.emptyWorkspace(), 'bin');
  await mkdir(programs);
  const isThere = git(stage.origin, '--exec-path');
  await symlink(path.join(isThere, 'git'), path.join(programs, 'git'));
  const { port } = helmHome.address() as AddressInfo;
  environment = { PATH: programs, HELM_BIN: '', PREFLIGHT_HELM_BASE_URL: `http://127.0.0.1:${port}` };
}, 5 * MINUTES);

afterEach(() => stage.settle());

afterAll(async () => {
  helmHome.close();
  helmHome.closeAllConnections();
  await stage.close();
});

describe('the bundled action without Helm on the machine', () => {
  it(
    'passes what does not touch Istio, and downloads nothing for it',
    async () => {
      const files = { 'docs/guide.md': '# Guide\n', 'app/deployment.yaml': 'a: 1\n' };
      const head = stage.push('refs/pull/9/head', stage.commits.base, files);
      const at = await stage.github();
      for (const node of stage.nodes) {
        asked = [];
        const ran = await stage.act(
          node,
          {
            api: at.url,
            workspace: await stage.checkout('refs/pull/9/head'),
            payload: pullRequest({ ...stage.commits, head }),
            env: environment,
          },
          { charts: false },
        );
        expect(ended(ran)).toEqual({ code: 0, verdict: 'no-upgrade' });
        expect(asked).toEqual([]);
        expect(ran.summary).toContain('nothing to render');
      }
      expect(at.comments).toEqual([]);
      expect(at.checkRuns.map(({ conclusion }) => conclusion)).toEqual(stage.nodes.map(() => 'success'));
    },
    5 * MINUTES,
  );

  it(
    'asks for Helm where an upgrade is to be rendered, and names it where it can not be had',
    async () => {
      asked = [];
      const at = await stage.github();
      const workspace = await stage.checkout();
      const ran = await stage.act(stage.nodes.at(-1), { api: at.url, workspace, env: environment });
      expect(asked).not.toEqual([]);
      expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
      expect(ran.summary).toContain('nothing can be rendered');
    },
    5 * MINUTES,
  );
});
