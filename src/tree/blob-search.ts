import type { FileEntry } from './entries.js';

/** One question about the content of files. */
export interface Question {
  /** Paths of a commit whose files hold what is asked for, by Git's own search. */
  search(commit: string): Promise<ReadonlySet<string>>;
  /** The same of one content, byte by byte as latin1. */
  isMatch(text: string): boolean;
}

/** More of either is faster searched by Git, which need not hand the contents over. */
const FEW_BLOBS = 500;
const FEW_BYTES = 32 * 1024 * 1024;

/**
 * Answers a question about commits of one repository. Two that are compared share nearly all blobs: what one search told
 * of a blob is not asked again, and a few new ones are read instead of searching everything.
 */
export class BlobSearch {
  readonly #known = new Map<string, boolean>();
  #before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly question: Question,
    private readonly read: (id: string) => Promise<Uint8Array>,
  ) {}

  /**
   * Those of the files that match.
   * @param files of the commit, as far as they come into question
   */
  matching(commit: string, files: readonly FileEntry[]): Promise<ReadonlySet<string>> {
    // One after the other: the second has the first one's answers.
    const found = this.#before.then(() => this.#find(commit, files));
    this.#before = found.catch(() => {});
    return found;
  }

  async #find(commit: string, files: readonly FileEntry[]): Promise<ReadonlySet<string>> {
    const unknown = files.filter(({ id }) => !this.#known.has(id));
    if (this.#known.size > 0 && isFew(unknown)) {
      await Promise.all(unknown.map(file => this.#look(file)));
    } else {
      const matching = await this.question.search(commit);
      for (const { id, path } of files) this.#known.set(id, matching.has(path));
    }
    return new Set(files.filter(({ id }) => this.#known.get(id)).map(({ path }) => path));
  }

  async #look({ id }: FileEntry): Promise<void> {
    const bytes = await this.read(id).catch(() => undefined);
    // What can't be read may say anything.
    const isMatch = bytes === undefined || this.question.isMatch(Buffer.from(bytes).toString('latin1'));
    this.#known.set(id, isMatch);
  }
}

function isFew(files: readonly FileEntry[]): boolean {
  return files.length <= FEW_BLOBS && files.reduce((total, { size }) => total + size, 0) <= FEW_BYTES;
}
