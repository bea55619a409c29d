import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { GitError, type GitOptions, gitArguments, gitEnvironment } from './run-git.js';

/** Reads blobs of one repository through one lasting `git cat-file --batch`. */
export interface BlobReader {
  /** @throws {GitError} where the object is missing or Git fails. */
  read(id: string): Promise<Buffer>;
  close(): Promise<void>;
}

interface Waiting {
  readonly id: string;
  resolve(content: Buffer): void;
  reject(error: Error): void;
}

const NEWLINE = 0x0a;

export function blobReader(options: GitOptions): BlobReader {
  let batch: Batch | undefined;
  return {
    read(id) {
      if (!/^[0-9a-f]{40,64}$/.test(id))
        return Promise.reject(new GitError(`${JSON.stringify(id)} is not an object's id`));
      if (batch === undefined || batch.ended) batch = new Batch(options);
      return batch.read(id);
    },
    async close() {
      await batch?.close();
      batch = undefined;
    },
  };
}

/** One running child: requests go in as lines, answers come out in the same order. */
class Batch {
  ended = false;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: Waiting[] = [];
  readonly #closed: Promise<void>;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes that the answer at the front needs: its content and a newline; undefined until its header is read. */
  #needed: number | undefined;

  constructor(options: GitOptions) {
    this.#child = spawn('git', [...gitArguments(['cat-file', '--batch'])], {
      cwd: options.folder,
      env: gitEnvironment(options),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let stderr = '';
    this.#child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-1000);
    });
    this.#child.stdin.on('error', error => this.#fail(error.message));
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#child.on('error', error => this.#fail(error.message));
    this.#closed = new Promise(resolve => {
      this.#child.on('close', () => {
        this.#fail(stderr.trim() || 'git cat-file ended early');
        resolve();
      });
    });
    this.#hold(false);
  }

  read(id: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, resolve, reject });
      this.#hold(true);
      this.#child.stdin.write(`${id}\n`);
    });
  }

  close(): Promise<void> {
    if (!this.ended) this.#child.stdin.end();
    this.#hold(true);
    return this.#closed;
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    while (this.#waiting.length > 0 && this.#takeAnswer());
    if (this.#waiting.length === 0) this.#hold(false);
  }

  /** Takes what has arrived of the front answer; false where more must come first. */
  #takeAnswer(): boolean {
    if (this.#needed === undefined && !this.#takeHeader()) return false;
    if (this.#needed === undefined) return true;
    if (this.#held < this.#needed) return false;
    const content = this.#take(this.#needed).subarray(0, -1);
    this.#needed = undefined;
    this.#waiting.shift()?.resolve(Buffer.from(content));
    return true;
  }

  /** `<id> <type> <size>`, or `<id> missing` (git-cat-file(1), BATCH OUTPUT). */
  #takeHeader(): boolean {
    const all = this.#join();
    const end = all.indexOf(NEWLINE);
    if (end < 0) return false;
    const header = this.#take(end + 1)
      .toString('utf8')
      .trimEnd();
    const [id, , size] = header.split(' ');
    if (size === undefined)
      this.#waiting.shift()?.reject(new GitError(`object ${id} is missing from the repository`));
    else this.#needed = Number(size) + 1;
    return true;
  }

  #take(count: number): Buffer {
    const all = this.#join();
    this.#chunks = [all.subarray(count)];
    this.#held = all.length - count;
    return all.subarray(0, count);
  }

  #join(): Buffer {
    const only = this.#chunks[0];
    if (this.#chunks.length === 1 && only !== undefined) return only;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  #fail(why: string): void {
    this.ended = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new GitError(why));
  }

  /** An idle child must not keep the process alive; one that owes an answer must. */
  #hold(held: boolean): void {
    for (const part of [this.#child, this.#child.stdout, this.#child.stderr, this.#child.stdin]) {
      const handle = part as { ref?: () => void; unref?: () => void };
      if (held) handle.ref?.();
      else handle.unref?.();
    }
  }
}
