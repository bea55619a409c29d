import { memoryTree } from '../../src/tree/memory.js';
import { unrelatedLines } from '../../tools/score/unrelated-lines.js';
import { describe, expect, it } from '../support/jest.js';

describe('tools/score/unrelated-lines', () => {
  it('changes a version or a number that stands far from any word of Istio, once for each file', async () => {
    const tree = memoryTree({
      'a.yaml': 'image: shop:1.2.3\nother: 4.5.6\n',
      'b.yaml': `istio: true\n${'x: y\n'.repeat(9)}replicas: 9\n`,
      'near.yaml': 'mesh: istio\nimage: shop:1.2.3\n',
      'istio.yaml': 'image: shop:1.2.3\n',
      'package-lock.json': '{"a": "1.2.3"}\n',
      'README.md': 'shop 1.2.3\n',
    });
    const edits = await unrelatedLines(tree, 8);
    expect(edits.map(({ file, line, after }) => [file, line, after.split('\n')[line - 1]])).toEqual([
      ['a.yaml', 1, 'image: shop:1.2.4'],
      ['b.yaml', 11, 'replicas: 10'],
    ]);
  });

  it('takes as many as are asked for, from all over the tree', async () => {
    const files = Array.from({ length: 20 }, (_, index) => [
      `${String.fromCharCode(97 + index)}.yaml`,
      'v: 1.2.3\n',
    ]);
    const edits = await unrelatedLines(memoryTree(Object.fromEntries(files)), 4);
    expect(edits.map(({ file }) => file)).toEqual(['a.yaml', 'f.yaml', 'k.yaml', 'p.yaml']);
  });
});
