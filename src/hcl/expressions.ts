/** Expressions of the parser's syntax tree. */
import type { Node } from 'web-tree-sitter';
import type { HclExpression, ObjectEntry } from './syntax.js';
import { templateOf } from './templates.js';

/** Deeper than anything that a person writes; what is below is not understood. */
const MAX_DEPTH = 200;

export function expressionOf(node: Node, text: string, depth = 0): HclExpression {
  const line = node.startPosition.row + 1;
  const unsupported: HclExpression = { kind: 'unsupported', text: short(node.text), line };
  if (depth > MAX_DEPTH || node.isError) return unsupported;
  const parts = node.namedChildren.filter(child => child !== null && child.type !== 'comment') as Node[];
  const [first] = parts;
  const below = (child: Node): HclExpression => expressionOf(child, text, depth + 1);
  switch (node.type) {
    case 'expression':
    case 'operation':
    case 'collection_value':
    case 'template_expr':
    case 'for_expr':
      return chain(parts, text, depth) ?? unsupported;
    case 'literal_value':
      return first ? literal(first, text, line) : unsupported;
    case 'variable_expr':
      return { kind: 'reference', name: node.text, line };
    case 'quoted_template':
    case 'heredoc_template':
      return { kind: 'template', parts: templateOf(node, text), line };
    case 'tuple':
      return { kind: 'list', items: parts.filter(isExpression).map(below), line };
    case 'object':
      return {
        kind: 'object',
        entries: parts.filter(({ type }) => type === 'object_elem').flatMap(entry => entryOf(entry, below)),
        line,
      };
    case 'function_call':
      return callOf(parts, below, line);
    case 'conditional': {
      const [test, whenTrue, whenFalse] = parts.filter(isExpression).map(below);
      if (!test || !whenTrue || !whenFalse) return unsupported;
      const isChained = test.kind === 'conditional' && !isInParentheses(parts.find(isExpression)?.text ?? '');
      return isChained
        ? chained(test, whenTrue, whenFalse)
        : { kind: 'conditional', test, whenTrue, whenFalse, line };
    }
    case 'binary_operation': {
      const sign = node.children.find(child => child && !child.isNamed && !/^[()]$/.test(child.text));
      if (!sign) return unsupported;
      const left = chain(
        parts.filter(part => part.endIndex <= sign.startIndex),
        text,
        depth,
      );
      const right = chain(
        parts.filter(part => part.startIndex >= sign.endIndex),
        text,
        depth,
      );
      return left && right ? { kind: 'binary', operator: sign.text, left, right, line } : unsupported;
    }
    case 'unary_operation': {
      const operand = chain(parts, text, depth);
      const operator = node.child(0)?.text ?? '';
      return operand ? { kind: 'unary', operator, operand, line } : unsupported;
    }
    case 'for_tuple_expr':
    case 'for_object_expr':
      return loopOf(node, parts, below, line) ?? unsupported;
    default:
      return unsupported;
  }
}

/** The text of a quoted string without interpolations. */
export function stringOf(node: Node, text: string): string {
  const parts = templateOf(node, text);
  return parts.map(part => (part.kind === 'text' ? part.text : '')).join('');
}

/** A term, and what is taken from it: `a.b[0].c`. */
function chain(parts: readonly Node[], text: string, depth: number): HclExpression | undefined {
  const [first, ...steps] = parts;
  if (!first || steps.length > MAX_DEPTH) return undefined;
  let expression = expressionOf(first, text, depth + 1);
  for (const step of steps) {
    const line = step.startPosition.row + 1;
    const [inner] = step.namedChildren;
    if (step.type === 'get_attr' && inner) {
      expression = { kind: 'attribute', of: expression, name: inner.text, line };
    } else if (step.type === 'index' && inner) {
      const [key] = inner.namedChildren;
      // The old spelling of an index: `a.0`.
      const index: HclExpression = key
        ? expressionOf(key, text, depth + 1)
        : { kind: 'literal', value: Number(/\d+/.exec(inner.text)?.[0] ?? 0), line };
      expression = { kind: 'index', of: expression, key: index, line };
    } else if (step.type === 'splat') {
      const names = step
        .descendantsOfType('get_attr')
        .map(attribute => attribute?.text.slice(1).trim() ?? '');
      expression = { kind: 'splat', of: expression, names, line };
    } else {
      return { kind: 'unsupported', text: short(step.text), line };
    }
  }
  return expression;
}

function literal(node: Node, text: string, line: number): HclExpression {
  switch (node.type) {
    case 'string_lit':
      return { kind: 'literal', value: stringOf(node, text), line };
    case 'numeric_lit':
      return { kind: 'literal', value: Number(node.text), line };
    case 'bool_lit':
      return { kind: 'literal', value: node.text === 'true', line };
    case 'null_lit':
      return { kind: 'literal', value: null, line };
    default:
      return { kind: 'unsupported', text: short(node.text), line };
  }
}

function entryOf(node: Node, below: (child: Node) => HclExpression): readonly ObjectEntry[] {
  const [key, value] = node.namedChildren.filter(
    child => child !== null && child.type !== 'comment',
  ) as Node[];
  if (!key || !value) return [];
  const line = node.startPosition.row + 1;
  const read = below(key);
  const bare: HclExpression =
    read.kind === 'reference' && !key.text.trimStart().startsWith('(')
      ? { kind: 'literal', value: read.name, line }
      : read;
  return [{ key: bare, value: below(value), line }];
}

type Conditional = HclExpression & { readonly kind: 'conditional' };
const CHAINED = new WeakSet<HclExpression>();

/**
 * `a ? b : c ? d : e` is `a ? b : (c ? d : e)`, which the grammar groups the other way.
 * Source: https://github.com/hashicorp/hcl/blob/v2.23.0/hclsyntax/parser.go (`parseTernaryConditional`)
 */
function chained(first: Conditional, whenTrue: HclExpression, whenFalse: HclExpression): HclExpression {
  const last = first.whenFalse;
  const rest: HclExpression =
    last.kind === 'conditional' && CHAINED.has(last)
      ? chained(last, whenTrue, whenFalse)
      : { kind: 'conditional', test: last, whenTrue, whenFalse, line: last.line };
  CHAINED.add(rest);
  return { ...first, whenFalse: rest };
}

/** As a whole: `(a)`, not `(a) == (b)`. */
function isInParentheses(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(')) return false;
  let depth = 0;
  for (let at = 0; at < trimmed.length; at++) {
    if (trimmed[at] === '(') depth++;
    if (trimmed[at] === ')' && --depth === 0) return at === trimmed.length - 1;
  }
  return false;
}

function callOf(parts: readonly Node[], below: (child: Node) => HclExpression, line: number): HclExpression {
  const [name, list] = parts;
  const inside = (list?.namedChildren ?? []).filter(child => child !== null) as Node[];
  return {
    kind: 'call',
    name: name?.text ?? '',
    args: inside.filter(isExpression).map(below),
    spread: inside.some(({ type }) => type === 'ellipsis'),
    line,
  };
}

function loopOf(
  node: Node,
  parts: readonly Node[],
  below: (child: Node) => HclExpression,
  line: number,
): HclExpression | undefined {
  const intro = parts.find(({ type }) => type === 'for_intro');
  const condition = parts
    .find(({ type }) => type === 'for_cond')
    ?.namedChildren.find(child => child !== null);
  const inside = (intro?.namedChildren ?? []).filter(child => child !== null) as Node[];
  const source = inside.find(isExpression);
  const results = parts.filter(isExpression).map(below);
  const value = results.at(-1);
  if (!source || !value) return undefined;
  const key = node.type === 'for_object_expr' ? results[0] : undefined;
  return {
    kind: 'for',
    names: inside.filter(({ type }) => type === 'identifier').map(name => name.text),
    in: below(source),
    ...(key ? { key } : {}),
    value,
    ...(condition ? { condition: below(condition) } : {}),
    grouped: parts.some(({ type }) => type === 'ellipsis'),
    line,
  };
}

function isExpression(node: Node): boolean {
  return node.type === 'expression';
}

function short(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
