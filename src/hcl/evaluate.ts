/**
 * Evaluates HCL expressions over what a scope knows. What the tree does not decide stays a gap with a name; everything
 * around it is evaluated all the same. Source: https://developer.hashicorp.com/terraform/language/expressions
 */
import { entriesOf } from '../evaluated/entries.js';
import {
  type EvaluatedEntry,
  type EvaluatedValue,
  failure,
  gapOf,
  isNull,
  scalar,
  textOf,
  unknown,
} from '../evaluated/value.js';
import type { Position } from '../model.js';
import { callFunction, type FunctionHost } from './functions.js';
import { operate } from './operators.js';
import type { HclExpression, ObjectEntry } from './syntax.js';
import { fillTemplate } from './text.js';

/** What names mean where an expression stands. */
export interface HclScope extends FunctionHost {
  readonly file: string;
  /**
   * The value of a reference: `var.a`, `local.b`, `kubernetes_namespace.c`.
   * @param path the names after the first, as many as are written plainly
   * @returns the value and how many names of `path` it used up; undefined where the first name means nothing
   */
  lookup(name: string, path: readonly string[], at: Position): Found | undefined;
  /** A value, decided or not, chooses among these: another one would choose another. */
  noteKey?(key: EvaluatedValue, choices: readonly string[]): void;
}

/** Any text that no choice names; Terraform's usual workspace is called so. */
export const OTHERWISE = 'default';

export interface Found {
  readonly value: EvaluatedValue;
  readonly used: number;
}

/** More evaluations than any honest module needs: past this everything is a gap. */
export const MAX_STEPS = 200_000;

export function evaluate(expression: HclExpression, scope: HclScope): EvaluatedValue {
  const value = evaluated(expression, scope);
  if (value.kind !== 'unknown' || value.gap.derived || HANDED_ON.has(expression.kind)) return value;
  return { ...value, gap: { ...value.gap, derived: true } };
}

/** Expressions whose gap is the very thing that is missing. */
const HANDED_ON: ReadonlySet<HclExpression['kind']> = new Set([
  'reference',
  'attribute',
  'index',
  'literal',
  'template',
]);

function evaluated(expression: HclExpression, scope: HclScope): EvaluatedValue {
  const at = { file: scope.file, line: expression.line };
  if (scope.steps.left-- <= 0) return unknown('an expression that is too large', at);
  const below = (inner: HclExpression): EvaluatedValue => evaluate(inner, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.decided ?? scalar(expression.value, at);
    case 'template':
      return fillTemplate(expression.parts, scope, at);
    case 'list':
      return { kind: 'list', items: expression.items.map(below), at };
    case 'object':
      return objectValue(expression.entries, scope, at);
    case 'reference':
    case 'attribute':
    case 'index':
      return reference(expression, scope, at);
    case 'splat': {
      const of = below(expression.of);
      if (of.kind === 'unknown') return of;
      const items = of.kind === 'list' ? of.items : isNull(of) ? [] : [of];
      const pick = (item: EvaluatedValue): EvaluatedValue =>
        expression.names.reduce<EvaluatedValue>((value, name) => member(value, name, at), item);
      return { kind: 'list', items: items.map(pick), at };
    }
    case 'call':
      return call(expression, scope, at);
    case 'conditional':
      return conditional(expression, scope, at);
    case 'binary':
      return operate(expression.operator, [below(expression.left), below(expression.right)], at);
    case 'unary':
      return operate(expression.operator, [below(expression.operand)], at);
    case 'for':
      return loop(expression, scope, at);
    case 'unsupported':
      return unknown(`\`${expression.text}\``, at);
  }
}

/** A scope in which more names are known. */
export function withNames(scope: HclScope, names: ReadonlyMap<string, EvaluatedValue>): HclScope {
  const inner: HclScope = Object.create(scope, {
    lookup: {
      value: (name: string, path: readonly string[], at: Position): Found | undefined => {
        const value = names.get(name);
        return value ? { value, used: 0 } : scope.lookup(name, path, at);
      },
    },
  });
  return inner;
}

/** A member of a value, by name or number. */
export function member(value: EvaluatedValue, key: string, at: Position): EvaluatedValue {
  if (value.kind === 'unknown') return { ...value, gap: { ...value.gap, what: `${value.gap.what}.${key}` } };
  if (value.kind === 'map') {
    const entry = value.entries.get(key);
    if (entry) return entry.value;
    return value.open ? { kind: 'unknown', gap: value.open, at } : failure(`the key ${key}`, at);
  }
  if (value.kind === 'list' && /^\d+$/.test(key)) {
    return value.items[Number(key)] ?? failure(`the item [${key}]`, at);
  }
  return failure(`the key ${key}`, at);
}

function reference(expression: HclExpression, scope: HclScope, at: Position): EvaluatedValue {
  const steps: HclExpression[] = [];
  let root = expression;
  while (root.kind === 'attribute' || root.kind === 'index') {
    steps.unshift(root);
    root = root.of;
  }
  let value: EvaluatedValue;
  let used = 0;
  if (root.kind === 'reference') {
    const keys = steps.map(step => keyOf(step, scope));
    const undecided = keys.indexOf(undefined);
    const plain = (undecided < 0 ? keys : keys.slice(0, undecided)).filter(key => key !== undefined);
    const found = scope.lookup(root.name, plain, at);
    if (!found) return unknown([root.name, ...plain].join('.'), at);
    ({ value, used } = found);
  } else {
    value = evaluate(root, scope);
  }
  for (const step of steps.slice(used)) {
    const key = keyOf(step, scope);
    if (key === undefined) return undecidedMember(value, step, scope, at);
    if (step.kind === 'index' && value.kind === 'map' && scope.noteKey)
      scope.noteKey(evaluate(step.key, scope), [...value.entries.keys()]);
    value = member(value, key, at);
  }
  return value;
}

/** A member whose key the tree does not decide. */
function undecidedMember(
  of: EvaluatedValue,
  step: HclExpression,
  scope: HclScope,
  at: Position,
): EvaluatedValue {
  const key = step.kind === 'index' ? evaluate(step.key, scope) : undefined;
  const gap = gapOf(key);
  if (!key || !gap) return unknown('an index that is filled in elsewhere', at);
  if (of.kind === 'map') scope.noteKey?.(key, [...of.entries.keys()]);
  return { kind: 'unknown', gap: { ...gap, derived: true }, at };
}

function keyOf(step: HclExpression, scope: HclScope): string | undefined {
  if (step.kind === 'attribute') return step.name;
  return step.kind === 'index' ? textOf(evaluate(step.key, scope)) : undefined;
}

function objectValue(entries: readonly ObjectEntry[], scope: HclScope, at: Position): EvaluatedValue {
  const result = new Map<string, EvaluatedEntry>();
  let open: EvaluatedValue | undefined;
  for (const entry of entries) {
    const key = textOf(evaluate(entry.key, scope));
    const place = { file: scope.file, line: entry.line };
    if (key === undefined) open = unknown('a key that is filled in elsewhere', place);
    else result.set(key, { at: place, value: evaluate(entry.value, scope) });
  }
  return { kind: 'map', entries: result, at, ...(open?.kind === 'unknown' ? { open: open.gap } : {}) };
}

function call(expression: HclExpression & { kind: 'call' }, scope: HclScope, at: Position): EvaluatedValue {
  if (expression.name === 'try') {
    for (const argument of expression.args) {
      const value = evaluate(argument, scope);
      if (value.kind !== 'unknown' || !value.gap.fails) return value;
    }
    return failure('try(…)', at);
  }
  if (expression.name === 'can') {
    const [argument] = expression.args;
    const value = argument ? evaluate(argument, scope) : failure('can()', at);
    if (value.kind === 'unknown' && !value.gap.fails) return value;
    return scalar(value.kind !== 'unknown', at);
  }
  const args = expression.args.map(argument => evaluate(argument, scope));
  const last = args.at(-1);
  const [of, key, fallback] = args;
  if (expression.name === 'lookup' && of?.kind === 'map' && key)
    scope.noteKey?.(key, [...of.entries.keys(), ...(fallback ? [OTHERWISE] : [])]);
  if (!expression.spread || !last) return callFunction(expression.name, args, scope, at);
  if (last.kind !== 'list') return last.kind === 'unknown' ? last : failure(`${expression.name}(…)`, at);
  return callFunction(expression.name, [...args.slice(0, -1), ...last.items], scope, at);
}

/** In a `map(any)` a number beside texts is a text, and `"1"` converts to true (cty's conversions to bool). */
const TRUE = /^(?:true|1)$/;

function conditional(
  { test, whenTrue, whenFalse }: HclExpression & { kind: 'conditional' },
  scope: HclScope,
  at: Position,
): EvaluatedValue {
  const decided = evaluate(test, scope);
  if (test.kind === 'binary' && /^[!=]=$/.test(test.operator)) noteComparison(test, scope);
  if (decided.kind === 'scalar' && !decided.gaps && decided.value !== null) {
    const [taken, other] = TRUE.test(String(decided.value)) ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
    // What a chain compares with further on is known before that way is taken.
    if (scope.noteKey && other.kind === 'conditional') evaluate(other, scope);
    return evaluate(taken, scope);
  }
  if (decided.kind !== 'unknown') return failure('a condition', at);
  // Both ways lead to the same: the condition does not matter.
  const [yes, no] = [evaluate(whenTrue, scope), evaluate(whenFalse, scope)];
  const same = textOf(yes) !== undefined && textOf(yes) === textOf(no);
  return same ? yes : decided;
}

/** `terraform.workspace == "prod" ? … : …`: what is compared with is one way, any other text another. */
function noteComparison({ left, right }: HclExpression & { kind: 'binary' }, scope: HclScope): void {
  if (!scope.noteKey) return;
  const [one, other] = [evaluate(left, scope), evaluate(right, scope)];
  const [first, second] = [textOf(one), textOf(other)];
  // Where it is the one that is compared with, any other one goes the other way.
  const others = first === undefined || second === undefined || first === second ? [OTHERWISE] : [];
  if (second !== undefined) scope.noteKey(one, [second, ...others]);
  if (first !== undefined) scope.noteKey(other, [first, ...others]);
}

function loop(expression: HclExpression & { kind: 'for' }, scope: HclScope, at: Position): EvaluatedValue {
  const source = evaluate(expression.in, scope);
  const entries = entriesOf(source);
  if (!entries) return source.kind === 'unknown' ? source : unknown('a `for` expression', at);
  const items: EvaluatedValue[] = [];
  const result = new Map<string, EvaluatedEntry>();
  for (const [key, item] of entries) {
    const inner = withNames(scope, loopNames(expression.names, key, item));
    if (expression.condition) {
      const condition = evaluate(expression.condition, inner);
      if (condition.kind === 'unknown') return condition;
      if (textOf(condition) !== 'true') continue;
    }
    const value = evaluate(expression.value, inner);
    if (!expression.key) {
      items.push(value);
      continue;
    }
    const name = textOf(evaluate(expression.key, inner));
    if (name === undefined || expression.grouped) return unknown('a `for` expression', at);
    result.set(name, { at: value.at, value });
  }
  return expression.key ? { kind: 'map', entries: result, at } : { kind: 'list', items, at };
}

/** One name means the value; two mean key and value. */
export function loopNames(
  names: readonly string[],
  key: EvaluatedValue,
  value: EvaluatedValue,
): ReadonlyMap<string, EvaluatedValue> {
  const [first, second] = names;
  if (first === undefined) return new Map();
  return second === undefined
    ? new Map([[first, value]])
    : new Map([
        [first, key],
        [second, value],
      ]);
}
