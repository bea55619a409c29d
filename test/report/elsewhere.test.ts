/** What hangs on kinds that are not here: told once for all of them, on every surface that people read. */

import type { Finding, Report } from '../../src/model.js';
import { renderHtml } from '../../src/report/html.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderText } from '../../src/report/text.js';
import { viewReport } from '../../src/report/view.js';
import { describe, expect, it } from '../support/jest.js';
import { sampleFinding, sampleReport } from './sample.js';

const open = (rule: string, severity: Finding['severity'], absent?: readonly string[]): Finding =>
  sampleFinding({
    rule,
    title: `Change ${rule}`,
    severity,
    exposure: 'possible',
    question: `kubectl get ${rule}`,
    overrides: [],
    locations: [{ file: 'mesh/Chart.yaml', line: 7, message: 'nothing of that kind here' }],
    ...(absent ? { absent } : {}),
  });

const report = (scope: Report['scope']['declared'] = 'unknown'): Report =>
  sampleReport({
    verdict: 'attention',
    reason: 'something is open',
    scope: { ...sampleReport().scope, declared: scope },
    findings: [
      open('a', 'medium', ['VirtualService']),
      open('b', 'high', ['ServiceEntry', 'Service']),
      open('c', 'high'),
      open('d', 'critical', ['VirtualService']),
    ],
  });

describe('report/elsewhere', () => {
  it('gathers by kinds, worst first, what is open for nothing else', () => {
    const { groups, changes } = viewReport(report());
    expect(groups.undecided.map(({ rule }) => rule)).toEqual(['c']);
    expect(
      groups.elsewhere.map(({ kinds, findings }) => [kinds, ...findings.map(({ rule }) => rule)]),
    ).toEqual([
      ['VirtualService', 'd', 'a'],
      ['ServiceEntry or Service', 'b'],
    ]);
    expect(changes.possible).toBe(4);
  });

  it.each([
    ['Markdown', (it: Report) => renderMarkdown(it)],
    ['text', (it: Report) => renderText(it, { width: 1_000 })],
    ['HTML', (it: Report) => renderHtml(it)],
  ])('tells in %s once how to settle all of them, and for each how to ask', (_, render) => {
    const page = render(report());
    expect(page.match(/prints one read-only command/g)).toHaveLength(1);
    expect(page).toContain('scope: complete');
    expect(page).toContain('Depends on what is not in this repository');
    for (const rule of ['a', 'b', 'c', 'd']) {
      expect(page).toContain(`Change ${rule}`);
      expect(page).toContain(`kubectl get ${rule}`);
    }
  });

  it('does not ask for a scope where the policy says that more lies elsewhere', () => {
    expect(renderMarkdown(report('partial'))).not.toContain('scope: complete');
  });

  it('names the place of the version once for a kind, linked', () => {
    const text = renderMarkdown(report(), {
      link: ({ file, line }) => `https://code.example/${file}#L${line}`,
    });
    expect(text).toContain(
      '**VirtualService**: 2 changes through [`mesh/Chart.yaml:7`](https://code.example/mesh/Chart.yaml#L7)\n',
    );
  });

  it('says in the first line of a pass what is not decided below the level', () => {
    const passed = sampleReport({ verdict: 'pass', findings: [open('a', 'medium', ['VirtualService'])] });
    expect(renderText(passed).split('\n')[0]).toMatch(/; 1 change below high can’t be decided from here$/);
  });

  it('keeps the titles where there is no room for more', () => {
    const many = Array.from({ length: 60 }, (_, n) => open(`r${n}`, 'high', [`Kind${n}`]));
    const text = renderMarkdown(sampleReport({ verdict: 'attention', findings: many }), {
      maxLength: 12_000,
    });
    expect(text.length).toBeLessThanOrEqual(12_000);
    expect(text).toContain('Change r10');
    expect(text.split('<details>').length).toBe(text.split('</details>').length);
  });
});
