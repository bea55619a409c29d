/** A release as the extractors see it: its files, read on demand and parsed once for all releases that share them. */
import { createHash, type Hash } from 'node:crypto';
import { load, loadAll } from 'js-yaml';
import type { GitClone, TreeEntry } from './git.js';
import type { GoParser } from './go/parse.js';
import type { GoFile } from './go/syntax.js';
import { isRecord } from './records.js';

/** Tells what could not be read. */
export type Report = (message: string) => void;

/** A named function of a document alone: results are kept by its name. */
export type PickFromDocument<T> = (document: unknown) => readonly T[];

/** Reads and parses files of a clone; keeps what it parsed by content. */
export class Sources {
  readonly #clone: GitClone;
  readonly #parser: GoParser;
  readonly #report: Report;
  readonly #parsed = new Map<string, Promise<unknown>>();
  readonly #reported = new Set<string>();

  constructor(clone: GitClone, parser: GoParser, report: Report) {
    this.#clone = clone;
    this.#parser = parser;
    this.#report = report;
  }

  /** Opens a release. Throws when the tag or its trees are missing. */
  open(release: string): ReleaseSource {
    return new ReleaseSource(release, this.#clone.files(release), this);
  }

  /** A Go file; undefined and reported when it is missing or does not parse. */
  go(entry: TreeEntry): Promise<GoFile | undefined> {
    return this.#once('go', entry, text => {
      const file = this.#parser.parse(text);
      if (file.errorLine !== undefined)
        this.report(`${entry.path}:${file.errorLine}: does not parse as Go`, entry.oid);
      return file;
    });
  }

  /** A YAML file holding one map; undefined and reported when it is anything else. */
  yaml(entry: TreeEntry): Promise<Readonly<Record<string, unknown>> | undefined> {
    return this.#once('yaml', entry, text => {
      const value = load(text) ?? {};
      if (!isRecord(value)) throw new Error('is no map');
      return value;
    });
  }

  /**
   * What `pick` finds in the documents of a YAML file; undefined and reported when it does not parse. Only that is
   * kept: the documents of all releases together are large.
   */
  documents<T>(entry: TreeEntry, pick: PickFromDocument<T>): Promise<readonly T[] | undefined> {
    return this.#once(pick.name, entry, text => loadAll(text).flatMap(document => pick(document)));
  }

  /** A file's text; undefined and reported when it is missing. */
  text(entry: TreeEntry): Promise<string | undefined> {
    return this.#once('text', entry, text => text);
  }

  /** Names a problem on its first occurrence; many releases share a file. */
  report(message: string, key = message): void {
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#report(message);
  }

  async #once<T>(form: string, entry: TreeEntry, parse: (text: string) => T): Promise<T | undefined> {
    const key = `${form} ${entry.oid}`;
    // One form of one content always parses to one type.
    const known = this.#parsed.get(key) as Promise<T | undefined> | undefined;
    if (known !== undefined) return known;
    const reading = this.#read(entry, parse);
    this.#parsed.set(key, reading);
    return reading;
  }

  async #read<T>(entry: TreeEntry, parse: (text: string) => T): Promise<T | undefined> {
    try {
      return parse((await this.#clone.read(entry.oid)).toString('utf8'));
    } catch (error) {
      this.report(`${entry.path}: ${error instanceof Error ? error.message : String(error)}`, entry.oid);
      return undefined;
    }
  }
}

/** One release; remembers what was read of it, for the digest. */
export class ReleaseSource {
  readonly #sources: Sources;
  readonly #byPath: ReadonlyMap<string, TreeEntry>;
  readonly #read = new Map<string, string>();

  constructor(
    readonly release: string,
    readonly entries: readonly TreeEntry[],
    sources: Sources,
  ) {
    this.#sources = sources;
    this.#byPath = new Map(entries.map(entry => [entry.path, entry]));
  }

  entry(path: string): TreeEntry | undefined {
    return this.#byPath.get(path);
  }

  /** Files whose path matches, sorted by path. */
  matching(pattern: RegExp): readonly TreeEntry[] {
    return this.entries.filter(entry => pattern.test(entry.path));
  }

  go(entry: TreeEntry): Promise<GoFile | undefined> {
    this.note(entry);
    return this.#sources.go(entry);
  }

  yaml(entry: TreeEntry): Promise<Readonly<Record<string, unknown>> | undefined> {
    this.note(entry);
    return this.#sources.yaml(entry);
  }

  documents<T>(entry: TreeEntry, pick: PickFromDocument<T>): Promise<readonly T[] | undefined> {
    this.note(entry);
    return this.#sources.documents(entry, pick);
  }

  text(entry: TreeEntry): Promise<string | undefined> {
    this.note(entry);
    return this.#sources.text(entry);
  }

  report(message: string): void {
    this.#sources.report(`${this.release}: ${message}`);
  }

  /** SHA-256 over path and object id of everything read: changes exactly when a source changes. */
  digest(): string {
    const hash: Hash = createHash('sha256');
    for (const path of [...this.#read.keys()].sort()) hash.update(`${path} ${this.#read.get(path)}\n`);
    return hash.digest('hex');
  }

  /** Counts a file among what was read; the readers above do so themselves. */
  note(entry: TreeEntry): void {
    this.#read.set(entry.path, entry.oid);
  }
}
