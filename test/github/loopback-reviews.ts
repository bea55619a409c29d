import type { SeenRequest } from './described-api.js';
import { type Desk, type Result, refusal } from './loopback.js';
import { user } from './loopback-comments.js';

/** A comment on lines of the diff, as the loopback keeps it. */
export interface KeptReviewComment {
  readonly body: string;
  readonly path: string;
  readonly line: number;
  readonly start_line?: number;
  readonly commit_id: string;
}

/** The files of pull request 7, and the comments on their lines. */
export function answerReviews(desk: Desk, seen: SeenRequest, query: URLSearchParams): Result | undefined {
  if (query.has('page') && query.get('page') !== '1') return undefined;
  if (seen.path === '/repos/o/r/pulls/7/files' && seen.method === 'GET')
    return { status: 200, body: Object.entries(desk.options.changed ?? {}).map(changedFile) };
  if (seen.path === '/repos/o/r/pulls/7/comments' && seen.method === 'GET')
    return { status: 200, body: desk.reviews.map((comment, index) => reviewComment(desk, comment, index)) };
  if (seen.path !== '/repos/o/r/pulls/7/reviews' || seen.method !== 'POST') return undefined;
  const { commit_id = '', body = '', comments = [] } = seen.body as Partial<GivenReview>;
  const isInDiff = comments.every(({ path }) => desk.options.changed?.[path] !== undefined);
  if (body === '' || !isInDiff) return refusal(422, 'Unprocessable Entity: "Path could not be resolved"');
  desk.reviews.push(...comments.map(comment => ({ ...comment, commit_id })));
  return { status: 200, body: reviewOf(desk, body, commit_id) };
}

interface GivenReview {
  readonly commit_id: string;
  readonly body: string;
  readonly comments: readonly Omit<KeptReviewComment, 'commit_id'>[];
}

function reviewOf({ author, base }: Desk, body: string, commit_id: string): unknown {
  const pull = `${base}/repos/o/r/pulls/7`;
  const url = 'https://github.example/o/r/pull/7#pullrequestreview-1';
  return {
    id: 1,
    node_id: 'PRR_1',
    user: user(author),
    body,
    commit_id,
    state: 'COMMENTED',
    html_url: url,
    pull_request_url: pull,
    author_association: 'NONE',
    _links: { html: { href: url }, pull_request: { href: pull } },
  };
}

function changedFile([filename, patch]: [string, string]): unknown {
  const url = `https://github.example/${filename}`;
  return {
    filename,
    patch,
    sha: 'a'.repeat(40),
    status: 'modified',
    additions: 1,
    deletions: 1,
    changes: 2,
    blob_url: url,
    raw_url: url,
    contents_url: url,
  };
}

function reviewComment({ author, base }: Desk, comment: KeptReviewComment, index: number): unknown {
  const url = `${base}/repos/o/r/pulls/comments/${index + 1}`;
  const pull = `${base}/repos/o/r/pulls/7`;
  return {
    ...comment,
    url,
    id: index + 1,
    node_id: `PRRC_${index + 1}`,
    pull_request_review_id: 1,
    diff_hunk: '@@',
    original_commit_id: comment.commit_id,
    user: user(author),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    html_url: `https://github.example/o/r/pull/7#discussion_r${index + 1}`,
    pull_request_url: pull,
    author_association: 'NONE',
    _links: { self: { href: url }, html: { href: url }, pull_request: { href: pull } },
  };
}
