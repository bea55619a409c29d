/** Archives of releases on loopback, laid out as Istio's are on GitHub. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ArchiveEntry, archiveOf } from './archive.js';

export interface ReleaseServer {
  /** `http://127.0.0.1:PORT/releases/download` */
  readonly place: string;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** The archive of a release: entries below `istio-VERSION/`, beside a file that stands for istioctl. */
export function releaseArchive(version: string, entries: readonly ArchiveEntry[]): Uint8Array {
  const top = `istio-${version}`;
  return archiveOf([
    { path: `${top}/`, type: 'Directory' },
    { path: `${top}/bin/istioctl`, content: Buffer.alloc(300_000, 7) },
    ...entries.map(entry => ({ ...entry, path: `${top}/${entry.path}` })),
  ]);
}

/** A chart of istioctl's for gateways, as entries of a release's archive. */
export function gatewayChart(name: string, files: Readonly<Record<string, string>>): readonly ArchiveEntry[] {
  const folder = `manifests/charts/gateways/${name}`;
  return Object.entries({ 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`, ...files }).map(
    ([file, content]) => ({ path: `${folder}/${file}`, content }),
  );
}

/**
 * @param archives by version
 * @param checksums other ones than the right ones, by version
 */
export async function startReleaseServer(
  archives: Readonly<Record<string, Uint8Array>>,
  checksums: Readonly<Record<string, string>> = {},
): Promise<ReleaseServer> {
  const routes = new Map<string, Uint8Array>();
  for (const [version, archive] of Object.entries(archives)) {
    const name = `istio-${version}-linux-amd64.tar.gz`;
    const digest = checksums[version] ?? createHash('sha256').update(archive).digest('hex');
    routes.set(`/releases/download/${version}/${name}`, archive);
    routes.set(`/releases/download/${version}/${name}.sha256`, Buffer.from(`${digest} ${name}\n`));
  }
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const body = routes.get(request.url ?? '');
    response.writeHead(body ? 200 : 404);
    response.end(body ?? 'no');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    place: `http://127.0.0.1:${port}/releases/download`,
    requests,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
