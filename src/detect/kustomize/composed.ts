/** Data put together out of several writings, maps and lists alike: each part stands where it was written. */
import type { DataPath, Positioned } from '../../model.js';
import { literalLineOf, positionedAt, valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';

/** What becomes of the keys of a map; `undefined` takes one out. */
export type Changes = ReadonlyMap<string, Positioned | undefined>;

/** A map with some of its keys changed; the map itself stands where it stood. */
export function withKeys(map: Positioned, changes: Changes): Positioned {
  if (changes.size === 0) return map;
  const value = { ...(isRecord(map.value) ? map.value : {}) };
  for (const [key, part] of changes) {
    if (part) Object.defineProperty(value, key, { value: part.value, ...PLAIN });
    else delete value[key];
  }
  return new Composed(map, value, key => (changes.has(key) ? (changes.get(key) ?? 'gone') : undefined));
}

/** A list of such items; the list itself stands where it stood. */
export function ofItems(list: Positioned, items: readonly Positioned[]): Positioned {
  const values = items.map(({ value }) => value);
  return new Composed(list, values, key => items[Number(key)] ?? 'gone');
}

/** The items of a list, each where it is written; [] for anything else. */
export function itemsOf(list: Positioned): readonly Positioned[] {
  return Array.isArray(list.value) ? list.value.map((_, index) => list.at([index])) : [];
}

/** A key called `__proto__` is a key like any other. */
const PLAIN = { enumerable: true, configurable: true, writable: true } as const;

class Composed implements Positioned {
  readonly file: string;

  constructor(
    private readonly holder: Positioned,
    readonly value: unknown,
    /** The part at a key; undefined where the holder has it. */
    private readonly own: (key: string) => Positioned | 'gone' | undefined,
  ) {
    this.file = holder.file;
  }

  at(path: DataPath): Positioned {
    const [key, ...rest] = path;
    if (key === undefined) return this;
    const part = this.own(String(key));
    if (part === 'gone') return positionedAt(this.file, this.holder.lineOf([]), undefined);
    return part ? part.at(rest) : this.holder.at(path);
  }

  /** Lines are of `file`: a part from another file is found with `at`. */
  lineOf(path: DataPath): number {
    return this.nearest(path, (part, rest) => part.lineOf(rest));
  }

  endLineOf(path: DataPath): number {
    return this.nearest(path, (part, rest) => part.endLineOf(rest));
  }

  literalContentLine(path: DataPath): number | undefined {
    return path.length === 0 ? undefined : literalLineOf(this.at(path), []);
  }

  private nearest(path: DataPath, read: (part: Positioned, rest: DataPath) => number): number {
    const [key, ...rest] = path;
    if (key === undefined || valueAt(this.value, [key]) === undefined) return read(this.holder, []);
    const part = this.own(String(key));
    if (part === undefined || part === 'gone') return read(this.holder, path);
    return part.file === this.file ? read(part, rest) : read(this.holder, []);
  }
}
