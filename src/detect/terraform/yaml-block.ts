/** Which lines of a pipeline an entry of its environment is for, by how far they are indented. */

import { indentOf } from '../scripts/yaml-lines.js';

/**
 * First and last line of what holds the mapping or the list in which a line stands: a job for its `env:`. Undefined for the whole file.
 * @param line counted from 1
 */
export function yamlBlockAround(
  lines: readonly string[],
  line: number,
): readonly [number, number] | undefined {
  const index = line - 1;
  const own = lines[index] ?? '';
  // `env: {A: b}` holds the entry itself.
  const list = /\b(?:env|variables)["']?:[ \t]*\{/.test(own) ? index : parentOf(lines, index);
  const holder = list === undefined ? undefined : parentOf(lines, list);
  if (holder === undefined) return undefined;
  const depth = indentOf(lines[holder] ?? '');
  const end = Math.min(lines.length, holder + MAX_LINES);
  for (let at = holder + 1; at < end; at++) {
    const text = lines[at] ?? '';
    if (!isBlank(text) && indentOf(text) <= depth) return [holder + 1, at];
  }
  return [holder + 1, end];
}

/** More lines than a job has. */
const MAX_LINES = 1000;

function parentOf(lines: readonly string[], index: number): number | undefined {
  const depth = indentOf(lines[index] ?? '');
  for (let at = index - 1; at >= Math.max(0, index - MAX_LINES); at--) {
    const text = lines[at] ?? '';
    if (!isBlank(text) && indentOf(text) < depth) return at;
  }
  return undefined;
}

function isBlank(text: string): boolean {
  return /^\s*(?:#|$)/.test(text);
}
