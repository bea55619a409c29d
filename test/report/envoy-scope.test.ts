import { envoyScope } from '../../src/analysis/envoy.js';
import type { EnvoyRelease } from '../../src/knowledge/envoy.js';
import type { EnvoyScope } from '../../src/model.js';
import { renderHtml } from '../../src/report/html.js';
import { reportToJson } from '../../src/report/json.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderText } from '../../src/report/text.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';
import { sampleReport } from './sample.js';

const release = (istio: string, envoy: string, more: Partial<EnvoyRelease> = {}): EnvoyRelease => ({
  istio,
  envoy,
  source: 'https://s.example/',
  changes: 'https://c.example/',
  isRead: true,
  ...more,
});

const RELEASES = [
  release('1.19', '1.27', { isRead: false }),
  release('1.20', '1.28', { rules: ['a'], removedFlags: ['f', 'g'] }),
  release('1.21', '1.29', { removedFlagsOff: ['h'] }),
];

const moved = (from: string, to: string, chart: 'istiod' | 'gateway' = 'istiod') =>
  chartUpgrade(chartState(chart, from), chartState(chart, to));

describe('analysis/envoy', () => {
  it.each([
    ['1.19.3', '1.21.0', { from: '1.27', to: '1.29', rules: 1, flags: 3, unread: [] }],
    ['1.21.0', '1.19.3', { from: '1.27', to: '1.29', rules: 1, flags: 3, unread: [] }],
    ['1.18.2', '1.19.3', { from: null, to: '1.27', rules: 0, flags: 0, unread: ['1.27'] }],
    ['1.20.0', '1.20.8', undefined],
    ['1.21.0', '1.22.0', undefined],
  ])('knows what comes along from %s to %s', (from, to, expected) => {
    expect(envoyScope([moved(from, to)], RELEASES)).toEqual(expected);
  });

  it('goes by control planes, all of them together', () => {
    const upgrades = [
      moved('1.19.3', '1.20.0'),
      moved('1.20.0', '1.21.0'),
      moved('1.18.0', '1.21.0', 'gateway'),
    ];
    expect(envoyScope(upgrades, RELEASES)).toMatchObject({ from: '1.27', to: '1.29' });
  });
});

describe('report: what is known of Envoy', () => {
  const envoy: EnvoyScope = { from: '1.26', to: '1.29', rules: 1, flags: 3, unread: ['1.27'] };
  const told = sampleReport({ scope: { ...sampleReport().scope, envoy } });

  it('stands with the scope on every surface', () => {
    const expected =
      'Envoy 1.26 → 1.29 comes along: 1 rule came of its changes and 3 removed runtime flags are looked for; what else ' +
      'changed in it shows only as far as Istio’s own notes name it. Nobody went through the changes of Envoy 1.27.';
    expect(renderText(told).replace(/\s+/g, ' ')).toContain(expected);
    for (const surface of [renderMarkdown(told), renderHtml(told)]) expect(surface).toContain(expected);
    expect(reportToJson(told).scope).toMatchObject({ envoy });
  });

  it('is left out where no other Envoy comes along', () => {
    expect(renderText(sampleReport())).not.toContain('comes along');
  });
});
