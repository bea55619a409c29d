import { parseYaml } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';

const BREAKS: readonly (readonly [string, string])[] = [
  ['a carriage return', '\r'],
  ['NEL', '\u0085'],
  ['LS', '\u2028'],
  ['PS', '\u2029'],
];

function valuesOf(text: string): readonly unknown[] {
  const { documents, errors } = parseYaml('a.yaml', text);
  return errors.length > 0 ? errors : documents.map(({ data }) => data.value);
}

/** What Helm 3.17.3 and 4.1.4 make of the same texts. */
describe('yaml/line-breaks', () => {
  it.each(BREAKS)('ends a comment at %s', (_, end) => {
    expect(valuesOf(`a: 1\nversion: 1.20.6 # pinned${end}version: 1.22.2\n`)).toEqual([
      { a: 1, version: '1.22.2' },
    ]);
  });

  it.each(BREAKS)('ends a plain scalar and a block at %s', (_, end) => {
    expect(valuesOf(`version: one${end}two: 3\n`)).toEqual([{ version: 'one', two: 3 }]);
    expect(valuesOf(`version: |\n  one${end}two: 3\nb: 1\n`)).toEqual([{ version: 'one\n', two: 3, b: 1 }]);
    expect(valuesOf(`version: |\n  one${end}two\nb: 1\n`)).toEqual([
      expect.objectContaining({ message: expect.any(String) }),
    ]);
  });

  it.each(BREAKS)('leaves %s in quotes', (_, end) => {
    expect(valuesOf(`a: "one${end}two"\nb: 'x${end}y' # z${end}c: 1\n`)).toEqual([
      { a: `one${end}two`, b: `x${end}y`, c: 1 },
    ]);
  });

  it('counts lines as an editor does', () => {
    const { documents } = parseYaml('a.yaml', 'a: 1 # x\u2028b: 2\nc: 3\r\nd: |\n  text\n');
    const [data] = documents.map(document => document.data);
    expect(['a', 'b', 'c', 'd'].map(key => data?.lineOf([key]))).toEqual([1, 1, 2, 3]);
  });

  it('reads files of old Macs', () => {
    expect(valuesOf('a: 1\rversion: 2\rb:\r  c: 3\r')).toEqual([{ a: 1, version: 2, b: { c: 3 } }]);
  });

  it.each(BREAKS)('refuses a document that starts after %s', (_, end) => {
    const { documents, errors } = parseYaml('a.yaml', `a: 1\n---\n# note${end}---${end}b: 2\n---\nc: 3\n`);
    expect(documents.map(({ data }) => data.value)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(errors).toEqual([{ line: 3, message: expect.stringContaining('a document starts after') }]);
  });

  it('refuses what it can’t tell from a quoted text', () => {
    const { documents, errors } = parseYaml('a.yaml', '# x\u2028"k": "\na: "# y\u2028version: 1 #"\n');
    expect([documents, errors.length]).toEqual([[], 1]);
  });

  it.each(['\ufeff\ufeffa: 1\nb: 2\n', 'a: 1\n---\n\ufeffb: 2\n'])(
    'refuses a second byte order mark',
    text => {
      const [error] = parseYaml('a.yaml', text).errors;
      expect(error?.message).toMatch(/byte order mark/);
    },
  );

  it('takes one byte order mark at the start as none', () => {
    expect(valuesOf('\ufeffa: 1\nb: 2\n')).toEqual([{ a: 1, b: 2 }]);
  });
});
