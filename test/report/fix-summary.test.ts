import { fixSummary } from '../../src/report/fix-summary.js';
import { describe, expect, it } from '../support/jest.js';

const EMPTY = { text: '', edits: [], chosen: [], passedOver: [] };

describe('report/fix-summary', () => {
  it('says of a rule that was asked for by name when nothing is exposed to it', () => {
    const result = {
      patch: EMPTY,
      report: { findings: [] },
      after: { verdict: 'attention', reason: 'x' },
    } as const;
    expect(fixSummary(result, false, ['nope'])).toBe(
      '--only nope: no exposed finding has this name\nnothing to write\n',
    );
    expect(fixSummary(result, false)).toBe('nothing to write\n');
  });
});
