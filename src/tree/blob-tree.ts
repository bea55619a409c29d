import type { FileContent, Problem, Tree } from '../model.js';
import { isCodeName, mentionsMesh } from './candidates.js';
import { type BoundedCache, decodeText, type TreeLimits, tooLarge } from './content.js';
import type { EntryIndex } from './entries.js';
import { pickCandidates } from './pick.js';

/** Where a tree of blobs comes from: a repository on disk, or one that is asked over a network. */
export interface BlobSource {
  /** @throws where there is no such blob, or it can't be had */
  read(id: string): Promise<Uint8Array>;
  /** Git's name for the content of what is kept under an id; absent: the id is that. */
  contentHash?(id: string): Promise<string>;
  /** Paths whose text holds one of the words that matter. What can't be searched becomes a problem of the index. */
  search(): Promise<ReadonlySet<string>>;
  /** The same for those that may say what is installed; absent: that can't be asked by itself. */
  declaring?(): Promise<ReadonlySet<string>>;
  /** Equal ids are equal contents, in all trees of this source. */
  readonly isNamedByContent?: true;
  /** Whether a text speaks of Istio; absent: that can't be asked by itself. */
  mentions?(): Promise<boolean>;
  /** Paths of code that installs Istio or writes its resources; absent: code can't be searched. */
  searchCode?(): Promise<ReadonlySet<string> | undefined>;
  readonly texts: BoundedCache<FileContent>;
  readonly limits: TreeLimits;
}

/** A tree whose files are named by their content. */
export class BlobTree implements Tree {
  #code: Promise<readonly string[] | undefined> | undefined;
  #candidates: Promise<readonly string[]> | undefined;

  constructor(
    readonly name: string,
    readonly index: EntryIndex,
    readonly source: BlobSource,
  ) {}

  get paths(): readonly string[] {
    return this.index.paths;
  }

  get problems(): readonly Problem[] {
    return this.index.problems;
  }

  get deadLinks(): readonly string[] {
    return this.index.deadLinks;
  }

  has(path: string): boolean {
    return this.index.resolve(path).kind === 'file';
  }

  below(folder: string): readonly string[] {
    return this.index.below(folder);
  }

  async read(path: string): Promise<FileContent> {
    const found = this.index.resolve(path);
    if (found.kind === 'folder') return { ok: false, why: 'is a folder' };
    if (found.kind === 'missing' && !found.link) return { ok: false, why: found.why, missing: true };
    if (found.kind !== 'file') return { ok: false, why: found.why };
    const { id, size } = found.file;
    const { texts, limits } = this.source;
    const why = tooLarge(size, limits.textBytes);
    if (why !== undefined) return { ok: false, why };
    try {
      return await texts.get(id, size, async () => decodeText(await this.source.read(id)));
    } catch (error) {
      return { ok: false, why: `could not be read: ${(error as Error).message}` };
    }
  }

  async declaring(): Promise<readonly string[] | undefined> {
    const matching = await this.source.declaring?.();
    const found = matching && this.paths.filter(path => matching.has(this.realPath(path)));
    return found && found.length > this.source.limits.candidates ? undefined : found;
  }

  contentId(path: string): string | undefined {
    const found = this.source.isNamedByContent ? this.index.resolve(path) : undefined;
    return found?.kind === 'file' ? found.file.id : undefined;
  }

  async contentHash(path: string): Promise<string | undefined> {
    const found = this.index.resolve(path);
    if (found.kind !== 'file') return undefined;
    return this.source.contentHash?.(found.file.id).catch(() => undefined) ?? found.file.id;
  }

  realPath(path: string): string {
    const found = this.index.resolve(path);
    return found.kind === 'file' ? found.file.path : path;
  }

  async mentionsMesh(): Promise<boolean> {
    if (this.paths.some(mentionsMesh) || ((await this.source.mentions?.()) ?? true)) return true;
    return ((await this.code())?.length ?? 0) > 0;
  }

  async bytes(path: string): Promise<Uint8Array | undefined> {
    const found = this.index.resolve(path);
    if (found.kind !== 'file' || found.file.size > this.source.limits.rawBytes) return undefined;
    return this.source.read(found.file.id).catch(() => undefined);
  }

  code(): Promise<readonly string[] | undefined> {
    this.#code ??= this.#findCode();
    return this.#code;
  }

  async #findCode(): Promise<readonly string[] | undefined> {
    const { searchCode, limits } = this.source;
    const matching = await searchCode?.();
    return (
      matching &&
      this.paths.filter(path => isCodeName(path) && matching.has(path)).slice(0, limits.candidates)
    );
  }

  candidates(): Promise<readonly string[]> {
    this.#candidates ??= this.source
      .search()
      .then(matching => pickCandidates(this.index, matching, this.source.limits));
    return this.#candidates;
  }
}
