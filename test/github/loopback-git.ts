import type { SeenRequest } from './described-api.js';
import { type Desk, type Result, refusal } from './loopback.js';

const REPOSITORY = '/repos/o/r/';
/** Where archives are on the other host. */
export const ARCHIVES = '/o/r/legacy.tar.gz/';
/** GitHub lists so many entries of a tree at once (https://docs.github.com/en/rest/git/trees). */
export const MAX_ENTRIES = 100_000;

/** Commits, trees and blobs of the repository that the loopback was given. */
export function answerGit(desk: Desk, seen: SeenRequest, query: URLSearchParams): Result | undefined {
  if (seen.method !== 'GET' || desk.options.repository === undefined) return undefined;
  const [kind, id = ''] = seen.path.startsWith(REPOSITORY)
    ? seen.path.slice(REPOSITORY.length).split(/(?<=^git\/\w+)\/|(?<=^compare|^tarball)\//)
    : [];
  try {
    if (kind === 'git/commits') return { status: 200, body: commit(desk, id) };
    if (kind === 'git/trees') return { status: 200, body: tree(desk, id, query.get('recursive') !== null) };
    if (kind === 'git/blobs') return { status: 200, body: blob(desk, id) };
    if (kind === 'git/ref') return { status: 200, body: ref(desk, decodeURIComponent(id)) };
    if (kind === 'tarball') return { status: 302, headers: { location: `${desk.archives}${ARCHIVES}${id}` } };
    if (kind === 'compare') return { status: 200, body: comparison(desk, id) };
    if (seen.path === '/repos/o/r') return { status: 200, body: { default_branch: 'main' } };
  } catch {
    return refusal(404, 'Not Found');
  }
  return undefined;
}

/** What the other host has: the archive of a commit, as Git makes it. */
export function archiveOf({ git }: Desk, commit: string): Result {
  const body = git('archive', '--format=tar.gz', `--prefix=o-r-${commit.slice(0, 7)}/`, commit);
  return { status: 200, body, headers: { 'content-type': 'application/x-gzip' } };
}

function commit({ git, base }: Desk, id: string): unknown {
  const sha = text(git('rev-parse', '--verify', `${id}^{commit}`));
  const [tree = '', ...parents] = text(git('show', '--no-patch', '--format=%T %P', sha))
    .split(' ')
    .filter(Boolean);
  const who = { date: '2026-01-01T00:00:00Z', email: 't@example.com', name: 't' };
  const at = (kind: string, of: string) => ({ sha: of, url: `${base}/repos/o/r/git/${kind}/${of}` });
  return {
    ...at('commits', sha),
    node_id: 'C_1',
    author: who,
    committer: who,
    message: 'change',
    tree: at('trees', tree),
    parents: parents.map(parent => ({ ...at('commits', parent), html_url: `${base}/o/r/commit/${parent}` })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    html_url: `${base}/o/r/commit/${sha}`,
  };
}

function tree({ git, base }: Desk, id: string, isRecursive: boolean): unknown {
  const flags = isRecursive ? ['-r', '-t'] : [];
  const lines = git('ls-tree', '-z', '--long', '--full-tree', ...flags, id)
    .toString('utf8')
    .split('\0')
    .filter(Boolean);
  const entries = lines.map(line => {
    const tab = line.indexOf('\t');
    const [mode, type, sha, size] = line.slice(0, tab).split(/ +/);
    return {
      path: line.slice(tab + 1),
      mode,
      type,
      sha,
      ...(type === 'blob' ? { size: Number(size) } : {}),
      url: `${base}/repos/o/r/git/${type}s/${sha}`,
    };
  });
  const shown = entries.slice(0, MAX_ENTRIES);
  return {
    sha: id,
    url: `${base}/repos/o/r/git/trees/${id}`,
    tree: shown,
    truncated: shown.length < entries.length,
  };
}

function blob({ git, base }: Desk, id: string): unknown {
  const content = git('cat-file', 'blob', id);
  return {
    sha: id,
    node_id: 'B_1',
    size: content.length,
    url: `${base}/repos/o/r/git/blobs/${id}`,
    content: (content.toString('base64').match(/.{1,60}/g) ?? []).join('\n'),
    encoding: 'base64',
  };
}

function ref({ git, base }: Desk, name: string): unknown {
  const sha = text(git('rev-parse', '--verify', `refs/${name}`));
  const url = `${base}/repos/o/r/git/refs/${name}`;
  return { ref: `refs/${name}`, node_id: 'R_1', url, object: { type: 'commit', sha, url } };
}

function comparison(desk: Desk, basehead: string): unknown {
  const [base = '', head = ''] = basehead.split('...');
  const shared = text(desk.git('merge-base', base, head));
  const url = `${desk.base}/compare`;
  const urls = { url, html_url: url, permalink_url: url, diff_url: url, patch_url: url };
  const counts = { status: 'diverged', ahead_by: 1, behind_by: 1, total_commits: 1 };
  const sides = {
    base_commit: repositoryCommit(desk, base),
    merge_base_commit: repositoryCommit(desk, shared),
  };
  return { ...urls, ...counts, ...sides, commits: [] };
}

function repositoryCommit(desk: Desk, sha: string): unknown {
  const url = `${desk.base}/commit/${sha}`;
  const who = { name: 't', email: 't@example.com', date: '2026-01-01T00:00:00Z' };
  const detail = {
    url,
    author: who,
    committer: who,
    message: 'change',
    comment_count: 0,
    tree: { sha, url },
  };
  return {
    url,
    sha,
    node_id: 'C_1',
    html_url: url,
    comments_url: url,
    commit: detail,
    author: null,
    committer: null,
    parents: [],
  };
}

function text(output: Buffer): string {
  return output.toString('utf8').trim();
}
