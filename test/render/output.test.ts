import { parseChunks } from '../../src/render/output.js';
import { describe, expect, it } from '../support/jest.js';

describe('render/output', () => {
  it('reads scalars as Kubernetes does: booleans in all their spellings, text in quotes as text, no dates', () => {
    const text = [
      'kind: A',
      'yes: [true, True, TRUE, yes, on]',
      'no: [false, False, FALSE, no, off]',
      'text: ["true", \'no\', 2024-01-01, truely]',
      'rest: [1, 0.5, null, ~, 0x10]',
    ].join('\n');
    const parsed = parseChunks([{ source: 'a', text }]);
    expect(parsed.ok && parsed.documents[0]?.value).toEqual({
      kind: 'A',
      true: [true, true, true, true, true],
      false: [false, false, false, false, false],
      text: ['true', 'no', '2024-01-01', 'truely'],
      rest: [1, 0.5, null, null, 16],
    });
  });
});
