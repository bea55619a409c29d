import { Line } from '../../src/gotemplate/line.js';
import { describe, expect, it } from '../support/jest.js';

interface Facts {
  readonly isBlank: boolean;
  readonly isContent: boolean;
  readonly startsDocument: boolean;
  readonly opensBlock: boolean;
  readonly endsInColon: boolean;
}

const LINES = [
  '',
  '  ',
  '---',
  '--- ',
  ' ---',
  '---x',
  '--- x',
  '----',
  '--',
  '- --',
  '#',
  ' # a',
  'a # b',
  'a:',
  'a: ',
  'a: |',
  'a: |-  ',
  'a: > x',
  'a: >+',
  '|',
  '| -',
  ':',
];

/** What the whole line says by itself. */
function factsOf(line: string): Facts {
  return {
    isBlank: line.trim() === '',
    isContent: !/^\s*(#.*|---\s*)?$/.test(line),
    startsDocument: /^---\s*$/.test(line),
    opensBlock: /[|>][+-]?\s*$/.test(line),
    endsInColon: line.endsWith(':'),
  };
}

function written(pieces: readonly string[]): Facts {
  const line = new Line();
  for (const piece of pieces) line.add(piece);
  const { isBlank, isContent, startsDocument, opensBlock, endsInColon } = line;
  return { isBlank, isContent, startsDocument, opensBlock, endsInColon };
}

describe('gotemplate/line', () => {
  it.each(LINES)('knows of `%s` what the whole line says, however it is cut', text => {
    const facts = factsOf(text);
    expect(written([text])).toEqual(facts);
    expect(written([...text])).toEqual(facts);
    for (let cut = 0; cut <= text.length; cut++)
      expect(written([text.slice(0, cut), '', text.slice(cut)])).toEqual(facts);
  });
});
