/** What a template writes, with the line of the template behind every line, and the place that each value comes from. */
import { GAP_MARK, gapMark } from '../evaluated/marks.js';
import { plainValue } from '../evaluated/plain.js';
import { type EvaluatedScalar, type EvaluatedValue, type Gap, linesOf } from '../evaluated/value.js';
import type { Position } from '../model.js';
import { Line } from './line.js';

export interface FilledTemplate {
  readonly text: string;
  /** Line of the template for every line of the text. */
  readonly lines: readonly number[];
  /** What stands behind the marks in the text. */
  readonly gaps: ReadonlyMap<string, Gap>;
  /** What could not be decided and is no mark in the text: conditions taken as true, parts left out. */
  readonly assumed: readonly Assumed[];
  /** Values from elsewhere, by the line of the text (from 1) that they ended up in. */
  readonly origins: readonly Origin[];
  /** Lines of the text (from 1) that stand so in another file: of a text that was read, or a named template. */
  readonly carried: ReadonlyMap<number, Position>;
  /** Values of which the whole was written out as YAML or JSON. */
  readonly blocks: readonly Block[];
  /** Lines of the text with a value that something outside of the tree may set anew; where every gap has its place. */
  readonly overridable: readonly OverridableLines[];
}

export interface Block {
  readonly value: EvaluatedValue;
  /** As it stands in the template's text, from this line of it (from 1) on. */
  readonly text: string;
  readonly line: number;
}

/** Text of a named template that is written in another file. */
export interface Elsewhere {
  readonly file: string;
  /** The line of the template that is filled which it came in by. */
  readonly calledAt: number;
}

/** Lines, from 1. */
export interface OverridableLines {
  readonly from: number;
  readonly to: number;
  readonly gap: Gap;
}

export interface Assumed extends Gap {
  /** Line of the text, from 1, that was being written. */
  readonly line: number;
  /**
   * `condition`: whether the YAML documents that begin there are written at all, and nothing else; `documents`: whole documents
   * may be missing there; `lines`: parts of a document.
   */
  readonly affects: 'condition' | 'documents' | 'lines';
  /** For a condition: the last line that hangs on it. */
  readonly until?: number;
}

export interface Origin {
  readonly line: number;
  readonly text: string;
  readonly at: Position;
  /** What may say otherwise. */
  readonly overridable?: Gap;
}

/** Larger texts are no configuration of anybody. */
const MAX_TEXT = 1 << 20;

export class Output {
  private readonly parts: string[] = [];
  private length = 0;
  private readonly lines: number[] = [1];
  private readonly gaps = new Map<string, Gap>();
  private readonly assumed: Assumed[] = [];
  private readonly origins: Origin[] = [];
  private readonly carried = new Map<number, Position>();
  private readonly blocks: Block[] = [];
  private readonly overridable: OverridableLines[] = [];
  /** What every line that begins is indented by. */
  private indent = '';
  /** Marks that stand for whole lines. */
  private readonly standing = new Set<string>();
  /** The line that is being written. */
  private line = new Line();
  /** Something but white space and comments was written since the last `---`. */
  private inDocument = false;

  /** @param file the template's */
  constructor(readonly file: string) {}

  literal(text: string, line: number, elsewhere?: Elsewhere): void {
    if (!elsewhere) {
      this.append(text, index => line + index);
      return;
    }
    const { file, calledAt } = elsewhere;
    const first = this.lines.length;
    for (const [index, piece] of text.split('\n').entries())
      if (piece.trim() !== '') this.carried.set(first + index, { file, line: line + index });
    this.append(text, () => calledAt);
  }

  /** What is written meanwhile is indented, as `indent` and `nindent` do it. */
  indented(spaces: number, breaks: boolean, line: number, write: () => void): void {
    const before = this.indent;
    const more = ' '.repeat(spaces);
    this.append(`${breaks ? '\n' : ''}${more}`, () => line);
    this.indent = `${before}${more}`;
    write();
    this.indent = before;
  }

  /** @param isPlaced every gap is to have its place in the text */
  value(value: EvaluatedValue, text: string, line: number, isPlaced = false): void {
    const start = this.lines.length;
    const missing =
      value.kind === 'scalar' && value.encoded ? plainValue(value.encoded).open.map(({ gap }) => gap) : [];
    if (value.kind === 'scalar' && value.encoded)
      this.blocks.push({ value: value.encoded, text, line: start });
    if (!isPlaced) for (const gap of missing) this.assume(gap);
    if (value.kind === 'scalar') for (const [mark, gap] of value.gaps ?? []) this.gaps.set(mark, gap);
    const overridable = value.kind === 'scalar' ? value.overridable : undefined;
    if (text !== '' && !text.includes('\n'))
      this.origins.push({
        line: this.lines.length,
        text,
        at: value.at,
        ...(overridable ? { overridable } : {}),
      });
    if (value.kind === 'scalar' && text.includes('\n')) this.carry(value, text, start);
    this.append(text, () => line);
    if (!isPlaced) return;
    if (overridable) this.overridable.push({ from: start, to: this.lines.length, gap: overridable });
    const [gap] = missing;
    if (!gap) return;
    // What is missing stands beside what is there.
    const spaces = /^\n?( *)/.exec(text)?.[1]?.length ?? 0;
    const isOwnLine = text.startsWith('\n') || text.includes('\n');
    if (isOwnLine) this.placedGap(gap, line, { spaces, breaks: true });
    else this.assume(gap);
  }

  /** A text of several lines that knows where each of them, and what was filled into it, is written. */
  private carry(value: EvaluatedScalar, text: string, start: number): void {
    if (this.full) return;
    const { filled = [], at } = value;
    const lines = linesOf(value, text) ?? [];
    for (const [index, line] of lines.entries()) this.carried.set(start + index, { file: at.file, line });
    for (const { line, ...part } of filled) this.origins.push({ ...part, line: start + line });
  }

  /** A value that nobody knows: a mark where it is one, nothing where whole lines are missing. */
  gap(gap: Gap, line: number): void {
    if (this.line.isBlank || this.line.opensBlock) {
      this.assume(gap);
      return;
    }
    const mark = gapMark(this.gaps.size, line);
    this.gaps.set(mark, gap);
    this.append(this.line.endsInColon ? ` ${mark}` : mark, () => line);
  }

  /**
   * The same with a mark in every case: one that stands for whole lines is a line of its own, at their indentation, in
   * the form of what stands around it.
   */
  placedGap(gap: Gap, line: number, { spaces, breaks }: { spaces: number; breaks: boolean }): void {
    const isOwnLine = breaks || this.line.isBlank;
    const mark = gapMark(this.gaps.size, line);
    this.gaps.set(mark, gap);
    if (!isOwnLine) {
      this.append(this.line.endsInColon ? ` ${mark}` : mark, () => line);
      return;
    }
    this.standing.add(mark);
    this.append(`${breaks ? '\n' : ''}${' '.repeat(spaces)}${mark}`, () => line);
  }

  assume(gap: Gap): void {
    this.assumed.push({
      ...gap,
      line: this.lines.length,
      affects: this.isInDocument ? 'lines' : 'documents',
    });
  }

  /**
   * A condition that is not decided, and is taken as true for what follows.
   * @param writes what that writes at first: it goes on, as far as is known; a document if none is begun; a new document
   * @param write writes it
   */
  assumeCondition(gap: Gap, writes: 'lines' | 'content' | 'document', write: () => void): void {
    const isWhole = writes === 'document' || (writes === 'content' && !this.isInDocument);
    if (!isWhole) this.assume(gap);
    const line = this.lines.length;
    write();
    if (isWhole) this.assumed.push({ ...gap, line, affects: 'condition', until: this.lines.length });
  }

  private get isInDocument(): boolean {
    return this.inDocument || this.line.isContent;
  }

  finish(): FilledTemplate {
    const { lines, gaps, assumed, origins, carried, blocks, standing, overridable } = this;
    const text = this.parts.join('');
    return {
      text: standing.size > 0 ? inPlace(text, standing) : text,
      lines,
      gaps,
      assumed,
      origins,
      carried,
      blocks,
      overridable,
    };
  }

  /** Nothing but white space stands on the line. */
  get isAtLineStart(): boolean {
    return this.line.isBlank;
  }

  get full(): boolean {
    return this.length > MAX_TEXT;
  }

  private append(written: string, lineOf: (index: number) => number): void {
    if (written === '' || this.full) return;
    const breaks = this.indent === '' ? 0 : written.split('\n').length - 1;
    // Indented many times over, a short text is a long one.
    if (breaks * this.indent.length > MAX_TEXT) {
      this.length = Number.POSITIVE_INFINITY;
      return;
    }
    const text = breaks === 0 ? written : written.replaceAll('\n', `\n${this.indent}`);
    this.parts.push(text);
    this.length += text.length;
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) {
        if (this.line.startsDocument) this.inDocument = false;
        else this.inDocument ||= this.line.isContent;
        this.lines.push(lineOf(index));
        this.line = new Line();
      } else if (this.line.isBlank) {
        this.lines[this.lines.length - 1] = lineOf(index);
      }
      this.line.add(piece);
    }
  }
}

/** Marks that are lines of their own take the form of the lines around them: an item, an entry, or a value by itself. */
function inPlace(text: string, marks: ReadonlySet<string>): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      const mark = line.trim();
      if (!marks.has(mark)) return line;
      const indent = line.length - line.trimStart().length;
      const form = formAt(lines, index, -1, indent) ?? formAt(lines, index, 1, indent);
      const white = line.slice(0, indent);
      if (form === 'item') return `${white}- ${mark}`;
      return form === 'entry' || indent === 0 ? `${white}${mark}: ${mark}` : line;
    })
    .join('\n');
}

/** Lines that are looked at for it, with comments and other marks between. */
const MAX_AROUND = 1000;

/** What the nearest line of the same block is; undefined where the block has no other. */
function formAt(
  lines: readonly string[],
  from: number,
  step: 1 | -1,
  indent: number,
): 'item' | 'entry' | undefined {
  for (let count = 1; count <= MAX_AROUND; count++) {
    const line = lines[from + count * step];
    if (line === undefined) return undefined;
    const own = line.trimStart();
    if (own === '' || own.startsWith('#') || GAP_MARK.test(own)) continue;
    const depth = line.length - own.length;
    if (depth < indent) return undefined;
    if (depth === indent) return own.startsWith('- ') || own === '-' ? 'item' : 'entry';
  }
  return undefined;
}
