/**
 * Charts that Istio ships in its release archives only: istioctl's own for gateways. Source: pkg/build/archive.go and
 * pkg/util/files.go of https://github.com/istio/release-builder: `istio-VERSION-linux-amd64.tar.gz` holds one folder
 * `istio-VERSION` with `manifests/charts`, and `….tar.gz.sha256` beside it is one line `DIGEST NAME`.
 */
import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar/parse';
import type { ReadEntry } from 'tar/read-entry';
import { ChartError, type ChartFiles, isSafePath, MAX_CHART_BYTES, MAX_CHART_FILES } from './files.js';

/** Folders of these charts below `istio-VERSION/`. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['istio-ingress', 'manifests/charts/gateways/istio-ingress'],
  ['istio-egress', 'manifests/charts/gateways/istio-egress'],
]);

/** Archives weigh about 30 MiB, and 100 MiB unpacked: nearly all of it istioctl, which is read past. */
const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
const MAX_CHECKSUM_BYTES = 1024;
const TOTAL_TIMEOUT_MS = 180_000;
const SOCKET_TIMEOUT_MS = 30_000;

/** True for a chart that is in release archives and in no repository. */
export function isReleaseChart(name: string): boolean {
  return FOLDERS.has(name);
}

/** Where such a chart stands in an unpacked release. */
export function folderInRelease(name: string): string | undefined {
  return FOLDERS.get(name);
}

/**
 * Fetches a release archive and takes out the charts, nothing of which is used unless the checksum is right.
 * @param place what holds `VERSION/istio-VERSION-linux-amd64.tar.gz`
 * @returns files of each chart, by its name
 * @throws {ChartError} a phrase that goes on after the place's name
 */
export async function fetchReleaseCharts(
  place: string,
  version: string,
): Promise<ReadonlyMap<string, ChartFiles>> {
  const archive = `${place}/${version}/istio-${version}-linux-amd64.tar.gz`;
  const expected = await checksumAt(`${archive}.sha256`, version);
  const hash = createHash('sha256');
  const charts = await read(archive, version, hash);
  if (hash.digest('hex') !== expected)
    throw new ChartError(`gave an archive of ${version} that is not what its checksum says`);
  return charts;
}

async function checksumAt(url: string, version: string): Promise<string> {
  const chunks: Buffer[] = [];
  await download(url, version, async source => {
    for await (const chunk of bounded(source, MAX_CHECKSUM_BYTES, 'checksum')) chunks.push(chunk);
  });
  const found = /^([0-9a-f]{64})\b/i.exec(Buffer.concat(chunks).toString('utf8').trim())?.[1];
  if (found === undefined) throw new ChartError(`has no checksum of the archive of ${version}`);
  return found.toLowerCase();
}

async function read(url: string, version: string, hash: Hash): Promise<ReadonlyMap<string, ChartFiles>> {
  const charts = new Map([...FOLDERS.keys()].map(name => [name, new Map<string, Uint8Array>()]));
  await download(url, version, source =>
    pipeline(hashed(source, hash), createGunzip(), unpacked =>
      takeCharts(unpacked as AsyncIterable<Buffer>, version, charts),
    ),
  );
  for (const [name, files] of charts)
    if (!files.has('Chart.yaml')) throw new ChartError(`has no chart ${name} in its archive of ${version}`);
  return charts;
}

async function* hashed(source: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bounded(source, MAX_ARCHIVE_BYTES, 'archive')) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* bounded(source: AsyncIterable<Buffer>, limit: number, what: string): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > limit) throw new ChartError(`gave more than any ${what} of a release holds`);
    yield chunk;
  }
}

async function takeCharts(
  unpacked: AsyncIterable<Buffer>,
  version: string,
  charts: ReadonlyMap<string, Map<string, Uint8Array>>,
): Promise<void> {
  const spent = { files: 0, bytes: 0 };
  let failure: Error | undefined;
  const parser = new Parser({
    onReadEntry: entry => {
      const place = placeOf(entry, version);
      const files = place && charts.get(place.chart);
      if (!place || !files || failure) {
        entry.resume();
        return;
      }
      spent.files += 1;
      spent.bytes += entry.size;
      if (spent.files > MAX_CHART_FILES || spent.bytes > MAX_CHART_BYTES) {
        failure = new ChartError('gave charts that are larger than any');
        entry.resume();
        return;
      }
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => files.set(place.file, Buffer.concat(chunks)));
    },
  });
  parser.on('error', cause => {
    failure ??= new ChartError(`gave an archive that is not whole (${(cause as Error).message})`);
  });
  const ended = new Promise<void>(resolve => parser.on('end', () => resolve()));
  for await (const chunk of bounded(unpacked, MAX_UNPACKED_BYTES, 'archive')) {
    if (failure) throw failure;
    if (!parser.write(chunk)) await new Promise<void>(resolve => parser.once('drain', () => resolve()));
  }
  parser.end();
  await ended;
  if (failure) throw failure;
}

/** Which chart an entry belongs to, and its name there; undefined for anything else. */
function placeOf(
  entry: ReadEntry,
  version: string,
): { readonly chart: string; readonly file: string } | undefined {
  if (entry.type !== 'File' && entry.type !== 'OldFile') return undefined;
  const path = entry.path.replace(/^\.\//, '');
  for (const [chart, folder] of FOLDERS) {
    const start = `istio-${version}/${folder}/`;
    const file = path.startsWith(start) ? path.slice(start.length) : '';
    if (isSafePath(file)) return { chart, file };
  }
  return undefined;
}

/** Asks through the runner's proxy, if there is one; follows redirects, but never away from TLS. */
async function download(
  url: string,
  version: string,
  use: (source: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const { HttpClient } = await import('@actions/http-client');
  const client = new HttpClient('istio-preflight', [], { socketTimeout: SOCKET_TIMEOUT_MS, maxRedirects: 5 });
  let timer: NodeJS.Timeout | undefined;
  try {
    const { message } = await client.get(url);
    timer = setTimeout(() => message.destroy(new Error('it takes too long')), TOTAL_TIMEOUT_MS);
    const status = message.statusCode ?? 0;
    if (status !== 200) {
      message.destroy();
      const isAbsent = status === 404 || status === 410;
      throw new ChartError(isAbsent ? `has no release ${version}` : `answers ${status}`);
    }
    await use(message);
  } catch (cause) {
    if (cause instanceof ChartError) throw cause;
    throw new ChartError(`can't be read (${(cause as Error).message})`);
  } finally {
    clearTimeout(timer);
    client.dispose();
  }
}
