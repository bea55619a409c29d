/** What templates of charts write, as YAML documents whose lines are those of the template, or of the values that fill it in. */
import { isDeepStrictEqual } from 'node:util';
import { positionedValue } from '../evaluated/plain.js';
import type { Gap } from '../evaluated/value.js';
import { blockOrigins } from '../gotemplate/block-origins.js';
import type { Assumed, FilledTemplate, Origin } from '../gotemplate/output.js';
import type { DataPath, Position, Positioned, Problem } from '../model.js';
import { parseYaml, positionedAt, valueAt, type YamlError } from '../yaml/positioned.js';

export interface ChartDocument {
  readonly data: Positioned;
  /** Number among the documents of the text. */
  readonly index: number;
  /** Parts of it may be there or not. */
  readonly missing: readonly Gap[];
  /** It may be there or not; it is taken to be. */
  readonly conditions: readonly Gap[];
}

export interface ChartDocuments {
  readonly documents: readonly ChartDocument[];
  readonly errors: readonly YamlError[];
  /** Documents that are not here may be written as well. */
  readonly isOpen: boolean;
}

/** A template as one installation of its chart writes it. */
export interface WrittenTemplate {
  /** The template's. */
  readonly file: string;
  readonly written: FilledTemplate;
  readonly documents: readonly ChartDocument[];
}

/** @param path the template's */
export function chartDocuments(path: string, written: FilledTemplate): ChartDocuments {
  const file = parseYaml(path, written.text);
  const starts = file.documents.map(({ line }) => line);
  const documents = file.documents.map(({ data, index, line }, number) => {
    const end = starts[number + 1] ?? Number.POSITIVE_INFINITY;
    const { assumed } = written;
    return {
      data: new Templated(data, written),
      index,
      missing: assumed.filter(gap => gap.affects === 'lines' && gap.line >= line && gap.line < end),
      conditions: assumed.filter(
        gap => gap.affects === 'condition' && gap.line <= line && (gap.until ?? line) >= line,
      ),
    };
  });
  const isOpen = written.assumed.some(({ affects }: Assumed) => affects === 'documents');
  return { documents, errors: file.errors, isOpen };
}

/** What is taken to be so of a document that may not be written at all. */
export function conditionProblems(what: string, { conditions, data }: ChartDocument): readonly Problem[] {
  const [gap] = conditions;
  if (!gap) return [];
  const why = `whether it is deployed hangs on \`${gap.what}\`, which this repository does not decide: it is taken to be`;
  return [{ what, why, file: data.file, line: data.lineOf([]), blocking: false, assumption: true }];
}

/** The part of the values that a template writes out as it is. */
export function originOf(value: unknown, { blocks }: FilledTemplate): Positioned | undefined {
  return blocks
    .map(block => positionedValue(block.value))
    .find(block => isDeepStrictEqual(block.value, value));
}

/** Rendered data with the lines of its template, or of the values that filled it in. */
class Templated implements Positioned {
  readonly file: string;
  readonly value: unknown;

  constructor(
    private readonly rendered: Positioned,
    private readonly written: FilledTemplate,
  ) {
    this.file = rendered.file;
    this.value = rendered.value;
  }

  lineOf(path: DataPath): number {
    return this.lineInTemplate(this.rendered.lineOf(path));
  }

  endLineOf(path: DataPath): number {
    return Math.max(this.lineOf(path), this.lineInTemplate(this.rendered.endLineOf(path)));
  }

  at(path: DataPath): Positioned {
    const value = valueAt(this.value, path);
    const origin = this.originOf(value, this.rendered.lineOf(path));
    if (origin) return positionedAt(origin.file, origin.line, value);
    return new Templated(this.rendered.at(path), this.written);
  }

  originIn(path: DataPath, words: string): Position | undefined {
    const line = this.rendered.lineOf(path);
    return this.written.origins.find(origin => origin.line === line && origin.text === words)?.at;
  }

  private lineInTemplate(line: number): number {
    return this.written.lines[line - 1] ?? line;
  }

  /** A scalar that one value from elsewhere is the whole of is written there. */
  private originOf(value: unknown, line: number): Position | undefined {
    if (typeof value === 'object' || value === undefined) return undefined;
    const isMeant = ({ line: own, text }: Origin): boolean =>
      own === line && (text === String(value) || text === JSON.stringify(value));
    const found = this.written.origins.find(isMeant) ?? blockOrigins(this.written, line).find(isMeant);
    if (found) return found.at.file !== this.file ? found.at : undefined;
    return this.versionIn(String(value), line) ?? this.written.carried.get(line);
  }

  /** Around a version the template may write what it never changes: `v{{ .Values.version }}`, `{{ .Values.tag }}-distroless`. */
  private versionIn(value: string, line: number): Position | undefined {
    const [only, ...others] = this.written.origins.filter(
      origin => origin.line === line && VERSION.test(origin.text) && value.includes(origin.text),
    );
    return only && others.length === 0 && only.at.file !== this.file ? only.at : undefined;
  }
}

const VERSION = /^v?\d+\.\d+/;
