import { foldProblems } from '../../src/analysis/fold.js';
import type { Problem } from '../../src/model.js';
import { acceptProblems } from '../../src/policy/accept.js';
import { describe, expect, it } from '../support/jest.js';

function lack(name: string, version: string, line = 1, more: Partial<Problem> = {}): Problem {
  return {
    what: `chart ${name} ${version}`,
    why: `the folder charts has no ${name} ${version}`,
    file: 'mesh.yaml',
    line,
    blocking: true,
    together: { kind: ['chart', 'charts'], name, version, why: 'the folder charts has none of them' },
    ...more,
  };
}

describe('analysis/fold', () => {
  it('says one cause once, with everything that it is about', () => {
    const other: Problem = { what: 'x', why: 'y', blocking: false };
    expect(
      foldProblems([lack('base', '1.12.1'), other, lack('base', '1.13.3'), lack('istiod', '1.12.1', 4)]),
    ).toMatchObject([
      {
        what: 'charts base, istiod of Istio 1.12.1, 1.13.3',
        why: 'the folder charts has none of them; also for mesh.yaml:4',
        file: 'mesh.yaml',
        line: 1,
        blocking: true,
      },
      other,
    ]);
  });

  it('names one chart of two releases as one', () => {
    expect(foldProblems([lack('base', '1.12.1'), lack('base', '1.13.3')])).toMatchObject([
      { what: 'chart base of Istio 1.12.1, 1.13.3' },
    ]);
  });

  it('says the same of several places once, as long as it weighs the same', () => {
    const at = (line: number, blocking = true): Problem => ({
      what: 'kustomization.yaml',
      why: 'it takes in what is not in this repository',
      file: 'kustomization.yaml',
      line,
      blocking,
    });
    const lines = [4, 5, 6, 7, 8];
    expect(foldProblems([...lines.map(line => at(line)), at(9, false)])).toMatchObject([
      {
        what: 'kustomization.yaml',
        why: 'it takes in what is not in this repository; also for kustomization.yaml:5, kustomization.yaml:6, kustomization.yaml:7 and 1 more',
        line: 4,
      },
      { line: 9, why: 'it takes in what is not in this repository' },
    ]);
  });

  it('keeps apart what weighs differently, and what stands alone as it is', () => {
    const problems = [lack('base', '1.12.1'), lack('istiod', '1.12.1', 2, { blocking: false })];
    expect(foldProblems(problems)).toEqual(problems);
  });

  it('tells what somebody took on by itself, with the reason', () => {
    const accept = {
      incomplete: 'chart base 1.12.1',
      reason: 'checked elsewhere',
      until: '2030-01-01',
      file: 'policy.yaml',
      line: 1,
    };
    const problems = [lack('base', '1.12.1'), lack('istiod', '1.12.1'), lack('cni', '1.12.1')];
    expect(foldProblems(acceptProblems(problems, [accept], '2029-01-01')).map(({ what }) => what)).toEqual([
      'chart base 1.12.1',
      'charts istiod, cni of Istio 1.12.1',
    ]);
  });
});
