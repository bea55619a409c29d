/**
 * YAML (and so JSON) read with positions: for files of the repository, whose lines reach the report. Rendered manifests
 * are read elsewhere, since nobody points at their lines.
 */
import { append } from '../append.js';
import type { DataPath, Position, Positioned } from '../model.js';
import { tooDeepAt } from './depth.js';
import {
  type LiteralLines,
  type ReadDocuments,
  readNodes,
  type YamlDocument,
  type YamlError,
} from './nodes.js';
import { readQuickly } from './quick.js';
import { splitDocuments } from './split.js';
import { TextMemo } from './text-memo.js';
import { valueAt } from './value-at.js';

export { faultOf, type YamlDocument, type YamlError } from './nodes.js';
export { valueAt } from './value-at.js';

/** Text whose documents are kept at most, in characters: what a large repository declares, with its CRDs. */
const MAX_KEPT_CHARACTERS = 64 * 1024 * 1024;

/** A file, empty documents left out. */
export interface YamlFile extends ReadDocuments {
  readonly file: string;
}

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
  const quick = tooDeepAt(text) === undefined ? readQuickly(file, text, firstLine, 0) : undefined;
  if (quick) return { file, documents: quick, errors: [] };
  const whole = readNodes(file, text, firstLine, 0);
  if (whole.errors.length === 0) return { file, ...whole };

  // A broken document can swallow its neighbours (an unclosed quote): read each one by itself.
  const documents: YamlDocument[] = [];
  const errors: YamlError[] = [];
  let index = 0;
  for (const chunk of splitDocuments(text)) {
    const part = readNodes(file, chunk.text, firstLine + chunk.line, index);
    append(documents, part.documents);
    append(errors, part.errors);
    index = part.documents.reduce((next, document) => Math.max(next, document.index + 1), index + 1);
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

/** The line on which a part begins, with its file. */
export function startOf(data: Positioned, path: DataPath = []): Position {
  const { file, line } = placeIn(data, path);
  return { file, line };
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

function knowsLiteralLines(data: Positioned): data is LiteralLines {
  return 'literalContentLine' in data;
}
