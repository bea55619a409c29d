import type { FileContent } from '../model.js';

/** What a tree reads at most, so that a hostile or careless file can't take the process down. */
export interface TreeLimits {
  /** Bytes of one file that is read as text. */
  readonly textBytes: number;
  /** Bytes of one file that is read as it is (a vendored chart archive). */
  readonly rawBytes: number;
  /** Candidates of one tree. */
  readonly candidates: number;
  /** Bytes of text kept in memory for reading again. */
  readonly cacheBytes: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: TreeLimits = {
  textBytes: 5 * MEBIBYTE,
  rawBytes: 20 * MEBIBYTE,
  candidates: 20_000,
  cacheBytes: 64 * MEBIBYTE,
};

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** A file's bytes as text. Text is UTF-8 (or UTF-16 with its mark), kept to the letter, line ends and mark included. */
export function decodeText(bytes: Uint8Array): FileContent {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.includes('\0')) return { ok: false, why: 'is binary, not text' };
    if (text.startsWith(LFS_POINTER)) {
      return {
        ok: false,
        why: 'is kept in Git LFS and only its pointer is here; check it out with `lfs: true`',
      };
    }
    return { ok: true, text };
  } catch {
    return { ok: false, why: 'is not UTF-8 text' };
  }
}

/** Why a file of this size is not read, or undefined where it is. */
export function tooLarge(size: number, limit: number): string | undefined {
  if (size <= limit) return undefined;
  return `has ${(size / MEBIBYTE).toFixed(1)} MiB, more than the ${(limit / MEBIBYTE).toFixed(0)} MiB that are read of one file`;
}

/** A memory of promised values that forgets the least recently used ones beyond a total weight. */
export class BoundedCache<Value> {
  readonly #kept = new Map<string, { readonly value: Promise<Value>; readonly weight: number }>();
  #total = 0;

  constructor(readonly limit: number) {}

  /** The value kept under the key, else what `make` gives; a failed one is not kept. */
  get(key: string, weight: number, make: () => Promise<Value>): Promise<Value> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.value;
    }
    const value = make();
    this.#kept.set(key, { value, weight });
    this.#total += weight;
    value.catch(() => this.#forget(key));
    this.#shrink();
    return value;
  }

  #forget(key: string): void {
    const known = this.#kept.get(key);
    if (known === undefined) return;
    this.#kept.delete(key);
    this.#total -= known.weight;
  }

  #shrink(): void {
    for (const key of this.#kept.keys()) {
      if (this.#total <= this.limit) return;
      this.#forget(key);
    }
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
