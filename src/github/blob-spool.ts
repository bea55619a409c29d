/** Blobs that came in one piece, kept in a file of the run's own: a repository may be larger than memory. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class BlobSpool {
  readonly #places = new Map<string, { readonly at: number; readonly size: number }>();
  #end = 0;

  private constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
  ) {}

  /** @param folder where the file goes; the machine's own for such files if undefined */
  static async create(folder: string | undefined): Promise<BlobSpool> {
    const own = await mkdtemp(join(folder ?? tmpdir(), 'istio-preflight-blobs-'));
    return new BlobSpool(own, await open(join(own, 'blobs'), 'wx+', 0o600));
  }

  /** Bytes of all that is kept. */
  get size(): number {
    return this.#end;
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  /** What is kept under an id is what Git names by it: whoever adds has checked that. */
  async add(id: string, content: Uint8Array): Promise<void> {
    if (this.#places.has(id)) return;
    const at = this.#end;
    this.#end += content.length;
    if (content.length > 0) await this.file.write(content, 0, content.length, at);
    this.#places.set(id, { at, size: content.length });
  }

  async read(id: string): Promise<Uint8Array | undefined> {
    const place = this.#places.get(id);
    if (place === undefined) return undefined;
    const content = new Uint8Array(place.size);
    if (place.size > 0) await this.file.read(content, 0, place.size, place.at);
    return content;
  }

  async close(): Promise<void> {
    await this.file.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * The id that Git gives a blob.
 * @param like an id of the same repository: its length tells SHA-1 from SHA-256
 */
export function blobId(content: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}
