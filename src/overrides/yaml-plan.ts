/** Where in the text of a YAML document a value has to be written: exact ranges, nothing else moves. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { DataPath, YamlValue } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { lineEnd, lineStart, type Splice } from './splice.js';
import {
  afterKey,
  type BlockStyle,
  blockText,
  blockValue,
  flowText,
  flowValue,
  type Spelling,
} from './value-text.js';
import {
  columnOf,
  contentEnd,
  dashStep,
  indentStep,
  isShared,
  ownPair,
  type Refusal,
  usedAnchors,
} from './yaml-documents.js';

export type Plan = { readonly ok: true; readonly splices: readonly Splice[] } | Refusal;

/**
 * Plans writing a value at a path of one document. Creates the mappings on the way, never list items.
 * @param data the document as plain data, merge keys resolved
 */
export function planSet(
  text: string,
  document: Document.Parsed,
  data: unknown,
  path: DataPath,
  value: YamlValue,
): Plan {
  const planner = new Planner(text, document, data, value);
  return planner.plan(path);
}

/** Plans the first content of a text that has none but comments. */
export function planFirst(text: string, from: number, to: number, path: DataPath, value: YamlValue): Plan {
  const lines = blockText(path, value, { indent: 0, step: 2, dash: 2 });
  const last = from + text.slice(from, to).trimEnd().length;
  if (last === 0) return { ok: true, splices: [{ start: 0, end: text.length, insert: `${lines}\n` }] };
  return { ok: true, splices: [{ start: last, end: last, insert: `\n${lines}` }] };
}

/** The mapping a key stands in, as far as it matters for what is written below it. */
interface Place {
  readonly node: Node | null;
  /** Column of the key; -1 at the root of the document. */
  readonly indent: number;
  /** Offset after the key; undefined for list items and the root. */
  readonly keyEnd?: number;
  readonly inFlow: boolean;
  readonly spelling: Spelling;
  /** What has been walked, for messages. */
  readonly walked: DataPath;
}

class Planner {
  private readonly used: ReadonlySet<string>;
  private readonly step: number;
  private readonly dash: number;

  constructor(
    private readonly text: string,
    private readonly document: Document.Parsed,
    private readonly data: unknown,
    private readonly value: YamlValue,
  ) {
    this.used = usedAnchors(document);
    this.step = indentStep(document, text);
    this.dash = dashStep(document, text) ?? this.step;
  }

  private style(indent: number): BlockStyle {
    return { indent, step: this.step, dash: this.dash };
  }

  plan(path: DataPath): Plan {
    return this.into(
      { node: this.document.contents, indent: -1, inFlow: false, spelling: 'yaml', walked: [] },
      path,
    );
  }

  /** Writes the rest of the path below a place. */
  private into(place: Place, rest: DataPath): Plan {
    const { node } = place;
    if (isShared(node, this.used)) return refuse(place, 'is an anchor that other places use');
    if (rest.length === 0) return this.replace(place);
    if (isAlias(node)) return refuse(place, 'is an alias of a mapping that stands elsewhere');
    if (isMap(node)) return this.intoMap(node, place, rest);
    if (isSeq(node)) return this.intoList(node.items, place, rest);
    if (isScalar(node) && node.value === null) return this.intoNull(node, place, rest);
    return refuse(place, node === null ? 'has no value of its own' : 'is not a mapping');
  }

  private intoList(items: readonly unknown[], place: Place, rest: DataPath): Plan {
    const [index, ...below] = rest;
    if (typeof index !== 'number') return refuse(place, 'is a list, not a mapping');
    const item = items[index] as Node | undefined;
    if (!item) return refuse(place, `has no item ${index}`);
    const { keyEnd: _, ...outer } = place;
    return this.into({ ...outer, node: item, walked: [...place.walked, index] }, below);
  }

  private intoMap(map: YAMLMap, place: Place, rest: DataPath): Plan {
    const [key, ...below] = rest as [string | number, ...DataPath];
    const flow = map.flow === true;
    const spelling = flow && startsAsJson(map) ? 'json' : place.spelling;
    const pair = ownPair(map, key);
    if (pair) {
      const keyRange = pair.key.range ?? [0, 0, 0];
      return this.into(
        {
          node: pair.value,
          indent: columnOf(this.text, keyRange[0]),
          keyEnd: keyRange[1],
          inFlow: flow,
          spelling,
          walked: [...place.walked, key],
        },
        below,
      );
    }
    if (below.length > 0 && valueAt(this.data, [...place.walked, key]) !== undefined) {
      return refuse({ ...place, walked: [...place.walked, key] }, 'comes from a merge key (`<<`)');
    }
    if (flow) return this.addToFlow(map, place, spelling, rest);
    return this.addToBlock(map, place, rest);
  }

  private addToBlock(map: YAMLMap, place: Place, rest: DataPath): Plan {
    const first = map.items[0]?.key;
    if (!isScalar(first) || !first.range) return refuse(place, 'starts with a key that is not a scalar');
    const lines = blockText(rest, this.value, this.style(columnOf(this.text, first.range[0])));
    return insertAt(lineEnd(this.text, contentEnd(map, this.text)), `\n${lines}`);
  }

  private addToFlow(map: YAMLMap, place: Place, spelling: Spelling, rest: DataPath): Plan {
    const [start, end] = map.range ?? [0, 0];
    const last = map.items.at(-1);
    if (!last) return this.fillEmptyFlow(start, end, place, spelling, rest);
    const padding = this.text[start + 1] === ' ' ? ' ' : '';
    const entry = flowText(rest, this.value, spelling, padding);
    const lastEnd = contentEnd((last.value as Node | null) ?? (last.key as Node), this.text);
    const keyStart = (last.key as Node).range?.[0] ?? lastEnd;
    const indent = this.text.slice(lineStart(this.text, keyStart), keyStart);
    const tail = this.text.slice(lastEnd, lineEnd(this.text, lastEnd));
    const ownLine =
      indent.trim() === '' && /^\s*(?:,\s*)?(?:#.*)?$/.test(tail) && lastEnd + tail.length < end;
    if (!ownLine) return insertAt(lastEnd, `, ${entry}`);
    const lineBreak = lineEnd(this.text, lastEnd);
    if (tail.trimStart().startsWith(',')) return insertAt(lineBreak, `\n${indent}${entry},`);
    return {
      ok: true,
      splices: [
        { start: lastEnd, end: lastEnd, insert: ',' },
        { start: lineBreak, end: lineBreak, insert: `\n${indent}${entry}` },
      ],
    };
  }

  /** `key: {}` becomes a block below its key, as a person would write it; inside of flow it stays flow. */
  private fillEmptyFlow(start: number, end: number, place: Place, spelling: Spelling, rest: DataPath): Plan {
    const onOneLine = lineEnd(this.text, start) >= end;
    if (onOneLine && !place.inFlow && place.keyEnd !== undefined) {
      return this.belowKey(start, end, place.indent + this.step, rest);
    }
    const isRoot = place.indent < 0 && columnOf(this.text, start) === 0;
    if (onOneLine && isRoot && place.walked.length === 0) {
      return { ok: true, splices: [{ start, end, insert: blockText(rest, this.value, this.style(0)) }] };
    }
    return insertAt(start + 1, flowText(rest, this.value, spelling, ''));
  }

  private intoNull(node: Scalar, place: Place, rest: DataPath): Plan {
    const [start, end] = node.range ?? [0, 0];
    if (place.inFlow) {
      const flow = `{${flowText(rest, this.value, place.spelling, '')}}`;
      if (end === start) return insertAt(this.emptyValueAt(start, place), ` ${flow}`);
      return { ok: true, splices: [{ start, end, insert: flow }] };
    }
    if (place.keyEnd !== undefined) return this.belowKey(start, end, place.indent + this.step, rest);
    if (place.walked.length > 0) return refuse(place, 'is empty');
    // An empty document: behind its `---` and its comments, or in place of its `null`.
    if (end > start)
      return { ok: true, splices: [{ start, end, insert: blockText(rest, this.value, this.style(0)) }] };
    return planFirst(this.text, start, this.document.range[2], rest, this.value);
  }

  /** Puts a block below a key, in place of the `{}`, `null` or nothing that stands there. */
  private belowKey(start: number, end: number, indent: number, rest: DataPath): Plan {
    return this.linesBelowKey(start, end, `\n${blockText(rest, this.value, this.style(indent))}`);
  }

  private linesBelowKey(start: number, end: number, lines: string): Plan {
    const before =
      start -
      (/(?<![ \t])[ \t]*$/.exec(this.text.slice(lineStart(this.text, start), start))?.[0].length ?? 0);
    const removed: Splice[] = end > start ? [{ start: before, end, insert: '' }] : [];
    const below = lineEnd(this.text, end);
    return { ok: true, splices: [...removed, { start: below, end: below, insert: lines }] };
  }

  private replace(place: Place): Plan {
    const { node, spelling } = place;
    if (node === null) return refuse(place, 'has no value of its own');
    const [start] = node.range ?? [0];
    const end = contentEnd(node, this.text);
    if (isCollection(node)) return this.replaceCollection(node, place, start, end);
    if (typeof this.value === 'object' && !place.inFlow && place.keyEnd !== undefined) {
      const lines = afterKey(this.value, this.style(place.indent));
      // Nothing and `{}` stand behind the key, everything else below it.
      if (lines.startsWith('\n')) return this.linesBelowKey(start, end, lines);
    }
    const written = this.spellLike(node, spelling);
    if (end > start) return { ok: true, splices: [{ start, end, insert: written }] };
    return insertAt(this.emptyValueAt(start, place), ` ${written}`);
  }

  private replaceCollection(node: YAMLMap | YAMLSeq, place: Place, start: number, end: number): Plan {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== isSeq(node))
      return refuse(place, 'holds a mapping or list, not a single value');
    if (node.flow === true) {
      const padding = this.text[start + 1] === ' ' ? ' ' : '';
      const written = flowValue(value, place.spelling, padding);
      return { ok: true, splices: [{ start, end, insert: written }] };
    }
    const written = blockValue(value, this.style(columnOf(this.text, start))).trimStart();
    return { ok: true, splices: [{ start, end, insert: written }] };
  }

  /** Where the value of `key:` goes: behind the colon, or behind what stands between that and the value's end. */
  private emptyValueAt(start: number, place: Place): number {
    const colon = place.keyEnd ?? start;
    const isNext = this.text[colon] === ':' && this.text.slice(colon + 1, start).trim() === '';
    return isNext ? colon + 1 : start;
  }

  private spellLike(node: Node, spelling: Spelling): string {
    const type = isScalar(node) ? node.type : undefined;
    if (type === Scalar.QUOTE_SINGLE && typeof this.value === 'string')
      return `'${this.value.replaceAll("'", "''")}'`;
    return flowValue(this.value, type === Scalar.QUOTE_DOUBLE ? 'json' : spelling, '');
  }
}

function insertAt(offset: number, insert: string): Plan {
  return { ok: true, splices: [{ start: offset, end: offset, insert }] };
}

function startsAsJson(map: YAMLMap): boolean {
  const key = map.items[0]?.key;
  return isScalar(key) && key.type === Scalar.QUOTE_DOUBLE;
}

function refuse(place: Place, what: string): Plan {
  const name = place.walked.length > 0 ? `\`${place.walked.join('.')}\`` : 'the document';
  return { ok: false, why: `${name} ${what}` };
}
