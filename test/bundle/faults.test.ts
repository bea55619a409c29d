/**
 * Every call that a run of the bundled action makes, failing in every way that GitHub and networks fail, one at a time:
 * verdict and exit code stand, nothing is there twice, and what could not be published is in the summary and is said.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { markerOf } from '../../src/github/comment.js';
import type { Fault, Loopback, LoopbackOptions } from '../github/loopback.js';
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
/** Most of a run is waiting for limits and retries. */
const AT_ONCE = 6;

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
  /** The loopback as it is before the run. */
  readonly github: () => LoopbackOptions;
  readonly comments?: readonly string[];
  readonly job: () => Partial<Parameters<Stage['act']>[1]>;
  readonly checkout: boolean;
}

async function run(situation: Situation, index: number, fault?: LoopbackOptions['fault']) {
  const at = await stage.github({ ...situation.github(), changed: CHANGED, fault });
  at.comments.push(
    ...(situation.comments ?? []).map((body, n) => ({ id: n + 1, body, author: 'github-actions[bot]' })),
  );
  const workspace = situation.checkout ? await stage.checkout() : await stage.emptyWorkspace();
  const node = stage.nodes[index % stage.nodes.length];
  const ran = await stage.act(node, { api: at.url, workspace, ...situation.job() });
  return { at, ran };
}

/** A fault at the n-th call of a run. */
function nth(position: number, fault: Fault): LoopbackOptions['fault'] {
  let seen = 0;
  return () => (seen++ === position ? fault : undefined);
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

/** Every fault at each of these calls of a run, a few runs at a time. */
async function atEach(
  situation: Situation,
  positions: readonly number[],
  check: (outcome: Awaited<ReturnType<typeof run>>, name: string) => void,
): Promise<void> {
  const cases = Object.entries(FAULTS).flatMap(([name, fault]) =>
    positions.map(position => ({ name, fault, position })),
  );
  const queue = cases.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { name, fault, position }] of queue) {
      const outcome = await run(situation, index, nth(position, fault));
      try {
        check(outcome, name);
      } catch (error) {
        const calls = outcome.at.requests.map(({ method, path }) => `${method} ${path}`);
        throw new Error(`${name} at ${calls[position]}: ${(error as Error).message}\n${outcome.ran.log}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function callsOf({ requests }: Loopback): string[] {
  return requests.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{40}/g, 'ID')}`);
}

const ONLY_READS = { github: () => ({ repository: stage.origin }), checkout: false };

describe('the bundled action at a GitHub that fails', () => {
  const fresh: Situation = { github: () => ({}), job: () => ({}), checkout: true };
  /** Two comments of ours, as two runs at the same moment once left them; a token of a person's. */
  const again: Situation = {
    github: () => ({ knowsUser: true }),
    comments: [`${markerOf('')}\nold`, `${markerOf('')}\nolder`],
    job: () => ({ inputs: { 'github-token': 'ghp_person' } }),
    checkout: true,
  };

  it(
    'survives all of it on a new pull request',
    async () => {
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
      await atEach(fresh, [...at.requests.keys()], outcome => {
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
      const { at, ran } = await run(again, 1);
      const calls = callsOf(at);
      expect(calls.slice(2, 6)).toEqual([
        'GET /user',
        'GET /repos/o/r/issues/7/comments',
        'PATCH /repos/o/r/issues/comments/1',
        'DELETE /repos/o/r/issues/comments/2',
      ]);
      expect(at.comments).toHaveLength(1);
      expectNothingLost(at, ran);
      await atEach(again, [2, 3, 4, 5], outcome => {
        expect(ended(outcome.ran)).toEqual({ code: 1, verdict: 'fail' });
        expectNothingTwice(outcome.at, 2);
        expectNothingLost(outcome.at, outcome.ran);
      });
    },
    15 * MINUTES,
  );
});

describe('the bundled action without a checkout, at a GitHub that fails', () => {
  const situations: Readonly<Record<string, Situation & { readonly calls: RegExp }>> = {
    'a pull request': {
      ...ONLY_READS,
      job: () => ({}),
      calls:
        /^(GET \S*git\/commits\/ID ){2}GET \S*trees\/ID GET \S*tarball\/ID GET \/o\/r\/legacy\S* GET \S*commits/,
    },
    'a branch that was typed': {
      ...ONLY_READS,
      job: () => ({ event: 'workflow_dispatch', payload: { inputs: { branch: 'feature' } } }),
      calls:
        /^GET \S*ref\/heads\/feature GET \/repos\/o\/r GET \S*ref\/heads\/main GET \S*compare\/\S+ GET \S*commits/,
    },
    'a run that follows one for a fork': {
      github: () => {
        const { base, head, merge } = stage.commits;
        return { repository: stage.origin, pull: { base, head, merge } };
      },
      checkout: false,
      job: () => ({ event: 'workflow_run', payload: followedRun(stage.commits.head) }),
      calls: /^GET \/repos\/o\/r\/pulls GET \S*commits/,
    },
  };

  const tried = new Set<string>();

  it.each(Object.entries(situations))(
    'never passes %s that it could not read, and says what to do',
    async (_, situation) => {
      const { at, ran } = await run(situation, 0);
      const calls = callsOf(at);
      expect(calls.join(' ')).toMatch(situation.calls);
      expect(ended(ran)).toEqual({ code: 1, verdict: 'fail' });
      // Each kind of call once, whichever situation comes to it first.
      const published = calls.findIndex(call => call.startsWith('POST'));
      const reads = published < 0 ? calls : calls.slice(0, published);
      const positions = reads.flatMap((call, position) => {
        const kind = call.replace(/ID.*|heads.*/, '');
        if (tried.has(kind)) return [];
        tried.add(kind);
        return [position];
      });
      expect(positions.length).toBeGreaterThan(0);
      await atEach(situation, positions, (outcome, fault) => {
        const { code, verdict } = ended(outcome.ran);
        expect(code).toBe(1);
        expectNothingTwice(outcome.at, 1);
        if (verdict !== undefined) return expect(verdict).toBe('fail');
        expect(LASTING).toContain(fault);
        expect(outcome.ran.log).toMatch(
          /^::error::.*(?:could not be read through the API|is no branch|can't be looked up).{20,}$/m,
        );
        return undefined;
      });
    },
    15 * MINUTES,
  );
});
