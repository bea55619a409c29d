/** Which attributes of a request expressions for telemetry look at: CEL, and commands in formats of access logs. */
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import { append } from '../append.js';

export interface AttributesRead {
  /** False for what is no CEL, or too long to be looked at: nothing is known of it then. */
  readonly isParsed: boolean;
  /** First names: `request` of `request.path`; variables of macros left out. Sorted. */
  readonly roots: readonly string[];
  /** First two names: `request.path`, `filter_state.wasm.downstream_peer` in either notation. Sorted. */
  readonly attributes: readonly string[];
}

/** Characters of an expression that are looked at. */
const LONGEST = 4_096;
const NOTHING_KNOWN: AttributesRead = { isParsed: false, roots: [], attributes: [] };
/** Macros whose first argument is a variable of their own. */
const MACROS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** The attributes of a CEL expression. It is parsed, never run; the parser bounds its own depth. */
export function attributesOfCel(expression: string): AttributesRead {
  if (expression.length > LONGEST) return NOTHING_KNOWN;
  let ast: ASTNode;
  try {
    ast = parse(expression).ast;
  } catch {
    return NOTHING_KNOWN;
  }
  const found = new Set<string>();
  const variables = new Set<string>();
  visit(ast, found, variables);
  return read([...found].filter(attribute => !variables.has(rootOf(attribute))));
}

/**
 * The attributes of a format, by its commands `%CEL(…)%` and `%FILTER_STATE(…)%`. Other commands name nothing that
 * Istio chooses.
 * Source: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators
 */
export function attributesOfFormat(format: string): AttributesRead {
  const found: string[] = [];
  let isParsed = format.length <= LONGEST;
  for (const { command, argument } of isParsed ? commandsOf(format) : []) {
    if (command === 'CEL') {
      const inner = attributesOfCel(argument);
      isParsed &&= inner.isParsed;
      append(found, inner.attributes);
    } else {
      const [key = ''] = argument.split(':', 1);
      found.push(`${command === 'FILTER_STATE' ? 'filter_state' : 'upstream_filter_state'}.${key}`);
    }
  }
  return { ...read(found), isParsed };
}

/** True for a text that holds one of these commands. */
export function isFormat(text: string): boolean {
  return COMMANDS.some(command => text.includes(`%${command}(`));
}

const COMMANDS = ['CEL', 'FILTER_STATE', 'UPSTREAM_FILTER_STATE'] as const;

function* commandsOf(format: string): Generator<{ readonly command: string; readonly argument: string }> {
  for (const command of COMMANDS) {
    const opening = `%${command}(`;
    for (let start = format.indexOf(opening); start >= 0; ) {
      const from = start + opening.length;
      // A closing bracket that is followed by anything but the command's end belongs to the expression.
      const ends = [format.indexOf(')%', from), format.indexOf('):', from)].filter(end => end >= 0);
      const end = ends.length === 0 ? format.length : Math.min(...ends);
      yield { command, argument: format.slice(from, end) };
      start = format.indexOf(opening, end);
    }
  }
}

function read(attributes: readonly string[]): AttributesRead {
  const unique = [...new Set(attributes)].toSorted();
  return { isParsed: true, attributes: unique, roots: [...new Set(unique.map(rootOf))].toSorted() };
}

function rootOf(attribute: string): string {
  const [root = ''] = attribute.split('.', 1);
  return root;
}

function visit(node: ASTNode, found: Set<string>, variables: Set<string>): void {
  const path = pathOf(node);
  if (path) {
    found.add(path.slice(0, 2).join('.'));
    return;
  }
  const { op, args } = node as { readonly op: string; readonly args: unknown };
  if (op === 'rcall' && Array.isArray(args) && MACROS.has(String(args[0]))) {
    const [first] = Array.isArray(args[2]) ? args[2] : [];
    if (isNode(first) && first.op === 'id') variables.add(String(first.args));
  }
  if (isNode(args)) visit(args, found, variables);
  else if (Array.isArray(args))
    for (const part of args.flat(2)) if (isNode(part)) visit(part, found, variables);
}

/** `['request', 'headers', 'x']` of `request.headers["x"]`; undefined for what is no mere path. */
function pathOf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op === '.') {
    const holder = pathOf(node.args[0]);
    return holder && [...holder, node.args[1]];
  }
  if (node.op !== '[]') return undefined;
  const [holder, key] = node.args;
  const path = pathOf(holder);
  if (!path || key.op !== 'value' || typeof key.args !== 'string') return undefined;
  return [...path, key.args];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
