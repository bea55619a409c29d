/**
 * YAML read for its values, some ten times as fast as with nodes. Most of what is read is looked at and laid aside; where a
 * line is asked for, the one document is read once more with its nodes.
 */
import { loadAll, Schema, type State, Type } from 'js-yaml';
import type { DataPath } from '../model.js';
import { type LiteralLines, nodesOf, type YamlDocument } from './nodes.js';
import { type Chunk, splitDocuments } from './split.js';
import { valueAt } from './value-at.js';

/** What plain scalars are in YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema). */
const SCALARS: readonly { readonly pattern: RegExp; value(text: string): unknown }[] = [
  { pattern: /^(?:~|[Nn]ull|NULL)?$/, value: () => null },
  { pattern: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/, value: text => /^t/i.test(text) },
  { pattern: /^[-+]?[0-9]+$/, value: text => Number.parseInt(text, 10) },
  { pattern: /^0o[0-7]+$/, value: text => Number.parseInt(text.slice(2), 8) },
  { pattern: /^0x[0-9a-fA-F]+$/, value: text => Number.parseInt(text.slice(2), 16) },
  { pattern: /^[-+]?\.(?:inf|Inf|INF)$/, value: text => (text.startsWith('-') ? -Infinity : Infinity) },
  { pattern: /^\.(?:nan|NaN|NAN)$/, value: () => Number.NaN },
  {
    pattern: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
    value: text => Number.parseFloat(text),
  },
];

/** A text that is none of them begins otherwise. */
const MAY_BE_SCALAR = /^(?:[-+.0-9~]|[Nn]ull|NULL|[TtFf][rRaA]|$)/;

/** A type by a name of its own: a document that writes out a tag is none for this reader. */
const CORE = new Schema({
  implicit: [
    new Type('core', {
      kind: 'scalar',
      resolve: (text: string) =>
        MAY_BE_SCALAR.test(text) && SCALARS.some(({ pattern }) => pattern.test(text)),
      construct: (text: string) => SCALARS.find(({ pattern }) => pattern.test(text))?.value(text),
    }),
  ],
});

/**
 * What the two readers take differently. Prose that looks alike is read carefully for nothing.
 */
const OTHERWISE = new RegExp(
  [
    // Merge keys.
    String.raw`<<[ \t]*:`,
    // Ends of documents, and directives.
    String.raw`^(?:\.\.\.(?:\s|$)|%)`,
    // Items that are empty, or begin on the next line.
    String.raw`^[ \t]*-[ \t]*(?:#.*)?$`,
    // Line breaks of YAML 1.1, and byte order marks besides the file's own.
    String.raw`\r(?!\n)`,
    String.raw`[\u0085\u2028\u2029]|(?:\n|\ufeff)\ufeff`,
  ].join('|'),
  'm',
);

/**
 * @param firstLine line of the file on which `text` starts
 * @returns undefined for a text that only the careful reader can judge: broken, with anchors, or rare in another way
 */
export function readQuickly(
  file: string,
  text: string,
  firstLine: number,
  firstIndex: number,
): readonly YamlDocument[] | undefined {
  if (OTHERWISE.test(text)) return undefined;
  const roots = new Roots();
  let values: readonly unknown[];
  try {
    values = loadAll(text, null, { schema: CORE, json: true, listener: roots.listener });
  } catch {
    return undefined;
  }
  const chunks = new Chunks(text, values.length);
  return values.flatMap((value, number) => {
    const root = roots.lines[number];
    if (value === null || value === undefined || root === undefined) return [];
    const line = root + firstLine;
    const read = (): LiteralLines | undefined => {
      const chunk = chunks.around(root);
      return nodesOf(file, chunk.text, firstLine + chunk.line, value);
    };
    return [{ index: firstIndex + number, line, data: new LazilyPositioned(file, value, read, line) }];
  });
}

/** Notes on which line, from 0, the content of each document starts. */
class Roots {
  readonly lines: number[] = [];
  #depth = 0;

  readonly listener = (event: 'open' | 'close', state: State): void => {
    if (event === 'open') {
      if (this.#depth === 0) this.lines.push(state.line);
      this.#depth += 1;
      return;
    }
    this.#depth -= 1;
    if (isForCareful(state)) throw new Error('read with nodes');
  };
}

/**
 * Anchors, since aliases may multiply without taking space and have two places; and keys that are mappings (an unquoted
 * `{{ name }}` is one to YAML) or nothing, which each reader spells in its way.
 */
function isForCareful(state: State): boolean {
  if ('anchor' in state && state.anchor !== null) return true;
  return (
    state.kind === 'mapping' &&
    (Object.hasOwn(state.result, '[object Object]') || Object.hasOwn(state.result, 'null'))
  );
}

/** The documents' texts, cut when the first is asked for. */
class Chunks {
  #cut: readonly Chunk[] | undefined;

  constructor(
    private readonly text: string,
    private readonly count: number,
  ) {}

  /** @param line from 0 */
  around(line: number): Chunk {
    const whole = { text: this.text, line: 0 };
    if (this.count < 2) return whole;
    this.#cut ??= splitDocuments(this.text);
    const chunk = this.#cut.findLast(({ line: start }) => start <= line) ?? whole;
    // The cut takes the line end with it.
    return chunk === this.#cut.at(-1) ? chunk : { ...chunk, text: `${chunk.text}\n` };
  }
}

/** A value whose places are found when they are asked for. */
class LazilyPositioned implements LiteralLines {
  #nodes: { readonly found: LiteralLines | undefined } | undefined;

  /** @param ownLine where the value itself stands, as far as that is known */
  constructor(
    readonly file: string,
    readonly value: unknown,
    private readonly read: () => LiteralLines | undefined,
    private readonly ownLine: number | undefined,
  ) {}

  lineOf(path: DataPath): number {
    if (path.length === 0 && this.ownLine !== undefined) return this.ownLine;
    return this.nodes?.lineOf(path) ?? this.ownLine ?? 1;
  }

  endLineOf(path: DataPath): number {
    return this.nodes?.endLineOf(path) ?? this.lineOf([]);
  }

  at(path: DataPath): LiteralLines {
    if (path.length === 0) return this;
    return new LazilyPositioned(this.file, valueAt(this.value, path), () => this.nodes?.at(path), undefined);
  }

  literalContentLine(path: DataPath): number | undefined {
    return this.nodes?.literalContentLine(path);
  }

  private get nodes(): LiteralLines | undefined {
    this.#nodes ??= { found: this.read() };
    return this.#nodes.found;
  }
}
