/**
 * Conditions of rules, in CEL. Compiled once; an evaluation that fails is a result, never an exception and never
 * false.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { gte, valid } from 'semver';
import type { Side } from '../mesh/view.js';

/** The variables of an expression. */
export interface ExpressionContext {
  /** The judged item of the rule's view. */
  readonly item: Readonly<Record<string, unknown>>;
  /** The mesh as a whole: `rootNamespace`, `clusterDomain`, `counts` by kind. */
  readonly mesh: object;
  readonly before: Side;
  readonly after: Side;
}

export type Evaluation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

export type CompiledExpression =
  | { readonly ok: true; readonly ast: ASTNode; evaluate(context: ExpressionContext): Evaluation }
  | { readonly ok: false; readonly error: string };

const VARIABLES = ['item', 'mesh', 'before', 'after'] as const;

/** Functions of the library that a hostile rule could keep busy for ever: its regular expressions backtrack. */
const FORBIDDEN = new Set(['matches']);

const environment = makeEnvironment();
const compiled = new Map<string, CompiledExpression>();

/**
 * Compiles an expression over `item`, `mesh`, `before` and `after`; memoised by its text. Whole numbers are CEL's `int`.
 * Besides CEL's own functions there is `atLeast(version, '1.24.0')`, which is false for a version that is not known.
 */
export function compileExpression(source: string): CompiledExpression {
  const known = compiled.get(source);
  if (known) return known;
  const made = compile(source);
  compiled.set(source, made);
  return made;
}

/** The fields of a variable that an expression reads directly: `sni` of `item.sni`. */
export function fieldsRead(ast: ASTNode, variable: (typeof VARIABLES)[number]): ReadonlySet<string> {
  const fields = new Set<string>();
  walk(ast, node => {
    if (node.op !== '.') return;
    const [holder, field] = node.args;
    if (holder.op === 'id' && holder.args === variable) fields.add(field);
  });
  return fields;
}

/** The texts that an expression is written with: `SIMPLE` of `item.mode == 'SIMPLE'`. */
export function literalsIn(ast: ASTNode): readonly string[] {
  const found: string[] = [];
  walk(ast, ({ op, args }) => {
    if (op === 'value' && typeof args === 'string') found.push(args);
  });
  return found;
}

function compile(source: string): CompiledExpression {
  let run: ReturnType<Environment['parse']>;
  try {
    run = environment.parse(source);
    const check = run.check();
    if (!check.valid) return { ok: false, error: firstLine(check.error) };
  } catch (cause) {
    return { ok: false, error: firstLine(cause) };
  }
  const forbidden = forbiddenCall(run.ast);
  if (forbidden !== undefined) return { ok: false, error: `${forbidden}() is not allowed in conditions` };
  return {
    ok: true,
    ast: run.ast,
    evaluate: context => {
      try {
        // Written out, since this runs for every item of every rule.
        const variables = {
          item: celValue(context.item),
          mesh: celValue(context.mesh),
          before: celValue(context.before),
          after: celValue(context.after),
        };
        return { ok: true, value: run(variables) };
      } catch (cause) {
        return { ok: false, error: firstLine(cause) };
      }
    },
  };
}

function makeEnvironment(): Environment {
  const made = new Environment({ homogeneousAggregateLiterals: false });
  for (const name of VARIABLES) made.registerVariable(name, 'dyn');
  return made.registerFunction(
    'atLeast(string, string): bool',
    (version: string, least: string) =>
      valid(version) !== null && valid(least) !== null && gte(version, least),
  );
}

function forbiddenCall(ast: ASTNode): string | undefined {
  let found: string | undefined;
  walk(ast, node => {
    if ((node.op === 'call' || node.op === 'rcall') && FORBIDDEN.has(node.args[0])) found ??= node.args[0];
  });
  return found;
}

function walk(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  const { args } = node;
  if (isNode(args)) walk(args, visit);
  else if (Array.isArray(args)) for (const part of args.flat(2)) if (isNode(part)) walk(part, visit);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

const converted = new WeakMap<object, unknown>();

/** JavaScript has one kind of number, CEL has two that don't mix: whole numbers become `int`. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const known = converted.get(value);
  if (known !== undefined) return known;
  const made = Array.isArray(value) ? value.map(celValue) : mapOf(value);
  converted.set(value, made);
  return made;
}

/** A Map, so that keys such as `__proto__` or `constructor` are keys and nothing else. */
function mapOf(value: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(value).map(([key, part]) => [key, celValue(part)]));
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0] ?? message;
}
