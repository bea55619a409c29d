/** Turns the syntax tree's expressions into the plain data of `syntax.ts`. */
import type { Node } from 'web-tree-sitter';
import type { Composite, Expression } from './syntax.js';

export function lower(node: Node): Expression {
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return { kind: 'string', value: stringValue(node) };
    case 'int_literal':
      return { kind: 'int', value: integer(node.text) };
    case 'float_literal':
      return { kind: 'float', value: Number(node.text.replaceAll('_', '')) };
    case 'rune_literal':
      return { kind: 'int', value: BigInt(resolveEscapes(node.text.slice(1, -1)).codePointAt(0) ?? 0) };
    case 'identifier':
    case 'type_identifier':
    case 'package_identifier':
    case 'field_identifier':
    case 'true':
    case 'false':
    case 'nil':
    case 'iota':
      return { kind: 'name', name: node.text };
    case 'parenthesized_expression':
    case 'literal_element':
      return lowerChild(node, 0);
    case 'selector_expression':
      return {
        kind: 'select',
        on: lowerField(node, 'operand'),
        name: node.childForFieldName('field')?.text ?? '',
      };
    case 'qualified_type':
      return {
        kind: 'select',
        on: lowerField(node, 'package'),
        name: node.childForFieldName('name')?.text ?? '',
      };
    case 'unary_expression':
      return {
        kind: 'unary',
        operator: node.childForFieldName('operator')?.text ?? '',
        operand: lowerField(node, 'operand'),
      };
    case 'binary_expression':
      return {
        kind: 'binary',
        operator: node.childForFieldName('operator')?.text ?? '',
        left: lowerField(node, 'left'),
        right: lowerField(node, 'right'),
      };
    case 'call_expression':
    case 'type_conversion_expression':
      return lowerCall(node);
    case 'composite_literal':
      return lowerComposite(node.childForFieldName('type')?.text ?? '', node.childForFieldName('body'));
    case 'literal_value':
      return lowerComposite('', node);
    default:
      return { kind: 'opaque', text: node.text };
  }
}

/** The value of a string literal, escapes resolved. */
export function stringValue(node: Node): string {
  const inner = node.text.slice(1, -1);
  return node.type === 'raw_string_literal' ? inner.replaceAll('\r', '') : resolveEscapes(inner);
}

function lowerCall(node: Node): Expression {
  const callee = node.childForFieldName('function') ?? node.childForFieldName('type');
  if (callee === null) return { kind: 'opaque', text: node.text };
  // A function literal is kept as text: its body is no expression.
  if (callee.type === 'func_literal') return { kind: 'opaque', text: 'func literal' };
  const list = node.childForFieldName('arguments') ?? node.childForFieldName('operand');
  const args = list?.type === 'argument_list' ? list.namedChildren : list === null ? [] : [list];
  return {
    kind: 'call',
    function: lower(callee),
    args: args.filter(arg => arg.type !== 'comment').map(lower),
  };
}

function lowerComposite(type: string, body: Node | null): Composite {
  const elements = (body?.namedChildren ?? [])
    .filter(child => child.type === 'keyed_element' || child.type === 'literal_element')
    .map(child => {
      if (child.type === 'literal_element') return { value: lowerChild(child, 0) };
      const [key, value] = child.namedChildren;
      if (key === undefined || value === undefined) return { value: lower(child) };
      return { key: lower(key), value: lower(value) };
    });
  return { kind: 'composite', type, elements };
}

function lowerChild(node: Node, index: number): Expression {
  const child = node.namedChildren[index];
  return child === undefined ? { kind: 'opaque', text: node.text } : lower(child);
}

function lowerField(node: Node, field: string): Expression {
  const child = node.childForFieldName(field);
  return child === null ? { kind: 'opaque', text: node.text } : lower(child);
}

/** `1_000`, `0x1F`, `0o644`, and C's `0644`. */
function integer(text: string): bigint {
  const digits = text.replaceAll('_', '');
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function resolveEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/g,
    (_, ...found) => {
      const [simple, byte, short, long, octal] = found as (string | undefined)[];
      if (simple !== undefined) return simpleEscapes[simple] ?? simple;
      const code =
        octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '0', 16) : Number.parseInt(octal, 8);
      return String.fromCodePoint(code);
    },
  );
}
