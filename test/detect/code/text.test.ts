/** Texts of code without their comments. */
import { describe, expect, it } from '@jest/globals';
import { withoutComments } from '../../../src/detect/code/text.js';

describe('detect: comments of code', () => {
  it.each([
    [
      'one of a line that holds the last end of a block',
      '// a */ version: "1"\nb',
      '                    \nb',
    ],
    ['one of a line in a block', '/* // a */ b', '           b'],
    ['a block that begins in one of a line', '// a /* b\nc */ d', '         \nc */ d'],
    ['a block over lines', 'a /* b\nc */ d', 'a     \n     d'],
    ['a block that nothing ends', 'a /* b\nc', 'a /* b\nc'],
    ['one of a line in a block that nothing ends', '/* a */ /* b // c\nd', '        /* b     \nd'],
    ['an address', 'a: "https://b" // c', 'a: "https://b"     '],
  ])('leaves spaces of %s', (_, text, expected) => {
    expect(withoutComments('a.ts', text)).toBe(expected);
  });

  it('knows those of Python', () => {
    expect(withoutComments('a.py', 'a = "b#c" # d')).toBe('a = "b#c"    ');
  });

  it('goes over blocks that nothing ends but once', () => {
    const text = `a */ ${'/* '.repeat(300_000)}`;
    const start = performance.now();
    expect(withoutComments('a.ts', text)).toBe(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
