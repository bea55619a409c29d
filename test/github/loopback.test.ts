import { afterAll, describe, expect, it } from '../support/jest.js';
import { hasDescription, type Loopback, startLoopback } from './loopback.js';

const opened: Loopback[] = [];

afterAll(async () => {
  for (const one of opened) await one.close();
});

// Without GitHub's description there is nothing to check against.
(hasDescription ? describe : describe.skip)('the loopback (needs PREFLIGHT_SHARED)', () => {
  it('notices what GitHub would not take', async () => {
    const loopback = await startLoopback();
    const send = (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(
        `${loopback.url}${path}`,
        body === undefined ? { method } : { method, body: JSON.stringify(body) },
      );
    opened.push(loopback);
    await send('POST', '/repos/o/r/issues/7/comments', { body: 'fine' });
    await send('GET', '/repos/o/r/issues/7/comments?per_page=100');
    expect(loopback.violations).toEqual([]);
    await send('POST', '/repos/o/r/issues/7/comments', { text: 'no body' });
    await send('PATCH', '/repos/o/r/issues/comments/1', { body: 5 });
    await send('GET', '/repos/o/r/issues/7/comments?pages=1');
    await send('GET', '/repos/o/r/nothing');
    expect(loopback.violations).toEqual([
      expect.stringContaining("must have required property 'body'"),
      expect.stringContaining('/body: must be string'),
      expect.stringContaining('has no parameter pages'),
      expect.stringContaining('is no part of the API'),
    ]);
  });
});
