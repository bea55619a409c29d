import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient } from '../../src/github/client.js';
import { MAX_COMMENT_LENGTH, markerOf } from '../../src/github/comment.js';
import { fitInto } from '../../src/github/fit.js';
import { readInputs } from '../../src/github/inputs.js';
import { lineLinks } from '../../src/github/links.js';
import { conclude } from '../../src/github/outputs.js';
import { type CommentContext, type PublishContext, publish } from '../../src/github/publish.js';
import { logText, oneLine, type Toolkit } from '../../src/github/toolkit.js';
import type { Report } from '../../src/model.js';
import { renderMarkdown } from '../../src/report/markdown.js';
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

async function commentContext(
  options: LoopbackOptions = {},
  more: Partial<CommentContext> = {},
): Promise<CommentContext> {
  const started = await startLoopback(options);
  loopback = started;
  const token = `ghs_p${tokens++}`;
  return {
    mode: 'on-findings',
    place: { owner: 'o', repo: 'r', pullRequest: 7 },
    key: '',
    token,
    fromFork: false,
    client: async () => createClient({ token, apiUrl: started.url, retryUnit: 1 }),
    ...more,
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
      comment: await commentContext(),
      reportJson: '/tmp/report.json',
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
    await published(green, { comment: await commentContext() });
    expect(loopback?.comments).toEqual([]);
    await loopback?.close();
    await published(green, { comment: await commentContext({}, { mode: 'always' }) });
    expect(loopback?.comments).toHaveLength(1);
    await loopback?.close();
    await published(report(), { comment: await commentContext({}, { mode: 'never' }) });
    expect(loopback?.requests).toEqual([]);
    await loopback?.close();
    await published(report({ verdict: 'incomplete', findings: [] }), { comment: await commentContext() });
    expect(loopback?.comments).toHaveLength(1);
  });

  it('turns a comment that is there green', async () => {
    const comment = await commentContext();
    await published(report(), { comment });
    const { toolkit } = await published(report({ verdict: 'pass', reason: 'all is well', findings: [] }), {
      comment,
    });
    expect(loopback?.comments).toHaveLength(1);
    expect(loopback?.comments[0]?.body).not.toContain('SNI is set by itself');
    expect(toolkit.outputs['comment-url']).toContain('#issuecomment-1');
  });

  it('writes a comment once for the same report', async () => {
    const comment = await commentContext();
    await published(report(), { comment });
    await published(report({ timings: { total: 99 } }), { comment });
    expect(loopback?.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
  });

  it('turns the failure of one surface into a warning and fills the others', async () => {
    const comment = await commentContext({
      fault: () => ({ status: 403, message: 'Resource not accessible by integration' }),
    });
    const refused = await published(report(), { comment });
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
    const noToken = await published(report(), { comment: { ...comment, token: '' } });
    expect(noToken.warnings).toEqual([expect.stringContaining('github-token is empty')]);
  });

  it('says of a fork that its token can only read', async () => {
    const fault: LoopbackOptions['fault'] = ({ method }) => (method === 'POST' ? { status: 403 } : undefined);
    const { warnings } = await published(report(), {
      comment: await commentContext({ fault }, { fromFork: true }),
    });
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
    const { summaries, toolkit } = await published(report({ findings }), { comment: await commentContext() });
    const length = loopback?.comments[0]?.body.length ?? 0;
    expect(length).toBeGreaterThan(20_000);
    expect(length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
    expect(Buffer.byteLength(summaries[0] ?? '')).toBeLessThan(1024 * 1024);
    expect(toolkit.said.filter(([kind]) => kind === 'error')).toHaveLength(9);
    expect(toolkit.outputs.exposed).toBe(2500);
  });

  it('marks the worst first, errors from fail-on up, warnings below, accepted and undecided ones not at all', async () => {
    const findings = [
      finding({ title: 'low', severity: 'low' }),
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
    expect(marks).toEqual(['error critical (critical)', 'error high (high)', 'warning low (low)']);
    expect(toolkit.outputs).toMatchObject({ exposed: 4, critical: 2, high: 1, medium: 0, low: 1 });
    const never = await published(report({ failOn: 'never' }));
    expect(never.toolkit.said.map(([kind]) => kind)).toEqual(['warning']);
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
    });
  });

  it('names the input that is wrong, and what it may be', () => {
    expect(() => read({ 'fail-on': 'hihg' })).toThrow(
      'input fail-on is "hihg": it may be critical, high, medium, low, never',
    );
    expect(() => read({ comment: 'sometimes' })).toThrow(/input comment .*always, on-findings, never/);
    expect(() => read({ 'kube-version': 'latest' })).toThrow(/input kube-version/);
  });
});
