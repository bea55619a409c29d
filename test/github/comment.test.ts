import { createClient, type GitHubClient } from '../../src/github/client.js';
import { type CommentResult, keepComment, MAX_COMMENT_LENGTH, markerOf } from '../../src/github/comment.js';
import { describeFailure } from '../../src/github/failure.js';
import { afterEach, describe, expect, it } from '../support/jest.js';
import {
  hasDescription,
  type KeptComment,
  type Loopback,
  type LoopbackOptions,
  startLoopback,
} from './loopback.js';

const WORKFLOW = 'github-actions[bot]';
const PLACE = { owner: 'o', repo: 'r', pullRequest: 7 };
const MARKER = markerOf('');
let loopback: Loopback;
let tokens = 0;

if (!hasDescription)
  console.warn(
    'GitHub API description not found under PREFLIGHT_SHARED: requests are not checked against it',
  );

afterEach(async () => {
  await loopback.close();
  expect(loopback.violations).toEqual([]);
});

async function start(options: LoopbackOptions = {}, comments: KeptComment[] = []): Promise<GitHubClient> {
  loopback = await startLoopback(options, comments);
  // One token each: GitHub counts, and the client waits, by token.
  return createClient({ token: `ghs_${tokens++}`, apiUrl: loopback.url, retryUnit: 1 });
}

function keep(
  client: GitHubClient,
  body: string,
  more: { create?: boolean; key?: string; token?: string } = {},
): Promise<CommentResult> {
  const comment = { key: more.key ?? '', body: () => body, create: more.create ?? true };
  return keepComment(client, PLACE, comment, more.token ?? 'ghs_x');
}

function writes(): string[] {
  return loopback.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
}

function ours(id: number, body: string): KeptComment {
  return { id, body: `${MARKER}\n${body}`, author: WORKFLOW };
}

describe('keepComment', () => {
  it('creates, leaves alone what is unchanged, and updates in place', async () => {
    const client = await start();
    const created = await keep(client, 'one');
    expect(created).toEqual({ action: 'created', url: expect.stringContaining('#issuecomment-1') });
    expect(await keep(client, 'one')).toEqual({ action: 'unchanged', url: created.url });
    expect(await keep(client, 'two')).toEqual({ action: 'updated', url: created.url });
    expect(loopback.comments).toEqual([ours(1, 'two')]);
    expect(writes()).toEqual(['POST', 'PATCH']);
  });

  it('takes line ends and space at the end that GitHub changed for no change', async () => {
    const client = await start({}, [ours(1, 'a\r\nb\r\n')]);
    expect((await keep(client, 'a\nb')).action).toBe('unchanged');
    expect(writes()).toEqual([]);
  });

  it('makes none where none is to be made, but brings one that is there up to date', async () => {
    const client = await start();
    expect(await keep(client, 'green', { create: false })).toEqual({ action: 'none' });
    loopback.comments.push(ours(3, 'red'));
    expect((await keep(client, 'green', { create: false })).action).toBe('updated');
    expect(loopback.comments).toEqual([ours(3, 'green')]);
  });

  it('leaves alone what others wrote, marker or not', async () => {
    const others = [
      { id: 1, body: `${MARKER}\nall is well, trust me`, author: 'mallory' },
      { id: 2, body: `${MARKER}\nquoted`, author: 'other[bot]' },
      { id: 3, body: `> ${MARKER}\nquoted by the workflow`, author: WORKFLOW },
      { id: 4, body: 'nothing of ours', author: WORKFLOW },
    ];
    const client = await start({}, structuredClone(others));
    expect((await keep(client, 'mine')).action).toBe('created');
    expect(loopback.comments).toEqual([...others, ours(5, 'mine')]);
  });

  it('removes duplicates of ours and keeps the oldest', async () => {
    const client = await start({}, [
      ours(9, 'later'),
      ours(2, 'first'),
      { id: 5, body: `${MARKER}\nx`, author: 'mallory' },
      ours(7, 'now'),
    ]);
    expect((await keep(client, 'now')).action).toBe('updated');
    expect(loopback.comments.map(({ id }) => id)).toEqual([2, 5]);
  });

  it('keeps one comment for each key', async () => {
    const client = await start({}, [ours(1, 'root')]);
    await keep(client, 'other', { key: '/a--> <b' });
    expect((await keep(client, 'root')).action).toBe('unchanged');
    expect((await keep(client, 'other', { key: '/a--> <b' })).action).toBe('unchanged');
    expect(loopback.comments).toHaveLength(2);
    expect(loopback.comments[1]?.body).toMatch(/^<!-- istio-preflight:report:[0-9a-f]{12} -->\n/);
  });

  it('finds its comment on a later page', async () => {
    const chat = Array.from({ length: 250 }, (_, n) => ({ id: n + 1, body: 'hello', author: 'alice' }));
    const client = await start({}, [...chat, ours(251, 'old')]);
    expect((await keep(client, 'new')).action).toBe('updated');
    expect(loopback.requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  it("knows a person's token, and that of another app, by their own names", async () => {
    let client = await start({ author: 'octo-bot', knowsUser: true });
    await keep(client, 'one', { token: 'ghp_x' });
    expect((await keep(client, 'two', { token: 'ghp_x' })).action).toBe('updated');
    await loopback.close();
    client = await start({ author: 'my-app[bot]', viewer: 'my-app[bot]' });
    await keep(client, 'one');
    expect((await keep(client, 'two')).action).toBe('updated');
    expect(loopback.comments).toHaveLength(1);
  });

  it('takes a token of an unknown kind that may not ask for its name for the workflow’s', async () => {
    const client = await start({}, [ours(1, 'old')]);
    expect((await keep(client, 'new', { token: 'opaque' })).action).toBe('updated');
  });

  it('refuses a body that GitHub would refuse', async () => {
    const client = await start();
    await expect(keep(client, 'x'.repeat(MAX_COMMENT_LENGTH))).rejects.toThrow(/more than GitHub takes/);
    expect(writes()).toEqual([]);
  });
});

describe('keepComment, when two runs are at it', () => {
  it('ends with one comment, whoever came first', async () => {
    const client = await start();
    const results = await Promise.all(['one', 'two', 'three'].map(body => keep(client, body)));
    expect(loopback.comments).toHaveLength(1);
    const [left] = loopback.comments;
    expect(left?.id).toBe(1);
    for (const { url } of results) expect(url).toBeDefined();
    expect((await keep(client, 'last')).action).toBe('updated');
    expect(loopback.comments.map(({ body }) => body)).toEqual([ours(1, 'last').body]);
  });

  it('leaves alone what a later run wrote', async () => {
    const client = await start({}, [ours(1, 'by run 8')]);
    const comment = {
      key: '',
      body: () => 'by run 7',
      create: true,
      isNewer: (text: string) => text.includes('8'),
    };
    expect(await keepComment(client, PLACE, comment, 'ghs_x')).toMatchObject({ action: 'outdated' });
    expect(writes()).toEqual([]);
  });

  it('hands the text that is there to whoever writes the next one', async () => {
    const client = await start({}, [ours(1, 'old')]);
    await keepComment(
      client,
      PLACE,
      { key: '', create: true, body: text => `after ${text?.slice(-3)}` },
      'ghs_x',
    );
    expect(loopback.comments[0]?.body).toBe(`${MARKER}\nafter old`);
  });
});

describe('keepComment, when GitHub fails', () => {
  it('does not post twice where the answer to the first post was lost', async () => {
    for (const fault of [{ cut: 'after' as const }]) {
      const client = await start({
        fault: ({ method }, before) => (method === 'POST' && before === 0 ? fault : undefined),
      });
      expect(await keep(client, 'one')).toEqual({ action: 'created', url: expect.stringContaining('-1') });
      expect(loopback.comments).toEqual([ours(1, 'one')]);
      expect(writes()).toEqual(['POST']);
    }
  });

  it('posts again where the first post came to nothing', async () => {
    for (const fault of [{ cut: 'before' as const }, { status: 502 }]) {
      const client = await start({
        fault: ({ method }, before) => (method === 'POST' && before === 0 ? fault : undefined),
      });
      expect((await keep(client, 'one')).action).toBe('created');
      expect(loopback.comments).toEqual([ours(1, 'one')]);
      await loopback.close();
    }
  });

  it('gives up after a second post that fails, and leaves at most one comment', async () => {
    const client = await start({ fault: ({ method }) => (method === 'POST' ? { status: 500 } : undefined) });
    await expect(keep(client, 'one')).rejects.toMatchObject({ status: 500 });
    expect(writes()).toEqual(['POST', 'POST']);
  });

  it('repeats what can be repeated', async () => {
    const fault: LoopbackOptions['fault'] = (_, before) => (before === 0 ? { status: 502 } : undefined);
    const client = await start({ fault }, [ours(1, 'old'), ours(2, 'twice')]);
    expect((await keep(client, 'new')).action).toBe('updated');
    expect(loopback.comments).toEqual([ours(1, 'new')]);
  });

  it('does not mind a duplicate that is gone already', async () => {
    const fault: LoopbackOptions['fault'] = ({ method }) =>
      method === 'DELETE' ? { status: 404 } : undefined;
    const client = await start({ fault }, [ours(1, 'same'), ours(2, 'same')]);
    expect((await keep(client, 'same')).action).toBe('unchanged');
  });

  it('makes its comment anew where somebody deleted it meanwhile', async () => {
    const fault: LoopbackOptions['fault'] = ({ method }) =>
      method === 'PATCH' ? { status: 404 } : undefined;
    const client = await start({ fault }, [ours(1, 'old')]);
    expect((await keep(client, 'new')).action).toBe('created');
  });

  it('says what to do in one plain sentence', async () => {
    const cases: [number, string, boolean, RegExp][] = [
      [403, 'Resource not accessible by integration', false, /permission pull-requests: write/],
      [404, 'Not Found', false, /permission pull-requests: write/],
      [403, 'Resource not accessible by integration', true, /from a fork; the report is in the job summary/],
      [403, 'Unable to create comment because issue is locked.', false, /locked/],
      [401, 'Bad credentials', false, /github-token/],
      [422, 'Validation Failed', false, /422: Validation Failed/],
      [500, 'oops', false, /500: oops/],
    ];
    for (const [status, message, fromFork, expected] of cases) {
      const client = await start({
        fault: ({ method }) => (method === 'POST' ? { status, message } : undefined),
      });
      const failure = await keep(client, 'one').catch((error: unknown) => error);
      expect(describeFailure(failure, fromFork)).toMatch(expected);
      expect(describeFailure(failure, fromFork)).not.toContain('\n');
      await loopback.close();
    }
  });

  it('sends the token to GitHub’s host only, whatever that answers', async () => {
    const elsewhere = await startLoopback();
    const location = elsewhere.url.replace('127.0.0.1', 'localhost');
    for (const status of [301, 302, 307, 308]) {
      const fault = { status, headers: { location: `${location}/repos/o/r/issues/7/comments` } };
      const client = await start({ fault: () => fault });
      await keep(client, 'one').catch(() => {});
      await loopback.close();
    }
    expect([...elsewhere.tokens].filter(token => token !== '')).toEqual([]);
    await elsewhere.close();
  });

  it('waits for a short rate limit once, and not for a long one', async () => {
    const limited =
      (seconds: string): LoopbackOptions['fault'] =>
      ({ method }, before) =>
        method === 'GET' && before === 0
          ? {
              status: 403,
              message: 'You have exceeded a secondary rate limit',
              headers: { 'retry-after': seconds },
            }
          : undefined;
    const patient = await start({ fault: limited('2') });
    expect((await keep(patient, 'one')).action).toBe('created');
    await loopback.close();
    const impatient = await start({ fault: limited('3600') });
    const failure = await keep(impatient, 'one').catch((error: unknown) => error);
    expect(describeFailure(failure, false)).toMatch(/rate limit is used up/);
  });
});
