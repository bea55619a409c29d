/**
 * All files of a commit in one request: the archive that GitHub makes of it. Nothing of it is believed, neither names nor
 * modes: a file is taken only if its content has the id of a blob that the commit's tree lists.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar/parse';
import type { ReadEntry } from 'tar/read-entry';
import { type BlobSpool, blobId } from './blob-spool.js';
import type { GitHubClient } from './client.js';

export interface ArchiveSource {
  readonly owner: string;
  readonly repo: string;
  readonly client: GitHubClient;
}

/** Bytes, unpacked, that are read of one archive, and kept of all. */
const MAX_UNPACKED = 4 * 1024 ** 3;
const MAX_KEPT = 1024 ** 3;
/** Bytes that may wait to be written before more is unpacked. */
const MAX_WAITING = 16 * 1024 ** 2;
/** Milliseconds that one archive may take. */
const PATIENCE = 300_000;
const ATTEMPTS = 2;

/**
 * Keeps what an archive holds of the blobs that are wanted. Files that are missing in it, or different, as attributes in
 * the repository can have it, are simply not kept.
 * @param wanted bytes of each blob by its id
 * @throws where the archive can't be had, or goes over the bounds; what came before stays kept
 */
export async function keepArchive(
  source: ArchiveSource,
  commit: string,
  wanted: ReadonlyMap<string, number>,
  spool: BlobSpool,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await unpack(await download(source, commit), wanted, spool);
    } catch (error) {
      // A connection that breaks in the middle is nothing that the client repeats.
      if (attempt === ATTEMPTS || 'status' in (error as object)) throw error;
    }
  }
}

/** GitHub answers with the address of another host, which is asked without the token. */
async function download({ owner, repo, client }: ArchiveSource, ref: string): Promise<Readable> {
  const { data } = await client.rest.repos.downloadTarballArchive({
    owner,
    repo,
    ref,
    request: { parseSuccessResponseBody: false, patience: PATIENCE },
  });
  if (data instanceof ReadableStream) return Readable.fromWeb(data as Parameters<typeof Readable.fromWeb>[0]);
  throw new Error('GitHub gave no archive');
}

async function unpack(
  packed: Readable,
  wanted: ReadonlyMap<string, number>,
  spool: BlobSpool,
): Promise<void> {
  const sizes = new Set(wanted.values());
  const like = wanted.keys().next().value ?? '';
  const waiting: Promise<void>[] = [];
  let waitingBytes = 0;
  const take = (content: Uint8Array): void => {
    const id = blobId(content, like);
    if (!wanted.has(id) || spool.has(id) || spool.size + content.length > MAX_KEPT) return;
    waitingBytes += content.length;
    waiting.push(spool.add(id, content));
  };
  let failure: Error | undefined;
  const parser = new Parser({ onReadEntry: entry => readEntry(entry, sizes, take) });
  parser.on('error', error => {
    failure = error as Error;
  });
  const unpacked = packed.pipe(createGunzip());
  packed.on('error', error => unpacked.destroy(error));
  let bytes = 0;
  for await (const chunk of unpacked) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_UNPACKED) throw new Error(`its archive unpacks to more than ${MAX_UNPACKED} bytes`);
    parser.write(chunk as Buffer);
    if (failure !== undefined) throw failure;
    if (waitingBytes < MAX_WAITING) continue;
    await Promise.all(waiting.splice(0));
    waitingBytes = 0;
  }
  parser.end();
  await Promise.all(waiting);
}

/** Only what could be a wanted blob is put together; the target of a link is one, too. */
function readEntry(entry: ReadEntry, sizes: ReadonlySet<number>, take: (content: Uint8Array) => void): void {
  if (entry.type === 'SymbolicLink') take(Buffer.from(entry.linkpath ?? ''));
  if (entry.type !== 'File' || !sizes.has(entry.size)) return void entry.resume();
  const chunks: Buffer[] = [];
  entry.on('data', (chunk: Buffer) => chunks.push(chunk));
  entry.on('end', () => take(Buffer.concat(chunks)));
}
