/**
 * What a file of CUE declares: fields within structs, the conditions around them, and references. Texts are without comments.
 * Source: https://cuelang.org/docs/reference/spec/
 */
import { oncePer } from '../../memo.js';
import { bracketsOf, type CodeFile } from '../code/blocks.js';
import type { Piece } from '../code/literals.js';

export interface CueStruct {
  /** Of what its braces enclose; -1 for the whole file. */
  readonly start: number;
  readonly end: number;
  readonly fields: readonly CueField[];
  /** What it is besides: `#Release`, or the body of an `if`. */
  readonly embedded: readonly CueValue[];
}

export interface CueField {
  readonly label: string;
  readonly value: CueValue;
  /** Where the value begins. */
  readonly start: number;
}

/** Parts that are joined by `&`. */
export interface CueValue {
  readonly parts: readonly (CueStruct | Piece)[];
  /** It counts only if this holds. */
  readonly condition?: Piece;
}

/** More than files of people declare, in all and one within the other. */
const MAX_FIELDS = 20_000;
const MAX_DEPTH = 40;
const LABEL =
  /(?:(_?#?[A-Za-z_$][\w$]{0,80}|_?#[A-Za-z_$][\w$]{0,80})|"([^"\\\n]{1,100})"|\[[^\]\n]{1,100}\]|\([^()\n]{1,100}\))[ \t]{0,20}[?!]?[ \t]{0,20}:(?!=)[ \t]{0,40}/y;
const HEAD = /(?:package[ \t]{1,9}\w{1,80}|import[ \t]{1,9}(?:\w{1,80}[ \t]{1,9})?"[^"\n]{1,200}")/y;
const CONDITION = /if[ \t]{1,9}([^{}\n]{1,200}?)[ \t]{0,9}\{/y;
const LOOP = /for[ \t]{1,9}[^{}\n]{1,300}\{/y;
const LET = /let[ \t]{1,9}([A-Za-z_#][\w]{0,80})[ \t]{0,9}=[ \t]{0,9}/y;

export function isStruct(part: CueStruct | Piece): part is CueStruct {
  return 'fields' in part;
}

/** What a whole file declares; read once. */
export const cueStruct = oncePer(readStruct);

function readStruct({ text }: CodeFile): CueStruct & { readonly isCut: boolean } {
  const brackets = bracketsOf(text);
  let left = MAX_FIELDS;
  let isCut = false;

  function body(start: number, end: number, depth: number): CueStruct {
    const fields: CueField[] = [];
    const embedded: CueValue[] = [];
    let at = start + 1;
    if (depth >= MAX_DEPTH) isCut = true;
    while (at < end && depth < MAX_DEPTH) {
      if (left-- <= 0) {
        isCut = true;
        break;
      }
      at = behind(/[\s,;]{0,500}/y, at);
      if (at >= end) break;
      const head = matched(HEAD, at);
      if (head) {
        at += head[0].length;
        continue;
      }
      if (text.startsWith('import', at) && matched(/import\s{0,9}\(/y, at)) {
        at = closeOf(text.indexOf('(', at), end) + 1;
        continue;
      }
      const loop = matched(LOOP, at);
      if (loop) {
        // What it makes has no names that are written down.
        at = closeOf(at + loop[0].length - 1, end) + 1;
        continue;
      }
      const asks = matched(CONDITION, at);
      if (asks) {
        const open = at + asks[0].length - 1;
        const close = closeOf(open, end);
        const condition = { text: asks[1] ?? '', start: at + asks[0].indexOf(asks[1] ?? '') };
        embedded.push({ parts: [body(open, close, depth + 1)], condition });
        at = close + 1;
        continue;
      }
      const named = matched(LET, at);
      const label = named ?? matched(LABEL, at);
      const place = label ? at + label[0].length : at;
      const found = chained(place, end, depth);
      const name = label?.[1] ?? (named ? undefined : label?.[2]);
      if (!label) embedded.push(found.value);
      else if (name !== undefined) fields.push({ label: name, value: found.value, start: place });
      at = Math.max(found.end, at + 1);
    }
    return { start, end, fields, embedded };
  }

  /** `a: b: "1.22.2"` is a struct within another. */
  function chained(place: number, end: number, depth: number): { value: CueValue; end: number } {
    const label = depth < MAX_DEPTH ? matched(LABEL, place) : null;
    if (!label) return valueAt(place, end, depth);
    const inner = chained(place + label[0].length, end, depth + 1);
    const name = label[1] ?? label[2];
    const fields =
      name === undefined ? [] : [{ label: name, value: inner.value, start: place + label[0].length }];
    return { value: { parts: [{ start: place, end: inner.end, fields, embedded: [] }] }, end: inner.end };
  }

  /** Up to the end of the line, or further where an operator says so. */
  function valueAt(place: number, end: number, depth: number): { value: CueValue; end: number } {
    const parts: (CueStruct | Piece)[] = [];
    let start = place;
    let at = place;
    const add = (): void => {
      const piece = text.slice(start, at);
      const first = start + piece.length - piece.trimStart().length;
      if (piece.trim() === '') return;
      const close = text[first] === '{' ? brackets.closeOf.get(first) : undefined;
      const isAlone = close !== undefined && text.slice(close + 1, at).trim() === '';
      parts.push(
        isAlone && close !== undefined ? body(first, close, depth + 1) : { text: piece.trim(), start: first },
      );
    };
    while (at < end) {
      const character = text[at] ?? '';
      if ('({['.includes(character)) at = closeOf(at, end);
      else if (character === '"') at = behind(/"(?:[^"\\\n]|\\.){0,2000}/y, at);
      else if (character === ',' || character === '}') break;
      else if (character === '\n' && !goesOn(place, at)) break;
      else if (character === '&') {
        add();
        start = at + 1;
      }
      at++;
    }
    add();
    return { value: { parts }, end: at };
  }

  function goesOn(place: number, at: number): boolean {
    return /(?:[&|*]|:)[ \t]{0,9}$/.test(text.slice(Math.max(place, at - 20), at));
  }

  function matched(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(text);
  }

  function behind(pattern: RegExp, at: number): number {
    return at + (matched(pattern, at)?.[0].length ?? 0);
  }

  function closeOf(open: number, end: number): number {
    return Math.min(brackets.closeOf.get(open) ?? end, end);
  }

  return { ...body(-1, text.length, 0), isCut };
}
