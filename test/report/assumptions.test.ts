import type { Problem } from '../../src/model.js';
import { renderHtml } from '../../src/report/html.js';
import { reportToJson } from '../../src/report/json.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderText } from '../../src/report/text.js';
import { describe, expect, it } from '../support/jest.js';
import { sampleReport } from './sample.js';

function assumption(line: number, what = 'HelmRepository istio'): Problem {
  const why = "its address is not in this repository: it is taken to serve Istio's own charts";
  return { what, why, file: 'clusters/prod/istiod.yaml', line, blocking: false, assumption: true };
}

function report(...assumptions: readonly Problem[]) {
  return sampleReport({ scope: { declared: 'unknown', judged: {}, assumptions }, incomplete: [] });
}

describe('report: what was taken to be so', () => {
  it('stands with the scope on every surface, the same for several places once', () => {
    const told = report(assumption(14), assumption(40), assumption(3, 'HelmRepository <b>istio</b>'));
    const [text, markdown, html] = [renderText(told), renderMarkdown(told), renderHtml(told)];
    expect(text.replace(/\s+/g, ' ')).toContain(
      'taken as HelmRepository istio (clusters/prod/istiod.yaml:14, and 1 more place): its address',
    );
    expect(markdown).toContain('**Taken to be so:** HelmRepository istio');
    expect(html).toContain('Taken to be so: HelmRepository istio');
    for (const surface of [text, markdown, html]) {
      expect(surface.match(/HelmRepository istio/g)).toHaveLength(1);
      expect(surface).not.toContain('Not analysed, without weight');
    }
    expect(html).not.toContain('<b>istio</b>');
    expect(markdown).not.toContain('<b>istio</b>');
  });

  it('is published with the scope', () => {
    expect(reportToJson(report(assumption(14))).scope).toMatchObject({
      assumptions: [{ what: 'HelmRepository istio', file: 'clusters/prod/istiod.yaml', line: 14 }],
    });
  });

  it('is not mentioned where nothing was', () => {
    const told = sampleReport();
    expect(renderText(told)).not.toContain('taken as');
    expect(renderMarkdown(told)).not.toContain('Taken to be so');
    expect(reportToJson(told).scope).not.toHaveProperty('assumptions.length');
  });
});
