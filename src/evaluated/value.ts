/** What an expression amounts to, as far as the tree decides it, and where that is written. */
import { isRecord } from '../detect/data.js';
import type { Position, Positioned } from '../model.js';

export type EvaluatedValue = EvaluatedScalar | EvaluatedList | EvaluatedMap | EvaluatedGap;

export interface EvaluatedScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly at: Position;
  /** For a text of several lines: where each of its lines is written, in the file of `at`. */
  readonly lines?: readonly number[];
  /** What was filled into the text from elsewhere, in its order. */
  readonly filled?: readonly FilledPart[];
  /** What stands behind each mark that fills a gap of the text. */
  readonly gaps?: ReadonlyMap<string, Gap>;
  /** The text is all that a file of the tree holds. */
  readonly wholeFile?: string;
  /** The text is this value, written as YAML or JSON. */
  readonly encoded?: EvaluatedValue;
  /** What the tree says; this, which is not in it, may say otherwise. */
  readonly overridable?: Gap;
}

export interface FilledPart {
  /** The line of the text that it is in, from 0. */
  readonly line: number;
  readonly text: string;
  readonly at: Position;
  /** What may say otherwise. */
  readonly overridable?: Gap;
}

export interface EvaluatedList {
  readonly kind: 'list';
  readonly items: readonly EvaluatedValue[];
  readonly at: Position;
  /** As of a scalar. */
  readonly overridable?: Gap;
}

export interface EvaluatedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, EvaluatedEntry>;
  readonly at: Position;
  /** There are, or may be, more entries than these. */
  readonly open?: Gap;
}

export interface EvaluatedEntry {
  readonly at: Position;
  readonly value: EvaluatedValue;
}

export interface EvaluatedGap {
  readonly kind: 'unknown';
  readonly gap: Gap;
  readonly at: Position;
}

/** Something that the tree does not decide. */
export interface Gap {
  /** What it is called: `var.istio_version`. */
  readonly what: string;
  readonly at: Position;
  /** The expression can't be evaluated at all (a key that is not there): `try` goes on with the next. */
  readonly fails?: true;
  /** An expression makes something of it: what else stands there decides as well. */
  readonly derived?: true;
  /** What stands there is encrypted. */
  readonly isSealed?: boolean;
  /** The variable of the environment that decides it, and what it is where nobody sets that. */
  readonly environment?: { readonly name: string; readonly otherwise?: EvaluatedScalar };
}

export function scalar(value: string | number | boolean | null, at: Position): EvaluatedScalar {
  return { kind: 'scalar', value, at };
}

export function mapOf(values: Readonly<Record<string, EvaluatedValue>>, at: Position): EvaluatedMap {
  const entries = Object.entries(values).map(([key, value]): [string, EvaluatedEntry] => [
    key,
    { at: value.at, value },
  ]);
  return { kind: 'map', entries: new Map(entries), at };
}

export function unknown(what: string, at: Position): EvaluatedGap {
  return { kind: 'unknown', gap: { what, at }, at };
}

/** An error at run time, which `try` and `can` catch. */
export function failure(what: string, at: Position): EvaluatedGap {
  return { kind: 'unknown', gap: { what, at, fails: true }, at };
}

export function isNull(value: EvaluatedValue | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && value.value === null);
}

/** The text of a scalar that the tree decides wholly; numbers and booleans as HCL writes them in a text. */
export function textOf(value: EvaluatedValue | undefined): string | undefined {
  if (value?.kind !== 'scalar' || value.value === null || value.gaps) return undefined;
  return String(value.value);
}

/** Where the lines of a text are written, in the file of its place; undefined where that is not known. */
export function linesOf({ lines, wholeFile }: EvaluatedScalar, text: string): readonly number[] | undefined {
  return lines ?? (wholeFile === undefined ? undefined : text.split('\n').map((_, index) => index + 1));
}

/** What keeps a value, or a part of a text, from being decided. */
export function gapOf(value: EvaluatedValue | undefined): Gap | undefined {
  return gapsOf(value)[0];
}

/** All that keep a text or the whole of a value from being decided. */
export function gapsOf(value: EvaluatedValue | undefined): readonly Gap[] {
  if (value?.kind === 'unknown') return [value.gap];
  return value?.kind === 'scalar' ? [...(value.gaps?.values() ?? [])] : [];
}

/** Data of a YAML or JSON file as a value, with the places that it is written at. */
export function valueFrom(data: Positioned): EvaluatedValue {
  const at = { file: data.file, line: data.lineOf([]) };
  const { value } = data;
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((_, index) => valueFrom(data.at([index]))), at };
  if (isRecord(value)) {
    const entries = Object.keys(value).map((key): [string, EvaluatedEntry] => {
      const place = { file: data.file, line: data.lineOf([key]) };
      const inner = valueFrom(data.at([key]));
      // A scalar's line is the one that its key stands on, unless it was filled in from another file.
      const isHere = inner.kind === 'scalar' && inner.at.file === data.file;
      return [key, { at: place, value: isHere ? { ...inner, at: place } : inner }];
    });
    return { kind: 'map', entries: new Map(entries), at };
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return scalar(value, at);
  return scalar(null, at);
}
