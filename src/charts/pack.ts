/** A chart as one archive: Helm reads it as it reads a folder, and one file is written many times faster than a hundred. */
import { gzipSync } from 'node:zlib';
import { Header } from 'tar/header';
import type { ChartFiles } from './files.js';

const BLOCK = 512;
/** Names up to here fit into a plain tar header. */
const MAX_NAME = 90;
/** Helm takes no larger files from an archive: https://github.com/helm/helm/security/advisories/GHSA-4hfp-h4cw-hj8p. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Whether Helm makes the same of an archive as of the folder: `.helmignore` and the rule that hidden templates are none
 * hold in folders only.
 */
export function isPackable(files: ChartFiles): boolean {
  for (const [name, content] of files) {
    if (name === '.helmignore' || name.startsWith('templates/.')) return false;
    if (Buffer.byteLength(name) > MAX_NAME || content.length > MAX_FILE_BYTES) return false;
  }
  return true;
}

/** @returns a gzipped tar, not compressed: it is read once, right away */
export function packChart(files: ChartFiles): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const name of [...files.keys()].sort()) {
    const content = files.get(name) ?? new Uint8Array();
    const header = Buffer.alloc(BLOCK);
    new Header({ path: `chart/${name}`, type: 'File', mode: 0o644, size: content.length }).encode(header);
    parts.push(header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return gzipSync(Buffer.concat(parts), { level: 0 });
}
