/** Moves a mapping's entry to another place of the same document, its own text and comments with it. */
import { type Document, isMap, isScalar, type Node } from 'yaml';
import type { DataPath, MoveOperation, YamlValue } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { lineEnd, lineStart } from './splice.js';
import { blockText, flowText, keyText } from './value-text.js';
import { columnOf, contentEnd, dashStep, indentStep, type Refusal } from './yaml-documents.js';
import { vacatedPath } from './yaml-operation.js';
import { type Plan, planSet } from './yaml-plan.js';
import { commentsIn, type Entry, entryAt, removal } from './yaml-remove.js';

/** Plans the move: a new name where the entry stays in its mapping, else its lines, indented as their new place asks. */
export function planMove(
  text: string,
  document: Document.Parsed,
  data: unknown,
  { path, to }: MoveOperation,
): Plan {
  if (valueAt(data, to) !== undefined) return { ok: false, why: `\`${to.join('.')}\` is there already` };
  if (path.every((key, depth) => to[depth] === key))
    return { ok: false, why: `\`${to.join('.')}\` lies below what is to be moved` };
  const entry = entryAt(text, document, path);
  if (!entry.ok) return entry;
  if (!isMap(entry.holder)) return { ok: false, why: `\`${path.join('.')}\` is an item of a list` };
  const name = to.at(-1);
  if (name === undefined) return { ok: false, why: 'a whole document is not a single value' };
  if (isSame(path.slice(0, -1), to.slice(0, -1))) return renamed(text, entry, name);

  const gone = entryAt(text, document, vacatedPath(data, { op: 'move', path, to }));
  if (!gone.ok) return gone;
  const commented = { ...entry, start: commentAbove(text, entry.start) };
  // What is moved was all that its holder had: the new place is the holder's only entry then, in place of the old one.
  if (gone.holder.items.length === 1 && !targetOf(document, to.slice(0, -1)))
    return replaced(
      text,
      document,
      { gone, entry, from: commented.start },
      to,
      valueAt(data, path) as YamlValue,
    );
  const target = targetOf(document, to.slice(0, -1));
  const lines = target && linesOf(text, entry, commented.start, name, columnOf(text, target.start));
  if (!target || lines === undefined) return rewritten(text, document, data, gone, { path, to });
  const outermost = gone.start === entry.start ? commented : gone;
  const at = lineEnd(text, contentEnd(target.node, text));
  const removed =
    target.node === gone.holder && gone.holder.items.length === 1
      ? [{ start: lineStart(text, outermost.start), end: at, insert: lines }]
      : [...removal(text, outermost, commented), { start: at, end: at, insert: `\n${lines}` }];
  return { ok: true, splices: removed };
}

/** Start of the comment that stands directly above a key, at its column: it speaks of that key, and goes where that goes. */
function commentAbove(text: string, start: number): number {
  const margin = text.slice(lineStart(text, start), start);
  let first = start;
  for (let at = lineStart(text, start); at > 0; ) {
    at = lineStart(text, at - 1);
    const line = text.slice(at, lineEnd(text, at));
    if (!line.startsWith(`${margin}#`)) break;
    first = at + margin.length;
  }
  return first;
}

function renamed(text: string, { start, holder }: Entry, name: string | number): Plan {
  const pair = (holder.items as { key?: Node }[]).find(({ key }) => key?.range?.[0] === start);
  const end = pair?.key?.range?.[1];
  if (end === undefined) return { ok: false, why: 'its key is not a plain one' };
  const spelling = text[start] === '"' ? 'json' : 'yaml';
  return { ok: true, splices: [{ start, end, insert: keyText(name, spelling) }] };
}

interface Target {
  readonly node: Node;
  /** Offset of its first key. */
  readonly start: number;
}

/** The block mapping at a path that has entries already; undefined where there is none. */
function targetOf(document: Document.Parsed, path: DataPath): Target | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(node) || node.flow === true) return undefined;
  const first = node.items[0]?.key;
  if (!isScalar(first) || !first.range) return undefined;
  return { node, start: first.range[0] };
}

/**
 * An entry's own lines under another name and at another column, the comment above it first; undefined where it does not
 * stand on lines of its own.
 */
function linesOf(
  text: string,
  entry: Entry,
  from: number,
  name: string | number,
  column: number,
): string | undefined {
  const margin = text.slice(lineStart(text, entry.start), entry.start);
  if (entry.holder.flow === true || margin.trim() !== '' || margin.includes('\t')) return undefined;
  const colon = text.indexOf(':', entry.start);
  if (colon < 0 || colon > lineEnd(text, entry.start)) return undefined;
  const comment = text.slice(from, entry.start);
  const body = text.slice(colon, lineEnd(text, entry.end));
  const own = `${comment}${keyText(name, 'yaml')}${body}`.replaceAll('\r\n', '\n');
  const [head = '', ...rest] = own.split('\n');
  const shift = column - margin.length;
  return ' '.repeat(column) + [head, ...rest.map(line => shifted(line, shift))].join('\n');
}

function shifted(line: string, shift: number): string {
  if (line.trim() === '') return line;
  if (shift >= 0) return ' '.repeat(shift) + line;
  const margin = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(margin, -shift));
}

interface Replaced {
  /** The only entry of the mapping that both the old and the new place stand in. */
  readonly gone: Entry;
  /** What is moved; `gone` itself or something in it. */
  readonly entry: Entry;
  /** Offset of the comment above what is moved, else of its key. */
  readonly from: number;
}

/** Writes the new place over the only entry of its mapping: taking out and adding there would leave `{}` beside a key. */
function replaced(
  text: string,
  document: Document.Parsed,
  { gone, entry, from }: Replaced,
  to: DataPath,
  value: YamlValue,
): Plan {
  const rest = to.slice(gone.depth);
  const name = rest.at(-1) ?? '';
  if (gone.holder.flow === true) {
    const spelling = text[gone.start] === '"' ? 'json' : 'yaml';
    return {
      ok: true,
      splices: [{ start: gone.start, end: gone.end, insert: flowText(rest, value, spelling, '') }],
    };
  }
  const column = columnOf(text, gone.start);
  const step = indentStep(document, text);
  const outer = rest.slice(0, -1);
  const inner = column + outer.length * step;
  const taken = linesOf(text, entry, from, name, inner);
  const style = { indent: inner, step, dash: dashStep(document, text) ?? step };
  const first = gone === entry ? from : gone.start;
  const end = lineEnd(text, gone.end);
  const left =
    taken === undefined
      ? commentsIn(text, first, end)
      : [...commentsIn(text, first, from), ...commentsIn(text, lineEnd(text, entry.end), end)];
  const holders = outer.map((key, depth) => `${' '.repeat(column + depth * step)}${keyText(key, 'yaml')}:`);
  const written = [...holders, taken ?? blockText([name], value, style)];
  const kept = left.map(comment => ' '.repeat(column) + comment);
  const margin = text.slice(lineStart(text, first), first);
  const isOwnLine = margin.trim() === '';
  // Behind the dash of a list's item a comment can't come first.
  const lines = (isOwnLine ? [...kept, ...written] : [...written, ...kept]).join('\n');
  return { ok: true, splices: [{ start: first, end, insert: lines.slice(column) }] };
}

/** Written anew from its data where its lines can't be taken along. */
function rewritten(
  text: string,
  document: Document.Parsed,
  data: unknown,
  gone: Entry,
  { path, to }: Pick<MoveOperation, 'path' | 'to'>,
): Plan | Refusal {
  const set = planSet(text, document, data, to, valueAt(data, path) as YamlValue);
  return set.ok ? { ok: true, splices: [...removal(text, gone), ...set.splices] } : set;
}

function isSame(one: DataPath, other: DataPath): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}
