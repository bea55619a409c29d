import { BlobSearch } from '../../src/tree/blob-search.js';
import type { FileEntry } from '../../src/tree/entries.js';
import { describe, expect, it } from '../support/jest.js';

/** Commits by name, each with contents by path; equal contents are one blob. */
function counted(commits: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const searched: string[] = [];
  const read: string[] = [];
  const isMatch = (text: string): boolean => text.includes('mesh');
  const question = {
    isMatch,
    search: async (commit: string) => {
      searched.push(commit);
      const files = Object.entries(commits[commit] ?? {});
      return new Set(files.filter(([, text]) => isMatch(text)).map(([path]) => path));
    },
  };
  const search = new BlobSearch(question, async id => {
    read.push(id);
    if (id === 'lost') throw new Error('there is no such object');
    return Buffer.from(id);
  });
  const matching = async (commit: string): Promise<readonly string[]> => {
    const files = Object.entries(commits[commit] ?? {}).map(
      ([path, text]): FileEntry => ({ kind: 'file', path, id: text, size: text.length }),
    );
    return [...(await search.matching(commit, files))].sort();
  };
  return { matching, searched, read };
}

const many = (text: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 600 }, (_, number) => [`${number}.yaml`, `${text} ${number}`]));

describe('tree/blob-search', () => {
  it('asks of a second commit what the first does not have, even if both are asked for at once', async () => {
    const { matching, searched, read } = counted({
      before: { 'a.yaml': 'a mesh', 'b.yaml': 'other', 'c.yaml': 'gone mesh' },
      after: { 'moved.yaml': 'a mesh', 'b.yaml': 'other', 'd.yaml': 'new mesh', 'e.yaml': 'new' },
    });
    expect(await Promise.all([matching('before'), matching('after')])).toEqual([
      ['a.yaml', 'c.yaml'],
      ['d.yaml', 'moved.yaml'],
    ]);
    expect(searched).toEqual(['before']);
    expect(read.toSorted()).toEqual(['new', 'new mesh']);
  });

  it('searches a commit that has much of its own', async () => {
    const { matching, searched, read } = counted({ before: many('mesh'), after: many('other') });
    await matching('before');
    expect(await matching('after')).toEqual([]);
    expect({ searched, read }).toEqual({ searched: ['before', 'after'], read: [] });
  });

  it('counts what it can not read', async () => {
    const { matching } = counted({ before: { 'a.yaml': 'other' }, after: { 'b.yaml': 'lost' } });
    await matching('before');
    expect(await matching('after')).toEqual(['b.yaml']);
  });
});
