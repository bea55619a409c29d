/** Files of data that a Tiltfile reads: `read_yaml`, `read_json`, and `decode_yaml` of `read_file` (https://docs.tilt.dev/api.html). */
import type { Positioned } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { type Functions, textOf, type Value } from './starlark-values.js';

const READS = /\bread_(?:yaml|json|file)\([ \t]{0,9}["']([^"'\n]{1,300})["']/g;
/** More files than a Tiltfile reads, and longer than these are. */
const MAX_FILES = 20;
const MAX_TEXT = 200_000;
/** More than settings hold, and deeper than they do. */
const MAX_NODES = 5000;
const MAX_DEPTH = 24;

/** What these come to, of files that are there; a path starts where the Tiltfile is. */
export async function tiltReads(context: DetectContext, path: string, text: string): Promise<Functions> {
  const found = new Map<string, Value>();
  for (const [, name = ''] of text.matchAll(READS)) {
    const file = resolveInTree(folderOf(path), name);
    if (found.has(name) || found.size >= MAX_FILES || file === undefined) continue;
    const held = context.tree.has(file) ? await context.text(file) : undefined;
    if (held === undefined || held.length > MAX_TEXT) continue;
    const [first] = (await context.yaml(file)).documents;
    if (first) found.set(name, toValue(first.data, { left: MAX_NODES }));
  }
  return (name, [given]) => {
    if (/^read_(?:yaml|json|file)$/.test(name)) return found.get(textOf(given?.value)?.text ?? '');
    // What a file holds is what it is decoded to.
    const isRead = /^decode_(?:yaml|json)$/.test(name) && given !== undefined && given.value.kind !== 'text';
    return isRead ? given.value : undefined;
  };
}

function toValue(data: Positioned, budget: { left: number }, depth = 0): Value {
  const { value, file } = data;
  if (budget.left-- <= 0 || depth > MAX_DEPTH) return { kind: 'open' };
  const text = (one: string): Value => ({ kind: 'text', word: { text: one, line: data.lineOf([]), file } });
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((_, index) => toValue(data.at([index]), budget, depth + 1)) };
  if (isRecord(value))
    return {
      kind: 'table',
      entries: Object.keys(value).map(key => [text(key), toValue(data.at([key]), budget, depth + 1)]),
    };
  return value === null || value === undefined ? text('') : text(String(value));
}
