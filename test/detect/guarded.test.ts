import { readSide } from '../../src/analysis/side.js';
import { undecidedProblems } from '../../src/analysis/undecided.js';
import { detect } from '../../src/detect/detect.js';
import type { Detector } from '../../src/detect/detector.js';
import { guarded } from '../../src/detect/guarded.js';
import { detectors } from '../../src/detect/registry.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { application } from '../support/scenario.js';

/** A form whose reading we got wrong. */
const mistaken: Detector = {
  form: 'mistaken',
  detect: () => Promise.reject(new TypeError('x is undefined')),
};

describe('detect/guarded', () => {
  const tree = memoryTree({ 'mesh/istiod.yaml': application('1.24.2') });

  it('keeps what other forms find where one throws, and names that one', async () => {
    const { installations, problems } = await detect(tree, guarded([mistaken, ...detectors]));
    expect(installations.map(({ chart, version }) => `${chart} ${version}`)).toEqual(['istiod 1.24.2']);
    expect(problems).toEqual([
      {
        what: 'installations declared as mistaken',
        why: 'an error of istio-preflight itself stopped their reading, please report it: TypeError: x is undefined',
        blocking: true,
        failed: true,
      },
    ]);
  });

  it('says so where only the base fails: what moved from there may be all of it', async () => {
    const side = await readSide(tree, { versions: [], values: [] });
    const { problems: lost } = await detect(tree, guarded([mistaken]));
    const problems = await undecidedProblems({ ...side, problems: lost }, side, [], false);
    expect(problems.map(({ what, blocking }) => `${what} ${blocking}`)).toEqual([
      'installations declared as mistaken true',
    ]);
  });

  it('says so of a change, though both sides fail alike', async () => {
    const side = await readSide(tree, { versions: [], values: [] });
    const failing = async () => ({
      ...side,
      problems: (await detect(tree, guarded([mistaken]))).problems,
    });
    const problems = await undecidedProblems(await failing(), await failing(), [], false);
    expect(problems.map(({ what, blocking }) => `${what} ${blocking}`)).toEqual([
      'installations declared as mistaken true',
    ]);
  });
});
