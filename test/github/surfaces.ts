/** What a report becomes on each surface, caught without a network, and the limits that GitHub sets to each. */
import { gzipSync } from 'node:zlib';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { GitHubClient } from '../../src/github/client.js';
import { MAX_COMMENT_LENGTH, markerOf } from '../../src/github/comment.js';
import { publish } from '../../src/github/publish.js';
import type { Report } from '../../src/model.js';
import { renderHtml } from '../../src/report/html.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderSarif } from '../../src/report/sarif.js';
import { expectBalanced } from '../report/hostile.js';
import { expect } from '../support/jest.js';

interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly { readonly message: string; readonly raw_details?: string }[];
}

interface Surfaces {
  readonly comments: readonly string[];
  readonly checks: readonly CheckOutput[];
  readonly summary: string;
  readonly errors: number;
  readonly warnings: number;
  readonly outputs: ReadonlyMap<string, string>;
}

/** @param canCheck false: the token may make no check run, so that the workflow marks lines */
async function surfacesOf(report: Report, canCheck: boolean): Promise<Surfaces> {
  const comments: string[] = [];
  const checks: CheckOutput[] = [];
  const outputs = new Map<string, string>();
  const errors: string[] = [];
  const warnings: string[] = [];
  const summary: string[] = [];
  const keep = async ({ output }: { output: CheckOutput }) => {
    if (!canCheck) throw Object.assign(new Error('Resource not accessible by integration'), { status: 403 });
    checks.push(output);
    return { data: { id: 1, html_url: 'https://github.example/o/r/runs/1' } };
  };
  const createComment = async ({ body }: { body: string }) => {
    comments.push(body);
    return { data: { html_url: 'https://github.example/o/r/pull/7#issuecomment-1' } };
  };
  const client = {
    paginate: { iterator: async function* nothing() {} },
    rest: { issues: { createComment }, checks: { create: keep, update: keep } },
  } as unknown as GitHubClient;
  const nothing = (): void => {};
  const place = { owner: 'o', repo: 'r' };
  const commit = 'c'.repeat(40);
  await publish(report, {
    toolkit: {
      getInput: () => '',
      setSecret: nothing,
      setFailed: nothing,
      info: nothing,
      debug: nothing,
      setOutput: (name, value) => void outputs.set(name, String(value)),
      error: text => void errors.push(text),
      warning: text => void warnings.push(text),
    },
    render: renderMarkdown,
    link: ({ file, line }) =>
      `https://github.example/o/r/blob/${commit}/${encodeURIComponent(file)}#L${line}`,
    addSummary: async text => void summary.push(text),
    runUrl: 'https://github.example/o/r/actions/runs/1',
    access: { token: 'ghs_x', fromFork: false, client: async () => client },
    comment: { mode: 'always', place: { ...place, pullRequest: 7 }, key: '', commit, run: 1 },
    checkRun: { mode: 'auto', place: { ...place, commit }, name: 'verdict', externalId: 'x' },
    files: {},
  });
  return {
    comments,
    checks,
    summary: summary.join(''),
    outputs,
    errors: errors.length,
    warnings: warnings.length,
  };
}

/** Every surface of a report within what GitHub takes, whole, and well formed. */
export async function expectWithinLimits(report: Report): Promise<void> {
  const { comments, checks, summary, outputs } = await surfacesOf(report, true);
  const [comment = ''] = comments;
  expect(comments).toHaveLength(1);
  expect(comment.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
  expect(comment.startsWith(`${markerOf('')}\n### `)).toBe(true);
  expect(comment).toMatch(
    /<sub>istio-preflight .*#artifacts">.*<\/a><\/sub>\n(?:\n<!-- istio-preflight:state \S+ -->\n)?$/,
  );
  const first = comment.split('\n')[1] ?? '';
  expect(first.length).toBeLessThanOrEqual(230);
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  for (const { title, summary: text, annotations } of checks) {
    expect(title.length).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(annotations.length).toBeLessThanOrEqual(50);
    for (const { message, raw_details = '' } of annotations)
      expect(Math.max(Buffer.byteLength(message), Buffer.byteLength(raw_details))).toBeLessThanOrEqual(
        65_536,
      );
  }
  expect(checks.length).toBeGreaterThan(0);
  for (const page of [comment, summary, checks[0]?.summary ?? '']) expectWellFormed(page);
  for (const value of outputs.values()) expect(value).toMatch(/^[^\r\n]*$/);

  const marked = await surfacesOf(report, false);
  expect(marked.errors).toBeLessThanOrEqual(10);
  expect(marked.warnings).toBeLessThanOrEqual(10);
  expectCodeScanning(renderSarif(report));
  expect(renderHtml(report)).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i);
}

/** https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
function expectCodeScanning(sarif: string): void {
  expect(gzipSync(sarif).length).toBeLessThan(10 * 1024 * 1024);
  const [run] = JSON.parse(sarif).runs as [
    {
      results: readonly { locations: readonly unknown[] }[];
      tool: { driver: { rules: readonly { properties?: { tags?: readonly string[] } }[] } };
    },
  ];
  expect(run.results.length).toBeLessThanOrEqual(5_000);
  expect(run.tool.driver.rules.length).toBeLessThanOrEqual(25_000);
  for (const { locations } of run.results) expect(locations.length).toBeLessThanOrEqual(1_000);
  for (const { properties } of run.tool.driver.rules)
    expect(properties?.tags?.length ?? 0).toBeLessThanOrEqual(20);
}

const VOID = new Set(['br', 'hr', 'img', 'input']);

/** Markdown whose fences and folds are closed, and whose tags are nested once GitHub's rules have made HTML of it. */
export function expectWellFormed(markdown: string): void {
  expectBalanced(markdown);
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const open: string[] = [];
  for (const [, end, name = ''] of html
    .replace(/<!--[\s\S]*?-->/g, '')
    .matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (VOID.has(name)) continue;
    if (end === '') open.push(name);
    else expect([name, open.pop()]).toEqual([name, name]);
  }
  expect(open).toEqual([]);
}
