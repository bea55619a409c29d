/** The grammar of Go's templates: text and actions. */
import { Undecided } from './go-template-values.js';

export type Node =
  | { readonly kind: 'text'; readonly text: string; readonly line: number }
  | { readonly kind: 'output'; readonly expression: Expression; readonly line: number }
  | { readonly kind: 'assign'; readonly name: string; readonly expression: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | {
      readonly kind: 'with';
      readonly expression: Expression;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly kind: 'range';
      readonly variables: readonly string[];
      readonly expression: Expression;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

export interface Branch {
  /** Absent for `else`. */
  readonly condition?: Expression;
  readonly body: readonly Node[];
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'dot'; readonly fields: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'group'; readonly inner: Expression; readonly fields: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'pipeline'; readonly calls: readonly Expression[] };

/** Deeper than any honest template nests. */
const MAX_DEPTH = 50;

/** @throws Undecided where it is no template, or one with definitions of its own */
export function parseTemplate(
  template: string,
  delimiters: readonly [string, string] = ['{{', '}}'],
): readonly Node[] {
  const parser = new Parser(pieces(template, delimiters));
  const nodes = parser.block(0);
  if (parser.ended !== undefined) throw new Undecided(`\`${parser.ended}\` without a beginning`);
  return nodes;
}

interface Piece {
  readonly kind: 'text' | 'action';
  readonly text: string;
  readonly line: number;
}

function pieces(template: string, [open, close]: readonly [string, string]): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let line = 0;
  let trimNext = false;
  const count = (text: string): number => text.split('\n').length - 1;
  while (at < template.length) {
    const start = template.indexOf(open, at);
    const raw = template.slice(at, start < 0 ? undefined : start);
    const kept = trimNext ? raw.trimStart() : raw;
    const textLine = line + count(raw.slice(0, raw.length - kept.length));
    line += count(raw);
    if (start < 0) {
      found.push({ kind: 'text', text: kept, line: textLine });
      break;
    }
    const end = endOfAction(template, start + open.length, close);
    let action = template.slice(start + open.length, end);
    const trimBefore = /^-\s/.test(action);
    trimNext = /\s-$/.test(action);
    if (trimBefore) action = action.slice(1);
    if (trimNext) action = action.slice(0, -1);
    found.push({ kind: 'text', text: trimBefore ? kept.trimEnd() : kept, line: textLine });
    found.push({ kind: 'action', text: action.trim(), line });
    line += count(template.slice(start, end));
    at = end + close.length;
  }
  return found.filter(({ kind, text }) => kind === 'action' || text !== '');
}

function endOfAction(template: string, from: number, close: string): number {
  let quote = '';
  const isComment = /^-?\s*\/\*/.test(template.slice(from, from + 20));
  const start = isComment ? template.indexOf('*/', from) : from;
  if (start < 0) throw new Undecided('a comment is not closed');
  for (let at = start; at < template.length; at++) {
    const char = template[at];
    if (quote === '' && template.startsWith(close, at)) return at;
    if (quote !== '' && char === '\\' && quote !== '`') at++;
    else if (quote !== '' && char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === '`')) quote = char;
  }
  throw new Undecided('an action is not closed');
}

class Parser {
  private at = 0;
  /** The keyword that closed the last block: `end`, `else`, `else if …`. */
  ended: string | undefined;

  constructor(private readonly pieces: readonly Piece[]) {}

  block(depth: number): readonly Node[] {
    if (depth > MAX_DEPTH) throw new Undecided('it nests too deeply');
    const nodes: Node[] = [];
    this.ended = undefined;
    for (let piece = this.pieces[this.at++]; piece; piece = this.pieces[this.at++]) {
      const { text, line } = piece;
      if (piece.kind === 'text') {
        nodes.push({ kind: 'text', text, line });
        continue;
      }
      if (text === 'end' || text === 'else' || /^else\s/.test(text)) {
        this.ended = text;
        return nodes;
      }
      const node = this.action(text, line, depth);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  private action(text: string, line: number, depth: number): Node | undefined {
    if (text === '' || text.startsWith('/*')) return undefined;
    const [, keyword = '', rest = ''] = /^(\w+)\b\s*(.*)$/s.exec(text) ?? [];
    switch (keyword) {
      case 'if':
        return this.condition(rest, depth);
      case 'with': {
        const { body, otherwise } = this.bodies(depth);
        return { kind: 'with', expression: parseExpression(rest), body, otherwise };
      }
      case 'range': {
        const [, names = '', of = rest] = /^(\$\w+(?:\s*,\s*\$\w+)?)\s*:=\s*(.*)$/s.exec(rest) ?? [];
        const variables = names === '' ? [] : names.split(',').map(name => name.trim().slice(1));
        const { body, otherwise } = this.bodies(depth);
        return { kind: 'range', variables, expression: parseExpression(of), body, otherwise };
      }
      case 'define':
      case 'block':
      case 'template':
      case 'break':
      case 'continue':
        throw new Undecided(`\`${keyword}\` is not followed`);
    }
    const assigned = /^\$(\w+)\s*:?=\s*(.*)$/s.exec(text);
    if (assigned)
      return { kind: 'assign', name: assigned[1] ?? '', expression: parseExpression(assigned[2] ?? '') };
    return { kind: 'output', expression: parseExpression(text), line };
  }

  private condition(first: string, depth: number): Node {
    const branches: Branch[] = [];
    let condition: Expression | undefined = parseExpression(first);
    while (true) {
      const body = this.block(depth + 1);
      branches.push(condition ? { condition, body } : { body });
      const { ended } = this;
      if (ended === 'end') break;
      if (ended === undefined) throw new Undecided('`if` without an end');
      const next = /^else\s+if\s+(.*)$/s.exec(ended)?.[1];
      if (next === undefined && ended !== 'else') throw new Undecided(`\`${ended}\` is not followed`);
      condition = next === undefined ? undefined : parseExpression(next);
    }
    this.ended = undefined;
    return { kind: 'if', branches };
  }

  private bodies(depth: number): { body: readonly Node[]; otherwise: readonly Node[] } {
    const body = this.block(depth + 1);
    const otherwise = this.ended === 'else' ? this.block(depth + 1) : [];
    if (this.ended !== 'end') throw new Undecided('a block without an end');
    this.ended = undefined;
    return { body, otherwise };
  }
}

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*")|(`[^`]*`)|(-?\d+(?:\.\d+)?)(?![\w.])|(\$\w*(?:\.\w[\w]*)*)|(\.(?:\w[\w]*)?(?:\.\w[\w]*)*)|([A-Za-z_]\w*)|([()|]))/sy;

function parseExpression(text: string): Expression {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (!found) throw new Undecided(`\`${text.slice(0, 60)}\` is not followed`);
    tokens.push(found[0].trim());
  }
  const reader = { tokens, at: 0 };
  const expression = pipeline(reader, 0);
  if (reader.at < tokens.length) throw new Undecided(`\`${text.slice(0, 60)}\` is not followed`);
  return expression;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function pipeline(reader: Reader, depth: number): Expression {
  if (depth > MAX_DEPTH) throw new Undecided('it nests too deeply');
  const calls = [command(reader, depth)];
  while (reader.tokens[reader.at] === '|') {
    reader.at++;
    calls.push(command(reader, depth));
  }
  const [only] = calls;
  return calls.length === 1 && only ? only : { kind: 'pipeline', calls };
}

function command(reader: Reader, depth: number): Expression {
  const token = reader.tokens[reader.at] ?? '';
  if (/^[A-Za-z_]/.test(token) && !CONSTANTS.has(token)) {
    reader.at++;
    const parameters: Expression[] = [];
    while (reader.at < reader.tokens.length && !['|', ')'].includes(reader.tokens[reader.at] ?? ''))
      parameters.push(term(reader, depth));
    return { kind: 'call', name: token, parameters };
  }
  return term(reader, depth);
}

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['nil', undefined],
]);

function term(reader: Reader, depth: number): Expression {
  const token = reader.tokens[reader.at++];
  if (token === undefined || token === '|' || token === ')') throw new Undecided('an action is cut off');
  if (token === '(') {
    const inner = pipeline(reader, depth + 1);
    if (reader.tokens[reader.at++] !== ')') throw new Undecided('a parenthesis is not closed');
    const next = reader.tokens[reader.at];
    if (next === undefined || !/^\.\w/.test(next)) return inner;
    reader.at++;
    return { kind: 'group', inner, fields: fieldsOf(next) };
  }
  if (CONSTANTS.has(token)) return { kind: 'literal', value: CONSTANTS.get(token) };
  if (token.startsWith('"')) return { kind: 'literal', value: unquote(token) };
  if (token.startsWith('`')) return { kind: 'literal', value: token.slice(1, -1) };
  if (/^-?\d/.test(token)) return { kind: 'literal', value: Number(token) };
  if (token.startsWith('.')) return { kind: 'dot', fields: fieldsOf(token) };
  if (token.startsWith('$')) {
    const [name = '', ...fields] = token.slice(1).split('.');
    return { kind: 'variable', name, fields };
  }
  return { kind: 'call', name: token, parameters: [] };
}

function fieldsOf(token: string): readonly string[] {
  return token.split('.').filter(field => field !== '');
}

function unquote(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    throw new Undecided(`${token.slice(0, 60)} is no string`);
  }
}
