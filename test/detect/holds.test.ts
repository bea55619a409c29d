import { holds } from '../../src/detect/holds.js';
import { describe, expect, it, jest } from '../support/jest.js';

describe('detect/holds', () => {
  it('searches each text once, whoever asks, and a changed text anew', () => {
    const search = jest.spyOn(RegExp.prototype, 'test');
    try {
      const ask = (text: string): boolean => holds(/ztunnel\b/i)('a.yaml', text);
      expect([ask('ztunnel: 1'), ask('ztunnel: 1'), ask('other'), ask('other')]).toEqual([
        true,
        true,
        false,
        false,
      ]);
      expect(search).toHaveBeenCalledTimes(2);
    } finally {
      search.mockRestore();
    }
  });

  it('keeps patterns apart', () => {
    expect([/a/, /a/i, /b/].map(pattern => holds(pattern)('b.yaml', 'A'))).toEqual([false, true, false]);
  });
});
