/** What `explain` says of findings without a rule stays true to the code that makes them and to the page about them. */
import { readdirSync, readFileSync } from 'node:fs';
import { explain } from '../../src/explain.js';
import { findingsWithoutRule } from '../../src/findings/without-rule.js';
import { describe, expect, it } from '../support/jest.js';

const ids = [...findingsWithoutRule.keys()].toSorted();

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, id]) => id ?? []);
}

describe('findings/without-rule', () => {
  it('names every finding that the code makes', () => {
    const made = readdirSync('src/findings').flatMap(file =>
      matches(readFileSync(`src/findings/${file}`, 'utf8'), /\brule: '([a-z-]+)'/g),
    );
    expect([...new Set(made)].toSorted()).toEqual(ids);
  });

  it('names what docs/settings.md names', () => {
    const page = readFileSync('docs/settings.md', 'utf8');
    expect(matches(page, /^\| `([a-z-]+)` \|/gm).toSorted()).toEqual(ids);
  });

  it('is what explain prints', () => {
    const text = explain('half-bump');
    expect(text).toMatch(/^half-bump \(found without a rule\)\n\n/);
    expect(text).toContain('docs/settings.md');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
