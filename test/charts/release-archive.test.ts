import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createChartStore, type Fetched } from '../../src/charts/store.js';
import { archiveOf } from '../support/archive.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import {
  gatewayChart,
  type ReleaseServer,
  releaseArchive,
  startReleaseServer,
} from '../support/release-server.js';
import { temporaryFolder } from '../support/rendering.js';

const CHARTS = [
  ...gatewayChart('istio-ingress', { 'templates/a.yaml': 'kind: A\n' }),
  ...gatewayChart('istio-egress', { 'values.yaml': '{}\n' }),
];

const LINK = {
  path: 'manifests/charts/gateways/istio-ingress/templates/link.yaml',
  type: 'SymbolicLink',
  linkpath: '/etc/passwd',
} as const;
const CLIMBING = {
  path: 'manifests/charts/gateways/istio-ingress/../../../../../evil.yaml',
  content: 'kind: Evil\n',
};

let server: ReleaseServer;

beforeAll(async () => {
  server = await startReleaseServer(
    {
      '1.28.0': releaseArchive('1.28.0', [...CHARTS, LINK, CLIMBING]),
      '1.28.1': releaseArchive('1.28.1', CHARTS),
      '1.28.2': releaseArchive('1.28.1', CHARTS),
      '1.28.3': Buffer.from('no archive'),
      '1.28.4': releaseArchive('1.28.4', CHARTS).subarray(0, 200),
      '1.28.5': archiveOf([{ path: 'istio-1.28.5/README.md', content: 'x' }]),
      '1.28.6': releaseArchive('1.28.6', CHARTS),
    },
    { '1.28.1': '0'.repeat(64), '1.28.6': 'nothing' },
  );
});

afterAll(() => server.close());

async function store(cacheFolder?: string, offline = false) {
  const workFolder = await temporaryFolder();
  return createChartStore({
    sources: [server.place],
    offline,
    cacheFolder: cacheFolder ?? path.join(workFolder, 'cache'),
    workFolder,
    allowed: [],
  });
}

function outcome(fetched: Fetched): string {
  return fetched.ok ? [...fetched.chart.files.keys()].sort().join(' ') : fetched.problem.why;
}

describe('charts/release-archive', () => {
  it('takes the charts out of the archive, and nothing that is no plain file of theirs', async () => {
    const charts = await store();
    expect(outcome(await charts.get('istio-ingress', '1.28.0'))).toBe('Chart.yaml templates/a.yaml');
    expect(outcome(await charts.get('istio-egress', '1.28.0'))).toBe('Chart.yaml values.yaml');
  });

  it('fetches an archive once, and not again in the next run', async () => {
    const cache = await temporaryFolder();
    const asked = server.requests.length;
    const first = await store(cache);
    await Promise.all([first.get('istio-ingress', '1.28.0'), first.get('istio-egress', '1.28.0')]);
    expect(server.requests.slice(asked)).toEqual([
      'GET /releases/download/1.28.0/istio-1.28.0-linux-amd64.tar.gz.sha256',
      'GET /releases/download/1.28.0/istio-1.28.0-linux-amd64.tar.gz',
    ]);
    const next = await store(cache, true);
    expect(outcome(await next.get('istio-egress', '1.28.0'))).toBe('Chart.yaml values.yaml');
    expect(server.requests).toHaveLength(asked + 2);
  });

  it.each([
    ['1.28.1', 'gave an archive of 1.28.1 that is not what its checksum says'],
    ['1.28.2', 'has no chart istio-ingress in its archive of 1.28.2'],
    ['1.28.3', "can't be read (incorrect header check)"],
    ['1.28.4', "can't be read (unexpected end of file)"],
    ['1.28.5', 'has no chart istio-ingress in its archive of 1.28.5'],
    ['1.28.6', 'has no checksum of the archive of 1.28.6'],
    ['1.28.9', 'has no release 1.28.9'],
  ])('uses nothing of %s, and says why', async (version, why) => {
    expect(outcome(await (await store()).get('istio-ingress', version))).toContain(`${server.place} ${why}`);
  });

  it('asks for exact releases and for these charts only', async () => {
    const asked = server.requests.length;
    const charts = await store();
    expect(outcome(await charts.get('istio-ingress', '1.28.x'))).toContain('has no istio-ingress 1.28.x');
    expect(outcome(await charts.get('istiod', '1.28.0'))).toContain('has no istiod 1.28.0');
    expect(outcome(await (await store(undefined, true)).get('istio-ingress', '1.28.0'))).toContain(
      'is not asked without the network',
    );
    expect(server.requests).toHaveLength(asked);
  });

  it('takes them from an unpacked release in a folder, by the version of the release', async () => {
    const folder = await temporaryFolder();
    const release = path.join(folder, 'istio-1.28.0');
    for (const { path: file, content } of CHARTS) {
      await mkdir(path.dirname(path.join(release, file)), { recursive: true });
      await writeFile(path.join(release, file), content ?? '');
    }
    for (const source of [folder, release]) {
      const workFolder = await temporaryFolder();
      const charts = createChartStore({
        sources: [source],
        offline: true,
        cacheFolder: workFolder,
        workFolder,
        allowed: [],
      });
      expect(outcome(await charts.get('istio-ingress', '1.28.0'))).toBe('Chart.yaml templates/a.yaml');
      expect(outcome(await charts.get('istio-ingress', '1.0.0'))).toContain('has no istio-ingress 1.0.0');
    }
  });
});
