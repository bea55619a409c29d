import { withPlainScalars } from '../../src/yaml/plain-scalars.js';
import { describe, expect, it } from '../support/jest.js';

describe('yaml/plain-scalars', () => {
  it.each([
    ['an alias', 'x: &v 1.27.1\ny: *v # mesh\n', 'x: &v 1.27.1\ny: 1.27.1 # mesh\n'],
    ['an alias of nothing', 'y: *v\n', 'y: *v\n'],
    ['an alias of a mapping', 'x: &v {a: 1}\ny: *v\n', 'x: &v {a: 1}\ny: *v\n'],
    ['a tag', 'y: !!str 1.27.1\n', 'y: 1.27.1\n'],
    ['a block of one word', 'a:\n  y: >-\n    1.27.1\nz: 1\n', 'a:\n  y: 1.27.1\n\nz: 1\n'],
    ['a block of several lines', 'y: |\n  one\n  two\n', 'y: |\n  one\n  two\n'],
    ['a block of several words', 'y: |\n  helm list\n', 'y: |\n  helm list\n'],
  ])('reads %s', (_name, text, expected) => {
    expect(withPlainScalars(text)).toBe(expected);
    expect(expected.split('\n')).toHaveLength(text.split('\n').length);
  });
});
