import { withoutTold } from '../../src/findings/already-told.js';
import type { Finding } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';

function finding(rule: string, lines: readonly number[], part: Partial<Finding> = {}): Finding {
  return {
    rule,
    title: rule,
    summary: rule,
    severity: 'medium',
    exposure: 'exposed',
    introducedIn: '1.24.0',
    upgrades: ['a'],
    component: 'istiod',
    evidence: 'value',
    locations: lines.map(line => ({ file: 'values.yaml', line })),
    overrides: [],
    references: [],
    accepted: null,
    ...part,
  };
}

describe('findings/already-told', () => {
  const dead = finding('dead-setting', [3, 4]);

  it('leaves out what a rule tells of the same lines', () => {
    expect(withoutTold([dead], [finding('a-rule', [3, 4, 9])])).toEqual([]);
  });

  it.each([
    ['some of the lines only', finding('a-rule', [3])],
    ['a rule on resources', finding('a-rule', [3, 4], { evidence: 'resource' })],
    ['a rule that finds nothing', finding('a-rule', [3, 4], { exposure: 'not-exposed' })],
  ])('keeps it beside %s', (_, rule) => {
    expect(withoutTold([dead], [rule])).toEqual([dead]);
  });

  it('keeps everything else', () => {
    const other = finding('render-fails', [3]);
    expect(withoutTold([other], [finding('a-rule', [3])])).toEqual([other]);
  });
});
