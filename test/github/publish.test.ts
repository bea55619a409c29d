import { createClient } from '../../src/github/client.js';
import { MAX_COMMENT_LENGTH, markerOf } from '../../src/github/comment.js';
import { fitInto } from '../../src/github/fit.js';
import { readInputs } from '../../src/github/inputs.js';
import { lineLinks } from '../../src/github/links.js';
import { conclude } from '../../src/github/outputs.js';
import {
  type CheckRunContext,
  type CommentContext,
  type PublishContext,
  publish,
} from '../../src/github/publish.js';
import { logText, oneLine, type Toolkit } from '../../src/github/toolkit.js';
import type { Report } from '../../src/model.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { afterEach, describe, expect, it } from '../support/jest.js';
import { type Loopback, type LoopbackOptions, startLoopback } from './loopback.js';
import { finding, report } from './report.js';

let loopback: Loopback | undefined;
let tokens = 0;

afterEach(async () => {
  await loopback?.close();
  expect(loopback?.violations ?? []).toEqual([]);
  loopback = undefined;
});

/** Writes down what the runner would be told. */
function recorder(): Toolkit & {
  readonly outputs: Record<string, string | number>;
  readonly said: [string, string, unknown?][];
} {
  const outputs: Record<string, string | number> = {};
  const said: [string, string, unknown?][] = [];
  return {
    outputs,
    said,
    getInput: () => '',
    setSecret: () => {},
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    setFailed: message => said.push(['failed', message]),
    error: (message, properties) => said.push(['error', message, properties]),
    warning: (message, properties) => said.push(['warning', message, properties]),
    info: message => said.push(['info', message]),
    debug: () => {},
  };
}

const COMMIT = 'c'.repeat(40);

/** A pull request's surfaces at a new loopback. */
async function onGitHub(
  options: LoopbackOptions = {},
  more: {
    readonly comment?: Partial<CommentContext>;
    readonly checkRun?: Partial<CheckRunContext>;
    readonly fromFork?: boolean;
  } = {},
): Promise<Pick<PublishContext, 'access' | 'comment' | 'checkRun'>> {
  await loopback?.close();
  const started = await startLoopback(options);
  loopback = started;
  const token = `ghs_p${tokens++}`;
  const owner = { owner: 'o', repo: 'r' };
  return {
    access: {
      token,
      fromFork: more.fromFork ?? false,
      client: async () => createClient({ token, apiUrl: started.url, retryUnit: 1 }),
    },
    comment: {
      mode: 'on-findings',
      place: { ...owner, pullRequest: 7 },
      key: '',
      commit: COMMIT,
      run: 10,
      ...more.comment,
    },
    ...(more.checkRun === undefined
      ? {}
      : {
          checkRun: {
            mode: 'auto',
            place: { ...owner, commit: COMMIT },
            name: 'verdict',
            externalId: `x${tokens}`,
            ...more.checkRun,
          },
        }),
  };
}

async function published(given: Report, context: Partial<PublishContext> = {}) {
  const toolkit = recorder();
  const summaries: string[] = [];
  const result = await publish(given, {
    toolkit,
    render: renderMarkdown,
    addSummary: async markdown => {
      summaries.push(markdown);
    },
    files: {},
    ...context,
  });
  return {
    toolkit,
    summaries,
    result,
    warnings: toolkit.said.filter(([kind]) => kind === 'warning').map(([, text]) => text),
  };
}

describe('publish', () => {
  it('fills every surface', async () => {
    const { toolkit, summaries, result, warnings } = await published(report(), {
      ...(await onGitHub()),
      files: { reportJson: '/tmp/report.json' },
      link: lineLinks('https://github.example', 'o/r', 'c0ffee'),
    });
    const [comment] = loopback?.comments ?? [];
    expect(comment?.body.startsWith(`${markerOf('')}\n`)).toBe(true);
    expect(comment?.body).toContain('https://github.example/o/r/blob/c0ffee/rules/dr.yaml?plain=1#L14');
    expect(summaries[0]).toContain('SNI is set by itself');
    expect(result.commentUrl).toContain('#issuecomment-1');
    expect(toolkit.outputs).toEqual({
      verdict: 'fail',
      exposed: 1,
      critical: 1,
      high: 0,
      medium: 0,
      low: 0,
      from: '1.20.6',
      to: '1.22.2',
      'report-json': '/tmp/report.json',
      'report-html': '',
      patch: '',
      'comment-url': result.commentUrl,
    });
    expect(toolkit.said[0]).toEqual([
      'error',
      'no sni here',
      { title: 'SNI is set by itself (critical)', file: 'rules/dr.yaml', startLine: 14 },
    ]);
    expect(warnings).toEqual([]);
  });

  it('comments on findings only, always, or never', async () => {
    const green = report({ verdict: 'pass', findings: [] });
    await published(green, await onGitHub());
    expect(loopback?.comments).toEqual([]);
    await published(green, await onGitHub({}, { comment: { mode: 'always' } }));
    expect(loopback?.comments).toHaveLength(1);
    await published(report(), await onGitHub({}, { comment: { mode: 'never' } }));
    expect(loopback?.requests).toEqual([]);
    await published(report({ verdict: 'incomplete', findings: [] }), await onGitHub());
    expect(loopback?.comments).toHaveLength(1);
  });

  it('turns a comment that is there green', async () => {
    const github = await onGitHub();
    await published(report(), github);
    const green = report({ verdict: 'pass', reason: 'all is well', findings: [] });
    const { toolkit } = await published(green, github);
    expect(loopback?.comments).toHaveLength(1);
    expect(loopback?.comments[0]?.body).not.toContain('SNI is set by itself');
    expect(toolkit.outputs['comment-url']).toContain('#issuecomment-1');
  });

  it('writes a comment once for the same report', async () => {
    const github = await onGitHub();
    await published(report(), github);
    await published(report({ timings: { total: 99 } }), github);
    // The second GET looks for another run's comment.
    expect(loopback?.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET']);
  });

  it('turns the failure of one surface into a warning and fills the others', async () => {
    const github = await onGitHub({
      fault: () => ({ status: 403, message: 'Resource not accessible by integration' }),
    });
    const refused = await published(report(), github);
    expect(refused.warnings).toEqual([expect.stringMatching(/permission pull-requests: write/)]);
    expect(refused.summaries).toHaveLength(1);
    expect(refused.toolkit.outputs.verdict).toBe('fail');
    expect(refused.toolkit.outputs['comment-url']).toBe('');
    const noSummary = await published(report(), {
      addSummary: async () => {
        throw new Error('disk\n::error::full');
      },
    });
    expect(noSummary.warnings).toEqual(['the job summary could not be written: disk : :error::full']);
    expect(noSummary.toolkit.outputs.verdict).toBe('fail');
    const noToken = await published(report(), {
      ...github,
      ...(github.access ? { access: { ...github.access, token: '' } } : {}),
    });
    expect(noToken.warnings).toEqual([expect.stringContaining('github-token is empty')]);
  });

  it('says of a fork that its token can only read', async () => {
    const fault: LoopbackOptions['fault'] = ({ method }) => (method === 'POST' ? { status: 403 } : undefined);
    const { warnings } = await published(report(), await onGitHub({ fault }, { fromFork: true }));
    expect(warnings).toEqual([expect.stringContaining('from a fork')]);
  });

  it('keeps to the limits of comment and summary, however much there is and whatever it is made of', async () => {
    const wide = '\u{1f600}'.repeat(300);
    const findings = Array.from({ length: 2500 }, (_, n) =>
      finding({
        rule: `r${n}`,
        title: `Finding ${n}`,
        summary: wide,
        locations: [{ file: `f/${n}.yaml`, line: n + 1, message: wide }],
      }),
    );
    const { summaries, toolkit } = await published(report({ findings }), await onGitHub());
    const length = loopback?.comments[0]?.body.length ?? 0;
    expect(length).toBeGreaterThan(20_000);
    expect(length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
    expect(Buffer.byteLength(summaries[0] ?? '')).toBeLessThan(1024 * 1024);
    expect(toolkit.said.filter(([kind]) => kind === 'error')).toHaveLength(9);
    expect(toolkit.outputs.exposed).toBe(2500);
  });

  it('marks the worst first, errors from fail-on up, warnings below, small, accepted and undecided ones not at all', async () => {
    const findings = [
      finding({ title: 'low', severity: 'low' }),
      finding({ title: 'medium', severity: 'medium' }),
      finding({ title: 'high', severity: 'high' }),
      finding({ title: 'possible', exposure: 'possible' }),
      finding({ title: 'taken', accepted: { reason: 'r', until: '2027-01-31', file: 'p', line: 1 } }),
      finding({ title: 'critical' }),
      finding({ title: 'no place', locations: [] }),
    ];
    const { toolkit } = await published(report({ findings }));
    const marks = toolkit.said.map(
      ([kind, , properties]) => `${kind} ${(properties as { title: string }).title}`,
    );
    // What has no place of its own stands at the version that brings it.
    expect(marks).toEqual([
      'error critical (critical)',
      'error no place (critical)',
      'error high (high)',
      'warning medium (medium)',
    ]);
    expect(toolkit.outputs).toMatchObject({ exposed: 5, critical: 2, high: 1, medium: 1, low: 1 });
    const never = await published(report({ failOn: 'never' }));
    expect(never.toolkit.said.map(([kind]) => kind)).toEqual(['warning']);
  });
});

describe('publish, the check run', () => {
  it('carries verdict, title and annotations, and then the workflow marks no lines', async () => {
    const runUrl = 'https://github.example/o/r/actions/runs/1';
    const github = { ...(await onGitHub({}, { checkRun: {} })), runUrl };
    const findings = [
      finding(),
      finding({
        rule: 'q',
        title: 'Unknown',
        severity: 'high',
        exposure: 'possible',
        question: 'kubectl get x',
      }),
    ];
    const { toolkit, warnings } = await published(report({ findings }), github);
    const [run] = loopback?.checkRuns ?? [];
    expect(run).toMatchObject({ name: 'verdict', head_sha: COMMIT, conclusion: 'failure' });
    expect(loopback?.requests[0]?.body).toMatchObject({ details_url: runUrl });
    expect(run?.title).toBe(
      'Istio 1.20.6 → 1.22.2: 1 critical change of 2 known hits what is configured here',
    );
    expect(run?.summary).toContain('SNI is set by itself');
    expect(run?.annotations).toMatchObject([
      {
        path: 'rules/dr.yaml',
        start_line: 14,
        end_line: 14,
        annotation_level: 'failure',
        message: 'no sni here',
      },
      { annotation_level: 'notice', raw_details: expect.stringContaining('kubectl get x') },
    ]);
    expect(toolkit.said.filter(([kind]) => kind !== 'info')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('is neutral for what is not decided, and does not call it safe', async () => {
    const open = finding({ exposure: 'possible', title: 'Certificates are verified' });
    const given: [Partial<Report>, string][] = [
      [{ verdict: 'attention', findings: [open] }, 'neutral'],
      [{ verdict: 'pass', findings: [] }, 'success'],
      [{ verdict: 'no-upgrade', findings: [], upgrades: [] }, 'success'],
      [{ verdict: 'incomplete', findings: [] }, 'failure'],
      [{ verdict: 'fail', mode: 'advise' }, 'neutral'],
    ];
    for (const [changes, conclusion] of given) {
      await published(report(changes), await onGitHub({}, { checkRun: {} }));
      const [run] = loopback?.checkRuns ?? [];
      expect([changes.verdict, run?.conclusion]).toEqual([changes.verdict, conclusion]);
      if (conclusion === 'neutral') expect(run?.title).toMatch(/not known|Advising only/);
    }
  });

  it('adds annotations fifty at a time, the worst first, and says how many have no room', async () => {
    const findings = Array.from({ length: 620 }, (_, n) =>
      finding({
        title: `F${n}`,
        severity: n === 619 ? 'critical' : 'high',
        locations: [{ file: `f/${n}.yaml`, line: n + 1 }],
      }),
    );
    const { toolkit } = await published(report({ findings }), await onGitHub({}, { checkRun: {} }));
    const [run] = loopback?.checkRuns ?? [];
    expect(run?.annotations).toHaveLength(500);
    expect(run?.annotations[0]?.title).toBe('F619 (critical)');
    expect(new Set(run?.annotations.map(({ path }) => path)).size).toBe(500);
    expect(toolkit.said).toContainEqual(['info', expect.stringContaining('120 lines are not marked')]);
  });

  it('falls back to the workflow where it is refused, quietly unless it was asked for', async () => {
    const fault: LoopbackOptions['fault'] = ({ path }) =>
      path.endsWith('/check-runs')
        ? { status: 403, message: 'Resource not accessible by integration' }
        : undefined;
    for (const mode of ['auto', 'always'] as const) {
      const ran = await published(report(), await onGitHub({ fault }, { checkRun: { mode } }));
      expect(ran.toolkit.said.filter(([kind]) => kind === 'error')).toHaveLength(1);
      const said = ran.toolkit.said.find(([, text]) => text.includes('checks: write'));
      expect(said?.[0]).toBe(mode === 'auto' ? 'info' : 'warning');
      expect(loopback?.comments).toHaveLength(1);
    }
    await published(report(), await onGitHub({}, { checkRun: { mode: 'never' } }));
    expect(loopback?.checkRuns).toEqual([]);
  });

  it('makes one, with each annotation once, where answers get lost', async () => {
    const findings = Array.from({ length: 120 }, (_, n) =>
      finding({ locations: [{ file: `f/${n}.yaml`, line: 1 }] }),
    );
    for (const kind of [
      { cut: 'after' },
      { cut: 'before' },
      { status: 502 },
      { status: 500, carriedOut: true },
    ] as const) {
      const fault: LoopbackOptions['fault'] = ({ method }, before) =>
        method !== 'GET' && before === 0 ? kind : undefined;
      const { warnings } = await published(
        report({ findings }),
        await onGitHub({ fault }, { checkRun: {}, comment: { mode: 'never' } }),
      );
      expect(loopback?.checkRuns.map(({ annotations }) => annotations.length)).toEqual([120]);
      expect(warnings).toEqual([]);
    }
  });

  it('marks no line of a file that is not in the repository', async () => {
    const { toolkit } = await published(report(), { ...(await onGitHub()), locate: () => undefined });
    expect(toolkit.said.filter(([kind]) => kind === 'error')).toEqual([]);
  });
});

describe('publish, push after push', () => {
  const at = (file: string) =>
    finding({ locations: [{ file, line: 3, resource: `DestinationRule/shop/${file}` }] });

  it('says what is new, fixed and the same since the last push', async () => {
    const first = await onGitHub();
    await published(report({ findings: [at('a'), at('b')] }), first);
    expect(loopback?.comments[0]?.body).not.toMatch(/Since \w{7}:/);
    const push = (commit: string, run: number) => ({
      ...first,
      ...(first.comment ? { comment: { ...first.comment, commit: commit.repeat(40), run } } : {}),
    });
    await published(report({ findings: [at('b'), at('c')] }), push('d', 11));
    const second = loopback?.comments[0]?.body ?? '';
    expect(second).toContain('Since ccccccc: 1 new, 1 fixed, 1 the same.');
    expect(second).toContain('- new: `auto-sni: DestinationRule/shop/c`');
    expect(second).toContain('- fixed: `auto-sni: DestinationRule/shop/a`');
    // The same commit again: the same words.
    await published(report({ findings: [at('b'), at('c')] }), push('d', 12));
    expect(loopback?.comments[0]?.body.replace(/<!-- istio-preflight:state .*/s, '')).toBe(
      second.replace(/<!-- istio-preflight:state .*/s, ''),
    );
    // A run that is late leaves alone what a later one wrote.
    await published(report({ findings: [] }), push('a', 11));
    expect(loopback?.comments[0]?.body).toContain('1 new, 1 fixed');
    await published(report({ verdict: 'pass', findings: [] }), push('e', 13));
    expect(loopback?.comments[0]?.body).toContain('Since ddddddd: 0 new, 2 fixed, 0 the same.');
    expect(loopback?.comments).toHaveLength(1);
  });

  it('takes nothing that somebody wrote into the comment for its own memory', async () => {
    for (const state of ['AAAA', 'x'.repeat(50_000), Buffer.from('{}').toString('base64')]) {
      const github = await onGitHub();
      loopback?.comments.push({
        id: 1,
        author: 'github-actions[bot]',
        body: `${markerOf('')}\nold\n<!-- istio-preflight:state ${state} -->\n`,
      });
      const { warnings } = await published(report(), github);
      expect(warnings).toEqual([]);
      expect(loopback?.comments[0]?.body).toContain('SNI is set by itself');
      expect(loopback?.comments[0]?.body).not.toMatch(/Since \w{7}:/);
    }
  });

  it('remembers within its room, and compares nothing where there is too much', async () => {
    const many = (count: number): Report =>
      report({
        findings: Array.from({ length: count }, (_, n) => at(`${'long/'.repeat(30)}${n}-->.yaml`)),
      });
    const sizes: number[] = [];
    for (const count of [300, 301]) {
      const github = await onGitHub();
      await published(many(count), github);
      const body = loopback?.comments[0]?.body ?? '';
      expect(body.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
      sizes.push((/<!-- istio-preflight:state (.*) -->/.exec(body)?.[1] ?? '').length);
    }
    expect(sizes[0]).toBeGreaterThan(0);
    expect(sizes[0]).toBeLessThan(16_000);
    expect(sizes[1]).toBe(0);
  });
});

describe('conclude', () => {
  it('fails the step for fail and incomplete only, and not when the policy only advises', () => {
    const failed = (changes: Partial<Report>): boolean => {
      const toolkit = recorder();
      conclude(report(changes), toolkit);
      return toolkit.said.some(([kind]) => kind === 'failed');
    };
    expect(failed({ verdict: 'fail' })).toBe(true);
    expect(failed({ verdict: 'incomplete' })).toBe(true);
    expect(failed({ verdict: 'fail', mode: 'advise' })).toBe(false);
    for (const verdict of ['attention', 'pass', 'no-upgrade'] as const)
      expect(failed({ verdict })).toBe(false);
  });
});

describe('text for the runner', () => {
  it('holds no command, no escape and no line end that somebody else wrote', () => {
    expect(logText('fine: a::b\n::set-output name=x::y\n  ::error::z\n##[error]q')).toBe(
      'fine: a::b\n: :set-output name=x::y\n  : :error::z\n## [error]q',
    );
    expect(oneLine('a\u001b[31mb\r\nc\u202ed\u0000')).toBe('a [31mb c d');
    expect(oneLine('x'.repeat(2000))).toHaveLength(1000);
  });
});

describe('lineLinks', () => {
  it('encodes what a path may hold', () => {
    const link = lineLinks('https://github.example', 'o/r', 'abc');
    expect(link({ file: 'a b/(c)#?.yaml', line: 3, endLine: 5 })).toBe(
      'https://github.example/o/r/blob/abc/a%20b/%28c%29%23%3F.yaml?plain=1#L3-L5',
    );
    expect(link({ file: 'a.yaml', line: 3, endLine: 3 })).toMatch(/#L3$/);
  });
});

describe('fitInto', () => {
  it('asks for less until it fits, and has something short at last', () => {
    const asked: number[] = [];
    const text = fitInto(
      max => {
        asked.push(max);
        return '\u00fc'.repeat(max);
      },
      1000,
      value => Buffer.byteLength(value),
      'short',
    );
    expect(asked).toEqual([1000, 475]);
    expect(text).toHaveLength(475);
    expect(
      fitInto(
        () => 'x'.repeat(5000),
        1000,
        value => value.length,
        'short',
      ),
    ).toBe('short');
  });
});

describe('readInputs', () => {
  const read = (given: Record<string, string>) => readInputs(name => given[name] ?? '', '/work');

  it('has defaults that leave the decision to the policy', () => {
    expect(read({})).toEqual({
      from: [],
      to: [],
      charts: [],
      checkRun: 'auto',
      values: [],
      manifests: [],
      comment: 'on-findings',
      token: '',
      workingDirectory: '/work',
    });
  });

  it('reads lists line by line, and folders from the working directory', () => {
    expect(
      read({
        'working-directory': 'infra',
        charts: 'my charts\n\n oci://example.com/charts \n/abs',
        values: 'a.yaml\nb.yaml',
        manifests: 'export\n',
        to: 'istiod=1.22.2\n1.22.3',
        'kube-version': 'v1.29',
        'fail-on': 'low',
        config: 'policy.yaml',
        comment: 'never',
        'check-run': 'true',
        'sarif-file': 'out/a.sarif',
      }),
    ).toMatchObject({
      workingDirectory: '/work/infra',
      charts: ['/work/infra/my charts', 'oci://example.com/charts', '/abs'],
      values: ['a.yaml', 'b.yaml'],
      manifests: ['export'],
      to: ['istiod=1.22.2', '1.22.3'],
      kubeVersion: '1.29',
      failOn: 'low',
      config: 'policy.yaml',
      comment: 'never',
      checkRun: 'always',
      sarifFile: '/work/infra/out/a.sarif',
    });
  });

  it('names the input that is wrong, and what it may be', () => {
    expect(() => read({ 'fail-on': 'hihg' })).toThrow(
      'input fail-on is "hihg": it may be critical, high, medium, low, never',
    );
    expect(() => read({ comment: 'sometimes' })).toThrow(/input comment .*always, on-findings, never/);
    expect(() => read({ 'kube-version': 'latest' })).toThrow(/input kube-version/);
    expect(() => read({ 'check-run': 'maybe' })).toThrow(
      /input check-run .*auto, always, true, never, false/,
    );
  });
});
