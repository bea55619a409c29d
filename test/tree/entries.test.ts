import { type Entry, indexEntries } from '../../src/tree/entries.js';
import { describe, expect, it } from '../support/jest.js';

function file(path: string): Entry {
  return { kind: 'file', path, id: path, size: 1 };
}

function link(path: string, target: string): Entry {
  return { kind: 'link', path, target };
}

/** Layers of folders that hold ten links each, all of them to the next layer. */
function layers(count: number): readonly Entry[] {
  const numbers = Array.from({ length: count }, (_, layer) => layer);
  return numbers.flatMap(layer =>
    Array.from({ length: 10 }, (_, index) => link(`l${layer}/s${index}`, `../l${layer + 1}`)),
  );
}

describe('tree/entries', () => {
  it('walks into links to folders, on every way once', () => {
    const entries = [file('b/c/x.yaml'), file('a/y.yaml'), link('a/to', '../b'), link('b/c/back', '../..')];
    const index = indexEntries(entries);
    expect(index.below('a')).toEqual(['a/to/c/x.yaml', 'a/y.yaml']);
    expect(index.problems).toEqual([]);
  });

  it('names a folder whose links lead through more folders than anybody can follow', () => {
    const index = indexEntries([...layers(12), file('l12/x.yaml'), file('a/y.yaml'), link('a/in', '../l0')]);
    for (let asked = 0; asked < 50; asked++) expect(index.below('a')).toContain('a/y.yaml');
    expect(index.problems).toEqual([
      expect.objectContaining({ file: 'a', why: expect.stringContaining('not looked at'), blocking: true }),
    ]);
  });

  it('finds links among very many others', () => {
    const others = Array.from({ length: 30_000 }, (_, index) => link(`o/${index}`, '../b'));
    const index = indexEntries([...others, file('b/x.yaml'), ...chain(3000)]);
    expect(index.below('c0')).toContain(`c0/${'n/'.repeat(3000)}x.yaml`);
  });
});

/** Folders that lead to each other by one link each. */
function chain(length: number): readonly Entry[] {
  const links = Array.from({ length }, (_, index) => link(`c${index}/n`, `../c${index + 1}`));
  return [...links, file(`c${length}/x.yaml`)];
}
