/**
 * YAML (and so JSON) read with positions: for files of the repository, whose lines reach the report.
 * Rendered manifests are read by a faster loader, since nobody points at their lines.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { DataPath, Position, Positioned } from '../model.js';
import { splitDocuments } from './split.js';
import { TextMemo } from './text-memo.js';

/** Text whose documents are kept at most, in characters: about what a large repository declares. */
const MAX_KEPT_CHARACTERS = 16 * 1024 * 1024;

/** One document of a file. */
export interface YamlDocument {
  /** Number within the file, from 0; empty documents count. */
  readonly index: number;
  /** First line of its content. */
  readonly line: number;
  readonly data: Positioned;
}

export interface YamlFile {
  readonly file: string;
  /** The documents that could be read, empty ones left out. */
  readonly documents: readonly YamlDocument[];
  /** The documents that could not. */
  readonly errors: readonly YamlError[];
}

export interface YamlError {
  readonly line: number;
  readonly message: string;
}

/** More anchors than any honest file has: past this a document is refused, not expanded. */
const MAX_ALIASES = 1000;

/**
 * Parses every document of a file. One broken document costs that document only.
 * @param firstLine line of the file on which `text` starts: for text embedded in a file
 */
export function parseYaml(file: string, text: string, firstLine = 1): YamlFile {
  return parsedFiles.get(JSON.stringify([file, firstLine]), text, () => readYaml(file, text, firstLine));
}

/**
 * Several rooms read the same files, of two trees that are mostly equal, and proofs read them all again. What was
 * read is never changed.
 */
const parsedFiles = new TextMemo<YamlFile>(MAX_KEPT_CHARACTERS);

function readYaml(file: string, text: string, firstLine: number): YamlFile {
  const whole = parseChunk(file, text, firstLine, 0);
  if (whole.errors.length === 0) return { file, ...whole };

  // A broken document can swallow its neighbours (an unclosed quote): read each one by itself.
  const documents: YamlDocument[] = [];
  const errors: YamlError[] = [];
  let index = 0;
  for (const chunk of splitDocuments(text)) {
    const part = parseChunk(file, chunk.text, firstLine + chunk.line, index);
    documents.push(...part.documents);
    errors.push(...part.errors);
    index = Math.max(index + 1, ...part.documents.map(document => document.index + 1));
  }
  return { file, documents, errors };
}

/** Data that is not read from YAML text but stands at one place of a file. */
export function positionedAt(file: string, line: number, value: unknown): Positioned {
  return {
    file,
    value,
    lineOf: () => line,
    endLineOf: () => line,
    at: path => positionedAt(file, line, valueAt(value, path)),
  };
}

/** The part of plain data at a path; undefined where there is nothing. Reads own keys only. */
export function valueAt(value: unknown, path: DataPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}

/** Where a part is written, which may be in another file than the whole: a patch over it, say. */
export function placeIn(data: Positioned, path: DataPath): Position {
  const part = data.at(path);
  if (part.file !== data.file) {
    const line = part.lineOf([]);
    return { file: part.file, line, endLine: Math.max(line, part.endLineOf([])) };
  }
  const line = data.lineOf(path);
  return { file: data.file, line, endLine: Math.max(line, data.endLineOf(path)) };
}

/**
 * YAML inside a string of a document (Argo CD's `helm.values: |`), positioned in the file that holds it.
 * In a literal block every line is exact; in other styles all lines are the string's own.
 */
export function parseEmbedded(holder: Positioned, path: DataPath): YamlFile | undefined {
  const text = valueAt(holder.value, path);
  if (typeof text !== 'string') return undefined;
  const part = holder.at(path);
  if (part.file !== holder.file) return parseEmbedded(part, []);
  const literalLine = literalLineOf(holder, path);
  if (literalLine !== undefined) return parseYaml(holder.file, text, literalLine);

  const line = holder.lineOf(path);
  const parsed = parseYaml(holder.file, text);
  return {
    file: holder.file,
    documents: parsed.documents.map(document => ({
      index: document.index,
      line,
      data: positionedAt(holder.file, line, document.data.value),
    })),
    errors: parsed.errors.map(error => ({ line, message: error.message })),
  };
}

/** For a literal block (`|`) at the path: the line of its first line of content; undefined for anything else. */
export function literalLineOf(data: Positioned, path: DataPath): number | undefined {
  return knowsLiteralLines(data) ? data.literalContentLine(path) : undefined;
}

/** Data read from YAML, or made of such data. */
interface LiteralLines extends Positioned {
  literalContentLine(path: DataPath): number | undefined;
}

function knowsLiteralLines(data: Positioned): data is LiteralLines {
  return 'literalContentLine' in data;
}

function parseChunk(
  file: string,
  text: string,
  firstLine: number,
  firstIndex: number,
): { documents: YamlDocument[]; errors: YamlError[] } {
  const counter = new LineCounter();
  const documents: YamlDocument[] = [];
  const errors: YamlError[] = [];
  const lineAt = (offset: number): number => counter.linePos(offset).line + firstLine - 1;
  const parsed = parseAllDocuments(text, {
    lineCounter: counter,
    merge: true,
    // Kubernetes and Helm let the last of two equal keys win.
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  if (!Array.isArray(parsed)) return { documents, errors };
  for (const [number, document] of parsed.entries()) {
    const [error] = document.errors;
    if (error) {
      errors.push({ line: lineAt(error.pos[0]), message: error.message });
      continue;
    }
    if (document.contents === null) continue;
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (cause) {
      errors.push({ line: lineAt(document.range[0]), message: (cause as Error).message });
      continue;
    }
    if (value === null || value === undefined) continue;
    const line = lineAt(document.contents.range?.[0] ?? document.range[0]);
    const data = new PositionedNode(file, value, document, document.contents, line, lineAt);
    documents.push({ index: firstIndex + number, line, data });
  }
  return { documents, errors };
}

class PositionedNode implements Positioned {
  constructor(
    readonly file: string,
    readonly value: unknown,
    private readonly document: Document.Parsed,
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

  at(path: DataPath): Positioned {
    if (path.length === 0) return this;
    const { node, line, found } = this.walk(path);
    const value = valueAt(this.value, path);
    return new PositionedNode(this.file, value, this.document, found ? node : null, line, this.lineAt);
  }

  /** For a literal block (`|`) at the path: the line of its first line of content. */
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
      line = step.offset === undefined ? line : this.lineAt(step.offset);
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
    for (const pair of map.items.toReversed()) {
      if (isScalar(pair.key) && String(pair.key.value) === key) {
        return { value: pair.value as Node | null, offset: pair.key.range?.[0] };
      }
    }
    // A merged key stands where the anchored mapping wrote it.
    for (const pair of map.items) {
      if (!isScalar(pair.key) || pair.key.source !== '<<') continue;
      const merged = this.resolve(pair.value as Node | null);
      for (const source of isSeq(merged) ? merged.items : [merged]) {
        const target = this.resolve(source as Node | null);
        const step = isMap(target) ? this.stepIntoMap(target, key) : undefined;
        if (step) return step;
      }
    }
    return undefined;
  }

  private resolve(node: Node | null): Node | null {
    return isAlias(node) ? ((node.resolve(this.document) as Node | undefined) ?? null) : node;
  }
}
