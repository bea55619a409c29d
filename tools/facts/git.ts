/**
 * Reads a local clone through Git's plumbing. Nothing is checked out, nothing of the clone is run, and Git is told
 * never to fetch: what a partial clone lacks is reported, not downloaded.
 */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';

/** One file of a commit. */
export interface TreeEntry {
  readonly path: string;
  /** object id of the file's content */
  readonly oid: string;
}

/** A Git object that the clone lists but does not hold. */
export class MissingObjectError extends Error {
  override readonly name = 'MissingObjectError';
  constructor(readonly oid: string) {
    super(`object ${oid} is not in the clone (a partial or shallow clone?)`);
  }
}

interface PendingRead {
  readonly oid: string;
  resolve(content: Buffer): void;
  reject(error: Error): void;
}

const newline = 0x0a;

/** A clone of a repository, read one commit at a time. Call `close` when done. */
export class GitClone {
  readonly #directory: string;
  #reader: ChildProcessWithoutNullStreams | undefined;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #header: { oid: string; size: number } | undefined;
  readonly #pending: PendingRead[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All tag names. Throws when the folder is no Git repository. */
  tags(): readonly string[] {
    return this.#git(['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags'])
      .split('\n')
      .filter(Boolean);
  }

  /** All files of a tag's commit, sorted by path. Throws when the tag or its trees are missing. */
  files(tag: string): readonly TreeEntry[] {
    return this.filesAt(`refs/tags/${tag}`);
  }

  /** The same for any revision: a full reference, or an abbreviated commit. */
  filesAt(revision: string): readonly TreeEntry[] {
    const listing = this.#git(['ls-tree', '-r', '-z', '--full-tree', revision]);
    const entries: TreeEntry[] = [];
    for (const record of listing.split('\0')) {
      const tab = record.indexOf('\t');
      if (tab < 0) continue;
      const [, type, oid] = record.slice(0, tab).split(' ');
      if (type !== 'blob' || oid === undefined) continue;
      entries.push({ path: record.slice(tab + 1), oid });
    }
    return entries;
  }

  /** A file's bytes. Rejects with `MissingObjectError` when the clone does not hold them. */
  read(oid: string): Promise<Buffer> {
    const reader = this.#startReader();
    return new Promise((resolve, reject) => {
      this.#pending.push({ oid, resolve, reject });
      reader.stdin.write(`${oid}\n`);
    });
  }

  /** Ends the helper process; reads under way are rejected. */
  close(): void {
    this.#reader?.stdin.end();
    this.#reader = undefined;
  }

  #git(args: readonly string[]): string {
    return execFileSync('git', ['-C', this.#directory, ...offline, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
    });
  }

  #startReader(): ChildProcessWithoutNullStreams {
    if (this.#reader !== undefined) return this.#reader;
    const reader = spawn('git', ['-C', this.#directory, ...offline, 'cat-file', '--batch'], {
      env: environment(),
    });
    reader.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      this.#drain();
    });
    reader.on('close', () => this.#fail(new Error('git cat-file ended early')));
    reader.on('error', error => this.#fail(error));
    reader.stdin.on('error', error => this.#fail(error));
    this.#reader = reader;
    return reader;
  }

  #fail(error: Error): void {
    for (const read of this.#pending.splice(0)) read.reject(error);
  }

  /** Answers come in the order of the questions: `OID blob SIZE`, the bytes, a newline; or `OID missing`. */
  #drain(): void {
    for (;;) {
      if (this.#header !== undefined && this.#buffered < this.#header.size + 1) return;
      if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
      const data = this.#chunks[0];
      if (data === undefined || data.length === 0) return;
      if (this.#header === undefined) {
        const end = data.indexOf(newline);
        if (end < 0) return;
        const [oid = '', kind, size] = data.toString('utf8', 0, end).split(' ');
        this.#advance(data, end + 1);
        if (kind === 'blob') this.#header = { oid, size: Number(size) };
        else this.#pending.shift()?.reject(new MissingObjectError(oid));
        continue;
      }
      const { size } = this.#header;
      this.#header = undefined;
      const content = Buffer.from(data.subarray(0, size));
      this.#advance(data, size + 1);
      this.#pending.shift()?.resolve(content);
    }
  }

  #advance(data: Buffer, by: number): void {
    this.#chunks = [data.subarray(by)];
    this.#buffered = data.length - by;
  }
}

/** Without a remote helper Git can't fetch what a partial clone left out. */
const offline = ['-c', 'protocol.allow=never', '-c', 'core.quotePath=false'];

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LC_ALL: 'C',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
