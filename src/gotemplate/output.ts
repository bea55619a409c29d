/** What a template writes, with the line of the template behind every line, and the place that each value comes from. */
import { gapMark } from '../evaluated/marks.js';
import { plainValue } from '../evaluated/plain.js';
import type { EvaluatedValue, Gap } from '../evaluated/value.js';
import type { Position } from '../model.js';

export interface FilledTemplate {
  readonly text: string;
  /** Line of the template for every line of the text. */
  readonly lines: readonly number[];
  /** What stands behind the marks in the text. */
  readonly gaps: ReadonlyMap<string, Gap>;
  /** What could not be decided and is no mark in the text: conditions taken as true, parts left out. */
  readonly assumed: readonly Gap[];
  /** Values from elsewhere, by the line of the text (from 1) that they ended up in. */
  readonly origins: readonly Origin[];
  /** Values of which the whole was written out as YAML or JSON. */
  readonly blocks: readonly EvaluatedValue[];
}

export interface Origin {
  readonly line: number;
  readonly text: string;
  readonly at: Position;
}

/** Larger texts are no configuration of anybody. */
const MAX_TEXT = 1 << 20;

export class Output {
  private readonly parts: string[] = [];
  private length = 0;
  private readonly lines: number[] = [1];
  private readonly gaps = new Map<string, Gap>();
  private readonly assumed: Gap[] = [];
  private readonly origins: Origin[] = [];
  private readonly blocks: EvaluatedValue[] = [];
  /** The line that is being written. */
  private line = '';

  literal(text: string, line: number): void {
    this.append(text, index => line + index);
  }

  value(value: EvaluatedValue, text: string, line: number): void {
    if (value.kind === 'scalar' && value.encoded) {
      this.assumed.push(...plainValue(value.encoded).open.map(({ gap }) => gap));
      this.blocks.push(value.encoded);
    }
    if (value.kind === 'scalar') for (const [mark, gap] of value.gaps ?? []) this.gaps.set(mark, gap);
    if (text !== '' && !text.includes('\n'))
      this.origins.push({ line: this.lines.length, text, at: value.at });
    this.append(text, () => line);
  }

  /** A value that nobody knows: a mark where it is one, nothing where whole lines are missing. */
  gap(gap: Gap, line: number): void {
    if (this.line.trim() === '' || /[|>][+-]?\s*$/.test(this.line)) {
      this.assumed.push(gap);
      return;
    }
    const mark = gapMark(this.gaps.size, line);
    this.gaps.set(mark, gap);
    this.append(/:$/.test(this.line) ? ` ${mark}` : mark, () => line);
  }

  assume(gap: Gap): void {
    this.assumed.push(gap);
  }

  finish(): FilledTemplate {
    const { lines, gaps, assumed, origins, blocks } = this;
    return { text: this.parts.join(''), lines, gaps, assumed, origins, blocks };
  }

  get full(): boolean {
    return this.length > MAX_TEXT;
  }

  private append(text: string, lineOf: (index: number) => number): void {
    if (text === '' || this.full) return;
    this.parts.push(text);
    this.length += text.length;
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) {
        this.lines.push(lineOf(index));
        this.line = '';
      } else if (this.line.trim() === '') {
        this.lines[this.lines.length - 1] = lineOf(index);
      }
      this.line += piece;
    }
  }
}
