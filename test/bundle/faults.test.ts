/**
 * Every call that a run of the bundled action makes, failing in every way that GitHub and networks fail, one at a time:
 * verdict and exit code stand, nothing is there twice, and what could not be published is in the summary and is said.
 */

import { markerOf } from '../../src/github/comment.js';
import type { Fault, Loopback, LoopbackOptions } from '../github/loopback.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '../support/jest.js';
import { destinationRule } from '../support/scenario.js';
import { ended, followedRun, MINUTES, openStage, type Stage } from './stage.js';

/** With these there is more to mark than one request may. */
const PLACES = 30;
const VALUES = 'istiod:\n  pilot:\n    env:\n      A: "1"\n';
/** The values file as the pull request's diff shows it. */
const CHANGED = { 'mesh/values.yaml': `@@ -0,0 +1,4 @@\n${VALUES.replace(/^(?=.)/gm, '+')}` };
const LIMIT = { 'retry-after': '1' };
const FAULTS: Readonly<Record<string, Fault>> = {
  '403': { status: 403, message: 'Resource not accessible by integration' },
  '404': { status: 404, message: 'Not Found' },
  '422': { status: 422, message: 'Validation Failed' },
  '429': { status: 429, message: 'Too many requests', headers: LIMIT },
  '500': { status: 500 },
  '502 although carried out': { status: 502, carriedOut: true },
  'a cut before': { cut: 'before' },
  'a cut after': { cut: 'after' },
  'a cut within': { cut: 'within' },
  'a slow answer': { delay: 1_000 },
  'a secondary limit': { status: 403, message: 'You have exceeded a secondary rate limit', headers: LIMIT },
};
/** What the API says once, and would say again. */
const LASTING = new Set(['403', '404', '422']);
const AT_ONCE = 16;

let stage: Stage;
/** What a run without faults marks. */
let marked: number;

beforeAll(async () => {
  const rules = Array.from({ length: PLACES }, (_, n) =>
    destinationRule(undefined, `db${n}.example.com`, `d${n}`),
  );
  const plain = Array.from({ length: 61 }, (_, n) => [`apps/${n}.yaml`, `a: ${n}\n`]);
  stage = await openStage({
    base: { 'config/rule.yaml': rules.join('---\n'), ...Object.fromEntries(plain) },
    head: { 'mesh/values.yaml': VALUES },
  });
}, 5 * MINUTES);

afterEach(() => stage.settle());

afterAll(() => stage.close());

interface Situation {
  readonly github: () => LoopbackOptions;
  /** Bodies of comments of ours that are there before the run. */
  readonly comments?: readonly string[];
  readonly job: () => Partial<Parameters<Stage['act']>[1]>;
  readonly checkout: boolean;
}

/** A call of a run: which of those with the same method and path, from 0. */
type Call = readonly [method: string, path: RegExp, nth: number];
type FaultOf = NonNullable<LoopbackOptions['fault']>;

async function run(situation: Situation, index: number, fault?: FaultOf) {
  const at = await stage.github({ ...situation.github(), changed: CHANGED, fault });
  at.comments.push(
    ...(situation.comments ?? []).map((body, n) => ({ id: n + 1, body, author: 'github-actions[bot]' })),
  );
  const workspace = situation.checkout ? await stage.checkout() : await stage.emptyWorkspace();
  const node = stage.nodes[index % stage.nodes.length];
  const ran = await stage.act(node, { api: at.url, workspace, ...situation.job() });
  return { at, ran };
}

/** The same fault at several calls, of surfaces that know nothing of each other. */
function failing(calls: readonly Call[], fault: Fault): FaultOf {
  return ({ method, path }, before) =>
    calls.some(([of, pattern, nth]) => of === method && pattern.test(path) && nth === before)
      ? fault
      : undefined;
}

/** What of the report could not be published, and how that is said. */
function expectNothingLost(at: Loopback, { log, outputs, summary }: Awaited<ReturnType<Stage['act']>>): void {
  expect(summary).toContain('auto-sni');
  for (const name of [0, PLACES - 1]) expect(summary).toContain(`DestinationRule/shop/d${name}`);
  expect(outputs.get('critical')).toBe('1');
  const said = (pattern: RegExp): number => log.split('\n').filter(line => pattern.test(line)).length;
  const isTold = at.comments.some(({ body }) => body.includes('auto-sni'));
  expect([isTold, said(/no comment was written: \w.{20,}/)]).toEqual([isTold, isTold ? 0 : 1]);
  const [check] = at.checkRuns;
  expect([check !== undefined, said(/no check run was made: \w.{20,}/)]).toEqual(
    check ? [true, 0] : [false, 1],
  );
  // Without a check run the workflow marks lines, the verdict's own line apart.
  expect(said(/^::error .*file=config\/rule\.yaml/)).toBe(check ? 0 : 9);
  const missing = check ? marked - check.annotations.length : 0;
  expect(said(/lines are not marked in the check run/)).toBe(missing > 0 ? 1 : 0);
  expect(said(/no suggestion was made: \w.{20,}/)).toBe(at.reviews.length === 0 ? 1 : 0);
}

function expectNothingTwice(at: Loopback, comments: number): void {
  expect(at.comments.length).toBeLessThanOrEqual(comments);
  expect(at.checkRuns.length).toBeLessThanOrEqual(1);
  const marks = at.checkRuns.flatMap(({ annotations }) => annotations.map(mark => JSON.stringify(mark)));
  expect(new Set(marks).size).toBe(marks.length);
  expect(new Set(at.reviews.map(({ body }) => body)).size).toBe(at.reviews.length);
}

interface Trial {
  readonly name: string;
  readonly fault: string;
  readonly inject: FaultOf;
}

/** Runs all trials, a few at a time, as most of a run is waiting for limits and retries. */
async function tryAll(
  situation: Situation,
  trials: readonly Trial[],
  check: (outcome: Awaited<ReturnType<typeof run>>, fault: string) => void,
): Promise<void> {
  const queue = trials.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { name, fault, inject }] of queue) {
      const outcome = await run(situation, index, inject);
      try {
        check(outcome, fault);
      } catch (error) {
        throw new Error(`${fault} at ${name}: ${(error as Error).message}\n${outcome.ran.log}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Every fourth pair by default, so that each fault and each call has its turn; all of them by PREFLIGHT_ALL_FAULTS=1. */
const STEP = process.env.PREFLIGHT_ALL_FAULTS === '1' ? 1 : 4;

/** Faults at each group of calls; where there is one group only, its number among such groups says whose turn it is. */
function trialsAt(
  groups: readonly (readonly Call[])[],
  faults = Object.keys(FAULTS),
  first = 0,
): readonly Trial[] {
  return faults.flatMap((fault, turn) =>
    groups
      .filter((_, index) => (turn + first + index) % STEP === 0)
      .map(calls => ({
        name: calls.map(([method, path]) => `${method} ${path.source}`).join(', '),
        fault,
        inject: failing(calls, FAULTS[fault] ?? { status: 500 }),
      })),
  );
}

function callsOf({ requests }: Loopback): string[] {
  return requests.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{40}/g, 'ID')}`);
}

/** Nothing is rendered: what is told is the finding, by facts and rules alone, in half of the time. */
const WITHOUT_HELM = { HELM_BIN: '/nowhere/helm' };
const CHECK: readonly Call[] = [
  ['POST', /check-runs$/, 0],
  ['PATCH', /check-runs\/1$/, 0],
];
const COMMENT: readonly Call[] = [
  ['GET', /issues\/7\/comments$/, 0],
  ['POST', /issues\/7\/comments$/, 0],
  ['GET', /issues\/7\/comments$/, 1],
];
const SUGGESTIONS: readonly Call[] = [
  ['GET', /pulls\/7\/files$/, 0],
  ['GET', /pulls\/7\/comments$/, 0],
  ['POST', /pulls\/7\/reviews$/, 0],
];

describe('the bundled action at a GitHub that fails', () => {
  it(
    'survives all of it at every call for a new pull request, at all surfaces at once',
    async () => {
      const fresh: Situation = { github: () => ({}), job: () => ({}), checkout: true };
      const { at, ran } = await run(fresh, 0);
      expect(callsOf(at)).toEqual([
        'POST /repos/o/r/check-runs',
        'PATCH /repos/o/r/check-runs/1',
        'GET /repos/o/r/issues/7/comments',
        'POST /repos/o/r/issues/7/comments',
        'GET /repos/o/r/issues/7/comments',
        'GET /repos/o/r/pulls/7/files',
        'GET /repos/o/r/pulls/7/comments',
        'POST /repos/o/r/pulls/7/reviews',
      ]);
      marked = at.checkRuns[0]?.annotations.length ?? 0;
      expectNothingLost(at, ran);
      const groups = [0, 1, 2].map(n =>
        [CHECK, COMMENT, SUGGESTIONS].flatMap(calls => (calls[n] ? [calls[n]] : [])),
      );
      await tryAll(fresh, trialsAt(groups), outcome => {
        expect(ended(outcome.ran)).toEqual({ code: 1, verdict: 'fail' });
        expectNothingTwice(outcome.at, 1);
        expectNothingLost(outcome.at, outcome.ran);
      });
    },
    15 * MINUTES,
  );

  it(
    'survives all of it where a comment is brought up to date and another one folded',
    async () => {
      /** Two comments of ours, as two runs at the same moment once left them; a token of a person's. */
      const again: Situation = {
        github: () => ({ knowsUser: true }),
        comments: [`${markerOf('')}\nold`, `${markerOf('')}\nolder`],
        job: () => ({ inputs: { 'github-token': 'ghp_person', 'check-run': 'never' }, env: WITHOUT_HELM }),
        checkout: true,
      };
      const calls: readonly Call[] = [
        ['GET', /^\/user$/, 0],
        ['GET', /issues\/7\/comments$/, 0],
        ['PATCH', /issues\/comments\/1$/, 0],
        ['DELETE', /issues\/comments\/2$/, 0],
      ];
      const { at } = await run(again, 1);
      expect(callsOf(at).slice(0, 4)).toEqual([
        'GET /user',
        'GET /repos/o/r/issues/7/comments',
        'PATCH /repos/o/r/issues/comments/1',
        'DELETE /repos/o/r/issues/comments/2',
      ]);
      expect(at.comments).toHaveLength(1);
      await tryAll(again, trialsAt(calls.map(call => [call])), ({ at: github, ran }) => {
        expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
        expectNothingTwice(github, 2);
        expect(ran.summary).toContain('auto-sni');
        const isTold = github.comments.some(({ body }) => body.includes('auto-sni'));
        const said = ran.log.split('\n').filter(line => /no comment was written: \w.{20,}/.test(line));
        expect([isTold, said.length]).toEqual(isTold ? [true, 0] : [false, 1]);
      });
    },
    15 * MINUTES,
  );
});

describe('the bundled action without a checkout, at a GitHub that fails', () => {
  const only = { checkout: false, github: () => ({ repository: stage.origin }) };
  const inputs = { comment: 'never', 'check-run': 'never' };
  const situations: Readonly<Record<string, Situation & { readonly calls: readonly Call[] }>> = {
    'a pull request': {
      ...only,
      job: () => ({ inputs, env: WITHOUT_HELM }),
      calls: [
        ['GET', /git\/commits\//, 0],
        ['GET', /git\/trees\//, 0],
        ['GET', /tarball\//, 0],
        ['GET', /legacy\.tar\.gz\//, 0],
        ['GET', /git\/blobs\//, 0],
      ],
    },
    'a branch that was typed': {
      ...only,
      job: () => ({
        event: 'workflow_dispatch',
        payload: { inputs: { branch: 'feature' } },
        inputs,
        env: WITHOUT_HELM,
      }),
      calls: [
        ['GET', /ref\/heads%2Ffeature$/, 0],
        ['GET', /^\/repos\/o\/r$/, 0],
        ['GET', /ref\/heads%2Fmain$/, 0],
        ['GET', /compare\//, 0],
      ],
    },
    'a run that follows one for a fork': {
      checkout: false,
      github: () => ({ repository: stage.origin, pull: stage.commits }),
      job: () => ({
        event: 'workflow_run',
        payload: followedRun(stage.commits.head),
        inputs,
        env: WITHOUT_HELM,
      }),
      calls: [['GET', /^\/repos\/o\/r\/pulls$/, 0]],
    },
  };

  it.each(Object.entries(situations))(
    'never passes %s that it could not read, and says what to do',
    async (name, situation) => {
      const { calls } = situation;
      const { at, ran } = await run(situation, 0);
      for (const [method, path] of calls)
        expect(at.requests).toContainEqual(
          expect.objectContaining({ method, path: expect.stringMatching(path) }),
        );
      expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
      const passing = Object.keys(FAULTS).filter(fault => !LASTING.has(fault));
      // What passes by itself is repeated, wherever it happens: all of these calls in one run.
      const trials = [
        ...trialsAt([calls], passing, Object.keys(situations).indexOf(name)),
        ...trialsAt(
          calls.map(call => [call]),
          [...LASTING],
        ),
      ];
      await tryAll(situation, trials, (outcome, fault) => {
        const { code, verdict } = ended(outcome.ran);
        expect(code).toBe(1);
        if (verdict !== undefined) return expect(verdict).toBe('fail');
        expect(LASTING).toContain(fault);
        return expect(outcome.ran.log).toMatch(
          /^::error::.*(?:could not be read through the API|is no branch|can't be looked up).{20,}$/m,
        );
      });
    },
    15 * MINUTES,
  );
});
