import { describe, expect, it } from '@jest/globals';
import { oncePer } from '../src/memo.js';

describe('memo', () => {
  it('makes what follows from an object once, undefined too', () => {
    const made: object[] = [];
    const read = oncePer((key: object): undefined => {
      made.push(key);
    });
    const [one, other] = [{}, {}];
    for (const key of [one, one, other]) expect(read(key)).toBeUndefined();
    expect(made).toEqual([one, other]);
  });
});
