/**
 * String templates of the parser's syntax tree. The tree leaves out white space, so that the literal text is taken from
 * the source between what is filled in. Source: https://developer.hashicorp.com/terraform/language/expressions/strings
 */
import type { Node } from 'web-tree-sitter';
import { expressionOf } from './expressions.js';
import type { HclExpression, TemplatePart } from './syntax.js';

/** @param shift added to every line: for text that was wrapped to be read */
export function templateOf(node: Node, text: string, shift = 0): readonly TemplatePart[] {
  const isHeredoc = node.type === 'heredoc_template';
  const [start, end] = isHeredoc ? heredocRange(node, text) : quotedRange(node);
  const input: Input = {
    text,
    shift,
    isHeredoc,
    indentation: isHeredoc ? indentationOf(node, text, start, end) : 0,
  };
  return partsBetween(children(node), start, end, input);
}

interface Input {
  readonly text: string;
  readonly shift: number;
  readonly isHeredoc: boolean;
  /** Characters to take off the start of each line: `<<-`. */
  readonly indentation: number;
}

function quotedRange(node: Node): [number, number] {
  const first = node.firstChild;
  const last = node.lastChild;
  return [first?.endIndex ?? node.startIndex, last?.startIndex ?? node.endIndex];
}

/** From the line after the opening to the line that closes; the last line break belongs to the text. */
function heredocRange(node: Node, text: string): [number, number] {
  const [opening, closing] = [
    children(node).find(({ type }) => type === 'heredoc_identifier'),
    children(node).findLast(({ type }) => type === 'heredoc_identifier'),
  ];
  const start = text.indexOf('\n', opening?.endIndex ?? node.startIndex) + 1;
  const end = text.lastIndexOf('\n', (closing?.startIndex ?? node.endIndex) - 1) + 1;
  return [start, Math.max(start, end)];
}

function indentationOf(node: Node, text: string, start: number, end: number): number {
  if (!children(node).some(child => child.type === 'heredoc_start' && child.text === '<<-')) return 0;
  const lines = text.slice(start, end).split('\n');
  const depths = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  return depths.length === 0 ? 0 : depths.reduce((least, depth) => Math.min(least, depth));
}

function partsBetween(nodes: readonly Node[], start: number, end: number, input: Input): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let position = start;
  let strip = false;
  const addText = (until: number, stripEnd: boolean): void => {
    const part = textPart(position, until, { start: strip, end: stripEnd }, input);
    if (part) parts.push(part);
  };
  for (const node of nodes) {
    if (!INSERTED.has(node.type)) continue;
    addText(node.startIndex, opensWithStrip(node));
    parts.push(insertedPart(node, input));
    position = node.endIndex;
    strip = closesWithStrip(node);
  }
  addText(end, false);
  return parts;
}

const INSERTED: ReadonlySet<string> = new Set(['template_interpolation', 'template_directive']);

function insertedPart(node: Node, input: Input): TemplatePart {
  const line = node.startPosition.row + 1 + input.shift;
  const unsupported: TemplatePart = { kind: 'unsupported', text: node.text.split('\n', 1)[0] ?? '', line };
  if (node.type === 'template_interpolation') {
    const value = children(node).find(({ type }) => type === 'expression');
    return value ? { kind: 'value', value: expression(value, input), line } : unsupported;
  }
  const [directive] = children(node);
  if (!directive) return unsupported;
  const inside = children(directive);
  const marks = inside.filter(({ type }) => /_(intro|start|end)$/.test(type) && type.startsWith('template_'));
  const [first, ...others] = marks;
  const last = others.at(-1);
  const test = first && children(first).find(({ type }) => type === 'expression');
  if (!first || !last || !test) return unsupported;
  const between = (from: Node, to: Node): TemplatePart[] => {
    const nodes = inside.filter(
      child => child.startIndex >= from.endIndex && child.endIndex <= to.startIndex,
    );
    const parts = partsBetween(nodes, from.endIndex, to.startIndex, input);
    return stripEdges(parts, closesWithStrip(from), opensWithStrip(to));
  };
  if (directive.type === 'template_for') {
    const names = children(first)
      .filter(({ type }) => type === 'identifier')
      .map(({ text }) => text);
    return { kind: 'for', names, in: expression(test, input), body: between(first, last), line };
  }
  const middle = others.find(({ type }) => type === 'template_else_intro');
  return {
    kind: 'if',
    test: expression(test, input),
    whenTrue: between(first, middle ?? last),
    whenFalse: middle ? between(middle, last) : [],
    line,
  };
}

/** Lines inside of an inserted expression are not needed to be shifted one by one: its own line is. */
function expression(node: Node, { text, shift }: Input): HclExpression {
  const read = expressionOf(node, text);
  return shift === 0 ? read : { ...read, line: read.line + shift };
}

function textPart(
  start: number,
  end: number,
  strip: { readonly start: boolean; readonly end: boolean },
  input: Input,
): TemplatePart | undefined {
  let from = start;
  let raw = input.text.slice(start, Math.max(start, end));
  if (strip.start) {
    const trimmed = stripStart(raw);
    from += raw.length - trimmed.length;
    raw = trimmed;
  }
  if (strip.end) raw = stripEnd(raw);
  if (raw === '') return undefined;
  const atLineStart = from === 0 || input.text[from - 1] === '\n';
  const text = withoutEscapes(
    input.indentation > 0 ? outdent(raw, input.indentation, atLineStart) : raw,
    input,
  );
  return { kind: 'text', text, line: lineAt(input.text, from) + input.shift };
}

function stripEdges(parts: readonly TemplatePart[], start: boolean, end: boolean): TemplatePart[] {
  const result = [...parts];
  const [first] = result;
  if (start && first?.kind === 'text') {
    const text = stripStart(first.text);
    const skipped = first.text.slice(0, first.text.length - text.length).split('\n').length - 1;
    result[0] = { ...first, text, line: first.line + skipped };
  }
  const last = result.at(-1);
  if (end && last?.kind === 'text') result[result.length - 1] = { ...last, text: stripEnd(last.text) };
  return result;
}

/** HCL reads literal text line by line: a strip marker takes the white space of the nearest line only. */
function stripStart(text: string): string {
  const end = text.indexOf('\n') + 1 || text.length;
  return text.slice(0, end).trimStart() + text.slice(end);
}

function stripEnd(text: string): string {
  const start = text.lastIndexOf('\n', text.length - 2) + 1;
  return text.slice(0, start) + text.slice(start).trimEnd();
}

/** Heredocs know only the escapes of the template language. */
function withoutEscapes(text: string, { isHeredoc }: Input): string {
  const plain = isHeredoc
    ? text
    : text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (match, short, long, char) => {
        const code = Number.parseInt(short ?? long ?? '', 16);
        if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : match;
        return ESCAPES[char as keyof typeof ESCAPES] ?? char;
      });
  return plain.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');
}

const ESCAPES = { n: '\n', r: '\r', t: '\t' } as const;

function outdent(text: string, indentation: number, atLineStart: boolean): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      if (index === 0 && !atLineStart) return line;
      const white = line.length - line.trimStart().length;
      return line.slice(Math.min(white, indentation));
    })
    .join('\n');
}

function opensWithStrip(node: Node): boolean {
  return /^[$%]\{~/.test(node.text);
}

function closesWithStrip(node: Node): boolean {
  return /~\}$/.test(node.text);
}

function children(node: Node): readonly Node[] {
  return node.children.filter(child => child !== null) as Node[];
}

const counted = new Map<string, readonly number[]>();

/** Line of an offset; the starts of the lines of the last text are kept. */
function lineAt(text: string, offset: number): number {
  let starts = counted.get(text);
  if (!starts) {
    const found = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.push(at + 1);
    counted.clear();
    counted.set(text, found);
    starts = found;
  }
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
