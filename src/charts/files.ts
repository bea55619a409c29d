/** A chart's files in memory: paths relative to the folder of its Chart.yaml, with `/`. */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export type ChartFiles = ReadonlyMap<string, Uint8Array>;

/** More than any honest chart has; the largest of Istio's has about 100 files and 2 MiB. */
export const MAX_CHART_FILES = 10_000;
export const MAX_CHART_BYTES = 64 * 1024 * 1024;

/** What is wrong with a chart: a sentence for a problem. */
export class ChartError extends Error {}

/** Whether a path stays in its folder on every system. */
export function isSafePath(name: string): boolean {
  // Colons are drives and streams on Windows; control characters have no business in names.
  if (name === '' || name.length > 1000 || /[\\:\p{Cc}]/u.test(name) || name.startsWith('/')) return false;
  return name.split('/').every(segment => segment !== '' && segment !== '.' && segment !== '..');
}

/** sha256 over names and contents, in hex. */
export function digestOf(files: ChartFiles): string {
  const hash = createHash('sha256');
  for (const name of [...files.keys()].sort()) {
    const content = files.get(name) ?? new Uint8Array();
    hash.update(`${name}\u0000${content.length}\u0000`).update(content);
  }
  return hash.digest('hex');
}

/** @throws {ChartError} on a name that leads out of the chart's folder */
export function checkNames(files: ChartFiles): void {
  for (const name of files.keys()) {
    if (!isSafePath(name))
      throw new ChartError(`it holds a file named ${JSON.stringify(name)}, which leads out of it`);
  }
}

/** Reads an unpacked chart that the user gave. Links are refused. @throws {ChartError} over the bounds */
export async function readFiles(folder: string): Promise<ChartFiles> {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  const folders = [''];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await readdir(path.join(folder, next), { withFileTypes: true })) {
      const name = next === '' ? entry.name : `${next}/${entry.name}`;
      if (entry.isDirectory()) {
        folders.push(name);
        continue;
      }
      if (!entry.isFile()) throw new ChartError(`it holds ${name}, which is not a regular file`);
      bytes += (await lstat(path.join(folder, name))).size;
      if (files.size >= MAX_CHART_FILES || bytes > MAX_CHART_BYTES)
        throw new ChartError('it is larger than any chart');
      files.set(name, await readFile(path.join(folder, name)));
    }
  }
  return files;
}
