/**
 * Templates of Jinja with all that is filled into them: expressions, `if` and `for`, with the lines that each line of the text comes
 * from. What does more than that (macros, `set`, other filters) is not read.
 * Sources: https://jinja.palletsprojects.com/en/stable/templates/ and, for `trim_blocks`,
 * https://docs.ansible.com/ansible/latest/collections/ansible/builtin/template_module.html
 */
import { isRecord } from '../data.js';
import { filledWith } from './jinja.js';
import { type Find, holdsFor } from './jinja-conditions.js';

export interface JinjaText {
  readonly text: string;
  /** The line of the template that each of its lines begins on. */
  readonly lines: readonly number[];
}

/** Longer than templates of people, with more parts, and more turns of all loops together. */
const MAX_LENGTH = 40_000;
const MAX_PARTS = 3000;
const MAX_TURNS = 2000;

/** @returns undefined where a part of it is not read */
export function jinjaTemplate(text: string): JinjaTemplate | undefined {
  const parts = text.length > MAX_LENGTH ? undefined : partsOf(text);
  return (
    parts && {
      fill(find) {
        const writer = new Writer();
        return write(parts, 0, parts.length, find, writer) ? writer.done() : undefined;
      },
    }
  );
}

/** Read once, and filled in as often as its turns need it. */
export interface JinjaTemplate {
  /** @returns undefined where nobody says what some part of it is */
  fill(find: Find): JinjaText | undefined;
}

interface Part {
  readonly kind: 'text' | 'expression' | 'statement';
  readonly text: string;
  readonly line: number;
  /** Of a statement, the part that ends or goes on with what it begins. */
  next?: number;
}

const MARKS = /\{\{(.{0,400}?)\}\}|\{%[-+]?(.{0,400}?)[-+]?%\}\n?|\{#.{0,2000}?#\}\n?/gs;

/** Statements know what comes next of them; undefined where they do not fit together. */
function partsOf(template: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let line = 1;
  let from = 0;
  const add = (kind: Part['kind'], text: string, written: string): void => {
    if (kind !== 'text' || text !== '') parts.push({ kind, text, line });
    line += written.split('\n').length - 1;
  };
  for (const match of template.matchAll(MARKS)) {
    if (parts.length > MAX_PARTS) return undefined;
    const before = template.slice(from, match.index);
    // Blanks before a statement would stand before what comes after it.
    add('text', match[0].startsWith('{{') ? before : before.replace(/(^|\n)[ \t]+$/, '$1'), before);
    if (match[1] !== undefined) add('expression', match[0], match[0]);
    else if (match[2] !== undefined) add('statement', match[2].trim(), match[0]);
    else add('text', '', match[0]);
    from = match.index + match[0].length;
  }
  const rest = template.slice(from);
  add('text', rest, rest);
  return /\{[{%#]/.test(parts.map(({ kind, text }) => (kind === 'text' ? text : '')).join('\n')) ||
    !linked(parts)
    ? undefined
    : parts;
}

function linked(parts: readonly Part[]): boolean {
  const open: { readonly part: Part; readonly end: string }[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'statement') continue;
    const [word = ''] = part.text.split(/\s/, 1);
    if (word === 'if' || word === 'for') {
      open.push({ part, end: `end${word}` });
      continue;
    }
    const last = open.pop();
    const goesOn = last?.end === 'endif' && (word === 'else' || word === 'elif');
    if (!last || (!goesOn && word !== last.end)) return false;
    last.part.next = index;
    if (goesOn) open.push({ part, end: last.end });
  }
  return open.length === 0;
}

class Writer {
  private text = '';
  private readonly lines: number[] = [];
  turns = 0;

  /** @param spread whether its lines follow each other in the template */
  add(text: string, line: number, spread: boolean): void {
    for (const [index, own] of text.split('\n').entries()) {
      const at = spread ? line + index : line;
      if (index > 0) this.text += '\n';
      if (index > 0 || this.lines.length === 0) this.lines.push(at);
      // A line that begins with nothing but a line break before it is that of what comes first on it.
      else if (this.text.endsWith('\n') || this.text === '') this.lines[this.lines.length - 1] = at;
      this.text += own;
    }
  }

  get length(): number {
    return this.text.length;
  }

  done(): JinjaText {
    return { text: this.text, lines: this.lines };
  }
}

function write(parts: readonly Part[], from: number, to: number, find: Find, writer: Writer): boolean {
  for (let index = from; index < to; index++) {
    const part = parts[index];
    if (!part) return false;
    if (writer.length > MAX_LENGTH) return false;
    if (part.kind === 'text') writer.add(part.text, part.line, true);
    else if (part.kind === 'expression') {
      const value = writtenAs(filledWith(part.text, find)?.value);
      if (value === undefined) return false;
      writer.add(value, part.line, false);
    } else {
      const end = endOf(parts, index);
      const isWritten = part.text.startsWith('for')
        ? writeTurns(parts, index, find, writer)
        : writeBranch(parts, index, find, writer);
      if (!isWritten) return false;
      index = end;
    }
  }
  return true;
}

function endOf(parts: readonly Part[], from: number): number {
  let end = from;
  for (let next = parts[end]?.next; next !== undefined; next = parts[end]?.next) end = next;
  return end;
}

/** The first branch whose condition holds. */
function writeBranch(parts: readonly Part[], from: number, find: Find, writer: Writer): boolean {
  let index = from;
  for (let next = parts[index]?.next; next !== undefined; next = parts[index]?.next) {
    const { text = '' } = parts[index] ?? {};
    const condition = text.replace(/^(?:el)?if\s{1,20}/, '');
    const holds = text === 'else' ? true : holdsFor(condition, find);
    if (holds === undefined) return false;
    if (holds) return write(parts, index + 1, next, find, writer);
    index = next;
  }
  return true;
}

const FOR = /^for\s{1,9}([A-Za-z_]\w{0,60})\s{1,9}in\s{1,9}([A-Za-z_][\w.]{0,200})$/;

function writeTurns(parts: readonly Part[], from: number, find: Find, writer: Writer): boolean {
  const [, variable, list] = FOR.exec(parts[from]?.text ?? '') ?? [];
  const end = parts[from]?.next;
  if (variable === undefined || list === undefined || end === undefined) return false;
  const items = filledWith(`{{ ${list} }}`, find)?.value;
  if (!Array.isArray(items)) return false;
  for (const item of items) {
    if (writer.turns++ > MAX_TURNS) return false;
    const within: Find = (name, keys) =>
      name === variable
        ? { value: keys.reduce((value: unknown, key) => (isRecord(value) ? value[key] : undefined), item) }
        : find(name, keys);
    if (!write(parts, from + 1, end, within, writer)) return false;
  }
  return true;
}

/** As it stands in YAML; undefined where something else fills it in. */
function writtenAs(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /\{[{%]/.test(text) ? undefined : text;
}
