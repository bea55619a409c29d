import { assemble, choice, list } from '../../src/report/budget.js';
import { describe, expect, it } from '../support/jest.js';

const items = (number: number, full: string) => Array.from({ length: number }, () => ({ full, brief: '-' }));
const section = (rank: number, number: number, full: string) =>
  list({
    rank,
    items: items(number, full),
    separator: '\n',
    short: `left out: ${number}`,
    write: (blocks, leftOut) => `[${blocks.join('\n')}${leftOut > 0 ? `\n+${leftOut}` : ''}]`,
  });

describe('report/budget', () => {
  it('writes everything where there is room', () => {
    expect(assemble([choice(0, ['head', 'h']), section(1, 2, 'full')], 1_000)).toBe('head\n\n[full\nfull]');
  });

  it('keeps the first items in full, shortens the next, counts the rest', () => {
    const text = assemble([section(0, 100, 'x'.repeat(20))], 150);
    expect(text).toMatch(/^\[(x{20}\n)+(-\n)+\+\d+\]$/);
    const [full = [], brief = []] = [text.match(/x{20}/g) ?? [], text.match(/^-$/gm) ?? []];
    expect(full.length + brief.length + Number(/\+(\d+)/.exec(text)?.[1])).toBe(100);
  });

  it('gives room by rank, and leaves some for the others', () => {
    const text = assemble([section(2, 50, 'later'), section(1, 50, 'first')], 200);
    const [later, first] = text.split('\n\n');
    expect(first?.match(/first/g)?.length).toBeGreaterThan(later?.match(/later/g)?.length ?? 0);
    expect(first?.length).toBeGreaterThan(later?.length ?? 0);
    expect(later).toContain('later');
  });

  it('takes the richest form that fits, even where it is the shorter one', () => {
    expect(assemble([choice(0, ['rich', 'the long way to say little'])], 100)).toBe('rich');
  });

  it('drops the last in rank where not even the short forms fit, never the first section', () => {
    const sections = [choice(0, ['head']), choice(2, ['second']), choice(1, ['third'])];
    expect(assemble(sections, 18)).toBe('head\n\nthird');
    expect(assemble(sections, 1)).toBe('head');
    expect(assemble([], 10)).toBe('');
  });

  it('is never longer than allowed, whatever the numbers', () => {
    for (let limit = 20; limit < 600; limit += 7) {
      const text = assemble(
        [choice(0, ['h']), section(3, 40, 'abcdefgh'), section(1, 9, 'x'.repeat(50))],
        limit,
      );
      expect(text.length).toBeLessThanOrEqual(limit);
    }
  });
});
