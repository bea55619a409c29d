/** Charts on loopback, as a Helm repository and as an OCI registry at once. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedChart {
  readonly name: string;
  readonly version: string;
  readonly archive: Uint8Array;
}

export interface ChartServer {
  /** `http://127.0.0.1:PORT/charts` */
  readonly repository: string;
  /** `oci://127.0.0.1:PORT/charts` */
  readonly registry: string;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface ChartServerOptions {
  /** Ask everybody for a login. */
  readonly locked?: boolean;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

export async function startChartServer(
  charts: readonly ServedChart[],
  options: ChartServerOptions = {},
): Promise<ChartServer> {
  const requests: string[] = [];
  const routes = new Map<string, Route>();
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response, options.locked ? LOCKED : routes.get(request.url ?? ''));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  addRepository(routes, charts);
  addRegistry(routes, charts);
  return {
    repository: `http://127.0.0.1:${port}/charts`,
    registry: `oci://127.0.0.1:${port}/charts`,
    requests,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Route {
  readonly status?: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly digest?: string;
}

const LOCKED: Route = { status: 401, type: 'text/plain', body: Buffer.from('log in first') };

function answer(request: IncomingMessage, response: ServerResponse, route: Route | undefined): void {
  const {
    status = 200,
    type,
    body,
    digest,
  } = route ?? { status: 404, type: 'text/plain', body: Buffer.from('no') };
  response.writeHead(status, {
    'content-type': type,
    'content-length': body.length,
    ...(digest ? { 'docker-content-digest': digest } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function addRepository(routes: Map<string, Route>, charts: readonly ServedChart[]): void {
  const entries: Record<string, object[]> = {};
  for (const { name, version, archive } of charts) {
    entries[name] ??= [];
    entries[name].push({
      apiVersion: 'v2',
      name,
      version,
      urls: [`${name}-${version}.tgz`],
      created: '2024-01-01T00:00:00Z',
    });
    routes.set(`/charts/${name}-${version}.tgz`, { type: 'application/gzip', body: archive });
  }
  const index = { apiVersion: 'v1', entries, generated: '2024-01-01T00:00:00Z' };
  routes.set('/charts/index.yaml', { type: 'text/yaml', body: Buffer.from(JSON.stringify(index)) });
}

function addRegistry(routes: Map<string, Route>, charts: readonly ServedChart[]): void {
  const tags = new Map<string, string[]>();
  const blob = (name: string, type: string, body: Uint8Array): object => {
    const digest = digestOf(body);
    routes.set(`/v2/charts/${name}/blobs/${digest}`, { type: 'application/octet-stream', body, digest });
    return { mediaType: type, digest, size: body.length };
  };
  for (const { name, version, archive } of charts) {
    const config = Buffer.from(JSON.stringify({ apiVersion: 'v2', name, version }));
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: blob(name, 'application/vnd.cncf.helm.config.v1+json', config),
        layers: [blob(name, 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', archive)],
      }),
    );
    const digest = digestOf(manifest);
    const route: Route = { type: MANIFEST, body: manifest, digest };
    routes.set(`/v2/charts/${name}/manifests/${version}`, route);
    routes.set(`/v2/charts/${name}/manifests/${digest}`, route);
    tags.set(name, [...(tags.get(name) ?? []), version]);
  }
  routes.set('/v2/', { type: 'application/json', body: Buffer.from('{}') });
  for (const [name, list] of tags) {
    const body = Buffer.from(JSON.stringify({ name: `charts/${name}`, tags: list }));
    routes.set(`/v2/charts/${name}/tags/list`, { type: 'application/json', body });
  }
}

function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
