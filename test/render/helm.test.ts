import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type FindHelmOptions, type FoundHelm, findHelm } from '../../src/render/helm.js';
import type { HelmDownload } from '../../src/render/helm-download.js';
import { PINNED_HELM } from '../../src/render/helm-releases.js';
import { archiveOf } from '../support/archive.js';
import { testHelms } from '../support/helm.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { temporaryFolder } from '../support/rendering.js';

const posix = process.platform === 'win32' ? describe.skip : describe;

function fakeHelm(version: string): string {
  return `#!/bin/sh\necho '${version}'\n`;
}

async function folderWith(script: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'helm'), script);
  await chmod(path.join(folder, 'helm'), 0o755);
  return folder;
}

async function find(options: Partial<FindHelmOptions>): Promise<FoundHelm> {
  const folder = await temporaryFolder();
  return await findHelm({
    env: {},
    offline: true,
    cacheFolder: path.join(folder, 'c'),
    workFolder: folder,
    ...options,
  });
}

function whyOf(found: FoundHelm): string {
  return found.ok ? `found ${found.helm.version}` : found.problem.why;
}

posix('render/helm', () => {
  it('takes the Helm that HELM_BIN names, of both majors', async () => {
    for (const { path: executable, version } of await testHelms()) {
      const found = await find({ env: { HELM_BIN: executable, PATH: '' } });
      expect(found).toMatchObject({
        ok: true,
        helm: { path: executable, version: `v${version}`, major: Number(version[0]) },
      });
    }
  });

  it('does not look further where HELM_BIN is wrong', async () => {
    const good = await folderWith(fakeHelm('v3.17.3'));
    expect(whyOf(await find({ env: { HELM_BIN: '/nowhere/helm', PATH: good } }))).toContain(
      'HELM_BIN names /nowhere/helm',
    );
    const old = await folderWith(fakeHelm('v2.17.0'));
    expect(whyOf(await find({ env: { HELM_BIN: path.join(old, 'helm'), PATH: good } }))).toContain(
      'neither Helm 3 nor 4',
    );
  });

  it('finds Helm on PATH, but not in relative folders of it', async () => {
    const folder = await folderWith(fakeHelm('v4.1.4'));
    const search = ['/nowhere', folder].join(path.delimiter);
    expect(await find({ env: { PATH: search } })).toMatchObject({
      ok: true,
      helm: { path: path.join(folder, 'helm'), major: 4 },
    });
    const relative = path.relative(process.cwd(), folder);
    expect(whyOf(await find({ env: { PATH: `${relative}${path.delimiter}.` } }))).toContain(
      'no helm on PATH',
    );
  });

  it('says without the network what would mend it', async () => {
    expect(whyOf(await find({}))).toMatch(
      /no helm on PATH, and without the network .* install Helm 3 or 4, or name it with HELM_BIN/,
    );
  });

  describe('download', () => {
    const RELEASE = '3.99.0';
    let server: Server;
    let baseUrl: string;
    let requests: string[];
    const archive = archiveOf([{ path: 'test-amd64/helm', content: fakeHelm(`v${RELEASE}`) }]);
    const sha256 = createHash('sha256').update(archive).digest('hex');

    beforeAll(async () => {
      requests = [];
      server = createServer((request, response) => {
        requests.push(`${request.method} ${request.url}`);
        const known = request.url === `/helm-v${RELEASE}-test-amd64.tar.gz`;
        response.writeHead(known ? 200 : 404).end(known && request.method === 'GET' ? archive : undefined);
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    const download = (checksum: string): Partial<HelmDownload> => ({
      release: { version: RELEASE, sha256: { 'test-amd64': checksum } },
      platform: 'test-amd64',
    });

    it('downloads once, verifies, and keeps it between runs', async () => {
      const cacheFolder = await temporaryFolder();
      const options = {
        env: { PREFLIGHT_HELM_BASE_URL: baseUrl, PATH: '' },
        offline: false,
        cacheFolder,
        download: download(sha256),
      };
      expect(await find(options)).toMatchObject({ ok: true, helm: { version: `v${RELEASE}`, major: 3 } });
      const asked = requests.length;
      expect(asked).toBeGreaterThan(0);
      const again = await find(options);
      expect(again).toMatchObject({ ok: true });
      expect(again.ok && again.helm.path.startsWith(cacheFolder)).toBe(true);
      expect(requests.length).toBe(asked);
    });

    it('never runs what is not what was pinned', async () => {
      const found = await find({
        env: { PREFLIGHT_HELM_BASE_URL: baseUrl },
        offline: false,
        download: download('0'.repeat(64)),
      });
      expect(whyOf(found)).toContain('is not what was pinned');
      expect(whyOf(found)).toContain(sha256);
    });

    it('says what could not be reached, had or is not pinned', async () => {
      const closed = await find({
        env: { PREFLIGHT_HELM_BASE_URL: 'http://127.0.0.1:1' },
        offline: false,
        download: download(sha256),
      });
      expect(whyOf(closed)).toContain("can't be reached");
      const missing = await find({
        env: { PREFLIGHT_HELM_BASE_URL: `${baseUrl}/x` },
        offline: false,
        download: download(sha256),
      });
      expect(whyOf(missing)).toContain('could not be downloaded');
      const other = await find({ offline: false, download: { ...download(sha256), platform: 'plan9-mips' } });
      expect(whyOf(other)).toContain('no Helm 3.99.0 is pinned for plan9-mips');
    });

    it("keeps standard output and the runner's variables as they were", async () => {
      const write = process.stdout.write;
      const before = process.env.RUNNER_TEMP;
      await find({ env: { PREFLIGHT_HELM_BASE_URL: baseUrl }, offline: false, download: download(sha256) });
      expect(process.stdout.write).toBe(write);
      expect(process.env.RUNNER_TEMP).toBe(before);
    });
  });

  it('pins a checksum for every platform that it names', () => {
    for (const checksum of Object.values(PINNED_HELM.sha256)) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(PINNED_HELM.sha256)).toEqual(
      expect.arrayContaining(['linux-amd64', 'linux-arm64', 'darwin-arm64']),
    );
  });
});
