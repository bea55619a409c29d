import { oncePer } from '../src/memo.js';
import { describe, expect, it } from './support/jest.js';

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
