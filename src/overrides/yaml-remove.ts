/** Which lines of a YAML document go with a value that is taken out; comments stay. */
import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, Lexer, type Node, visit } from 'yaml';
import type { DataPath, RemoveOperation } from '../model.js';
import { lineEnd, lineStart, type Splice } from './splice.js';
import { contentEnd, isShared, ownPair, type Refusal, usedAnchors } from './yaml-documents.js';
import { removedPath } from './yaml-operation.js';
import type { Plan } from './yaml-plan.js';

/** What stands at a path, as text. */
export interface Entry {
  readonly ok: true;
  /** The mapping or list that holds it. */
  readonly holder: Node & { readonly items: readonly unknown[]; readonly flow?: boolean };
  /** Offset of its key, or of its dash in a block list. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  /** Offset after the key of the holder itself; undefined for the document's own mapping and in lists. */
  readonly holderKeyEnd?: number;
  readonly node: Node | null;
  readonly index: number;
  /** How many keys lead to the holder. */
  readonly depth: number;
}

/** Plans taking out what stands at a path of one document. */
export function planRemove(
  text: string,
  document: Document.Parsed,
  data: unknown,
  { path, emptied }: RemoveOperation,
): Plan {
  const entry = entryAt(text, document, removedPath(data, path, emptied));
  if (!entry.ok) return entry;
  return { ok: true, splices: removal(text, entry) };
}

/** Finds a mapping's entry or a list's item; refuses what other places refer to. */
export function entryAt(text: string, document: Document.Parsed, path: DataPath): Entry | Refusal {
  const used = usedAnchors(document);
  const name = `\`${path.join('.')}\``;
  let node: Node | null = document.contents;
  let keyEnd: number | undefined;
  for (const [depth, key] of path.entries()) {
    if (isShared(node, used)) return { ok: false, why: `${name} stands in an anchor that other places use` };
    if (isAlias(node)) return { ok: false, why: `${name} stands in an alias` };
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = ownPair(node, key);
      if (!pair) return { ok: false, why: `${name} is not written there: it may come from a merge key` };
      const value: Node | null = pair.value;
      if (isLast) {
        if (hasUsedAnchor(value, used))
          return { ok: false, why: `${name} holds an anchor that other places use` };
        const start = pair.key.range?.[0] ?? 0;
        const end = Math.max(value ? contentEnd(value, text) : 0, pair.key.range?.[1] ?? 0);
        const index = node.items.findIndex(item => item.key === pair.key);
        return {
          ok: true,
          holder: node as Entry['holder'],
          start,
          end: Math.max(end, afterColon(text, pair.key.range?.[1] ?? start)),
          ...(keyEnd === undefined ? {} : { holderKeyEnd: keyEnd }),
          node: value,
          index,
          depth,
        };
      }
      keyEnd = pair.key.range?.[1];
      node = value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)] as Node | undefined;
      if (!item) return { ok: false, why: `there is no ${name}` };
      if (isLast) {
        if (hasUsedAnchor(item, used))
          return { ok: false, why: `${name} holds an anchor that other places use` };
        const at = item.range?.[0] ?? 0;
        const start = node.flow === true ? at : text.lastIndexOf('-', Math.max(at - 1, 0));
        const end = Math.max(contentEnd(item, text), start + 1);
        return {
          ok: true,
          holder: node as Entry['holder'],
          start,
          end,
          ...(keyEnd === undefined ? {} : { holderKeyEnd: keyEnd }),
          node: item,
          index: Number(key),
          depth,
        };
      }
      keyEnd = undefined;
      node = item;
    } else {
      return { ok: false, why: `there is no ${name}` };
    }
  }
  return { ok: false, why: 'a whole document is not a single value' };
}

/**
 * The splices that take an entry out of its mapping or list; its comments stay as lines of their own.
 * @param moved a part of it that goes elsewhere, and takes its own comments along
 */
export function removal(text: string, entry: Entry, moved?: Range): readonly Splice[] {
  const { holder, start, end } = entry;
  if (holder.flow === true) return flowRemoval(text, entry);
  const first = lineStart(text, start);
  const last = lineEnd(text, end);
  const indent = text.slice(first, start);
  const comments = moved
    ? [...commentsIn(text, start, moved.start), ...commentsIn(text, lineEnd(text, moved.end), last)]
    : commentsIn(text, start, last);
  if (holder.items.length === 1) return emptied(text, entry, comments);
  // Behind `- ` or `? `: the next entry of the mapping takes the place.
  if (indent.trim() !== '') return upToNext(entry);
  return lines(text, first, last, comments, indent);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Takes out whole lines, with the line break before them, so that also the end of a block string keeps its own. */
function lines(
  text: string,
  first: number,
  last: number,
  comments: readonly string[],
  indent: string,
): readonly Splice[] {
  const kept = comments.map(comment => indent + comment);
  if (first > 0) {
    const before = lineEnd(text, lineStart(text, first - 1));
    return [{ start: before, end: last, insert: kept.map(line => `\n${line}`).join('') }];
  }
  const next = text.indexOf('\n', last) + 1;
  const insert = kept.map(line => `${line}\n`).join('');
  return [{ start: first, end: next === 0 ? text.length : next, insert }];
}

function upToNext({ holder, index, start }: Entry): readonly Splice[] {
  const next = holder.items[index + 1] as { key?: Node } | undefined;
  const following = next?.key?.range?.[0];
  return following === undefined ? [] : [{ start, end: following, insert: '' }];
}

/** The last entry of a mapping or list goes: what stays of it is `{}` or `[]`. */
function emptied(
  text: string,
  { holder, start, end, holderKeyEnd }: Entry,
  comments: readonly string[],
): readonly Splice[] {
  const empty = isSeq(holder) ? '[]' : '{}';
  const first = lineStart(text, start);
  if (holderKeyEnd === undefined || first <= holderKeyEnd) {
    // Comments within go above what is left; the one behind it on its last line stays there.
    const margin = text.slice(first, start);
    const within = margin.trim() === '' ? commentsIn(text, start, end) : [];
    return [{ start, end, insert: [...within, empty].join(`\n${margin}`) }];
  }
  const colon = afterColon(text, holderKeyEnd);
  const last = lineEnd(text, end);
  const indent = text.slice(first, start);
  return [{ start: colon, end: colon, insert: ` ${empty}` }, ...lines(text, first, last, comments, indent)];
}

function flowRemoval(text: string, { holder, index, start, end }: Entry): readonly Splice[] {
  const next = startOf(holder.items[index + 1]);
  if (next !== undefined) return [{ start, end: next, insert: '' }];
  const previous = holder.items[index - 1];
  if (previous === undefined) return [{ start, end, insert: '' }];
  return [{ start: endOf(previous, text), end, insert: '' }];
}

function startOf(item: unknown): number | undefined {
  const node = (item as { key?: Node } | undefined)?.key ?? (item as Node | undefined);
  return node?.range?.[0];
}

function endOf(item: unknown, text: string): number {
  const pair = item as { key?: Node; value?: Node | null };
  const node = pair.key === undefined ? (item as Node) : (pair.value ?? pair.key);
  return contentEnd(node, text);
}

/** Comments of a range of lines. */
export function commentsIn(text: string, start: number, end: number): readonly string[] {
  if (end <= start) return [];
  const comments: string[] = [];
  for (const token of new Lexer().lex(text.slice(start, end))) {
    if (token.startsWith('#')) comments.push(token.trimEnd());
  }
  return comments;
}

function afterColon(text: string, keyEnd: number): number {
  const colon = /^\s*:/.exec(text.slice(keyEnd, keyEnd + 200));
  return keyEnd + (colon?.[0].length ?? 0);
}

function hasUsedAnchor(node: Node | null, used: ReadonlySet<string>): boolean {
  if (node === null || used.size === 0) return false;
  if (isShared(node, used)) return true;
  let found = false;
  if (isCollection(node) || isScalar(node)) {
    visit(node, {
      Node: (_, inner) => {
        found ||= isShared(inner as Node, used);
      },
    });
  }
  return found;
}
