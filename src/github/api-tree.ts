/** A commit's tree, read through GitHub's API: for jobs without a checkout. Bounded, as every file costs a request. */
import type { FileContent, Problem, Tree } from '../model.js';
import { BlobTree } from '../tree/blob-tree.js';
import { isCandidateName, isCandidateText } from '../tree/candidates.js';
import { BoundedCache, DEFAULT_LIMITS } from '../tree/content.js';
import { type EntryIndex, indexEntries } from '../tree/entries.js';
import { type ListedEntry, readListing } from '../tree/listing.js';
import type { GitHubClient } from './client.js';

export interface ApiRepository {
  readonly owner: string;
  readonly repo: string;
  readonly client: GitHubClient;
  /** Files of both trees together that are read at most. A workflow's token has 1,000 requests an hour. */
  readonly maxFiles?: number;
}

/** Reads the trees of one repository; what both sides have is read once. */
export interface ApiTrees {
  /**
   * @param commit full id
   * @param name what the user called it
   * @throws what the API answers where there is no such tree, or it may not be read
   */
  tree(commit: string, name: string): Promise<Tree>;
}

const MAX_FILES = 500;
/** Requests for the listing of one tree that is too large for a single answer. */
const MAX_LISTINGS = 100;
const AT_ONCE = 8;

export function apiTrees({ owner, repo, client, maxFiles = MAX_FILES }: ApiRepository): ApiTrees {
  const blobs = new Map<string, Promise<Uint8Array>>();
  const texts = new BoundedCache<FileContent>(DEFAULT_LIMITS.cacheBytes);
  const read = (id: string): Promise<Uint8Array> => {
    const known = blobs.get(id);
    if (known !== undefined) return known;
    if (blobs.size >= maxFiles) return Promise.reject(new Error(tooMany(maxFiles)));
    const blob = client.rest.git
      .getBlob({ owner, repo, file_sha: id })
      .then(({ data }) => new Uint8Array(Buffer.from(data.content, 'base64')));
    blobs.set(id, blob);
    return blob;
  };

  async function search(index: EntryIndex): Promise<ReadonlySet<string>> {
    const files = index.paths.flatMap(path => {
      const found = isCandidateName(path) ? index.resolve(path) : undefined;
      return found?.kind === 'file' && found.file.size <= DEFAULT_LIMITS.rawBytes ? [found.file] : [];
    });
    const byId = new Map(files.map(file => [file.id, file]));
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
    index.problems.push(...unreadProblems(unread));
    const paths = files.filter(({ id }) => matching.has(id)).map(({ path }) => path);
    // What is too large to be searched counts as one that matters: whoever picks says that it was not read.
    const large = index.paths.filter(path => {
      const found = isCandidateName(path) ? index.resolve(path) : undefined;
      return found?.kind === 'file' && found.file.size > DEFAULT_LIMITS.rawBytes;
    });
    return new Set([...paths, ...large]);
  }

  return {
    async tree(commit, name) {
      const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: commit });
      const listing = await listTree({ owner, repo, client }, data.tree.sha);
      const { entries, problems } = await readListing(listing.entries, read);
      const index = indexEntries(entries, [...listing.problems, ...problems]);
      return new BlobTree(name, index, {
        read,
        search: () => search(index),
        texts,
        limits: DEFAULT_LIMITS,
      });
    },
  };
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
      else entries.push(...listed(entry, folder));
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
  for (const { path, why } of unread) reasons.set(why, [...(reasons.get(why) ?? []), path]);
  return [...reasons].map(([why, paths]) => {
    const [first = ''] = paths.sort();
    const more = paths.length > 1 ? ` and ${paths.length - 1} more files` : '';
    return { what: `${first}${more}`, why: `could not be read through the API: ${why}`, blocking: true };
  });
}

function tooMany(maxFiles: number): string {
  return `more than ${maxFiles} files would have to be read one by one; run actions/checkout before this action`;
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
