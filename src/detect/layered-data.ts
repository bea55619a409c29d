/** An object written in several places as one piece of positioned data: each part stands where it was written last. */
import type { DataPath, Positioned } from '../model.js';
import { literalLineOf, positionedAt, valueAt } from '../yaml/positioned.js';
import { isRecord } from './data.js';
import { type Layered, placeOf, read } from './layered.js';

/** The object's data: the only writing itself, or all of them merged. */
export function mergedData(object: Layered): Positioned {
  const [first, ...patches] = object;
  if (first && patches.length === 0) return first.data;
  return new Merged(object, first?.data.file ?? '', read(object, [])?.value ?? {});
}

class Merged implements Positioned {
  constructor(
    private readonly object: Layered,
    /** Of what is patched. */
    readonly file: string,
    readonly value: unknown,
  ) {}

  /** Lines are of `file`: a part that a patch brings is found with `at`. */
  lineOf(path: DataPath): number {
    const [first] = this.object;
    const part = path.length === 0 ? first?.data : this.at(path);
    return (part?.file === this.file ? part.lineOf([]) : first?.data.lineOf(path)) ?? 1;
  }

  endLineOf(path: DataPath): number {
    const part = path.length === 0 ? this.object[0]?.data : this.at(path);
    return part?.file === this.file ? part.endLineOf([]) : this.lineOf(path);
  }

  at(path: DataPath): Positioned {
    if (path.length === 0) return this;
    const value = valueAt(this.value, path);
    const writers = this.object.filter(({ data }) => valueAt(data.value, path) !== undefined);
    const last = writers.at(-1);
    if (value === undefined || !last) {
      const place = placeOf(this.object, path);
      return positionedAt(place.file, place.line, value);
    }
    // Maps merge; of lists, what is in them, and anything else the last writing counts.
    const isInList = path.some((_, depth) => Array.isArray(valueAt(this.value, path.slice(0, depth))));
    const maps = writers.filter(({ data }) => isRecord(valueAt(data.value, path)));
    if (!isRecord(value) || isInList || maps.length === 1) return last.data.at(path);
    const parts = maps.map(({ data }) => ({ data: data.at(path) }));
    return new Merged(parts, parts[0]?.data.file ?? this.file, value);
  }

  literalContentLine(path: DataPath): number | undefined {
    return path.length === 0 ? undefined : literalLineOf(this.at(path), []);
  }
}
