import { createHash } from 'node:crypto';
import type { GitHubClient } from './client.js';
import { mayHaveHappened, statusOf } from './failure.js';

export type CommentMode = 'always' | 'on-findings' | 'never';

/** The pull request that carries the comment. */
export interface CommentPlace {
  readonly owner: string;
  readonly repo: string;
  readonly pullRequest: number;
}

export interface StickyComment {
  /** Whose comment it is among several of this action; '' for the only one. */
  readonly key: string;
  /** The text without the marker, given the whole text of the comment that is there. */
  readonly body: (existing: string | undefined) => string;
  /** Whether a later run wrote what is there: then it is left alone. */
  readonly isNewer?: (existing: string) => boolean;
  /** False: an existing comment is brought up to date, but none is made. */
  readonly create: boolean;
}

export interface CommentResult {
  readonly action: 'created' | 'updated' | 'unchanged' | 'outdated' | 'none';
  readonly url?: string;
}

interface KnownComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly author: string;
}

/** GitHub's limit of a comment's body (it answers 422 with this number beyond it). */
export const MAX_COMMENT_LENGTH = 65_536;
/** The author of what the token that every workflow gets writes. */
const WORKFLOW_AUTHOR = 'github-actions[bot]';
/** Pages of 100 comments that are looked through. */
const MAX_PAGES = 50;

/** The hidden first line by which the comment is found again. */
export function markerOf(key: string): string {
  // A hash: no text of a user's can end the HTML comment early.
  const suffix = key === '' ? '' : `:${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  return `<!-- istio-preflight:report${suffix} -->`;
}

/** Characters that are left for the body beside the marker. */
export function bodyRoom(key: string): number {
  return MAX_COMMENT_LENGTH - markerOf(key).length - 1;
}

/**
 * Keeps one comment on a pull request: made once, updated in place where its text changed, and any duplicates of ours
 * removed. Ours is what has the marker *and* was written by the token's own author.
 * @throws what the API answers where it refuses; nothing is half done that a next run does not mend
 */
export async function keepComment(
  client: GitHubClient,
  place: CommentPlace,
  comment: StickyComment,
  token: string,
): Promise<CommentResult> {
  const marker = markerOf(comment.key);
  const author = await authorOf(client, token);
  const find = async (): Promise<KnownComment[]> => {
    const marked = (await listComments(client, place)).filter(known => known.body.startsWith(marker));
    const ours = marked.filter(known => known.author === author);
    return ours.length > 0 || marked.length === 0 ? ours : ofThisApp(client, marked);
  };
  const desk: Desk = { client, place, comment, marker, find };
  const [first, ...duplicates] = await find();
  const result = await bringUpToDate(desk, first);
  await removeAll(desk, duplicates);
  return result.action === 'created' ? settle(desk, result) : result;
}

/** What every step needs. */
interface Desk {
  readonly client: GitHubClient;
  readonly place: CommentPlace;
  readonly comment: StickyComment;
  readonly marker: string;
  /** Our comments, the oldest first. */
  readonly find: () => Promise<KnownComment[]>;
}

async function bringUpToDate(desk: Desk, existing: KnownComment | undefined): Promise<CommentResult> {
  const { client, place, comment } = desk;
  if (existing === undefined) return comment.create ? createOnce(desk) : { action: 'none' };
  if (comment.isNewer?.(existing.body) === true) return { action: 'outdated', url: existing.url };
  const body = textOf(desk, existing.body);
  if (sameText(existing.body, body)) return { action: 'unchanged', url: existing.url };
  try {
    await client.rest.issues.updateComment({ ...repository(place), comment_id: existing.id, body });
    return { action: 'updated', url: existing.url };
  } catch (error) {
    // Somebody deleted it meanwhile; a 404 may also hide a missing permission, which the creation then tells.
    if (statusOf(error) !== 404 || !comment.create) throw error;
    return createOnce(desk);
  }
}

function textOf({ comment, marker }: Desk, existing: string | undefined): string {
  const body = `${marker}\n${comment.body(existing)}`;
  if (body.length > MAX_COMMENT_LENGTH)
    throw new Error(`the comment has ${body.length} characters, more than GitHub takes`);
  return body;
}

/** Creates the comment; where GitHub failed without saying whether it did, looks before it tries once more. */
async function createOnce(desk: Desk): Promise<CommentResult> {
  const { client, place, find } = desk;
  const body = textOf(desk, undefined);
  for (let attempt = 1; ; attempt++) {
    try {
      const { data } = await client.rest.issues.createComment({
        ...repository(place),
        issue_number: place.pullRequest,
        body,
      });
      return { action: 'created', url: data.html_url };
    } catch (error) {
      if (!mayHaveHappened(error)) throw error;
      const made = (await find()).find(known => sameText(known.body, body));
      if (made !== undefined) return { action: 'created', url: made.url };
      if (attempt === 2) throw error;
    }
  }
}

/**
 * Another run may have looked, found nothing and made its comment at the same moment. Both look again, and both keep the
 * oldest. What can't be settled now, the next run settles.
 */
async function settle(desk: Desk, created: CommentResult): Promise<CommentResult> {
  try {
    const [oldest, ...others] = await desk.find();
    if (oldest === undefined || others.length === 0) return created;
    const kept = await bringUpToDate({ ...desk, comment: { ...desk.comment, create: false } }, oldest);
    await removeAll(desk, others);
    return { ...created, ...(kept.url === undefined ? {} : { url: kept.url }) };
  } catch {
    return created;
  }
}

async function removeAll(desk: Desk, comments: readonly KnownComment[]): Promise<void> {
  for (const { id } of comments) {
    try {
      await desk.client.rest.issues.deleteComment({ ...repository(desk.place), comment_id: id });
    } catch (error) {
      // Gone already, by another run or by an attempt whose answer was lost; or left to the next run.
      if (statusOf(error) === undefined) throw error;
    }
  }
}

async function listComments(client: GitHubClient, place: CommentPlace): Promise<KnownComment[]> {
  const found: KnownComment[] = [];
  const pages = client.paginate.iterator(client.rest.issues.listComments, {
    ...repository(place),
    issue_number: place.pullRequest,
    per_page: 100,
  });
  let count = 0;
  for await (const { data } of pages) {
    for (const { id, html_url: url, body, user } of data)
      found.push({ id, url, body: body ?? '', author: user?.login ?? '' });
    count += 1;
    if (count === MAX_PAGES) break;
  }
  return found.sort((a, b) => a.id - b.id);
}

/**
 * Who the token writes as. A person's token says so; the token of an installation (`ghs_`), such as the workflow's, may
 * not ask: GET /user answers it with 403.
 */
async function authorOf(client: GitHubClient, token: string): Promise<string> {
  if (token.startsWith('ghs_')) return WORKFLOW_AUTHOR;
  try {
    const { data } = await client.rest.users.getAuthenticated();
    return data.login;
  } catch (error) {
    const status = statusOf(error);
    if (status === 401 || mayHaveHappened(error)) throw error;
    return WORKFLOW_AUTHOR;
  }
}

/**
 * Those of the comments that the token of another GitHub App wrote itself. Asked only where somebody else than the
 * workflow left a comment with the marker, as only GraphQL tells such a token its name.
 */
async function ofThisApp(client: GitHubClient, marked: readonly KnownComment[]): Promise<KnownComment[]> {
  const bots = marked.filter(known => known.author.endsWith('[bot]'));
  if (bots.length === 0) return [];
  try {
    const { viewer } = await client.graphql<{ viewer: { login: string } }>('query { viewer { login } }');
    return bots.filter(known => known.author === viewer.login);
  } catch {
    return [];
  }
}

/** GitHub keeps line ends as they were typed in its editor, and may drop space at the end. */
function sameText(one: string, other: string): boolean {
  const normal = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();
  return normal(one) === normal(other);
}

function repository(place: CommentPlace): { owner: string; repo: string } {
  return { owner: place.owner, repo: place.repo };
}
