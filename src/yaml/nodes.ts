/** YAML read with the node of every part, which is what lines are taken from: exact in all cases, and slow. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, Scalar, type YAMLMap } from 'yaml';
import type { DataPath, Positioned } from '../model.js';
import { type AliasTargets, dataOf, parseDocuments } from './parse.js';
import { valueAt } from './value-at.js';

/** One document of a file. */
export interface YamlDocument {
  /** Number within the file, from 0; empty documents count. */
  readonly index: number;
  /** First line of its content. */
  readonly line: number;
  readonly data: Positioned;
}

export interface YamlError {
  readonly line: number;
  readonly message: string;
}

/** What is wrong, on one line: what a reader of YAML says may be a drawing of several. */
export function faultOf({ message }: YamlError): string {
  return message.replace(/\s+/g, ' ').trim();
}

export interface ReadDocuments {
  /** The documents that could be read, empty ones left out. */
  readonly documents: readonly YamlDocument[];
  /** The documents that could not. */
  readonly errors: readonly YamlError[];
}

/** Data that knows where literal blocks (`|`) have their content. */
export interface LiteralLines extends Positioned {
  /** For a literal block at the path: the line of its first line of content. */
  literalContentLine(path: DataPath): number | undefined;
  at(path: DataPath): LiteralLines;
}

/**
 * @param firstLine line of the file on which `text` starts
 * @param firstIndex number of its first document within the file
 */
export function readNodes(file: string, text: string, firstLine: number, firstIndex: number): ReadDocuments {
  const counter = new LineCounter();
  const documents: YamlDocument[] = [];
  const errors: YamlError[] = [];
  const lineAt = (offset: number): number => counter.linePos(offset).line + firstLine - 1;
  const parsed = parseDocuments(text, counter);
  if (!parsed.ok) {
    const { offset, message } = parsed.refusal;
    // Nothing was parsed, so that no lines were counted.
    return { documents, errors: [{ line: firstLine + linesBefore(text, offset), message }] };
  }
  for (const [number, document] of parsed.documents.entries()) {
    const [error] = document.errors;
    if (error) {
      errors.push({ line: lineAt(error.pos[0]), message: error.message });
      continue;
    }
    if (document.contents === null) continue;
    const read = dataOf(document);
    if (!read.ok) {
      errors.push({ line: lineAt(read.refusal.offset), message: read.refusal.message });
      continue;
    }
    const { value, targets } = read;
    if (value === null || value === undefined) continue;
    const line = lineAt(document.contents.range?.[0] ?? document.range[0]);
    const data = new PositionedNode(file, value, targets, document.contents, line, lineAt);
    documents.push({ index: firstIndex + number, line, data });
  }
  return { documents, errors };
}

/**
 * The nodes of a text that holds one document, of which another reader has the value: those of what could be made of it
 * where the two disagree.
 */
export function nodesOf(
  file: string,
  text: string,
  firstLine: number,
  value: unknown,
): LiteralLines | undefined {
  const counter = new LineCounter();
  const lineAt = (offset: number): number => counter.linePos(offset).line + firstLine - 1;
  const parsed = parseDocuments(text, counter);
  const document = parsed.ok ? parsed.documents.findLast(({ contents }) => contents !== null) : undefined;
  if (!document) return undefined;
  const line = lineAt(document.contents?.range?.[0] ?? document.range[0]);
  // What has anchors is read with nodes from the beginning.
  return new PositionedNode(file, value, new Map(), document.contents, line, lineAt);
}

function linesBefore(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

interface Entry {
  readonly value: Node | null;
  readonly offset: number | undefined;
}

interface Entries {
  /** The last of those with the same key. */
  readonly own: ReadonlyMap<string, Entry>;
  /** What `<<` takes in. */
  readonly merging: readonly (Node | null)[];
}

const entries = new WeakMap<YAMLMap, Entries>();

/** Sought once for each mapping: whoever reads all keys of a long one asks for each of them. */
function entriesOf(map: YAMLMap): Entries {
  const known = entries.get(map);
  if (known) return known;
  const own = new Map<string, Entry>();
  const merging: (Node | null)[] = [];
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    own.set(String(key.value), { value: value as Node | null, offset: key.range?.[0] });
    if (key.source === '<<') merging.push(value as Node | null);
  }
  const found = { own, merging };
  entries.set(map, found);
  return found;
}

class PositionedNode implements LiteralLines {
  constructor(
    readonly file: string,
    readonly value: unknown,
    private readonly targets: AliasTargets,
    private readonly node: Node | null,
    private readonly line: number,
    private readonly lineAt: (offset: number) => number,
  ) {}

  lineOf(path: DataPath): number {
    return this.walk(path).line;
  }

  endLineOf(path: DataPath): number {
    const { node, line } = this.walk(path);
    const end = node?.range?.[1];
    // A node's end is the offset after it, which for blocks is the start of the next line.
    return end === undefined ? line : Math.max(line, this.lineAt(Math.max(end - 1, 0)));
  }

  at(path: DataPath): LiteralLines {
    if (path.length === 0) return this;
    const { node, line, found } = this.walk(path);
    const value = valueAt(this.value, path);
    return new PositionedNode(this.file, value, this.targets, found ? node : null, line, this.lineAt);
  }

  literalContentLine(path: DataPath): number | undefined {
    const { node, found } = this.walk(path);
    if (!found || !isScalar(node) || node.type !== Scalar.BLOCK_LITERAL || !node.range) return undefined;
    return this.lineAt(node.range[0]) + 1;
  }

  private walk(path: DataPath): { node: Node | null; line: number; found: boolean } {
    let node = this.resolve(this.node);
    let line = this.line;
    for (const key of path) {
      const step = this.step(node, key);
      if (!step) return { node, line, found: false };
      node = this.resolve(step.value);
      // A text that an alias stands for is written at its anchor.
      const offset = isAlias(step.value) && isScalar(node) ? node.range?.[0] : step.offset;
      line = offset === undefined ? line : this.lineAt(offset);
    }
    return { node, line, found: true };
  }

  private step(
    node: Node | null,
    key: string | number,
  ): { value: Node | null; offset: number | undefined } | undefined {
    if (isSeq(node)) {
      const item = node.items[Number(key)] as Node | undefined;
      return item ? { value: item, offset: item.range?.[0] } : undefined;
    }
    if (isMap(node)) return this.stepIntoMap(node, String(key));
    return undefined;
  }

  private stepIntoMap(
    map: YAMLMap,
    key: string,
  ): { value: Node | null; offset: number | undefined } | undefined {
    const { own, merging } = entriesOf(map);
    const found = own.get(key);
    if (found) return found;
    // A merged key stands where the anchored mapping wrote it.
    for (const value of merging) {
      const merged = this.resolve(value);
      for (const source of isSeq(merged) ? merged.items : [merged]) {
        const target = this.resolve(source as Node | null);
        const step = isMap(target) ? this.stepIntoMap(target, key) : undefined;
        if (step) return step;
      }
    }
    return undefined;
  }

  private resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.targets.get(node) ?? null) : node;
  }
}
