import { compileExpression, type ExpressionContext, fieldsRead } from '../../src/rules/condition.js';
import { describe, expect, it } from '../support/jest.js';

const SIDE = { value: 'false', version: '1.20.6', env: { FLAG: 'true' }, proxyMetadata: {}, meshConfig: {} };

function evaluate(source: string, item: Record<string, unknown> = {}, after: Partial<typeof SIDE> = {}) {
  const compiled = compileExpression(source);
  if (!compiled.ok) return compiled;
  const context: ExpressionContext = { item, mesh: {}, before: SIDE, after: { ...SIDE, ...after } };
  return compiled.evaluate(context);
}

describe('rules/condition', () => {
  it.each([
    ['item.port + 1 == 444', { port: 443 }, true],
    ['string(item.port)', { port: 443 }, '443'],
    ['item.names.join(", ")', { names: ['a', 'b'] }, 'a, b'],
    ['item.names.size() > 0', { names: [] }, false],
    ['item.a == item.b', { a: ['x'], b: ['x'] }, true],
    ['before.env.FLAG == "true"', {}, true],
    ['has(item.x)', { x: 1 }, true],
    ['has(item.y)', { x: 1 }, false],
    ['item.deep.er == "x"', { deep: { er: 'x' } }, true],
  ])('%s', (source, item, value) => {
    expect(evaluate(source, item)).toEqual({ ok: true, value });
  });

  it('compares releases, and takes an unknown one for older than any', () => {
    expect(evaluate('atLeast(after.version, "1.24.0")', {}, { version: '1.100.2' })).toEqual({
      ok: true,
      value: true,
    });
    expect(evaluate('atLeast(after.version, "1.24.0")', {}, { version: '1.9.9' })).toEqual({
      ok: true,
      value: false,
    });
    expect(evaluate('atLeast(after.version, "1.24.0")', {}, { version: '' })).toEqual({
      ok: true,
      value: false,
    });
  });

  it('reports a failed evaluation instead of calling it false', () => {
    expect(evaluate('item.absent == ""')).toEqual({ ok: false, error: expect.stringContaining('absent') });
    expect(evaluate('item.a > item.b', { a: 'x', b: 1 })).toMatchObject({ ok: false });
  });

  it('reports what does not compile', () => {
    expect(evaluate('item.')).toMatchObject({ ok: false });
    expect(evaluate('nobody.knows')).toEqual({ ok: false, error: expect.stringContaining('nobody') });
  });

  it('refuses regular expressions, wherever they hide', () => {
    expect(evaluate('item.a.matches("(a+)+b")')).toEqual({
      ok: false,
      error: expect.stringContaining('matches'),
    });
    expect(evaluate('[1].exists(x, "a".matches("a"))')).toMatchObject({ ok: false });
    expect(evaluate('{"k": matches("a", "a")}.k')).toMatchObject({ ok: false });
    expect(evaluate('item.matches', { matches: true })).toEqual({ ok: true, value: true });
  });

  it('takes hostile keys for mere keys', () => {
    const item = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": "c", "toString": "t"}',
    ) as Record<string, unknown>;
    expect(evaluate('item.constructor + item.toString', item)).toEqual({ ok: true, value: 'ct' });
    expect(evaluate('has(item.hasOwnProperty)', item)).toEqual({ ok: true, value: false });
    expect(evaluate('has(item.polluted)', item)).toEqual({ ok: true, value: false });
  });

  it('tells the fields of a variable that an expression reads', () => {
    const compiled = compileExpression(
      'item.a == "" && [item.b].exists(x, x == before.env.C) && (true ? item.d.e : "") != ""',
    );
    if (!compiled.ok) throw new Error(compiled.error);
    expect([...fieldsRead(compiled.ast, 'item')].toSorted()).toEqual(['a', 'b', 'd']);
    expect([...fieldsRead(compiled.ast, 'before')]).toEqual(['env']);
  });

  it('compiles an expression once', () => {
    expect(compileExpression('item.once')).toBe(compileExpression('item.once'));
  });
});
