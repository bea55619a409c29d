/** Places that data is written at. */
import type { EvaluatedValue } from '../evaluated/value.js';
import type { Position } from '../model.js';

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
