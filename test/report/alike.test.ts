/** A fleet: what hits several installations alike is told once, with all places and every installation's own way out. */

import type { Finding } from '../../src/model.js';
import { tellAlike } from '../../src/report/alike.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderText } from '../../src/report/text.js';
import { describe, expect, it } from '../support/jest.js';
import { sampleFinding, sampleReport } from './sample.js';

const inCluster = (name: string, changes: Partial<Finding> = {}): Finding => {
  const [pin] = sampleFinding().overrides;
  return sampleFinding({
    upgrades: [`clusters/${name}/istiod`],
    locations: [
      { file: 'apps/ledger.yaml', line: 31, message: 'no sni here' },
      { file: `clusters/${name}/ledger.yaml`, line: 4, message: 'no sni here' },
    ],
    overrides: pin ? [{ ...pin, file: `clusters/${name}/values.yaml` }] : [],
    ...changes,
  });
};
const fleet = [inCluster('a'), inCluster('b'), inCluster('c')];

describe('report/alike', () => {
  it('puts places and upgrades together, each once', () => {
    const [told, ...more] = tellAlike(fleet);
    expect(more).toEqual([]);
    expect(told?.finding.upgrades).toEqual(['clusters/a/istiod', 'clusters/b/istiod', 'clusters/c/istiod']);
    expect(told?.finding.locations.map(({ file }) => file)).toEqual([
      'apps/ledger.yaml',
      'clusters/a/ledger.yaml',
      'clusters/b/ledger.yaml',
      'clusters/c/ledger.yaml',
    ]);
  });

  it.each<[string, Partial<Finding>]>([
    ['exposure', { exposure: 'mitigated' }],
    ['severity', { severity: 'low' }],
    ['setting', { knob: { kind: 'env', name: 'OTHER', from: 'a', to: 'b' } }],
    ['acceptance', { accepted: { reason: 'r', until: '2027-01-31', file: 'f', line: 1 } }],
  ])('keeps apart what differs in its %s', (_, changes) => {
    expect(tellAlike([inCluster('a'), inCluster('b', changes)])).toHaveLength(2);
  });

  it.each([
    ['Markdown', (findings: readonly Finding[]) => renderMarkdown(sampleReport({ findings }))],
    ['text', (findings: readonly Finding[]) => renderText(sampleReport({ findings }))],
  ])('tells it once in %s, with the way out of every installation', (_, render) => {
    const page = render(fleet);
    expect(page).toContain('What this breaks (1)');
    expect(page.split(sampleFinding().summary.slice(0, 25))).toHaveLength(2);
    for (const name of ['a', 'b', 'c']) {
      expect(page).toContain(`clusters/${name}/ledger.yaml`);
      expect(page).toContain(`clusters/${name}/values.yaml`);
    }
  });
});
