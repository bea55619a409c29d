/** A tree of bytes and links in memory, through the code that serves revisions and folders: what is read is counted. */
import { createHash } from 'node:crypto';
import { BlobTree } from '../../src/tree/blob-tree.js';
import { isCandidateName, isCandidateText } from '../../src/tree/candidates.js';
import { BoundedCache, DEFAULT_LIMITS, type TreeLimits } from '../../src/tree/content.js';
import { type Entry, indexEntries } from '../../src/tree/entries.js';

export interface Link {
  readonly link: string;
}

export type Content = string | Uint8Array | Link;
export type Contents = Readonly<Record<string, Content>>;

/** Every file of it can be read; what a link leads to is followed as in a revision. */
export function bytesTree(contents: Contents, limits: Partial<TreeLimits> = {}): BlobTree {
  const blobs = new Map<string, Uint8Array>();
  const entries = Object.entries(contents).map(([path, content]): Entry => {
    if (typeof content === 'object' && 'link' in content) return { kind: 'link', path, target: content.link };
    const bytes = bytesOf(content);
    blobs.set(path, bytes);
    return { kind: 'file', path, id: path, size: bytes.length };
  });
  const all = { ...DEFAULT_LIMITS, ...limits };
  return new BlobTree('memory', indexEntries(entries), {
    limits: all,
    texts: new BoundedCache(all.cacheBytes),
    async read(id) {
      const found = blobs.get(id);
      if (!found) throw new Error(`nothing is at ${id}`);
      return found;
    },
    contentHash: async id =>
      createHash('sha1')
        .update(blobs.get(id) ?? '')
        .digest('hex'),
    async search() {
      const matching = [...blobs].filter(
        ([path, bytes]) => isCandidateName(path) && isCandidateText(Buffer.from(bytes).toString('latin1')),
      );
      return new Set(matching.map(([path]) => path));
    },
  });
}

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}
