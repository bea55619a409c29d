/** What the search for silence changes, and what it holds against a tree. */

import { memoryTree } from '../../src/tree/memory.js';
import { overlay } from '../../src/tree/overlay.js';
import { bumps, judged } from '../../tools/score/judged.js';
import { moved, versionLines } from '../../tools/score/version-lines.js';
import { describe, expect, it } from '../support/jest.js';
import { application } from '../support/scenario.js';

describe('score: silence', () => {
  it('asks about versions near words of Istio, in files that may declare something', async () => {
    const tree = memoryTree({
      'a.yaml': 'istio:\n  chart: istiod\n  version: 1.24.2\n# version: 1.23.1\n',
      'b.yaml': `kiali: 1.24.2\n${'x: 1\n'.repeat(9)}istio: true\n`,
      'c.yaml': 'metadata:\n  labels:\n    helm.sh/chart: istiod-1.24.2\n',
      'istio/Chart.yaml': 'name: mesh\nversion: 1.5.0\n',
      'docs/istio.yaml': 'istio: 1.24.2\n',
      'istio.md': 'istio 1.24.2\n',
      'Chart.lock': 'istio 1.24.2\n',
    });
    expect(await versionLines(tree, 3)).toEqual([{ file: 'a.yaml', line: 3, version: '1.24.2' }]);
  });

  it('asks about no more lines of one file than are worth it', async () => {
    const tree = memoryTree({ 'a.yaml': 'istio: 1.24.2\n'.repeat(5) });
    expect(await versionLines(tree, 2)).toHaveLength(2);
  });

  it('changes one line alone, to another release in any case', async () => {
    const tree = memoryTree({ 'a.yaml': 'istio: v1.29.1\nistio: 1.24\n' });
    expect(await moved(tree, { file: 'a.yaml', line: 1, version: 'v1.29.1' })).toMatchObject({
      after: 'istio: v1.28.1\nistio: 1.24\n',
    });
    expect(await moved(tree, { file: 'a.yaml', line: 2, version: '1.24' })).toMatchObject({
      text: 'istio: 1.29',
    });
    expect(await moved(tree, { file: 'a.yaml', line: 2, version: '1.22.2' })).toBeUndefined();
    expect(await moved(tree, { file: 'nowhere.yaml', line: 1, version: '1.24.2' })).toBeUndefined();
  });

  it('holds what comes of it against the tree as it was', async () => {
    const tree = memoryTree({ 'istiod.yaml': application('1.24.2') });
    const [place] = await versionLines(tree, 3);
    const edit = place && (await moved(tree, place));
    expect(bumps(await judged(tree, overlay(tree, edit ? [edit] : [])))).toEqual(['istiod 1.24.2 -> 1.29.1']);
  });
});
