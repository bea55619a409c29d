import { folderTree } from '../../src/tree/folder.js';
import { overlay } from '../../src/tree/overlay.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { removeFolders, temporaryFolder, write } from './support.js';

afterAll(removeFolders);

describe('overlay', () => {
  it('shows edited and added files, and the rest as it is', async () => {
    const folder = temporaryFolder();
    write(folder, { 'a.yaml': 'istio: 1\n', 'b.yaml': 'quiet\n', 'd/c.yaml': 'istio\n' });
    const tree = await folderTree(folder, { name: 'before' });
    const edited = overlay(tree, [
      { file: 'a.yaml', before: 'istio: 1\n', after: 'gone\n' },
      { file: 'b.yaml', before: 'quiet\n', after: 'istio: 2\n' },
      { file: 'd/new.yaml', before: '', after: 'istio: 3\n' },
      { file: 'b.yaml', before: 'istio: 2\n', after: 'istio: 4\n' },
    ]);
    expect(edited.name).toBe('before');
    expect(edited.paths).toEqual(['a.yaml', 'b.yaml', 'd/c.yaml', 'd/new.yaml']);
    expect(edited.below('d')).toEqual(['d/c.yaml', 'd/new.yaml']);
    expect(edited.has('d/new.yaml')).toBe(true);
    expect(await edited.candidates()).toEqual(['b.yaml', 'd/c.yaml', 'd/new.yaml']);
    expect(await edited.read('b.yaml')).toEqual({ ok: true, text: 'istio: 4\n' });
    expect(await edited.read('d/c.yaml')).toEqual({ ok: true, text: 'istio\n' });
    expect(new TextDecoder().decode(await edited.bytes?.('d/new.yaml'))).toBe('istio: 3\n');
    expect(await tree.read('b.yaml')).toEqual({ ok: true, text: 'quiet\n' });
    expect(await tree.candidates()).toEqual(['a.yaml', 'd/c.yaml']);
  });

  it('edits the file that a link leads to, by either name', async () => {
    const folder = temporaryFolder();
    write(folder, { 'values.yaml': 'istio: 1\n', 'chart/values.yaml': { link: '../values.yaml' } });
    const tree = await folderTree(folder, { name: 'before' });
    for (const file of ['values.yaml', 'chart/values.yaml']) {
      const edited = overlay(tree, [{ file, before: 'istio: 1\n', after: 'istio: 2\n' }]);
      expect(edited.paths).toEqual(tree.paths);
      expect(edited.realPath?.('chart/values.yaml')).toBe('values.yaml');
      expect(await edited.candidates()).toEqual(['chart/values.yaml', 'values.yaml']);
      for (const path of tree.paths)
        expect(await edited.read(path)).toEqual({ ok: true, text: 'istio: 2\n' });
    }
  });

  it('refuses edits of one file that do not follow from each other', async () => {
    const tree = await folderTree(temporaryFolder());
    const edits = ['1', '2'].map(after => ({ file: 'a', before: '0', after }));
    expect(() => overlay(tree, edits)).toThrow(/contradict/);
    expect(overlay(tree, [])).toBe(tree);
  });
});
