/** What settings hold, mapping by mapping and list by list, as deep and as many as settings of people are. */
import type { DataPath, Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import type { DetectContext } from './detector.js';
import { anyWithin } from './limits.js';

/** Deeper than settings of people nest. */
const MAX_DEPTH = 20;
/** More parts than such a file has. */
const MAX_PARTS = 50_000;

export interface Visitor {
  /** Whether what lies deeper, or beyond, is worth a word. */
  readonly matters: (part: unknown) => boolean;
  /** What is said of it: `charts that it names`. */
  readonly what: string;
  /** @returns true where nothing within the part is looked at */
  readonly visit: (value: object, path: DataPath) => boolean;
}

/** Visits every mapping and list from the top down, in the order of the text. What is left out is told. */
export function eachPart(context: DetectContext, data: Positioned, { matters, what, visit }: Visitor): void {
  const leave = (path: DataPath, why: string): void =>
    context.leave(data.file, `it ${why}: ${what} from there on were not looked for`, data.lineOf(path));
  const pending: DataPath[] = [[]];
  for (let parts = 0, path = pending.pop(); path; parts++, path = pending.pop()) {
    if (parts >= MAX_PARTS) {
      leave(path, `has more than ${MAX_PARTS} parts`);
      break;
    }
    const value = valueAt(data.value, path);
    if (typeof value !== 'object' || value === null) continue;
    if (path.length > MAX_DEPTH) {
      if (anyWithin(value, matters)) leave(path, `nests deeper than ${MAX_DEPTH}`);
      continue;
    }
    if (visit(value, path)) continue;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys.toReversed()) pending.push([...path, key]);
  }
}
