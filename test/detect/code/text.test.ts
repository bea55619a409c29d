/** Texts of code without their comments. */

import { withoutComments } from '../../../src/detect/code/text.js';
import { describe, expect, it } from '../../support/jest.js';

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
    ['what opens in a text', 'a("b/*"); // c\n/** d */', 'a("b/*");     \n        '],
    ['what opens in a text of a text', `a('"b/*\\''); /* c */`, `a('"b/*\\'');        `],
    ['one behind a mark alone', `it's /* a */ b`, `it's         b`],
    ['an address', 'a: "https://b" // c', 'a: "https://b"     '],
  ])('leaves spaces of %s', (_, text, expected) => {
    expect(withoutComments('a.ts', text)).toBe(expected);
  });

  it('knows lifetimes of Rust', () => {
    expect(withoutComments('a.rs', `fn a(b: &'a str) {} // it's`)).toBe(`fn a(b: &'a str) {}        `);
  });

  it('knows those of Python', () => {
    expect(withoutComments('a.py', 'a = "b#c" # d')).toBe('a = "b#c"    ');
  });

  it.each([
    ['blocks that nothing ends', `a */ ${'/* '.repeat(300_000)}`],
    ['texts that nothing ends', `a ${'\\"'.repeat(150_000)}`],
  ])('goes over %s but once', (_, text) => {
    const start = performance.now();
    expect(withoutComments('a.ts', text)).toBe(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
