/** Reading YAML for edits: whole files only, with what an edit has to leave as it is. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { DataPath } from '../model.js';
import { dataOf, parseDocuments } from '../yaml/parse.js';
import { TextMemo } from '../yaml/text-memo.js';
import { lineAt } from './splice.js';

export interface ReadDocuments {
  readonly ok: true;
  /** Every document, empty ones too; none for a file without content. */
  readonly documents: readonly Document.Parsed[];
  /** The same as plain data; null for an empty one. */
  readonly values: readonly unknown[];
  /** Every comment of the file, in order. */
  readonly comments: readonly string[];
}

export interface Refusal {
  readonly ok: false;
  /** One clause: why the file can't be edited in place. */
  readonly why: string;
}

/** Text whose documents are kept at most, in characters. */
const MAX_KEPT_CHARACTERS = 1024 * 1024;

/** Many overrides are tried on the same few files, and the text that one edit gives is what the next one starts from. */
const readTexts = new TextMemo<ReadDocuments | Refusal>(MAX_KEPT_CHARACTERS);

/**
 * Parses a file that is to be edited; refuses what is not YAML through and through. What was read is never changed:
 * edits are made on the text.
 */
export function readDocuments(text: string): ReadDocuments | Refusal {
  return readTexts.get('', text, () => read(text));
}

function read(text: string): ReadDocuments | Refusal {
  const parsed = parseDocuments(text);
  if (!parsed.ok) return { ok: false, why: parsed.refusal.message };
  const { documents } = parsed;
  const templated = text.includes('{{') && documents.some(isGoTemplate);
  if (templated) return { ok: false, why: 'it is a Go template, not plain YAML' };
  const values: unknown[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error)
      return { ok: false, why: `line ${lineAt(text, error.pos[0])} does not parse: ${error.message}` };
    const read = dataOf(document);
    if (!read.ok) return { ok: false, why: read.refusal.message };
    values.push(read.value ?? null);
  }
  return { ok: true, documents, values, comments: commentsOf(text) };
}

/** The pair of a mapping that holds a key; the last one where the key stands twice, as every reader has it. */
export function ownPair(map: YAMLMap, key: string | number): { key: Scalar; value: Node | null } | undefined {
  for (const pair of map.items.toReversed()) {
    if (!isPair(pair) || !isScalar(pair.key) || String(pair.key.value) !== String(key)) continue;
    return { key: pair.key, value: pair.value as Node | null };
  }
  return undefined;
}

/** Offset of the key (or list item) at a path, or of the deepest part of it that is written there. */
export function offsetOf(document: Document.Parsed, path: DataPath): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = ownPair(node, key);
      if (!pair) return offset;
      node = pair.value;
      offset = pair.key.range?.[0] ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/** Offset after the last character of a node that is not a comment or white space. */
export function contentEnd(node: Node, text: string): number {
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isPair(last)) {
      const end = (last.value as Node | null) ?? (last.key as Node);
      return contentEnd(end, text);
    }
    if (last !== undefined) return contentEnd(last as Node, text);
  }
  const end = node.range?.[1] ?? 0;
  const isBlock = isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
  return isBlock && text[end - 1] === '\n' ? end - 1 : end;
}

/** Anchors of a document that something refers to. */
export function usedAnchors(document: Document.Parsed): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, {
    Alias: (_, alias) => {
      used.add(alias.source);
    },
  });
  return used;
}

/** How far a mapping is indented below its key: what the document does most often, else two spaces. */
export function indentStep(document: Document.Parsed, text: string): number {
  const counts = new Map<number, number>();
  visit(document, {
    Pair: (_, pair) => {
      const inner = isMap(pair.value) && pair.value.flow !== true ? pair.value.items[0]?.key : undefined;
      if (!isScalar(pair.key) || !isScalar(inner)) return;
      const step = columnOf(text, inner.range?.[0] ?? 0) - columnOf(text, pair.key.range?.[0] ?? 0);
      if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    },
  });
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most?.[0] ?? 2;
}

/** How far dashes are indented below their list's key: what the document does most often; undefined without any list. */
export function dashStep(document: Document.Parsed, text: string): number | undefined {
  const counts = new Map<number, number>();
  visit(document, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || !isSeq(pair.value) || pair.value.flow === true) return;
      const step = columnOf(text, pair.value.range?.[0] ?? 0) - columnOf(text, pair.key.range?.[0] ?? 0);
      if (step >= 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    },
  });
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most?.[0];
}

/** 0-based column of an offset. */
export function columnOf(text: string, offset: number): number {
  return offset - (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);
}

/** True where an anchor on the node is referred to elsewhere. */
export function isShared(node: Node | null, used: ReadonlySet<string>): boolean {
  return (
    node !== null &&
    !isAlias(node) &&
    'anchor' in node &&
    typeof node.anchor === 'string' &&
    used.has(node.anchor)
  );
}

/** `{{ … }}` outside of quotes reads as a mapping for a key, or stands in a plain scalar. */
function isGoTemplate(document: Document.Parsed): boolean {
  let found = false;
  visit(document, {
    Pair: (_, pair) => {
      found ||= isCollection(pair.key);
    },
    Scalar: (_, scalar) => {
      found ||= scalar.type === Scalar.PLAIN && scalar.source?.includes('{{') === true;
    },
  });
  return found;
}

function commentsOf(text: string): string[] {
  const comments: string[] = [];
  // The lexer marks scalars, so that a token which starts with `#` is a comment.
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('#')) comments.push(token.trimEnd());
  }
  return comments;
}
