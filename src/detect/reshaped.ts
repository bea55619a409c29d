/** Positioned data whose value is not quite what is written: patched, filled in, or moved, with the lines it came from. */
import type { DataPath, Position, Positioned } from '../model.js';
import { literalLineOf, positionedAt, valueAt } from '../yaml/positioned.js';
import { isRecord } from './data.js';

/** The same places with another value: what `value` shares with the original keeps its lines. */
export function reshaped(data: Positioned, value: unknown): Positioned {
  return value === data.value ? data : new Reshaped(data, value, []);
}

/** What stands at a path removed, maps around it kept. */
export function withoutPath(data: Positioned, path: DataPath): Positioned {
  return reshaped(data, removed(data.value, path));
}

/** The data as it would stand at a path of something larger. */
export function wrapped(data: Positioned, path: DataPath): Positioned {
  let value: unknown = data.value;
  for (const key of path.toReversed()) value = { [key]: value };
  return path.length === 0 ? data : new Wrapped(data, value, path);
}

/** What fills a text, and where that was written, if it is the whole of it. */
export interface Filled {
  readonly value: unknown;
  readonly at?: Position;
  /** The same with its places, where it is more than a text. */
  readonly data?: Positioned;
}

/**
 * Every text in the data filled in.
 * @param fill undefined where the text stays as it is
 */
export function filled(
  data: Positioned,
  fill: (text: string, path: DataPath) => Filled | undefined,
): Positioned {
  const origins: Origin[] = [];
  function visit(value: unknown, path: DataPath): unknown {
    if (typeof value === 'string') {
      const found = fill(value, path);
      if (found?.at)
        origins.push({ path, at: found.at, ...(found.data === undefined ? {} : { data: found.data }) });
      return found ? found.value : value;
    }
    if (path.length > MAX_DEPTH) return value;
    if (Array.isArray(value)) {
      const items = value.map((item, index) => visit(item, [...path, index]));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([key, child]) => [key, visit(child, [...path, key])] as const);
    return entries.some(([key, child]) => child !== value[key]) ? Object.fromEntries(entries) : value;
  }
  const value = visit(data.value, []);
  return value === data.value && origins.length === 0 ? data : new Reshaped(data, value, origins);
}

/** A merge patch applied: mappings merge, anything else replaces, and `null` removes. What it sets stands where the patch does. */
export function patched(data: Positioned, patch: Positioned): Positioned {
  const origins: Origin[] = [];
  function merge(lower: unknown, upper: unknown, path: DataPath): unknown {
    if (!isRecord(upper) || path.length > MAX_DEPTH) {
      const part = patch.at(path);
      const isElsewhere = part.file !== patch.file;
      const line = isElsewhere ? part.lineOf([]) : patch.lineOf(path);
      // Items of a list stand where each of them is written.
      const isWhole = isElsewhere || Array.isArray(upper);
      origins.push({ path, at: { file: part.file, line }, ...(isWhole ? { data: part } : {}) });
      return upper;
    }
    const entries = new Map(Object.entries(isRecord(lower) ? lower : {}));
    for (const [key, value] of Object.entries(upper)) {
      if (value === null) entries.delete(key);
      else entries.set(key, merge(entries.get(key), value, [...path, key]));
    }
    return Object.fromEntries(entries);
  }
  return new Reshaped(data, merge(data.value, patch.value, []), origins);
}

/** Deeper than any honest document. */
const MAX_DEPTH = 100;

interface Origin {
  readonly path: DataPath;
  readonly at: Position;
  /** All that stands there, where it was written elsewhere as it is. */
  readonly data?: Positioned;
}

class Reshaped implements Positioned {
  readonly file: string;

  constructor(
    private readonly original: Positioned,
    readonly value: unknown,
    private readonly origins: readonly Origin[],
  ) {
    this.file = original.file;
  }

  /** Lines are of `file`: what came from another file is found with `at`. */
  lineOf(path: DataPath): number {
    const origin = this.originOf(path);
    if (origin?.at.file !== this.file) return this.original.lineOf(path);
    return origin.data ? origin.data.lineOf(path.slice(origin.path.length)) : origin.at.line;
  }

  endLineOf(path: DataPath): number {
    const origin = this.originOf(path);
    if (origin?.at.file !== this.file) return this.original.endLineOf(path);
    if (origin.data) return origin.data.endLineOf(path.slice(origin.path.length));
    return origin.at.endLine ?? origin.at.line;
  }

  at(path: DataPath): Positioned {
    if (path.length === 0) return this;
    const value = valueAt(this.value, path);
    const origin = this.originOf(path);
    if (origin?.data) return origin.data.at(path.slice(origin.path.length));
    if (origin) return positionedAt(origin.at.file, origin.at.line, value);
    const original = this.original.at(path);
    const below = this.origins.filter(({ path: other }) => path.every((key, index) => other[index] === key));
    if (original.value === value && below.length === 0) return original;
    return new Reshaped(
      original,
      value,
      below.map(origin => ({ ...origin, path: origin.path.slice(path.length) })),
    );
  }

  /** For texts that were filled in line by line: the line of the first. */
  literalContentLine(path: DataPath): number | undefined {
    return literalLineOf(this.original, path);
  }

  private originOf(path: DataPath): Origin | undefined {
    return this.origins.find(
      ({ path: other }) => other.length <= path.length && other.every((key, index) => path[index] === key),
    );
  }
}

class Wrapped implements Positioned {
  readonly file: string;

  constructor(
    private readonly inner: Positioned,
    readonly value: unknown,
    private readonly around: DataPath,
  ) {
    this.file = inner.file;
  }

  lineOf(path: DataPath): number {
    return this.inner.lineOf(path.slice(this.around.length));
  }

  endLineOf(path: DataPath): number {
    return this.inner.endLineOf(path.slice(this.around.length));
  }

  at(path: DataPath): Positioned {
    const { length } = this.around;
    const shared = path.slice(0, length).every((key, index) => key === this.around[index]);
    if (!shared) return positionedAt(this.file, this.inner.lineOf([]), undefined);
    if (path.length >= length) return this.inner.at(path.slice(length));
    return path.length === 0
      ? this
      : new Wrapped(this.inner, valueAt(this.value, path), this.around.slice(path.length));
  }

  literalContentLine(path: DataPath): number | undefined {
    return path.length === 0 ? undefined : literalLineOf(this.at(path), []);
  }
}

/** The value itself where nothing stands there: over and over again, every removal would wrap it once more. */
function removed(value: unknown, path: DataPath): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
    return value;
  const child = valueAt(value, [key]);
  const left = rest.length === 0 ? undefined : removed(child, rest);
  if (rest.length > 0 && left === child) return value;
  if (Array.isArray(value)) {
    const index = Number(key);
    return rest.length === 0
      ? value.filter((_, other) => other !== index)
      : value.map((item: unknown, other) => (other === index ? left : item));
  }
  const entries = Object.entries(value);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(entries.map(([name, own]) => [name, name === String(key) ? left : own]));
}
