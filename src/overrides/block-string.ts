/** A YAML document inside a literal block string (`values: |`), and edits of it in place. */
import { type Document, isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';
import type { DataPath } from '../model.js';
import { indentFollowing, lineAt, lineEnd, type Splice } from './splice.js';
import { columnOf, indentStep, ownPair, type Refusal } from './yaml-documents.js';

export interface BlockString {
  readonly ok: true;
  /** Its content, as a reader of the file gets it. */
  readonly content: string;
  /** Line of the file on which the content starts. */
  readonly line: number;
  /** True for `|-`, whose content ends without a line break. */
  readonly strips: boolean;
  /** Splices of the content as splices of the file. */
  toFile(splices: readonly Splice[]): readonly Splice[];
}

/** Finds the literal block at a path; refuses other kinds of scalars, whose lines are not those of their content. */
export function blockStringAt(
  text: string,
  document: Document.Parsed,
  path: DataPath,
): BlockString | Refusal {
  const name = `\`${path.join('.')}\``;
  const { node, keyOffset } = walk(document, path);
  if (!isScalar(node) || node.type !== Scalar.BLOCK_LITERAL || !node.range) {
    return { ok: false, why: `${name} is not a literal block (\`|\`)` };
  }
  if (node.anchor !== undefined) return { ok: false, why: `${name} has an anchor` };

  const content = String(node.value);
  const [header] = node.range;
  const line = lineAt(text, header) + 1;
  const strips = text.slice(header, lineEnd(text, header)).split('#')[0]?.includes('-') === true;
  if (content.trim() === '') {
    const at = lineEnd(text, header);
    const indent = ' '.repeat(columnOf(text, keyOffset) + indentStep(document, text));
    return {
      ok: true,
      content,
      line,
      strips,
      toFile: splices => splices.map(splice => fillEmpty(splice, at, indent)),
    };
  }
  const lines = matchLines(content, text, text.indexOf('\n', header) + 1);
  if (!lines) return { ok: false, why: `the lines of ${name} can't be told apart` };
  return {
    ok: true,
    content,
    line,
    strips,
    toFile: splices => splices.map(splice => mapSplice(splice, content, lines)),
  };
}

function walk(document: Document.Parsed, path: DataPath): { node: Node | null; keyOffset: number } {
  let node: Node | null = document.contents;
  let keyOffset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = ownPair(node, key);
      node = pair?.value ?? null;
      keyOffset = pair?.key.range?.[0] ?? keyOffset;
    } else {
      node = isSeq(node) ? ((node.items[Number(key)] as Node | undefined) ?? null) : null;
    }
  }
  return { node, keyOffset };
}

/** The lines of a block as they stand in the file. */
interface BlockLines {
  readonly indent: string;
  /** Offset in the file at which each line of the content starts, its indentation included. */
  readonly starts: readonly number[];
  /** Offset of the end of each of these lines. */
  readonly ends: readonly number[];
}

function matchLines(content: string, text: string, contentStart: number): BlockLines | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  let indent: string | undefined;
  let start = contentStart;
  const lines = content.replace(/\n$/, '').split('\n');
  for (const line of lines) {
    const end = lineEnd(text, start);
    const written = text.slice(start, end);
    if (line !== '') {
      indent ??= written.slice(0, written.length - line.length);
      if (written !== indent + line) return undefined;
    } else if (written.trim() !== '') {
      return undefined;
    }
    starts.push(start);
    ends.push(end);
    start = text.indexOf('\n', end) + 1;
    if (start === 0) start = text.length;
  }
  return indent !== undefined && indent.trim() === '' ? { indent, starts, ends } : undefined;
}

function mapSplice(splice: Splice, content: string, lines: BlockLines): Splice {
  // Both ends are mapped to behind the indentation, so a line that is begun anew at the end needs its own.
  const begun = splice.insert.endsWith('\n') && splice.end < content.length ? lines.indent : '';
  return {
    start: mapOffset(splice.start, content, lines),
    end: mapOffset(splice.end, content, lines),
    insert: indentFollowing(splice.insert, lines.indent) + begun,
  };
}

function mapOffset(offset: number, content: string, { indent, starts, ends }: BlockLines): number {
  const line = Math.min(lineAt(content, offset), starts.length) - 1;
  const column = offset - (content.lastIndexOf('\n', offset - 1) + 1) * Number(offset > 0);
  return Math.min((starts[line] ?? 0) + indent.length + column, ends[line] ?? 0);
}

/** The first content of a block that has none. */
function fillEmpty(splice: Splice, at: number, indent: string): Splice {
  return { start: at, end: at, insert: `\n${indent}${indentFollowing(splice.insert.trim(), indent)}` };
}
