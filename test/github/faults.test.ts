/**
 * Every call that a run makes, failing in every way that GitHub and networks fail: verdict, summary and outputs stand,
 * there is at most one comment and one check run, and the next run has everything right.
 */

import { createClient } from '../../src/github/client.js';
import { conclude } from '../../src/github/outputs.js';
import { type PublishContext, publish } from '../../src/github/publish.js';
import type { Toolkit } from '../../src/github/toolkit.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { afterEach, describe, expect, it } from '../support/jest.js';
import { type Fault, type Loopback, type LoopbackOptions, startLoopback } from './loopback.js';
import { finding, report } from './report.js';

const COMMIT = 'c'.repeat(40);
/** Enough places that the check run needs a second request. */
const REPORT = report({
  findings: Array.from({ length: 60 }, (_, n) => finding({ locations: [{ file: `f/${n}.yaml`, line: 3 }] })),
});

const FAULTS: Readonly<Record<string, Fault>> = {
  '403': { status: 403, message: 'Resource not accessible by integration' },
  '404': { status: 404, message: 'Not Found' },
  '410': { status: 410, message: 'Issues are disabled for this repo' },
  '422': { status: 422, message: 'Validation Failed' },
  '429': { status: 429, message: 'Too many requests' },
  '500': { status: 500 },
  '500 although it was carried out': { status: 500, carriedOut: true },
  '502': { status: 502 },
  'a secondary limit': {
    status: 403,
    message: 'You have exceeded a secondary rate limit',
    headers: { 'retry-after': '1' },
  },
  'a long limit': {
    status: 403,
    message: 'You have exceeded a secondary rate limit',
    headers: { 'retry-after': '3600' },
  },
  'a connection cut before': { cut: 'before' },
  'a connection cut after': { cut: 'after' },
  'an answer that breaks off': { cut: 'within' },
  'a slow answer': { delay: 300 },
};

const loopbacks: Loopback[] = [];
let tokens = 0;

afterEach(async () => {
  for (const loopback of loopbacks.splice(0)) {
    await loopback.close();
    expect(loopback.violations).toEqual([]);
  }
});

async function start(options: LoopbackOptions = {}): Promise<Loopback> {
  const loopback = await startLoopback(options);
  loopbacks.push(loopback);
  return loopback;
}

interface Ran {
  readonly outputs: Record<string, string | number>;
  readonly summary: string;
  readonly failed: string[];
  readonly warnings: string[];
}

/** One run of the action's last part at the loopback, as far as the runner sees it. */
async function run(loopback: Loopback): Promise<Ran> {
  const ran: Ran & { summary: string } = { outputs: {}, summary: '', failed: [], warnings: [] };
  const toolkit: Toolkit = {
    getInput: () => '',
    setSecret: () => {},
    setOutput: (name, value) => {
      ran.outputs[name] = value;
    },
    setFailed: message => void ran.failed.push(message),
    error: () => {},
    warning: message => void ran.warnings.push(message),
    info: () => {},
    debug: () => {},
  };
  const token = `ghs_f${tokens++}`;
  const owner = { owner: 'o', repo: 'r' };
  const context: PublishContext = {
    toolkit,
    render: renderMarkdown,
    addSummary: async text => {
      ran.summary += text;
    },
    access: {
      token,
      fromFork: false,
      client: async () => createClient({ token, apiUrl: loopback.url, retryUnit: 1, timeout: 5_000 }),
    },
    comment: { mode: 'always', place: { ...owner, pullRequest: 7 }, key: '', commit: COMMIT, run: 1 },
    checkRun: { mode: 'always', place: { ...owner, commit: COMMIT }, name: 'verdict', externalId: token },
    files: {},
  };
  await publish(REPORT, context);
  conclude(REPORT, toolkit);
  return ran;
}

/** A fault for the n-th call of a run, or from the n-th on. */
function at(position: number, fault: Fault, isLasting: boolean): LoopbackOptions['fault'] {
  let seen = 0;
  return () => {
    const here = seen++;
    return here === position || (isLasting && here > position) ? fault : undefined;
  };
}

/** Calls of a run without faults: check run, its second request, list, comment, list. */
const CALLS = ['POST check run', 'PATCH check run', 'GET comments', 'POST comment', 'GET comments again'];

/** What has to hold whatever fails, in that run and in the next one. */
async function survive(fault: Fault, position: number, lasts: boolean): Promise<void> {
  const loopback = await start({ fault: at(position, fault, lasts) });
  const ran = await run(loopback);
  expect(ran.failed).toEqual(['fail: one resource breaks']);
  expect(ran.outputs).toMatchObject({ verdict: 'fail', exposed: 60, critical: 60 });
  expect(ran.summary).toContain('SNI is set by itself');
  for (const warning of ran.warnings) expect(warning).not.toMatch(/\n/);
  expect(loopback.comments.length).toBeLessThanOrEqual(1);
  expect(loopback.checkRuns.length).toBeLessThanOrEqual(1);
  const [made] = loopback.checkRuns;
  if (made) expect(new Set(made.annotations.map(({ path }) => path)).size).toBe(made.annotations.length);

  loopback.fail(undefined);
  const next = await run(loopback);
  expect(next.warnings).toEqual([]);
  expect(loopback.comments).toHaveLength(1);
  expect(loopback.checkRuns.at(-1)).toMatchObject({ conclusion: 'failure' });
  expect(loopback.checkRuns.at(-1)?.annotations).toHaveLength(60);
  expect(next.outputs['comment-url']).toContain('#issuecomment-');
}

describe('publishing at a GitHub that fails', () => {
  it('makes these calls where nothing fails', async () => {
    const loopback = await start();
    await run(loopback);
    expect(loopback.requests.map(({ method }) => method)).toEqual(CALLS.map(call => call.split(' ')[0]));
  });

  // The calls of one fault at the same time: most of it is waiting, as the client spaces out what it writes.
  it.each(Object.entries(FAULTS))('survives %s at every call, once or from there on', async (_, fault) => {
    const cases = CALLS.flatMap((__, position) => [false, true].map(lasts => [position, lasts] as const));
    await Promise.all(cases.map(([position, lasts]) => survive(fault, position, lasts)));
  });

  it('comes back when a limit says so, whatever words it has, and once', async () => {
    const headers = { 'retry-after': '2' };
    const fault: LoopbackOptions['fault'] = ({ path }, before) =>
      before === 0 && path.endsWith('/comments') ? { status: 429, message: 'slow down', headers } : undefined;
    const loopback = await start({ fault });
    expect((await run(loopback)).warnings).toEqual([]);
    expect(loopback.comments).toHaveLength(1);
    loopback.requests.splice(0);
    loopback.fail(() => ({ status: 429, message: 'slow down', headers }));
    await run(loopback);
    expect(loopback.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
  });

  it('gives up on a GitHub that hangs, within its budget of time', async () => {
    const loopback = await start({ fault: () => ({ delay: 5_000 }) });
    const token = `ghs_f${tokens++}`;
    const client = createClient({ token, apiUrl: loopback.url, budget: 300, retryUnit: 1 });
    const calls = [1, 2, 3].map(() => client.rest.repos.get({ owner: 'o', repo: 'r' }));
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  });
});
