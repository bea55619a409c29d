/** Values as plain data with positions; what the tree does not decide is left out, and named. */
import { isDeepStrictEqual } from 'node:util';
import type { Condition, DataPath, Position, Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { CUT, GAP_MARK } from './marks.js';
import type { EvaluatedValue, Gap } from './value.js';

/** A path whose value is not decided, and why. */
export interface OpenPath {
  readonly path: DataPath;
  readonly gap: Gap;
  /** What is known of it is so where this holds. */
  readonly condition?: Condition;
}

export interface PlainValue {
  readonly value: unknown;
  readonly open: readonly OpenPath[];
}

/** Deeper than any honest values. */
const MAX_DEPTH = 100;
/** Values may be used many times inside each other: more parts than this are no values of people. */
const MAX_PARTS = 200_000;

interface Unfolding {
  readonly open: OpenPath[];
  left: number;
}

export function plainValue(value: EvaluatedValue): PlainValue {
  const open: OpenPath[] = [];
  return { value: plain(value, [], { open, left: MAX_PARTS }), open };
}

/** Takes the marks of gaps out of data that was read from a text: a value that is a mark is left out. */
export function withoutMarks(data: unknown, gaps: ReadonlyMap<string, Gap>): PlainValue {
  const open: OpenPath[] = [];
  const cut = gaps.get(CUT);
  if (cut) open.push({ path: [], gap: cut });
  return { value: strip(data, [], gaps, open), open };
}

/** Plain data with the positions that its evaluated value has. */
export function positionedValue(value: EvaluatedValue): Positioned {
  return new PositionedEvaluated(value.at, value, plainValue(value).value);
}

/** Positioned data of a text, whose lines are written elsewhere. */
export function withLines(inner: Positioned, data: unknown, lines: readonly number[]): Positioned {
  const place = (line: number): number => lines[line - 1] ?? lines.at(-1) ?? line;
  return {
    file: inner.file,
    value: data,
    lineOf: path => place(inner.lineOf(path)),
    endLineOf: path => Math.max(place(inner.endLineOf(path)), place(inner.lineOf(path))),
    at: path => withLines(inner.at(path), valueAt(data, path), lines),
  };
}

/** Positioned data of which some parts were written out whole from elsewhere (`{{ .sources | toJson }}`): those stand there. */
export function withSources(inner: Positioned, sources: readonly Positioned[]): Positioned {
  if (sources.length === 0) return inner;
  const sourceOf = (value: unknown): Positioned | undefined =>
    typeof value === 'object' && value !== null
      ? sources.find(source => isDeepStrictEqual(source.value, value))
      : undefined;
  return {
    file: inner.file,
    value: inner.value,
    lineOf: path => inner.lineOf(path),
    endLineOf: path => inner.endLineOf(path),
    at: path => {
      for (let depth = 0; depth <= path.length; depth++) {
        const source = sourceOf(valueAt(inner.value, path.slice(0, depth)));
        if (source) return source.at(path.slice(depth));
      }
      return withSources(inner.at(path), sources);
    },
  };
}

function plain(value: EvaluatedValue, path: DataPath, unfolding: Unfolding): unknown {
  const { open } = unfolding;
  if (unfolding.left-- <= 0 || path.length > MAX_DEPTH) {
    if (unfolding.left === -1 || path.length > MAX_DEPTH)
      open.push({ path: [], gap: { what: 'values that are too large', at: value.at } });
    return undefined;
  }
  switch (value.kind) {
    case 'unknown':
      open.push({ path, gap: value.gap });
      return undefined;
    case 'scalar':
      for (const gap of value.gaps?.values() ?? []) open.push({ path, gap });
      // A text with a gap in it is none that anybody could rely on.
      return value.gaps ? undefined : value.value;
    case 'list':
      return value.items.map((item, index) => plain(item, [...path, index], unfolding) ?? null);
    case 'map': {
      if (value.open) open.push({ path, gap: value.open });
      const entries = [...value.entries].map(
        ([key, entry]) => [key, plain(entry.value, [...path, key], unfolding)] as const,
      );
      return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
    }
  }
}

function strip(data: unknown, path: DataPath, gaps: ReadonlyMap<string, Gap>, open: OpenPath[]): unknown {
  if (typeof data === 'string') {
    const mark = GAP_MARK.exec(data)?.[0];
    const gap = mark === undefined ? undefined : gaps.get(mark);
    if (!gap) return data;
    open.push({ path, gap });
    return undefined;
  }
  if (typeof data !== 'object' || data === null || path.length > MAX_DEPTH) return data;
  if (Array.isArray(data))
    return data.map((item, index) => strip(item, [...path, index], gaps, open) ?? null);
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(data)) {
    const mark = GAP_MARK.exec(key)?.[0];
    const gap = mark === undefined ? undefined : gaps.get(mark);
    if (gap) {
      open.push({ path, gap });
      continue;
    }
    const inner = strip(item, [...path, key], gaps, open);
    if (inner !== undefined) entries.push([key, inner]);
  }
  return Object.fromEntries(entries);
}

class PositionedEvaluated implements Positioned {
  readonly file: string;

  constructor(
    private readonly place: Position,
    private readonly node: EvaluatedValue,
    readonly value: unknown,
  ) {
    this.file = place.file;
  }

  lineOf(path: DataPath): number {
    return this.walk(path).place.line;
  }

  endLineOf(path: DataPath): number {
    return this.lineOf(path);
  }

  at(path: DataPath): Positioned {
    const { node, origin, found } = this.walk(path);
    const inner = found ? node : ({ kind: 'scalar', value: null, at: origin } as const);
    return new PositionedEvaluated(origin, inner, valueAt(this.value, path));
  }

  /** Where a part is written, and where this file takes it, which differ for parts from other files. */
  private walk(path: DataPath): {
    readonly node: EvaluatedValue;
    readonly place: Position;
    readonly origin: Position;
    readonly found: boolean;
  } {
    let node = this.node;
    let place = this.place;
    let origin = this.place;
    for (const key of path) {
      const entry = node.kind === 'map' ? node.entries.get(String(key)) : undefined;
      const item = node.kind === 'list' ? node.items[Number(key)] : undefined;
      const next = entry?.value ?? item;
      if (!next) return { node, place, origin, found: false };
      origin = entry?.at ?? next.at;
      if (origin.file === this.file) place = origin;
      node = next;
    }
    return { node, place, origin, found: true };
  }
}
