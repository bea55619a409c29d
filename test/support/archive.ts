/** Archives made in the test, hostile ones included. */
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

export interface ArchiveEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'FIFO';
  readonly linkpath?: string;
}

/** A gzipped tar with the entries as given, whatever they are. */
export function archiveOf(entries: readonly ArchiveEntry[]): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const { path, content = '', type = 'File', linkpath } of entries) {
    const body = Buffer.from(content);
    const header = new Header({
      path,
      type,
      size: body.length,
      mode: 0o644,
      ...(linkpath ? { linkpath } : {}),
    });
    const block = Buffer.alloc(512);
    header.encode(block);
    blocks.push(block, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A packed chart: files by their path within it. */
export function chartArchive(name: string, files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return archiveOf(Object.entries(files).map(([path, content]) => ({ path: `${name}/${path}`, content })));
}
