/** Reports far larger than any real one, and full of what wants to break out: every surface keeps to GitHub's limits. */

import { createClient } from '../../src/github/client.js';
import { MAX_COMMENT_LENGTH } from '../../src/github/comment.js';
import { type PublishContext, publish } from '../../src/github/publish.js';
import type { Report } from '../../src/model.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { expectBalanced, expectInert, hostile } from '../report/hostile.js';
import { sampleChange, sampleFinding, sampleReport, sampleUpgrade } from '../report/sample.js';
import { afterEach, describe, expect, it } from '../support/jest.js';
import { type Loopback, startLoopback } from './loopback.js';
import { expectWithinLimits } from './surfaces.js';

let loopback: Loopback;
let tokens = 0;

afterEach(async () => {
  await loopback.close();
  expect(loopback.violations).toEqual([]);
});

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
const EXPOSURES = ['exposed', 'possible', 'exposed', 'mitigated', 'not-exposed'] as const;
const EFFECTS = ['rbac', 'network', 'crd-schema', 'other', 'webhook'] as const;

/** 64 environments, 500 findings, 20,000 changes; texts by seed. */
function fleet(seed: number): Report {
  const bad = (n: number): string => hostile(seed + n);
  const many = <T>(count: number, make: (n: number) => T): T[] =>
    Array.from({ length: count }, (_, n) => make(n));
  return sampleReport({
    verdict: (['fail', 'incomplete', 'attention'] as const)[seed % 3] ?? 'fail',
    reason: bad(1),
    policy: {
      file: '.istio-preflight.yaml',
      origin: 'base',
      idle: many(50, n => ({
        of: bad(n),
        why: 'expired',
        reason: bad(n + 1),
        until: '2020-01-31',
        file: bad(n),
        line: 1,
      })),
      head: {
        changes: many(50, n => ({ key: bad(n), before: bad(n + 1), after: bad(n + 2), line: n + 1 })),
        mistakes: many(50, n => ({ line: n + 1, message: bad(n + 3) })),
      },
    },
    upgrades: many(64, n => sampleUpgrade({ id: `c${n}/istiod`, environment: n % 2 ? bad(n) : `c${n}` })),
    findings: many(500, n =>
      sampleFinding({
        rule: n % 3 ? `rule-${n}` : bad(n),
        title: bad(n + 1),
        summary: bad(n + 2),
        severity: SEVERITIES[n % 5] ?? 'info',
        exposure: EXPOSURES[(n + seed) % 5] ?? 'exposed',
        question: bad(n + 3),
        locations: many(3, at => ({
          file: `${bad(n).slice(0, 60)}/${n}-${at}.yaml`,
          line: at + 1,
          message: bad(n + at),
        })),
      }),
    ),
    changes: many(20_000, n =>
      sampleChange({
        upgrade: `c${n % 64}/istiod`,
        resource: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'x', name: `n${n % 500}` },
        path: n % 2 ? `data.k${n}` : bad(n),
        effect: EFFECTS[n % 5] ?? 'other',
        risk: n % 7 === 0 ? 'none' : 'medium',
      }),
    ),
    incomplete: many(200, n => ({
      what: bad(n),
      why: bad(n + 1),
      file: bad(n + 2),
      line: 1,
      blocking: n % 2 === 0,
    })),
  });
}

async function tell(report: Report, run: number, checkRun: boolean) {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  let summary = '';
  const token = `ghs_l${tokens++}`;
  const owner = { owner: 'o', repo: 'r' };
  const commit = String(run % 10).repeat(40);
  const counts = { error: 0, warning: 0 };
  const context: PublishContext = {
    toolkit: {
      getInput: () => '',
      setSecret: say,
      setOutput: () => {},
      setFailed: say,
      error: text => {
        counts.error += 1;
        say(text);
      },
      warning: text => {
        counts.warning += 1;
        say(text);
      },
      info: say,
      debug: say,
    },
    render: renderMarkdown,
    link: ({ file, line }) => `https://code.example/${encodeURIComponent(file)}#L${line}`,
    addSummary: async text => {
      summary += text;
    },
    access: {
      token,
      fromFork: false,
      client: async () => createClient({ token, apiUrl: loopback.url, retryUnit: 1 }),
    },
    comment: { mode: 'always', place: { ...owner, pullRequest: 7 }, key: '', commit, run },
    ...(checkRun
      ? { checkRun: { mode: 'always', place: { ...owner, commit }, name: 'verdict', externalId: token } }
      : {}),
    files: {},
  };
  await publish(report, context);
  return { said, summary, counts };
}

const MARKER_AND_STATE = /<!-- istio-preflight:(?:report|state [A-Za-z0-9+/=]*) -->\n?/g;

describe('every surface', () => {
  it('keeps to the limits of files and of code scanning, too, and is well formed as GitHub reads it', async () => {
    loopback = await startLoopback();
    for (const seed of [5, 9]) await expectWithinLimits(fleet(seed));
  }, 240_000);

  it.each([0, 1, 2])(
    'keeps to the limits, balanced and inert, push after push (%i)',
    async seed => {
      loopback = await startLoopback();
      for (const [index, checkRun] of [true, false].entries()) {
        const { said, summary, counts } = await tell(fleet(seed + index * 31), index + 1, checkRun);
        const body = loopback.comments[0]?.body ?? '';
        expect(loopback.comments).toHaveLength(1);
        expect(body.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
        expect(body.length).toBeGreaterThan(30_000);
        expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
        expect(summary.length).toBeGreaterThan(body.length);
        for (const text of [body.replace(MARKER_AND_STATE, ''), summary]) {
          expectBalanced(text);
          expectInert(text);
        }
        expect(counts.error).toBeLessThanOrEqual(10);
        expect(counts.warning).toBeLessThanOrEqual(10);
        for (const line of said) expect(line).not.toMatch(/[\r\n]|^::|##\[/);
      }
      // The loopback refuses what GitHub would refuse: more bytes, longer titles, places that are none.
      const [check] = loopback.checkRuns;
      expect(check?.annotations).toHaveLength(500);
      expectBalanced(check?.summary ?? '');
    },
    240_000,
  );
});
