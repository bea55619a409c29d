/** Patterns of paths: as picomatch reads them, and never slowly. */

import picomatch from 'picomatch';
import { globMatcher } from '../../src/tree/glob.js';
import { describe, expect, it } from '../support/jest.js';

describe('tree: patterns of paths', () => {
  it.each([
    ['apps/*/values.yaml', 'apps/a/values.yaml', true],
    ['apps/*/values.yaml', 'apps/a/b/values.yaml', false],
    ['apps/**/values.yaml', 'apps/values.yaml', true],
    ['**/envs/**/*.yaml', 'a/envs/b/c/d.yaml', true],
    ['*-prod-*.yaml', 'eu-prod-1.yaml', true],
    ['*-prod-*.yaml', 'eu/x-prod-1.yaml', false],
    ['.*/*', '.argo/x', true],
    ['[ab]?[^c]', 'axd', true],
    ['[ab]?[^c]', 'axc', false],
    ['!a*', 'b', false],
    ['!a*', '!ab', true],
    ['{a,b}*', 'ax', false],
    ['(a|b)*+*', '(a|b)x+y', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(globMatcher([pattern])(path)).toBe(expected);
  });

  it('knows braces where they are asked for', () => {
    expect(globMatcher(['{a,b}*-*.yaml'], { braces: true })('b1-2.yaml')).toBe(true);
  });

  it('agrees with picomatch on patterns that it matches by itself', () => {
    let seed = 7;
    const random = (count: number): number => {
      seed = (seed + 0x6d2b79f5) | 0;
      const mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
    };
    const text = (pieces: readonly string[]): string =>
      Array.from({ length: 1 + random(8) }, () => pieces[random(pieces.length)]).join('');
    const isPath = (path: string): boolean =>
      path.split('/').every(name => !['', '.', '..'].includes(name) && !name.endsWith('.'));
    let matched = 0;
    const others: string[] = [];
    for (let trial = 0; trial < 20_000; trial++) {
      const pattern = text(['*', '**', '/', '/**/', 'a', 'b', '.', '?', '[ab]', '[^a]', '{a,b}', '$']);
      const path = text(['a', 'b', 'ab', '.', '/', 'c', '$']);
      const braces = trial % 2 === 0;
      if (!isPath(path)) continue;
      const options = { dot: true, nobrace: !braces, noextglob: true, nonegate: true };
      const expected = picomatch(pattern, options)(path);
      if (expected) matched++;
      if (globMatcher([pattern], { braces })(path) !== expected) others.push(`${pattern} on ${path}`);
    }
    expect(others).toEqual([]);
    expect(matched).toBeGreaterThan(500);
  });

  it('takes no longer for many stars: a regular expression would need hours', () => {
    const matches = globMatcher([`${'*a'.repeat(30)}*c`, '**/a'.repeat(30), `${'{a,a}'.repeat(30)}c`], {
      braces: true,
    });
    expect(matches('a'.repeat(240))).toBe(false);
  });
});
