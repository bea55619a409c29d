/** Arithmetic, and the sequences that templates count with. */
import { MAX_ITEMS } from '../evaluated/limits.js';
import { type EvaluatedScalar, type EvaluatedValue, scalar, textOf } from '../evaluated/value.js';
import type { TemplateFunction } from './functions.js';

export const numberFunctions: Readonly<Record<string, TemplateFunction>> = {
  int: ([value]) => number(value, Math.trunc),
  int64: ([value]) => number(value, Math.trunc),
  float64: ([value]) => number(value, one => one),
  add: (args, at) => calculated(args, at, (sum, one) => sum + one),
  add1: ([value]) => number(value, one => Math.trunc(one) + 1),
  sub: (args, at) => calculated(args, at, (sum, one) => sum - one),
  mul: (args, at) => calculated(args, at, (product, one) => product * one),
  div: (args, at) => calculated(args, at, (value, by) => (by === 0 ? Number.NaN : Math.trunc(value / by))),
  mod: (args, at) => calculated(args, at, (value, by) => value % by),
  max: (args, at) => calculated(args, at, (left, right) => Math.max(left, right)),
  min: (args, at) => calculated(args, at, (left, right) => Math.min(left, right)),
  until: ([end], at) => sequence(0, numberOf(end), 1, at),
  untilStep: ([start, end, step], at) => sequence(numberOf(start), numberOf(end), numberOf(step), at),
};

function number(
  value: EvaluatedValue | undefined,
  how: (value: number) => number,
): EvaluatedScalar | undefined {
  const text = textOf(value);
  if (text === undefined || !value) return undefined;
  const read = Number(text);
  return scalar(Number.isNaN(read) ? 0 : how(read), value.at);
}

function numberOf(value: EvaluatedValue | undefined): number {
  return Number(textOf(value) ?? Number.NaN);
}

function calculated(
  args: readonly EvaluatedValue[],
  at: EvaluatedValue['at'],
  how: (sum: number, value: number) => number,
): EvaluatedScalar | undefined {
  const values = args.map(numberOf);
  if (values.length === 0 || values.some(Number.isNaN)) return undefined;
  const result = values.reduce(how);
  return Number.isFinite(result) ? scalar(result, at) : undefined;
}

/** Numbers from `start` up to, and without, `end`. */
function sequence(
  start: number,
  end: number,
  step: number,
  at: EvaluatedValue['at'],
): EvaluatedValue | undefined {
  const length = Math.max(0, Math.ceil((end - start) / step));
  // Longer ones, and those without an end, are made to keep somebody busy.
  if (!(length <= MAX_ITEMS / 10)) return undefined;
  const items = Array.from({ length }, (_, index) => scalar(start + index * step, at));
  return { kind: 'list', items, at };
}
