/**
 * The content of a repository's files through GitHub's API: a few one by one, many by the archive of the commit. A
 * workflow's token has 1,000 requests an hour (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
import { DEFAULT_LIMITS } from '../tree/content.js';
import type { ListedEntry } from '../tree/listing.js';
import { type ArchiveSource, keepArchive } from './archive.js';
import { BlobSpool } from './blob-spool.js';
import { oneLine } from './toolkit.js';

export interface ApiBlobsSource extends ArchiveSource {
  /** Where what is downloaded goes meanwhile; the machine's own folder if undefined. */
  readonly folder?: string | undefined;
  /** Files of all trees together that are read one by one at most. */
  readonly maxFiles?: number;
  /** As many as one tree needs are read one by one; for more, its archive is asked for. */
  readonly singly?: number;
}

/** @throws where the blob can't be had */
export type ReadBlob = (id: string) => Promise<Uint8Array>;

export interface ApiBlobs {
  /**
   * Makes the blobs of one tree readable.
   * @param wanted entries that will be read for sure
   * @param all what the tree lists
   */
  of(commit: string, wanted: readonly ListedEntry[], all: readonly ListedEntry[]): Promise<ReadBlob>;
  close(): Promise<void>;
}

const MAX_FILES = 500;
const SINGLY = 60;

export function apiBlobs(source: ApiBlobsSource): ApiBlobs {
  const { owner, repo, client, folder, maxFiles = MAX_FILES, singly = SINGLY } = source;
  const single = new Map<string, Promise<Uint8Array>>();
  let spool: Promise<BlobSpool> | undefined;
  /** Why an archive could not be had. */
  let lacking = '';

  async function kept(id: string): Promise<Uint8Array | undefined> {
    return spool === undefined ? undefined : (await spool).read(id);
  }

  async function read(id: string): Promise<Uint8Array> {
    const content = await kept(id);
    if (content !== undefined) return content;
    const known = single.get(id);
    if (known !== undefined) return known;
    if (single.size >= maxFiles) throw new Error(tooMany(maxFiles, lacking));
    const asked = client.rest.git
      .getBlob({ owner, repo, file_sha: id })
      .then(({ data }) => new Uint8Array(Buffer.from(data.content, 'base64')));
    single.set(id, asked);
    return asked;
  }

  /** @returns whether it was had; that it was not is said where it matters. */
  async function fetchArchive(commit: string, all: readonly ListedEntry[]): Promise<boolean> {
    spool ??= BlobSpool.create(folder);
    try {
      const opened = await spool;
      const wanted = all.filter(
        ({ type, id, size }) => type === 'blob' && size <= DEFAULT_LIMITS.rawBytes && !opened.has(id),
      );
      await keepArchive(source, commit, new Map(wanted.map(({ id, size }) => [id, size])), opened);
      return true;
    } catch (error) {
      lacking = oneLine(error instanceof Error ? error.message : String(error), 200);
      return false;
    }
  }

  return {
    async of(commit, wanted, all) {
      let archive: Promise<boolean> | undefined;
      const fetched = (): Promise<boolean> => {
        archive ??= fetchArchive(commit, all);
        return archive;
      };
      const opened = await spool;
      const missing = new Set(
        wanted.map(({ id }) => id).filter(id => !single.has(id) && opened?.has(id) !== true),
      );
      if (missing.size > singly) await fetched();
      return async id => {
        try {
          return await read(id);
        } catch (error) {
          // What is not given by itself may still be in the archive.
          const content = (await fetched()) ? await kept(id) : undefined;
          if (content === undefined) throw error;
          return content;
        }
      };
    },
    close: async () =>
      spool?.then(
        opened => opened.close(),
        () => {},
      ),
  };
}

function tooMany(maxFiles: number, lacking: string): string {
  const why = lacking === '' ? '' : `, as the archive could not be had (${lacking})`;
  return `more than ${maxFiles} files would have to be read one by one${why}; run actions/checkout before this action`;
}
