import { stripVTControlCharacters } from 'node:util';
import { renderHtml } from '../../src/report/html.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderText } from '../../src/report/text.js';
import { describe, expect, it } from '../support/jest.js';
import { hostile } from './hostile.js';
import { SAMPLE_PATCH, sampleChange, sampleFinding, sampleReport } from './sample.js';

const ESCAPE = '\u001b';

describe('report/text', () => {
  it('answers in its first lines', () => {
    const [first, second, ...rest] = renderText(sampleReport()).split('\n');
    expect(first).toBe(
      'FAIL  Istio 1.20.6 → 1.22.2: 1 critical change of 14 known hits what is configured here, in 1 of 2 environments',
    );
    expect(second).toBe('');
    const overview = rest.slice(0, rest.indexOf('')).join('\n');
    expect(overview).toContain(
      'worst     critical: Proxies set SNI on TLS connections that they originate (auto-sni)',
    );
    expect(overview).toContain('apps/orders/ledger.yaml:31');
    expect(overview).toContain('way out   Keep the old behaviour for now, works until Istio 1.26.0');
    expect(overview).toContain('moves     clusters/prod: base, istiod 1.20.6 → 1.22.2 (upgrade)');
    expect(overview).toContain('restarts  Deployment/istio-system/istiod.');
  });

  it('says in the first line what is not known and how to settle it', () => {
    const findings = sampleReport().findings.filter(finding => finding.exposure === 'possible');
    const text = renderText(sampleReport({ verdict: 'attention', findings }));
    expect(text.split('\n')[0]).toBe(
      "ATTENTION  Istio 1.20.6 → 1.22.2: not known whether this hits you: Certificates of servers are verified. Ask the cluster: kubectl get destinationrules -A -o json | jq '.items[].metadata.name'",
    );
  });

  it('shows patches to the letter, indented', () => {
    const text = renderText(sampleReport());
    for (const line of SAMPLE_PATCH.trimEnd().split('\n')) expect(text).toContain(`\n      ${line}\n`);
  });

  it('keeps to the width, paths, patches, commands and the first line apart', () => {
    for (const width of [60, 100]) {
      const lines = renderText(sampleReport(), { width })
        .split('\n')
        .filter(line => !line.startsWith('FAIL'));
      const long = lines.filter(line => line.length > width && line.trim().includes(' '));
      expect(long.filter(line => !/kubectl|\.yaml:\d+|^ +[+~] /.test(line))).toEqual([]);
    }
  });

  it('has colour only where it is asked for', () => {
    expect(renderText(sampleReport())).not.toContain(ESCAPE);
    const coloured = renderText(sampleReport(), { color: true });
    expect(coloured).toContain(ESCAPE);
    expect(stripVTControlCharacters(coloured)).toBe(renderText(sampleReport()));
  });

  it('lets nothing of the pull request steer the terminal', () => {
    for (let seed = 0; seed < 20; seed++) {
      const bad = hostile(seed);
      const finding = sampleFinding({
        title: bad,
        summary: bad,
        rule: bad,
        question: bad,
        references: [bad],
        locations: [{ file: bad, line: 1, resource: bad, message: bad }],
        overrides: [
          { kind: 'fix', target: 'values', file: bad, patch: bad, verified: null, weakens: bad, note: bad },
        ],
      });
      const text = renderText(
        sampleReport({
          reason: bad,
          findings: [finding, { ...finding, exposure: 'possible' }, { ...finding, exposure: 'mitigated' }],
          restarts: [{ what: bad, why: bad, upgrade: bad }],
          incomplete: [{ what: bad, why: bad, file: bad, blocking: true }],
        }),
      );
      expect(text).not.toMatch(/(?![\n\t])\p{Cc}|\p{Cf}/u);
    }
  });

  it('counts what it does not list', () => {
    const findings = Array.from({ length: 500 }, (_, index) =>
      sampleFinding({ rule: `rule-${index}`, exposure: 'mitigated' }),
    );
    expect(renderText(sampleReport({ findings }))).toContain('and 300 more: --format json has them all');
  });

  it('says what a change means, and lists noise when asked', () => {
    const report = sampleReport({
      changes: [
        sampleChange({ note: 'a meaning' }),
        sampleChange({ risk: 'none', noise: 'checksum', path: 'quiet' }),
      ],
    });
    expect(renderText(report)).toContain('a meaning');
    expect(renderText(report)).not.toContain('quiet');
    expect(renderText(report, { showNoise: true })).toContain('quiet');
    expect(renderMarkdown(report)).toContain('# a meaning');
    expect(renderMarkdown(report)).not.toContain('quiet');
    expect(renderMarkdown(report, { showNoise: true })).toContain('quiet');
    expect(renderHtml(report, { showNoise: true })).toContain('id="show-noise" checked');
  });

  it('says what stays up while something restarts', () => {
    const report = sampleReport({
      restarts: [
        {
          what: 'Deployment/a/b',
          why: 'image',
          meanwhile: 'the others serve',
          upgrade: 'clusters/prod/istiod',
        },
      ],
    });
    for (const text of [renderText(report), renderMarkdown(report), renderHtml(report)])
      expect(text).toMatch(/the others serve/);
  });
});
