/** Fills string templates, and keeps for each line of the text where it is written. */
import { entriesOf } from '../evaluated/entries.js';
import { CUT, gapMark } from '../evaluated/marks.js';
import {
  type EvaluatedScalar,
  type EvaluatedValue,
  type FilledPart,
  type Gap,
  scalar,
  unknown,
} from '../evaluated/value.js';
import type { Position } from '../model.js';
import { evaluate, type HclScope, loopNames, withNames } from './evaluate.js';
import type { TemplatePart } from './syntax.js';

/** Larger texts are no values of anybody. */
const MAX_TEXT = 1 << 20;
/** More than texts of people have filled in. */
const MAX_FILLED = 1000;

export function fillTemplate(parts: readonly TemplatePart[], scope: HclScope, at: Position): EvaluatedValue {
  const [only] = parts;
  // A template that is one interpolation is the value itself, whatever its type.
  if (parts.length === 1 && only?.kind === 'value') return evaluate(only.value, scope);
  const writer = new TextWriter(at);
  write(parts, scope, writer);
  return writer.finish();
}

function write(parts: readonly TemplatePart[], scope: HclScope, writer: TextWriter): void {
  for (const part of parts) {
    const at = { file: scope.file, line: part.line };
    if (writer.full || scope.steps.left-- <= 0) {
      writer.cut(at);
      return;
    }
    switch (part.kind) {
      case 'text':
        writer.literal(part.text, part.line);
        break;
      case 'value':
        writer.value(evaluate(part.value, scope), part.line);
        break;
      case 'if': {
        const test = evaluate(part.test, scope);
        if (test.kind === 'scalar' && !test.gaps)
          write(String(test.value) === 'true' ? part.whenTrue : part.whenFalse, scope, writer);
        else writer.value(test.kind === 'unknown' ? test : unknown('a condition', at), part.line);
        break;
      }
      case 'for': {
        const source = evaluate(part.in, scope);
        const entries = entriesOf(source);
        if (!entries) {
          writer.value(source.kind === 'unknown' ? source : unknown('a loop', at), part.line);
          break;
        }
        for (const [key, value] of entries)
          write(part.body, withNames(scope, loopNames(part.names, key, value)), writer);
        break;
      }
      case 'unsupported':
        writer.value(unknown(`\`${part.text}\``, at), part.line);
    }
  }
}

class TextWriter {
  private text = '';
  private readonly lines: number[] = [];
  private readonly gaps = new Map<string, Gap>();
  private readonly filled: FilledPart[] = [];
  /** Where the text comes from, if it all comes from one other place. */
  private source: Position | undefined;
  private hasDigits = false;
  private lineIsBlank = true;

  constructor(private readonly at: Position) {}

  get full(): boolean {
    return this.text.length > MAX_TEXT;
  }

  literal(text: string, line: number): void {
    if (/\d/.test(text)) this.hasDigits = true;
    this.append(text, index => line + index);
  }

  value(value: EvaluatedValue, line: number): void {
    if (value.kind === 'scalar') {
      for (const [mark, gap] of value.gaps ?? []) this.gaps.set(mark, gap);
      this.note(value);
      const own = value.lines;
      const inPlace = own && value.at.file === this.at.file;
      this.append(
        value.value === null ? '' : String(value.value),
        index => (inPlace ? own[index] : undefined) ?? line,
      );
      this.source ??= value.at;
      return;
    }
    const gap = value.kind === 'unknown' ? value.gap : { what: 'a collection inside a text', at: value.at };
    const mark = gapMark(this.gaps.size, line);
    this.gaps.set(mark, gap);
    this.append(mark, () => line);
  }

  /** The rest is not written: what there is of the text is not all. */
  cut(at: Position): void {
    this.gaps.set(CUT, { what: 'a text that is too large', at });
  }

  finish(): EvaluatedScalar {
    const isOneLine = this.lines.length <= 1;
    // `"${local.minor}.${local.patch}"` is decided where its parts are.
    const at = isOneLine && this.source && !this.hasDigits ? this.source : this.at;
    return {
      ...scalar(this.text, at),
      ...(isOneLine && at !== this.at ? {} : { lines: this.lines }),
      ...(this.gaps.size > 0 ? { gaps: this.gaps } : {}),
      ...(this.filled.length > 0 ? { filled: this.filled } : {}),
    };
  }

  /** What fills a part of a filled text was written further away still. */
  private note({ value, at, filled = [] }: EvaluatedScalar): void {
    if (value === null || value === '' || this.filled.length >= MAX_FILLED) return;
    const first = Math.max(0, this.lines.length - 1);
    for (const part of filled) this.filled.push({ ...part, line: first + part.line });
    this.filled.push({ line: first, text: String(value), at });
  }

  private append(text: string, lineOf: (index: number) => number): void {
    if (text === '') return;
    for (const [index, piece] of text.split('\n').entries()) {
      const last = this.lines.length - 1;
      // A line of the text is written where its first visible part is.
      if (index > 0 || last < 0) {
        this.lines.push(lineOf(index));
        this.lineIsBlank = true;
      } else if (this.lineIsBlank) {
        this.lines[last] = lineOf(index);
      }
      if (index > 0) this.text += '\n';
      this.text += piece;
      if (piece.trim() !== '') this.lineIsBlank = false;
    }
  }
}
