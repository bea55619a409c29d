import { append } from '../append.js';
import type { Problem } from '../model.js';
import { mentionsMesh } from './candidates.js';
import { type Entry, isSafePath } from './entries.js';

/** One line of a commit's tree, as Git has it. */
export interface ListedEntry {
  readonly path: string;
  /** `120000` is a link. */
  readonly mode: string;
  /** `blob`, or `commit` for a submodule. */
  readonly type: string;
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

/** No link's target is longer than a path may be on Linux; what is longer is no link that anybody could follow. */
const LONGEST_TARGET = 4096;

/** The entries of a commit's tree, and what is no file. */
export async function readListing(
  listed: readonly ListedEntry[],
  readBlob: (id: string) => Promise<Uint8Array>,
): Promise<{ entries: Entry[]; problems: Problem[] }> {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  const links: Promise<Entry>[] = [];
  for (const entry of listed) {
    const { path, mode, type, id, size } = entry;
    if (!isSafePath(path)) problems.push(unsafePath(path));
    else if (type === 'commit') problems.push(submodule(path, id));
    else if (mode === '120000') links.push(readLink(entry, readBlob));
    else entries.push({ kind: 'file', path, id, size });
  }
  append(entries, await Promise.all(links));
  return { entries, problems };
}

async function readLink(
  { path, id, size }: ListedEntry,
  readBlob: (id: string) => Promise<Uint8Array>,
): Promise<Entry> {
  const target = size > LONGEST_TARGET ? '/' : Buffer.from(await readBlob(id)).toString('utf8');
  return { kind: 'link', path, target };
}

/**
 * What is said of a submodule's path. One that is called after Istio may be all that installs it.
 * @param commit that it is at; undefined where that can't be told
 */
export function submodule(path: string, commit: string | undefined): Problem {
  const why = 'is a Git submodule, which is another repository and was not looked at';
  const isOfMesh = mentionsMesh(path);
  return {
    what: path,
    why,
    file: path,
    line: 1,
    blocking: isOfMesh,
    ...(isOfMesh && commit !== undefined ? { about: commit } : {}),
  };
}

function unsafePath(path: string): Problem {
  return {
    what: JSON.stringify(path),
    why: 'is not a path that a checkout would create; it was left out',
    blocking: true,
  };
}
