import { createHash } from 'node:crypto';
import { renderHtml } from '../../src/report/html.js';
import { describe, expect, it } from '../support/jest.js';
import { HOSTILE } from './hostile.js';
import { hostileReport } from './hostile-report.js';
import { sampleChange, sampleReport } from './sample.js';

/** What of the file is written by us and by others: scripts, styles and data taken out. */
function markupOf(page: string): string {
  return page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
}

describe('report/html', () => {
  it('answers on top: verdict, what breaks, where, what to do', () => {
    const page = markupOf(renderHtml(sampleReport()));
    const [top = ''] = page.split('<section');
    for (const part of [
      '1.20.6 → 1.22.2',
      'auto-sni',
      'apps/orders/ledger.yaml:31',
      'pilot.env.ENABLE_AUTO_SNI',
      'clusters/prod/istiod.yaml:18',
      'proven',
    ])
      expect(top).toContain(part);
  });

  it('names environments, components and their findings, linked to where they are told', () => {
    const page = markupOf(renderHtml(sampleReport()));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(5);
    for (const id of targets) expect(page).toContain(` id="${id}"`);
    expect(page).toMatch(/clusters\/dev[\s\S]*istiod/);
  });

  it('is one file: nothing is loaded, and its policy names every script and style by digest', () => {
    const page = renderHtml(sampleReport());
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const [directives = ''] = [policy.replaceAll('&#39;', "'")];
    expect(directives).toMatch(/^default-src 'none';/);
    expect(directives).not.toMatch(/unsafe|https?:|data:|\*/);
    for (const element of ['script', 'style']) {
      const texts = [...page.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(
        ([, text]) => text ?? '',
      );
      expect(texts).toHaveLength(2);
      for (const text of texts)
        expect(directives).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(markupOf(page)).not.toMatch(/ (src|srcset|style|on\w+)="|<(link|img|iframe|object|embed|base)\b/);
  });

  it.each(HOSTILE.map((_, seed) => seed))('takes hostile text %i for text', seed => {
    const page = renderHtml(hostileReport(seed), { link: ({ file }) => `https://code.example/${file}` });
    const markup = markupOf(page);
    const known =
      /<\/?(a|body|button|code|details|div|footer|h[1-4]|head|header|html|input|label|li|main|meta|nav|noscript|output|p|pre|rect|section|span|strong|summary|svg|table|tbody|td|th|thead|title|tr|ul)\b[^<>]*>|<!doctype html>/g;
    expect(markup.replace(known, '')).not.toMatch(/[<>]/);
    expect(markup.replace(/"[^"]*"/g, '""')).not.toMatch(/<[a-z][^<>]* on\w+=/);
    expect(markup).not.toMatch(/href="(?!#|https?:)/);
    expect(page.match(/<script/g)).toHaveLength(3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
    expect(markup).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069]/);
  });

  it('holds values whole that the JSON report cuts', () => {
    const long = Array.from({ length: 300 }, (_, line) => `line ${line}`).join('\n');
    const page = renderHtml(
      sampleReport({
        changes: [
          sampleChange({
            before: 'line 0…',
            truncated: true,
            digest: 'sha256:00',
            whole: { before: long, after: `${long}\nend` },
          }),
        ],
      }),
    );
    const data = JSON.parse(/id="report-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
    expect(data.changes[0].lines).toHaveLength(301);
    expect(data.changes[0].lines.at(-1)).toBe('+end');
  });

  it('shows lines of a text as they are', () => {
    const change = sampleChange({
      path: 'data.script[line 3]',
      before: "  {{ if eq .A 'b' }}",
      after: undefined,
    });
    const page = renderHtml(sampleReport({ changes: [change] }));
    const data = JSON.parse(/id="report-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
    expect(data.changes[0]).toMatchObject({ line: 3, lines: ["-  {{ if eq .A 'b' }}"] });
  });

  it('gives the same bytes for the same report', () => {
    const report = sampleReport();
    expect(renderHtml(report)).toBe(renderHtml({ ...report, timings: { total: 1 } }));
  });
});
