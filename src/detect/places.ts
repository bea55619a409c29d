/** Places that data is written at. */
import type { EvaluatedValue } from '../evaluated/value.js';
import type { DataPath, Position, Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

export function placeKey({ file, line }: Position): string {
  return `${file}:${line}`;
}

/** Those of a value and of all that is in it. */
export function placesOfValue(value: EvaluatedValue): readonly Position[] {
  const found: Position[] = [];
  const pending = [value];
  for (let one = pending.pop(); one; one = pending.pop()) {
    found.push(one.at);
    if (one.kind === 'list') for (const item of one.items) pending.push(item);
    if (one.kind !== 'map') continue;
    for (const { at, value: inner } of one.entries.values()) {
      found.push(at);
      pending.push(inner);
    }
  }
  return found;
}

/** Those of what data says at a path. */
export function placesOfData(data: Positioned, start: DataPath): readonly Position[] {
  const found: Position[] = [];
  const pending = [start];
  for (let path = pending.pop(); path; path = pending.pop()) {
    found.push({ file: data.file, line: data.lineOf(path) });
    const value = valueAt(data.value, path);
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) pending.push([...path, key]);
  }
  return found;
}
