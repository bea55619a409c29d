/** How deep a text is nested is known before a parser descends that far. */

import { tooDeepAt } from '../../src/yaml/depth.js';
import { describe, expect, it } from '../support/jest.js';

const MANY = 401;

describe('yaml/depth', () => {
  it.each([
    ['brackets', `a: ${'['.repeat(MANY)}`],
    ['lists in lists', `${'- '.repeat(MANY)}x`],
    ['indentation', `${' '.repeat(MANY)}a: b`],
    ['values of values', `{${'"a": '.repeat(MANY)}x}`],
    ['values of values over lines', `{${'"a":\n'.repeat(MANY)}x}`],
    ['keys of keys', `[${'? '.repeat(MANY)}x: ${'a: '.repeat(MANY)}y]`],
    ['a text that quotes end too early', `{"a": "helm ${'"a": "helm\\'.repeat(MANY)}`],
  ])('refuses %s', (_, text) => {
    expect(tooDeepAt(text)).toEqual(expect.any(Number));
  });

  it.each([
    ['many keys', 'a: b\n'.repeat(5_000)],
    ['many keys of a mapping in brackets', `{${'"a": b, '.repeat(5_000)}}`],
    ['brackets in a text', `a: "${'['.repeat(5_000)}"`],
    ['colons in a text', `{a: "${':'.repeat(5_000)}"}`],
    ['many mappings side by side', `[${'{a: b},'.repeat(5_000)}]`],
  ])('reads %s', (_, text) => {
    expect(tooDeepAt(text)).toBeUndefined();
  });
});
