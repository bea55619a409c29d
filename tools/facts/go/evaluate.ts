/**
 * Evaluates the constant-like expressions that defaults are made of, across packages: constants, variables, iota,
 * arithmetic, conversions, durations, functions without parameters, and the few library functions that Istio uses.
 */
import { library, libraryConstants } from './library.js';
import type { Binding, Call, Expression, FunctionBody, GoFile } from './syntax.js';
import { convert, type Value } from './value.js';

/** A package of the release, its files merged. */
export interface GoPackage {
  /** import path: `istio.io/istio/pkg/kube` */
  readonly path: string;
  readonly files: readonly GoFile[];
  readonly values: ReadonlyMap<string, { readonly binding: Binding; readonly file: GoFile }>;
  readonly functions: ReadonlyMap<string, { readonly body: FunctionBody; readonly file: GoFile }>;
  /** declared type names */
  readonly types: ReadonlySet<string>;
}

/** Finds a package of the release by import path; undefined for other modules' packages. */
export type FindPackage = (path: string) => GoPackage | undefined;

/** Where an expression stands. */
export interface Scope {
  readonly package: GoPackage;
  readonly file: GoFile;
  readonly find: FindPackage;
  /** parameters with their arguments, and local variables */
  readonly locals?: ReadonlyMap<string, Local>;
  readonly iota?: number;
}

/** A local name: an expression to evaluate where it was written. */
export interface Local {
  readonly value: Expression;
  readonly scope: Scope;
}

const deepest = 40;

/** The value of an expression, or undefined where only running the program would tell. */
export function evaluate(expression: Expression, scope: Scope, depth = 0): Value | undefined {
  if (depth > deepest) return undefined;
  const at = (inner: Expression): Value | undefined => evaluate(inner, scope, depth + 1);
  switch (expression.kind) {
    case 'string':
      return { type: 'string', value: expression.value };
    case 'int':
      return { type: 'int', value: expression.value };
    case 'float':
      return { type: 'float', value: expression.value };
    case 'name':
      return evaluateName(expression.name, scope, depth);
    case 'select':
      return evaluateSelect(expression.on, expression.name, scope, depth);
    case 'unary':
      return applyUnary(expression.operator, at(expression.operand));
    case 'binary':
      return applyBinary(expression.operator, at(expression.left), at(expression.right));
    case 'call':
      return evaluateCall(expression, scope, depth);
    case 'composite':
      return evaluateList(
        expression.type,
        expression.elements.map(element => element.value),
        at,
      );
    case 'opaque':
      return undefined;
  }
}

function evaluateName(name: string, scope: Scope, depth: number): Value | undefined {
  if (name === 'true' || name === 'false') return { type: 'bool', value: name === 'true' };
  if (name === 'iota' && scope.iota !== undefined) return { type: 'int', value: BigInt(scope.iota) };
  const local = scope.locals?.get(name);
  if (local !== undefined) return evaluate(local.value, local.scope, depth + 1);
  return evaluateMember(scope.package, name, scope.find, depth);
}

function evaluateSelect(on: Expression, name: string, scope: Scope, depth: number): Value | undefined {
  const path = importedPath(on, scope);
  if (path === undefined) return undefined;
  const found = scope.find(path);
  return found === undefined
    ? libraryConstants.get(`${path}.${name}`)
    : evaluateMember(found, name, scope.find, depth);
}

/** A constant or variable of a package. */
function evaluateMember(owner: GoPackage, name: string, find: FindPackage, depth: number): Value | undefined {
  const found = owner.values.get(name);
  if (found === undefined) return undefined;
  const { binding, file } = found;
  const value = evaluate(binding.value, { package: owner, file, find, iota: binding.iota }, depth + 1);
  return value === undefined || binding.type === undefined ? value : convert(value, binding.type);
}

/** The import path that a name stands for, unless a local variable hides it. */
export function importedPath(on: Expression, scope: Scope): string | undefined {
  if (on.kind !== 'name' || scope.locals?.has(on.name)) return undefined;
  return scope.file.imports.get(on.name);
}

function evaluateCall(call: Call, scope: Scope, depth: number): Value | undefined {
  const callee = call.function;
  const args = (): readonly (Value | undefined)[] => call.args.map(arg => evaluate(arg, scope, depth + 1));
  if (callee.kind === 'name') {
    const [first] = call.args;
    if (call.args.length === 1 && first !== undefined && isType(callee.name, scope.package)) {
      const value = evaluate(first, scope, depth + 1);
      return value === undefined ? undefined : convert(value, callee.name);
    }
    return evaluateFunction(scope.package, callee.name, call, scope, depth);
  }
  if (callee.kind !== 'select') return undefined;
  const path = importedPath(callee.on, scope);
  if (path === undefined) return evaluateMethod(callee.on, callee.name, scope, depth);
  if (path.endsWith('/env') && callee.name.startsWith('Register')) return args()[1];
  const found = scope.find(path);
  if (found === undefined) return library.get(`${path}.${callee.name}`)?.(args());
  if (call.args.length === 1 && found.types.has(callee.name)) return args()[0];
  return evaluateFunction(found, callee.name, call, scope, depth);
}

/** A function that takes nothing and returns in one place. */
function evaluateFunction(
  owner: GoPackage,
  name: string,
  call: Call,
  scope: Scope,
  depth: number,
): Value | undefined {
  const found = owner.functions.get(name);
  if (found === undefined || call.args.length > 0) return undefined;
  const inner = functionScope(owner, found.file, found.body, scope.find);
  const [only, ...others] = found.body.returns;
  return only === undefined || others.length > 0 ? undefined : evaluate(only, inner, depth + 1);
}

/** `REGISTRATION.Get()` is the registered default; a duration knows its text. */
function evaluateMethod(on: Expression, name: string, scope: Scope, depth: number): Value | undefined {
  const value = evaluate(on, scope, depth + 1);
  if (value === undefined) return undefined;
  if (name === 'Get' || name === 'Lookup') return value;
  if (name === 'String' && value.type === 'string') return value;
  if (name === 'Seconds' && value.type === 'duration')
    return { type: 'float', value: Number(value.value) / 1e9 };
  return undefined;
}

/** The scope inside a function: its local variables, and its parameters bound to the given arguments. */
export function functionScope(
  owner: GoPackage,
  file: GoFile,
  body: FunctionBody,
  find: FindPackage,
  args: readonly Local[] = [],
): Scope {
  const locals = new Map<string, Local>();
  const scope: Scope = { package: owner, file, find, locals };
  for (const [index, parameter] of body.parameters.entries()) {
    const arg = args[index];
    if (arg !== undefined) locals.set(parameter, arg);
  }
  for (const local of body.locals) {
    if (!locals.has(local.name)) locals.set(local.name, { value: local.value, scope });
  }
  return scope;
}

const basicTypes: ReadonlySet<string> = new Set([
  ...['string', 'bool', 'int', 'int8', 'int16', 'int32', 'int64', 'byte', 'rune'],
  ...['uint', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64'],
]);

function isType(name: string, owner: GoPackage): boolean {
  return basicTypes.has(name) || owner.types.has(name);
}

function evaluateList(
  type: string,
  elements: readonly Expression[],
  at: (inner: Expression) => Value | undefined,
): Value | undefined {
  if (!type.startsWith('[')) return undefined;
  const items = elements.map(at);
  return items.some(item => item === undefined)
    ? undefined
    : { type: 'list', items: items.filter(item => item !== undefined) };
}

function applyUnary(operator: string, operand: Value | undefined): Value | undefined {
  if (operand === undefined) return undefined;
  if (operator === '+' || operator === '&') return operand;
  if (operator === '!' && operand.type === 'bool') return { type: 'bool', value: !operand.value };
  if (operator !== '-') return undefined;
  if (operand.type === 'int' || operand.type === 'duration')
    return { type: operand.type, value: -operand.value };
  return operand.type === 'float' ? { type: 'float', value: -operand.value } : undefined;
}

function applyBinary(operator: string, left: Value | undefined, right: Value | undefined): Value | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (left.type === 'string' && right.type === 'string') {
    return operator === '+' ? { type: 'string', value: left.value + right.value } : undefined;
  }
  if (left.type === 'bool' && right.type === 'bool') {
    if (operator === '&&') return { type: 'bool', value: left.value && right.value };
    return operator === '||' ? { type: 'bool', value: left.value || right.value } : undefined;
  }
  if (isWhole(left) && isWhole(right)) {
    const value = wholeArithmetic(operator, left.value, right.value);
    const type = left.type === 'duration' || right.type === 'duration' ? 'duration' : 'int';
    return value === undefined ? undefined : { type, value };
  }
  return floatArithmetic(operator, left, right);
}

function isWhole(value: Value): value is Extract<Value, { value: bigint }> {
  return value.type === 'int' || value.type === 'duration';
}

function wholeArithmetic(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? undefined : left / right;
    case '%':
      return right === 0n ? undefined : left % right;
    case '<<':
      return right < 0n || right > 1024n ? undefined : left << right;
    case '>>':
      return right < 0n || right > 1024n ? undefined : left >> right;
    case '|':
      return left | right;
    case '&':
      return left & right;
    default:
      return undefined;
  }
}

function floatArithmetic(operator: string, left: Value, right: Value): Value | undefined {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) return undefined;
  const results: Readonly<Record<string, number>> = { '+': a + b, '-': a - b, '*': a * b, '/': a / b };
  const value = results[operator];
  if (value === undefined) return undefined;
  // A constant like 1.5 times a duration stays a duration.
  if (left.type === 'duration' || right.type === 'duration')
    return { type: 'duration', value: BigInt(Math.round(value)) };
  return { type: 'float', value };
}

function asNumber(value: Value): number | undefined {
  if (value.type === 'float') return value.value;
  return isWhole(value) ? Number(value.value) : undefined;
}
