import type { SeenRequest } from './described-api.js';
import { type Desk, type Result, refusal } from './loopback.js';

/** A comment as the loopback keeps it. */
export interface KeptComment {
  id: number;
  body: string;
  author: string;
}

/** The comments of pull request 7. */
export function answerComments(desk: Desk, seen: SeenRequest, query: URLSearchParams): Result | undefined {
  const { comments, author, base } = desk;
  const list = /^\/repos\/o\/r\/issues\/7\/comments$/.test(seen.path);
  const one = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(seen.path);
  if (!list && one === null) return undefined;
  if (list && seen.method === 'GET') return page(desk, query);
  const body = (seen.body as { body?: string } | undefined)?.body ?? '';
  if (body.length > 65_536) return refusal(422, 'Body is too long (maximum is 65536 characters)');
  if (list && seen.method === 'POST') {
    const made = { id: Math.max(0, ...comments.map(comment => comment.id)) + 1, body, author };
    comments.push(made);
    return { status: 201, body: issueComment(made, base) };
  }
  const kept = one === null ? undefined : comments.find(comment => comment.id === Number(one[1]));
  if (kept === undefined) return refusal(404, 'Not Found');
  if (seen.method === 'PATCH') {
    kept.body = body;
    return { status: 200, body: issueComment(kept, base) };
  }
  if (seen.method === 'DELETE') {
    comments.splice(comments.indexOf(kept), 1);
    return { status: 204 };
  }
  return undefined;
}

function page({ comments, base }: Desk, query: URLSearchParams): Result {
  const size = Number(query.get('per_page') ?? 30);
  const number = Number(query.get('page') ?? 1);
  const rest = comments.length > number * size;
  const next = `<${base}/repos/o/r/issues/7/comments?per_page=${size}&page=${number + 1}>; rel="next"`;
  const body = comments.slice((number - 1) * size, number * size).map(comment => issueComment(comment, base));
  return { status: 200, body, headers: rest ? { link: next } : {} };
}

function issueComment(comment: KeptComment, base: string): unknown {
  const url = `${base}/repos/o/r/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url,
    html_url: `https://github.example/o/r/pull/7#issuecomment-${comment.id}`,
    issue_url: `${base}/repos/o/r/issues/7`,
    body: comment.body,
    user: user(comment.author),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    author_association: 'NONE',
  };
}

export function user(login: string): unknown {
  const urls = Object.fromEntries(
    [
      'avatar_url',
      'events_url',
      'followers_url',
      'following_url',
      'gists_url',
      'html_url',
      'organizations_url',
      'received_events_url',
      'repos_url',
      'starred_url',
      'subscriptions_url',
      'url',
    ].map(name => [name, `https://github.example/${name}`]),
  );
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  return { ...urls, login, id: 1, node_id: 'U_1', gravatar_id: '', type, site_admin: false };
}
