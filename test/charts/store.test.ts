import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ChartStoreOptions, createChartStore, type Fetched } from '../../src/charts/store.js';
import type { Helm } from '../../src/render/helm.js';
import { chartArchive } from '../support/archive.js';
import { type ChartServer, startChartServer } from '../support/chart-server.js';
import { testHelms } from '../support/helm.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { helmAt, temporaryFolder } from '../support/rendering.js';

function chart(name: string, version: string): { name: string; version: string; archive: Uint8Array } {
  const archive = chartArchive(name, {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
  });
  return { name, version, archive };
}

function versionOf(fetched: Fetched): string {
  return fetched.ok ? fetched.chart.version : `problem: ${fetched.problem.why}`;
}

async function storeFor(options: Partial<ChartStoreOptions>): Promise<ReturnType<typeof createChartStore>> {
  const workFolder = await temporaryFolder();
  return createChartStore({
    sources: [],
    offline: true,
    cacheFolder: path.join(workFolder, 'cache'),
    workFolder,
    allowed: [],
    ...options,
  });
}

describe('charts/store: folders', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await mkdir(path.join(folder, '1.22.2'));
    await mkdir(path.join(folder, 'unpacked'));
    await writeFile(path.join(folder, '1.22.2', 'istiod-1.22.2.tgz'), chart('istiod', '1.22.2').archive);
    await writeFile(path.join(folder, 'istiod-1.22.8.tgz'), chart('istiod', '1.22.8').archive);
    await writeFile(path.join(folder, 'istiod-remote-1.30.0.tgz'), chart('istiod-remote', '1.30.0').archive);
    await writeFile(path.join(folder, 'unpacked', 'Chart.yaml'), 'name: istiod\nversion: 1.23.0\n');
    await writeFile(path.join(folder, 'gateway-1.22.2.tgz'), 'not an archive');
  });

  it.each([
    ['1.22.2', '1.22.2'],
    ['v1.22.8', '1.22.8'],
    ['1.23.0', '1.23.0'],
    ['~1.22.0', '1.22.8'],
    ['>=1.22.0, <1.22.5', '1.22.2'],
    ['*', '1.23.0'],
  ])('finds %s', async (wanted, found) => {
    const store = await storeFor({ sources: [folder] });
    expect(versionOf(await store.get('istiod', wanted))).toBe(found);
  });

  it('says what it has not, and what is broken', async () => {
    const store = await storeFor({ sources: [folder] });
    expect(await store.get('istiod', '1.99.0')).toMatchObject({
      problem: {
        what: 'chart istiod 1.99.0',
        why: expect.stringContaining(`the folder ${folder} has no istiod 1.99.0`),
        blocking: true,
      },
    });
    expect(versionOf(await store.get('gateway', '1.22.2'))).toContain('it is not a gzipped archive');
    const nowhere = await storeFor({ sources: [path.join(folder, 'nowhere')] });
    expect(versionOf(await nowhere.get('istiod', '1.22.2'))).toContain("nowhere can't be read");
  });

  it('refuses names and versions that are none', async () => {
    const store = await storeFor({ sources: [folder] });
    expect(versionOf(await store.get('../istiod', '1.22.2'))).toContain('not the name of a chart');
    expect(versionOf(await store.get('--debug', '1.22.2'))).toContain('not the name of a chart');
    expect(versionOf(await store.get('istiod', '--post-renderer=x'))).toContain('not a version');
    expect(versionOf(await store.get('istiod', '1.22.2/../x'))).toContain('not a version');
  });

  it('names what may not be fetched from, and how to give it', async () => {
    const store = await storeFor({ sources: [folder], offline: false });
    const why = versionOf(await store.get('istiod', '1.99.0', 'https://charts.internal.example/istio'));
    expect(why).toContain('https://charts.internal.example/istio');
    expect(why).toContain('a step before this one can pull it into a folder and give that as `charts`');
    expect(why).toContain('credentials of the runner are never passed through to Helm');
  });
});

describe.each(['3', '4'])('charts/store: fetching with Helm %s', major => {
  let helm: Helm | undefined;
  let server: ChartServer;

  beforeAll(async () => {
    const executable = (await testHelms()).find(({ version }) => version.startsWith(`${major}.`));
    if (executable) helm = await helmAt(executable.path, await temporaryFolder());
    else console.warn(`Helm ${major} is not to be had here: its tests are skipped`);
    server = await startChartServer([chart('istiod', '1.22.2'), chart('istiod', '1.22.8')]);
  });
  afterAll(() => server.close());

  it('says of the repository of an old release that it is Istio’s, and too old', async () => {
    const store = await storeFor({});
    const old = 'https://storage.googleapis.com/istio-release/releases/1.3.4/charts';
    const why = versionOf(await store.get('istio', '1.3.4', old));
    expect(why).toContain(`${old} is of a release before 1.6, whose charts are not fetched`);
    expect(why).not.toContain('neither');
  });

  it('pulls from a repository and a registry that the policy allows', async () => {
    if (!helm) return;
    const store = await storeFor({ helm, offline: false, allowed: [server.repository, server.registry] });
    expect(versionOf(await store.get('istiod', '1.22.2', `${server.repository}/`))).toBe('1.22.2');
    expect(versionOf(await store.get('istiod', '1.22.2', server.registry))).toBe('1.22.2');
    expect(versionOf(await store.get('istiod', '~1.22.0', server.repository))).toBe('1.22.8');
    expect(versionOf(await store.get('istiod', '~1.22.0', server.registry))).toBe('1.22.8');
  });

  it('pulls from what the user gave, whatever the tree declares', async () => {
    if (!helm) return;
    const store = await storeFor({ helm, offline: false, sources: [server.repository] });
    expect(versionOf(await store.get('istiod', '1.22.2', 'https://charts.internal.example'))).toBe('1.22.2');
  });

  it('asks nobody that is not allowed', async () => {
    if (!helm) return;
    const before = server.requests.length;
    const store = await storeFor({ helm, offline: false });
    expect((await store.get('istiod', '1.22.2', server.repository)).ok).toBe(false);
    expect((await store.get('istiod', '1.22.2', server.registry)).ok).toBe(false);
    expect(server.requests.length).toBe(before);
  });

  it('says plainly what a repository has not, and that one asks for a login', async () => {
    if (!helm) return;
    const locked = await startChartServer([], { locked: true });
    try {
      const allowed = [server.repository, server.registry, locked.repository, locked.registry];
      const store = await storeFor({ helm, offline: false, allowed });
      expect(versionOf(await store.get('istiod', '1.99.0', server.repository))).toContain(
        'has no istiod 1.99.0',
      );
      expect(versionOf(await store.get('istiod', '1.99.0', server.registry))).toContain(
        'has no istiod 1.99.0',
      );
      expect(versionOf(await store.get('ztunnel', '1.22.2', server.repository))).toContain(
        'has no ztunnel 1.22.2',
      );
      for (const place of [locked.repository, locked.registry]) {
        const why = versionOf(await store.get('istiod', '1.22.2', place));
        expect(why).toContain('asks for a login');
        expect(why).toContain('give that as `charts`');
      }
    } finally {
      await locked.close();
    }
    const gone = await storeFor({ helm, offline: false, allowed: [locked.repository] });
    expect(versionOf(await gone.get('istiod', '1.22.2', locked.repository))).toContain("can't be reached");
  });

  it('keeps archives between runs, and uses none that was changed', async () => {
    if (!helm) return;
    const cacheFolder = await temporaryFolder();
    const get = async (offline: boolean): Promise<string> => {
      const store = await storeFor({ helm, offline, cacheFolder, allowed: [server.repository] });
      return versionOf(await store.get('istiod', '1.22.2', server.repository));
    };
    expect(await get(false)).toBe('1.22.2');
    const asked = server.requests.length;
    expect(await get(false)).toBe('1.22.2');
    expect(await get(true)).toBe('1.22.2');
    expect(server.requests.length).toBe(asked);

    const [archive] = await readdir(path.join(cacheFolder, 'archives'));
    await writeFile(path.join(cacheFolder, 'archives', archive ?? ''), chart('istiod', '6.6.6').archive);
    expect(await get(true)).toContain('is not asked without the network');
    expect(await get(false)).toBe('1.22.2');
    expect(server.requests.length).toBeGreaterThan(asked);
  });
});
