/** What the pipelines between a template's braces come to. */
import { type EvaluatedValue, failure, scalar, unknown } from '../evaluated/value.js';
import type { Position } from '../model.js';
import { type CallHost, callFunction } from './functions.js';
import type { Operand, Pipeline } from './syntax.js';
import type { Variables } from './variables.js';

export interface Scope {
  readonly dot: EvaluatedValue;
  readonly variables: Variables;
  readonly host: CallHost;
  /** Where the pipeline stands. */
  readonly at: Position;
}

export function evaluatePipeline({ commands }: Pipeline, scope: Scope): EvaluatedValue {
  let previous: EvaluatedValue | undefined;
  for (const command of commands) {
    const [head, ...rest] = command;
    if (!head) continue;
    if (head.kind === 'function') {
      const given = rest.map(operand => operandValue(operand, scope));
      const args: readonly EvaluatedValue[] = previous ? [...given, previous] : given;
      previous = callFunction(head.name, args, scope.host, scope.at);
      continue;
    }
    // A method of something that Go holds: `.Files.Get "x"`.
    const args = [...rest.map(operand => operandValue(operand, scope)), ...(previous ? [previous] : [])];
    const called = args.length > 0 ? methodOf(head, args, scope) : undefined;
    const value = called ?? operandValue(head, scope);
    previous = args.length > 0 && !called && value.kind !== 'unknown' ? unknown('a call', scope.at) : value;
  }
  return previous ?? scalar(null, scope.at);
}

function methodOf(
  head: Operand,
  args: readonly EvaluatedValue[],
  { host, at }: Scope,
): EvaluatedValue | undefined {
  if (head.kind !== 'field' && head.kind !== 'variable') return undefined;
  return host.method?.(head.names.slice(-2).join('.'), args, at);
}

function operandValue(operand: Operand, scope: Scope): EvaluatedValue {
  switch (operand.kind) {
    case 'literal':
      return scalar(operand.value, scope.at);
    case 'field':
      return fieldOf(scope.dot, operand.names, '', scope);
    case 'variable': {
      const { name, names } = operand;
      return fieldOf(scope.variables.get(name) ?? unknown(name, scope.at), names, name, scope);
    }
    case 'pipeline':
      return fieldOf(evaluatePipeline(operand.pipeline, scope), operand.names, '(…)', scope);
    case 'function':
      return callFunction(operand.name, [], scope.host, scope.at);
  }
}

/** Keys that are not there are what they are to the tool, unless it is given them from outside of the tree. */
function fieldOf(
  value: EvaluatedValue,
  names: readonly string[],
  start: string,
  { host, at }: Scope,
): EvaluatedValue {
  const { missingKey } = host.language;
  let current = value;
  let what = start;
  for (const name of names) {
    what = `${what}.${name}`;
    if (current.kind === 'unknown') return current;
    const isNothing = current.kind === 'scalar' && current.value === null;
    if (isNothing && missingKey === 'default') return scalar(null, at);
    if (current.kind !== 'map') return failure(what, at);
    const entry = current.entries.get(name);
    if (!entry && current.open) return { kind: 'unknown', gap: current.open, at };
    if (!entry && missingKey === 'error') return failure(what, at);
    current = entry?.value ?? scalar(null, at);
  }
  return current;
}
