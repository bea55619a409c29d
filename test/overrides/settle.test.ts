/** What is handed out as a patch: nothing idle, and nothing that brings about another finding. */

import type { Edit, Finding, Override, Report } from '../../src/model.js';
import { EVERYTHING_SAFE } from '../../src/overrides/select.js';
import { settledPatch } from '../../src/overrides/settle.js';
import { report } from '../github/report.js';
import { describe, expect, it } from '../support/jest.js';

function pin(key: string): Override {
  const change = {
    op: 'set',
    file: `${key}.yaml`,
    document: 0,
    home: { style: 'mapping' },
    path: ['a'],
    value: 2,
  } as const;
  const edit = { file: change.file, before: 'a: 1\n', after: 'a: 2\n' };
  return {
    kind: 'pin',
    target: 'values',
    verified: true,
    weakens: null,
    note: '',
    written: { changes: [change], edits: [edit], needsReview: false },
  };
}

function finding(rule: string, fields: Partial<Finding> = {}): Finding {
  const [first] = report().findings;
  if (!first) throw new Error('no finding');
  return { ...first, rule, exposure: 'exposed', accepted: null, overrides: [pin(rule)], ...fields };
}

const given: Report = { ...report(), findings: [finding('one'), finding('two')] };
const filesOf = (edits: readonly Edit[]): readonly string[] => edits.map(({ file }) => file);

/** A tree in which some pins help and others do nothing. */
const helping =
  (...rules: readonly string[]) =>
  async (edits: readonly Edit[]): Promise<Report> => ({
    ...given,
    findings: given.findings.map(one =>
      rules.includes(one.rule) && filesOf(edits).includes(`${one.rule}.yaml`)
        ? { ...one, exposure: 'mitigated' }
        : one,
    ),
  });

describe('settledPatch', () => {
  it('is all of it where all of it helps', async () => {
    const { patch, after } = await settledPatch(given, EVERYTHING_SAFE, helping('one', 'two'));
    expect(filesOf(patch.edits)).toEqual(['one.yaml', 'two.yaml']);
    expect(after.findings.map(({ exposure }) => exposure)).toEqual(['mitigated', 'mitigated']);
  });

  it('leaves idle overrides out and says so', async () => {
    const { patch } = await settledPatch(given, EVERYTHING_SAFE, helping('two'));
    expect(filesOf(patch.edits)).toEqual(['two.yaml']);
    expect(patch.text).not.toContain('one.yaml');
    expect(patch.passedOver).toMatchObject([
      { finding: { rule: 'one' }, why: expect.stringMatching(/still exposed/) },
    ]);
  });

  it('is nothing where another finding appears with it', async () => {
    const harmed = async (edits: readonly Edit[]): Promise<Report> => {
      const after = await helping('one', 'two')(edits);
      return { ...after, findings: [...after.findings, finding('three', { title: 'something else' })] };
    };
    const { patch, after } = await settledPatch(given, EVERYTHING_SAFE, harmed);
    expect({ text: patch.text, chosen: patch.chosen }).toEqual({ text: '', chosen: [] });
    expect(patch.passedOver.map(({ why }) => why)).toEqual([
      'with them, another finding appears: something else (three)',
      'with them, another finding appears: something else (three)',
    ]);
    expect(after).toBe(given);
  });
});
