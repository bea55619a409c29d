/** Reads chart archives that nobody vouches for: in memory, bounded, regular files only. */
import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar/parse';
import type { ReadEntry } from 'tar/read-entry';
import { ChartError, type ChartFiles, isSafePath, MAX_CHART_BYTES, MAX_CHART_FILES } from './files.js';

const FILE_TYPES = new Set(['File', 'OldFile', 'ContiguousFile']);
/** Archives in archives in archives: how deep charts may nest. */
const MAX_DEPTH = 5;

/**
 * The files of a packed chart, without its top folder; archives of dependencies below `charts/` are unpacked too.
 * @throws {ChartError} for anything that is not a plain chart: no gzipped tar, links, devices, paths that lead out,
 *   several top folders, too many files or bytes
 */
export async function unpackChart(archive: Uint8Array): Promise<ChartFiles> {
  return await unpack(archive, { files: 0, bytes: 0 }, 0);
}

interface Spent {
  files: number;
  bytes: number;
}

async function unpack(archive: Uint8Array, spent: Spent, depth: number): Promise<ChartFiles> {
  if (depth > MAX_DEPTH) throw new ChartError('archives are nested too deep in it');
  const files = new Map<string, Uint8Array>();
  const nested: [string, Uint8Array][] = [];
  for (const [name, content] of await readTar(archive, spent)) {
    const inner = /^charts\/([^/]+)\.tgz$/.exec(name)?.[1];
    if (inner === undefined) files.set(name, content);
    else nested.push([inner, content]);
  }
  for (const [name, content] of nested) {
    for (const [file, inside] of await unpack(content, spent, depth + 1))
      files.set(`charts/${name}/${file}`, inside);
  }
  return files;
}

async function readTar(archive: Uint8Array, spent: Spent): Promise<Map<string, Uint8Array>> {
  const tar = gunzip(archive, MAX_CHART_BYTES - spent.bytes);
  spent.bytes += tar.length;
  const files = new Map<string, Uint8Array>();
  let top: string | undefined;
  await eachEntry(tar, (entry, content) => {
    const name = entry.path.replace(/^\.\//, '').replace(/\/$/, '');
    if (!isSafePath(name))
      throw new ChartError(`it holds a path that leads out of it: ${JSON.stringify(entry.path)}`);
    if (entry.type === 'Directory') return;
    if (!FILE_TYPES.has(entry.type))
      throw new ChartError(`it holds ${name}, which is not a regular file (${entry.type})`);
    spent.files += 1;
    if (spent.files > MAX_CHART_FILES) throw new ChartError(`it holds more than ${MAX_CHART_FILES} files`);
    const [folder, ...rest] = name.split('/');
    top ??= folder;
    if (folder !== top || rest.length === 0) throw new ChartError('it holds more than one folder');
    const inside = rest.join('/');
    if (files.has(inside)) throw new ChartError(`it holds ${inside} twice`);
    files.set(inside, content);
  });
  if (!files.has('Chart.yaml')) throw new ChartError('it holds no Chart.yaml');
  return files;
}

function gunzip(archive: Uint8Array, limit: number): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: Math.max(limit, 1) });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new ChartError(
      tooLarge ? `it unpacks to more than ${MAX_CHART_BYTES} bytes` : 'it is not a gzipped archive',
    );
  }
}

async function eachEntry(
  tar: Uint8Array,
  visit: (entry: ReadEntry, content: Uint8Array) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      // Strict, but what it warns of in entries that are refused anyway is for us to word.
      onReadEntry: entry => {
        const chunks: Buffer[] = [];
        entry.on('data', (chunk: Buffer) => chunks.push(chunk));
        entry.on('error', reject);
        entry.on('end', () => {
          try {
            visit(entry, Buffer.concat(chunks));
          } catch (cause) {
            reject(cause as Error);
          }
        });
      },
    });
    parser.on('error', cause =>
      reject(new ChartError(`it is not a whole archive (${(cause as Error).message})`)),
    );
    parser.on('end', () => resolve());
    parser.end(Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength));
  });
}
