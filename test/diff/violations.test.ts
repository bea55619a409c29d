import { newViolations } from '../../src/diff/crds/violations.js';
import { describe, expect, it } from '../support/jest.js';

const spec = (schema: object) => ({ type: 'object', properties: { spec: { type: 'object', ...schema } } });
const rule = (text: string) => spec({ 'x-kubernetes-validations': [{ rule: text, message: 'a message' }] });

function judge(after: object, value: unknown, before: object = spec({})): readonly string[] {
  const { violations, undecided } = newViolations(before, after, { kind: 'A', spec: value });
  return [
    ...violations.map(({ path, why }) => `${path.join('.')}: ${why}`),
    ...undecided.map(() => 'undecided'),
  ];
}

describe('diff/crds/violations', () => {
  it.each([
    ['required', spec({ required: ['host'] }), {}, { host: 'a' }, 'spec: requires host'],
    [
      'enum',
      spec({ properties: { mode: { enum: ['A', 'B'] } } }),
      { mode: 'C' },
      { mode: 'B' },
      'spec.mode: allows only A, B',
    ],
    [
      'type',
      spec({ properties: { port: { type: 'integer' } } }),
      { port: '80' },
      { port: 80 },
      'spec.port: wants integer',
    ],
    [
      'pattern',
      spec({ properties: { name: { pattern: '^[a-z]+$' } } }),
      { name: 'A' },
      { name: 'a' },
      'spec.name: wants the pattern ^[a-z]+$',
    ],
    ['maximum', spec({ properties: { n: { maximum: 3 } } }), { n: 4 }, { n: 3 }, 'spec.n: wants at most 3'],
    [
      'maxLength in characters',
      spec({ properties: { s: { maxLength: 1 } } }),
      { s: 'ab' },
      { s: '😀' },
      'spec.s: wants a length of at most 1',
    ],
    [
      'minItems',
      spec({ properties: { l: { minItems: 2 } } }),
      { l: [1] },
      { l: [1, 2] },
      'spec.l: wants at least as many items as 2',
    ],
    [
      'items',
      spec({ properties: { l: { items: { required: ['a'] } } } }),
      { l: [{ a: 1 }, {}] },
      { l: [{ a: 1 }] },
      'spec.l.1: requires a',
    ],
    [
      'additionalProperties',
      spec({ additionalProperties: { type: 'string' } }),
      { x: 1 },
      { x: 'a' },
      'spec.x: wants string',
    ],
    [
      'oneOf',
      spec({ oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
      { a: 1, b: 1 },
      { a: 1 },
      'spec: wants exactly one of 2 forms, and 2 fit',
    ],
    ['not', spec({ not: { required: ['a'] } }), { a: 1 }, {}, 'spec: excludes this form'],
    [
      'a rule',
      rule('(has(self.a)?1:0)+(has(self.b)?1:0)<=1'),
      { a: 1, b: 2 },
      { a: 1 },
      'spec: has a rule against it: a message',
    ],
    [
      'a rule over numbers',
      rule('self.port > 0 && self.port <= 65535'),
      { port: 70_000 },
      { port: 80 },
      'spec: has a rule against it: a message',
    ],
    [
      'a rule with a pattern',
      rule("self.all(key, key.matches('^[a-z]+$'))"),
      { A: 1 },
      { a: 1 },
      'spec: has a rule against it: a message',
    ],
    [
      'a rule over addresses',
      rule("isURL(self.u) && url(self.u).getScheme() in ['https']"),
      { u: 'http://a' },
      { u: 'https://a' },
      'spec: has a rule against it: a message',
    ],
  ])('%s', (_, schema, bad, good, expected) => {
    expect(judge(schema, bad)).toEqual([expected]);
    expect(judge(schema, good)).toEqual([]);
    // What the old definition refused already is no news.
    expect(judge(schema, bad, schema)).toEqual([]);
  });

  it('does not pretend to know what a rule says that it can’t evaluate', () => {
    expect(judge(rule('quantity(self.a).isGreaterThan(1)'), { a: '1' })).toEqual(['undecided']);
    expect(judge(rule('self.a == oldSelf.a'), { a: '1' })).toEqual([]);
  });

  it('ends whatever it is given', () => {
    const evil = spec({
      properties: { s: { pattern: '^(a+)+$' } },
      'x-kubernetes-validations': [{ rule: "self.s.matches('^(a+)+$')" }],
    });
    expect(judge(evil, { s: `${'a'.repeat(50_000)}!` })).toHaveLength(2);
    expect(judge(spec({ properties: { s: { pattern: '(' } } }), { s: 'x' })).toEqual([]);
    const circular: Record<string, unknown> = { type: 'object', maxProperties: 9 };
    circular.additionalProperties = circular;
    let deep: unknown = {};
    for (let level = 0; level < 500; level += 1) deep = { a: deep };
    expect(judge(spec(circular), deep)).toEqual([]);
    for (const odd of [null, 1, 'x', [], { properties: 3 }, { required: 'a' }, { enum: 1 }])
      expect(newViolations(undefined, odd, { a: [1, { b: null }] }).undecided).toEqual([]);
  });
});
