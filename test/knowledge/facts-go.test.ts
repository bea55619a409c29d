import { evaluate, type GoPackage } from '../../tools/facts/go/evaluate.js';
import { createGoParser } from '../../tools/facts/go/parse.js';
import { spellDuration } from '../../tools/facts/go/spelling.js';
import { spell } from '../../tools/facts/go/value.js';
import { describe, expect, it } from '../support/jest.js';

const parser = await createGoParser();

/** Evaluates `var X = …` of a file as the only one of its package. */
function spelled(expression: string, rest = ''): string | undefined {
  const file = parser.parse(
    `package p\nimport (\n"time"\n"math"\n"strings"\n"strconv"\n"fmt"\n"runtime"\n)\n${rest}\nvar X = ${expression}\n`,
  );
  expect(file.errorLine).toBeUndefined();
  const found: GoPackage = {
    path: 'p',
    files: [file],
    values: new Map(file.values.map(binding => [binding.name, { binding, file }])),
    functions: new Map(file.functions.map(body => [body.name, { body, file }])),
    types: new Set(file.declarations.filter(declaration => declaration.kind === 'type').map(({ id }) => id)),
  };
  const value = evaluate({ kind: 'name', name: 'X' }, { package: found, file, find: () => undefined });
  return value === undefined ? undefined : spell(value);
}

describe('tools/facts/go', () => {
  it.each([
    [0n, '0s'],
    [1n, '1ns'],
    [1_500n, '1.5µs'],
    [100_000_000n, '100ms'],
    [1_500_000_000n, '1.5s'],
    [60_000_000_000n, '1m0s'],
    [3_600_000_000_000n, '1h0m0s'],
    [87_600n * 3_600_000_000_000n, '87600h0m0s'],
    [-1_000_000_000n, '-1s'],
  ])('spells %s ns as Go does', (nanoseconds, expected) => {
    expect(spellDuration(nanoseconds)).toBe(expected);
  });

  it.each([
    ['"a" + `b`', 'ab'],
    ['"\\t\\x41\\u0042\\""', '\tAB"'],
    ['0x1F', '31'],
    ['0644', '420'],
    ['0o644', '420'],
    ['1_000 * 2', '2000'],
    ['7 / 2', '3'],
    ['7.0 / 2', '3.5'],
    ['1e3', '1000'],
    ['!true', 'false'],
    ['24 * time.Hour * 365', '8760h0m0s'],
    ['time.Duration(90) * time.Second', '1m30s'],
    ['math.MaxInt32', '2147483647'],
    ['int64(1 << 10)', '1024'],
    ['strings.Join([]string{"a", "b"}, ",")', 'a,b'],
    ['strconv.Itoa(5) + fmt.Sprintf("-%s%d", "x", 3)', '5-x3'],
    ['runtime.NumCPU()', undefined],
  ])('evaluates %s', (expression, expected) => {
    expect(spelled(expression)).toBe(expected);
  });

  it('evaluates constants that repeat the expression above them', () => {
    expect(spelled('C', 'const (\nA = iota * 10\nB\nC\n)')).toBe('20');
  });

  it('evaluates typed constants and functions without parameters', () => {
    expect(spelled('D', 'const D time.Duration = 5')).toBe('5ns');
    expect(spelled('f()', 'func f() string { return "x" }')).toBe('x');
    expect(spelled('Name("x")', 'type Name string')).toBe('x');
  });

  it('gives up on what refers to itself', () => {
    expect(spelled('Y', 'var Y = Z\nvar Z = Y')).toBeUndefined();
  });

  it('names the line where Go stops', () => {
    expect(parser.parse('package p\n\nvar x = = 3\n').errorLine).toBe(3);
  });
});
