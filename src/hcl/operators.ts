/** HCL's operators. */
import { isRecord } from '../detect/data.js';
import { plainValue } from '../evaluated/plain.js';
import { type EvaluatedValue, failure, gapOf, scalar, textOf } from '../evaluated/value.js';
import type { Position } from '../model.js';

export function operate(operator: string, operands: readonly EvaluatedValue[], at: Position): EvaluatedValue {
  const [left, right] = operands;
  if (!left) return failure(operator, at);
  if (right && (operator === '&&' || operator === '||')) return logic(operator, left, right, at);
  const open = operands.find(operand => gapOf(operand));
  const gap = gapOf(open);
  if (open && gap) return open.kind === 'unknown' ? open : { kind: 'unknown', gap, at };
  if (!right) {
    if (operator === '!') return scalar(textOf(left) !== 'true', at);
    return operator === '-' ? number(-Number(textOf(left)), at) : failure(operator, at);
  }
  if (operator === '==' || operator === '!=') {
    const same = plainly(left) === plainly(right);
    return scalar(operator === '==' ? same : !same, at);
  }
  const [one, other] = [Number(textOf(left) ?? Number.NaN), Number(textOf(right) ?? Number.NaN)];
  switch (operator) {
    case '+':
      return number(one + other, at);
    case '-':
      return number(one - other, at);
    case '*':
      return number(one * other, at);
    case '/':
      return number(one / other, at);
    case '%':
      return number(one % other, at);
    case '<':
      return scalar(one < other, at);
    case '<=':
      return scalar(one <= other, at);
    case '>':
      return scalar(one > other, at);
    case '>=':
      return scalar(one >= other, at);
    default:
      return failure(operator, at);
  }
}

/** One side may decide alone. */
function logic(
  operator: '&&' | '||',
  left: EvaluatedValue,
  right: EvaluatedValue,
  at: Position,
): EvaluatedValue {
  const decisive = operator === '||' ? 'true' : 'false';
  if (textOf(left) === decisive || textOf(right) === decisive) return scalar(operator === '||', at);
  if (left.kind === 'unknown') return left;
  if (right.kind === 'unknown') return right;
  return scalar(operator === '&&', at);
}

function number(value: number, at: Position): EvaluatedValue {
  return Number.isFinite(value) ? scalar(value, at) : failure('a number', at);
}

/** Equal texts for equal values; collections compare by what they hold. */
function plainly(value: EvaluatedValue): string {
  return JSON.stringify(plainValue(value).value, (_key, item: unknown) =>
    isRecord(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}
