/** A commit's tree, read through GitHub's API: for jobs without a checkout. */

import { append } from '../append.js';
import { addTo } from '../grouped.js';
import type { FileContent, Problem, Tree } from '../model.js';
import { BlobTree } from '../tree/blob-tree.js';
import { isCandidateName, isCandidateText } from '../tree/candidates.js';
import { BoundedCache, DEFAULT_LIMITS } from '../tree/content.js';
import { type EntryIndex, indexEntries } from '../tree/entries.js';
import { type ListedEntry, readListing } from '../tree/listing.js';
import { type ApiBlobsSource, apiBlobs, type ReadBlob } from './api-blobs.js';

export type ApiRepository = ApiBlobsSource;

/** Reads the trees of one repository; what both sides have is read once. */
export interface ApiTrees {
  /**
   * @param commit full id
   * @param name what the user called it
   * @throws what the API answers where there is no such tree, or it may not be read
   */
  tree(commit: string, name: string): Promise<Tree>;
  close(): Promise<void>;
}

/** Requests for the listing of one tree that is too large for a single answer. */
const MAX_LISTINGS = 100;
const AT_ONCE = 8;

export function apiTrees(repository: ApiRepository): ApiTrees {
  const { owner, repo, client } = repository;
  const blobs = apiBlobs(repository);
  const texts = new BoundedCache<FileContent>(DEFAULT_LIMITS.cacheBytes);
  return {
    async tree(commit, name) {
      const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: commit });
      const listing = await listTree({ owner, repo, client }, data.tree.sha);
      const read = await blobs.of(commit, listing.entries.filter(isWanted), listing.entries);
      const { entries, problems } = await readListing(listing.entries, read);
      const index = indexEntries(entries, [...listing.problems, ...problems]);
      return new BlobTree(name, index, {
        read,
        search: () => search(index, read),
        texts,
        limits: DEFAULT_LIMITS,
      });
    },
    close: () => blobs.close(),
  };
}

/** Where a link leads is read with the listing, and what may matter is searched. */
function isWanted({ path, mode, size }: ListedEntry): boolean {
  return mode === '120000' || (isCandidateName(path) && size <= DEFAULT_LIMITS.rawBytes);
}

async function search(index: EntryIndex, read: ReadBlob): Promise<ReadonlySet<string>> {
  const files = index.paths.flatMap(path => {
    const found = isCandidateName(path) ? index.resolve(path) : undefined;
    return found?.kind === 'file' ? [{ ...found.file, path }] : [];
  });
  // What is too large to be searched counts as one that matters: whoever picks says that it was not read.
  const large = files.filter(({ size }) => size > DEFAULT_LIMITS.rawBytes);
  const small = files.filter(({ size }) => size <= DEFAULT_LIMITS.rawBytes);
  const byId = new Map(small.map(file => [file.id, file]));
  // What surely matters comes first, in case there is not room for all.
  const ordered = [...byId.values()].sort((left, right) => likelihood(right.path) - likelihood(left.path));
  const matching = new Set<string>();
  const unread: { path: string; why: string }[] = [];
  await inParallel(ordered, async ({ id, path }) => {
    try {
      const text = Buffer.from(await read(id)).toString('latin1');
      if (isCandidateText(text)) matching.add(id);
    } catch (error) {
      unread.push({ path, why: (error as Error).message });
    }
  });
  append(index.problems, unreadProblems(unread));
  const found = small.filter(({ id }) => matching.has(id));
  return new Set([...found, ...large].map(({ path }) => path));
}

/** Every entry of a tree: in one request, or folder by folder where GitHub cuts that short. */
async function listTree(
  { owner, repo, client }: Pick<ApiRepository, 'owner' | 'repo' | 'client'>,
  root: string,
): Promise<{ entries: ListedEntry[]; problems: Problem[] }> {
  const whole = await client.rest.git.getTree({ owner, repo, tree_sha: root, recursive: '1' });
  if (!whole.data.truncated)
    return { entries: whole.data.tree.flatMap(entry => listed(entry, '')), problems: [] };
  const entries: ListedEntry[] = [];
  const waiting = [{ folder: '', id: root }];
  let requests = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (requests === MAX_LISTINGS) {
      const why = `its tree is too large to be listed through the API, from ${JSON.stringify(next.folder)} on; run actions/checkout before this action`;
      return { entries, problems: [{ what: 'the repository', why, blocking: true }] };
    }
    requests += 1;
    const { folder } = next;
    const { data } = await client.rest.git.getTree({ owner, repo, tree_sha: next.id });
    for (const entry of data.tree) {
      if (entry.type === 'tree' && entry.sha)
        waiting.push({ folder: join(folder, entry.path), id: entry.sha });
      else append(entries, listed(entry, folder));
    }
  }
  return { entries, problems: [] };
}

interface ApiEntry {
  readonly path?: string;
  readonly mode?: string;
  readonly type?: string;
  readonly sha?: string | null;
  readonly size?: number;
}

/** Folders have no entry of their own. */
function listed({ path = '', mode = '', type = '', sha, size = 0 }: ApiEntry, folder: string): ListedEntry[] {
  return type === 'tree' || !sha ? [] : [{ path: join(folder, path), mode, type, id: sha, size }];
}

function join(folder: string, name = ''): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function likelihood(path: string): number {
  return (/istio/i.test(path) ? 2 : 0) + (/(^|\/)(Chart\.(yaml|lock)|values[^/]*\.yaml)$/.test(path) ? 1 : 0);
}

/** One problem for all files with the same reason. */
function unreadProblems(unread: readonly { path: string; why: string }[]): Problem[] {
  const reasons = new Map<string, string[]>();
  for (const { path, why } of unread) addTo(reasons, why, path);
  return [...reasons].map(([why, paths]) => {
    const [first = ''] = paths.sort();
    const more = paths.length > 1 ? ` and ${paths.length - 1} more files` : '';
    return { what: `${first}${more}`, why: `could not be read through the API: ${why}`, blocking: true };
  });
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
